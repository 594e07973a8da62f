"""The lines of a plan, cleaned, without page numbers, running heads and the table of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jidi.documents import Document
from jidi.plan.read.flow import Flow, cleaned

_PAGE_NUMBER = re.compile(
    r"[-—–·•~\s]{1,6}\d{1,4}[-—–·•~\s]{1,6}|第\s?\d{1,4}\s?页(?:[,/]?共\s?\d{1,4}\s?页)?"
    r"|\d{1,4}\s?/\s?\d{1,4}|[Pp]age\s?\d+"
)
_CONTENTS = re.compile(r".{2,60}?(?:\.{3,}|…+|·{3,}|_{3,})\s*[(\-—]?\d{1,4}[)\-—]?")
_FEWEST_REPEATS = 3
_SHORTEST_RUNNING_HEAD = 8


@dataclass(frozen=True)
class PlanLine:
    """One line that is not layout alone.

    :param position: its place among the lines kept, from 0.
    :param number: its number in the document, from 1.
    :param indent: blanks before it, full-width ones counted once.
    :param after_blank: whether an empty line stands before it.
    """

    position: int
    number: int
    flow: Flow
    raw: str
    start: int
    indent: int
    after_blank: bool

    @property
    def text(self) -> str:
        """The cleaned text."""
        return self.flow.text


def plan_lines(document: Document) -> tuple[PlanLine, ...]:
    """The lines of a document that say something, in order."""
    flows = [cleaned(line.text, line.span[0]) for line in document.lines]
    running = _running_heads([flow.text for flow in flows])
    found: list[PlanLine] = []
    blank = False
    for line, flow in zip(document.lines, flows, strict=True):
        if not flow or _is_layout(flow.text) or flow.text in running:
            blank = blank or not flow
            continue
        indent = len(line.text) - len(line.text.lstrip(" \u3000\t"))
        found.append(
            PlanLine(len(found), line.number, flow, line.text, line.span[0], indent, blank)
        )
        blank = False
    return tuple(found)


def _is_layout(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text) or _CONTENTS.fullmatch(text))


def _running_heads(texts: Sequence[str]) -> frozenset[str]:
    """Titles that stand on every page: long lines without a sentence, printed again and again."""
    counts = Counter(t for t in texts if len(t) >= _SHORTEST_RUNNING_HEAD and "规划" in t)
    return frozenset(
        text
        for text, count in counts.items()
        if count >= _FEWEST_REPEATS and not re.search(r"[。;,]", text)
    )


def is_contents_head(text: str) -> bool:
    """Whether the line is the heading of a table of contents."""
    return text.replace(" ", "") in ("目录", "目次")
