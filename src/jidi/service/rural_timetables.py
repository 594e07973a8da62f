"""Bus lanes of a rural network from the timetables of the book (GTFS), where it holds any.

Each departure that leaves the centre or a station once the parcels can be sorted, and calls at
villages afterwards, may be a lane. Of each line only the first few are taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from jidi.core.worded import listed
from jidi.model.factor import load_factors
from jidi.model.rural import TimetableRule, rural_values
from jidi.service.rural_departures import (
    KM_PER_DEGREE,
    Departure,
    Key,
    Match,
    days_of_services,
    departures,
    near_stops,
)
from jidi.service.rural_places import Places, Row

TIMETABLE_TABLES: Final = (
    "timetable_stop",
    "timetable_call",
    "timetable_run",
    "timetable_line",
    "timetable_service",
    "timetable_exception",
    "timetable_frequency",
)
"""The tables of the book that are read."""

_STOPS: Final = """
SELECT timetable, stop_id, CAST(longitude AS DOUBLE) AS longitude,
  CAST(latitude AS DOUBLE) AS latitude
FROM timetable_stop
WHERE longitude BETWEEN {west} AND {east} AND latitude BETWEEN {south} AND {north}
ORDER BY timetable, stop_id
"""

_CALLS: Final = """
SELECT c.timetable, c.run_id, c.position, c.stop_id, c.arrives_s, c.departs_s,
  r.line_id, r.service_id, COALESCE(l.short_name, l.name) AS name, b.begins_s
FROM timetable_call AS c
JOIN near_stop AS n ON n.timetable = c.timetable AND n.stop_id = c.stop_id
JOIN timetable_run AS r ON r.timetable = c.timetable AND r.run_id = c.run_id
JOIN timetable_line AS l ON l.timetable = r.timetable AND l.line_id = r.line_id
JOIN (
  SELECT timetable, run_id, MIN(COALESCE(departs_s, arrives_s)) AS begins_s
  FROM timetable_call GROUP BY timetable, run_id
) AS b ON b.timetable = c.timetable AND b.run_id = c.run_id
WHERE l.route_type = 3 OR l.route_type BETWEEN 200 AND 299 OR l.route_type BETWEEN 700 AND 799
ORDER BY c.timetable, c.run_id, c.position
"""

_SERVICES: Final = "SELECT * FROM timetable_service ORDER BY timetable, service_id"
_EXCEPTIONS: Final = "SELECT * FROM timetable_exception ORDER BY timetable, service_id, on_day"
_INTERVALS: Final = "SELECT * FROM timetable_frequency ORDER BY timetable, run_id, from_s"


@dataclass(frozen=True)
class Timetabled:
    """Lanes out of timetables, and the villages that they call at."""

    lanes: list[Row] = field(default_factory=list)
    stops: list[Row] = field(default_factory=list)

    @property
    def villages(self) -> frozenset[str]:
        """Ids of the villages that a timetabled bus calls at."""
        return frozenset(stop["village"] for stop in self.stops)


def timetabled_lanes(
    places: Places, *, centre: Row, stations: Sequence[Row], villages: Sequence[Row]
) -> Timetabled:
    """The lanes that the book's timetables offer; empty where it holds none near these places."""
    if not places.book.rows("timetable_call"):
        return Timetabled()
    rule = rural_values().timetable
    match = _match(places, centre=centre, stations=stations, villages=villages)
    if not match.depots or not match.villages:
        return Timetabled()
    found = _found(places, match, depots=[centre, *stations])
    kept = list(_kept(places, found, rule))
    if not kept:
        return Timetabled()
    lines = {(d.timetable, d.line) for d in kept}
    names = listed(sorted({d.timetable for d in kept}))
    places.note(
        "N-685", count=len(kept), lines=len(lines), timetables=names, km=rule.village_km,
        day=places.day.isoformat(),
    )  # fmt: skip
    numbered = list(zip(_ids(kept), kept, strict=True))
    return Timetabled(
        [_lane(key, departure) for key, departure in numbered],
        [
            {"lane": key, "village": village, "arrives": moment}
            for key, departure in numbered
            for village, moment in departure.calls
        ],
    )


def _match(
    places: Places, *, centre: Row, stations: Sequence[Row], villages: Sequence[Row]
) -> Match:
    rule = rural_values().timetable
    every = [centre, *stations, *villages]
    stops = _stops(places, every, km=max(rule.village_km, rule.station_km, rule.centre_km))
    at_centre = near_stops(stops, [centre], km=rule.centre_km)
    at_stations = near_stops(stops, stations, km=rule.station_km)
    depots = {
        key: (*at_centre.get(key, ()), *at_stations.get(key, ()))
        for key in {**at_centre, **at_stations}
    }
    return Match(depots, near_stops(stops, villages, km=rule.village_km))


