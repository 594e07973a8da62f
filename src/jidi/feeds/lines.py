"""Whole lines of text in pieces of bounded size; a line without end cannot fill the memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

PIECE_BYTES = 8 * 2**20
"""About 70 thousand scans. Own choice: larger is hardly faster."""

MOST_LINES = 131_072
"""Lines of a piece at most, since each could turn out to be broken. Own choice."""

_COUNTED = 2**18
"""Bytes looked at together: what is found out about them stays near the processor."""

_SHOWN = 1_600
"""Bytes of an overlong line that are kept: 400 characters in any encoding."""


class ByteStream(Protocol):
    """What text is read from."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        ...


@dataclass(frozen=True)
class Overlong:
    """The beginning of a line that is longer than allowed."""

    start: bytes


def whole_lines(
    stream: ByteStream, *, most: int, size: int = PIECE_BYTES
) -> Iterator[bytes | Overlong]:
    """Pieces that end with a line end (the last one is given one), in the order of the stream.

    :param most: bytes of a line; a longer one comes as :class:`Overlong`.
    :param size: bytes of a piece, about.
    """
    rest, following = b"", stream.read(size)
    while following:
        last, following = following, stream.read(size)
        if not following and not last.endswith(b"\n"):
            last += b"\n"
        if b"\n" in rest:
            rest, last = b"", rest + last
        cut = last.rfind(b"\n") + 1
        if cut:
            whole = b"".join((rest, memoryview(last)[:cut])) if rest or cut < len(last) else last
            rest = last[cut:]
            del last
            yield from _split_at_overlong(whole, most)
        else:
            rest += last
        if len(rest) > most:
            yield Overlong(rest[:_SHOWN])
            rest, following = _after_line_end(stream, following, size)
    if rest:
        yield from _split_at_overlong(rest if rest.endswith(b"\n") else rest + b"\n", most)


def _split_at_overlong(lines: bytes, most: int) -> Iterator[bytes | Overlong]:
    start = position = 0
    while len(lines) - position > most:
        line_end = lines.rfind(b"\n", position, position + most) + 1
        if line_end:
            position = line_end
            continue
        if position > start:
            yield from _few_lines(lines[start:position])
        yield Overlong(lines[position : position + _SHOWN])
        start = position = lines.index(b"\n", position) + 1
    if start < len(lines):
        yield from _few_lines(lines[start:])


def _few_lines(lines: bytes) -> Iterator[bytes]:
    if len(lines) <= MOST_LINES or line_ends(lines) <= MOST_LINES:
        yield lines
        return
    middle = lines.index(b"\n", len(lines) // 2) + 1
    for half in (lines[:middle], lines[middle:]):
        if half:
            yield from _few_lines(half)


def line_ends(lines: bytes) -> int:
    """How many line ends there are; where lines are short, several times as fast as ``count``."""
    return count_of(lines, b"\n")


def count_of(lines: bytes, sign: bytes) -> int:
    """How often one byte comes; where it comes often, several times as fast as ``count``."""
    signs = np.frombuffer(lines, np.uint8)
    is_sign = np.empty(min(len(signs), _COUNTED), np.bool_)
    found = 0
    for start in range(0, len(signs), _COUNTED):
        part = signs[start : start + _COUNTED]
        found += int(np.count_nonzero(np.equal(part, ord(sign), out=is_sign[: len(part)])))
    return found


def _after_line_end(stream: ByteStream, data: bytes, size: int) -> tuple[bytes, bytes]:
    """What stands behind the next line end, and what follows it."""
    while data and b"\n" not in data:
        data = stream.read(size)
    return data[data.find(b"\n") + 1 :] if data else b"", stream.read(size) if data else b""
