"""Bytes as text: which encoding, and is it text at all?"""

from __future__ import annotations

import codecs

from jidi.core.errors import InputError, Place
from jidi.documents.document import Document

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_CONTROLS = 0.001
_STRICTLY_TRIED = ("utf-8", "gb18030")
"""UTF-8 first: GB18030 accepts many bytes that are none; big5 and others only by likelihood."""


def read_plain_text(data: bytes, file: str, digest: str) -> Document:
    """A TXT file; line ends of all systems become one newline.

    :raises InputError: T-106 when the bytes are no text in any encoding known.
    """
    text, encoding = decode(data, file=file)
    return Document(file, "txt", digest, encoding, one_line_end(text))


def one_line_end(text: str) -> str:
    """The text with every line end as ``\\n``, as Python's text files are read."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes, *, file: str) -> tuple[str, str]:
    """The text of ``data`` and the name of its encoding.

    :raises InputError: T-106 when no encoding gives text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data, name, file), name
    if not _is_wide(data):
        for name in _STRICTLY_TRIED:
            try:
                text = data.decode(name)
            except UnicodeDecodeError:
                continue
            if _is_text(text):
                return text, name
    return _likeliest(data, file)


def _is_wide(data: bytes) -> bool:
    """Whether zero bytes say that each character takes two (UTF-16 without its mark)."""
    return b"\x00" in data[:4096]


def _likeliest(data: bytes, file: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None or not _is_text(str(best)):
        raise InputError("T-106", where=Place(file=file), kind="TXT")
    return str(best), best.encoding


def _decoded(data: bytes, encoding: str, file: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError("T-106", where=Place(file=file), kind="TXT") from error
    if not _is_text(text):
        raise InputError("T-106", where=Place(file=file), kind="TXT")
    return text


def _is_text(text: str) -> bool:
    """Whether control characters are as rare as in text people write."""
    controls = sum(1 for sign in text if sign < " " and sign not in "\t\n\r\f\x0b")
    return controls <= len(text) * _MOST_CONTROLS
