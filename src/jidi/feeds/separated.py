"""CSV and TSV by PyArrow, as a stream: text in every cell, broken rows kept with their reasons."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from jidi.core.errors import InputError
from jidi.feeds.cell_places import ODD_PIECES, SplitPiece, is_kernel_worth_it
from jidi.feeds.feed import Block, BrokenRow, Note
from jidi.feeds.handed import Part
from jidi.feeds.limits import Limits
from jidi.feeds.lines import ByteStream, Overlong, line_ends, whole_lines
from jidi.feeds.numbering import numbered_block, said_rows, without
from jidi.feeds.plain_records import PlainRecords
from jidi.feeds.quotes import (
    is_suspect,
    is_utf8,
    marked_unreadable,
    record_pattern,
    sift,
)
from jidi.feeds.separated_shape import Shape, records, shape_of

_PAYS = 2**30
"""Bytes that take half a second longer without machine code, as long as loading that takes."""
_GRID_HEAD = 2**20
"""Bytes in whose rows the width of a table without a header is looked for. Own choice."""


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
    read: int = 0
    plain: PlainRecords | None = None
    odd_pieces: int = 0

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
        for number, record in enumerate(records(lines, self.shape.delimiter), self.next_row):
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
        self.read += len(lines)
        return self._at_once(lines) or self._with_care(lines, is_last=is_last)

    def _at_once(self, lines: bytes) -> Block | None:
        """The lines split by machine code, where that pays and few of them are odd."""
        if self.odd_pieces >= ODD_PIECES or not is_kernel_worth_it(self.read, _PAYS):
            return None
        if not is_utf8(lines):
            return None
        self.plain = self.plain or PlainRecords(len(self.shape.names), self.shape.delimiter)
        split = self.plain.split(lines, line_ends(lines))
        is_odd = split is not None and split.is_odd
        self.odd_pieces = self.odd_pieces + 1 if is_odd else 0
        return None if split is None or is_odd else self._of_split(split, self.plain)

    def _of_split(self, split: SplitPiece, plain: PlainRecords) -> Block | None:
        """The block, its odd lines read with care; None when a record may go on behind one."""
        odd = dict(split.odd_lines())
        if any(b'"' in line or b"\r" in line[:-1] for line in odd.values()):
            return None
        kept, at, broken = ~split.odd, list(odd), []
        if odd:
            reading = _Reading(self.part, self.shape, next_row=0)
            lines = b"".join(line + b"\n" for line in odd.values())
            careful = reading._with_care(lines, is_last=True)
            found = [at[number] for number in careful.row_numbers().to_pylist()]
            rows = zip(*(column.to_pylist() for column in careful.cells.columns), strict=True)
            split.put(dict(zip(found, map(list, rows), strict=True)))
            kept[found] = True
            broken = [replace(row, row=self.next_row + at[row.row]) for row in careful.broken]
        cells = plain.columns.of(split, None if kept.all() else kept)
        first, self.next_row, self.rest = self.next_row, self.next_row + len(kept), b""
        numbers = first + np.flatnonzero(kept)
        return self._numbered(_batch(cells, self.shape.names), numbers, broken)

    def _with_care(self, lines: bytes, *, is_last: bool) -> Block:
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
