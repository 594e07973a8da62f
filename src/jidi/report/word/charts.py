"""Charts as native parts of the document, each with the workbook that holds its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from jidi.report.document import Chart, Document
from jidi.report.drawing.axis import axis_of
from jidi.report.drawing.native import native_chart
from jidi.report.word.look import Look
from jidi.report.word.text import runs_of
from jidi.report.word.xml import paragraph, run, w

_TYPES = "application/vnd.openxmlformats-officedocument."
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_MM = 36_000
_WIDTH, _HEIGHT = 150 * _MM, 58 * _MM


def chart_blocks(document: Document, chart: Chart, *, main: Any, look: Look) -> Iterator[Any]:
    """Unit, chart and caption; the chart's parts are added to the package.

    :param main: the main document part.
    """
    number = int("".join(sign for sign in chart.number if sign.isdigit()))
    unit = f"{document.words['unit']}{chart.unit}" if chart.unit else ""
    parts = [unit] if unit else []
    if not axis_of(chart).begins_at_zero:
        parts.append(document.words["axis_not_from_zero"])
    if parts:
        joint = "；" if document.lang == "zh" else "; "
        yield paragraph("UnitLine", run(joint.join(parts)))
    yield paragraph("FigureHolder", w("r", _drawing(main, chart, number, look)))
    caption = run(f"{chart.number}　" if document.lang == "zh" else f"{chart.number}. ")
    yield paragraph("FigureCaption", caption, *runs_of(document, chart.caption))


def _drawing(main: Any, chart: Chart, number: int, look: Look) -> Any:
    relation = _add_parts(main, chart, number, look)
    title = "".join(piece.text for piece in chart.caption)
    drawing = w("drawing")
    drawing.append(etree.fromstring(_INLINE.format(w=_WIDTH, h=_HEIGHT, id=number, r=relation)))
    properties = next(e for e in drawing.iter() if e.tag.endswith("}docPr"))
    properties.set("descr", title)
    return drawing


_INLINE = (
    '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{w}" cy="{h}"/>'
    '<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr id="{id}" name="chart {id}"/>'
    "<wp:cNvGraphicFramePr/><a:graphic>"
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart r:id="{r}"/></a:graphicData></a:graphic></wp:inline>'
)


def _add_parts(main: Any, chart: Chart, number: int, look: Look) -> str:
    """The chart and its workbook in the package; the relation from the document to the chart."""
    latin, east_asian = look.chart_fonts
    made = native_chart(chart, latin=latin, east_asian=east_asian, relation="rId1")
    workbook = Part(
        PackURI(f"/word/embeddings/workbook{number}.xlsx"),
        f"{_TYPES}spreadsheetml.sheet",
        made.workbook,
        main.package,
    )
    part = Part(
        PackURI(f"/word/charts/chart{number}.xml"),
        f"{_TYPES}drawingml.chart+xml",
        made.xml,
        main.package,
    )
    relation = part.relate_to(workbook, f"{_RELATIONS}package")
    if relation != "rId1":
        raise AssertionError(f"the chart's workbook is {relation}")
    found: str = main.relate_to(part, f"{_RELATIONS}chart")
    return found
