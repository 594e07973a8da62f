"""Text in any encoding as a stream of UTF-8, and how the encoding is found.

Bytes that are nothing in the encoding become bytes that are nothing in UTF-8 either, so that only
the rows they stand in are broken, not the file.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from jidi.core.encoding import is_text, likeliest, marked_encoding
from jidi.feeds.lines import ByteStream

UNREADABLE = "\udcff"
"""What stands for bytes that are nothing: half a character, which is nothing in UTF-8 either."""

TOLERANT = "jidi-unreadable"
"""Name of the way to decode that puts it."""

_MOST_BAD_SHARE = 0.02
"""Of the bytes that are not ASCII: more than this, and the encoding is another one. Own choice."""

_MOST_RARE_SHARE = 0.2
"""Of the characters beyond ASCII, those outside GB 2312: names of people hold some. Own choice."""

_GUESSED_FROM = 16_384
_WIDE_ZEROS = 0.02
_MOST_ZEROS = 0.02
"""Of the bytes of a sample. Own choice."""


def _unreadable(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return UNREADABLE, error.end


codecs.register_error(TOLERANT, _unreadable)


@dataclass(frozen=True)
class Encoding:
    """How text is encoded.

    :param name: Python's name of it.
    :param is_guess: found by likelihood, not by a mark nor by strict reading.
    :param bad_bytes: places of the sample that are nothing in this encoding.
    """

    name: str
    is_guess: bool = False
    bad_bytes: int = 0


def encoding_of(sample: bytes) -> Encoding | None:
    """The encoding of text from a sample of it; None when it is no text.

    :param sample: some of its first bytes, cut anywhere.
    """
    marked = marked_encoding(sample)
    if marked is not None:
        return Encoding(marked) if _reads(sample, marked) else None
    if b"\0" in sample:
        return _wide(sample) or _without_few_zeros(sample)
    if _reads(sample, "utf-8"):
        return Encoding("utf-8")
    if _reads(sample, "gb18030"):
        return _other_than_gb18030(sample) or Encoding("gb18030")
    tolerant = min((_tolerant(sample, name) for name in ("utf-8", "gb18030")), key=_badness)
    beyond_ascii = sum(1 for byte in sample if byte > 127)
    if tolerant.bad_bytes > max(1, beyond_ascii * _MOST_BAD_SHARE):
        return _guessed(sample)
    return tolerant if is_text(sample[:_GUESSED_FROM].decode(tolerant.name, "replace")) else None


def _badness(encoding: Encoding) -> int:
    return encoding.bad_bytes


def _reads(sample: bytes, name: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(name)().decode(sample)
    except UnicodeDecodeError:
        return False
    return is_text(text[:_GUESSED_FROM])


def _other_than_gb18030(sample: bytes) -> Encoding | None:
    """GB18030 reads almost any bytes; text full of rare characters is in another encoding."""
    text = codecs.getincrementaldecoder("gb18030")().decode(sample[:_GUESSED_FROM])
    beyond_ascii = [sign for sign in text if ord(sign) > 127]
    rare = sum(1 for sign in beyond_ascii if not sign.encode("gb2312", "ignore"))
    if rare <= len(beyond_ascii) * _MOST_RARE_SHARE:
        return None
    return Encoding("big5", is_guess=True) if _reads(sample, "big5") else _guessed(sample)


def _wide(sample: bytes) -> Encoding | None:
    """UTF-16 without its mark: zeros stand all in one half of the pairs, and lines end."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if min(even, odd) or max(even, odd) < len(sample) / 2 * _WIDE_ZEROS:
        return None
    name = "utf-16-le" if odd else "utf-16-be"
    if not _reads(sample, name):
        return None
    text = codecs.getincrementaldecoder(name)().decode(sample)
    return Encoding(name, is_guess=True) if "\n" in text or "\r" in text else None


def _without_few_zeros(sample: bytes) -> Encoding | None:
    """Text in which a few zeros stand: they break their rows, not the file."""
    if sample.count(0) > len(sample) * _MOST_ZEROS:
        return None
    return encoding_of(sample.replace(b"\0", b""))


def _tolerant(sample: bytes, name: str) -> Encoding:
    text = codecs.getincrementaldecoder(name)(TOLERANT).decode(sample)
    return Encoding(name, bad_bytes=text.count(UNREADABLE))


def _guessed(sample: bytes) -> Encoding | None:
    found = likeliest(sample[:_GUESSED_FROM])
    return Encoding(found[1], is_guess=True) if found else None


class Utf8Stream:
    """A byte stream as UTF-8 without a mark, line ends as ``\\n`` or ``\\r\\n``.

    :param raw: the text as handed in.
    :param encoding: its encoding.
    :param only_returns: its lines end with a lone carriage return.
    """

    def __init__(self, raw: ByteStream, *, encoding: str, only_returns: bool = False) -> None:
        self._raw = raw
        self._decoder = None if encoding == "utf-8" else _decoder(encoding)
        self._only_returns = only_returns

    def read(self, size: int, /) -> bytes:
        """About ``size`` bytes; none only at the end."""
        while True:
            data = self._raw.read(size)
            text = self._recoded(data, final=not data)
            if text or not data:
                return text.replace(b"\r", b"\n") if self._only_returns else text

    def _recoded(self, data: bytes, *, final: bool) -> bytes:
        if self._decoder is None:
            return data
        return self._decoder.decode(data, final).encode("utf-8", "surrogatepass")


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(encoding)(TOLERANT)