def _stops(places: Places, every: Sequence[Row], *, km: float) -> list[Row]:
    """The timetables' stops in the box around the places."""
    known = [place for place in every if place["longitude"] is not None]
    if not known:
        return []
    north_south = km / KM_PER_DEGREE
    east_west = 2 * north_south  # a degree of longitude is more than half as long up to 60° north
    easts, norths = [p["longitude"] for p in known], [p["latitude"] for p in known]
    filled = _STOPS.format(
        west=min(easts) - east_west,
        east=max(easts) + east_west,
        south=min(norths) - north_south,
        north=max(norths) + north_south,
    )
    return list(places.book.ask(filled, {}, file="rural").to_pylist())


def _found(places: Places, match: Match, *, depots: Sequence[Row]) -> list[Departure]:
    near = pa.Table.from_pylist(
        [{"timetable": t, "stop_id": s} for t, s in sorted({**match.depots, **match.villages})]
    )
    ask = places.book.ask
    calls = ask(_CALLS, {"near_stop": near}, file="rural").to_pylist()
    days = days_of_services(
        ask(_SERVICES, {}, file="rural").to_pylist(),
        ask(_EXCEPTIONS, {}, file="rural").to_pylist(),
        day=places.day,
    )
    _tell_out_of_date(places, calls, days)
    intervals: dict[Key, list[Row]] = defaultdict(list)
    for row in ask(_INTERVALS, {}, file="rural").to_pylist():
        intervals[row["timetable"], row["run_id"]].append(row)
    ranks = {depot["id"]: number for number, depot in enumerate(depots)}
    return departures(calls, match=match, days=days, intervals=intervals, ranks=ranks)


def _tell_out_of_date(places: Places, calls: Iterable[Row], days: Mapping[Key, object]) -> None:
    """Runs through the county's places whose service does not run in the week looked at."""
    idle = {
        (call["timetable"], call["run_id"])
        for call in calls
        if (call["timetable"], call["service_id"]) not in days
    }
    if idle:
        names = listed(sorted({timetable for timetable, _ in idle}))
        places.note("N-686", count=len(idle), timetables=names, day=places.day.isoformat())


def _kept(places: Places, found: Sequence[Departure], rule: TimetableRule) -> Iterable[Departure]:
    """Departures once parcels can be sorted and loaded, the first few of each line and origin."""
    earliest = _earliest()
    taken: dict[tuple[str, str, str], int] = defaultdict(int)
    kept, early, more = [], 0, 0
    for departure in places.outages.running(found, lambda one: one.line):
        key = (departure.timetable, departure.line, departure.origin)
        if departure.departs < earliest:
            early += 1
        elif taken[key] >= rule.runs_a_line:
            more += 1
        else:
            taken[key] += 1
            kept.append(departure)
    if early or more:
        clock = f"{int(earliest) // 60:02d}:{int(earliest) % 60:02d}"
        places.note("N-687", early=early, more=more, clock=clock, most=rule.runs_a_line)
    return kept


def _earliest() -> float:
    """When a vehicle loaded at the centre can leave at the earliest, by the stand-in values."""
    defaults = rural_values().defaults
    hour, minute = str(defaults["centre.ready"].figure).split(":")
    return int(hour) * 60 + int(minute) + float(defaults["centre.loading"].figure)


def _ids(kept: Sequence[Departure]) -> list[str]:
    """Line and departure; numbered where a line of that name leaves twice in a minute."""
    seen: dict[str, int] = defaultdict(int)
    found = []
    for departure in kept:
        key = f"{departure.line}@{_clock(departure.departs)}"
        seen[key] += 1
        found.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return found


def _clock(minute: float) -> str:
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"


def _lane(key: str, departure: Departure) -> Row:
    offer = rural_values().lanes["bus"]
    return {
        "id": key,
        "name": f"客货邮 {departure.name} {_clock(departure.departs)}",
        "kind": "bus",
        "origin": departure.origin,
        "departs": departure.departs,
        "days": departure.days.marks,
        "capacity": offer.capacity,
        "price_per_parcel": float(load_factors().get(offer.price_per_parcel).value),
        "price_per_stop": offer.price_per_stop,
        "grams_per_parcel": offer.grams_per_parcel,
    }
