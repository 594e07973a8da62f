"""Values carried to the plan's own scope by printed growth on a comparable base.

Used where the value of a year stands at another scope or price base than the plan's base: then it
is not subtracted from it. What the plan can be compared with is an earlier value of its own scope
(or its own base), grown by every printed comparable growth since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from jidi.core.chaining import Chained, Link, chained_on
from jidi.core.measure import HALF, Interval, half_printed
from jidi.core.period import Period, PeriodKind
from jidi.core.worded import listed
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading, Source, Status
from jidi.model.statistics import scopes
from jidi.service.books import Book
from jidi.service.publishing import USABLE, factor_between, figures, preference

PER_YEAR: Final = "{indicator}_growth"
OVER_FIVE_YEARS: Final = "{indicator}_growth_five_years"
_FIVE: Final = 5

Reason = tuple[str, str]


@dataclass(frozen=True)
class Anchor:
    """A value of the plan's own scope from which a chain may start, in the indicator's unit."""

    value: Decimal
    rounding: Interval
    period: Period
    printed: str
    source: str


@dataclass(frozen=True)
class Unchained:
    """Why no chain leads to a period, in Chinese and English."""

    zh: str
    en: str


def carried_to(
    book: Book, target: Target, indicator: Indicator, period: Period
) -> tuple[Reading, Chained] | Unchained:
    """The value of a whole year on the plan's own scope, with every link of the chain.

    Of several chains one of figures rather than bounds is taken, then the one from the newest
    anchor, then the one that rounding leaves narrowest.
    """
    if period.kind is not PeriodKind.YEAR:
        return Unchained("只链接整年", "only whole years are chained")
    links = links_of(book, indicator)
    found = [
        (anchor, chained_on(anchor.value, anchor.rounding, path))
        for anchor in _anchors(book, target, indicator, before=period)
        for path in _paths(links, anchor.period.year, period.year)
    ]
    if not found:
        return _missing(book, links, period)
    anchor, chain = min(found, key=_worth)
    return _reading(book, target, indicator, anchor, chain), chain


def _worth(found: tuple[Anchor, Chained]) -> tuple[bool, int, Decimal]:
    """What is known on both sides first, then from the newest anchor, then the narrowest."""
    anchor, chain = found
    return (chain.interval.high.is_infinite(), -anchor.period.year, chain.interval.width)


def links_of(book: Book, indicator: Indicator) -> tuple[Link, ...]:
    """Printed growth of whole years of the province, the best of each pair of years, by end."""
    names = {indicator.id, *indicator.published_as}
    best: dict[tuple[int, int], Link] = {}
    for row in sorted(figures(book), key=preference):
        if row["division"] != book.province.code.text or Status(row["status"]) not in USABLE:
            continue
        link = _link(row, names, indicator.id)
        if link is not None:
            pair = (link.start.year, link.end.year)
            known = best.get(pair)
            if known is None or (known.at_least and not link.at_least):
                best[pair] = link
    return tuple(best[pair] for pair in sorted(best, key=lambda pair: (pair[1], pair[0])))


def _link(row: Mapping[str, Any], names: Iterable[str], indicator: str) -> Link | None:
    """The growth that a row states; None when it states none of a whole year."""
    period, flags = Period.parse(row["period"]), (row["flags"] or "").split()
    if period.kind is not PeriodKind.YEAR:
        return None
    bound = "at_least" in flags or Status(row["status"]) is Status.BOUND
    if row["indicator"] in names:
        vague = row["growth_pct"] is None or "growth_about" in flags
        return None if vague else _made(row, period, 1, Decimal(str(row["growth_pct"])), False)
    if row["value"] is None or "about" in flags:
        return None
    value = Decimal(str(row["value"]))
    if row["indicator"] == PER_YEAR.format(indicator=indicator) and row["unit"] == "%":
        return _made(row, period, 1, value, bound)
    if row["indicator"] == OVER_FIVE_YEARS.format(indicator=indicator) and row["unit"] == "倍":
        return _made(row, period, _FIVE, value, bound, percent=Decimal(100))
    return None


def _made(
    row: Mapping[str, Any],
    period: Period,
    years: int,
    growth: Decimal,
    bound: bool,
    *,
    percent: Decimal = Decimal(1),
) -> Link | None:
    """A link of so many years; growth by times (倍) is a hundred per cent each."""
    half = min(half_printed(growth), HALF)
    if growth * percent - half * percent <= -100:
        return None
    return Link(
        start=period.years_before(years),
        end=period,
        growth=growth * percent,
        half=half * percent,
        at_least=bound,
        scope=row["scope"] or "",
        source=row["source"] or "",
    )


def _anchors(
    book: Book, target: Target, indicator: Indicator, *, before: Period
) -> Iterator[Anchor]:
    """The plan's own base, and published years of a scope that continues the plan's."""
    base, factor = target.baseline, factor_between(target.unit, indicator)
    if base is not None and factor is not None:
        half = base.half * factor
        value = base.value * factor
        year = Period.for_year(book.plan.base_year)
        rounding = Interval(value - half, value + half)
        yield Anchor(value, rounding, year, base.text, f"{book.plan.zh} {target.item}")
    if not target.scope:
        return
    names = {indicator.id, *indicator.published_as}
    for row in figures(book):
        period = Period.parse(row["period"])
        mine = row["indicator"] in names and row["division"] == book.province.code.text
        if mine and _fits(row, target) and book.plan.base_year < period.year < before.year:
            anchor = _printed(row, period, indicator)
            if anchor is not None:
                yield anchor


def _fits(row: Mapping[str, Any], target: Target) -> bool:
    """Whether a row counts what the plan counts, at its prices, and may stand as an actual."""
    whole_year = Period.parse(row["period"]).kind is PeriodKind.YEAR
    same_prices = (row["price_base"] or "") == target.price_base
    usable = Status(row["status"]) in USABLE and row["value"] is not None
    scope = row["scope"] or ""
    return whole_year and same_prices and usable and target.scope in (scope, *earlier_scopes(scope))


def _printed(row: Mapping[str, Any], period: Period, indicator: Indicator) -> Anchor | None:
    factor = factor_between(row["unit"], indicator)
    if factor is None:
        return None
    value = Decimal(str(row["value"]))
    half = half_printed(value)
    if "at_least" in (row["flags"] or "").split():
        rounding = Interval.above(value * factor, closed=True)
    else:
        rounding = Interval((value - half) * factor, (value + half) * factor)
    text = f"{value}{row['unit']}"
    return Anchor(value * factor, rounding, period, text, row["source"] or "")


def _paths(links: Iterable[Link], first: int, last: int) -> Iterator[tuple[Link, ...]]:
    """Every way from the end of one year to that of another over printed growth."""
    known = tuple(links)
    if first == last:
        yield ()
        return
    for link in known:
        if link.end.year == last and link.start.year >= first:
            for path in _paths(known, first, link.start.year):
                yield (*path, link)


def _missing(book: Book, links: Iterable[Link], period: Period) -> Unchained:
    """Which years' growth would be needed."""
    have = {link.end.year for link in links if link.end.year - link.start.year == 1}
    lacking = [y for y in range(book.plan.base_year + 1, period.year + 1) if y not in have]
    years = listed(map(str, lacking))
    en = ", ".join(map(str, lacking))
    if not lacking:
        return Unchained(
            "没有同口径的起点可供链接", "no value of the plan's scope to start a chain from"
        )
    return Unchained(
        f"缺{years}年的可比增速，不能链接到规划口径",
        f"no comparable growth is printed for {en}, so no chain leads to the plan's scope",
    )


