"""Rows on their way into the lake take exactly the form the table's definition gives them.

Only changes that lose nothing are made: order of columns, dictionary-encoded or large text to
text, narrower numbers to wider, finer times to seconds when they hold whole seconds. Optional
columns that are absent become empty. Everything else is refused, all findings of a batch at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.errors import LakeError, Place, raise_together
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.model.personal import PSEUDONYM_FORM, SEALED_FORM, Kept
from jidi.model.table import ORIGINS, Table


def check_origin(origin: str) -> None:
    """:raises LakeError: L-201 when the origin is none we know, with the nearest."""
    if origin not in ORIGINS:
        raise LakeError("L-201", origin=origin, nearest=suggestion(origin, ORIGINS))


def check_columns(table: Table, given: pa.Schema) -> None:
    """Refuse unknown, missing, doubled and mistyped columns, all in one pass.

    :raises LakeError: L-202 unknown column, L-203 missing required column, L-204 wrong type,
        L-205 a column that stands twice.
    """
    raise_together(_column_findings(table, given))


def conform(
    table: Table, rows: pa.RecordBatch, *, origin: str, first_row: int = 1
) -> pa.RecordBatch:
    """The rows in the table's lake schema, ``origin`` filled in.

    :param first_row: number of the batch's first row within its load, for messages.
    :raises LakeError: L-202 to L-205 as :func:`check_columns`, L-204 also for values the type
        cannot hold, L-206 empty values in required columns, L-207 rows of another origin,
        L-208 decimals that are infinite or not a number, K-115 a clear value where only a
        pseudonym or a seal may be kept.
    """
    check_columns(table, rows.schema)
    findings: list[LakeError] = []
    arrays = []
    for field in table.arrow_schema:
        given = _column(rows, field, origin)
        array, faults = conform_column(table, field, given, origin=origin, first_row=first_row)
        arrays.append(array)
        findings += faults
    raise_together(findings)
    return pa.RecordBatch.from_arrays(arrays, schema=table.arrow_schema)


def conform_column(
    table: Table, field: pa.Field, given: pa.Array, *, origin: str, first_row: int
) -> tuple[pa.Array, list[LakeError]]:
    """One column in the lake's type, and what is wrong with its values."""
    try:
        array = given.cast(field.type)
    except pa.ArrowInvalid as error:
        where, found = _place(table, field.name), f"{given.type}: {error}"
        wanted = str(field.type)
        return given, [
            LakeError("L-204", where=where, column=field.name, wanted=wanted, found=found)
        ]
    findings = _value_findings(table, field, array, origin=origin, first_row=first_row)
    return array, list(findings)


def _column(rows: pa.RecordBatch, field: pa.Field, origin: str) -> pa.Array:
    if field.name in rows.schema.names:
        return rows.column(field.name)
    if field.name == "origin":
        return pa.repeat(pa.scalar(origin, pa.string()), rows.num_rows)
    return pa.nulls(rows.num_rows, field.type)


def _column_findings(table: Table, given: pa.Schema) -> Iterator[LakeError]:
    wanted = table.arrow_schema
    for name in dict.fromkeys(given.names):
        where = _place(table, name)
        if name not in wanted.names:
            near = suggestion(name, wanted.names)
            yield LakeError("L-202", where=where, table=table.name, column=name, nearest=near)
        elif given.names.count(name) > 1:
            yield LakeError("L-205", where=where, table=table.name, column=name)
        elif not _fits(given.field(name).type, wanted.field(name).type):
            found, type_ = given.field(name).type, wanted.field(name).type
            yield LakeError("L-204", where=where, column=name, wanted=str(type_), found=str(found))
    for field in wanted:
        if not field.nullable and field.name != "origin" and field.name not in given.names:
            where = _place(table, field.name)
            yield LakeError("L-203", where=where, table=table.name, column=field.name)


_IsKind = Callable[[pa.DataType], bool]

_LOSSLESS: tuple[tuple[_IsKind, tuple[_IsKind, ...]], ...] = (
    (pa.types.is_string, (pa.types.is_large_string, pa.types.is_string_view)),
    (pa.types.is_integer, (pa.types.is_integer,)),
    (pa.types.is_floating, (pa.types.is_floating, pa.types.is_integer)),
    (pa.types.is_timestamp, (lambda found: pa.types.is_timestamp(found) and found.tz is None,)),
    (pa.types.is_date, (pa.types.is_date,)),
)
"""For each kind of lake type: what may become it without loss, or fails where it would lose."""


def _fits(found: pa.DataType, wanted: pa.DataType) -> bool:
    if found == wanted or pa.types.is_null(found):
        return True
    if pa.types.is_dictionary(found):
        return _fits(found.value_type, wanted)
    return any(
        is_wanted(wanted) and any(may(found) for may in allowed) for is_wanted, allowed in _LOSSLESS
    )


def _value_findings(
    table: Table, field: pa.Field, array: pa.Array, *, origin: str, first_row: int
) -> Iterator[LakeError]:
    where = _place(table, field.name)
    if not field.nullable and array.null_count:
        yield LakeError(
            "L-206", where=where, table=table.name, column=field.name, count=array.null_count,
            first=first_row, last=first_row + len(array) - 1,
        )  # fmt: skip
    if pa.types.is_floating(array.type):
        odd = len(array) - array.null_count - (pc.sum(pc.is_finite(array)).as_py() or 0)
        if odd:
            yield LakeError("L-208", where=where, table=table.name, column=field.name, count=odd)
    yield from _clear_values(table, field, array, origin=origin, where=where)
    if field.name == "origin":
        found = [value for value in pc.unique(array).to_pylist() if value is not None]
        others = sorted(set(map(str, found)) - {origin})
        if others:
            yield LakeError("L-207", where=where, origin=origin, found=listed(others))


def stored_form(table: Table, name: str, *, origin: str) -> str | None:
    """The form that values of a column must have because they are personal; None for any.

    Synthetic rows tell of nobody and keep their own pseudonyms.
    """
    if name == "origin" or origin == "synthetic":
        return None
    personal = table.column(name).personal
    if personal is None or personal.kept is Kept.PLAIN:
        return None
    return PSEUDONYM_FORM if personal.kept is Kept.PSEUDONYM else SEALED_FORM


def _clear_values(
    table: Table, field: pa.Field, array: pa.Array, *, origin: str, where: Place
) -> Iterator[LakeError]:
    form = stored_form(table, field.name, origin=origin)
    if form is None or array.null_count == len(array):
        return
    formed = pc.sum(pc.match_substring_regex(array, form)).as_py()
    clear = len(array) - array.null_count - formed
    if clear:
        yield LakeError("K-115", where=where, table=table.name, column=field.name, count=clear)


def _place(table: Table, column: str) -> Place:
    return Place(file=table.name, column=column)
