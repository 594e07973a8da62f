"""By what safety work is counted (company, outlet, county, city), and what these are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period
from jidi.service.alert_words import division_text
from jidi.service.books import Book
from jidi.service.cases import division_prefix
from jidi.service.told import Value

By = Literal["company", "outlet", "county", "city"]
WAYS: Final[Mapping[By, tuple[str, str]]] = {
    "company": ("企业", "Company"),
    "outlet": ("网点", "Outlet"),
    "county": ("县", "County"),
    "city": ("市", "City"),
}
NOBODY: Final = ("共享或公共设施", "shared or public")


def read_by(text: str) -> By:
    """``company``, ``outlet``, ``county`` or ``city``.

    :raises UnknownName: F-206.
    """
    for way in WAYS:
        if text == way:
            return way
    raise UnknownName("F-206", asked=text, what="by", nearest=suggestion(text, WAYS))


def key_of(by: By, *, company: str | None, outlet: str | None, division: str) -> str:
    """What a row counts for; empty for a company or outlet that is not told."""
    if by == "company":
        return company or ""
    if by == "outlet":
        return outlet or ""
    return division[: 6 if by == "county" else 4].ljust(12, "0")


def subject_cells(book: Book, by: By, key: str) -> tuple[Value, Value]:
    """Id and name of a subject."""
    if not key:
        return "—", NOBODY
    if by in ("county", "city"):
        return key, (division_text(book, key, "zh"), division_text(book, key, "en"))
    names = company_names(book) if by == "company" else facility_names(book)
    return key, names.get(key, "—")


def company_names(book: Book) -> Mapping[str, str]:
    """Names of companies by id."""
    return _names(book, "operator", "operator_id")


def facility_names(book: Book) -> Mapping[str, str]:
    """Names of facilities by id."""
    return _names(book, "facility", "facility_id")


def _names(book: Book, table: str, key: str) -> Mapping[str, str]:
    def asked(_: int) -> Mapping[str, str]:
        rows = book.ask(f"SELECT {key} AS id, name FROM {table}", {})
        return dict(zip(rows["id"].to_pylist(), rows["name"].to_pylist(), strict=True))

    return book.remembered(("names of", table), asked)


def place_prefix(book: Book, within: str) -> str:
    """The digits that codes within a division begin with; empty for the whole book.

    :raises UnknownName: C-207.
    """
    return division_prefix(book, within) if within else ""


def period_asked(text: str, day: date) -> Period:
    """The period that is named; the year of the day when none is.

    :raises ValueProblem: C-3xx. :raises InputError: G-150 for one that begins after the day.
    """
    found = Period.parse(text) if text else Period.for_year(day.year)
    if found.start > day:
        raise InputError("G-150", period=str(found), day=day)
    return found


def newest_day(book: Book, table: str, column: str) -> date | None:
    """The newest day in a table; None when it holds nothing."""
    if not book.rows(table):
        return None

    def asked(_: int) -> date | None:
        query = f"SELECT MAX({column}) AS day FROM {table}"
        found: date | None = book.ask(query, {}).to_pylist()[0]["day"]
        return found

    return book.remembered(("newest", table, column), asked)
