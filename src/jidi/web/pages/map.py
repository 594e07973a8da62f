"""一张图: where? Counties coloured by an indicator, villages by their state, and the way down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import htpy as h
from htpy import Element, Node

from jidi.core.division import Level
from jidi.core.period import Period
from jidi.model.indicator import Indicator
from jidi.service.acting import SEE_ALERTS
from jidi.service.map_alerts import alert_points
from jidi.service.phrasing import unit_name
from jidi.web.choices import division_choice, period_choice, written_options
from jidi.web.grid import Grid
from jidi.web.layout import Page, data_block, export_link, print_button
from jidi.web.pages import panel, ranking
from jidi.web.pages.county_map import as_json
from jidi.web.pages.design_drawn import offered as offered_designs
from jidi.web.visit import Visit


def page(visit: Visit) -> Page:
    """The map, the panel of the division chosen beside it."""
    t = visit.t
    indicator, period = chosen(visit)
    values = _map_data(visit, indicator, period)
    return Page(
        title=t("Map of the province"),
        subtitle=f"{visit.place(visit.division)} · {visit.when(period)}",
        actions=[
            division_choice(visit),
            period_choice(visit, period),
            indicator.finest >= Level.COUNTY
            and h.a(
                class_="button",
                href=visit.href("map/compare", period=None, indicator=indicator.id),
            )[t("Compare two periods")],
            print_button(visit),
            export_link(visit, "map"),
        ],
        vendor=("vendor/leaflet.js",),
        styles=("vendor/leaflet.css",),
        modules=("js/map.js",),
        data=tuple(values["addresses"][name] for name in ("counties", "cities", "villages")),
        wide=True,
        body=[
            h.div(class_="map-frame")[
                h.div(
                    id="map", tabindex="0", role="application", aria_label=t("Map of the counties")
                )[h.noscript[t("The map needs scripts; the lists beside it do not.")]],
                _layers(visit, indicator),
                h.div(id="map-legend", class_="float legend-box", aria_live="polite"),
                _attribution(visit),
                h.div(id="map-panel", class_="float panel", aria_live="polite")[
                    panel.content(visit, indicator, period)
                ],
            ],
            data_block("map-data", values),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The counties that are coloured; inside a division, the divisions below it."""
    indicator, period = chosen(visit)
    below = ranking.grid_of(visit, indicator, period)
    return (below,) if below is not None else ()


def chosen(visit: Visit) -> tuple[Indicator, Period]:
    """The indicator and the period that the address asks for, or those the page begins with.

    :raises UnknownName: D-113 for an unknown indicator.
    """
    name = visit.asked.get("indicator")
    indicator = visit.book.catalogue.indicator(name) if name else _first_shown(visit)
    return indicator, visit.period or visit.book.newest_year


def offered(visit: Visit) -> list[Indicator]:
    """The indicators that counties have numbers of; those of the plan's targets first."""
    known = visit.book.catalogue.indicators
    aims = dict.fromkeys(target.indicator for target in visit.book.plan.targets)
    ordered = [*(known[name] for name in aims if name in known)]
    ordered += [i for i in known.values() if i.id not in aims]
    return [i for i in ordered if i.finest >= Level.COUNTY] or ordered


def _first_shown(visit: Visit) -> Indicator:
    """A ratio that reaches the villages if there is one: unequal areas compare by ratios."""
    found = offered(visit)
    ratios = [i for i in found if i.measure != "total"]
    return next((i for i in ratios if i.finest is Level.VILLAGE), (ratios or found)[0])


def colours(visit: Visit) -> dict[str, Any]:
    """What the map draws for the indicator and period chosen."""
    indicator, period = chosen(visit)
    if indicator.finest < Level.COUNTY:
        t = visit.t
        empty = {"classes": [], "counties": {}, "indicator": indicator.id, "origins": []}
        name, unit = t.of(indicator.zh, indicator.en), unit_name(indicator.unit, visit.lang)
        return {**empty, "title": name, "unit": unit, "period": visit.when(period)}
    return as_json(visit, indicator, period)


def alerts(visit: Visit) -> Mapping[str, Any]:
    """Where alerts fire, for the layer of that name."""
    shapes = visit.provider.county_shapes(visit.book)["features"]
    labels = {f["properties"]["code"]: f["properties"]["label"] for f in shapes}
    return alert_points(visit.book, labels, within=visit.asker.reach(SEE_ALERTS))


def panel_page(visit: Visit) -> Node:
    """The panel alone, for the script of the map."""
    return panel.content(visit, *chosen(visit))


