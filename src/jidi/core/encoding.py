"""Which encoding bytes are in: by their mark, or by likelihood where nothing else tells."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_CONTROLS = 0.001


def marked_encoding(data: bytes) -> str | None:
    """The encoding that the byte order mark at the front names; None without a mark."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def likeliest(data: bytes) -> tuple[str, str] | None:
    """The text of ``data`` and its likeliest encoding; None when it is no text in any."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None or not is_text(str(best)):
        return None
    return str(best), best.encoding


def is_text(text: str) -> bool:
    """Whether control characters are as rare as in text people write."""
    controls = sum(1 for sign in text if sign < " " and sign not in "\t\n\r\f\x0b")
    return controls <= len(text) * _MOST_CONTROLS
