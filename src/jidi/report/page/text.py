"""Texts as HTML: every figure is a ``data`` element that leads to its row of the annex."""

from __future__ import annotations

import htpy as h
from htpy import Element, Node

from jidi.report.document import Document, Paragraph, figures_of
from jidi.report.marks import basis_words, mark_of, ranges, shown
from jidi.report.pieces import Cited, Quote, Text, Unknown


def nodes_of(document: Document, text: Text) -> list[Node]:
    """Running text: figures with their marks above the line."""
    made: list[Node] = []
    for piece in text:
        if isinstance(piece, (Cited, Quote)):
            made += [_figure(document, piece, piece.text), _mark(document, piece)]
        else:
            made.append(_plain(piece.text, unknown=isinstance(piece, Unknown)))
    return made


def cell_nodes(document: Document, text: Text) -> list[Node]:
    """A cell: figures as links; their marks stand at the head of the row."""
    made: list[Node] = []
    for piece in text:
        if isinstance(piece, (Cited, Quote)):
            mark = document.mark(piece.evidence)
            made.append(h.a(href=f"#{mark}")[_figure(document, piece, shown(piece))])
        else:
            made.append(_plain(piece.text, unknown=isinstance(piece, Unknown)))
    return made


def _plain(text: str, *, unknown: bool) -> Node:
    return h.span(class_="unknown")[text] if unknown else text


def _figure(document: Document, piece: Cited | Quote, text: str) -> Element:
    value = piece.evidence.value
    synthetic = "synthetic" if piece.evidence.synthetic else None
    mark = document.mark(piece.evidence)
    if value is None:
        return h.q(class_=synthetic, data_mark=mark)[text]
    return h.data(class_=synthetic, value=f"{value:f}", data_mark=mark)[text]


def _mark(document: Document, piece: Cited | Quote) -> Element:
    told = mark_of(document, piece.evidence)
    return h.sup(class_="mark")[h.a(href=f"#{document.mark(piece.evidence)}")[f"[{told}]"]]


def row_mark(document: Document, row: tuple[Text, ...]) -> Element | None:
    """The marks of all figures of a row."""
    found = [evidence for cell in row for evidence in figures_of(cell)]
    if not found:
        return None
    return h.sup(class_="mark")[f"[{ranges(document, found)}]"]


def paragraph_of(document: Document, block: Paragraph) -> Element:
    """A paragraph, its number in front, what it follows from behind."""
    basis = h.span(class_="basis")[basis_words(document, block)] if block.rule else None
    number = f"{block.number} " if block.number else None
    return h.p(class_=block.kind)[number, nodes_of(document, block.text), basis]
