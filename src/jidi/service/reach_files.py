"""A reach written for people: a workbook, or counties by hours as GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.service.books import Book
from jidi.service.maps import county_shapes
from jidi.service.reach import Reach
from jidi.service.reach_words import SYNTHETIC, class_of, headline, moment, reach_sheets
from jidi.service.rural_workbook import sheets_bytes
from jidi.service.whole_file import whole_file

FORMS: Final = ("xlsx", "geojson")


def export_reach(book: Book, reach: Reach, path: Path, lang: Language) -> None:
    """Write the reach in the form that the file's ending names.

    :raises UnknownName: N-914 for another ending. :raises InputError: V-101 when the file cannot be
        written.
    """
    form = path.suffix.lower().lstrip(".")
    content = reach_as(book, reach, form, lang)
    with whole_file(path) as aside:
        aside.write_bytes(content)


def reach_as(book: Book, reach: Reach, form: str, lang: Language) -> bytes:
    """The bytes of one form.

    :raises UnknownName: N-914 for another form.
    """
    if form not in FORMS:
        raise UnknownName("N-914", form=form, nearest=suggestion(form, FORMS) or FORMS[0])
    if form == "xlsx":
        mark = SYNTHETIC[lang == "en"] if reach.synthetic else ""
        return sheets_bytes(reach_sheets(reach, lang), title=headline(reach, lang), mark=mark)
    text = json.dumps(
        isochrones(book, reach, lang), ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return text.encode() + b"\n"


def isochrones(book: Book, reach: Reach, lang: Language) -> dict[str, Any]:
    """The counties' outlines with when they are reached; a county without one is listed."""
    shapes = county_shapes(book)
    rows = {row.county.code.text: row for row in reach.rows}
    features = [
        {
            "type": "Feature",
            "geometry": shape["geometry"],
            "properties": {
                "code": code,
                "name": rows[code].county.name,
                "hours": reach.hours(rows[code]),
                "arrives": moment(rows[code].arrives, lang),
                "class": class_of(reach, rows[code], lang),
            },
        }
        for shape in shapes["features"]
        if (code := shape["properties"]["code"]) in rows
    ]
    return {
        "type": "FeatureCollection",
        "name": headline(reach, lang),
        "synthetic": reach.synthetic,
        "datum": shapes["datum"],
        "attribution": shapes["attribution_zh" if lang == "zh" else "attribution_en"],
        "without_outline": shapes["missing"],
        "features": features,
    }
