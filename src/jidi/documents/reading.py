"""From a path to a :class:`Document`: look at the bytes, choose the reader, refuse the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jidi.core.errors import InputError, Place
from jidi.documents.document import Document
from jidi.documents.guarding import bytes_of, kind_by_content

SUFFIXES: Final = {
    ".txt": "txt",
    ".md": "txt",
    ".text": "txt",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
}

_Reader = Callable[[bytes, str, str], Document]
"""Bytes, file name and digest make a document."""


def open_document(path: Path) -> Document:
    """The document at ``path``.

    The first bytes decide what it is; where they do not, the name does.

    :raises InputError: T-100 to T-103 for a file that is absent, unreadable, too large or empty;
        T-104 for a kind that is not read; T-105 for an archive that unpacks too large; T-106 for
        a file that is broken or no text; T-107 for a PDF of pictures without text.
    """
    data = bytes_of(path)
    reader = _reader(_kind(data, path), path.name)
    return reader(data, path.name, hashlib.sha256(data).hexdigest())


def check_document(path: Path) -> None:
    """Refuse a file that :func:`open_document` would refuse before its parser saw it.

    :raises InputError: T-100 to T-106.
    """
    data = bytes_of(path)
    kind = _kind(data, path)
    _reader(kind, path.name)
    if kind == "docx":
        from jidi.documents.word import check_word

        check_word(data, path.name)


def _kind(data: bytes, path: Path) -> str:
    found = kind_by_content(data)
    if found is not None:
        return found
    suffix = path.suffix.casefold()
    named = SUFFIXES.get(suffix, "")
    if named in ("docx", "pdf"):
        raise InputError("T-106", where=Place(file=path.name), kind=named.upper())
    head = data[:2048].lstrip().lower()
    looks_like_html = head.startswith((b"<!doctype html", b"<html"))
    if named or looks_like_html:
        return "html" if looks_like_html else named
    return suffix or "txt"


def _reader(kind: str, file: str) -> _Reader:
    # Each parser is loaded only when a file asks for it.
    if kind == "txt":
        from jidi.documents.plain_text import read_plain_text

        return read_plain_text
    if kind == "html":
        from jidi.documents.html import read_html

        return read_html
    if kind == "docx":
        from jidi.documents.word import read_word

        return read_word
    if kind == "pdf":
        from jidi.documents.pdf import read_pdf

        return read_pdf
    raise InputError("T-104", where=Place(file=file), kind=kind.lstrip("."))
