"""Printed figures and units as cells of a table."""

from __future__ import annotations

import htpy as h

from jidi.core.errors import Language
from jidi.model.plan_figure import Printed
from jidi.service.phrasing import unit_name
from jidi.service.printed import figure, plain_number
from jidi.web.grid import Cell


def figure_cell(printed: Printed | None, lang: Language, *, strong: bool = False) -> Cell:
    """The figure as a cell: shown as printed; a plain number where it is one, else the words.

    ``> 67.5`` and ``1–1.3`` go into the exported file as such: 67.5 would be another statement.
    """
    if printed is None:
        return Cell(None, figure(None, lang), strong=strong)
    said = figure(printed, lang)
    plain = printed.high is None and said == plain_number(printed)
    return Cell(printed.number if plain else said, said, strong=strong)


def unit_cell(unit: str, lang: Language) -> Cell:
    """The unit; plain counts have none in English, which is not missing data."""
    name = unit_name(unit, lang)
    return Cell(name, h.span[name])
