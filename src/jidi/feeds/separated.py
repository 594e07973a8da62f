"""CSV and TSV by PyArrow, as a stream: text in every cell, broken rows kept with their reasons."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from jidi.core.errors import InputError
from jidi.feeds import header
from jidi.feeds.feed import Block, BrokenRow, Note
from jidi.feeds.handed import Part
from jidi.feeds.limits import Limits
from jidi.feeds.lines import ByteStream, Overlong, line_ends, whole_lines
from jidi.feeds.numbering import numbered_block, said_rows, without
from jidi.feeds.quotes import (
    cells_of,
    is_suspect,
    marked_unreadable,
    record_pattern,
    sift,
)

_GRID_HEAD = 2**20
"""Bytes in whose rows the width of a table without a header is looked for. Own choice."""

_SNIFFED = 65_536


@dataclass(frozen=True)
class Shape:
    """How the first rows say that the text is to be read.

    :param delimiter: what separates the cells.
    :param names: of the columns; ``1``, ``2`` … for a grid.
    :param is_grid: there is no plain header.
    :param header: bytes that the header takes, with blank lines before it.
    :param header_rows: rows that it takes, with blank lines before it.
    """

    delimiter: bytes
    names: tuple[str, ...]
    is_grid: bool
    header: int
    header_rows: int


def shape_of(part: Part, lines: bytes, limits: Limits) -> Shape:
    """How text is to be read, from its first whole lines.

    :raises InputError: E-132 too many columns, E-133 running text, E-134 the first row cannot be
        split.
    """
    start = len(lines) - len(lines.lstrip(b"\r\n"))
    blank = lines.count(b"\n", 0, start)
    delimiter = header.delimiter_of(lines[start : start + _SNIFFED])
    if delimiter is None:
        raise InputError("E-133", where=part.place())
    first = record_pattern(delimiter).match(lines, start)
    if first is None or b"\0" in first[0]:
        raise InputError("E-134", where=part.place(blank + 1))
    columns = cells_of(first[0], delimiter)
    if columns > limits.columns:
        raise InputError("E-132", where=part.place(), columns=columns, most=limits.columns)
    names = tuple(name.strip() for name in header.cells(first[0].rstrip(b"\r\n"), delimiter))
    if header.is_header(list(names)):
        return Shape(delimiter, names, False, first.end(), blank + 1)
    return Shape(delimiter, _grid_names(lines, delimiter, limits, part), True, 0, 0)


def _grid_names(lines: bytes, delimiter: bytes, limits: Limits, part: Part) -> tuple[str, ...]:
    width = max(cells_of(record, delimiter) for record in _records(lines, delimiter))
    if width > limits.columns:
        raise InputError("E-132", where=part.place(), columns=width, most=limits.columns)
    return tuple(str(number) for number in range(1, width + 1))


def _records(lines: bytes, delimiter: bytes) -> Iterator[bytes]:
    pattern, position = record_pattern(delimiter), 0
    while position < len(lines):
        match = pattern.match(lines, position)
        end = match.end() if match else lines.index(b"\n", position) + 1
        yield lines[position:end]
        position = end


def separated_blocks(part: Part, stream: ByteStream, limits: Limits) -> Iterator[Block]:
    """The rows of separated text.

    :param stream: the text in UTF-8.
    :raises InputError: as :func:`shape_of`, and E-131 when the first line does not end.
    """
    pieces = whole_lines(stream, most=limits.line_bytes)
    first = next((p for p in pieces if isinstance(p, Overlong) or p.strip()), None)
    if first is None:
        raise InputError("E-103", where=part.place())
    if isinstance(first, Overlong):
        raise InputError("E-131", where=part.place(1), most=limits.line_bytes)
    shape = shape_of(part, first, limits)
    reading = _Reading(part, shape, next_row=1 + shape.header_rows)
    lines = first[shape.header :]
    if shape.is_grid:
        cut = lines.rfind(b"\n", 0, _GRID_HEAD) + 1 or len(lines)
        yield reading.grid_head(lines[:cut])
        lines = lines[cut:]
    yield from reading.blocks(_with_last([lines] if lines else [], pieces))


def _with_last(
    first: list[bytes], more: Iterable[bytes | Overlong]
) -> Iterator[tuple[bytes | Overlong, bool]]:
    """Each piece, and whether the text breaks off after it."""
    held: bytes | Overlong | None = first[0] if first else None
    for piece in more:
        if held is not None:
            yield held, isinstance(piece, Overlong)
        held = piece
    if held is not None:
        yield held, True


@dataclass
class _Reading:
    part: Part
    shape: Shape
    next_row: int
    rest: bytes = b""
    spoilt: list[pacsv.InvalidRow] = field(default_factory=list)

    def blocks(self, pieces: Iterable[tuple[bytes | Overlong, bool]]) -> Iterator[Block]:
        for piece, is_last in pieces:
            if isinstance(piece, Overlong):
                yield self._only_broken(piece.start, Note("E-305"))
                continue
            block = self._block(self.rest + piece, is_last=is_last)
            if block.cells.num_rows or block.broken:
                yield block

    def grid_head(self, lines: bytes) -> Block:
        """The first rows of a grid, each filled up to its width."""
        found: list[list[str | None]] = []
        numbers: list[int] = []
        broken: list[BrokenRow] = []
        for number, record in enumerate(_records(lines, self.shape.delimiter), self.next_row):
            row, reason = self._grid_row(record)
            if reason is not None:
                broken.append(BrokenRow(number, _shown(record), reason))
            elif any(row):
                found.append(row)
                numbers.append(number)
            self.next_row = number + 1
        columns = zip(*found, strict=True) if found else [[] for _ in self.shape.names]
        cells = _batch([pa.array(column, pa.string()) for column in columns], self.shape.names)
        return self._numbered(cells, np.array(numbers, dtype=np.int64), broken)

    def _grid_row(self, record: bytes) -> tuple[list[str | None], Note | None]:
        if record_pattern(self.shape.delimiter).fullmatch(record) is None:
            return [], Note("E-303" if b"\0" in record else "E-302")
        try:
            text = record.decode("utf-8")
            row = next(csv.reader([text], delimiter=self.shape.delimiter.decode()), [])
        except UnicodeDecodeError:
            return [], Note("E-304")
        except csv.Error:
            return [], Note("E-305")
        if len(row) > len(self.shape.names):
            return [], Note("E-301", {"found": len(row), "expected": len(self.shape.names)})
        padded = [cell or None for cell in row] + [None] * (len(self.shape.names) - len(row))
        return padded, None

    def _only_broken(self, record: bytes, reason: Note) -> Block:
        broken = BrokenRow(self.next_row, _shown(record), reason)
        self.next_row += 1
        empty = _batch([pa.array([], pa.string()) for _ in self.shape.names], self.shape.names)
        return self._numbered(empty, np.array([], dtype=np.int64), [broken])

    def _block(self, lines: bytes, *, is_last: bool) -> Block:
        self.rest = b""
        quoted = b'"' in lines
        cells = None if is_suspect(lines) else self._cells(lines, quoted=quoted)
        if cells is not None and not (quoted and self._spans_lines(cells, lines)):
            return self._finished(cells, [])
        sifted = sift(
            marked_unreadable(lines),
            delimiter=self.shape.delimiter,
            columns=len(self.shape.names),
            is_last=is_last,
        )
        self.rest = sifted.rest
        return self._finished(self._cells(sifted.kept, quoted=True), sifted.taken_out)

    def _spans_lines(self, cells: pa.RecordBatch, lines: bytes) -> bool:
        return bool(cells.num_rows + len(self.spoilt) != line_ends(lines))

    def _cells(self, lines: bytes, *, quoted: bool) -> pa.RecordBatch:
        """The cells of lines in UTF-8; rows of other lengths are in ``spoilt``."""
        self.spoilt = []
        if not lines:
            return _batch([pa.array([], pa.string()) for _ in self.shape.names], self.shape.names)
        table = pacsv.read_csv(pa.BufferReader(lines), **self._options(len(lines), quoted))
        return _batch([column.combine_chunks() for column in table.columns], self.shape.names)

    def _options(self, size: int, quoted: bool) -> dict[str, Any]:
        names = [str(number) for number in range(len(self.shape.names))]
        return {
            "read_options": pacsv.ReadOptions(
                use_threads=False, block_size=size + 1, column_names=names
            ),
            "parse_options": pacsv.ParseOptions(
                delimiter=self.shape.delimiter.decode(),
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
                invalid_row_handler=self._spoil,
            ),
            "convert_options": pacsv.ConvertOptions(
                check_utf8=False,  # it is checked before
                column_types={name: pa.string() for name in names},
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        }

    def _spoil(self, row: pacsv.InvalidRow) -> str:
        self.spoilt.append(row)
        return "skip"

    def _finished(self, cells: pa.RecordBatch, taken_out: list[tuple[int, bytes, str]]) -> Block:
        """The block of the cells, numbered with regard to what was taken out before and now."""
        all_kept = without(
            cells.num_rows + len(self.spoilt) + len(taken_out), {at for at, _, _ in taken_out}
        )
        first, self.next_row = self.next_row, self.next_row + cells.num_rows
        self.next_row += len(self.spoilt) + len(taken_out)
        broken = [BrokenRow(first + at, _shown(t), Note(code)) for at, t, code in taken_out]
        broken += [_miscounted(row, first + int(all_kept[row.number - 1])) for row in self.spoilt]
        numbers = first + all_kept[without(len(all_kept), {row.number - 1 for row in self.spoilt})]
        said = said_rows(cells)
        if said is not None:
            cells, numbers = cells.filter(pa.array(said)), numbers[said]
        return self._numbered(cells, numbers, broken)

    def _numbered(
        self, cells: pa.RecordBatch, numbers: np.ndarray, broken: list[BrokenRow]
    ) -> Block:
        return numbered_block(
            cells,
            part=self.part.name,
            numbers=numbers,
            broken=broken,
            is_grid=self.shape.is_grid,
        )


def _batch(columns: list[pa.Array], names: tuple[str, ...]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(columns, names=list(names))


def _shown(record: bytes) -> str:
    return record.strip(b"\0\r\n").decode("utf-8", "replace")


def _miscounted(row: pacsv.InvalidRow, number: int) -> BrokenRow:
    facts = {"found": row.actual_columns, "expected": row.expected_columns}
    return BrokenRow(number, row.text.rstrip("\r\n"), Note("E-301", facts))
