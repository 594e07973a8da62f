"""A text whose truths hold on to their characters while numbers, words and layout change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from plan_scoring.plain_text import PlanText, flat
from plan_scoring.truth import Truth

_LONGEST = 30


@dataclass(frozen=True)
class Anchor:
    """A row of truth and the characters it speaks of."""

    row: Truth
    start: int
    end: int


@dataclass(frozen=True)
class Edit:
    """Characters from ``start`` to ``end`` give way to ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Anchored:
    """A text with its anchors; rows say line and characters of the text as it now is."""

    text: str
    anchors: tuple[Anchor, ...] = ()

    def edited(self, edits: Iterable[Edit]) -> Anchored:
        """The text after ``edits``, which must not overlap; anchors move along.

        An edit over the whole of an anchor, or inside it, belongs to it; what is put in right
        before it does not.
        """
        ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
        pieces, moves, at = [], [], 0
        for edit in ordered:
            if edit.start < at:
                raise ValueError(f"edits overlap at {edit.start}")
            pieces += [self.text[at : edit.start], edit.text]
            moves.append((edit, len(edit.text) - (edit.end - edit.start)))
            at = edit.end
        pieces.append(self.text[at:])
        anchors = [_moved(anchor, moves) for anchor in self.anchors]
        return Anchored("".join(pieces), tuple(a for a in anchors if a is not None))

    def with_rows(self, rows: dict[Truth, Truth]) -> Anchored:
        """The same text with some rows of truth exchanged."""
        anchors = [replace(a, row=rows.get(a.row, a.row)) for a in self.anchors]
        return replace(self, anchors=tuple(anchors))

    def without(self, rows: set[Truth]) -> Anchored:
        """The same text without some rows of truth."""
        return replace(self, anchors=tuple(a for a in self.anchors if a.row not in rows))

    @property
    def truth(self) -> list[Truth]:
        """Every row with the line and the characters it now has."""
        lines = PlanText(self.text)
        return [
            replace(
                anchor.row,
                line=str(lines.line_of(anchor.start)),
                text=self.text[anchor.start : anchor.end].strip()[:_LONGEST].replace("\n", " "),
            )
            for anchor in self.anchors
        ]


def _moved(anchor: Anchor, moves: list[tuple[Edit, int]]) -> Anchor | None:
    start, end = anchor.start, anchor.end
    for edit, shift in moves:
        if edit.end <= anchor.start:
            start, end = start + shift, end + shift
        elif edit.start < anchor.end and edit.start >= anchor.start:
            end += shift
    return replace(anchor, start=start, end=end) if end > start else None


def anchored(text: str, truth: list[Truth]) -> Anchored:
    """Tie every row of truth to its figure in ``text``, or to its words where it has no figure.

    :raises ValueError: when a row's characters do not stand on its line.
    """
    lines = PlanText(text)
    anchors = []
    for row in truth:
        start, end = _snippet(text, lines.start_of(int(row.line)), row)
        anchors.append(Anchor(row, *_figure(text, start, end, row)))
    return Anchored(text, tuple(anchors))


def _snippet(text: str, start: int, row: Truth) -> tuple[int, int]:
    end = text.find("\n", start)
    pattern = r"[\s*]*".join(re.escape(sign) for sign in flat(row.text) if not sign.isspace())
    found = re.search(pattern, flat(text[start : end if end >= 0 else len(text)]))
    if found is None:
        raise ValueError(f"not on its line: {row}")
    return start + found.start(), start + found.end()


def _figure(text: str, start: int, end: int, row: Truth) -> tuple[int, int]:
    """The digits of the row's value inside its snippet; the whole snippet when it has none."""
    for found in re.finditer(r"\d+(?:\.\d+)?", flat(text[start:end])):
        if found.group() == row.value:
            return start + found.start(), start + found.end()
    return start, end
