"""Writing the annex of a document as XLSX."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any

import xlsxwriter

from jidi.report.annexing import formula_of, indicator_of, passages_of, plain_value
from jidi.report.document import Chart, Document, Table, figures_of
from jidi.report.drawing.native import drawn, write_data
from jidi.report.evidence import Evidence
from jidi.report.marks import ranges, shown
from jidi.report.packing import repacked
from jidi.report.pieces import Cited, Quote, Text, plain
from jidi.report.sheets.looks import Head, Looks, Value, looks_of, write_grid

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_CHART_LINES = 18
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_FIGURE_COLUMNS = (
    ("mark", 8),
    ("subject", 26),
    ("figure", 24),
    ("text", 18),
    ("value", 16),
    ("unit", 10),
    ("period", 13),
    ("division", 14),
    ("status", 12),
    ("synthetic", 10),
    ("definition", 34),
    ("numerator_words", 26),
    ("numerator", 16),
    ("denominator_words", 26),
    ("denominator", 16),
    ("scope", 34),
    ("price_base", 14),
    ("sources", 34),
    ("query", 24),
    ("version", 8),
    ("formula", 34),
    ("passages", 34),
    ("note", 34),
)
_DEFINITION_COLUMNS = (
    ("id", 26),
    ("indicator", 28),
    ("unit", 10),
    ("formula_words", 40),
    ("numerator_words", 30),
    ("denominator_words", 30),
    ("scope", 50),
    ("tables", 24),
    ("reference", 40),
    ("own_choice", 10),
)
_RULE_COLUMNS = (
    ("rule", 26),
    ("section", 22),
    ("conditions", 50),
    ("sentence", 90),
    ("own_choice", 10),
)
"""Columns of the annex: the label's name and the width in characters."""

_LONGEST_CELL = 32_000
"""Signs a cell of a spreadsheet can hold, less a margin."""


