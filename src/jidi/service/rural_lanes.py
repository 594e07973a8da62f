"""Bus lines and the postal enterprise's rounds as lanes of a rural network.

Buses come from the book's timetables where it holds any. For postal rounds, and bus lines to
townships at whose villages no timetabled bus calls, the table ``route`` gives the ends of a line,
not its stops, and no times: villages near the straight way are taken to lie on it, and one
departure a day is assumed; both is told, and stands in the lane's name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from typing import Any, Final

from jidi.core.geometry import Point, great_circle_m
from jidi.core.worded import listed
from jidi.model.factor import load_factors
from jidi.model.rural import detours, pattern_rows, rural_values
from jidi.service.rural_places import Places, Row
from jidi.service.rural_timetables import timetabled_lanes

_ROUTES: Final = """
SELECT r.route_id, r.operator_id, r.kind, r.to_division, r.runs_weekly, r.length_km
FROM route AS r
LEFT JOIN operator AS o ON o.operator_id = r.operator_id
WHERE (r.kind = 'bus' OR (r.kind IN ('delivery', 'mail') AND r.mode = 'road' AND o.kind = 'postal'))
  AND r.from_division = '{county}000000'
  AND r.to_division BETWEEN '{county}000001' AND '{county}999999'
  AND r.opened_on <= {day} AND (r.closed_on IS NULL OR r.closed_on > {day})
ORDER BY r.route_id
"""

_KINDS: Final = {"bus": "bus", "delivery": "postal", "mail": "postal"}
_SHOWN: Final = 5
_NAMES: Final = {"bus": "客货邮", "postal": "邮路"}


def lane_rows(
    places: Places, *, centre: Row, stations: Sequence[Row], villages: Sequence[Row]
) -> tuple[list[Row], list[Row]]:
    """The draft's lanes, and their stops."""
    timetabled = timetabled_lanes(places, centre=centre, stations=stations, villages=villages)
    townships = {village[:9] for village in timetabled.villages}
    lanes, stops = _assumed(places, centre, villages, townships)
    return [*timetabled.lanes, *lanes], [*timetabled.stops, *stops]


def _assumed(
    places: Places, centre: Row, villages: Sequence[Row], timetabled: Set[str]
) -> tuple[list[Row], list[Row]]:
    """Lanes by assumption; not the bus lines to townships whose buses are in a timetable."""
    lanes: list[Row] = []
    stops: list[Row] = []
    unused: list[str] = []
    for route in places.outages.running(places.asked(_ROUTES), lambda row: str(row["route_id"])):
        if route["kind"] == "bus" and route["to_division"][:9] in timetabled:
            continue
        end = _end(route, villages)
        days = _days(route["runs_weekly"])
        near: list[Row] = []
        if end is not None and days is not None and centre["longitude"] is not None:
            near = _near(places, centre, end, villages)
        if near and days is not None:
            lanes.append(_lane(places, route, days, centre))
            stops += [{"lane": route["route_id"], **stop} for stop in near]
        else:
            unused.append(route["route_id"])
    if unused:
        places.note("N-611", count=len(unused), shown=listed(unused, most=_SHOWN))
    if lanes:
        values = rural_values().near
        places.note("N-607", count=len(lanes), departs=values.departs, km=values.km)
    return lanes, stops


def _end(route: Row, villages: Sequence[Row]) -> Row | None:
    """Where a line ends: a village, else the middle of its township's villages."""
    township = route["to_division"][:9]
    exact = [v for v in villages if v["id"] == route["to_division"]]
    inside = exact or [v for v in villages if v["id"].startswith(township)]
    known = [v for v in inside if v["longitude"] is not None]
    if not known:
        return None
    count = len(known)
    return {axis: sum(v[axis] for v in known) / count for axis in ("longitude", "latitude")}


def _days(runs: float | None) -> str | None:
    """The densest day pattern with no more runs a week than the line has."""
    fitting = [row for row in pattern_rows() if runs is not None and row.frequency <= runs]
    return max(fitting, key=lambda row: row.frequency).marks if fitting else None


def _lane(places: Places, route: Row, days: str, centre: Row) -> Row:
    kind = _KINDS[route["kind"]]
    offer = rural_values().lanes[kind]
    place = places.book.tree.find(route["to_division"]).name
    return {
        "id": route["route_id"],
        "name": f"{_NAMES[kind]} {place}（时刻假定）",
        "kind": kind,
        "origin": centre["id"],
        "departs": rural_values().near.departs,
        "days": days,
        "capacity": offer.capacity,
        "price_per_parcel": float(load_factors().get(offer.price_per_parcel).value),
        "price_per_stop": offer.price_per_stop,
        "grams_per_parcel": offer.grams_per_parcel,
        "owner": route["operator_id"] if kind == "postal" else None,
    }


def _near(
    places: Places, centre: Row, end: Mapping[str, Any], villages: Sequence[Row]
) -> list[Row]:
    """The villages near the straight way, in its order, with the minute it comes there."""
    values = rural_values().near
    seen = []
    for village in villages:
        if village["longitude"] is not None:
            along, aside = _along(centre, end, village)
            if aside <= values.km and along > 0:
                seen.append((aside, along, village["id"]))
    nearest = sorted(seen)[: values.stops]
    detour = detours().get((places.terrain or "hill", "county"), 1.0)
    hour, minute = values.departs.split(":")
    departs = int(hour) * 60 + int(minute)
    return [
        {
            "village": name,
            "arrives": round(
                departs + along * detour / values.speed * 60 + number * values.minutes_a_stop, 1
            ),
        }
        for number, (along, name) in enumerate(sorted((along, name) for _, along, name in nearest))
    ]


def _along(centre: Row, end: Mapping[str, Any], village: Row) -> tuple[float, float]:
    """How far along the straight way from centre to end a village lies, and how far aside, km."""
    start = Point(centre["latitude"], centre["longitude"])
    shrink = math.cos(math.radians(start.latitude))

    def flat(place: Mapping[str, Any]) -> tuple[float, float]:
        east = (place["longitude"] - start.longitude) * shrink
        return east, place["latitude"] - start.latitude

    (ex, ey), (vx, vy) = flat(end), flat(village)
    length = math.hypot(ex, ey)
    if length == 0:
        return 0.0, math.inf
    share = max(0.0, min(1.0, (ex * vx + ey * vy) / length**2))
    foot = Point(start.latitude + share * ey, start.longitude + share * ex / shrink)
    aside = great_circle_m(foot, Point(village["latitude"], village["longitude"])) / 1000
    return great_circle_m(start, foot) / 1000, aside
