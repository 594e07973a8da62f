"""The index of complaint handling of a book, with rates: by company, city or month."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from jidi.core.errors import Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.core.period import Period
from jidi.indicators.sampling import exact_poisson
from jidi.model.complaint_index import ComplaintIndex, load_complaint_index
from jidi.service.books import Book
from jidi.service.cases import division_prefix
from jidi.service.credit_words import measure_json
from jidi.service.measures import by_key, parts
from jidi.service.phrasing import period_name
from jidi.service.register_wording import division_name
from jidi.supervision.complaint_index import Indexed, indexed, ranked
from jidi.supervision.credit import Fraction

By = Literal["company", "city", "month"]
WAYS: Final[Mapping[By, tuple[str, str]]] = {
    "company": ("企业", "Company"),
    "city": ("市", "City"),
    "month": ("月份", "Month"),
}
RATES: Final = ("company_complaints", "company_valid_complaints")
"""Measures that are shown beside the index: complaints to items carried."""


@dataclass(frozen=True)
class Rate:
    """Complaints to a million items. :param low: and :param high: exact Poisson limits of 95 %."""

    fraction: Fraction
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class IndexTable:
    """The index of every subject.

    :param names: what the subjects are called.
    :param rates: complaints and valid complaints by subject.
    :param company: id the table is cut to. :param place: digits of the division it is cut to.
    """

    definition: ComplaintIndex
    period: Period
    by: By
    rows: tuple[Indexed, ...]
    rates: Mapping[str, Mapping[str, Rate]]
    company: str
    place: str
    fewest: int
    version: int
    synthetic: bool


def read_way(text: str) -> By:
    """``company``, ``city`` or ``month``.

    :raises UnknownName: F-206.
    """
    for way in WAYS:
        if text == way:
            return way
    raise UnknownName("F-206", asked=text, what="by", nearest=suggestion(text, WAYS))


def index_table(
    book: Book, period: Period, by: By, *, company: str = "", within: str = ""
) -> IndexTable:
    """The index in a period.

    :param company: only complaints about this company. :param within: only of this division.
    :raises UnknownName: C-207; G-120 for a company that is not in the book.
    """
    definition, place = load_complaint_index(), division_prefix(book, within) if within else ""
    if company:
        company = _company(book, company)
    keep = _Cut(by, company, place)
    measured = {
        name: _by_subject(book, name, period, keep)
        for name in (*(part.measure for part in definition.parts), *RATES)
    }
    subjects = sorted({s for found in measured.values() for s in found if s})
    rows = [
        indexed(definition, s, {p.measure: measured[p.measure].get(s, Fraction(0, 0))
                                for p in definition.parts})
        for s in subjects
    ]  # fmt: skip
    fewest = definition.fewest(period.last_day)
    tables = {t for name in measured for t in book.catalogue.measures[name].tables}
    return IndexTable(
        definition=definition,
        period=period,
        by=by,
        rows=_in_order(rows, by, fewest),
        rates={s: {name: _rate(measured[name].get(s)) for name in RATES} for s in subjects},
        company=company,
        place=place,
        fewest=fewest,
        version=book.version,
        synthetic=any("synthetic" in book.origins(table) for table in tables),
    )


@dataclass(frozen=True)
class _Cut:
    by: By
    company: str
    place: str

    def key(self, company: str, division: str) -> str:
        """What the row counts for; empty when it is cut off."""
        if self.company not in ("", company) or not division.startswith(self.place):
            return ""
        return company if self.by == "company" else f"{division[:4]}00000000"


def _by_subject(book: Book, name: str, period: Period, keep: _Cut) -> Mapping[str, Fraction]:
    """The measure's parts by company, city or month."""
    if keep.by != "month":
        return _asked(book, name, period, keep.key)
    found: dict[str, Fraction] = {}
    for month in _months(period):
        whole = _asked(book, name, month, lambda company, place: keep.key(company, place) and "all")
        found |= {str(month): parts for subject, parts in whole.items() if subject}
    return found


def _asked(
    book: Book, name: str, period: Period, key: Callable[[str, str], str]
) -> Mapping[str, Fraction]:
    measure = book.catalogue.measures[name]
    return by_key(parts(book, measure, first=period.start, until=period.end), key)


