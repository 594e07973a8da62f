"""Published figures of one series, ready to be chained: value, rounding, printed growth, scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from jidi.core.division import DivisionCode
from jidi.core.measure import HALF, half_printed
from jidi.core.period import Period
from jidi.forecast import monthly_record, yearly_record
from jidi.forecast.point import Figure, How, Record
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Status
from jidi.model.statistics import published_indicators, scopes
from jidi.model.unclean import unclean_months
from jidi.service.books import Book
from jidi.service.publishing import USABLE, factor_between, growth_facts

_PRINTED: Final = """
SELECT indicator, division, period, value, unit, growth_pct, status, scope, price_base, source,
  flags
FROM observation WHERE value IS NOT NULL
"""


def figures_of(
    book: Book, indicator: Indicator, division: DivisionCode, *, until: Period
) -> tuple[Figure, ...]:
    """What was printed of an indicator for one division, of periods that ended by ``until``.

    Of the province also the plan's own base, and its base grown by the growth published for the
    whole plan period.
    """
    printed = tuple(_printed(book, indicator, division))
    if division == book.province.code:
        printed += tuple(_of_the_plan(book, indicator, printed))
    return tuple(figure for figure in printed if figure.period.end <= until.end)


def published_years(figures: Sequence[Figure], *, preliminary: bool) -> Record:
    """The years that figures give: of final or of preliminary ones, which never mix."""
    return yearly_record(figures, preliminary=preliminary)


def published_months(figures: Sequence[Figure], indicator: Indicator) -> Record:
    """The months that figures give."""
    names = {*indicator.published_as, indicator.id}
    apart = [period for name, period in unclean_months() if name in names]
    return monthly_record(figures, links=yearly_record(figures).links, unclean=apart)


def _printed(book: Book, indicator: Indicator, division: DivisionCode) -> Iterator[Figure]:
    names = {*indicator.published_as, indicator.id}
    for row in _rows(book):
        if row["indicator"] in names and row["division"] == division.text:
            factor = factor_between(row["unit"], indicator)
            if factor is not None:
                yield _figure(row, factor)


def _rows(book: Book) -> Sequence[Mapping[str, Any]]:
    def rows(_version: int) -> Sequence[Mapping[str, Any]]:
        found: list[dict[str, Any]] = book.ask(_PRINTED, {}).to_pylist()
        return found

    return book.remembered("figures of record", rows)


def _figure(row: Mapping[str, Any], factor: Decimal) -> Figure:
    value = Decimal(str(row["value"]))
    growth = None if row["growth_pct"] is None else Decimal(str(row["growth_pct"]))
    flags = (row["flags"] or "").split()
    return Figure(
        period=Period.parse(row["period"]),
        value=value * factor,
        half=half_printed(value) * factor,
        growth=growth,
        growth_half=Decimal(0) if growth is None else min(half_printed(growth), HALF),
        status=Status(row["status"]),
        scope=row["scope"] or "",
        price_base=row["price_base"] or "",
        source=row["source"] or "",
        bound="at_least" in flags,
    )


def _of_the_plan(book: Book, indicator: Indicator, printed: Sequence[Figure]) -> Iterator[Figure]:
    """The plan's base where no final figure is printed, and what published growth makes of it."""
    target = next((t for t in book.plan.headlines if t.indicator == indicator.id), None)
    base = None if target is None else _base(book, indicator, target)
    if base is None:
        return
    known = {f.period for f in printed if f.status in (Status.REPORTED, Status.REVISED)}
    if base.period not in known:
        yield base
    end = Period.for_year(book.plan.target_year)
    for fact in growth_facts(book, indicator.id, book.province.code):
        if Period.parse(fact["period"]) == end and Status(fact["status"]) in USABLE:
            yield _grown(base, Decimal(str(fact["value"])), end, fact["source"])


def _base(book: Book, indicator: Indicator, target: Target) -> Figure | None:
    factor = factor_between(target.unit, indicator)
    if target.baseline is None or factor is None:
        return None
    year = Period.for_year(book.plan.base_year)
    return Figure(
        period=year,
        value=target.baseline.value * factor,
        half=target.baseline.half * factor,
        scope=target.scope or _scope_in(indicator, year.year, target.price_base),
        price_base=target.price_base,
        source=f"{book.plan.zh} {target.item}",
        how=How.PLAN,
    )


def _grown(base: Figure, growth: Decimal, end: Period, source: str) -> Figure:
    """The base times (1 + growth); as vague as both."""
    factor, half = 1 + growth, half_printed(growth)
    return replace(
        base,
        period=end,
        value=base.value * factor,
        half=base.half * factor + base.value * half,
        status=Status.INFERRED,
        source=source,
        how=How.INFERRED,
    )


def _scope_in(indicator: Indicator, year: int, price_base: str) -> str:
    """The one scope that figures of the indicator have in a year; empty when there is none."""
    names = {*indicator.published_as, indicator.id}
    families = {n.family for n in published_indicators().values() if n.indicator in names}
    fitting = [
        scope.id
        for scope in scopes().values()
        if scope.family in families
        and scope.first_year <= year <= scope.last_year
        and scope.price_base == price_base
    ]
    return fitting[0] if len(fitting) == 1 else ""
