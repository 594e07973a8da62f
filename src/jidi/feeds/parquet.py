"""Parquet by PyArrow, row group by row group, with its own types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from jidi.core.errors import InputError
from jidi.feeds.feed import Block
from jidi.feeds.handed import Part
from jidi.feeds.limits import Limits, size_text
from jidi.feeds.numbering import numbered_block

_BLOCK_ROWS = 262_144
"""Most rows of a block. Own choice."""
_CELLS_A_BYTE = 100
"""Columns of one value take next to nothing, so a small file can claim any number of rows. More
cells a byte than this, and it is taken for a bomb. Own choice."""

_FEW_CELLS = 10_000_000
_FEW_BYTES = 5
"""Bytes of a cell; a text by itself takes four and its letters."""

_FOOTER_TEXTS = 2**24
_FAULTS = (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)
"""What the library raises on bytes that are no Parquet."""


def check_parquet(part: Part, path: Path, limits: Limits) -> None:
    """Read the footer and refuse what it claims beyond belief.

    :raises InputError: E-132 too many columns, E-151 damaged, E-152 a bomb.
    """
    with _sound(part), pq.ParquetFile(path, thrift_string_size_limit=_FOOTER_TEXTS) as file:
        meta = file.metadata
        columns, rows, groups = meta.num_columns, meta.num_rows, meta.num_row_groups
        counted = [meta.row_group(at) for at in range(groups)]
        unpacked = sum(max(0, group.total_byte_size) for group in counted)
        told = sum(group.num_rows for group in counted)
        torn = _torn(file)
    if columns > limits.columns:
        raise InputError("E-132", where=part.place(), columns=columns, most=limits.columns)
    size = path.stat().st_size
    if told != rows or rows < 0:
        raise InputError("E-151", where=part.place(), reason=f"{told} ≠ {rows}")
    if torn:
        raise InputError("E-151", where=part.place(), reason=torn)
    cells = rows * max(1, columns)
    if unpacked > size * limits.ratio or cells > max(_FEW_CELLS, size * _CELLS_A_BYTE):
        raise InputError("E-152", where=part.place(), size=size_text(size), rows=rows)


def _torn(file: pq.ParquetFile) -> str:
    """Where a column of single cells holds another number of them than its group has rows: PyArrow
    reads as many as the group says, and the others would be lost."""
    meta, schema = file.metadata, file.schema
    flat = (n for n in range(meta.num_columns) if not schema.column(n).max_repetition_level)
    if (column := next(flat, None)) is None:
        return ""
    for group in map(meta.row_group, range(meta.num_row_groups)):
        if (cells := group.column(column).num_values) != group.num_rows:
            return f"{cells} ≠ {group.num_rows}"
    return ""


def parquet_blocks(part: Part, path: Path) -> Iterator[Block]:
    """The rows of the file; the first row is 1, for there is no header row.

    :raises InputError: E-151 when the file turns out to be damaged.
    """
    first = 1
    with _sound(part):
        file = pq.ParquetFile(path, read_dictionary=_of_few_texts(path))
    with file:
        batches = _batches(file)
        while (cells := _next(batches, part)) is not None:
            numbers = np.arange(first, first + cells.num_rows)
            block = numbered_block(cells, part=part.name, numbers=numbers, broken=())
            yield replace(block, coming=file.metadata.num_rows + 1 - first)
            first += cells.num_rows
        if first - 1 != file.metadata.num_rows:
            reason = f"{first - 1} ≠ {file.metadata.num_rows}"
            raise InputError("E-151", where=part.place(), reason=reason)


def _batches(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    """Row groups, small ones together and large ones in equal parts.

    With a column by way of a dictionary PyArrow ends a batch where a group ends, and counts on, so
    that every other batch would be the rest of a group; small groups stay batches of their own.
    """
    meta, last = file.metadata, file.metadata.num_row_groups - 1
    groups: list[int] = []
    rows = 0
    for group in range(last + 1):
        groups.append(group)
        rows += meta.row_group(group).num_rows
        if group < last and rows + meta.row_group(group + 1).num_rows <= _BLOCK_ROWS:
            continue
        parts = max(1, -(-rows // _BLOCK_ROWS))
        size = max(1, -(-rows // parts))
        yield from file.iter_batches(batch_size=size, row_groups=groups, use_threads=False)
        groups, rows = [], 0


def _of_few_texts(path: Path) -> list[str]:
    """Columns of text that take so little room that few texts must come often in them: they are
    given by way of a dictionary, which is how they lie in the file."""
    with pq.ParquetFile(path, thrift_string_size_limit=_FOOTER_TEXTS) as file:
        meta, schema = file.metadata, file.schema_arrow
    room, cells = Counter[str](), Counter[str]()
    for at in range(meta.num_row_groups):
        for number in range(meta.num_columns):
            chunk = meta.row_group(at).column(number)
            room[chunk.path_in_schema] += chunk.total_uncompressed_size
            cells[chunk.path_in_schema] += chunk.num_values
    texts = [field.name for field in schema if pa.types.is_string(field.type)]
    return [name for name in texts if 0 < room[name] <= cells[name] * _FEW_BYTES]


def _next(batches: Iterator[pa.RecordBatch], part: Part) -> pa.RecordBatch | None:
    with _sound(part):
        return next(batches, None)


@contextmanager
def _sound(part: Part) -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise InputError("E-151", where=part.place(), reason=reason) from error
