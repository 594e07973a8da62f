"""The timetable of a book: its lanes, its timetables of trains, flights and coaches, its roads.

Counties are stops at their centres. A parcel goes with one company: lanes of two companies are
never in one timetable; what is in timetables (GTFS) takes parcels of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pyarrow as pa

from jidi.core.division import Division, Level
from jidi.core.errors import JidiError
from jidi.core.geometry import Point, great_circle_m
from jidi.model.factor import load_factors
from jidi.model.reach import CarrierRule, LaneRule, clock_minutes, reach_values
from jidi.model.rural import detours, terrain_of
from jidi.network.timetable import (
    Assembled,
    Call,
    Link,
    Run,
    Stop,
    Tables,
    Terms,
    Timetable,
    timetable_of_rows,
)
from jidi.service.books import Book
from jidi.service.network_outages import Outages

Row = dict[str, Any]
MINUTE: Final = 60
WEEK: Final = 7
FEN_A_TONNE: Final = {"元/吨公里": 100.0, "元/千克": 100_000.0}
"""Fen a tonne in one of a price's unit; the first a km."""

_CENTRES: Final = """
SELECT SUBSTR(f.division, 1, 6) AS county, f.name, f.longitude, f.latitude
FROM facility AS f
WHERE f.kind = 'county_centre' AND f.longitude IS NOT NULL AND f.latitude IS NOT NULL
  AND f.opened_on <= {day} AND (f.closed_on IS NULL OR f.closed_on > {day})
ORDER BY f.facility_id
"""

_MIDDLES: Final = """
SELECT SUBSTR(f.division, 1, 6) AS county, AVG(f.longitude) AS longitude,
  AVG(f.latitude) AS latitude
FROM facility AS f
WHERE f.longitude IS NOT NULL AND f.latitude IS NOT NULL
  AND f.opened_on <= {day} AND (f.closed_on IS NULL OR f.closed_on > {day})
GROUP BY SUBSTR(f.division, 1, 6)
"""

_LANES: Final = """
SELECT r.route_id, r.operator_id, o.name AS operator, r.kind, r.mode, r.from_division,
  r.to_division, r.length_km, r.runs_weekly
FROM route AS r LEFT JOIN operator AS o ON o.operator_id = r.operator_id
WHERE r.opened_on <= {day} AND (r.closed_on IS NULL OR r.closed_on > {day})
  AND SUBSTR(r.from_division, 1, 6) <> SUBSTR(r.to_division, 1, 6)
ORDER BY r.route_id
"""


@dataclass(frozen=True)
class Known:
    """What the book knows, and what it lacks, for the notes.

    :param places: each county's centre; None where no place is known.
    :param seats: counties whose centre is taken to lie in the middle of their facilities.
    :param unplaced: counties without any place: only lanes with a length lead there.
    :param down: notes of lanes that an incident took out, which are left out.
    :param outside: lanes that leave the province; ``silent``: lanes without runs a week;
        ``lengthless``: lanes whose length is neither told nor can be measured.
    """

    counties: tuple[Division, ...]
    places: Mapping[str, Point | None]
    lanes: Mapping[str, tuple[Row, ...]]
    operators: Mapping[str, str]
    timetabled: Assembled | None
    seats: int
    unplaced: int
    outside: int
    silent: int
    lengthless: int
    synthetic: bool
    down: tuple[JidiError, ...] = ()


def known_of(book: Book, day: date) -> Known:
    """The lanes and timetables of a book on a day; the book remembers them."""
    return book.remembered(("reach", day), lambda _version: _known(book, day))


def timetabled_of(book: Book, day: date) -> Assembled | None:
    """The trains, flights and coaches of a book's timetables from a day on; None where it holds
    none. The book remembers them."""
    days = reach_values().days
    return book.remembered(("timetabled", day), lambda _version: _timetabled(book, day, days))


def timetabled_week(book: Book, day: date) -> Assembled | None:
    """The same for all seven days of a week, however far reach looks."""
    return book.remembered(("timetabled week", day), lambda _version: _timetabled(book, day, WEEK))


def timetable_for(book: Book, day: date, operator: str) -> Timetable:
    """What parcels of one company may take from ``day`` on; the book remembers it.

    :param operator: its id; with '' the timetables alone.
    """
    return book.remembered(
        ("reach", day, operator), lambda _version: _timetable(known_of(book, day), day, operator)
    )


