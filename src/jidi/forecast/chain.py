"""Years of one series, chained where the scope changed.

Across a change of scope two printed values are never divided. The printed comparable growth leads
over: x̃(t−1) = x(t) ÷ (1 + g). The earlier scope's own values are then spliced: all of them times
the one factor that makes its last year fit. A year without a figure may be chained the same way
from the year after it; what neither has is a gap, and a gap is not filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.core.period import Period, PeriodKind
from jidi.forecast.point import VAGUE, Aside, Figure, How, LeftOut, Link, Point, Record
from jidi.forecast.sift import best_of_each, same_base, sifted


def yearly_record(figures: Iterable[Figure], *, preliminary: bool = False) -> Record:
    """The years that published figures give, oldest first, with every link and what was left out.

    :param preliminary: make the series of preliminary figures instead of the final ones.
    """
    kept, aside = sifted(
        (f for f in figures if f.period.kind is PeriodKind.YEAR), preliminary=preliminary
    )
    own = {period.year: figure for period, figure in best_of_each(kept).items()}
    chain = _Chain(own)
    for year in range(max(own, default=0), min(own, default=1) - 2, -1):
        chain.step(year)
    return Record(
        PeriodKind.YEAR,
        tuple(sorted(chain.points, key=lambda point: point.period)),
        tuple(chain.links),
        tuple(sorted((*aside, *chain.aside), key=lambda left: (left.period, left.reason))),
    )


@dataclass(frozen=True)
class _Value:
    """The value of a year on the newest base."""

    interval: Interval
    figure: Figure | None


class _Chain:
    """Walks from the newest year back, keeping the base that the values stand on."""

    def __init__(self, own: Mapping[int, Figure]) -> None:
        self._own = own
        self._values: dict[int, _Value] = {}
        self._base: Figure | None = None
        self._factor = Interval.point(1)
        self.points: list[Point] = []
        self.links: list[Link] = []
        self.aside: list[LeftOut] = []

    def step(self, year: int) -> None:
        """Take the year's own figure where it is comparable, else chain it from the year after."""
        figure = self._own.get(year)
        if figure is None:
            self._chain(year)
        elif self._base is None or same_base(figure, self._base):
            self._take(year, figure)
        elif self._cross(year, figure):
            self._chain(year)
        else:
            self.aside.append(LeftOut(figure.period, Aside.INCOMPARABLE))

    def _take(self, year: int, figure: Figure) -> None:
        self._base = figure if self._base is None else self._base
        spliced = not self._factor.is_point or self._factor.low != 1
        interval = figure.interval * _middle(self._factor)
        self._values[year] = _Value(interval, figure)
        value = figure.value * _middle(self._factor)
        point = _point(figure, value, interval)
        if spliced:
            basis = f"{_plain(figure.value)} × {_middle(self._factor):.4f}"
            point = replace(point, how=How.SPLICED, basis=basis)
        self.points.append(point)

    def _cross(self, year: int, figure: Figure) -> bool:
        """Join an earlier scope by the growth printed for the year after; False when none is."""
        later = self._values.get(year + 1)
        ratio = None if later is None or later.figure is None else later.figure.ratio
        if later is None or later.figure is None or ratio is None:
            return False
        factor = (later.interval / ratio) / figure.interval
        self._factor, self._base = factor, figure
        self.links.append(
            Link(
                year + 1,
                later.figure.scope,
                figure.scope,
                later.figure.growth or Decimal(0),
                _middle(factor),
                later.figure.source,
            )
        )
        return True

    def _chain(self, year: int) -> None:
        """The year's value from the year after it; nothing when that has no printed growth."""
        later = self._values.get(year + 1)
        if later is None or later.figure is None or later.figure.ratio is None:
            return
        own = self._own.get(year)
        figure, interval = later.figure, later.interval / later.figure.ratio
        value = _middle(later.interval) / (1 + (figure.growth or Decimal(0)) / 100)
        self._values[year] = _Value(interval, own)
        if interval.width / 2 > VAGUE * value:
            self.aside.append(LeftOut(Period.for_year(year), Aside.VAGUE))
            return
        basis = f"{_plain(_middle(later.interval))} ÷ (1 + {_plain(figure.growth)}%)"
        made = _point(figure, value, interval)
        self.points.append(
            replace(made, period=Period.for_year(year), how=How.CHAINED, basis=basis)
        )


def _point(figure: Figure, value: Decimal, interval: Interval) -> Point:
    return Point(
        period=figure.period,
        value=float(value),
        half=float(interval.width / 2),
        status=figure.status,
        how=figure.how,
        scope=figure.scope,
        price_base=figure.price_base,
        sources=(figure.source,) if figure.source else (),
    )


def _middle(interval: Interval) -> Decimal:
    return (interval.low + interval.high) / 2


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{float(number):.6g}"
