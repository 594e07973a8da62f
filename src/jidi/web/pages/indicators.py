"""指标: the list of all indicators by topic."""

from __future__ import annotations

from collections.abc import Iterable

import htpy as h
from htpy import Element

from jidi.core.division import Level
from jidi.model.indicator import Indicator
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link
from jidi.web.marks import tag
from jidi.web.printed import unit_cell
from jidi.web.tables import paged_table
from jidi.web.texts import mark
from jidi.web.visit import Visit

LEVELS = {
    Level.COUNTRY: mark("country"),
    Level.PROVINCE: mark("province"),
    Level.CITY: mark("city"),
    Level.COUNTY: mark("county"),
    Level.TOWNSHIP: mark("township"),
    Level.VILLAGE: mark("village"),
}
DIRECTIONS = {
    "up": mark("higher is better"),
    "down": mark("lower is better"),
    "none": mark("neither better nor worse"),
}
TOPICS = {
    "administration": mark("administration"),
    "cold_chain": mark("cold chain"),
    "complaint": mark("complaints"),
    "cross_border": mark("cross-border"),
    "emergency": mark("emergency"),
    "green": mark("green development"),
    "integration": mark("integration with industry"),
    "last_mile": mark("last mile"),
    "locker": mark("lockers"),
    "network": mark("network"),
    "rural": mark("rural service"),
    "safety": mark("safety"),
    "scale": mark("scale"),
    "service": mark("service quality"),
    "structure": mark("structure"),
    "trunk": mark("trunk transport"),
    "workforce": mark("workforce"),
}
MEASURES = {"total": mark("total"), "ratio": mark("ratio"), "mean": mark("mean")}


def page(visit: Visit) -> Page:
    """The list, filtered by topic and words."""
    t = visit.t
    found = _found(visit)
    total = len(visit.book.catalogue.indicators)
    return Page(
        title=t("Indicators"),
        subtitle=t("{n} of {total} indicators", n=len(found), total=total),
        actions=[export_link(visit, "indicators")],
        body=[
            _filter(visit),
            card(
                t("What is measured, and how"),
                paged_table(visit, _grid(visit, found), part="list"),
                id="list",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The list as filtered."""
    return (_grid(visit, _found(visit)),)


def topic_name(visit: Visit, topic: str) -> str:
    """The topic in the language of the page; a user's own topic as it stands."""
    return visit.t(TOPICS.get(topic, topic))


def _found(visit: Visit) -> list[Indicator]:
    indicators = visit.book.catalogue.indicators.values()
    topics = tuple(sorted({i.topic for i in indicators}))
    topic = visit.choice("topic", ("", *topics), "")
    words = visit.asked.get("q", "").casefold().split()
    found = [
        i
        for i in indicators
        if topic in ("", i.topic) and all(word in _searched(i) for word in words)
    ]
    return sorted(found, key=lambda i: (i.topic, i.id))


def _searched(indicator: Indicator) -> str:
    parts = (indicator.id, indicator.zh, indicator.en, *indicator.plan_items, indicator.reference)
    return " ".join(parts).casefold()


def _filter(visit: Visit) -> Element:
    t = visit.t
    topics = sorted({i.topic for i in visit.book.catalogue.indicators.values()})
    chosen = visit.asked.get("topic", "")
    return h.form(class_="filter", method="get")[
        h.label[
            t("Topic"),
            h.select(name="topic", data_submit="")[
                h.option(value="")[t("all topics")],
                (
                    h.option(value=name, selected=name == chosen)[topic_name(visit, name)]
                    for name in topics
                ),
            ],
        ],
        h.label[
            t("Search"),
            h.input(type="search", name="q", value=visit.asked.get("q", ""), autocomplete="off"),
        ],
        h.button(class_="button", type="submit")[t("Filter")],
    ]


def _grid(visit: Visit, found: Iterable[Indicator]) -> Grid:
    t = visit.t
    columns = (
        Column(t("Topic"), wide=True),
        Column(t("Indicator")),
        Column(t("Unit")),
        Column(t("Kind"), wide=True),
        Column(t("Better"), wide=True),
        Column(t("Finest level"), wide=True),
        Column(t("Plan items"), kind="code", wide=True),
        Column(t("Id"), kind="code", wide=True),
    )
    rows = tuple(_row(visit, indicator) for indicator in found)
    return Grid("indicators", t("Indicators"), columns, rows, (visit.book.title(visit.lang),))


def _row(visit: Visit, indicator: Indicator) -> Row:
    t = visit.t
    name = t.of(indicator.zh, indicator.en)
    link = h.a(href=visit.href(f"indicators/{indicator.id}"))[name]
    own = indicator.own_choice and [" ", tag(t("own choice"))]
    return Row(
        (
            Cell(topic_name(visit, indicator.topic)),
            Cell(name, h.span[link, own]),
            unit_cell(indicator.unit, visit.lang),
            Cell(t(MEASURES[indicator.measure])),
            Cell(t(DIRECTIONS[indicator.direction])),
            Cell(t(LEVELS[indicator.finest])),
            Cell(", ".join(indicator.plan_items)),
            Cell(indicator.id),
        )
    )
