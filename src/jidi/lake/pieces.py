"""Digests of the pieces of a file, so that it can be checked in part."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

PIECE: Final = 256 * 1024
"""Bytes of a piece: two or three are read to learn that a key is not in a file."""
_WIDTH: Final = 65
"""A digest and the space after it."""


class PieceDigests:
    """The digests of the pieces of what is written, one after the other."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._hash = hashlib.sha256()
        self._room = PIECE

    def update(self, data: bytes) -> None:
        """Take more bytes."""
        rest = memoryview(data)
        while len(rest) >= self._room:
            self._hash.update(rest[: self._room])
            rest = rest[self._room :]
            self._done.append(self._hash.hexdigest())
            self._hash, self._room = hashlib.sha256(), PIECE
        self._hash.update(rest)
        self._room -= len(rest)

    def text(self) -> str:
        """The digests in hexadecimal digits, parted by spaces; the last piece may be shorter."""
        last = [self._hash.hexdigest()] if self._room < PIECE else []
        return " ".join([*self._done, *last])


def pieces_of(path: Path) -> str:
    """The digests of the pieces of a file that is written."""
    found = PieceDigests()
    with path.open("rb") as file:
        while block := file.read(PIECE):
            found.update(block)
    return found.text()


def piece_digest(pieces: str, number: int) -> str:
    """The digest of one of the pieces; empty when there are not so many."""
    return pieces[number * _WIDTH : (number + 1) * _WIDTH].rstrip()
