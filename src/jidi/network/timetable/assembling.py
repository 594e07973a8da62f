"""A timetable out of the rows of the book's timetable tables (GTFS), for some days.

Rows have the columns of ``definitions/tables/timetable_*.toml``. What a line's kind costs and how
long loading takes is handed in; a kind of line that takes no parcels is passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from jidi.core.geometry import Point, great_circle_m
from jidi.network.timetable.problem import Call, Run, Stop, Timetable

Row = Mapping[str, Any]
Key = tuple[str, str]
WEEKDAYS: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """What being carried by a mode takes.

    :param load_s: and ``unload_s``: see :class:`Run`.
    :param fen_per_tonne_km: of the straight distance between stops; ``entry_cost``: fen a tonne.
    """

    mode: str
    load_s: int
    unload_s: int
    fen_per_tonne_km: float = 0.0
    entry_cost: int = 0


@dataclass(frozen=True)
class Tables:
    """Rows of the seven tables."""

    stops: Sequence[Row]
    calls: Sequence[Row]
    runs: Sequence[Row]
    lines: Sequence[Row]
    services: Sequence[Row] = ()
    exceptions: Sequence[Row] = ()
    frequencies: Sequence[Row] = ()


@dataclass(frozen=True)
class Assembled:
    """A timetable and what was passed over.

    :param untimed: calls without a time; ``refused``: runs of kinds that take no parcels;
        ``idle``: runs that leave on none of the days; ``unusable``: runs with fewer than two timed
        calls or times that go back.
    """

    timetable: Timetable
    untimed: int
    refused: int
    idle: int
    unusable: int


def timetable_of_rows(
    tables: Tables, *, since: date, days: int, terms: Callable[[int], Terms | None]
) -> Assembled:
    """The timetable of ``days`` days from ``since``, which is day 0.

    Runs of the day before count where they still run after midnight.

    :param terms: by GTFS route type; None where such a line takes no parcels.
    """
    stops, numbers = _stops(tables.stops)
    dates = {since + timedelta(days=n): n for n in range(-1, days)}
    services = _days_of_services(tables, dates)
    kinds = {(r["timetable"], r["line_id"]): int(r["route_type"]) for r in tables.lines}
    calls: dict[Key, list[Row]] = defaultdict(list)
    for call in tables.calls:
        calls[call["timetable"], call["run_id"]].append(call)
    intervals: dict[Key, list[Row]] = defaultdict(list)
    for row in tables.frequencies:
        intervals[row["timetable"], row["run_id"]].append(row)
    made: list[Run] = []
    counts = {"untimed": 0, "refused": 0, "idle": 0, "unusable": 0}
    for row in tables.runs:
        key = (row["timetable"], row["run_id"])
        held = terms(kinds[row["timetable"], row["line_id"]])
        on = services.get((row["timetable"], row["service_id"]), ())
        timed, untimed = _timed(calls[key], numbers)
        counts["untimed"] += untimed
        if held is None or not on or not _is_usable(timed):
            counts["refused" if held is None else "unusable" if on else "idle"] += 1
            continue
        made.extend(_runs(row, timed, on, held, intervals[key], stops))
    return Assembled(Timetable(stops, tuple(made)), **counts)


def _stops(rows: Iterable[Row]) -> tuple[tuple[Stop, ...], dict[Key, int]]:
    stops: list[Stop] = []
    numbers: dict[Key, int] = {}
    for row in rows:
        numbers[row["timetable"], row["stop_id"]] = len(stops)
        place = [None if row[a] is None else float(row[a]) for a in ("longitude", "latitude")]
        key = f"{row['timetable']}/{row['stop_id']}"
        stops.append(Stop(key, row["name"] or row["stop_id"], *place))
    return tuple(stops), numbers


def _days_of_services(tables: Tables, dates: Mapping[date, int]) -> dict[Key, tuple[int, ...]]:
    """The day numbers on which each service runs; exceptions count against the weekdays."""
    found: dict[Key, set[int]] = defaultdict(set)
    for row in tables.services:
        for each, number in dates.items():
            if row[WEEKDAYS[each.weekday()]] and row["first_day"] <= each <= row["last_day"]:
                found[row["timetable"], row["service_id"]].add(number)
    for row in tables.exceptions:
        if row["on_day"] in dates:
            days = found[row["timetable"], row["service_id"]]
            (days.add if row["runs"] else days.discard)(dates[row["on_day"]])
    return {key: tuple(sorted(days)) for key, days in found.items() if days}


def _timed(rows: Iterable[Row], numbers: Mapping[Key, int]) -> tuple[list[Call], int]:
    """The calls that have a time, in their order, and how many have none."""
    made, untimed = [], 0
    for row in sorted(rows, key=lambda row: int(row["position"])):
        known = [row[k] for k in ("arrives_s", "departs_s") if row[k] is not None]
        if known:
            stop = numbers[row["timetable"], row["stop_id"]]
            made.append(Call(stop, int(known[0]), int(known[-1])))
        else:
            untimed += 1
    return made, untimed


def _is_usable(calls: Sequence[Call]) -> bool:
    moments = [moment for call in calls for moment in (call.arrives, call.departs)]
    return len(calls) >= 2 and all(earlier <= later for earlier, later in pairwise(moments))


def _runs(
    row: Row,
    calls: Sequence[Call],
    days: tuple[int, ...],
    terms: Terms,
    intervals: Sequence[Row],
    stops: Sequence[Stop],
) -> Iterator[Run]:
    """The run itself, or, at intervals, each of them."""
    key = f"{row['timetable']}/{row['run_id']}"
    costs = leg_costs([stops[call.stop] for call in calls], terms.fen_per_tonne_km)
    shifts = [0]
    if intervals:
        shifts = [
            second - calls[0].departs
            for each in intervals
            for second in range(each["from_s"], each["until_s"], each["every_s"])
        ]
    for number, shift in enumerate(sorted(set(shifts))):
        yield Run(
            id=key if not intervals else f"{key}#{number + 1}",
            name=str(row.get("headsign") or row["run_id"]),
            mode=terms.mode,
            calls=tuple(Call(c.stop, c.arrives + shift, c.departs + shift) for c in calls),
            days=days,
            load_s=terms.load_s,
            unload_s=terms.unload_s,
            leg_costs=costs,
            entry_cost=terms.entry_cost,
        )


def leg_costs(stops: Sequence[Stop], fen_per_tonne_km: float) -> tuple[int, ...]:
    """Fen a tonne of each leg, by the straight distance; nought where a place is not known."""
    return tuple(round(km_between(a, b) * fen_per_tonne_km) for a, b in pairwise(stops))


def km_between(one: Stop, other: Stop) -> float:
    """Kilometres in a straight line; nought where a place is not known."""
    if None in (one.longitude, one.latitude, other.longitude, other.latitude):
        return 0.0
    here = Point(float(one.latitude or 0), float(one.longitude or 0))
    there = Point(float(other.latitude or 0), float(other.longitude or 0))
    return great_circle_m(here, there) / 1000
