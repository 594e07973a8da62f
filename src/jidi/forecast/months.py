"""Single months out of what bulletins print: months, cumulative figures, and their growth.

A month that was not printed may be the difference of two cumulative figures, when both are of one
scope, one price base and came about the same way. A month of the year before may be chained by
printed growth. Nothing else makes a month: no share of a year, no mean of neighbours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from jidi.core.measure import Interval
from jidi.core.period import Period, PeriodKind
from jidi.forecast.point import VAGUE, Aside, Figure, How, LeftOut, Link, Point, Record
from jidi.forecast.sift import best_of_each, continues, sifted

_DECEMBER = 12
_LAST_MONTH = {PeriodKind.YEAR: 12, PeriodKind.HALF: 6, PeriodKind.QUARTER: 3}


class _Place(NamedTuple):
    """What a value covers within its year: one month, or January to that month."""

    single: bool
    month: int


@dataclass(frozen=True)
class _Value:
    """A value on the newest base; ``figure`` is the printed one it rests on, if it rests on one."""

    interval: Interval
    figure: Figure
    how: How
    basis: str = ""
    derived: bool = False

    def agrees_with(self, other: _Value) -> bool:
        """Whether one may be subtracted from the other: one scope, one base, one way."""
        mine, theirs = self.figure, other.figure
        same = (mine.price_base, self.how) == (theirs.price_base, other.how)
        return same and continues(mine.scope, theirs.scope)


_Year = dict[_Place, _Value]


def monthly_record(
    figures: Iterable[Figure], *, links: Iterable[Link] = (), unclean: Collection[Period] = ()
) -> Record:
    """The months that published figures give, oldest first, and what was left out.

    :param links: joins of scopes from the yearly record, whose factors splice earlier scopes.
    :param unclean: months that are not comparable by their own bulletin.
    """
    kept, aside = sifted((f for f in figures if _place(f.period) is not None), preliminary=False)
    if not kept:
        return Record(PeriodKind.MONTH, (), left_out=tuple(aside))
    by_year, newest = _by_year(kept), max(kept, key=lambda figure: figure.period)
    later: _Year = {}
    points: list[Point] = []
    for year in range(max(by_year), min(by_year) - 2, -1):
        printed, refused = _on_newest_base(by_year.get(year, {}), newest, tuple(links))
        aside += tuple(LeftOut(figure.period, Aside.INCOMPARABLE) for figure in refused)
        values = _completed({**_chained(later, unclean), **printed})
        found, faults = _months(values, year, unclean)
        points += found
        aside += tuple(faults)
        later = values
    ordered = sorted(set(aside), key=lambda left: (left.period, left.reason))
    return Record(
        PeriodKind.MONTH,
        tuple(sorted(points, key=lambda point: point.period)),
        tuple(links),
        tuple(ordered),
    )


def _place(period: Period) -> _Place | None:
    """Where a period stands within its year; None when it is neither month nor cumulative."""
    if period.kind is PeriodKind.MONTH:
        return _Place(True, period.part)
    if period.kind is PeriodKind.YTD:
        return _Place(False, period.part)
    if period.kind in _LAST_MONTH and period.part == 1:
        return _Place(False, _LAST_MONTH[period.kind])
    return None


def _by_year(figures: Iterable[Figure]) -> Mapping[int, Mapping[_Place, Figure]]:
    found: dict[int, dict[_Place, Figure]] = {}
    for period, figure in best_of_each(figures).items():
        place = _place(period)
        if place is not None:
            found.setdefault(period.year, {})[place] = figure
    return found


def _on_newest_base(
    printed: Mapping[_Place, Figure], newest: Figure, links: tuple[Link, ...]
) -> tuple[_Year, list[Figure]]:
    """A year's printed figures on the base of the newest; those that cannot be brought there."""
    values: _Year = {}
    refused: list[Figure] = []
    for place, figure in printed.items():
        if figure.price_base == newest.price_base and continues(figure.scope, newest.scope):
            values[place] = _Value(figure.interval, figure, How.PRINTED)
            continue
        factor = _factor(figure, links)
        if factor is None:
            refused.append(figure)
            continue
        basis = f"{float(figure.value):.6g} × {factor:.4f}"
        values[place] = _Value(figure.interval * factor, figure, How.SPLICED, basis)
    return values, refused


