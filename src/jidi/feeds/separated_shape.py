"""How separated text is to be read, as its first rows say: what separates cells, and the header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from jidi.core.errors import InputError
from jidi.feeds import header
from jidi.feeds.handed import Part
from jidi.feeds.limits import Limits
from jidi.feeds.quotes import cells_of, record_pattern

_SNIFFED = 65_536
_HEAD_AMONG = 40
"""Rows among which a head is looked for, as in sheets. Own choice."""


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
    usual = header.usual_cells(lines[start : start + _SNIFFED], delimiter)
    is_title = 2 * len(names) <= usual  # 2026年1月报表 alone, above the row of heads
    if header.is_header(list(names)) and not is_title:
        return Shape(delimiter, names, False, first.end(), blank + 1)
    return Shape(delimiter, _grid_names(lines, delimiter, limits, part), True, 0, 0)


def _grid_names(lines: bytes, delimiter: bytes, limits: Limits, part: Part) -> tuple[str, ...]:
    """Numbers for as many columns as most rows have, or a row of heads: a row with a cell too many
    is a row that cannot be split, and says nothing of the others."""
    widths: Counter[int] = Counter()
    heads = 0
    for number, record in enumerate(records(lines, delimiter)):
        widths[cells_of(record, delimiter)] += 1
        if number < _HEAD_AMONG and record.count(delimiter) < limits.columns:
            names = header.cells(record.rstrip(b"\r\n"), delimiter)
            heads = max(heads, len(names) if header.is_header(names) else 0)
    wider = {width: rows for width, rows in widths.items() if width > 1}
    width = max(heads, max(wider, key=lambda one: (wider[one], one), default=1))
    if max(widths) > limits.columns:
        raise InputError("E-132", where=part.place(), columns=max(widths), most=limits.columns)
    return tuple(str(number) for number in range(1, width + 1))


def records(lines: bytes, delimiter: bytes) -> Iterator[bytes]:
    """The records of lines one by one; what is none as the line it is."""
    pattern, position = record_pattern(delimiter), 0
    while position < len(lines):
        match = pattern.match(lines, position)
        end = match.end() if match else lines.index(b"\n", position) + 1
        yield lines[position:end]
        position = end
