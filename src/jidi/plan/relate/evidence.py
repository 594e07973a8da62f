"""All that an audit may use: the plan's figures by what they say, outside figures, divisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal

from jidi.core.errors import ValueProblem
from jidi.core.measure import Interval
from jidi.model.identity import Identities
from jidi.model.plan import Plan
from jidi.model.plan_figure import unit_factor
from jidi.model.plan_index import Record, figures_of
from jidi.model.plan_record import Fact, Figure, Milestone, Passage, Project, Reference, Target
from jidi.plan.relate.roster import Places
from jidi.plan.relate.understood import Names

Role = Literal[
    "baseline",
    "level",
    "growth",
    "increment",
    "share",
    "fact",
    "multiple",
    "structure",
    "threshold",
    "milestone",
    "project",
    "outside",
    "earlier",
]
_VALUES: tuple[Role, ...] = ("level", "fact", "baseline")
"""What states the value of a year inside the plan, the most official first."""


@dataclass(frozen=True)
class Stated:
    """A figure, what it says, and the record it stands in (None for a published one)."""

    figure: Figure
    role: Role
    record: Record | None = None


@dataclass(frozen=True)
class Quote:
    """Words of the plan that some record quotes or names, and where they stand."""

    text: str
    at: tuple[Passage, ...]
    item: str = ""


@dataclass(frozen=True)
class Evidence:
    """What one audit looks at.

    :param published: figures from outside, as :func:`published_figures` gives them.
    :param places: the real divisions; None where no roster is known.
    :param names: what the plan itself calls the indicators it names.
    :param guessed: records whose indicator only follows from their neighbours.
    """

    plan: Plan
    identities: Identities
    published: tuple[Figure, ...] = ()
    places: Places | None = None
    names: Names = field(default_factory=lambda: Names({}))
    guessed: frozenset[str] = frozenset()

    @cached_property
    def stated(self) -> tuple[Stated, ...]:
        """Every figure of the plan and of the outside, in the plan's order."""
        inside = [s for record in self.plan.records for s in self._of(record)]
        return (*inside, *(Stated(figure, "outside") for figure in self.published))

    def _of(self, record: Record) -> Iterator[Stated]:
        base, target = self.plan.base_year, self.plan.target_year
        for figure in figures_of(record, base_year=base, target_year=target):
            role = "earlier" if record.id in self._earlier else _role(record, figure)
            yield Stated(figure, role, record)

    @cached_property
    def _earlier(self) -> frozenset[str]:
        """Facts that another of the same name and year follows on the same line.

        They are the first number of «由A增加到B» whose own year the plan does not print.
        """
        pairs = pairwise(self.plan.facts)
        return frozenset(one.id for one, other in pairs if _is_pair(one, other))

    @cached_property
    def _by_key(self) -> dict[tuple[str, int], list[Stated]]:
        found: dict[tuple[str, int], list[Stated]] = {}
        for stated in self.stated:
            if stated.role in (*_VALUES, "outside") and stated.figure.indicator:
                key = (stated.figure.indicator, stated.figure.year)
                found.setdefault(key, []).append(stated)
        return found

    def values(self, indicator: str, year: int) -> tuple[Figure, ...]:
        """What the plan itself states as the value of a year, the most official first."""
        found = [s for s in self._by_key.get((indicator, year), ()) if s.role != "outside"]
        return tuple(s.figure for s in sorted(found, key=_rank))

    def outside(self, indicator: str, year: int) -> tuple[Figure, ...]:
        """What is stated outside the plan."""
        found = self._by_key.get((indicator, year), ())
        return tuple(s.figure for s in found if s.role == "outside")

    def best(self, indicator: str, year: int) -> Figure | None:
        """The plan's own figure: the target of the table, else the narrowest that is stated."""
        found = self.values(indicator, year)
        if not found:
            return None
        if year > self.plan.base_year:
            return found[0]
        return min(found, key=_width)

    def finest(self, indicator: str, year: int) -> Figure | None:
        """The narrowest figure that agrees with the plan's own; an outside one where it has none.

        A bound (over 40 %) is no value.
        """
        own = self.best(indicator, year)
        others = [f for f in self.outside(indicator, year) if f.printed.operator.side == "exact"]
        if own is None:
            return min(others, key=_width, default=None)
        close = [other for other in others if _agree(other, own)]
        return min((own, *close), key=_width)

    @cached_property
    def years(self) -> dict[str, tuple[int, ...]]:
        """The years for which an indicator has a value anywhere."""
        found: dict[str, list[int]] = {}
        for indicator, year in self._by_key:
            found.setdefault(indicator, []).append(year)
        return {indicator: tuple(sorted(years)) for indicator, years in found.items()}

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Every piece of the plan's text that a record holds."""
        return tuple(_quotes(self.plan))


