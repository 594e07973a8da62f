"""The order of opening written as a file: XLSX, CSV, SVG."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Final

from jidi.core.errors import Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.service.exports.writing import safe_text
from jidi.service.rural_frontier import Opening, opening_sheets
from jidi.service.rural_frontier_chart import chart_bytes
from jidi.service.rural_sheets import Cell
from jidi.service.rural_words import SYNTHETIC
from jidi.service.rural_workbook import sheets_bytes
from jidi.service.whole_file import whole_file

FORMS: Final = ("xlsx", "csv", "svg")


def export_opening(opening: Opening, path: Path, lang: Language) -> None:
    """Write the order in the form that the file's ending names.

    :raises UnknownName: N-731 for another ending. :raises InputError: V-101 when it cannot be
        written.
    """
    content = opening_as(opening, path.suffix.lower().lstrip("."), lang)
    with whole_file(path) as aside:
        aside.write_bytes(content)


def opening_as(opening: Opening, form: str, lang: Language) -> bytes:
    """The bytes of one form: all sheets, the villages in their order, or the chart.

    :raises UnknownName: N-731.
    """
    if form not in FORMS:
        raise UnknownName("N-731", form=form, nearest=suggestion(form, FORMS))
    if form == "svg":
        return chart_bytes(opening, lang)
    if form == "csv":
        return _csv(opening, lang)
    title = ("开通次序", "Order of opening")[lang == "en"]
    mark = SYNTHETIC[lang == "en"] if opening.synthetic else ""
    return sheets_bytes(opening_sheets(opening, lang), title=title, mark=mark)


def _cell(value: Cell) -> Cell:
    if isinstance(value, float):
        return round(value, 2)
    return safe_text(value) if isinstance(value, str) else value


def _csv(opening: Opening, lang: Language) -> bytes:
    """The villages; a column says of each row whether it is synthetic, as rows travel alone."""
    _, villages, _ = opening_sheets(opening, lang)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*villages.heads, ("来源", "origin")[lang == "en"]])
    origins = (("设计", "designed"), ("设计（合成数据）", "designed (synthetic data)"))
    origin = origins[opening.synthetic][lang == "en"]
    writer.writerows([*map(_cell, row), origin] for row in villages.rows)
    return out.getvalue().encode("utf-8-sig")
