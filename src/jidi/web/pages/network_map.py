"""The map of a design: what the script draws, and the legend beside it."""

from __future__ import annotations

from typing import Any, Final

import htpy as h
from htpy import Element

from jidi.service.rural_comparing import Comparison
from jidi.service.rural_design import Judged
from jidi.service.rural_geojson import features
from jidi.service.rural_sheets import HOW_WORDS
from jidi.web.layout import data_block
from jidi.web.visit import Visit

OWN, CARRIED, LEFT = range(3)
SAME, OTHERWISE, ONE_ONLY, OTHER_ONLY, NEITHER = range(5)
_WAYS: Final = {"feeder": 0, "line": 1, "lane": 2}


def map_element(visit: Visit, *, title: str, data: dict[str, Any]) -> Element:
    """The place of the map and its data; without scripts the tables say the same."""
    t = visit.t
    return h.div(class_="network-map-frame")[
        h.div(id="network-map", tabindex="0", role="application", aria_label=title)[
            h.noscript[t("The map needs scripts; the tables below do not.")]
        ],
        h.ul(id="network-legend", class_="legend network-legend"),
        data_block("network-map-data", data),
    ]


def design_map(visit: Visit, name: str, found: Judged) -> dict[str, Any]:
    """Places, runs and lanes of one design."""
    t = visit.t
    drawn = list(features(found))
    villages = [f for f in drawn if f["properties"]["kind"] == "village"]
    served = [_state(f["properties"]) for f in villages]
    states = (
        ("good", t("village served by an own van")),
        ("fair", t("village served by bus, postal van or drone")),
        ("missing", t("village not served")),
    )
    return {
        **_frame(visit, found),
        "villages": _columns(villages, served, [_told(visit, f["properties"]) for f in villages]),
        "states": [{"grade": grade, "text": text} for grade, text in states],
        "ways": [_way(f, 0) for f in drawn if f["properties"]["kind"] in _WAYS],
        "wayTexts": [[t("feeder"), t("line into villages"), t("bus, postal van or drone")]],
        "page": visit.href(f"network/{name}", village=None, page=None),
    }


def comparison_map(visit: Visit, found: Comparison) -> dict[str, Any]:
    """Villages by what would change, and the runs of both designs."""
    t = visit.t
    drawn = [list(features(one)) for one in (found.one, found.other)]
    villages = [f for f in drawn[0] if f["properties"]["kind"] == "village"]
    changes = [
        _change(change.one is not None, change.other is not None, bool(change.respects))
        for change in found.villages
    ]
    states = (
        ("unknown", t("served alike by both")),
        ("fair", t("served otherwise")),
        ("weak", t("served by the first only")),
        ("good", t("served by the second only")),
        ("missing", t("served by neither")),
    )
    told = [f["properties"]["name"] for f in villages]
    ways = [
        _way(f, number)
        for number, side in enumerate(drawn)
        for f in side
        if f["properties"]["kind"] in _WAYS
    ]
    return {
        **_frame(visit, found.one),
        "villages": _columns(villages, changes, told),
        "states": [{"grade": grade, "text": text} for grade, text in states],
        "ways": ways,
        "wayTexts": [
            [t("feeder of the first"), t("line of the first"), t("lane of the first")],
            [t("feeder of the second"), t("line of the second"), t("lane of the second")],
        ],
        "page": "",
    }


def _frame(visit: Visit, found: Judged) -> dict[str, Any]:
    """The county's outline, its stations and centre, and texts."""
    t = visit.t
    county = dict(found.design.made).get("county", "")
    shapes = visit.provider.county_shapes(visit.book)
    outline = [f for f in shapes["features"] if f["properties"]["code"].startswith(county)]
    drawn = [f for f in features(found) if f["properties"]["kind"] in ("station", "centre")]
    return {
        "outline": {"type": "FeatureCollection", "features": outline if county else []},
        "stations": [
            {
                "at": f["geometry"]["coordinates"],
                "name": f["properties"]["name"],
                "open": f["properties"].get("open", True),
                "centre": f["properties"]["kind"] == "centre",
            }
            for f in drawn
        ],
        "texts": {
            "zoomIn": t("Zoom in"),
            "zoomOut": t("Zoom out"),
            "open": t("station open"),
            "closed": t("station not open"),
            "centre": t("county centre"),
        },
    }


def _columns(villages: list[dict[str, Any]], status: list[int], told: list[str]) -> dict[str, Any]:
    places = [f["geometry"]["coordinates"] for f in villages]
    return {
        "code": [f["properties"]["id"] for f in villages],
        "name": told,
        "lon": [place[0] for place in places],
        "lat": [place[1] for place in places],
        "status": status,
    }


def _state(facts: dict[str, Any]) -> int:
    if not facts["served"]:
        return LEFT
    return OWN if facts["how"] == "own" else CARRIED


def _told(visit: Visit, facts: dict[str, Any]) -> str:
    """A village in a line: name, how, by what, when, what it costs."""
    if not facts["served"]:
        return f"{facts['name']} · {visit.t('not served')}"
    how = visit.t.of(*HOW_WORDS[facts["how"]])
    cost = visit.t("{yuan} yuan a day", yuan=f"{facts['yuan_a_day']:,.2f}")
    return " · ".join((facts["name"], how, facts["by"], facts["arrives"][:5], cost))


def _way(feature: dict[str, Any], side: int) -> dict[str, Any]:
    facts = feature["properties"]
    name = f"{facts['id']} {facts.get('name', '')}".strip()
    return {
        "at": feature["geometry"]["coordinates"],
        "kind": _WAYS[facts["kind"]],
        "side": side,
        "name": name,
    }


def _change(one: bool, other: bool, differs: bool) -> int:
    if not (one or other):
        return NEITHER
    if one != other:
        return ONE_ONLY if one else OTHER_ONLY
    return OTHERWISE if differs else SAME
