"""The file as handed in: a plain file of bearable size that stays as it is while it is read."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from jidi.core.errors import InputError, Place
from jidi.core.worded import reason_of
from jidi.feeds.limits import Limits, size_text

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Part:
    """One stretch of bytes to read: the file itself, or a member of an archive.

    :param file: the file handed in.
    :param name: the member; empty for the file itself.
    :param open: opens it anew, unpacked.
    :param path: where it lies on disk as it is; None inside an archive.
    """

    file: str
    name: str
    open: Callable[[], BinaryIO]
    path: Path | None = None

    def place(self, row: int | None = None) -> Place:
        """Where a fault stands."""
        return Place(file=self.file, sheet=self.name or None, row=row)

    def head(self, size: int) -> bytes:
        """Its first bytes.

        :raises InputError: as :meth:`open`.
        """
        with self.open() as stream:
            found = b""
            while len(found) < size and (data := stream.read(size - len(found))):
                found += data
            return found


@dataclass(frozen=True)
class Handed:
    """A file that may be opened.

    :param path: where it lies.
    :param bytes: its size.
    :param identity: what changes when the file is replaced or written to.
    """

    path: Path
    bytes: int
    identity: tuple[int, ...]

    def open(self) -> BinaryIO:
        """The file, from its beginning.

        :raises InputError: E-101 when it cannot be read, E-107 when it is not the same any more.
        """
        stream = _opened(self.path)
        if _identity(os.fstat(stream.fileno())) != self.identity:
            stream.close()
            raise InputError("E-107", where=Place(file=self.path.name))
        return stream

    def refuse_change(self) -> None:
        """Say so when the file was written to since it was handed in.

        :raises InputError: E-107.
        """
        self.open().close()

    def digest(self) -> str:
        """SHA-256 of its bytes.

        :raises InputError: as :meth:`open`.
        """
        digest = hashlib.sha256()
        with self.open() as stream, _readable(self.path):
            while data := stream.read(2**20):
                digest.update(data)
        return digest.hexdigest()

    def part(self) -> Part:
        """The file as one part."""
        return Part(self.path.name, "", self.open, self.path)


def handed_in(path: Path, limits: Limits) -> Handed:
    """The file at ``path``, when it may be read at all.

    :raises InputError: E-100 no such file, E-101 cannot be read, E-102 too large, E-103 empty,
        E-105 no plain file (a link, a folder, a device).
    """
    place = Place(file=path.name)
    try:
        found = path.lstat()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise InputError("E-100", where=place, file=path.name) from error
    if not stat.S_ISREG(found.st_mode):
        raise InputError("E-105", where=place)
    if found.st_size > limits.file_bytes:
        size, most = size_text(found.st_size), size_text(limits.file_bytes)
        raise InputError("E-102", where=place, size=size, most=most)
    if found.st_size == 0:
        raise InputError("E-103", where=place)
    return Handed(path, found.st_size, _identity(found))


def refuse_larger(part: Part, size: int, most: int) -> None:
    """Refuse a part that has to be read whole and is too large for that.

    :raises InputError: E-102.
    """
    if size > most:
        raise InputError("E-102", where=part.place(), size=size_text(size), most=size_text(most))


def _identity(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _opened(path: Path) -> BinaryIO:
    with _readable(path):
        return os.fdopen(os.open(path, os.O_RDONLY | _BINARY | _NO_FOLLOW), "rb")


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = reason_of(error)
        raise InputError("E-101", where=Place(file=path.name), reason=reason) from error
