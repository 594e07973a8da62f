"""Lines of JSON by PyArrow; a piece that holds a bad line is read line by line, losing no other.

Of a long text the rest is split by machine code, and only its odd lines are read one by one.

Values become text. A number keeps its value, not its spelling: ``1.50`` is ``1.5``. Whole numbers
keep every digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pajson

from jidi.core.errors import InputError
from jidi.feeds.cell_places import ODD_PIECES, SplitPiece, is_kernel_worth_it
from jidi.feeds.feed import Block, BrokenRow, Note
from jidi.feeds.handed import Part
from jidi.feeds.json_line import BadLine, broken_line, object_of
from jidi.feeds.limits import Limits
from jidi.feeds.lines import ByteStream, Overlong, count_of, line_ends, whole_lines
from jidi.feeds.numbering import numbered_block
from jidi.feeds.plain_objects import PlainObjects
from jidi.feeds.quotes import is_utf8

_EXACT = float(2**53)
_MOST_BRACKETS = 200
_PAYS = 160 * 2**20
"""Bytes that take half a second longer without machine code, as long as loading that takes."""
_LEARNT_FROM = 2**16
"""Bytes from which the keys are learnt. Own choice."""
_LONG = 4_000
"""Bytes of a line below which its keys are not counted: they are no more than allowed."""


def ndjson_blocks(part: Part, stream: ByteStream, limits: Limits) -> Iterator[Block]:
    """The rows of a text with one JSON object a line.

    :param stream: the text in UTF-8.
    :raises InputError: E-131 when the first line does not end, E-132 for too many keys.
    """
    reading = _Reading(part, limits)
    for piece in whole_lines(stream, most=limits.line_bytes):
        if isinstance(piece, Overlong) and reading.next_row == 1:
            raise InputError("E-131", where=part.place(1), most=limits.line_bytes)
        block = reading.block(piece)
        if block is not None:
            yield block


@dataclass
class _Reading:
    part: Part
    limits: Limits
    names: list[str] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)
    next_row: int = 1
    read: int = 0
    plain: PlainObjects | None = None
    odd_pieces: int = 0

    def block(self, piece: bytes | Overlong) -> Block | None:
        if isinstance(piece, Overlong):
            broken = [broken_line(self.next_row, piece.start, Note("E-305"))]
            self.next_row += 1
            return self._numbered([], np.array([], dtype=np.int64), broken)
        lines = line_ends(piece)
        self.read += len(piece)
        block = self._at_once(piece, lines)
        if block is not None:
            self.next_row += lines
            return block
        table = self._fast(piece, lines)
        first, self.next_row = self.next_row, self.next_row + lines
        if table is None:
            return self._line_by_line(piece, first)
        self._know(table.schema.names)
        columns = [self._column(table, name) for name in self.names]
        return self._numbered(columns, np.arange(first, first + lines), [])

    def _at_once(self, piece: bytes, lines: int) -> Block | None:
        """The piece split by machine code, where that pays and few of its lines are odd."""
        if self.odd_pieces >= ODD_PIECES or not is_kernel_worth_it(self.read, _PAYS):
            return None
        if not self.names:
            self._learn(piece[: piece.find(b"\n", _LEARNT_FROM) + 1])
        if not (PlainObjects.can_know(self.names) and is_utf8(piece)):
            return None
        if self.plain is None or len(self.plain.names) != len(self.names):
            self.plain = PlainObjects(self.names)
        split = self.plain.split(piece, lines)
        is_odd = split is not None and split.is_odd
        self.odd_pieces = self.odd_pieces + 1 if is_odd else 0
        return None if split is None or is_odd else self._of_split(split, self.plain)

    def _learn(self, lines: bytes) -> None:
        """The keys, from the first lines: a line with another one is read with care."""
        table = self._fast(lines, line_ends(lines)) if lines else None
        if table is not None:
            self._know(table.schema.names)

    def _of_split(self, split: SplitPiece, plain: PlainObjects) -> Block | None:
        """The block, its odd lines read one by one; None when one of them has a new key."""
        kept = ~split.odd
        found: dict[int, dict[str, str | None]] = {}
        broken: list[BrokenRow] = []
        for at, line in split.odd_lines():
            if not line.strip():
                continue
            try:
                found[at] = object_of(line)
            except BadLine as bad:
                broken.append(broken_line(self.next_row + at, line, bad.reason))
        if any(name not in plain.names for row in found.values() for name in row):
            return None
        self.texts |= plain.texts
        if found:
            kept[list(found)] = True
            split.put({at: [row.get(name) for name in plain.names] for at, row in found.items()})
        columns = plain.columns.of(split, None if kept.all() else kept)
        return self._numbered(columns, self.next_row + np.flatnonzero(kept), broken)

    def _fast(self, piece: bytes, lines: int) -> pa.Table | None:
        """The whole piece by the library, where every line is one object of plain values."""
        if not (is_utf8(piece) and _is_one_a_line(piece, lines)) or _nests_deeply(piece, lines):
            return None
        if len(piece) > lines * _LONG and piece.count(b'":') > lines * self.limits.columns:
            return None
        while True:
            try:
                table = _parsed(piece, self.texts)
            except (pa.ArrowException, UnicodeDecodeError):
                return None
            unlike = {f.name for f in table.schema if pa.types.is_temporal(f.type)}
            self.texts |= unlike | {f.name for f in table.schema if pa.types.is_string(f.type)}
            if not unlike:
                return table if table.num_rows == lines and _is_plain(table) else None

    def _line_by_line(self, piece: bytes, first: int) -> Block | None:
        found: list[dict[str, str | None]] = []
        numbers: list[int] = []
        broken: list[BrokenRow] = []
        for number, line in enumerate(piece.split(b"\n")[:-1], first):
            if not line.strip():
                continue
            try:
                found.append(object_of(line))
                numbers.append(number)
            except BadLine as bad:
                broken.append(broken_line(number, line, bad.reason))
        self._know(list(dict.fromkeys(name for row in found for name in row)))
        columns = [pa.array([row.get(n) for row in found], pa.string()) for n in self.names]
        if not found and not broken:
            return None
        return self._numbered(columns, np.array(numbers, dtype=np.int64), broken)

    def _know(self, names: list[str]) -> None:
        known = set(self.names)
        self.names += [name for name in names if name not in known]
        if len(self.names) > self.limits.columns:
            columns, most = len(self.names), self.limits.columns
            raise InputError("E-132", where=self.part.place(), columns=columns, most=most)

    def _column(self, table: pa.Table, name: str) -> pa.Array:
        if name not in table.schema.names:
            return pa.nulls(table.num_rows, pa.string())
        column = table.column(name).combine_chunks().cast(pa.string())
        return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)

    def _numbered(
        self, columns: list[pa.Array], numbers: np.ndarray, broken: list[BrokenRow]
    ) -> Block:
        columns = columns or [pa.array([], pa.string()) for _ in self.names]
        cells = pa.RecordBatch.from_arrays(columns, names=list(self.names))
        return numbered_block(cells, part=self.part.name, numbers=numbers, broken=broken)


def _parsed(piece: bytes, texts: set[str]) -> pa.Table:
    schema = pa.schema([(name, pa.string()) for name in sorted(texts)])
    return pajson.read_json(
        pa.BufferReader(piece),
        read_options=pajson.ReadOptions(use_threads=False, block_size=len(piece) + 1),
        parse_options=pajson.ParseOptions(explicit_schema=schema if texts else None),
    )


_SEVERAL = re.compile(rb"\}[ \t\r]*\{")


def _is_one_a_line(piece: bytes, lines: int) -> bool:
    """Whether every line ends with an object and none seems to hold two: the library does not
    mind either."""
    signs = np.frombuffer(piece, np.uint8)
    ends = np.flatnonzero(signs == ord("\n"))
    last = signs[ends - 1]  # before the first sign stands the last, which is a line end
    last = np.where(last == ord("\r"), signs[np.maximum(ends - 2, 0)], last)
    return int((last == ord("}")).sum()) == lines and _SEVERAL.search(piece) is None


def _nests_deeply(piece: bytes, lines: int) -> bool:
    """Whether some line may hold more levels than are safe for a reader that descends."""
    lists = piece.count(b"[") if b"[" in piece else 0
    if count_of(piece, b"{") + lists - lines < _MOST_BRACKETS:
        return False
    return any(line.count(b"{") + line.count(b"[") >= _MOST_BRACKETS for line in piece.split(b"\n"))


def _is_plain(table: pa.Table) -> bool:
    """Whether every value came as it was said: nothing nested, no number cut short."""
    for column in table.columns:
        kind = column.type
        if pa.types.is_floating(kind):
            largest = pc.max(pc.abs(column)).as_py()
            if largest is not None and not largest < _EXACT:
                return False
        elif not (
            pa.types.is_string(kind)
            or pa.types.is_int64(kind)
            or pa.types.is_boolean(kind)
            or pa.types.is_null(kind)
        ):
            return False
    return True
