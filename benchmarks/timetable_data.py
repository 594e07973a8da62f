"""The timetables in ../shared/bench as problems: the national high-speed one, and GTFS feeds.

Handling and prices are chosen for the measurement; they are those of no carrier.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from jidi.feeds import open_feed
from jidi.model.timetable_tables import timetable_columns
from jidi.network.timetable import (
    Call,
    Link,
    Run,
    Stop,
    Tables,
    Terms,
    Timetable,
    timetable_of_rows,
)
from jidi.network.timetable.assembling import km_between, leg_costs

BENCH = Path(__file__).parents[1].parent / "shared" / "bench"
GTFS = {"kuopio": "kuopio_finland_gtfs.zip", "shizuoka": "shizuoka_gtfs_2016.zip"}
DAY_S = 86_400


def high_speed(days: int = 1, *, load_s: int = 600, unload_s: int = 600) -> Timetable:
    """The national high-speed timetable of 2016, every day the same."""
    folder = BENCH / "china"
    stops, numbers = [], {}
    with (folder / "hsr2016_stations.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            name = row["电报码"]  # the head's columns of name and telegraph code are swapped
            numbers[name] = len(stops)
            stops.append(Stop(name, name, float(row["经度"]), float(row["纬度"])))
    calls: dict[tuple[str, str], list[Call]] = defaultdict(list)
    with gzip.open(folder / "hsr2016_stop_times.csv.gz", "rt", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            held = calls[row["run"], row["车次"]]
            after = held[-1].departs if held else 0
            times = [_seconds(row[k], after) for k in ("到站时间", "出发时间")]
            known = [moment for moment in times if moment is not None]
            if row["站名"] in numbers and known:
                held.append(Call(numbers[row["站名"]], known[0], known[-1]))
    runs = [
        Run(
            id=f"{name}-{number}",
            name=name,
            mode="hsr",
            calls=tuple(held),
            days=tuple(range(days)),
            load_s=load_s,
            unload_s=unload_s,
            leg_costs=leg_costs([stops[call.stop] for call in held], 200.0),
            entry_cost=30_000,
        )
        for (number, name), held in calls.items()
        if len(held) > 1
    ]
    return Timetable(tuple(stops), tuple(runs))


def _seconds(clock: str, after: int) -> int | None:
    """Seconds of the run's day: a time that goes back is of the day after."""
    if ":" not in clock:
        return None
    hour, minute, second = (int(part) for part in clock.split(":"))
    moment = hour * 3600 + minute * 60 + second
    return moment if moment >= after else moment + DAY_S


def mixed(days: int = 3) -> Timetable:
    """The same with trucks between stations near each other, vans at any time, and a few flights.

    Trucks of headways: every two hours between stations less than 120 km apart, the three nearest;
    vans between stations of a city (under 25 km); flights between the twelve busiest stations.
    """
    rail = high_speed(days)
    busy: dict[int, int] = defaultdict(int)
    for run in rail.runs:
        for call in run.calls:
            busy[call.stop] += 1
    runs, links = list(rail.runs), []
    for one, stop in enumerate(rail.stops):
        away = sorted(
            (km_between(stop, other), n) for n, other in enumerate(rail.stops) if n != one
        )
        links += [Link(one, n, "van", 900 + int(km * 120), round(km * 150))
                  for km, n in away if km < 25]  # fmt: skip
        for km, other in [pair for pair in away if 25 <= pair[0] < 120][:3]:
            takes = int(km * 1.3 / 70 * 3600)
            for hour in range(0, 24, 2):
                leaves = hour * 3600
                calls = (Call(one, leaves, leaves), Call(other, leaves + takes, leaves + takes))
                runs.append(
                    Run(f"truck-{one}-{other}-{hour}", "", "road", calls, tuple(range(days)),
                        1800, 1800, (round(km * 52),), 2_000)
                )  # fmt: skip
    airports = sorted(busy, key=lambda stop: (-busy[stop], stop))[:12]
    for one in airports:
        for other in airports:
            km = km_between(rail.stops[one], rail.stops[other])
            if km > 500:
                leaves, takes = 23 * 3600, int(1800 + km / 750 * 3600)
                calls = (Call(one, leaves, leaves), Call(other, leaves + takes, leaves + takes))
                runs.append(
                    Run(f"air-{one}-{other}", "", "air", calls, tuple(range(days)), 5400, 5400,
                        (round(km * 300),), 100_000)
                )  # fmt: skip
    return Timetable(rail.stops, tuple(runs), tuple(links))


def transit(name: str) -> Timetable:
    """A GTFS feed on one of its days, with walks of ten minutes at the most."""
    rows = _tables(BENCH / "gtfs" / GTFS[name])
    day = max([row["first_day"] for row in rows.services] or [date.min])
    if rows.exceptions:
        day = max(day, min(row["on_day"] for row in rows.exceptions))
    made = timetable_of_rows(
        rows, since=day, days=1, terms=lambda _kind: Terms("bus", 60, 60, 400.0, 100)
    ).timetable
    return Timetable(made.stops, made.runs, tuple(_walks(made.stops)))


def _walks(stops: tuple[Stop, ...]) -> Any:
    for one, stop in enumerate(stops):
        for other, there in enumerate(stops):
            if one != other and abs(float(stop.latitude) - float(there.latitude)) < 0.006:
                km = km_between(stop, there)
                if km < 0.4:
                    yield Link(one, other, "walk", 60 + int(km / 4 * 3600))


def _tables(path: Path) -> Tables:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with open_feed(path) as feed:
        for block in feed.blocks():
            file = block.part.rsplit("/", 1)[-1].removesuffix(".txt")
            columns = timetable_columns().get(file, ())
            for cells in block.cells.to_pylist():
                row = {c.column: _cell(cells.get(c.field), c.column, c.form) for c in columns}
                if columns:
                    found[columns[0].table].append({"timetable": path.stem, **row})
    return Tables(*(found[f"timetable_{name}"] for name in (
        "stop", "call", "run", "line", "service", "exception", "frequency",
    )))  # fmt: skip


def _cell(text: str | None, column: str, form: str) -> Any:
    if text is None:
        return None
    if form == "date":
        return _day(text)
    if form == "seconds":
        hour, minute, second = (int(part) for part in text.split(":"))
        return hour * 3600 + minute * 60 + second
    if form == "exception" or column.endswith("day"):
        return text == "1"
    return int(text) if column in ("position", "every_s", "route_type") else text


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def connections(timetable: Timetable) -> int:
    """Legs of one day."""
    return sum(1 for run in timetable.runs for _ in pairwise(run.calls))
