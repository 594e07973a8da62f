"""Native charts: XlsxWriter draws them, for the annex as they are, for DOCX as a part of it.

Word, WPS and LibreOffice draw such a chart with their own fonts and let a reader edit it; the
workbook with its numbers travels inside the document.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from lxml import etree

from jidi.report.document import Chart, Line
from jidi.report.drawing.axis import axis_of
from jidi.report.drawing.palette import ACTUAL, AXIS, BAND, GOAL, GRID, PATH

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHEET = "Sheet1"
_DAY = datetime(2020, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True)
class Series:
    """One column of the chart's data and how it is drawn."""

    name: str
    values: tuple[Decimal | None, ...]
    look: dict[str, Any]


def series_of(chart: Chart) -> tuple[Series, ...]:
    """The columns of a chart; synthetic values get a column of their own, drawn pale."""
    found = [_series(line) for line in chart.lines]
    for line in chart.lines:
        if any(line.synthetic):
            pale = tuple(
                value if made else None
                for value, made in zip(line.values, line.synthetic, strict=True)
            )
            found.append(Series(chart.synthetic_name, pale, _PALE))
    return tuple(found)


def _series(line: Line) -> Series:
    look = dict(_LOOKS[line.role])
    if line.low and line.high:
        look["y_error_bars"] = _bars(line)
    return Series(line.name, line.values, look)


def _bars(line: Line) -> dict[str, Any]:
    """The interval as bars: distances from the value up and down."""

    def distances(ends: tuple[Decimal | None, ...]) -> list[float]:
        return [
            0.0 if end is None or value is None else abs(float(end - value))
            for end, value in zip(ends, line.values, strict=True)
        ]

    return {
        "type": "custom",
        "plus_values": distances(line.high),
        "minus_values": distances(line.low),
        "line": {"color": BAND, "width": 2},
    }


_PALE: dict[str, Any] = {
    "line": {"none": True},
    "marker": {
        "type": "circle",
        "size": 7,
        "fill": {"color": BAND},
        "border": {"color": ACTUAL, "width": 1.5},
    },
}
_LOOKS: dict[str, dict[str, Any]] = {
    "actual": {
        "line": {"color": ACTUAL, "width": 2.25},
        "marker": {
            "type": "circle",
            "size": 6,
            "fill": {"color": ACTUAL},
            "border": {"color": ACTUAL},
        },
    },
    "path": {
        "line": {"color": PATH, "width": 1.5, "dash_type": "dash"},
        "marker": {"type": "none"},
    },
    "target": {
        "line": {"none": True},
        "marker": {
            "type": "diamond",
            "size": 9,
            "fill": {"color": GOAL},
            "border": {"color": GOAL},
        },
    },
    "forecast": {
        "line": {"color": ACTUAL, "width": 1.75, "dash_type": "round_dot"},
        "marker": {
            "type": "square",
            "size": 5,
            "fill": {"color": BAND},
            "border": {"color": ACTUAL},
        },
    },
}


def write_data(sheet: Any, chart: Chart, *, row: int = 0, number_format: Any = None) -> None:
    """Write the chart's numbers: categories down, one column per series."""
    for down, category in enumerate(chart.categories, start=1):
        sheet.write_string(row + down, 0, category)
    for across, series in enumerate(series_of(chart), start=1):
        sheet.write_string(row, across, series.name)
        for down, value in enumerate(series.values, start=1):
            if value is not None:
                sheet.write_number(row + down, across, float(value), number_format)


def drawn(book: Any, sheet_name: str, chart: Chart, *, row: int = 0) -> Any:
    """The chart over data written by :func:`write_data` at the same place."""
    made = book.add_chart({"type": "line"})
    last = row + len(chart.categories)
    for across, series in enumerate(series_of(chart), start=1):
        made.add_series(
            {
                "name": [sheet_name, row, across],
                "categories": [sheet_name, row + 1, 0, last, 0],
                "values": [sheet_name, row + 1, across, last, across],
                **series.look,
            }
        )
    axis = axis_of(chart)
    shape = "#,##0" + (f".{'0' * axis.digits}" if axis.digits else "")
    made.set_y_axis(
        {
            "min": float(axis.low),
            "max": float(axis.high),
            "major_unit": float(axis.step),
            "num_format": shape,
            "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.75}},
            "line": {"none": True},
            "major_tick_mark": "none",
        }
    )
    made.set_x_axis({"line": {"color": AXIS, "width": 0.75}, "major_tick_mark": "none"})
    made.set_legend({"position": "bottom"})
    made.set_chartarea({"border": {"none": True}})
    return made


@dataclass(frozen=True)
class NativeChart:
    """A chart part and the workbook that holds its numbers."""

    xml: bytes
    workbook: bytes


def native_chart(chart: Chart, *, latin: str, east_asian: str, relation: str) -> NativeChart:
    """The chart as a part of a document.

    :param latin: font of digits and Latin letters; :param east_asian: of Chinese characters.
    :param relation: id of the relation from the chart to its workbook.
    """
    with_chart = zipfile.ZipFile(io.BytesIO(_workbook(chart, with_chart=True)))
    root = etree.fromstring(with_chart.read("xl/charts/chart1.xml"))
    _straight_lines(root)
    _gaps_stay_open(root)
    _set_fonts(root, latin, east_asian)
    _link(root, relation)
    xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return NativeChart(xml, _workbook(chart, with_chart=False))


def _workbook(chart: Chart, *, with_chart: bool) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _DAY})
        sheet = book.add_worksheet(_SHEET)
        write_data(sheet, chart)
        if with_chart:
            sheet.insert_chart(0, 8, drawn(book, _SHEET, chart))
    return buffer.getvalue()


def _straight_lines(root: Any) -> None:
    """Say that lines are straight: programs differ in what they take for granted."""
    for series in root.iter(f"{_C}ser"):
        smooth = etree.Element(f"{_C}smooth", val="0")
        later = next((child for child in series if child.tag == f"{_C}extLst"), None)
        if later is None:
            series.append(smooth)
        else:
            later.addprevious(smooth)


def _gaps_stay_open(root: Any) -> None:
    chart = root.find(f"{_C}chart")
    only_visible = chart.find(f"{_C}plotVisOnly")
    only_visible.addnext(etree.Element(f"{_C}dispBlanksAs", val="gap"))


def _set_fonts(root: Any, latin: str, east_asian: str) -> None:
    """One font for all text of the chart."""
    text = etree.fromstring(
        f'<c:txPr xmlns:c="{_C[1:-1]}" xmlns:a="{_A[1:-1]}"><a:bodyPr/><a:lstStyle/><a:p><a:pPr>'
        f'<a:defRPr sz="900"><a:latin typeface="{latin}"/><a:ea typeface="{east_asian}"/>'
        f'</a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )
    before = root.find(f"{_C}printSettings")
    before.addprevious(text)
    root.remove(before)
    language = root.find(f"{_C}lang")
    language.addnext(etree.Element(f"{_C}roundedCorners", val="0"))


def _link(root: Any, relation: str) -> None:
    """Tie the chart to its workbook, so that its numbers can be edited."""
    link = etree.SubElement(root, f"{_C}externalData")
    link.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", relation)
    etree.SubElement(link, f"{_C}autoUpdate", val="0")
