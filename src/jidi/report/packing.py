"""Packing: zip archives whose bytes depend on their contents alone."""

from __future__ import annotations

import io
import zipfile

_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def repacked(archive: bytes) -> bytes:
    """The same archive with the time and the maker of every member fixed, in the same order."""
    source = zipfile.ZipFile(io.BytesIO(archive))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = _UNIX
            member.external_attr = 0o644 << 16
            target.writestr(member, source.read(name))
    return buffer.getvalue()
