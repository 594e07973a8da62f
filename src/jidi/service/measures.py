"""Measures of companies asked of a book for a period: parts by company and county, summed up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pyarrow as pa

from jidi.core.errors import DefinitionError, Place
from jidi.lake.guard import the_select
from jidi.model.measure import MEASURE_COLUMNS, PERIOD, Measure
from jidi.service.books import Book
from jidi.supervision.credit import Fraction, Measured
from jidi.supervision.rules import parameters_read


def missing_tables(book: Book, measure: Measure) -> tuple[str, ...]:
    """Tables it needs that hold no row; then nothing is known, which is no good news."""
    return tuple(sorted(name for name in measure.tables if not book.rows(name)))


def parts(book: Book, measure: Measure, *, first: date, until: date) -> pa.Table:
    """Numerators and denominators by company and county; empty when a table it needs is.

    :param first: first day. :param until: day after the last.
    :raises DefinitionError: G-104 when its query returns other columns.
    """
    if missing_tables(book, measure):
        kinds = (pa.string(), pa.string(), pa.float64(), pa.float64())
        return pa.schema(zip(MEASURE_COLUMNS, kinds, strict=True)).empty_table()
    asked = ("measure", measure.id, first, until)
    return book.remembered(asked, lambda _: _asked(book, measure, first, until))


def by_key(table: pa.Table, key: Callable[[str, str], str]) -> Mapping[str, Fraction]:
    """The parts summed by what ``key`` makes of company and division."""
    sums: dict[str, tuple[float, float]] = {}
    for company, division, above, below in zip(
        *(table[name].to_pylist() for name in MEASURE_COLUMNS), strict=True
    ):
        name = key(company, division)
        so_far = sums.get(name, (0.0, 0.0))
        sums[name] = (so_far[0] + float(above or 0), so_far[1] + float(below or 0))
    return {name: Fraction(*sums[name]) for name in sorted(sums)}


def of_companies(book: Book, measure: Measure, *, first: date, until: date) -> Measured:
    """The measure for every company that it knows."""
    found = by_key(parts(book, measure, first=first, until=until), lambda company, _: company)
    return Measured(measure.scale, found, missing_tables(book, measure))


def _asked(book: Book, measure: Measure, first: date, until: date) -> pa.Table:
    named = {name: one.on(first) for name, one in measure.parameters.items()}
    given = {PERIOD[0]: first, PERIOD[1]: until, **named}
    wanted = parameters_read(the_select(measure.sql, file=measure.file))
    table = book.ask(
        measure.sql,
        {},
        parameters={name: given[name] for name in sorted(wanted)},
        file=measure.file,
        header_lines=measure.header_lines,
    )
    if tuple(table.column_names) != MEASURE_COLUMNS:
        found, columns = ", ".join(table.column_names), ", ".join(MEASURE_COLUMNS)
        raise DefinitionError("G-104", where=Place(file=measure.file), found=found, wanted=columns)
    return table
