"""The table of what designs do to the indicators, before and after."""

from __future__ import annotations

import htpy as h
from htpy import Node

from jidi.model.reading import Reading
from jidi.service.phrasing import unit_name
from jidi.service.rural_effect import Effect, EffectRow
from jidi.service.rural_effect_words import effect_lines, moved, shown
from jidi.web.grid import Cell, Column, Grid, MadeRows, Row
from jidi.web.tables import paged_table, table
from jidi.web.visit import Visit


def effect_part(visit: Visit, effect: Effect, *, paged: str = "") -> Node:
    """The table with what must be said below it.

    :param paged: id of the part that the way to further pages renews; one page where empty.
    """
    grid = effect_grid(visit, effect)
    return [
        paged_table(visit, grid, part=paged, size=_ROWS) if paged else table(grid),
        h.ul(class_="plain-list fine")[(h.li[line] for line in effect_lines(effect, visit.lang))],
    ]


_ROWS = 30


def effect_grid(visit: Visit, effect: Effect) -> Grid:
    """One row for each indicator and division; divisions are named where there are several."""
    t = visit.t
    several = len({row.division.code for row in effect.rows}) > 1
    columns = (
        *((Column(t("Division"), name="way"),) if several else ()),
        Column(t("Indicator"), name="way"),
        Column(t("Unit"), wide=True),
        Column(t("Before"), kind="number"),
        Column(t("After (designed)"), kind="number"),
        Column(t("Change"), kind="number"),
        Column(t("Parts after"), wide=True),
    )
    rows = MadeRows(len(effect.rows), lambda at: _row(visit, effect.rows[at], several=several))
    return Grid("effect", t("Effect on the indicators"), columns, rows)


def _row(visit: Visit, row: EffectRow, *, several: bool) -> Row:
    indicator = row.indicator
    old, new = (None if r is None else r.value for r in (row.before, row.after))
    return Row(
        (
            *((Cell(visit.place(row.division)),) if several else ()),
            Cell(visit.t.of(indicator.zh, indicator.en)),
            Cell(unit_name(indicator.unit, visit.lang)),
            Cell(old, shown(indicator, old)),
            Cell(new, shown(indicator, new), strong=True),
            Cell(row.difference, moved(row)),
            Cell(_parts(row.after)),
        )
    )


def _parts(reading: Reading | None) -> str:
    if reading is None or reading.numerator is None:
        return "—"
    if reading.denominator is None:
        return f"{reading.numerator:,.0f}"
    return f"{reading.numerator:,.0f} / {reading.denominator:,.0f}"
