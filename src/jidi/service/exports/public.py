"""What a public output must hide: small cells and enough others, once over all levels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError
from jidi.core.period import Period
from jidi.core.worded import listed
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading
from jidi.privacy import THRESHOLD, Cell, suppressed
from jidi.service.books import Book
from jidi.service.exports.export import Note
from jidi.service.readings import LEVELS, read


def is_disclosive(book: Book, indicator: Indicator) -> bool:
    """Whether the indicator counts persons or their parcels."""
    return any(book.catalogue.table(name).disclosive for name in indicator.tables)


def check_publishable(book: Book, indicator: Indicator, periods: Sequence[Period]) -> None:
    """Refuse what cannot be made safe.

    :raises InputError: K-120 for a value that is no sum of parts (a median says nothing about how
        many it rests on), K-121 for periods that contain each other, whose difference would give
        hidden cells away.
    """
    if not is_disclosive(book, indicator):
        return
    if indicator.rollup == "recompute":
        raise InputError("K-120", indicator=indicator.id)
    kinds = sorted({period.kind.value for period in periods})
    if indicator.over_time == "flow" and (
        len(kinds) > 1 or (kinds == ["ytd"] and len(periods) > 1)
    ):
        raise InputError("K-121", kinds=listed(kinds))


def hidden_of(
    book: Book, indicator: Indicator, periods: Sequence[Period]
) -> Mapping[Period, frozenset[str]]:
    """For each period the divisions whose cells may not be published, of every level.

    Computed down to the finest level of the indicator whatever level is exported, so that exports
    of several levels together give nothing away either.
    """
    if not is_disclosive(book, indicator):
        return {period: frozenset() for period in periods}
    levels = [level for level in LEVELS if level <= indicator.finest]
    by_period: dict[Period, list[Reading]] = {period: [] for period in periods}
    for level in levels:
        for row in read(book, indicator.id, periods=periods, level=level).rows:
            by_period[row.period].append(row)
    return {
        period: suppressed(_cells(book, indicator, rows)).all for period, rows in by_period.items()
    }


def public_notes(book: Book, indicator: Indicator, hidden: int) -> Iterable[Note]:
    """What must be said of what was and was not hidden."""
    if is_disclosive(book, indicator):
        yield Note(
            "suppression",
            f"隐去 {hidden} 格：计数 1 至 {THRESHOLD - 1} 的小格，以及防止从合计反推的其他格。"
            "同一指标不同时期、不同指标之间的推算未作防护。",
            f"{hidden} cells are hidden: counts from 1 to {THRESHOLD - 1}, and others so that "
            "totals do not give them away. Nothing is done against inference across periods or "
            "indicators.",
        )
    if any(_is_company_return(book, name) for name in indicator.tables):
        yield Note(
            "company_returns",
            "依据企业报表：少数企业的地区可能推出单个企业的资料（统计法 第二十五条），"
            "本软件未判断，公开前请核对。",
            "Rests on returns of companies: where few report, one company's data might be inferred "
            "(Statistics Law, art. 25). This is not judged here; look before you publish.",
        )


def counts_of(indicator: Indicator, row: Reading) -> tuple[float, ...]:
    """The counts of a cell that must not be small: of a share what it counts, what it leaves, and
    the whole; of a mean what it was taken over; of a total the total."""
    numerator, denominator = max(row.numerator or 0.0, 0.0), max(row.denominator or 0.0, 0.0)
    if indicator.measure == "total":
        return (numerator,)
    if indicator.measure == "mean":
        return (denominator,)
    return (numerator, max(denominator - numerator, 0.0), denominator)


def _cells(book: Book, indicator: Indicator, rows: Sequence[Reading]) -> Iterable[Cell]:
    known = {row.division for row in rows}
    return [
        Cell(row.division, _parent(book, row.division, known), counts_of(indicator, row))
        for row in rows
    ]


def _parent(book: Book, division: str, known: Collection[str]) -> str | None:
    """The nearest division above that has a cell."""
    above = book.tree.path(DivisionCode(division))[:-1]
    return next((d.code.text for d in reversed(above) if d.code.text in known), None)


def _is_company_return(book: Book, name: str) -> bool:
    table = book.catalogue.table(name)
    return table.kind == "return" and any(c.name == "operator_id" for c in table.columns)
