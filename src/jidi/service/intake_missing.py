"""Returns that were due from a sender and did not come, or came late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jidi.core.period import Period
from jidi.service.intake_receipt import IntakeReceipt
from jidi.service.intake_scorecard_rules import load_scorecard_rules

_MONTHS_BACK: Final = 12


@dataclass(frozen=True)
class MissingFeed:
    """A return that was due and did not come, or came late."""

    sender: str
    table: str
    month: str
    due_on: date
    came_on: date | None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        came = None if self.came_on is None else self.came_on.isoformat()
        return {**vars(self), "due_on": self.due_on.isoformat(), "came_on": came}


def missing_feeds(
    groups: Mapping[tuple[str, str], list[tuple[IntakeReceipt, Any]]], on: date
) -> Iterator[MissingFeed]:
    """Months that a sender of a table owes since it first handed in, and that came late or not."""
    for due in load_scorecard_rules().due:
        for (sender, table), found in sorted(groups.items()):
            if table != due.table:
                continue
            came = _came(found)
            for month in _months(min(came), on) if came else ():
                due_on = _due_on(month, due.day)
                arrived = came.get(month)
                if due_on <= on and (arrived is None or arrived > due_on):
                    yield MissingFeed(sender, table, str(month), due_on, arrived)


def _came(found: Sequence[tuple[IntakeReceipt, Any]]) -> dict[Period, date]:
    """The day on which rows of each month were first accepted."""
    came: dict[Period, date] = {}
    for one, part in found:
        if part["first"] is None or not part["counts"]["accepted"]:
            continue
        first, last = (date.fromisoformat(part[name][:10]) for name in ("first", "last"))
        day = date.fromisoformat(one.at[:10])
        for month in _months(Period.for_month(first.year, first.month), last):
            came[month] = min(day, came.get(month, day))
    return came


def _months(first: Period, until: date) -> list[Period]:
    """Months from one to that of a day, the last twelve of them."""
    start = first.start
    count = (until.year - start.year) * 12 + until.month - start.month + 1
    places = (start.year * 12 + start.month - 1 + number for number in range(max(0, count)))
    return [Period.for_month(place // 12, place % 12 + 1) for place in places][-_MONTHS_BACK:]


def _due_on(month: Period, day: int) -> date:
    """The day of the next month; a period ends where the next begins."""
    return month.end.replace(day=day)