def _reading(
    book: Book, target: Target, indicator: Indicator, anchor: Anchor, chain: Chained
) -> Reading:
    """The carried value as a reading: inferred, on the plan's scope, with every source."""
    sources = dict.fromkeys([anchor.source, *(link.source for link in chain.links)])
    return Reading(
        indicator=indicator.id,
        division=book.province.code.text,
        level=book.province.level,
        period=chain.period,
        numerator=None,
        denominator=None,
        value=float(chain.value),
        unit=indicator.unit,
        status=Status.INFERRED,
        sources=tuple(Source(name) for name in sources if name),
        scope=target.scope,
        price_base=target.price_base,
        note=arithmetic(anchor.printed, chain),
    )


def arithmetic(printed: str, chain: Chained) -> str:
    """``42.13 × (1 + 14.2%) × (1 − 8%)``: the chain as it is worked out."""
    return " × ".join([printed, *(f"(1 {_growth(link)})" for link in chain.links)])


def _growth(link: Link) -> str:
    """As printed: five years in times, one year in per cent; «≥» before a bound."""
    sign = f"{'−' if link.growth < 0 else '+'} {'≥' if link.at_least else ''}"
    size = abs(link.growth)
    if link.end.year - link.start.year == _FIVE:
        return f"{sign}{(size / 100).normalize():f}"
    return f"{sign}{size.normalize():f}%"


def earlier_scopes(scope: str) -> tuple[str, ...]:
    """The scopes that a published scope continues, nearest first."""
    known = scopes()
    found: list[str] = []
    while scope in known and (before := known[scope].continues):
        found.append(before)
        scope = before
    return tuple(found)
