"""What is refused before a parser sees it: files too large, too deep, or of another kind."""

from __future__ import annotations

import zipfile
from pathlib import Path

from jidi.core.errors import InputError, Place
from jidi.core.worded import reason_of

MOST_BYTES = 32 * 1024 * 1024
"""No plan or bulletin seen was above 12 MiB. Own choice."""

MOST_UNPACKED_BYTES = 256 * 1024 * 1024
MOST_PARTS = 5_000
MOST_RATIO = 250
"""A DOCX unpacks to 5 to 20 times its size; a bomb to thousands of times. Own choice."""

_SIGNATURES = {b"PK\x03\x04": "docx", b"%PDF": "pdf", b"\xd0\xcf\x11\xe0": "doc"}


def bytes_of(path: Path) -> bytes:
    """The bytes of a file that may be read.

    :raises InputError: T-100 when there is no such file, T-101 when it cannot be read, T-102 when
        it is too large (its size is asked first), T-103 when it is empty.
    """
    place = Place(file=path.name)
    if not path.is_file():
        raise InputError("T-100", where=place, file=path.name)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError("T-102", where=place, size=_mib(size), most=_mib(MOST_BYTES))
        data = path.read_bytes()
    except OSError as error:
        reason = reason_of(error)
        raise InputError("T-101", where=place, reason=reason) from error
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf\xfe\xff"):
        raise InputError("T-103", where=place)
    return data


def kind_by_content(data: bytes) -> str | None:
    """``docx`` (any ZIP), ``pdf`` or ``doc`` by the first bytes; None for text."""
    return next((kind for mark, kind in _SIGNATURES.items() if data.startswith(mark)), None)


def refuse_bomb(archive: zipfile.ZipFile, *, file: str) -> None:
    """Refuse an archive whose parts are too many, too large, or packed beyond belief.

    :raises InputError: T-105.
    """
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES or unpacked > MOST_RATIO * packed:
        raise InputError("T-105", where=Place(file=file), size=_mib(unpacked), parts=len(parts))


def _mib(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MiB"