def write_xlsx(document: Document) -> bytes:
    """The bytes of the file."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        made = document.at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties(
            {"created": made, "title": document.heading, "comments": document.warning}
        )
        looks = looks_of(book)
        _about(book, document, looks)
        _figures(book, document, looks)
        _definitions(book, document, looks)
        _queries(book, document, looks)
        if document.rules:
            _rules(book, document, looks)
        for block in document.blocks:
            if isinstance(block, Table) and block.tab:
                _table(book, document, block, looks)
        charts = [block for block in document.blocks if isinstance(block, Chart)]
        if charts:
            _charts(book, document, charts, looks)
    return repacked(buffer.getvalue())


def _sheet(book: Any, document: Document, name: str, looks: Looks) -> tuple[Any, int]:
    """A sheet with the title of the report, and the warning where there is one."""
    sheet = book.add_worksheet(name.translate(_FORBIDDEN)[:31])
    sheet.write_string(0, 0, document.heading, looks.title)
    line = 1
    if document.warning:
        sheet.write_string(line, 0, document.warning, looks.warning)
        line += 1
    return sheet, line + 1


def _about(book: Any, document: Document, looks: Looks) -> None:
    words = document.words
    sheet, line = _sheet(book, document, words["annex_tab_about"], looks)
    sheet.set_column(0, 0, 100)
    for text in (*(plain(lead) for lead in document.lead), words["annex_intro_sheet"]):
        sheet.write_string(line, 0, text, looks.text)
        line += 1


def _figures(book: Any, document: Document, looks: Looks) -> None:
    """Every figure with every field."""
    words = document.words
    sheet, line = _sheet(book, document, words["annex_tab_figures"], looks)
    heads = [Head(words[f"annex_{name}"], width) for name, width in _FIGURE_COLUMNS]
    rows = (
        (_figure_row(document, mark, evidence), evidence.synthetic)
        for mark, evidence in document.annex
    )
    write_grid(sheet, looks, heads, rows, top=line)


def _figure_row(document: Document, mark: str, evidence: Evidence) -> list[Value]:
    zh, words = document.lang == "zh", document.words
    indicator = indicator_of(document, evidence)
    definition = numerator = denominator = ""
    if indicator is not None:
        definition = indicator.formula_zh if zh else indicator.formula_en
        numerator = indicator.numerator_zh if zh else indicator.numerator_en
        denominator = indicator.denominator_zh if zh else indicator.denominator_en
    return [
        mark,
        evidence.subject,
        evidence.figure,
        evidence.text,
        plain_value(evidence.value),
        evidence.unit,
        evidence.period,
        evidence.division,
        evidence.status,
        words["annex_yes"] if evidence.synthetic else words["annex_no"],
        definition,
        numerator,
        plain_value(evidence.numerator),
        denominator,
        plain_value(evidence.denominator),
        evidence.scope,
        evidence.price_base,
        "；".join(evidence.sources),
        evidence.indicator,
        float(document.version),
        formula_of(document, evidence),
        passages_of(document, evidence),
        "；".join(text for text in (evidence.note, evidence.members) if text),
    ]


def _definitions(book: Any, document: Document, looks: Looks) -> None:
    zh, words = document.lang == "zh", document.words
    sheet, line = _sheet(book, document, words["annex_tab_definitions"], looks)
    heads = [Head(words[f"annex_{name}"], width) for name, width in _DEFINITION_COLUMNS]
    rows: list[tuple[list[Value], bool]] = [
        (
            [
                i.id,
                i.zh if zh else i.en,
                i.unit,
                i.formula_zh if zh else i.formula_en,
                i.numerator_zh if zh else i.numerator_en,
                i.denominator_zh if zh else i.denominator_en,
                i.scope_zh if zh else i.scope_en,
                ", ".join(i.tables),
                i.reference,
                words["annex_yes"] if i.own_choice else words["annex_no"],
            ],
            False,
        )
        for i in document.indicators
    ]
    write_grid(sheet, looks, heads, rows, top=line)


def _queries(book: Any, document: Document, looks: Looks) -> None:
    """The text of every query, as it was run."""
    words = document.words
    sheet, line = _sheet(book, document, words["annex_tab_queries"], looks)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110)
    sheet.write_string(line, 0, words["annex_query"], looks.head)
    sheet.write_string(line, 1, "SQL", looks.head)
    for down, indicator in enumerate(document.indicators, start=line + 1):
        sheet.write_string(down, 0, indicator.id, looks.text)
        sheet.write_string(down, 1, indicator.sql.strip()[:_LONGEST_CELL], looks.code)
    sheet.freeze_panes(line + 1, 0)


def _rules(book: Any, document: Document, looks: Looks) -> None:
    words = document.words
    sheet, line = _sheet(book, document, words["annex_tab_rules"], looks)
    heads = [Head(words[f"annex_{name}"], width) for name, width in _RULE_COLUMNS]
    rows: list[tuple[list[Value], bool]] = [
        (
            [
                rule.id,
                rule.section,
                " · ".join(rule.conditions),
                rule.text,
                words["annex_yes"] if rule.own_choice else words["annex_no"],
            ],
            False,
        )
        for rule in document.rules
    ]
    write_grid(sheet, looks, heads, rows, top=line)


def _table(book: Any, document: Document, table: Table, looks: Looks) -> None:
    """A table of the report, with the marks of every row in a column of their own."""
    sheet, line = _sheet(book, document, table.tab, looks)
    sheet.write_string(line, 0, f"{table.number} {plain(table.caption)}", looks.note)
    scale = 90 / sum(column.width for column in table.columns)
    heads = [Head(c.title, max(10, c.width * scale)) for c in table.columns]
    heads.append(Head(document.words["annex_mark"], 24))
    rows = ((list(_cells(document, row)), _is_synthetic(row)) for row in table.rows)
    write_grid(sheet, looks, heads, rows, top=line + 1)


def _cells(document: Document, row: Sequence[Text]) -> Iterator[Value]:
    for cell in row:
        yield "".join(
            shown(piece) if isinstance(piece, (Cited, Quote)) else piece.text for piece in cell
        )
    found = [evidence for cell in row for evidence in figures_of(cell)]
    yield ranges(document, found) if found else ""


def _is_synthetic(row: Sequence[Text]) -> bool:
    return any(evidence.synthetic for cell in row for evidence in figures_of(cell))


def _charts(book: Any, document: Document, charts: list[Chart], looks: Looks) -> None:
    """Every chart beside its numbers, to be edited."""
    name = document.words["annex_tab_charts"]
    sheet, line = _sheet(book, document, name, looks)
    sheet.set_column(0, 0, 14)
    for chart in charts:
        unit = f"（{chart.unit}）" if chart.unit else ""
        sheet.write_string(line, 0, f"{chart.number} {plain(chart.caption)}{unit}", looks.note)
        write_data(sheet, chart, row=line + 1, number_format=looks.number)
        made = drawn(book, name, chart, row=line + 1)
        made.set_size({"width": 620, "height": 300})
        sheet.insert_chart(line + 1, 7, made)
        line += _CHART_LINES
