"""What patrols find, from found to closed (整改闭环): how each event stands, and groups of them.

An event is closed when what was put right has been checked. What the calendar does not reach is
*unsure*: neither in time nor overdue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final, Literal

from jidi.supervision.credit import Fraction

State = Literal["overdue", "unchecked", "running", "awaiting", "unsure", "late", "closed"]
STATES: Final[Mapping[State, tuple[str, str]]] = {
    "overdue": ("逾期未整改", "overdue"),
    "unchecked": ("逾期未复查", "not checked in time"),
    "running": ("整改期内", "to be put right"),
    "awaiting": ("待复查", "to be checked"),
    "unsure": ("期限待定", "deadline not certain"),
    "late": ("逾期整改后闭环", "closed, put right late"),
    "closed": ("按期闭环", "closed in time"),
}
"""How an event stands, the most pressing first."""


@dataclass(frozen=True)
class Patrol:
    """An event as it stands on a day.

    :param due: last day to put it right; None where the calendar does not reach.
    :param ordered: whether that day stands in an order, and was not counted by the clock.
    :param check_due: last day to check it, once it is put right.
    """

    id: str
    facility: str
    company: str
    division: str
    source: str
    matter: str
    found_on: date
    due: date | None
    ordered: bool
    mended_on: date | None
    check_due: date | None
    confirmed_on: date | None
    day: date

    @property
    def state(self) -> State:
        """How it stands."""
        if self.mended_on is None:
            return "unsure" if self.due is None else "overdue" if self.due < self.day else "running"
        if self.confirmed_on is None:
            if self.check_due is None:
                return "unsure"
            return "unchecked" if self.check_due < self.day else "awaiting"
        if self.due is None:
            return "unsure"
        return "closed" if self.mended_on <= self.due else "late"

    @property
    def in_time(self) -> bool | None:
        """Whether it was put right in time; None while nobody can say."""
        if self.due is None:
            return None
        if self.mended_on is not None:
            return self.mended_on <= self.due
        return False if self.due < self.day else None


@dataclass(frozen=True)
class PatrolGroup:
    """Events of one company, place or kind.

    :param in_time: put right in time to those of which it is decided.
    :param closed: checked to found.
    :param days: median days from found to put right, of those put right.
    """

    name: str
    found: int
    in_time: Fraction
    closed: Fraction
    overdue: int
    unchecked: int
    unsure: int
    days: float | None


def grouped_by(events: Iterable[tuple[str, Patrol]]) -> tuple[PatrolGroup, ...]:
    """Groups by name, those with most overdue first."""
    by_name: dict[str, list[Patrol]] = {}
    for name, event in events:
        by_name.setdefault(name, []).append(event)
    found = (group_of(name, members) for name, members in by_name.items())
    return tuple(sorted(found, key=lambda one: (-one.overdue, -one.found, one.name)))


def group_of(name: str, members: Iterable[Patrol]) -> PatrolGroup:
    """One group of events."""
    listed = list(members)
    decided = [one.in_time for one in listed if one.in_time is not None]
    states = [one.state for one in listed]
    took = [(one.mended_on - one.found_on).days for one in listed if one.mended_on is not None]
    checked = sum(one.confirmed_on is not None for one in listed)
    return PatrolGroup(
        name=name,
        found=len(listed),
        in_time=Fraction(sum(decided), len(decided)),
        closed=Fraction(checked, len(listed)),
        overdue=states.count("overdue"),
        unchecked=states.count("unchecked"),
        unsure=states.count("unsure"),
        days=float(median(took)) if took else None,
    )
