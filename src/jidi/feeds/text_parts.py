"""Text of any kind: its encoding is found, its kind told by its first lines, its reader chosen."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TypeAlias

from jidi.core.errors import InputError
from jidi.feeds.epcis import epcis_blocks
from jidi.feeds.feed import Block, Note
from jidi.feeds.handed import Part, refuse_larger
from jidi.feeds.kinds import kind_of_text
from jidi.feeds.limits import Limits
from jidi.feeds.lines import ByteStream
from jidi.feeds.ndjson import ndjson_blocks
from jidi.feeds.opened import Opened
from jidi.feeds.separated import separated_blocks
from jidi.feeds.separated_shape import shape_of
from jidi.feeds.transcoding import Encoding, Utf8Stream, encoding_of

_SAMPLE = 2**20
_REFUSED = {"EPCIS 1.x XML": "E-164", "JSON": "E-165", "JSON array": "E-165"}
"""Kinds that have a near relative which is read, and the error that says which."""
_LOOKED_THROUGH_PACKED = 64
"""Samples of a packed file that are looked through for the first character beyond ASCII. Own
choice: unpacking twice costs more than a few rows kept aside."""

_Reader: TypeAlias = Callable[[Part, ByteStream, Limits], Iterator[Block]]


def opened_text(part: Part, limits: Limits) -> Opened:
    """A part that is no binary kind known.

    :raises InputError: E-103 empty, E-104 a kind of text that is not read, E-106 no text, E-131
        a line without end, and what the reader of the kind finds in the first lines.
    """
    sample = part.head(_SAMPLE)
    encoding = _encoding(part, sample)
    only_returns = b"\r" in sample and b"\n" not in sample

    def stream(raw: ByteStream) -> Utf8Stream:
        return Utf8Stream(raw, encoding=encoding.name, only_returns=only_returns)

    def read_by(reader: _Reader) -> Callable[[], Iterator[Block]]:
        def read() -> Iterator[Block]:
            with part.open() as raw:
                yield from reader(part, stream(raw), limits)

        return read

    lines = _whole_lines(stream(io.BytesIO(sample)))
    notes = tuple(_notes(part, encoding))
    kind = kind_of_text(lines)
    if kind == "epcis":
        if part.path is not None:
            refuse_larger(part, part.path.stat().st_size, limits.document_bytes)
        return Opened("epcis", encoding.name, notes, read_by(epcis_blocks))
    if kind not in ("separated", "ndjson"):
        raise InputError(_REFUSED.get(kind, "E-104"), where=part.place(), kind=kind)
    if b"\n" not in lines and len(sample) == _SAMPLE:
        raise InputError("E-131", where=part.place(1), most=limits.line_bytes)
    if kind == "ndjson":
        return Opened("ndjson", encoding.name, notes, read_by(ndjson_blocks))
    if not lines.strip():
        raise InputError("E-103", where=part.place())
    delimiter = shape_of(part, lines if lines.endswith(b"\n") else lines + b"\n", limits).delimiter
    if delimiter in b";|":
        notes += (Note("E-904", {"delimiter": delimiter.decode()}, part.name),)
    kind = "tsv" if delimiter == b"\t" else "csv"
    return Opened(kind, encoding.name, notes, read_by(separated_blocks))


def _whole_lines(stream: Utf8Stream) -> bytes:
    """The whole lines of a sample; all of it where it has not one."""
    found = b""
    while data := stream.read(_SAMPLE):
        found += data
    cut = found.rfind(b"\n") + 1
    return found[:cut] if cut else found


def _encoding(part: Part, sample: bytes) -> Encoding:
    found = encoding_of(sample if not sample.isascii() else _beyond_ascii(part) or sample)
    if found is None:
        raise InputError("E-106", where=part.place())
    return found


def _beyond_ascii(part: Part) -> bytes | None:
    """The first stretch of the part that holds more than ASCII."""
    with part.open() as stream:
        looked_through = 0
        while data := stream.read(_SAMPLE):
            if not data.isascii():
                return data
            looked_through += 1
            if part.path is None and looked_through >= _LOOKED_THROUGH_PACKED:
                return None
    return None


def _notes(part: Part, encoding: Encoding) -> Iterator[Note]:
    if encoding.is_guess:
        yield Note("E-901", {"encoding": encoding.name}, part.name)
    if encoding.bad_bytes:
        facts = {"encoding": encoding.name, "count": encoding.bad_bytes}
        yield Note("E-903", facts, part.name)
