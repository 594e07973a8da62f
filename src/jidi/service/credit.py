"""The credit of a book's companies: what is known of them, evaluated by a year's scheme."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.case import case_kind
from jidi.model.credit import CASE_SIGN, Scheme, read_scheme, scheme_of
from jidi.model.credit_varied import varied
from jidi.service.books import Book
from jidi.service.cases import case_book
from jidi.service.measures import of_companies
from jidi.supervision.cases import Case, folded
from jidi.supervision.credit import Change, Record, Standing, changes, evaluate

OBJECTION: Final = "objection"
_COMPANIES: Final = """
SELECT operator_id, name, kind FROM operator
WHERE opened_on < DATE '{until}' AND (closed_on IS NULL OR closed_on >= DATE '{first}')
ORDER BY operator_id
"""
_RECORDS: Final = """
SELECT record_id, operator_id, item, authority, happened_on, received_on, repaired_on, document
FROM credit_record WHERE happened_on >= DATE '{first}' AND happened_on < DATE '{until}'
ORDER BY record_id
"""
_TABLES: Final = ("credit_record", "operator")


@dataclass(frozen=True)
class Objection:
    """An objection to a record or an item: the case in which it is handled."""

    case: Case

    @property
    def record(self) -> str:
        """The record objected to; empty when the objection names none."""
        return str(self.case.values.get("record") or "")

    @property
    def upheld(self) -> bool:
        """Whether what was objected to has been corrected."""
        return self.case.state == "corrected"


@dataclass(frozen=True)
class Evaluation:
    """A year evaluated by a scheme.

    :param names: names of the companies. :param records: what is known of them, all of the year.
    :param origins: where the rows behind it come from.
    :param no_records: whether the table of credit records is empty: then nothing is known from
        authorities, which is no good news.
    """

    scheme: Scheme
    year: int
    version: int
    standings: tuple[Standing, ...]
    names: Mapping[str, str]
    records: tuple[Record, ...]
    objections: tuple[Objection, ...]
    origins: frozenset[str]
    no_records: bool

    @property
    def synthetic(self) -> bool:
        """Whether one row behind it is invented."""
        return "synthetic" in self.origins

    def standing(self, company: str) -> Standing:
        """How one company stands.

        :param company: id or name.
        :raises UnknownName: G-105.
        """
        for one in self.standings:
            if company in (one.company, self.names[one.company]):
                return one
        known = [*self.names, *self.names.values()]
        raise UnknownName("G-105", name=company, year=self.year, nearest=suggestion(company, known))

    def on_list(self, name: str) -> tuple[Standing, ...]:
        """The companies on a list; on none for the empty name."""
        return tuple(one for one in self.standings if one.list_id == name)


def evaluated(book: Book, year: int, *, scheme: Scheme | None = None) -> Evaluation:
    """The year by its scheme, or by another one.

    :raises InputError: G-102. :raises DefinitionError: G-104.
    """
    scheme = scheme or scheme_of(year)
    first, until = date(year, 1, 1), date(year + 1, 1, 1)
    measures = [book.catalogue.measures[i.measure] for i in scheme.items if i.measure]
    measured = {m.id: of_companies(book, m, first=first, until=until) for m in measures}
    span = {"first": first.isoformat(), "until": until.isoformat()}
    companies = book.ask(_COMPANIES.format(**span), {}).to_pylist()
    wanted = [row for row in companies if row["kind"] in scheme.kinds]
    objections = objections_of(book, year)
    records = tuple(_with_objections([*_handed_in(book, span), *_of_cases(book, scheme, year)],
                                     objections))  # fmt: skip
    tables = {*_TABLES, *(table for m in measures for table in m.tables)}
    return Evaluation(
        scheme=scheme,
        year=year,
        version=book.version,
        standings=evaluate(scheme, year, [row["operator_id"] for row in wanted], records, measured),
        names={row["operator_id"]: row["name"] for row in wanted},
        records=records,
        objections=objections,
        origins=frozenset().union(*(book.origins(table) for table in tables)),
        no_records=not book.rows("credit_record"),
    )


def supposed(
    book: Book, year: int, file: Path
) -> tuple[Evaluation, Evaluation, tuple[Change, ...]]:
    """The year by the scheme in force and by that of a file, and what changes.

    :raises InputError: G-102, G-103. :raises DefinitionError: D-100 to D-103, G-100.
    """
    other = read_scheme(file)
    before, after = evaluated(book, year), evaluated(book, year, scheme=other)
    return before, after, changes(before.standings, after.standings)


def supposed_with(
    book: Book, year: int, values: Mapping[str, float]
) -> tuple[Evaluation, Evaluation, tuple[Change, ...]]:
    """The year by the scheme in force and by the same with other numbers, and what changes.

    :param values: by the names that :func:`jidi.model.credit_varied.numbers_of` gives.
    :raises InputError: G-102, G-112. :raises UnknownName: G-111. :raises DefinitionError: D-102.
    """
    other = varied(scheme_of(year), values)
    before, after = evaluated(book, year), evaluated(book, year, scheme=other)
    return before, after, changes(before.standings, after.standings)


def read_numbers(told: Iterable[tuple[str, str]]) -> dict[str, float]:
    """Numbers by name as they are typed; those left empty are not meant.

    :raises InputError: G-113 for what is no finite number.
    """
    found = {}
    for name, text in told:
        if not text.strip():
            continue
        try:
            found[name] = float(text)
        except ValueError:
            found[name] = math.nan
        if not math.isfinite(found[name]):
            raise InputError("G-113", asked=f"{name}={text}"[:100])
    return found


def objections_of(book: Book, year: int) -> tuple[Objection, ...]:
    """Objections to what is known of a year, oldest first."""
    kept = case_book(book)
    if not kept.has_tables:
        return ()
    kind = case_kind(OBJECTION)
    cases = [folded(file, kind) for file in kept.files(kind=kind.id)]
    found = [Objection(case) for case in cases if case.values.get("year") == year]
    return tuple(sorted(found, key=lambda one: one.case.id))


def _handed_in(book: Book, span: Mapping[str, str]) -> Iterator[Record]:
    """What authorities handed in."""
    for row in book.ask(_RECORDS.format(**span), {}).to_pylist():
        yield Record(
            id=row["record_id"],
            company=row["operator_id"],
            code=row["item"],
            happened_on=row["happened_on"],
            received_on=row["received_on"],
            repaired_on=row["repaired_on"],
            source=row["authority"],
            document=row["document"] or "",
        )


def _of_cases(book: Book, scheme: Scheme, year: int) -> Iterator[Record]:
    """What cases of the book ended with, where the scheme names their kind and state."""
    kept, codes = case_book(book), [code for item in scheme.items for code in item.codes]
    for code in codes if kept.has_tables else ():
        if not code.startswith(CASE_SIGN):
            continue
        kind_id, _, state = code.removeprefix(CASE_SIGN).partition(".")
        for file in kept.files(kind=kind_id, states=[f"{kind_id}.{state}"]):
            case = folded(file, case_kind(kind_id))
            company, day = case.values.get("operator_id"), case.last_at.date()
            if company and day.year == year:
                document = str(case.values.get("document") or "")
                yield Record(case.id, str(company), code, day, day, None, "case", document)


def _with_objections(
    records: Sequence[Record], objections: Sequence[Objection]
) -> Iterator[Record]:
    """Each record with the objection to it: one upheld weighs more than one that runs."""
    by_record: dict[str, Objection] = {}
    for one in sorted(objections, key=lambda o: o.upheld):
        if one.record and (one.upheld or one.case.is_open):
            by_record[one.record] = one
    for record in records:
        found = by_record.get(record.id)
        if found is None or found.case.values.get("operator_id") != record.company:
            yield record
        else:
            yield replace(record, objection=found.case.id, corrected=found.upheld)