def _known(book: Book, day: date) -> Known:
    counties = tuple(sorted(book.tree.at_level(Level.COUNTY), key=lambda d: d.code.text))
    centres = {row["county"]: row for row in reversed(_asked(book, _CENTRES, day))}
    middles = {row["county"]: row for row in _asked(book, _MIDDLES, day)}
    places = {
        key: _point_of(centres.get(key, middles.get(key)))
        for key in (county.code.short for county in counties)
    }
    lanes: dict[str, list[Row]] = defaultdict(list)
    counts = {"outside": 0, "silent": 0, "lengthless": 0}
    outages = Outages.on(book, day)
    known = [r for r in _asked(book, _LANES, day) if r["kind"] in reach_values().lanes]
    rows = outages.running(known, lambda row: str(row["route_id"]))
    for row in rows:
        made = _lane(row, places)
        if isinstance(made, str):
            counts[made] += 1
        else:
            lanes[row["operator_id"] or ""].append(made)
    tables = ("route", "facility", "timetable_call")
    return Known(
        counties=counties,
        places=places,
        lanes={key: tuple(held) for key, held in lanes.items()},
        operators={r["operator_id"]: r["operator"] or r["operator_id"] for r in rows
                   if r["operator_id"] in lanes},
        timetabled=timetabled_of(book, day),
        seats=sum(key not in centres and place is not None for key, place in places.items()),
        unplaced=sum(place is None for place in places.values()),
        synthetic=any("synthetic" in book.origins(table) for table in tables),
        down=tuple(outages.told.values()),
        **counts,
    )  # fmt: skip


def _asked(book: Book, sql: str, day: date) -> list[Row]:
    filled = sql.format(day=f"DATE '{day.isoformat()}'")
    return list(book.ask(filled, {}, file="reach").to_pylist())


def _point_of(row: Row | None) -> Point | None:
    return None if row is None else Point(float(row["latitude"]), float(row["longitude"]))


def _lane(row: Row, places: Mapping[str, Point | None]) -> Row | str:
    """The lane with its length, or why it is none."""
    ends = [row[end][:6] for end in ("from_division", "to_division")]
    if any(end not in places for end in ends):
        return "outside"
    if not row["runs_weekly"] or row["runs_weekly"] < 1:
        return "silent"
    km = float(row["length_km"] or 0) or road_km(places[ends[0]], places[ends[1]], ends[0])
    if not km:
        return "lengthless"
    return {**row, "from": ends[0], "to": ends[1], "km": km}


def station_seconds(km: float) -> int:
    """From a county's centre to a timetable's stop so far by road, or back, with handling."""
    values = reach_values()
    kmh = float(load_factors().get(values.station_speed).value)
    return values.station_handling_min * MINUTE + round(km / kmh * 3600)


def road_km(one: Point | None, other: Point | None, county: str) -> float:
    """The straight line times the detour of the terrain; nought where a place is not known."""
    if one is None or other is None:
        return 0.0
    factor = detours()[terrain_of(county) or "hill", "county"]
    return great_circle_m(one, other) / 1000 * factor


def _timetabled(book: Book, day: date, days: int) -> Assembled | None:
    """The trains, flights and coaches of the book's timetables; None where it holds none."""
    if not book.rows("timetable_call"):
        return None
    names = ("stop", "call", "run", "line", "service", "exception", "frequency")
    held = {n: book.ask(f"SELECT * FROM timetable_{n}", {}, file="reach") for n in names}
    tables = Tables(*(_rows(held[name]) for name in names))
    return timetable_of_rows(tables, since=day, days=days, terms=_terms)


def _rows(table: pa.Table) -> Sequence[Row]:
    return list(table.to_pylist())


def _terms(route_type: int) -> Terms | None:
    carrier = reach_values().carrier_of(route_type)
    if carrier is None:
        return None
    a_km, entry = _price(carrier)
    return Terms(
        carrier.mode, carrier.load_min * MINUTE, carrier.unload_min * MINUTE, a_km, round(entry)
    )


def _price(rule: LaneRule | CarrierRule) -> tuple[float, float]:
    """Fen a tonne: for each km, and once."""
    factor = load_factors().get(rule.price)
    fen = float(factor.value) * FEN_A_TONNE[factor.unit]
    return (fen, 0.0) if factor.unit == "元/吨公里" else (0.0, fen)


