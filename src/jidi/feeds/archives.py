"""gz and zip: what they hold, as parts, within limits on count, size, ratio and nesting."""

from __future__ import annotations

import gzip
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from jidi.core.errors import InputError, Place
from jidi.feeds.handed import Handed, Part
from jidi.feeds.limits import Limits, size_text

_TRUSTED_BYTES = 16 * 2**20
"""Below this an archive may unpack at any ratio: nothing is lost by reading it."""

BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError)
"""What the libraries raise for packed bytes that are damaged or packed in an unknown way."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_IS_ENCRYPTED, _IS_UTF8 = 0x1, 0x800
_OUTSIDE = re.compile(r"^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)|[\0\r\n]")


class Bounded(io.RawIOBase):
    """An unpacked stream that refuses to become a bomb.

    :param unpacked: the stream; its faults become coded errors.
    :param packed: bytes it was packed in.
    """

    def __init__(self, unpacked: BinaryIO, *, packed: int, limits: Limits, place: Place) -> None:
        self._unpacked = unpacked
        self._most = min(limits.file_bytes, max(_TRUSTED_BYTES, packed * limits.ratio))
        self._packed = packed
        self._place = place
        self._given = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes.

        :raises InputError: E-111 when the archive is damaged, E-113 when it unpacks to too much.
        """
        with _sound(self._place):
            data = self._unpacked.read(size)
        self._given += len(data)
        if self._given > self._most:
            packed, most = size_text(self._packed), size_text(self._most)
            raise InputError("E-113", where=self._place, packed=packed, most=most)
        return data

    def close(self) -> None:
        """Close the stream beneath, too."""
        self._unpacked.close()
        super().close()


def unpacked_gz(handed: Handed, limits: Limits) -> Part:
    """What a gz file holds."""

    def open_it() -> BinaryIO:
        unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=handed.open(), mode="rb"))
        bounded = Bounded(unpacked, packed=handed.bytes, limits=limits, place=place)
        return cast(BinaryIO, bounded)

    place = Place(file=handed.path.name)
    return Part(handed.path.name, "", open_it)


def members(handed: Handed, limits: Limits) -> tuple[list[zipfile.ZipInfo], list[str]]:
    """The members of a zip file that are files, with their names read rightly, and what is litter.

    :raises InputError: E-111 damaged, E-112 too many members, E-113 too large or packed beyond
        belief, E-115 a name that leads outside, E-116 a link, E-117 locked, E-118 members that
        share bytes, E-119 two of one name, E-121 packed in a way that is not read.
    """
    place = Place(file=handed.path.name)
    with handed.open() as stream, _sound(place), zipfile.ZipFile(stream) as archive:
        entries = archive.infolist()
    if len(entries) > limits.members:
        raise InputError("E-112", where=place, members=len(entries), most=limits.members)
    _refuse_bomb(entries, handed, limits, place)
    names: set[str] = set()
    found: list[zipfile.ZipInfo] = []
    litter: list[zipfile.ZipInfo] = []
    for entry in entries:
        name = readable_name(entry)
        _refuse_hostile(entry, name, Place(file=handed.path.name, sheet=name[:200]))
        if name in names:
            raise InputError("E-119", where=place, name=name)
        names.add(name)
        if entry.is_dir():
            continue
        (litter if _LITTER.search(name) else found).append(entry)
    return found, [readable_name(entry) for entry in litter]


def readable_name(entry: zipfile.ZipInfo) -> str:
    """The member's name; where the archive does not say UTF-8, it is as Chinese systems write."""
    if entry.flag_bits & _IS_UTF8:
        return entry.filename
    try:
        return entry.orig_filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def member_part(handed: Handed, entry: zipfile.ZipInfo, limits: Limits) -> Part:
    """One member of a zip file."""
    name = readable_name(entry)
    place = Place(file=handed.path.name, sheet=name)

    def open_it() -> BinaryIO:
        with _sound(place):
            archive = zipfile.ZipFile(handed.open())
            unpacked = cast(BinaryIO, archive.open(entry))
        bounded = Bounded(unpacked, packed=entry.compress_size, limits=limits, place=place)
        return cast(BinaryIO, bounded)

    return Part(handed.path.name, name, open_it)


def _refuse_bomb(
    entries: list[zipfile.ZipInfo], handed: Handed, limits: Limits, place: Place
) -> None:
    if sum(entry.compress_size for entry in entries) > handed.bytes:
        raise InputError("E-118", where=place)
    unpacked = sum(entry.file_size for entry in entries)
    most = min(limits.file_bytes, max(_TRUSTED_BYTES, handed.bytes * limits.ratio))
    if unpacked > most:
        packed, allowed = size_text(handed.bytes), size_text(most)
        raise InputError("E-113", where=place, packed=packed, most=allowed)


def _refuse_hostile(entry: zipfile.ZipInfo, name: str, place: Place) -> None:
    if _OUTSIDE.search(name) or _OUTSIDE.search(entry.orig_filename):
        raise InputError("E-115", where=place)
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise InputError("E-116", where=place)
    if entry.flag_bits & _IS_ENCRYPTED:
        raise InputError("E-117", where=place)
    if entry.compress_type not in _METHODS:
        raise InputError("E-121", where=place)


@contextmanager
def _sound(place: Place) -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        reason = str(error)[:120] or type(error).__name__
        raise InputError("E-111", where=place, reason=reason) from error
    except (OSError, RuntimeError, ValueError, OverflowError) as error:
        raise InputError("E-111", where=place, reason=type(error).__name__) from error
