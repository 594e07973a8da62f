"""A plan's own text beside what was read from it: lines in pieces, those of records marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from jidi.documents import Document
from jidi.documents.document import Line, Span
from jidi.model.plan import Plan
from jidi.model.plan_record import Passage
from jidi.service.plan_review import Record, records_of

_AROUND: Final = 80
"""Characters that are shown on each side of what is marked in a long paragraph. Own choice."""


@dataclass(frozen=True)
class Piece:
    """A piece of a line.

    :param records: the records that stand on it; none where the text is only around them.
    """

    text: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceLine:
    """A line, or the part of it around what is marked.

    :param number: from 1.
    :param begins_later: text before it is left out; :param ends_earlier: text behind it.
    """

    number: int
    pieces: tuple[Piece, ...]
    begins_later: bool = False
    ends_earlier: bool = False


def source_lines(record: Record, document: Document | None) -> tuple[SourceLine, ...]:
    """The lines a record stands on; without the document what the record itself holds of them."""
    spans = [passage.span for passage in record.at if passage.span is not None]
    if document is None or len(spans) < len(record.at):
        return tuple(_as_held(record.at, record.id))
    numbers = sorted({number for span in spans for number in _numbers(span, document)})
    marked = [(span, record.id) for span in spans]
    return tuple(_around(document.lines[number - 1], marked) for number in numbers)


def marked_text(plan: Plan, document: Document) -> tuple[SourceLine, ...]:
    """The whole text; each piece with the records that stand on it."""
    found: dict[int, list[tuple[Span, str]]] = {}
    for _, record in records_of(plan):
        for passage in record.at:
            if passage.span is None:
                continue
            for number in _numbers(passage.span, document):
                found.setdefault(number, []).append((passage.span, record.id))
    return tuple(
        SourceLine(line.number, _pieces(line.span, document.text, found.get(line.number, ())))
        for line in document.lines
    )


def _as_held(passages: Iterable[Passage], record: str) -> Iterator[SourceLine]:
    for passage in passages:
        yield SourceLine(passage.line, (Piece(passage.text, (record,)),), True, True)


def _numbers(span: Span, document: Document) -> range:
    """The lines a span touches."""
    first = document.line_at(span[0]).number
    return range(first, document.line_at(max(span[0], span[1] - 1)).number + 1)


def _around(line: Line, marked: Sequence[tuple[Span, str]]) -> SourceLine:
    """The line, cut to what is near its marks."""
    inside = [span for span, _ in marked if span[0] < line.span[1] and span[1] > line.span[0]]
    start = max(line.span[0], min(span[0] for span in inside) - _AROUND) if inside else line.span[0]
    end = min(line.span[1], max(span[1] for span in inside) + _AROUND) if inside else line.span[1]
    text = line.text[start - line.span[0] : end - line.span[0]]
    return SourceLine(
        line.number,
        _pieces((start, end), text, marked, offset=start),
        begins_later=start > line.span[0],
        ends_earlier=end < line.span[1],
    )


def _pieces(
    within: Span, text: str, marked: Sequence[tuple[Span, str]], *, offset: int = 0
) -> tuple[Piece, ...]:
    """A stretch of text, parted wherever a mark begins or ends.

    :param text: holds the stretch; its first character stands at ``offset``.
    """
    start, end = within
    inside = [(s, name) for s, name in marked if s[0] < end and s[1] > start]
    cuts = {start, end}
    for (first, last), _ in inside:
        cuts |= {max(first, start), min(last, end)}
    places = sorted(cuts)
    return tuple(
        Piece(
            text[a - offset : b - offset],
            tuple(dict.fromkeys(name for s, name in inside if s[0] <= a and s[1] >= b)),
        )
        for a, b in pairwise(places)
    )
