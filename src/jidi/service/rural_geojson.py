"""A design as GeoJSON: places, runs and used lanes, on WGS-84."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from jidi.core.errors import InputError
from jidi.network.rural.design import Run
from jidi.network.rural.problem import CENTRE, DAY_MINUTES
from jidi.network.rural.shares import shares
from jidi.network.rural.verify_times import clock, course
from jidi.network.rural.verify_view import View
from jidi.service.rural_design import Judged
from jidi.service.rural_sheets import arrival_of, days_from_centre, how_of


def geojson_bytes(found: Judged) -> bytes:
    """The design as one FeatureCollection; runs are drawn straight from stop to stop.

    :raises InputError: N-667 when the problem has no coordinates.
    """
    collection = {
        "type": "FeatureCollection",
        "name": found.problem.name,
        "synthetic": found.problem.synthetic,
        "features": list(features(found)),
    }
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def features(found: Judged) -> Iterator[dict[str, Any]]:
    """Every place, run and used lane as a feature.

    :raises InputError: N-667.
    """
    points = found.problem.points
    if points is None:
        raise InputError("N-667", name=found.problem.name)
    view, where = View(found.problem, found.design), [[float(x), float(y)] for x, y in points]
    for run in view.runs.values():
        kind = "feeder" if run in found.design.feeders else "line"
        nodes = (run.depot, *run.stops, run.depot)
        yield _feature("LineString", [where[n] for n in nodes], _of_run(view, run, kind))
    for lane in found.problem.lanes:
        services = view.by.get(lane.id, ())
        if services:
            numbers = {service.village for service in services}
            stops = [stop.village for stop in lane.stops if stop.village in numbers]
            nodes = (lane.origin, *(found.problem.village_node(n) for n in stops))
            facts = {"kind": "lane", "id": lane.id, "name": lane.name, "carrier": lane.kind.value}
            yield _feature("LineString", [where[n] for n in nodes], facts)
    yield from _places(found, view, where)


def _places(found: Judged, view: View, where: Sequence[Any]) -> Iterator[dict[str, Any]]:
    problem, paid = found.problem, shares(found.problem, found.design)
    centre = {"kind": "centre", "id": problem.centre.id, "name": problem.centre.name}
    yield _feature("Point", where[CENTRE], centre)
    for number, station in enumerate(problem.stations):
        facts: dict[str, Any] = {"kind": "station", "id": station.id, "name": station.name}
        facts["open"] = number in found.design.open
        yield _feature("Point", where[problem.station_node(number)], facts)
    services = {service.village: service for service in found.design.services}
    for number, village in enumerate(problem.villages):
        service = services.get(number)
        facts = {"kind": "village", "id": village.id, "name": village.name}
        facts |= {"parcels": village.parcels, "served": service is not None}
        if service is not None:
            facts |= {
                "how": how_of(view, service),
                "by": service.by,
                "days": service.days.marks,
                "arrives": clock(arrival_of(view, service)),
                "yuan_a_day": round(paid.villages[number], 4),
            }
            if problem.overnight is not None:
                facts["days_from_centre"] = days_from_centre(view, service)
        yield _feature("Point", where[problem.village_node(number)], facts)


def _of_run(view: View, run: Run, kind: str) -> dict[str, Any]:
    facts = {
        "kind": kind,
        "id": run.id,
        "vehicle": view.problem.vehicles[run.vehicle].id,
        "days": run.days.marks,
        "departs": clock(run.departs),
        "returns": clock(run.returns),
        "stops": [view.name(node) for node in run.stops],
    }
    if run.night is None:
        return facts
    at = run.stops[run.night.after - 1]
    rests, resumes = clock(course(view, run).stands), clock(run.night.resumes - DAY_MINUTES)
    back = clock(run.returns - DAY_MINUTES)
    night = {"at": view.name(at), "rests": rests, "resumes": resumes, "returns": back}
    handed = [days.marks for node in run.stops if (days := view.fed(view.station(node)))]
    return {**facts, "returns": back, "returns_next_day": True, "night": night, "handed": handed}


def _feature(kind: str, coordinates: Any, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
