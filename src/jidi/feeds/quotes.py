"""Records of separated text where quotes are in doubt: one bad quote must not swallow the rest.

The library that reads the cells takes an opening quote without its closing one as the beginning of
a cell that goes on over all following lines. So, where a piece of text shows signs of that, its
records are found here first, line by line where there are quotes, and those that are no records
are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from jidi.feeds.transcoding import TOLERANT, UNREADABLE

_STRAY_RETURN = re.compile(rb"\r(?!\n)")
_MOST_LINES = 64
_MOST_BYTES = 65_536
"""A cell that goes on over more lines or bytes than these is taken for a missing quote. Own
choice."""


@cache
def record_pattern(delimiter: bytes) -> re.Pattern[bytes]:
    """One record with its line end: cells quoted as a whole, or not quoted at their beginning."""
    d = re.escape(delimiter)
    quoted = rb'"(?:[^"\0]++|"")*+"'
    plain = rb'[^"' + d + rb"\r\n\0][^" + d + rb"\r\n\0]*+"
    cell = rb"(?:" + quoted + rb"|" + plain + rb")?"
    return re.compile(cell + rb"(?:" + d + cell + rb")*+\r?\n")


@dataclass
class Sifted:
    """What was found in a piece.

    :param kept: its sound records.
    :param taken_out: (number of the record in the piece from 0, its text, code of the reason).
    :param rest: the beginning of a record that may go on in the next piece.
    """

    kept: bytes = b""
    taken_out: list[tuple[int, bytes, str]] = field(default_factory=list)
    rest: bytes = b""


def is_suspect(lines: bytes) -> bool:
    """Whether the piece holds signs that stand in the way of reading it line by line."""
    if _has_strange_bytes(lines) or not is_utf8(lines):
        return True
    return b'"' in lines and _has_stray_quotes(lines)


def _has_strange_bytes(lines: bytes) -> bool:
    if b"\0" in lines:
        return True
    return b"\r" in lines and lines.count(b"\r") != lines.count(b"\r\n")


_BORDERS = np.isin(np.arange(256), list(b',\t;|\n\r"'))
"""Bytes beside which a quote begins or ends a cell, or stands for itself."""


def _has_stray_quotes(lines: bytes) -> bool:
    """Whether quotes do not come in pairs, or one stands between two characters: inside a cell that
    is no quoted one, or after a closing quote."""
    signs = np.frombuffer(lines, np.uint8)
    quotes = np.flatnonzero(signs == ord('"'))
    if len(quotes) % 2:
        return True
    inner = quotes[1 if quotes[0] == 0 else 0 :]  # a line end stands behind the last one
    return bool((~_BORDERS[signs[inner - 1]] & ~_BORDERS[signs[inner + 1]]).any())


def sift(lines: bytes, *, delimiter: bytes, columns: int, is_last: bool) -> Sifted:
    """The records of ``lines``, without those that quotes, NULs or stray returns spoil.

    :param lines: whole lines.
    :param columns: cells of a sound record; one that spans lines must have as many.
    :param is_last: nothing follows, so that what is open stays open.
    """
    found = Sifted()
    kept: list[bytes] = []
    position = record = 0
    suspects = _Suspects(lines)
    while (suspect := suspects.next_from(position)) >= 0:
        start = max(position, lines.rfind(b"\n", position, suspect) + 1)
        kept.append(lines[position:start])
        record += lines.count(b"\n", position, start)
        line_end = lines.index(b"\n", start) + 1
        end = _end_of_record(lines, start, line_end, delimiter, columns)
        if end is not None:
            kept.append(lines[start:end])
        elif not is_last and len(lines) - start < _MOST_BYTES and b"\0" not in lines[start:]:
            found.rest = lines[start:]
            position = len(lines)
            break
        else:
            line = lines[start:line_end]
            found.taken_out.append((record, line, _reason(line)))
            end = line_end
        position, record = end, record + 1
    kept.append(lines[position:])
    found.kept = b"".join(kept)
    return found


class _Suspects:
    """Where quotes, NULs and stray returns stand; each kind is searched for once."""

    def __init__(self, lines: bytes) -> None:
        self._finders: list[Callable[[int], int]] = [
            lambda position: lines.find(b'"', position),
            lambda position: lines.find(b"\0", position),
        ]
        if b"\r" in lines:
            self._finders.append(lambda position: _found(_STRAY_RETURN.search(lines, position)))
        self._upcoming = [-2] * len(self._finders)

    def next_from(self, position: int) -> int:
        """The next place at or after ``position``; -1 when there is none."""
        for number, find in enumerate(self._finders):
            if self._upcoming[number] != -1 and self._upcoming[number] < position:
                self._upcoming[number] = find(position)
        return min((place for place in self._upcoming if place >= 0), default=-1)


def _found(match: re.Match[bytes] | None) -> int:
    return match.start() if match else -1


def _end_of_record(
    lines: bytes, start: int, line_end: int, delimiter: bytes, columns: int
) -> int | None:
    pattern = record_pattern(delimiter)
    match = pattern.match(lines, start, max(line_end, start + _MOST_BYTES))
    if match is None or match.end() <= line_end:
        return match.end() if match else None
    record = match[0]
    if record.count(b"\n") > _MOST_LINES or cells_of(record, delimiter) != columns:
        return None
    return match.end()


def cells_of(record: bytes, delimiter: bytes) -> int:
    """How many cells a sound record has."""
    return sum(1 for _ in _cell_pattern(delimiter).finditer(record))


@cache
def _cell_pattern(delimiter: bytes) -> re.Pattern[bytes]:
    """One cell with what ends it."""
    d = re.escape(delimiter)
    return re.compile(rb'(?:"(?:[^"]++|"")*+"|[^' + d + rb"\r\n]*+)(?:" + d + rb"|\r?\n)")


def marked_unreadable(lines: bytes) -> bytes:
    """The lines with a NUL before each that is no UTF-8, so that :func:`sift` takes it out."""
    if is_utf8(lines):
        return lines
    text = lines.decode("utf-8", TOLERANT)
    pieces: list[str] = []
    position = 0
    while (bad := text.find(UNREADABLE, position)) >= 0:
        start = max(position, text.rfind("\n", position, bad) + 1)
        end = text.index("\n", bad) + 1
        pieces += [text[position:start], "\0", text[start:end]]
        position = end
    return "".join([*pieces, text[position:]]).encode("utf-8", "surrogatepass")


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8."""
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _reason(line: bytes) -> str:
    if not is_utf8(line):
        return "E-304"
    if b"\0" in line:
        return "E-303"
    if re.search(rb"\r(?!\n)", line):
        return "E-309"
    return "E-302"
