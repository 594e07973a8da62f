"""What a file is, by its content; names lie, are missing, or are in another language."""

from __future__ import annotations

import json

_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gz"),
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"PARE", "Parquet (encrypted)"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "RAR"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"LZIP", "lzip"),
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"SQLite format 3", "SQLite"),
    (b"ARROW1", "Arrow"),
    (b"{\\rtf", "RTF"),
)
ARCHIVES = ("zip", "gz", "7z", "RAR", "xz", "bzip2", "zstd", "lzip")
_EPCIS = (b'"EPCISDocument"', b'"EPCISQueryDocument"', b'"epcisBody"', b"/epcis-context.jsonld")
_MARKUP = (b"<!doctype html", b"<html", b"<table", b"<meta")


def kind_by_magic(head: bytes) -> str | None:
    """The binary kind that the first bytes say; None for what may be text."""
    if head[257:262] == b"ustar":
        return "tar"
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def kind_of_text(lines: bytes) -> str:
    """``epcis``, ``ndjson``, ``separated``, or a kind that is not read, from the first lines.

    :param lines: the beginning of the text in UTF-8.
    """
    start = lines.lstrip()
    lowered = start[:4_096].lower()
    if start.startswith(b"<"):
        is_page = any(mark in lowered for mark in _MARKUP)
        is_events = b"epcisdocument" in lowered or b"epcisquerydocument" in lowered
        return "EPCIS 1.x XML" if is_events else "HTML" if is_page else "XML"
    if start.startswith(b"["):
        return "JSON array"
    if start.startswith(b"{"):
        return "epcis" if _is_epcis(start) else _json_kind(start)
    return "separated"


def _is_epcis(start: bytes) -> bool:
    """Whether the text begins as a document of events, whose keys may stand in any order."""
    return any(mark in start for mark in _EPCIS)


def _json_kind(start: bytes) -> str:
    """Lines of JSON, one object each; or one object over many lines, which is none of ours."""
    first, *others = start.split(b"\n", 1)
    try:
        return "ndjson" if isinstance(json.loads(first), dict) else "JSON"
    except (ValueError, RecursionError):
        # A first line that is broken does not make the others so.
        return "ndjson" if others and others[0].lstrip().startswith(b"{") else "JSON"
