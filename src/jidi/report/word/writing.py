"""Writing a document as DOCX: the same document gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import docx
from lxml import etree

from jidi.report.annexing import figure_shown, grounds
from jidi.report.document import (
    Block,
    Chart,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
)
from jidi.report.marks import mark_of
from jidi.report.packing import repacked
from jidi.report.word.charts import chart_blocks
from jidi.report.word.look import Look, look_of
from jidi.report.word.page import set_page
from jidi.report.word.styles import fill_styles, font_table
from jidi.report.word.tables import grid, table_blocks
from jidi.report.word.text import paragraph_of, runs_of
from jidi.report.word.xml import bookmark, paragraph, run, w

AUTHOR = "寄递 Jidi"
_LEFT_OUT = ("thumbnail", "stylesWithEffects", "customXml", "webSettings", "numbering")
"""Parts of the library's template that say nothing about the report."""


def write_docx(document: Document) -> bytes:
    """The bytes of the file."""
    look = look_of(document.lang)
    word = docx.Document()
    _drop_parts(word)
    fill_styles(word.styles.element, look, document.lang)
    set_page(word, document)
    _set_properties(word, document)
    body = word.element.body
    end = body.sectPr
    for child in list(body):
        if child is not end:
            body.remove(child)
    for element in _elements(document, word.part, look):
        end.addprevious(element)
    buffer = io.BytesIO()
    word.save(buffer)
    return repacked(buffer.getvalue())


def _drop_parts(word: Any) -> None:
    for owner in (word.part.package, word.part):
        relations = owner.rels if hasattr(owner, "rels") else owner.relationships
        for key, relation in list(relations.items()):
            if any(name in relation.reltype for name in _LEFT_OUT):
                del relations[key]
    for relation in word.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = etree.tostring(
                font_table(), xml_declaration=True, encoding="UTF-8", standalone=True
            )


def _set_properties(word: Any, document: Document) -> None:
    properties = word.core_properties
    made = document.at.astimezone(UTC).replace(tzinfo=None)
    properties.author = properties.last_modified_by = AUTHOR
    properties.title = document.heading
    properties.created = properties.modified = made
    properties.language = "zh-CN" if document.lang == "zh" else "en-GB"
    properties.comments = document.warning
    properties.revision = 1


def _elements(document: Document, main: Any, look: Look) -> Iterator[Any]:
    """Everything between the beginning and the end of the body."""
    for line in document.title:
        yield paragraph("Title", *runs_of(document, line))
    for line in document.lead:
        yield paragraph("Lead", *runs_of(document, line))
    for block in document.blocks:
        yield from _block(document, block, main, look)
    yield from _annex(document)


def _block(document: Document, block: Block, main: Any, look: Look) -> Iterator[Any]:
    if isinstance(block, Heading):
        yield _heading(document, block)
    elif isinstance(block, Paragraph):
        yield paragraph_of(document, block)
    elif isinstance(block, Table):
        yield from table_blocks(document, block)
    elif isinstance(block, Chart):
        yield from chart_blocks(document, block, main=main, look=look)
    elif isinstance(block, PageBreak):
        yield _new_page()


def _new_page() -> Any:
    return w("p", w("r", w("br", type="page")))


def _heading(document: Document, block: Heading) -> Any:
    gap = "" if document.lang == "zh" else " "
    number = run(f"{block.number}{gap}")
    return paragraph(f"Heading{block.level}", number, *runs_of(document, block.title))


def _annex(document: Document) -> Iterator[Any]:
    """The figures with their evidence, each row a bookmark that the text leads to."""
    words = document.words
    yield paragraph(
        "Heading1",
        *runs_of(document, document.annex_title),
        properties=(w("pageBreakBefore"),),
    )
    yield paragraph("Note", run(words["annex_intro"]))
    columns = (
        Column(words["annex_mark"], 0.7),
        Column(f"{words['annex_subject']} · {words['annex_figure']}", 3.0),
        Column(words["annex_text"], 1.4, "right"),
        Column(words["annex_period"], 0.85),
        Column(words["annex_status"], 0.9),
        Column(words["annex_basis"], 3.7),
    )
    rows = [
        [
            [*_ends(number, mark), run(mark_of(document, evidence))],
            [run(f"{evidence.subject} · {evidence.figure}")],
            [run(figure_shown(evidence))],
            [run(evidence.period)],
            [run(evidence.status)],
            [run(grounds(document, evidence))],
        ]
        for number, (mark, evidence) in enumerate(document.annex, start=1)
    ]
    yield grid(columns, rows, "AnnexText")
    yield paragraph("Note")


def _ends(number: int, mark: str) -> tuple[Any, Any]:
    return bookmark(mark, number)
