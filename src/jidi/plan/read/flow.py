"""Text to search in, cleaned of layout, that still knows where each character stands.

A plan says ``达 到 ５１．８８ 亿 元``, rules look for ``达到51.88亿元``. A :class:`Flow` holds the
second and, for every character of it, the place of the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jidi.core.numerals import fold
from jidi.documents import Document
from jidi.model.plan_record import Passage

_CHINESE = "\u3400-\u9fff\u3001\u3002\u300a-\u3011\u2018-\u201d\u00ab\u00bb〇"
_IDLE_SPACE = re.compile(rf"(?<=[{_CHINESE},.;:()%]) +|(?<=\S) +(?=[{_CHINESE},;:()%])|^ +| +$")
_MARKUP = re.compile(r"\*\*|__|^#{1,6} |[\u200b-\u200f\ufeff\u00ad]")
# A font's own code for the decimal point between two digits; which code it is differs by file.
_PRIVATE_POINT = re.compile(
    "(?<=[0-9０-９])[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd](?=[0-9０-９])"
)
_SIGNS = str.maketrans({"〔": "[", "〕": "]", "【": "[", "】": "]", "\t": " ", "\u00a0": " "})
_PASSAGE_LENGTH = 30


@dataclass(frozen=True, slots=True)
class Flow:
    """Cleaned text and the place of each of its characters in the document."""

    text: str
    places: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def part(self, start: int, end: int) -> Flow:
        """The characters from ``start`` up to ``end``."""
        return Flow(self.text[start:end], self.places[start:end])

    def stripped(self, signs: str = " ") -> Flow:
        """Without ``signs`` at both ends."""
        start = len(self.text) - len(self.text.lstrip(signs))
        end = max(start, len(self.text.rstrip(signs)))
        return self.part(start, end)

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """Where the characters from ``start`` up to ``end`` stand in the document."""
        last = len(self.places) if end is None else end
        return (self.places[start], self.places[last - 1] + 1)

    def split(self, pattern: re.Pattern[str]) -> Iterator[Flow]:
        """The parts between the matches of a pattern; empty ones are left out."""
        start = 0
        for found in pattern.finditer(self.text):
            if found.start() > start:
                yield self.part(start, found.start())
            start = found.end()
        if start < len(self.text):
            yield self.part(start, len(self.text))


def joined(flows: Iterable[Flow]) -> Flow:
    """One flow out of several, in their order."""
    parts = list(flows)
    return Flow("".join(p.text for p in parts), tuple(n for p in parts for n in p.places))


def cleaned(text: str, start: int) -> Flow:
    """The flow of raw text that begins at ``start``: plain digits and signs, no idle spaces.

    :param text: raw text of one line.
    """
    plain = fold(_PRIVATE_POINT.sub(".", text)).translate(_SIGNS)
    dropped = {n for found in _MARKUP.finditer(plain) for n in range(*found.span())}
    kept = [n for n in range(len(plain)) if n not in dropped]
    flow = Flow("".join(plain[n] for n in kept), tuple(start + n for n in kept))
    idle = {n for found in _IDLE_SPACE.finditer(flow.text) for n in range(*found.span())}
    rest = [n for n in range(len(flow)) if n not in idle]
    return Flow("".join(flow.text[n] for n in rest), tuple(flow.places[n] for n in rest))


def passage(document: Document, flow: Flow) -> Passage:
    """The place of a flow as a plan's records hold it."""
    span = flow.span()
    text = fold("".join(document.text[place] for place in flow.places)).strip()
    text = text[:_PASSAGE_LENGTH] or "—"
    return Passage(line=document.line_at(span[0]).number, text=text, span=span)
