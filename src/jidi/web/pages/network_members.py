"""A design of sorting, cold chain, border or joint delivery: its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.service.answer_effect import EFFECT_HEADS, answer_effect
from jidi.service.answer_parts import Drawn
from jidi.service.answer_store import KeptAnswer, kept_answer, kept_answers, kind_of, kind_words
from jidi.service.capture_status import clock_text
from jidi.service.design_answer import Answer
from jidi.service.design_judges import EXPLAINERS
from jidi.service.job_task import ToldTable
from jidi.service.jobs import design_asked_words
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, definition_list, note, print_button
from jidi.web.marks import origin_word, scenario, shape
from jidi.web.pages.design_titles import title_of
from jidi.web.pages.jobs import may_ask, name_field
from jidi.web.pages.network_map import map_element
from jidi.web.tables import paged_table, table
from jidi.web.visit import Visit

ROWS: Final = 25
_NARROW: Final[Mapping[str, tuple[int, ...]]] = {
    "线路": (0, 1, 3, 8), "流向": (0, 1, 3), "多开一班": (0, 1, 3), "分拨中心": (0, 3, 5, 6),
    "波次": (0, 1, 2), "去向": (0, 1, 4, 5), "产品基地": (0, 1, 3), "预冷": (0, 1, 4),
    "冷库": (0, 2, 5), "冷藏车": (0, 1, 4, 5), "网点设备": (0, 1, 4, 6),
    "分摊": (0, 3, 6), "组合": (0, 1, 2), "共配站点": (1, 2, 5), "共配线路": (0, 3, 5, 6),
    "共配班次": (0, 1), "共配村": (1, 2, 5, 6), "枢纽": (0, 4, 5, 6), "线路缺口": (0, 1, 4),
    "失去一处": (0, 1, 2), "按星期": (0, 1, 5, 7),
}  # fmt: skip
"""Columns that small screens show, by table; all of tables that are not named."""


def member_list(visit: Visit) -> Node:
    """The designs kept of these kinds, as a card, with what compares two; nothing without any."""
    kept, t = kept_answers(visit.book), visit.t
    if not kept:
        return None
    columns = (
        Column(t("Title"), name="title"),
        Column(t("Kind")),
        Column(t("Cost"), kind="number"),
        Column(t("Gap to the bound"), "%", kind="number", wide=True),
        Column(t("Kept"), wide=True),
        Column(t("Origin"), wide=True),
    )
    title = t("Joint delivery, sorting, cold chain, border and checks of the plan")
    grid = Grid("members", title, columns, tuple(_kept_row(visit, one) for one in kept))
    return card(title, table(grid, class_="designs"), _choose(visit, kept), id="members")


def _kept_row(visit: Visit, one: KeptAnswer) -> Row:
    told, en = one.figures, visit.lang == "en"
    cost, gap = told["cost"], told["gap"]
    said = "—" if cost is None else f"{cost:,.0f} {told['per'][en]}"
    return Row(
        (
            Cell(
                title_of(visit, one),
                h.a(href=visit.href(f"network/members/{one.id}"))[title_of(visit, one)],
            ),
            Cell(visit.t.of(*kind_words(one.kind))),
            Cell(cost, said, strong=True),
            Cell(None if gap is None else gap * 100, digits=2),
            Cell(f"{clock_text(one.at)} {one.by}"),
            Cell(origin_word(visit.t, synthetic=told["synthetic"])),
        )
    )


def _choose(visit: Visit, kept: tuple[KeptAnswer, ...]) -> Node:
    """The form that puts two of one kind side by side."""
    t = visit.t
    counts: dict[str, int] = {}
    for one in kept:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    there = [one for one in kept if counts[one.kind] > 1]
    if not there:
        return None
    return h.form(class_="filter", method="get", action=visit.href("network/members/compare"))[
        h.label[t("First"), _select(visit, "one", there, 0)],
        h.label[t("Second"), _select(visit, "other", there, 1)],
        h.button(class_="button", type="submit")[t("Compare")],
    ]


def _select(visit: Visit, name: str, kept: list[KeptAnswer], chosen: int) -> Element:
    return h.select(name=name)[
        (
            h.option(value=one.id, selected=at == chosen)[
                f"{title_of(visit, one)} · {one.id[-10:]}"
            ]
            for at, one in enumerate(kept)
        )
    ]


# One design ------------------------------------------------------------------


def page(visit: Visit, name: str) -> Page:
    """The design, verified as it is opened.

    :raises UnknownName: N-742. :raises InputError: N-741, N-975, N-998.
    """
    t = visit.t
    kept, found = kept_answer(visit.book, name)
    drawn = found.drawn
    return Page(
        title=title_of(visit, kept),
        subtitle=" · ".join((t.of(*kind_words(kept.kind)), kept.id)),
        actions=[
            print_button(visit),
            h.a(
                class_="button",
                href=visit.href(f"network/members/{name}/file", period=None, division=None),
                download="",
            )[t("Excel")],
        ],
        vendor=("vendor/leaflet.js",) if drawn else (),
        styles=("vendor/leaflet.css",) if drawn else (),
        modules=("js/network.js",) if drawn else (),
        body=[
            scenario(t, synthetic=found.synthetic),
            h.p(class_="sentence")[found.headline[visit.lang == "en"]],
            h.div(class_="overview")[
                h.div(class_="side")[
                    drawn is not None
                    and card(
                        t("Map of the design"),
                        map_element(
                            visit, title=t("Map of the design"), data=_map(visit, drawn)
                        ),
                    ),
                ],
                h.div(class_="side")[
                    card(t("Verdict"), _verdict(visit, found)),
                    len(found.bill) > 0 and card(t("Cost"), table(_bill(visit, found))),
                ],
            ],
            len(found.moves) > 0
            and card(t("Effect on the indicators"), _effect(visit, found)),
            card(t("Tables"), *_tables(visit, f"network/members/{name}", found), id="tables"),
            card(t("Ask for more"), _ask(visit, kept, found), id="ask"),
            card(t("How it was made"), _made(visit, kept, found)),
        ],
    )  # fmt: skip


def _verdict(visit: Visit, found: Answer) -> Node:
    t = visit.t
    light = h.span(class_="light light-met wrapping")[shape("circle"), t("Verified")]
    gap = found.told.get("gap")
    bound = found.told.get("bound")
    proved = gap is not None and bound is not None
    lines = found.said(visit.lang)[1 if found.synthetic else 0 :]
    return [
        h.p[light],
        proved
        and h.p[
            t("Gap to the bound"),
            f" {gap:.2%} · ",
            t("no design costs less than {yuan}", yuan=f"{bound:,.0f} {t.of(*found.per)}"),
        ],
        h.ul(class_="plain-list fine")[(h.li[line] for line in lines)],
    ]


def _bill(visit: Visit, found: Answer) -> Grid:
    t = visit.t
    columns = (Column(t("Term")), Column(t.of(*found.per), kind="number"))
    rows = [Row((Cell(t.of(*term.words)), Cell(term.yuan, digits=0))) for term in found.bill]
    total = sum(term.yuan for term in found.bill)
    rows.append(Row((Cell(t("Total")), Cell(total, digits=0, strong=True))))
    return Grid("bill", t("Cost"), columns, tuple(rows))


def _effect(visit: Visit, found: Answer) -> Node:
    t = visit.t
    try:
        effect = answer_effect(visit.book, found)
    except JidiError as error:
        return note(error.what(visit.lang), "warning")
    if not effect.rows:
        return h.p[t("No indicator tells of it.")]
    heads = EFFECT_HEADS[visit.lang == "en"].split(",")
    columns = tuple(
        Column(head, kind="number" if 1 < at < 5 else "text", wide=at in (1, 5))
        for at, head in enumerate(heads)
    )
    rows = tuple(Row(tuple(Cell(cell) for cell in row)) for row in effect.texts(visit.lang))
    return [
        table(Grid("effect", t("Effect on the indicators"), columns, rows)),
        h.p(class_="fine")[
            t("The province at the end of {period}; after is designed, never measured.",
              period=visit.when(effect.period))
        ],
    ]  # fmt: skip


def _tables(visit: Visit, path: str, found: Answer) -> tuple[Node, Node]:
    """One table at a time, and the way to the others."""
    names = [visit.t.of(one.zh, one.en) for one in found.tables]
    at = chosen_table(visit, len(names))
    grid = _grid(visit, found.tables[at], f"told-{at}")
    return table_tabs(visit, path, names, at), paged_table(visit, grid, part="tables", size=ROWS)


def chosen_table(visit: Visit, count: int) -> int:
    """The number of the table that the address names."""
    return int(visit.choice("part", tuple(map(str, range(count))), "0"))


def table_tabs(visit: Visit, path: str, names: list[str], chosen: int) -> Element:
    """The way to each table of a design."""
    return h.nav(class_="tabs", aria_label=visit.t("Tables"))[
        (
            h.a(
                href=f"{visit.href(path, part=str(at), page=None)}#tables",
                aria_current="true" if at == chosen else None,
            )[name]
            for at, name in enumerate(names)
        )
    ]


def _grid(visit: Visit, told: ToldTable, name: str) -> Grid:
    en = visit.lang == "en"
    heads, rows = told.heads[en].split(","), told.rows[en]
    columns = tuple(
        Column(
            head,
            kind="number" if rows and all(_numeric(row[at]) for row in rows) else "text",
            wide=told.zh in _NARROW and at not in _NARROW[told.zh],
        )
        for at, head in enumerate(heads)
    )
    made = tuple(Row(tuple(Cell(cell) for cell in row)) for row in rows)
    return Grid(name, visit.t.of(told.zh, told.en), columns, made)


def _numeric(cell: Any) -> bool:
    text = str(cell).strip("+−-").replace(",", "").replace(".", "", 1).rstrip("%")
    return text.isdigit() or str(cell) in ("", "—")


def _map(visit: Visit, drawn: Drawn) -> dict[str, Any]:
    """Places and straight lines between them."""
    t, en = visit.t, visit.lang == "en"
    words = {role: t.of(*told) for role, told in drawn.roles.items()}
    short = [one for one in drawn.spots if one.role == "short"]
    return {
        "outline": visit.provider.county_shapes(visit.book),
        "stations": [
            {
                "at": list(one.at),
                "name": f"{one.name[en]} · {words[one.role]}",
                "open": one.role != "place",
                "centre": one.role == "built",
            }
            for role in ("place", "stands", "built")
            for one in drawn.spots
            if one.role == role
        ],
        "texts": {
            "zoomIn": t("Zoom in"),
            "zoomOut": t("Zoom out"),
            "open": words.get("stands", ""),
            "closed": words.get("place", ""),
            "centre": words.get("built", ""),
        },
        "villages": {
            "code": [""] * len(short),
            "name": [f"{one.name[en]} · {words[one.role]}" for one in short],
            "lon": [one.at[0] for one in short],
            "lat": [one.at[1] for one in short],
            "status": [0] * len(short),
        },
        "states": [{"grade": "missing", "text": words["short"]}] if short else [],
        "ways": [
            {
                "at": [list(drawn.spots[n].at) for n in leg.ends],
                "kind": 1,
                "side": 0,
                "name": " — ".join(
                    (*(drawn.spots[n].name[en] for n in leg.ends[:1]), leg.name[en])
                ),
            }
            for leg in drawn.legs
            if drawn.spots[leg.ends[0]].at != drawn.spots[leg.ends[1]].at
        ],
        "wayTexts": [["", t.of(*drawn.legs_are), ""]],
        "page": "",
    }


def _ask(visit: Visit, kept: KeptAnswer, found: Answer) -> Node:
    """Why is a place so? It takes designing anew, as a job."""
    t, refused = visit.t, may_ask(visit)
    others = [one for one in kept_answers(visit.book, kept.kind) if one.id != kept.id]
    compare = None if not others else h.p[
        t("Compare with"), " ",
        [
            [h.a(href=visit.href("network/members/compare", one=kept.id, other=one.id))[
                f"{title_of(visit, one)} {one.id[-10:]}"], " "]
            for one in others[:5]
        ],
    ]  # fmt: skip
    if found.form not in EXPLAINERS:
        return compare or h.p[t("Nothing to compare it with yet.")]
    if refused is not None:
        return [h.p(class_="fine")[refused.what(visit.lang)], compare]
    return [
        h.form(
            class_="filter ask-form", method="post",
            action=visit.href(f"network/{kept.id}/ask"),
        )[
            h.input(type="hidden", name="kind", value="why"),
            h.label[
                t("Destination, place, line or gateway"),
                h.input(type="text", name="place", required="", maxlength="60"),
            ],
            name_field(visit),
            h.button(class_="button", type="submit")[t("Why is it so?")],
        ],
        h.p(class_="fine")[t("It is designed anew the other way round, as a job.")],
        compare,
    ]  # fmt: skip


def _made(visit: Visit, kept: KeptAnswer, found: Answer) -> Element:
    t = visit.t
    told = {
        t("Kept"): f"{clock_text(kept.at)} {kept.by}",
        t("Program"): f"jidi {kept.program}",
        t("Data version"): str(kept.data_version),
        t("Digest of the problem"): h.code[found.digest],
        t("Asked"): " · ".join(design_asked_words(kind_of(found), found.asked, visit.lang)),
        t("Sources"): h.ul(class_="plain-list")[(h.li[source] for source in found.sources)],
    }
    return definition_list(told)
