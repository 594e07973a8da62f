"""Parquet files written by others, checked before the lake takes them over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from jidi.core.errors import LakeError, Place, raise_together
from jidi.lake.conform import check_columns, conform_column, stored_form
from jidi.lake.disk import Faults, sha256_of, sync_file, writing
from jidi.lake.load import StagedFile
from jidi.lake.pieces import pieces_of
from jidi.lake.segments import Draft, columns_of
from jidi.model.table import Table

_TIMES = (pa.timestamp("ms"), pa.timestamp("us"))
"""Parquet has no times in seconds: a file holds them finer, and they must be whole seconds."""
_BATCH_ROWS = 1 << 18
"""Rows looked at in one go where a file's statistics do not answer."""


def take_over(
    table: Table, staged: StagedFile, folder: Path, *, number: int, origin: str, faults: Faults
) -> Draft:
    """Check a written file and bring it into the staging folder; the original stays as it is.

    The schema, the row count, and that required columns are never empty and ``origin`` is right
    are read from the file's statistics, or from the rows where statistics are absent.

    :raises LakeError: L-209 unreadable or not Parquet, L-210 a column is not exactly of the
        lake's type, L-211 another number of rows than said, and those of ``conform``.
    """
    metadata, schema = _opened(staged.path)
    check_columns(table, schema)
    _check_exact(table, schema, staged.path)
    _check_rows(staged, metadata.num_rows)
    doubtful = [f for f in table.arrow_schema if not _is_vouched(table, f, metadata, origin)]
    _check_values(table, doubtful, staged.path, origin)
    copy = folder / f"{table.name}-given-{number}.parquet"
    with writing(copy):
        _link(staged.path, copy)
        faults("written")
        sync_file(copy)
        digest, pieces = sha256_of(copy), pieces_of(copy)
    faults("synced")
    first, last = _extremes(metadata, table.partition)
    low, high = _extremes(metadata, table.sort[0] if table.sort else None)
    return Draft(
        table=table.name,
        file=copy,
        rows=metadata.num_rows,
        bytes=copy.stat().st_size,
        digest=digest,
        columns=columns_of(table.arrow_schema),
        first_day=_day(first),
        last_day=_day(last),
        low=_text(low),
        high=_text(high),
        source=staged.path,
        pieces=pieces,
    )


def _opened(path: Path) -> tuple[pq.FileMetaData, pa.Schema]:
    try:
        with pq.ParquetFile(path) as file:
            return file.metadata, file.schema_arrow
    except (OSError, pa.ArrowInvalid) as error:
        raise LakeError("L-209", where=Place(file=str(path)), reason=str(error)) from error


def _check_exact(table: Table, schema: pa.Schema, path: Path) -> None:
    """A written file is not rewritten, so its types must be the lake's own, every column there."""
    for field in table.arrow_schema:
        found = schema.field(field.name).type if field.name in schema.names else None
        if found != field.type and not (pa.types.is_timestamp(field.type) and found in _TIMES):
            where = Place(file=str(path), column=field.name)
            raise LakeError("L-210", where=where, wanted=str(field.type), found=str(found))


def _check_rows(staged: StagedFile, found: int) -> None:
    if staged.rows is not None and staged.rows != found:
        where = Place(file=str(staged.path))
        raise LakeError("L-211", where=where, said=staged.rows, found=found)


def _is_vouched(table: Table, field: pa.Field, metadata: pq.FileMetaData, origin: str) -> bool:
    """Whether statistics alone prove that the column's values are as they must be."""
    if pa.types.is_floating(field.type) or pa.types.is_timestamp(field.type):
        return False  # NaN, and parts of a second, do not show in statistics
    if stored_form(table, field.name, origin=origin) is not None:
        return False
    if field.nullable:
        return True
    return all(
        statistics is not None
        and statistics.has_null_count
        and statistics.null_count == 0
        and (field.name != "origin" or _is_always(statistics, origin))
        for name, statistics in _statistics(metadata)
        if name == field.name
    )


def _is_always(statistics: pq.Statistics, value: str) -> bool:
    return bool(statistics.has_min_max and statistics.min == value == statistics.max)


def _statistics(metadata: pq.FileMetaData) -> Iterator[tuple[str, Any]]:
    for group in range(metadata.num_row_groups):
        for index in range(metadata.num_columns):
            column = metadata.row_group(group).column(index)
            yield column.path_in_schema, column.statistics


def _check_values(table: Table, fields: list[pa.Field], path: Path, origin: str) -> None:
    names = [field.name for field in fields]
    first = 1
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=names):
            for field in fields:
                given = batch.column(field.name)
                _, findings = conform_column(table, field, given, origin=origin, first_row=first)
                raise_together(findings)
            first += batch.num_rows


def _link(source: Path, copy: Path) -> None:
    """Give the file a second name; where the file system cannot, copy it."""
    try:
        os.link(source, copy)
    except OSError:
        shutil.copyfile(source, copy)


def _extremes(metadata: pq.FileMetaData, column: str | None) -> tuple[Any, Any]:
    found = [s for name, s in _statistics(metadata) if name == column]
    if not found or not all(s is not None and s.has_min_max for s in found):
        return None, None
    return min(s.min for s in found), max(s.max for s in found)


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