def _layers(visit: Visit, indicator: Indicator) -> Element:
    t = visit.t
    counties = visit.book.tree.at_level(Level.COUNTY)
    cities = visit.book.tree.at_level(Level.CITY)
    return h.div(class_="float layers")[
        h.form(method="get", class_="map-choice")[
            h.label(for_="map-indicator")[t("Indicator")],
            h.select(id="map-indicator", name="indicator")[
                written_options(
                    tuple((i.id, t.of(i.zh, i.en)) for i in offered(visit)), indicator.id
                )
            ],
            (
                h.input(type="hidden", name=key, value=visit.asked[key])
                for key in ("period", "division", "design")
                if key in visit.asked
            ),
            h.button(class_="button go", type="submit")[t("Show")],
        ],
        h.fieldset(class_="layer-list")[
            h.legend[t("Layers")],
            _layer("counties", t("Counties by class"), len(counties), checked=True),
            _layer("cities", t("City borders"), len(cities), checked=True),
            h.div(id="village-layers"),
            h.p(class_="fine", id="village-note")[
                t("From zoom 9 all villages are drawn; before, only the states chosen.")
            ],
            _closed(visit, "place", t("Outlets, stations, lockers")),
            visit.asker.may(SEE_ALERTS)
            and _closed(
                visit, "alert", t("Alerts that fire"), (visit.href("supervision"), t("All alerts"))
            ),
        ],
        visit.asker.may("design.read") and _designs(visit),
    ]


def _closed(visit: Visit, name: str, title: str, more: tuple[str, str] | None = None) -> Element:
    """Layers that are loaded when somebody opens their list."""
    return h.details(id=f"{name}-layers")[
        h.summary[title],
        h.div(id=f"{name}-choices"),
        h.p(class_="fine", id=f"{name}-note")[visit.t("loading …")],
        more and h.p(class_="fine")[h.a(href=more[0])[more[1]]],
    ]


def _designs(visit: Visit) -> Node:
    """The choice of a kept design to draw on top; nothing where none is kept."""
    t, kept, asked = visit.t, offered_designs(visit), visit.asked.get("design", "")
    if not kept:
        return None
    return h.form(method="get", class_="map-choice")[
        h.label(for_="map-design")[t("Routes and hubs of a design")],
        h.select(id="map-design", name="design")[
            h.option(value="")[t("none")],
            (
                h.optgroup(label=kind)[
                    (h.option(value=id_, selected=id_ == asked)[text] for id_, text in found)
                ]
                for kind, found in kept
            ),
        ],
        (
            h.input(type="hidden", name=key, value=visit.asked[key])
            for key in ("indicator", "period", "division")
            if key in visit.asked
        ),
        h.button(class_="button go", type="submit")[t("Show")],
        h.div(id="design-legend", aria_live="polite"),
        h.p(class_="fine")[h.a(href=visit.href("map/designs"))[t("Two designs side by side")]],
    ]


def _attribution(visit: Visit) -> Element:
    """Whose outlines these are, and what they are not."""
    shapes = visit.provider.county_shapes(visit.book)
    whose = visit.t.of(shapes["attribution_zh"], shapes["attribution_en"])
    return h.p(class_="attribution")[f"{whose} · {shapes['datum']}"]


def _layer(name: str, text: str, count: int, *, checked: bool) -> Element:
    return h.label(class_="layer")[
        h.input(type="checkbox", data_layer=name, checked=checked),
        h.span[text],
        h.span(class_="count")[f"{count:,}"],
    ]


def _map_data(visit: Visit, indicator: Indicator, period: Period) -> dict[str, Any]:
    t = visit.t
    division = visit.division.code
    own = {"indicator": None, "period": None, "division": None}
    return {
        "addresses": {
            "counties": visit.href("map/counties.json", **own, v=str(visit.book.version)),
            "cities": visit.href("map/cities.json", **own, v=str(visit.book.version)),
            "villages": visit.href(
                "map/villages.json", **{**own, "period": str(period)}, v=str(visit.book.version)
            ),
            "places": visit.href("map/places.json", **own),
            "colours": visit.href("map/colours.json", **own),
            "alerts": visit.href("map/alerts.json", **own),
            "design": visit.href("map/design.json", **own),
            "panel": visit.href("map/panel", **own),
            "page": visit.href("map", **own),
            "export": visit.href("export/map.xlsx", **own),
        },
        "chosen": {
            "indicator": indicator.id,
            "period": str(period),
            "division": "" if division.level is Level.PROVINCE else division.text,
            "design": visit.asked.get("design", ""),
        },
        "colours": colours(visit),
        "cityNames": {d.code.text: visit.place(d) for d in visit.book.tree.at_level(Level.CITY)},
        "texts": {
            "noData": t("no data"),
            "villages": t("villages"),
            "loading": t("loading …"),
            "failed": t("The server did not answer. Try again."),
            "allVillages": t("All villages are drawn."),
            "someVillages": t(
                "From zoom 9 all villages are drawn; before, only the states chosen."
            ),
            "zoomIn": t("Zoom in"),
            "zoomOut": t("Zoom out"),
            "counties": t("counties"),
            "synthetic": t("synthetic"),
            "unplaced": t("without a place on the map: {n}"),
            "alerts": t("{n} alerts fire"),
            "asOf": t("as of the last run: {moment}"),
            "neverRun": t("No run of the rules is recorded yet."),
            "openDesign": t("Open the design"),
            "scenario": t("scenario, not measured"),
        },
    }
