"""Writing a document as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import htpy as h
from htpy import Element, Node
from markupsafe import Markup

from jidi.report.annexing import figure_shown, grounds
from jidi.report.document import Block, Cell, Chart, Column, Document, Heading, Paragraph, Table
from jidi.report.drawing.axis import axis_of
from jidi.report.drawing.picture import legend, picture
from jidi.report.evidence import Evidence
from jidi.report.marks import mark_of
from jidi.report.page.text import cell_nodes, nodes_of, paragraph_of, row_mark

ANNEX = "annex"


def write_html(document: Document) -> bytes:
    """The bytes of the file."""
    language = "zh-CN" if document.lang == "zh" else "en"
    page = h.html(lang=language)[
        h.head[
            h.meta(charset="utf-8"),
            h.meta(name="viewport", content="width=device-width, initial-scale=1"),
            h.title[document.heading],
            h.style[Markup(_style())],
        ],
        h.body[
            document.warning and h.p(class_="warning")[document.warning],
            h.div(class_="frame")[_contents(document), h.main[_body(document)]],
        ],
    ]
    return str(page).encode()


def _style() -> str:
    return (files("jidi.report.page") / "report.css").read_text("utf-8")


def _contents(document: Document) -> Element:
    """Chapters, and the sections of those that have some."""
    entries = [block for block in document.blocks if isinstance(block, Heading) and block.level < 3]
    return h.nav(aria_label=document.words["contents"])[
        h.ol[
            (
                h.li(class_=f"level{entry.level}")[
                    h.a(href=f"#{entry.anchor}")[_title(document, entry)]
                ]
                for entry in entries
            ),
            h.li(class_="level1")[h.a(href=f"#{ANNEX}")[nodes_of(document, document.annex_title)]],
        ]
    ]


def _title(document: Document, block: Heading) -> list[Node]:
    gap = "" if document.lang == "zh" else " "
    return [f"{block.number}{gap}", *nodes_of(document, block.title)]


def _body(document: Document) -> Iterator[Node]:
    yield h.header[
        h.h1[_in_lines([nodes_of(document, line) for line in document.title])],
        (h.p(class_="lead")[nodes_of(document, line)] for line in document.lead),
    ]
    for block in document.blocks:
        yield _block(document, block)
    yield _annex(document)


def _in_lines(lines: list[list[Node]]) -> Iterator[Node]:
    for number, line in enumerate(lines):
        if number:
            yield h.br
        yield line


def _block(document: Document, block: Block) -> Node:
    if isinstance(block, Heading):
        tag = (h.h2, h.h3, h.h4, h.h5)[block.level - 1]
        return tag(id=block.anchor)[_title(document, block)]
    if isinstance(block, Paragraph):
        return paragraph_of(document, block)
    if isinstance(block, Table):
        return _table(document, block)
    if isinstance(block, Chart):
        return _chart(document, block)
    return None


def _table(document: Document, table: Table) -> Element:
    gap = "　" if document.lang == "zh" else ". "
    kind = "small" if table.small else None
    return h.figure(class_="table")[
        h.figcaption[f"{table.number}{gap}", nodes_of(document, table.caption)],
        table.unit and h.p(class_="unit")[f"{document.words['unit']}{table.unit}"],
        h.div(class_="scroll", tabindex="0")[
            h.table(class_=kind)[
                _head(table.columns),
                h.tbody[(_row(document, table, row) for row in table.rows)],
            ]
        ],
        (h.p(class_="note")[nodes_of(document, note)] for note in table.notes),
    ]


def _head(columns: tuple[Column, ...]) -> Element:
    return h.thead[
        h.tr[(h.th(scope="col", class_=column.align)[column.title] for column in columns)]
    ]


def _row(document: Document, table: Table, row: tuple[Cell, ...]) -> Element:
    cells = [
        h.td(class_=column.align)[cell_nodes(document, cell), mark]
        for column, cell, mark in zip(
            table.columns, row, (row_mark(document, row), *[None] * len(row)), strict=False
        )
    ]
    return h.tr[cells]


def _chart(document: Document, chart: Chart) -> Element:
    gap = "　" if document.lang == "zh" else ". "
    told = [f"{document.words['unit']}{chart.unit}"] if chart.unit else []
    if not axis_of(chart).begins_at_zero:
        told.append(document.words["axis_not_from_zero"])
    joint = "；" if document.lang == "zh" else "; "
    return h.figure(class_="drawn")[
        told and h.p(class_="unit")[joint.join(told)],
        picture(chart),
        legend(chart),
        h.figcaption[f"{chart.number}{gap}", nodes_of(document, chart.caption)],
    ]


def _annex(document: Document) -> Element:
    words = document.words
    heads = (
        words["annex_mark"],
        f"{words['annex_subject']} · {words['annex_figure']}",
        words["annex_text"],
        words["annex_period"],
        words["annex_status"],
        words["annex_basis"],
    )
    return h.section(id=ANNEX)[
        h.h2[nodes_of(document, document.annex_title)],
        h.p(class_="note")[words["annex_intro"]],
        h.div(class_="scroll", tabindex="0")[
            h.table(class_="small annex")[
                h.thead[h.tr[(h.th(scope="col")[head] for head in heads)]],
                h.tbody[
                    (_annex_row(document, mark, evidence) for mark, evidence in document.annex)
                ],
            ]
        ],
    ]


def _annex_row(document: Document, mark: str, evidence: Evidence) -> Element:
    return h.tr(id=mark, class_="synthetic" if evidence.synthetic else None)[
        h.td[mark_of(document, evidence)],
        h.td[f"{evidence.subject} · {evidence.figure}"],
        h.td(class_="right")[figure_shown(evidence)],
        h.td[evidence.period],
        h.td[evidence.status],
        h.td[grounds(document, evidence)],
    ]