def _factor(figure: Figure, links: tuple[Link, ...]) -> Decimal | None:
    """The factor that brings a figure's scope to the newest base."""
    return next(
        (link.factor for link in links if continues(figure.scope, link.earlier_scope)), None
    )


def _chained(later: _Year, unclean: Collection[Period]) -> _Year:
    """What the growth printed for the year after says of this year."""
    found: _Year = {}
    for place, value in later.items():
        ratio = None if value.derived else value.figure.ratio
        if ratio is None or value.figure.period in unclean or value.how is How.CHAINED:
            continue
        interval = value.interval / ratio
        basis = f"{_middle(value.interval):.6g} ÷ (1 + {value.figure.growth}%)"
        found[place] = _Value(interval, value.figure, How.CHAINED, basis, derived=True)
    return found


def _completed(values: _Year) -> _Year:
    """The year with every value that follows by adding a month or taking one away."""
    known = dict(values)
    if _Place(True, 1) in known or _Place(False, 1) in known:
        january = known.get(_Place(True, 1)) or known[_Place(False, 1)]
        known.setdefault(_Place(True, 1), january)
        known.setdefault(_Place(False, 1), january)
    before = -1
    while len(known) > before:
        before = len(known)
        for month in range(2, _DECEMBER + 1):
            _complete(known, month)
    return known


def _complete(known: _Year, month: int) -> None:
    """January to m is January to m−1 and month m: of the three, two give the third."""
    parts = _Place(False, month - 1), _Place(True, month), _Place(False, month)
    missing = [place for place in parts if place not in known]
    if len(missing) != 1:
        return
    first, single, whole = (known.get(place) for place in parts)
    if whole is None and first and single and first.agrees_with(single):
        known[parts[2]] = _joined(first, single, first.interval + single.interval, "+")
    elif single is None and first and whole and whole.agrees_with(first):
        known[parts[1]] = _joined(whole, first, whole.interval - first.interval, "−")
    elif first is None and single and whole and whole.agrees_with(single):
        known[parts[0]] = _joined(whole, single, whole.interval - single.interval, "−")


def _joined(one: _Value, other: _Value, interval: Interval, sign: str) -> _Value:
    basis = f"{_middle(one.interval):.6g} {sign} {_middle(other.interval):.6g}"
    return replace(one, interval=interval, basis=basis, derived=True)


def _months(
    values: _Year, year: int, unclean: Collection[Period]
) -> tuple[list[Point], list[LeftOut]]:
    points: list[Point] = []
    faults: list[LeftOut] = []
    for place, value in sorted(values.items()):
        if not place.single:
            continue
        period = Period.for_month(year, place.month)
        middle = _middle(value.interval)
        if period in unclean:
            faults.append(LeftOut(period, Aside.UNCLEAN))
        elif middle <= 0 or value.interval.width / 2 > VAGUE * middle:
            faults.append(LeftOut(period, Aside.VAGUE))
        else:
            points.append(_point(period, value, middle))
    return points, faults


def _point(period: Period, value: _Value, middle: Decimal) -> Point:
    difference = value.derived and value.how is not How.CHAINED
    return Point(
        period=period,
        value=float(middle),
        half=float(value.interval.width / 2),
        status=value.figure.status,
        how=How.DIFFERENCE if difference else value.how,
        scope=value.figure.scope,
        price_base=value.figure.price_base,
        sources=(value.figure.source,) if value.figure.source else (),
        basis=value.basis,
    )


def _middle(interval: Interval) -> Decimal:
    return (interval.low + interval.high) / 2
