"""Views over the lake's segments, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import pyarrow as pa

from jidi.core.errors import LakeError
from jidi.lake.ledger import Segment
from jidi.model.table import Table, TableKind

_SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    pa.timestamp("s"): "TIMESTAMP",
}


def view(table: Table, segments: Iterable[Segment]) -> str:
    """The statement that makes the table's view: its segments read together, or no rows.

    A column that was added to the definition after a segment was written is empty there.

    :raises LakeError: L-304 when a column's type has changed.
    """
    if table.kind is TableKind.DERIVED:
        parts = list(_generations(table, tuple(segments)))
    else:
        parts = list(readings(table, segments))
    body = "\nUNION ALL\n".join(parts or [nothing(table)])
    return f"CREATE OR REPLACE VIEW {quoted(table.name)} AS\n{body}"


def readings(
    table: Table, segments: Iterable[Segment], *, file_as: str | None = None
) -> Iterator[str]:
    """A SELECT for each set of segments that hold the same columns; see :func:`reading`."""
    ordered = sorted(segments, key=lambda segment: segment.columns)
    for columns, same in groupby(ordered, key=lambda segment: segment.columns):
        yield reading(table, columns, list(same), file_as=file_as)


def _generations(table: Table, segments: tuple[Segment, ...]) -> Iterator[str]:
    """Each version's rows, without those that a later version brings anew."""
    names = [quoted(name) for name in (*table.key, "origin")]
    same = " AND ".join(f"later.{name} = held.{name}" for name in names)
    for added in sorted({segment.added for segment in segments}):
        held, later = (
            "\nUNION ALL\n".join(readings(table, [s for s in segments if fits(s, added)]))
            for fits in (_is_of, _is_after)
        )
        if not later:
            yield held
            continue
        yield (
            f"SELECT held.* FROM ({held}) AS held WHERE NOT EXISTS "
            f"(SELECT 1 FROM ({later}) AS later WHERE {same})"
        )


def _is_of(segment: Segment, version: int) -> bool:
    return segment.added == version


def _is_after(segment: Segment, version: int) -> bool:
    return segment.added > version


def reading(
    table: Table,
    columns: tuple[tuple[str, str], ...],
    segments: list[Segment],
    *,
    file_as: str | None = None,
) -> str:
    """The SELECT that reads segments which all hold ``columns``.

    :param file_as: the name of one more column, with the file each row comes from.
    :raises LakeError: L-304 when a column's type has changed.
    """
    files = ", ".join(literal(str(segment.file)) for segment in segments)
    chosen = ", ".join(_chosen(table, field, dict(columns)) for field in table.arrow_schema)
    more = f", filename AS {quoted(file_as)}" if file_as else ""
    return f"SELECT {chosen}{more} FROM read_parquet([{files}], hive_partitioning = false)"


def check_types(table: Table, segments: Iterable[Segment]) -> None:
    """Refuse segments whose columns are of other types than the definition's.

    :raises LakeError: L-304.
    """
    for columns in {segment.columns for segment in segments}:
        held = dict(columns)
        for field in table.arrow_schema:
            _held_as(table, field, held)


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _chosen(table: Table, field: pa.Field, held: dict[str, str]) -> str:
    return _empty(field) if _held_as(table, field, held) is None else quoted(field.name)


def _held_as(table: Table, field: pa.Field, held: dict[str, str]) -> str | None:
    """The type the column has in a segment; None where it has no such column yet."""
    found = held.get(field.name)
    if found not in (None, str(field.type)):
        raise LakeError(
            "L-304", table=table.name, column=field.name, found=found, wanted=str(field.type)
        )
    return found


def nothing(table: Table) -> str:
    """The SELECT of a table without rows."""
    return f"SELECT {', '.join(map(_empty, table.arrow_schema))} LIMIT 0"


def _empty(field: pa.Field) -> str:
    return f"CAST(NULL AS {_SQL_TYPES[field.type]}) AS {quoted(field.name)}"
