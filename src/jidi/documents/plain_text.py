"""Bytes as text: which encoding, and is it text at all?"""

from __future__ import annotations

from jidi.core.encoding import is_text, likeliest, marked_encoding
from jidi.core.errors import InputError, Place
from jidi.documents.document import Document

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
    marked = marked_encoding(data)
    if marked is not None:
        return _decoded(data, marked, file), marked
    if not _is_wide(data):
        for name in _STRICTLY_TRIED:
            try:
                text = data.decode(name)
            except UnicodeDecodeError:
                continue
            if is_text(text):
                return text, name
    found = likeliest(data)
    if found is None:
        raise InputError("T-106", where=Place(file=file), kind="TXT")
    return found


def _is_wide(data: bytes) -> bool:
    """Whether zero bytes say that each character takes two (UTF-16 without its mark)."""
    return b"\x00" in data[:4096]


def _decoded(data: bytes, encoding: str, file: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError("T-106", where=Place(file=file), kind="TXT") from error
    if not is_text(text):
        raise InputError("T-106", where=Place(file=file), kind="TXT")
    return text
