"""A verified design written for people: a workbook, a map, GeoJSON."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jidi.core.errors import InputError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.service.rural_design import Judged
from jidi.service.rural_geojson import geojson_bytes
from jidi.service.rural_joint import JointJudged
from jidi.service.rural_joint_words import joint_sheets
from jidi.service.rural_map import map_bytes
from jidi.service.rural_words import SYNTHETIC
from jidi.service.rural_workbook import sheets_bytes, workbook_bytes
from jidi.service.whole_file import whole_file

FORMS: Final = ("xlsx", "geojson", "html")


def export_design(found: Judged, path: Path, lang: Language) -> None:
    """Write the design in the form that the file's ending names.

    :raises UnknownName: N-668 for another ending. :raises InputError: N-669 when the design does
        not hold, N-667 when it cannot be drawn, V-101 when the file cannot be written.
    """
    content = design_as(found, path.suffix.lower().lstrip("."), lang)
    with whole_file(path) as aside:
        aside.write_bytes(content)


def export_joint(found: JointJudged, path: Path, lang: Language) -> None:
    """Write a joint network: a workbook with the split, else the network itself on the map.

    :raises InputError: N-669 when it does not hold; else as :func:`export_design`.
    """
    if not found.holds:
        raise InputError("N-669", name=found.problem.name, count=len(found.violations))
    form = path.suffix.lower().lstrip(".")
    if form == "xlsx":
        mark = SYNTHETIC[lang == "en"] if found.problem.synthetic else ""
        content = sheets_bytes(joint_sheets(found, lang), title=found.problem.name, mark=mark)
    else:
        content = design_as(found.together, form, lang)
    with whole_file(path) as aside:
        aside.write_bytes(content)


def design_as(found: Judged, form: str, lang: Language) -> bytes:
    """The bytes of one form; see :func:`export_design`."""
    if form not in FORMS:
        raise UnknownName("N-668", form=form, nearest=suggestion(form, FORMS))
    if not found.holds:
        raise InputError("N-669", name=found.problem.name, count=len(found.verdict.violations))
    if form == "xlsx":
        return workbook_bytes(found, lang)
    return geojson_bytes(found) if form == "geojson" else map_bytes(found, lang)
