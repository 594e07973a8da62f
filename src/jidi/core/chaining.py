"""Chain-linking: a value carried to another year by printed growth on a comparable base.

Where what is counted changed (a new scope, other constant prices), printed growth does not equal
the ratio of the printed values, and two values are never divided. The growth itself leads over:
forwards x(t) = x(t−1) · (1 + g), backwards x̃(t−1) = x(t) ÷ (1 + g). Rounding of the value and of
every growth stays in the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from jidi.core.errors import ValueProblem
from jidi.core.measure import Interval
from jidi.core.period import Period

HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Link:
    """Growth printed for one period on an earlier one, on a comparable base.

    :param start: the earlier period; :param end: the later one.
    :param growth: in per cent, as printed; negative for a fall.
    :param half: half a unit of its last printed digit, in per cent.
    :param at_least: whether print only says «more than».
    :param scope: what the later value counts; :param source: where it was printed.
    :raises ValueProblem: C-340 for a fall of a hundred per cent or more, or an end not after start.
    """

    start: Period
    end: Period
    growth: Decimal
    half: Decimal = Decimal(0)
    at_least: bool = False
    scope: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.growth - self.half <= -HUNDRED or self.end.end <= self.start.end:
            raise ValueProblem("C-340", start=self.start, end=self.end, growth=self.growth)

    @property
    def factor(self) -> Decimal:
        """Later over earlier value, by the printed figure."""
        return 1 + self.growth / HUNDRED

    @property
    def ratios(self) -> Interval:
        """Later over earlier value, for every growth that prints like this."""
        if self.at_least:
            return Interval.above(self.factor, closed=True)
        return Interval(
            1 + (self.growth - self.half) / HUNDRED, 1 + (self.growth + self.half) / HUNDRED
        )


@dataclass(frozen=True)
class Chained:
    """A value carried along a chain.

    :param period: what it is of now; :param origin: what the value was of that was carried.
    :param interval: every number it may stand for by rounding; endless where a link is a bound.
    """

    value: Decimal
    interval: Interval
    period: Period
    origin: Period
    links: tuple[Link, ...]

    @property
    def backwards(self) -> bool:
        """Whether it was carried into the past."""
        return self.period.end < self.origin.end


def chained_on(value: Decimal, rounding: Interval, links: Sequence[Link]) -> Chained:
    """The value of the first link's start carried to the last link's end.

    :param rounding: every number that prints like ``value``.
    :raises ValueProblem: C-341 when there is no link, or they do not join.
    """
    _refuse_gaps(links)
    for link in links:
        value, rounding = value * link.factor, rounding * link.ratios
    return Chained(value, rounding, links[-1].end, links[0].start, tuple(links))


def chained_back(value: Decimal, rounding: Interval, links: Sequence[Link]) -> Chained:
    """The value of the last link's end carried back to the first link's start.

    :raises ValueProblem: C-341 as :func:`chained_on`.
    """
    _refuse_gaps(links)
    for link in reversed(links):
        value = value / link.factor
        rounding = rounding * _inverse(link.ratios)
    return Chained(value, rounding, links[0].start, links[-1].end, tuple(links))


def _inverse(ratios: Interval) -> Interval:
    if ratios.high.is_infinite():
        # Grown by more than g: the earlier value was below x ÷ (1 + g), and above nothing.
        return Interval(Decimal(0), 1 / ratios.low, low_closed=False)
    return Interval.point(1) / ratios


def _refuse_gaps(links: Sequence[Link]) -> None:
    if not links:
        raise ValueProblem("C-341", after="—", before="—")
    for earlier, later in pairwise(links):
        if earlier.end != later.start:
            raise ValueProblem("C-341", after=earlier.end, before=later.start)
