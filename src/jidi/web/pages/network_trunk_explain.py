"""Why a kept design of trunk lanes is as it is: a lane, where it is tight, other designs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.service.answer_effect import EFFECT_HEADS
from jidi.service.trunk_effect import DAILY, trunk_effect
from jidi.service.trunk_explaining import (
    HELD,
    LANE_HEADS,
    PAIR_HEADS,
    WAY_HEADS,
    LaneExplained,
    TrunkExplained,
    kept_lane_explained,
    kept_trunk_explained,
    lane_texts,
    pair_texts,
    trunk_explained_json,
    way_texts,
)
from jidi.service.trunk_store import KeptTrunk
from jidi.service.trunk_words import HUB_HEADS, hub_texts, tight_texts
from jidi.service.trunk_words import LANE_HEADS as TIGHT_HEADS
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, note, print_button
from jidi.web.marks import scenario
from jidi.web.pages.jobs import may_ask, name_field
from jidi.web.tables import paged_table, table
from jidi.web.visit import Visit

_ROWS: Final = 25
_WAYS: Final = 20
_PAIRS: Final = 200
_TIGHT: Final = 12
_LANES: Final = 400
"""Names offered where a lane is asked for."""


def page(visit: Visit, name: str) -> Page:
    """The design explained, verified as it is opened.

    :raises UnknownName: N-742. :raises InputError: N-741, N-947.
    """
    t = visit.t
    kept, told = kept_trunk_explained(visit.book, name)
    found = told.found
    return Page(
        title=t("Why is it so?"),
        subtitle=" · ".join((kept.title, kept.id)),
        actions=[
            print_button(visit),
            h.a(class_="button", href=visit.href(f"network/trunk/{name}"))[t("The design")],
        ],
        body=[
            scenario(t, synthetic=found.posed.synthetic),
            card(t("A lane"), *_lane(visit, kept, told), id="lane"),
            card(t("What promises cost"), *_promises(visit, told)),
            card(t("Tightest lanes"), *_tight(visit, told)),
            card(
                t("Hubs"),
                _table(visit, "hubs", HUB_HEADS, hub_texts(found, visit.lang), wide=(2, 3, 5)),
            ),
            card(
                t("Pairs that miss most"),
                _pairs(visit, told),
                id="pairs",
            ),
            card(t("Effect on the indicators"), *_effect(visit, told), id="effect"),
            card(t("Other designs of nearly the same cost"), *_others(visit, kept), id="ask"),
        ],
    )  # fmt: skip


# A lane ----------------------------------------------------------------------


def _lane(visit: Visit, kept: KeptTrunk, told: TrunkExplained) -> list[Node]:
    t, asked = visit.t, visit.asked.get("lane", "").strip()
    form = h.form(
        class_="filter", method="get", action=f"{visit.href(f'network/trunk/{kept.id}/explain')}"
    )[
        h.label[
            t("Lane, as Taiyuan-Beijing; with :road, :hired … one way of it"),
            h.input(
                type="text", name="lane", value=asked, required="", maxlength="80",
                list="trunk-lanes",
            ),
        ],
        h.datalist(id="trunk-lanes")[(h.option(value=one) for one in _names(visit, told))],
        h.button(class_="button primary", type="submit")[t("Why is it so?")],
    ]  # fmt: skip
    if not asked:
        return [form, h.p(class_="fine")[t("What would one departure less cost, what one more?")]]
    try:
        found = kept_lane_explained(visit.book, kept.id, asked)
    except JidiError as error:
        return [form, note(error.what(visit.lang), "warning"), h.p[error.remedy(visit.lang)]]
    return [form, *_answer(visit, found)]


def _names(visit: Visit, told: TrunkExplained) -> list[str]:
    """Pairs between which own trucks or rail run, by name."""
    posed, design = told.found.posed, told.found.design
    names = [place.zh if visit.lang == "zh" else place.en for place in posed.places]
    pairs = {
        (lane.origin, lane.target)
        for lane, count in zip(posed.problem.lanes, design.departures, strict=True)
        if count and lane.mode != "hired"
    }
    return [f"{names[one]}-{names[other]}" for one, other in sorted(pairs)][:_LANES]


def _answer(visit: Visit, found: LaneExplained) -> list[Node]:
    t, lang = visit.t, visit.lang
    return [
        _table(visit, "lanes", LANE_HEADS, lane_texts(found, lang), wide=(1, 3, 4, 5, 6)),
        h.p(class_="fine")[HELD[lang == "en"]],
        h.h3[t("How its parcels go")],
        _table(visit, "ways", WAY_HEADS, way_texts(found, lang, most=_WAYS), wide=(3,)),
    ]


# Where it is tight -----------------------------------------------------------


def _promises(visit: Visit, told: TrunkExplained) -> list[Node]:
    t, rows = visit.t, trunk_explained_json(told, most=0)["promises"]
    columns = (
        Column(t("Product")),
        Column(t("Promise"), t("hours"), kind="number", wide=True),
        Column(t("Asked"), "%", kind="number", wide=True),
        Column(t("Kept promises"), "%", kind="number"),
        Column(t("A kilogram more in time"), t("yuan"), kind="number"),
    )
    made = tuple(
        Row(
            (
                Cell(row[visit.lang]),
                Cell(row["promise_h"]),
                Cell(row["wanted"] * 100, digits=1),
                Cell(None if row["kept"] is None else row["kept"] * 100, digits=1),
                Cell(row["yuan_per_kg_more"], digits=3, strong=True),
            )
        )
        for row in rows
    )
    return [
        table(Grid("promises", t("What promises cost"), columns, made)),
        h.p(class_="fine")[t("What a kilogram more in time costs, departures as they are.")],
    ]


def _tight(visit: Visit, told: TrunkExplained) -> list[Node]:
    t, rows = visit.t, tight_texts(told.found, visit.lang, most=_TIGHT)
    if not rows:
        return [h.p[t("With departures as they are, more room on no lane would save anything.")]]
    return [
        _table(visit, "tight", TIGHT_HEADS, rows, wide=(2, 3, 4, 6)),
        h.p(class_="fine")[t("Yuan saved by a kilogram more: with departures as they are.")],
    ]


def _pairs(visit: Visit, told: TrunkExplained) -> Node:
    rows = pair_texts(told.found, visit.lang, most=_PAIRS)
    if not rows:
        return h.p[visit.t("No pair misses its promise.")]
    grid = _grid(visit, "pairs", PAIR_HEADS, rows, wide=())
    return paged_table(visit, grid, part="pairs", size=_ROWS)


def _effect(visit: Visit, told: TrunkExplained) -> list[Node]:
    try:
        effect = trunk_effect(visit.book, told.found)
    except JidiError as error:
        return [note(error.what(visit.lang), "warning")]
    return [
        _table(visit, "effect", EFFECT_HEADS, effect.texts(visit.lang), wide=(1, 5)),
        h.p(class_="fine")[
            visit.t("The province at the end of {period}; after is designed, never measured.",
                    period=visit.when(effect.period)),
            " ", DAILY[visit.lang == "en"],
        ],
    ]  # fmt: skip


def _others(visit: Visit, kept: KeptTrunk) -> list[Node]:
    t, refused = visit.t, may_ask(visit)
    beside = h.p[
        h.a(href=visit.href(f"network/trunk/{kept.id}/beside"))[
            t("Designs of the same network beside each other")
        ]
    ]
    if refused is not None:
        return [h.p(class_="fine")[refused.what(visit.lang)], beside]
    return [
        h.form(
            class_="filter ask-form", method="post", action=visit.href(f"network/{kept.id}/ask")
        )[
            h.input(type="hidden", name="kind", value="trunk-alternatives"),
            h.label[
                t("How many"),
                h.input(type="number", name="wanted", min="1", max="10", value="3"),
            ],
            name_field(visit),
            h.button(class_="button", type="submit")[t("Look for alternatives")],
        ],
        h.p(class_="fine")[
            t("Without a hub, a pair or a mode, or with a price on time: designed anew, as a job; "
              "what is found is kept.")
        ],
        beside,
    ]  # fmt: skip


def _table(
    visit: Visit,
    name: str,
    heads: tuple[str, str],
    rows: Sequence[tuple[str, ...]],
    *,
    wide: tuple[int, ...],
) -> Element:
    return table(_grid(visit, name, heads, rows, wide=wide))


def _grid(
    visit: Visit,
    name: str,
    heads: tuple[str, str],
    rows: Sequence[tuple[str, ...]],
    *,
    wide: tuple[int, ...],
) -> Grid:
    columns = tuple(
        Column(
            head,
            kind="number" if rows and all(_numeric(row[at]) for row in rows) else "text",
            wide=at in wide,
        )
        for at, head in enumerate(heads[visit.lang == "en"].split(","))
    )
    made = tuple(Row(tuple(Cell(cell) for cell in row)) for row in rows)
    return Grid(name, name, columns, made)


def _numeric(cell: str) -> bool:
    text = cell.strip("+−-").replace(",", "").replace(".", "", 1).rstrip("%")
    return text.isdigit() or cell in ("", "—")
