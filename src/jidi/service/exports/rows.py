"""Whole tables as exports: personal columns masked, never more of them than asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq

from jidi.core.errors import InputError
from jidi.core.worded import listed
from jidi.lake.integrity import check_files
from jidi.model.table import Table, TableKind
from jidi.privacy import mask_batch
from jidi.service.books import Book
from jidi.service.exports.export import Export, Note, provenance
from jidi.service.personal_values import check_asked, record

_BATCH_ROWS = 1 << 16
_VERSION = "data_version"


def export_table(book: Book, name: str, *, public: bool) -> Export:
    """All rows of a table, in the lake's order, with ``origin`` and the data version.

    Plain personal values are masked, pseudonyms and seals are left out.

    :param public: refuse a table whose rows stand for persons or their parcels.
    :raises UnknownName: D-112. :raises InputError: K-122 for such a table.
    """
    table = book.catalogue.table(name)
    if public and table.disclosive:
        raise InputError("K-122", table=name)
    return _export(book, table, clear=False)


def export_table_clear(book: Book, name: str, *, by: str, why: str, now: datetime) -> Export:
    """The same with plain personal values and pseudonyms as they are, recorded in the audit log
    first; seals stay sealed.

    :raises InputError: K-114 without name or reason. :raises WorkspaceError: W-209.
    """
    check_asked(by=by, why=why)
    table = book.catalogue.table(name)
    facts = {"why": why, "rows": book.rows(name), "version": book.version}
    record(book.workspace, "privacy.export", name, facts, by=by, now=now)
    return _export(book, table, clear=True)


def _export(book: Book, table: Table, *, clear: bool) -> Export:
    version = book.version
    synthetic = "synthetic" in book.origins(table.name)
    schema = pa.schema([field.with_nullable(True) for field in table.arrow_schema])
    heads = [*((c.zh, c.en) for c in table.columns), ("来源", "Origin")]
    if _VERSION not in schema.names:  # a derived table says itself which version it rests on
        schema = schema.append(pa.field(_VERSION, pa.int64()))
        heads.append(("数据版本", "Data version"))
    return Export(
        name=table.name,
        zh=table.zh,
        en=table.en,
        schema=schema,
        heads=tuple(heads),
        batches=lambda: _batches(book, table, schema, version, clear=clear),
        notes=(
            *provenance(version=version, synthetic=synthetic),
            *_privacy_notes(table, clear=clear),
        ),
        rows=book.rows(table.name),
        synthetic=synthetic,
        version=version,
    )


def _batches(
    book: Book, table: Table, schema: pa.Schema, version: int, *, clear: bool
) -> Iterator[pa.RecordBatch]:
    held = _derived(book, table) if table.kind is TableKind.DERIVED else _held(book, table, version)
    for batch in held:
        shown = batch if clear else mask_batch(batch, table)
        yield _in_form(shown, schema, version)


def _held(book: Book, table: Table, version: int) -> Iterator[pa.RecordBatch]:
    """The rows of the segments, whose files are checked first."""
    segments = book.workspace.lake.segments(table.name, at=version)
    check_files(segments)
    for segment in segments:
        with pq.ParquetFile(segment.file) as file:
            yield from file.iter_batches(batch_size=_BATCH_ROWS)


def _derived(book: Book, table: Table) -> Iterator[pa.RecordBatch]:
    """The newest rows of a derived table, day by day: its segments hold replaced ones too."""
    day = f"CAST(t.{table.partition} AS DATE)" if table.partition else "CAST(NULL AS DATE)"
    days = book.ask(f"SELECT DISTINCT {day} AS day FROM {table.name} t ORDER BY day", {})
    for at in range(days.num_rows):
        sql = (
            f"SELECT t.* FROM {table.name} t JOIN asked ON {day} IS NOT DISTINCT FROM asked.day "
            f"ORDER BY {', '.join(f't.{name}' for name in table.key)}"
        )
        yield from book.ask(sql, {"asked": days.slice(at, 1)}).to_batches(_BATCH_ROWS)


def _in_form(batch: pa.RecordBatch, schema: pa.Schema, version: int) -> pa.RecordBatch:
    """In the columns of the export; those the segment does not have yet are empty."""
    arrays = []
    for field in schema:
        if field.name == _VERSION and _VERSION not in batch.schema.names:
            arrays.append(pa.repeat(pa.scalar(version, pa.int64()), batch.num_rows))
        elif field.name in batch.schema.names:
            arrays.append(batch.column(field.name).cast(field.type))
        else:
            arrays.append(pa.nulls(batch.num_rows, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _privacy_notes(table: Table, *, clear: bool) -> Iterator[Note]:
    if not table.personal_columns:
        return
    names = listed(column.name for column in table.personal_columns)
    if clear:
        zh = f"含个人信息，未遮蔽：{names}。仅限所述事由使用。"
        en = f"Holds personal values, not masked: {names.english}. For the stated reason only."
        yield Note("clear", zh, en)
    else:
        zh = f"个人信息已遮蔽或略去：{names}。"
        yield Note("masked", zh, f"Personal values are masked or left out: {names.english}.")
