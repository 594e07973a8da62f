"""A segment's file of which only what is read is checked: piece by piece, against the ledger.

To find one parcel, a few hundred thousand bytes of a file of forty million are read; to read all
of them for their digest would take ten times as long as the answer. So the ledger also knows a
SHA-256 of every piece of :data:`PIECE` bytes, and a piece is checked when its first byte is read.
A process remembers the pieces that it found right, like the files (:mod:`jidi.lake.integrity`).
"""

from __future__ import annotations

import hashlib
import os

from jidi.core.closing import Closing
from jidi.core.errors import LakeError
from jidi.lake import integrity
from jidi.lake.ledger import Segment
from jidi.lake.pieces import PIECE, piece_digest

_RIGHT: dict[integrity.Seen, set[int]] = {}
"""Of files that this process has read in part, the pieces that are what the ledger says."""


def forget_pieces() -> None:
    """Check every piece anew from here on, as a process that has just begun would."""
    _RIGHT.clear()


class CheckedFile(Closing):
    """A segment's file, opened to be read in parts; nothing wrong is ever read from it.

    :param pieces: the digests of its pieces; None when the ledger does not know them. Then it is
        read as it lies, and what is found in it must be checked whole.
    :raises LakeError: L-302 when it is missing, L-303 when its size is wrong.
    """

    def __init__(self, segment: Segment, pieces: str | None) -> None:
        self._handle = -1
        self._segment, self._pieces = segment, pieces
        try:
            self._handle = os.open(segment.file, os.O_RDONLY)
            self._seen = integrity.seen_as(segment, os.fstat(self._handle))
        except FileNotFoundError as error:
            raise LakeError("L-302", table=segment.table, path=str(segment.file)) from error
        except OSError as error:
            raise integrity.damaged(segment, str(error)) from error
        if self._seen.size != segment.bytes:
            raise integrity.damaged(segment, f"{self._seen.size} ≠ {segment.bytes} B")
        self._place = 0

    @property
    def is_checked(self) -> bool:
        """Whether what is read from it is checked, or was."""
        return self._pieces is not None or integrity.is_whole(self._seen)

    def check(self, start: int, end: int) -> None:
        """Make sure that these bytes are what was written.

        :raises LakeError: L-303 when they are not.
        """
        if self._pieces is None or integrity.is_whole(self._seen):
            return
        right = _RIGHT.setdefault(self._seen, set())
        for number in _numbers(start, end):
            if number not in right:
                self._check_piece(number, self._pieces)
                right.add(number)

    def range(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` up to ``end``, checked.

        :raises LakeError: L-303.
        """
        self.check(start, end)
        return os.pread(self._handle, end - start, start)

    def damaged(self, reason: str) -> LakeError:
        """What is said when the file is not what the ledger says."""
        return integrity.damaged(self._segment, reason)

    def _check_piece(self, number: int, pieces: str) -> None:
        found = hashlib.sha256(os.pread(self._handle, PIECE, number * PIECE)).hexdigest()
        known = piece_digest(pieces, number)
        if found != known:
            raise self.damaged(f"SHA-256 {found[:12]}… ≠ {known[:12]}… [{number}]")

    def read(self, length: int = -1) -> bytes:
        """As a file: the next bytes, checked; all that are left when ``length`` is negative."""
        end = self._seen.size if length < 0 else min(self._place + length, self._seen.size)
        found = self.range(self._place, end)
        self._place = end
        return found

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """As a file."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._seen.size}[whence]
        self._place = start + offset
        return self._place

    def tell(self) -> int:
        """As a file."""
        return self._place

    @property
    def closed(self) -> bool:
        """As a file."""
        return self._handle < 0

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _numbers(start: int, end: int) -> range:
    return range(start // PIECE, -(-end // PIECE))