def _months(period: Period) -> tuple[Period, ...]:
    """The months of a period; of a day the month it lies in."""
    first, last = period.start, period.last_day
    count = 12 * (last.year - first.year) + last.month - first.month + 1
    places = (first.month - 1 + n for n in range(count))
    return tuple(Period.for_month(first.year + at // 12, at % 12 + 1) for at in places)


def _in_order(rows: Sequence[Indexed], by: By, fewest: int) -> tuple[Indexed, ...]:
    """By rank; months in their order, which nobody ranks."""
    if by == "month":
        return tuple(sorted(rows, key=lambda one: one.subject))
    return ranked(rows, fewest=fewest)


def _rate(found: Fraction | None) -> Rate:
    if found is None or found.denominator <= 0:
        return Rate(found or Fraction(0, 0), None, None, None)
    low, high = exact_poisson(found.numerator)
    millions = found.denominator / 1e6
    return Rate(found, found.numerator / millions, low / millions, high / millions)


def _company(book: Book, asked: str) -> str:
    rows = book.ask("SELECT operator_id, name, brand FROM operator", {}).to_pylist()
    for row in rows:
        if asked in row.values():
            return str(row["operator_id"])
    known = [name for row in rows for name in row.values()]
    raise UnknownName("G-120", name=asked, nearest=suggestion(asked, known))


def subject_name(book: Book, found: IndexTable, subject: str, lang: Language) -> str:
    """What a subject is called: the name of a company or city, the month."""
    if found.by == "city":
        return division_name(book, subject, lang)
    if found.by == "month":
        return period_name(Period.parse(subject), lang)
    return _names(book).get(subject, subject)


def _names(book: Book) -> Mapping[str, str]:
    def asked(_version: int) -> Mapping[str, str]:
        rows = book.ask("SELECT operator_id, name FROM operator", {}).to_pylist()
        return {row["operator_id"]: row["name"] for row in rows}

    return book.remembered("operator.names", asked)


def share_text(found: Fraction) -> str:
    """A share with its parts: ``580 ÷ 599 = 96.8``; no data without a denominator."""
    value = found.value(100.0)
    if value is None:
        return NO_DATA
    above, below = grouped(found.numerator, 0), grouped(found.denominator, 0)
    return f"{above} ÷ {below} = {grouped(value, 1)}"


def rate_text(rate: Rate) -> str:
    """A rate with its limits of chance: ``1.60 (1.52–1.68)``."""
    if rate.value is None or rate.low is None or rate.high is None:
        return NO_DATA
    return f"{grouped(rate.value, 2)} ({grouped(rate.low, 2)}–{grouped(rate.high, 2)})"


def remarks(book: Book, found: IndexTable, lang: Language) -> list[str]:
    """What must be said with the table."""
    zh, one, measures = lang == "zh", found.definition, book.catalogue.measures
    names = {m.id: m.zh if zh else m.en for m in measures.values()}
    weights = [f"{names[part.measure]} {part.weight:g}" for part in one.parts]
    said = [
        one.note_zh if zh else one.note_en,
        f"权重：{'，'.join(weights)}" if zh else f"weights: {', '.join(weights)}",
        f"少于 {found.fewest} 件不排名" if zh else f"no rank below {found.fewest} closed cases",
        f"数据版本 {found.version}" if zh else f"data version {found.version}",
    ]
    if found.synthetic:
        said.append("含合成数据" if zh else "holds synthetic data")
    return said


def index_json(book: Book, found: IndexTable) -> dict[str, Any]:
    """The table with weights, numerators and denominators."""
    definition = found.definition
    measures = book.catalogue.measures
    return {
        "zh": definition.zh,
        "en": definition.en,
        "note_zh": definition.note_zh,
        "note_en": definition.note_en,
        "own_choice": definition.own_choice,
        "period": str(found.period),
        "by": found.by,
        "company": found.company or None,
        "division": found.place.ljust(12, "0") if found.place else None,
        "weights": {part.measure: part.weight for part in definition.parts},
        "measures": {p.measure: measure_json(measures[p.measure]) for p in definition.parts},
        "ranked_from": found.fewest,
        "data_version": found.version,
        "synthetic": found.synthetic,
        "rows": [_row_json(book, found, one) for one in found.rows],
    }


def _row_json(book: Book, found: IndexTable, one: Indexed) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "name_zh": subject_name(book, found, one.subject, "zh"),
        "name_en": subject_name(book, found, one.subject, "en"),
        "index": one.value,
        "rank": one.rank,
        "closed_cases": one.cases,
        "unknown": list(one.unknown),
        "parts": {
            name: {"numerator": p.numerator, "denominator": p.denominator, "value": p.value(100.0)}
            for name, p in one.parts.items()
        },
        "per_million_items": {
            name: {
                "numerator": rate.fraction.numerator,
                "denominator": rate.fraction.denominator,
                "value": rate.value,
                "low": rate.low,
                "high": rate.high,
            }
            for name, rate in found.rates[one.subject].items()
        },
    }
