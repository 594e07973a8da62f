"""Texts as runs: every figure is a link to its row of the annex, with its mark above the line."""

from __future__ import annotations

from typing import Any

from jidi.report.document import Document, Paragraph, figures_of
from jidi.report.marks import basis_words, mark_of, ranges, shown
from jidi.report.pieces import Cited, Quote, Text
from jidi.report.word.xml import link, paragraph, run, w

_STYLES = {"body": "Body", "item": "Item", "note": "Note", "banner": "Banner"}


def runs_of(document: Document, text: Text) -> list[Any]:
    """The runs of running text: figures with their marks."""
    made = []
    for piece in text:
        if isinstance(piece, (Cited, Quote)):
            mark = run(f"[{mark_of(document, piece.evidence)}]", w("rStyle", val="Mark"))
            figure = run(piece.text, w("rStyle", val="Cited"))
            made.append(link(document.mark(piece.evidence), figure, mark))
        else:
            made.append(run(piece.text))
    return made


def cell_runs(document: Document, text: Text) -> list[Any]:
    """The runs of a cell: figures as links, their marks at the head of the row."""
    made = []
    for piece in text:
        if isinstance(piece, (Cited, Quote)):
            figure = run(shown(piece), w("rStyle", val="Cited"))
            made.append(link(document.mark(piece.evidence), figure))
        else:
            made.append(run(piece.text))
    return made


def row_mark(document: Document, row: tuple[Text, ...]) -> Any | None:
    """The marks of all figures of a row, above the line; None when it holds none."""
    found = [evidence for cell in row for evidence in figures_of(cell)]
    if not found:
        return None
    return run(f"[{ranges(document, found)}]", w("rStyle", val="Mark"))


def paragraph_of(document: Document, block: Paragraph) -> Any:
    """A paragraph, its number in front, what it follows from behind."""
    runs = runs_of(document, block.text)
    if block.number:
        runs.insert(0, run(block.number if document.lang == "zh" else f"{block.number} "))
    if block.rule:
        runs.append(run(basis_words(document, block), w("rStyle", val="Basis")))
    return paragraph(_STYLES[block.kind], *runs)
