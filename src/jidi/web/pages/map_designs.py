"""Two kept designs side by side, rural or of hubs: both maps in one measure, and their figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import InputError
from jidi.service.hub_words import COST_WORDS
from jidi.web.choices import select_form
from jidi.web.draw.design import design_picture, frame_of, state_key, station_key, way_key
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import origin_word, scenario
from jidi.web.pages.design_drawn import Drawn, drawn, offered
from jidi.web.pages.design_titles import title_of
from jidi.web.pages.network_compare import signed
from jidi.web.tables import table
from jidi.web.visit import Visit

SIZE: Final = (560, 560)
"""Pixels that each map may take."""
_KEYS: Final = ("one", "other")


def page(visit: Visit) -> Page:
    """Both designs; those of the address, or the first two of a kind.

    :raises UnknownName: N-742. :raises InputError: N-741, N-854; O-161, O-162.
    """
    t = visit.t
    kept = offered(visit)
    if not any(len(found) > 1 for _, found in kept):
        text = t("To compare, keep two designs of one kind; see the page of networks.")
        return Page(
            title=t("Two designs side by side"),
            body=[card(t("Designs"), note(text), h.p[_to(visit, "network", t("Network"))])],
        )
    pair = compared(visit)
    synthetic = any(one.synthetic for one in pair)
    return Page(
        title=t("Two designs side by side"),
        subtitle=" ↔ ".join(title_of(visit, one.kept) for one in pair),
        actions=[
            (
                select_form(visit, key, label, kept, one.kept.id)
                for key, label, one in zip(
                    _KEYS, (t("First design"), t("Second design")), pair, strict=True
                )
            ),
            print_button(visit),
            export_link(visit, "map/designs"),
        ],
        body=[
            scenario(t, synthetic=synthetic),
            h.div(class_="two side-by-side")[(_side(visit, one) for one in pair)],
            card(t("Figures"), table(_grid(visit, pair)), id="figures"),
            pair[0].is_hubs
            or h.p[
                _to(
                    visit, "network/compare",
                    t("Village by village, where both are of one problem"),
                    one=pair[0].kept.id, other=pair[1].kept.id,
                )
            ],
        ],
    )  # fmt: skip


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The figures of both."""
    return (_grid(visit, compared(visit)),)


def compared(visit: Visit) -> tuple[Drawn, Drawn]:
    """The two designs that the address asks for; each that it leaves open, the first beside it.

    :raises InputError: O-162 when one is rural and the other of hubs.
    """
    first, second = (visit.asked.get(key, "") for key in _KEYS)
    kinds = [[id_ for id_, _ in found] for _, found in offered(visit)]
    known = next((k for k in kinds if first in k or second in k), None)
    known = known or next((k for k in kinds if len(k) > 1), [])
    first = first or next((id_ for id_ in known if id_ != second), "")
    second = second or next((id_ for id_ in known if id_ != first), first)
    one, other = drawn(visit, first), drawn(visit, second)
    if one.is_hubs != other.is_hubs:
        raise InputError("O-162", one=first, other=second)
    return one, other


def _side(visit: Visit, one: Drawn) -> Node:
    frame = frame_of(one.data, size=SIZE)
    label = visit.t("Map of the design")
    return card(
        title_of(visit, one.kept),
        design_picture(one.data, frame, label=f"{label}: {title_of(visit, one.kept)}"),
        _counts(one.data),
        h.p(class_="fine")[h.a(href=one.href)[one.kept.id]],
    )


def _counts(data: Mapping[str, Any]) -> Element:
    """What the map shows, counted: the same for those who cannot see it."""
    status = data["villages"]["status"]
    told = [
        (state_key(state["grade"]), state["text"], status.count(i))
        for i, state in enumerate(data["states"])
    ]
    told += [
        (way_key(i), text, sum(way["kind"] == i for way in data["ways"]))
        for i, text in enumerate(data["wayTexts"][0])
    ]
    stations, words = data["stations"], data["texts"]
    centres = sum(one["centre"] for one in stations)
    told.append((station_key(is_centre=True, is_open=True), words["centre"], centres))
    for key, is_open in (("open", True), ("closed", False)):
        number = sum(not one["centre"] and one["open"] is is_open for one in stations)
        told.append((station_key(is_centre=False, is_open=is_open), words[key], number))
    return h.ul(class_="network-legend")[
        (
            h.li[picture, f"{text} ", h.strong[f"{number:,}"]]
            for picture, text, number in told
            if text and number
        )
    ]


def _grid(visit: Visit, pair: tuple[Drawn, Drawn]) -> Grid:
    t = visit.t
    same = pair[0].kept.title == pair[1].kept.title
    titles = [title_of(visit, one.kept) for one in pair]
    names = [
        f"{title} {one.kept.id[-10:]}" if same else title
        for title, one in zip(titles, pair, strict=True)
    ]
    columns = (
        Column(t("Figure")),
        Column(t("Unit"), wide=True),
        Column(names[0], kind="number"),
        Column(names[1], kind="number"),
        Column(t("Difference"), kind="number"),
    )
    told = [_figures(visit, one) for one in pair]
    rows = []
    for (name, unit, digits, a), (*_, b) in zip(*told, strict=True):
        change = None if a is None or b is None else b - a
        rows.append(
            Row(
                (
                    Cell(name, [name, " ", h.span(class_="unit narrow-only")[unit]]),
                    Cell(unit),
                    Cell(a, digits=digits),
                    Cell(b, digits=digits),
                    Cell(change, signed(change, digits)),
                )
            )
        )
    marks = [origin_word(t, synthetic=one.synthetic) for one in pair]
    notes = (*(f"{n}: {o.kept.id}, {m}" for n, o, m in zip(names, pair, marks, strict=True)),)
    return Grid("figures", t("Figures"), columns, tuple(rows), notes)


def _figures(visit: Visit, one: Drawn) -> list[tuple[str, str, int, float | None]]:
    """Name, unit, decimals and value, as the checker told them when the design was kept."""
    t, told = visit.t, one.kept.figures
    gap = told["gap"]
    shared: list[tuple[str, str, int, float | None]] = [
        (t("Cost"), t("yuan a day"), 2, told["cost"]["total"]),
        (t("Gap to the bound"), "%", 2, None if gap is None else gap * 100),
    ]
    if one.is_hubs:
        terms = [
            (t.of(*words), t("yuan a day"), 2, told["cost"].get(term))
            for term, words in COST_WORDS.items()
        ]
        return [(t("Hubs"), t("hubs"), 0, told["hubs"]), *shared, *terms]
    coverage = told["coverage"]
    return [
        (t("Villages served"), t("villages"), 0, told["served"]),
        (t("Coverage"), "%", 1, None if coverage is None else coverage * 100),
        *shared,
        (t("Cost a parcel"), t("yuan"), 2, told["cost_per_parcel"]),
        (t("Driven"), t("km a day"), 1, told["km_a_day"]),
        (t("Emissions"), t("kg CO2e a day"), 1, told["grams_co2e_a_day"] / 1000),
    ]


def _to(visit: Visit, path: str, words: str, **asked: str) -> Element:
    return h.a(href=visit.href(path, **asked))[words]
