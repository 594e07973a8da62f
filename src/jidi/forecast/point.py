"""Points of a series: values that may be put side by side, each with how it came about.

A published figure is no point yet: it may be a bound, a forecast, another scope. What becomes a
point says whether it was printed, is a difference of cumulative figures, or was chained by printed
growth; what does not is kept aside with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from jidi.core.measure import Interval
from jidi.core.period import Period, PeriodKind
from jidi.model.reading import Status

VAGUE: Final = Decimal("0.05")
"""A value that rounding leaves open by more than this part of itself is no point. Own choice."""

FINAL: Final = frozenset({Status.REPORTED, Status.REVISED})
"""Statuses of final figures. Preliminary ones make a series of their own; the two never mix."""


class How(StrEnum):
    """How a point came about."""

    PRINTED = "printed"
    """As published."""
    DIFFERENCE = "difference"
    """A cumulative figure less another one of the same scope and base."""
    CHAINED = "chained"
    """The next year's value divided by its printed comparable growth."""
    SPLICED = "spliced"
    """A value of an earlier scope, times the factor of the link that joins the scopes."""
    PLAN = "plan"
    """The base that a plan prints."""
    INFERRED = "inferred"
    """The plan's base grown by what was published for the whole plan period."""
    COMPUTED = "computed"
    """Computed from the returns of the book."""


class Aside(StrEnum):
    """Why a figure is no point of a series."""

    OUTLOOK = "outlook"
    """A forecast or a target."""
    BOUND = "bound"
    """Only a bound is known."""
    DOUBTFUL = "doubtful"
    """Print is doubtful, or the period had to be inferred."""
    OTHER_STATUS = "other_status"
    """Preliminary beside final figures, or the other way round."""
    INCOMPARABLE = "incomparable"
    """Another scope or price base, and no printed growth leads to it."""
    UNCLEAN = "unclean"
    """A month that is not comparable by its own bulletin."""
    VAGUE = "vague"
    """Rounding leaves too much open."""
    PARTS_MISSING = "parts_missing"
    """Some returns are missing: the value is a lower bound."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One published figure, in the unit of the series.

    :param half: half a unit of its last printed digit.
    :param growth: on the year before, in per cent, as printed; None when print has none.
    :param growth_half: half a unit of the growth's last printed digit.
    :param bound: whether only a bound was printed.
    """

    period: Period
    value: Decimal
    half: Decimal
    growth: Decimal | None = None
    growth_half: Decimal = Decimal(0)
    status: Status = Status.REPORTED
    scope: str = ""
    price_base: str = ""
    source: str = ""
    bound: bool = False
    how: How = How.PRINTED

    @property
    def interval(self) -> Interval:
        """Every number that prints like the value."""
        return Interval(self.value - self.half, self.value + self.half)

    @property
    def ratio(self) -> Interval | None:
        """This value over that of the year before, on a comparable base; None without growth."""
        if self.growth is None:
            return None
        low, high = self.growth - self.growth_half, self.growth + self.growth_half
        ratio = Interval(1 + low / 100, 1 + high / 100)
        return ratio if ratio.low > 0 else None


@dataclass(frozen=True, kw_only=True)
class Point:
    """One value of a series.

    :param half: half of what rounding leaves open.
    :param basis: the arithmetic, where the value was not printed.
    """

    period: Period
    value: float
    half: float
    status: Status
    how: How
    scope: str = ""
    price_base: str = ""
    sources: tuple[str, ...] = ()
    basis: str = ""

    @property
    def derived(self) -> bool:
        """Whether it is a result of ours rather than a figure in print or a sum of returns."""
        return self.how in (How.DIFFERENCE, How.CHAINED, How.SPLICED, How.INFERRED)


@dataclass(frozen=True)
class Link:
    """Where a chain crosses from one scope into an earlier one.

    :param year: the later year, whose printed growth leads across.
    :param growth: that growth, in per cent.
    :param factor: what values of the earlier scope are multiplied with.
    """

    year: int
    later_scope: str
    earlier_scope: str
    growth: Decimal
    factor: Decimal
    source: str


@dataclass(frozen=True)
class LeftOut:
    """A figure that is no point, and why."""

    period: Period
    reason: Aside


@dataclass(frozen=True)
class Record:
    """What is known of one series in periods of one kind.

    :param points: by period, no two of one period.
    """

    kind: PeriodKind
    points: tuple[Point, ...]
    links: tuple[Link, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def synthetic(self) -> bool:
        """Whether any point is synthetic."""
        return any(point.status is Status.SYNTHETIC for point in self.points)

    @property
    def last(self) -> Point | None:
        """The newest point."""
        return self.points[-1] if self.points else None

    @property
    def run(self) -> tuple[Point, ...]:
        """The points without a gap that end with the newest."""
        found: list[Point] = []
        for point in reversed(self.points):
            if found and point.period.end != found[-1].period.start:
                break
            found.append(point)
        return tuple(reversed(found))

    @property
    def span(self) -> int:
        """How many periods lie between the first and the last point, both counted."""
        if not self.points:
            return 0
        first, last = self.points[0].period, self.points[-1].period
        years = last.year - first.year
        return (years * 12 + last.part - first.part if self.kind is PeriodKind.MONTH else years) + 1