# The timetable of one company ------------------------------------------------


def _timetable(known: Known, day: date, operator: str) -> Timetable:
    numbers = {county.code.short: n for n, county in enumerate(known.counties)}
    stops = [_stop(county, known.places[county.code.short]) for county in known.counties]
    runs = [
        run
        for lane in known.lanes.get(operator, ())
        for run in _lane_runs(lane, numbers, first=day.weekday())
    ]
    if known.timetabled is None:
        return Timetable(tuple(stops), tuple(runs))
    offset, more = len(stops), known.timetabled.timetable
    stops += more.stops
    runs += [_shifted(run, offset) for run in more.runs]
    return Timetable(tuple(stops), tuple(runs), tuple(_links(known, offset, more.stops)))


def _stop(county: Division, place: Point | None) -> Stop:
    at = (None, None) if place is None else (place.longitude, place.latitude)
    return Stop(county.code.short, county.name, *at)


def _shifted(run: Run, offset: int) -> Run:
    calls = tuple(Call(call.stop + offset, call.arrives, call.departs) for call in run.calls)
    return replace(run, calls=calls)


def _lane_runs(lane: Row, numbers: Mapping[str, int], *, first: int) -> Iterator[Run]:
    """The runs of a lane on the days looked at.

    :param first: weekday of day 0, Monday = 0.
    """
    rule = reach_values().lanes[lane["kind"]]
    mode = reach_values().modes.get(lane["mode"])
    kmh, load, unload = (
        (rule.kmh, rule.load_min, rule.unload_min)
        if mode is None
        else (mode.kmh, mode.load_min, mode.unload_min)
    )
    takes = max(MINUTE, round(lane["km"] / kmh * 3600))
    a_km, entry = _price(rule)
    for number, (departs, days) in enumerate(departures(lane["runs_weekly"], rule, first)):
        calls = (
            Call(numbers[lane["from"]], departs, departs),
            Call(numbers[lane["to"]], departs + takes, departs + takes),
        )
        yield Run(
            id=f"{lane['route_id']}#{number + 1}",
            name=lane["route_id"],
            mode=lane["mode"],
            calls=calls,
            days=days,
            load_s=load * MINUTE,
            unload_s=unload * MINUTE,
            leg_costs=(round(lane["km"] * a_km),),
            entry_cost=round(entry),
        )


def departures(
    runs_weekly: float, rule: LaneRule, first: int
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Seconds of the day, and the days on which a run leaves then; half runs are left away.

    :param first: weekday of day 0, Monday = 0.
    """
    days = range(-1, reach_values().days)
    runs = int(runs_weekly)
    if runs < WEEK:
        weekdays = {number * WEEK // runs for number in range(runs)}
        some = tuple(day for day in days if (first + day) % WEEK in weekdays)
        if some:
            yield clock_minutes(rule.departs[0]) * MINUTE, some
        return
    for minute in _clocks(runs // WEEK, rule):
        yield minute * MINUTE, tuple(days)


def _clocks(runs: int, rule: LaneRule) -> Iterable[int]:
    minutes = [clock_minutes(clock) for clock in rule.departs]
    if runs <= len(minutes):
        return sorted(minutes[:runs])
    return sorted((minutes[0] + 24 * 60 * number // runs) % (24 * 60) for number in range(runs))


def _links(known: Known, offset: int, stops: Sequence[Stop]) -> Iterator[Link]:
    """Roads between counties' centres and the stops of timetables near them, both ways."""
    values = reach_values()
    fen = float(load_factors().get("cost_road_tonne").value) * FEN_A_TONNE["元/吨公里"]
    for number, county in enumerate(known.counties):
        here = known.places[county.code.short]
        for other, stop in enumerate(stops):
            there = _point(stop)
            if here is None or there is None:
                continue
            if great_circle_m(here, there) / 1000 <= values.station_km:
                km = road_km(here, there, county.code.short)
                takes = station_seconds(km)
                yield Link(number, offset + other, "road", takes, round(km * fen))
                yield Link(offset + other, number, "road", takes, round(km * fen))


def _point(stop: Stop) -> Point | None:
    if stop.latitude is None or stop.longitude is None:
        return None
    return Point(stop.latitude, stop.longitude)
