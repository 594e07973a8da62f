"""What DuckDB says when it refuses, with the definition's file and line and the nearest names."""

from __future__ import annotations

import re

import duckdb

from jidi.core.errors import LakeError, Place
from jidi.core.worded import listed

_LINE = re.compile(r"^LINE (\d+):", re.MULTILINE)
_CANDIDATES = re.compile(r"^(?:Candidate \w+:|Did you mean) ?(.+)$", re.MULTILINE)
_QUOTED = re.compile(r'"([^"]+)"')


def coded(error: duckdb.Error, *, file: str, header_lines: int) -> LakeError:
    """The engine's refusal as a coded error.

    L-405 refused, with the names DuckDB holds for near; L-406 refused, without; L-407 out of
    memory; L-408 a file of the lake cannot be read.
    """
    text = str(error)
    reason = text.split("\n")[0].strip()
    line = _LINE.search(text)
    where = Place(file=file, line=header_lines + int(line[1]) if line else None)
    if isinstance(error, duckdb.OutOfMemoryException):
        return LakeError("L-407", where=where, reason=reason)
    # The database may read the lake's files only; the guard has let no other name through.
    if isinstance(error, (duckdb.IOException, duckdb.PermissionException)):
        return LakeError("L-408", where=where, reason=reason)
    near = [name for found in _CANDIDATES.findall(text) for name in _QUOTED.findall(found)]
    if near:
        return LakeError("L-405", where=where, reason=reason, nearest=listed(near))
    return LakeError("L-406", where=where, reason=reason)
