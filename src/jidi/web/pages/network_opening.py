"""The designs of several counties together: where a budget goes next, and what they do."""

from __future__ import annotations

from typing import Final

import htpy as h
from htpy import Element, Node
from markupsafe import Markup

from jidi.core.errors import InputError
from jidi.service.rural_designs import CountyDesign
from jidi.service.rural_effect import effect_of
from jidi.service.rural_frontier import (
    EXACT,
    Opening,
    opening_lines,
    opening_of,
    opening_sheets,
    remembered_frontier,
)
from jidi.service.rural_frontier_chart import chart
from jidi.service.rural_store import designs_asked
from jidi.web.grid import Grid
from jidi.web.layout import Page, card, export_link, print_button
from jidi.web.marks import origin_word, scenario
from jidi.web.pages.network_effect import effect_part
from jidi.web.pages.network_tables import grid_of_sheet
from jidi.web.tables import paged_table
from jidi.web.texts import mark
from jidi.web.visit import Visit

PARTS: Final = (
    ("opening", mark("Order of opening")),
    ("villages", mark("Villages in their order")),
    ("effect", mark("Effect on the indicators")),
)
_NARROW: Final = {"opening": (0, 2, 3, 4, 7), "villages": (0, 2, 4, 5)}
_ROWS: Final = 25


def page(visit: Visit) -> Page:
    """The newest design of every county, or those the address names.

    :raises UnknownName: N-742. :raises InputError: N-745, N-721, N-746 for a budget that is none.
    """
    t = visit.t
    designs = designs_asked(visit.book, visit.asked.get("ids", ""))
    part = visit.choice("part", tuple(key for key, _ in PARTS), "opening")
    synthetic = any(d.judged.problem.synthetic for d in designs)
    return Page(
        title=t("Designs of the counties together"),
        subtitle=t.count("{n} county", "{n} counties", len(designs)),
        actions=[print_button(visit), export_link(visit, "opening")],
        body=[
            scenario(t, synthetic=synthetic),
            card(t("Where a budget goes next"), _budget_form(visit), _curve(visit, designs)),
            card(t("Tables"), _tabs(visit, part), _part(visit, part, designs), id="tables"),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The steps and the villages in their order."""
    opening = _opening(visit, designs_asked(visit.book, visit.asked.get("ids", "")))
    steps, villages, _ = opening_sheets(opening, visit.lang)
    notes = tuple(opening_lines(opening, visit.lang))
    mark_ = (origin_word(visit.t, synthetic=opening.synthetic),)
    return (
        grid_of_sheet(steps, name="opening", notes=(*mark_, *notes)),
        grid_of_sheet(villages, name="villages", notes=(*mark_, *notes)),
    )


def _opening(visit: Visit, designs: tuple[CountyDesign, ...]) -> Opening:
    known = remembered_frontier(visit.book)
    return opening_of(designs, budget=_budget(visit), frontier_of=known)


def _budget(visit: Visit) -> float | None:
    asked = visit.asked.get("budget", "").strip()
    if not asked:
        return None
    try:
        budget = float(asked.replace(",", ""))
    except ValueError:
        budget = -1.0
    if not 0 <= budget < float("inf"):
        raise InputError("N-746", asked=asked)
    return budget


def _budget_form(visit: Visit) -> Element:
    t = visit.t
    kept = {k: v for k, v in visit.asked.items() if k not in ("budget", "page")}
    return h.form(class_="filter", method="get", action=visit.href("network/opening"))[
        (h.input(type="hidden", name=key, value=value) for key, value in kept.items()),
        h.label[
            t("Budget, yuan a day"),
            h.input(
                type="number", name="budget", min="0", step="any",
                value=visit.asked.get("budget", ""),
            ),
        ],
        h.button(class_="button primary", type="submit")[t("Show")],
    ]  # fmt: skip


def _curve(visit: Visit, designs: tuple[CountyDesign, ...]) -> Node:
    opening, lang = _opening(visit, designs), visit.lang
    told = opening_lines(opening, lang)[:-1]
    return [
        h.div(class_="opening")[Markup(chart(opening, lang, styled=False))],
        (h.p(class_="sentence")[line] for line in told),
        h.p(class_="fine")[visit.t.of(*EXACT)],
    ]


def _tabs(visit: Visit, chosen: str) -> Element:
    t = visit.t
    return h.nav(class_="tabs", aria_label=t("Tables"))[
        (
            h.a(
                href=f"{visit.href(part=key, page=None)}#tables",
                aria_current="true" if key == chosen else None,
            )[t(text)]
            for key, text in PARTS
        )
    ]


def _part(visit: Visit, part: str, designs: tuple[CountyDesign, ...]) -> Node:
    if part == "effect":
        # Not remembered: for a province it takes long, and the book would wait for it.
        effect = effect_of(visit.book, designs)
        return effect_part(visit, effect, paged="tables")
    opening = _opening(visit, designs)
    sheet = opening_sheets(opening, visit.lang)[0 if part == "opening" else 1]
    grid = grid_of_sheet(sheet, name=part, narrow=_NARROW[part])
    return paged_table(visit, grid, part="tables", size=_ROWS)