def in_unit(figure: Figure, unit: str) -> Interval | None:
    """The figure's rounding interval in another unit; None when the units do not convert."""
    try:
        return figure.rounding * unit_factor(figure.unit, to=unit)
    except ValueProblem:
        return None


def told(figure: Fact | Figure) -> str:
    """A number with what it counts, as one would say it: 四级寄递服务网络, 7个区域性枢纽."""
    number = str(figure.printed)
    return figure.zh if figure.zh.startswith(number) else f"{number}{figure.unit}{figure.zh}"


def _is_pair(one: Fact, other: Fact) -> bool:
    mine = (one.indicator, one.zh, one.year, one.kind, one.unit)
    same = mine == (other.indicator, other.zh, other.year, other.kind, other.unit)
    lines = {place.line for place in one.at}
    near = any(place.line in lines or place.line - 2 in lines for place in other.at)
    return same and near and one.printed.value != other.printed.value


def _agree(one: Figure, other: Figure) -> bool:
    interval = in_unit(one, other.unit)
    return interval is not None and interval.meets(other.rounding)


def _width(figure: Figure) -> tuple[float, bool]:
    """Relative width of the rounding; of equal ones a fact before a baseline."""
    value = abs(figure.value)
    relative = float(figure.rounding.width / value) if value else 0.0
    return (relative, "." in figure.ref)


def _rank(stated: Stated) -> tuple[int, bool]:
    in_table = isinstance(stated.record, Target) and stated.record.source == "table"
    return (_VALUES.index(stated.role), not in_table)


def _role(record: Record, figure: Figure) -> Role:
    if isinstance(record, Target):
        return _of_target(figure.ref.rpartition(".")[2])
    if isinstance(record, Fact):
        return record.kind if record.kind in ("multiple", "structure", "threshold") else "fact"
    if isinstance(record, Milestone):
        return "milestone"
    return "outside" if isinstance(record, Reference) else "project"


def _of_target(name: str) -> Role:
    roles: dict[str, Role] = {
        "baseline": "baseline",
        "level": "level",
        "growth": "growth",
        "increment": "increment",
        "share": "share",
    }
    return roles[name]


def _quotes(plan: Plan) -> Iterator[Quote]:
    records: Iterable[Target | Fact | Milestone | Project] = (
        *plan.targets,
        *plan.facts,
        *plan.milestones,
        *plan.projects,
    )
    for record in records:
        yield Quote(record.zh, record.at, record.item)
        if isinstance(record, Fact):
            yield Quote(record.printed.text, record.at, record.item)
        if isinstance(record, Fact) and record.kind == "structure":
            yield Quote(told(record), record.at, record.item)
        yield from (Quote(place.text, (place,), record.item) for place in record.at)
    for mechanism in plan.mechanisms:
        yield Quote(mechanism.zh, mechanism.at)
    for area in plan.areas:
        yield Quote(area.zh, area.at)
    for box in plan.boxes:
        yield Quote(box.zh, box.at)
    for task in plan.tasks:
        yield Quote(task.zh, task.at)
    for unread in plan.unread:
        yield Quote(unread.text, unread.at)
