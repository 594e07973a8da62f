"""Planted faults, and the truth about them: what a rule should find later.

Each kind changes rows of one table in a way that leaves the province's totals as they are. The
truth is a table of its own and no part of the province.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from jidi.synth.apportion import Ints
from jidi.synth.columns import Columns
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream

TRUTH_SCHEMA = pa.schema(
    [
        pa.field("fault_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("subject", pa.string(), nullable=False),
        pa.field("table", pa.string(), nullable=False),
        pa.field("row_key", pa.string()),
        pa.field("starts", pa.date32()),
        pa.field("ends", pa.date32()),
    ]
)
"""``ends`` is the last day. ``row_key`` is the key of the row, where one row is concerned."""


@dataclass(frozen=True, order=True)
class Truth:
    """One planted fault."""

    kind: str
    subject: str
    table: str
    row_key: str | None
    starts: date | None
    ends: date | None


Planter = Callable[[Columns, int, np.random.Generator, int], Iterable[Truth]]
"""From columns, number of faults, randomness and the last year: plants, and tells the truths."""


def plant(table: str, columns: Columns, recipe: Recipe, *, seed: int) -> list[Truth]:
    """Plant the recipe's faults of a register or return into its columns, in place."""
    return [
        truth
        for kind, (where, planter) in _PLANTERS.items()
        if where == table
        for truth in planter(
            columns, wanted(recipe, kind), stream(seed, "fault", kind), recipe.last_year
        )
    ]


def tables_with_faults() -> tuple[str, ...]:
    """The registers and returns that hold planted faults."""
    return tuple(sorted({table for table, _ in _PLANTERS.values()}))


def wanted(recipe: Recipe, kind: str) -> int:
    """How many faults of a kind the recipe asks for."""
    return sum(plant.count for plant in recipe.plants if plant.kind == kind)


def truth_table(truths: Iterable[Truth]) -> pa.Table:
    """The truths with a number each, by kind and subject."""
    ordered = sorted(truths, key=lambda t: (t.kind, t.subject, t.row_key or ""))
    rows = [
        {"fault_id": f"fault-{number:04}", **vars(truth)}
        for number, truth in enumerate(ordered, start=1)
    ]
    return pa.Table.from_pylist(rows, schema=TRUTH_SCHEMA)


def _licence_expired(
    columns: Columns, count: int, rng: np.random.Generator, year: int
) -> Iterable[Truth]:
    """Licences still in business whose term ran out in the last half year."""
    live = np.isnat(columns["ended_on"]) & ~np.isnat(columns["expires_on"])
    rows = _some(np.flatnonzero(live), count, rng)
    ends = np.datetime64(f"{year}-07-01") + rng.integers(0, 150, len(rows))
    columns["expires_on"][rows] = np.maximum(ends, columns["granted_on"][rows] + 30)
    for row in rows:
        key = _text(columns["licence_id"][row])
        yield Truth("licence_expired", key, "licence", key, _day(columns["expires_on"][row]), None)


def _offline(kind: str, table: str, column: str) -> Planter:
    def planter(
        columns: Columns, count: int, rng: np.random.Generator, year: int
    ) -> Iterable[Truth]:
        """A device that was off on three reported days in a row of the last year."""
        device = columns[column]
        recent = columns["day"] >= np.datetime64(f"{year}-01-01")
        for chosen in _some(np.unique(device[recent]), count, rng):
            rows = np.flatnonzero((device == chosen) & recent)
            start = int(rng.integers(0, max(len(rows) - 2, 1)))
            rows = rows[start : start + 3]
            for name in ("minutes_online", "items_screened", "items_suspect", "items_confirmed"):
                if name in columns:
                    columns[name][rows] = 0
            days = columns["day"][rows]
            yield Truth(kind, _text(chosen), table, None, _day(days[0]), _day(days[-1]))

    return planter


def _complaint_spike(
    columns: Columns, count: int, rng: np.random.Generator, year: int
) -> Iterable[Truth]:
    """Forty complaints of a year that all fall on one operator, county and fortnight."""
    years = columns["received_on"].astype("M8[Y]").astype(np.int64) + 1970
    pairs = _some(np.flatnonzero(years == year), count, rng)
    for row in pairs:
        operator, division = columns["operator_id"][row], columns["division"][row]
        start = np.datetime64(f"{year}-03-01") + int(rng.integers(0, 230))
        rows = _some(np.flatnonzero(years == year), 40, rng)
        shift = start + rng.integers(0, 14, len(rows)) - columns["received_on"][rows]
        for name in ("received_on", "due_on", "answered_on", "closed_on"):
            columns[name][rows] += shift
        columns["operator_id"][rows], columns["division"][rows] = operator, division
        subject = f"{_text(operator)}@{_text(division)}"
        yield Truth("complaint_spike", subject, "complaint", None, _day(start), _day(start + 13))


def _complaint_repeated(
    columns: Columns, count: int, rng: np.random.Generator, year: int
) -> Iterable[Truth]:
    """Complaints of a year that come again within sixty days, about the same parcel."""
    day, parcel = columns["received_on"], columns["parcel_id"]
    recent = np.flatnonzero(day >= np.datetime64(f"{year}-01-01"))
    cell = np.char.add(columns["operator_id"][recent], columns["division"][recent])
    order = recent[np.lexsort((day[recent], cell))]
    same = np.char.add(columns["operator_id"][order], columns["division"][order])
    gap = (day[order[1:]] - day[order[:-1]]).astype(np.int64)
    first = np.flatnonzero((same[1:] == same[:-1]) & (gap > 0) & (gap <= 60))
    first = first[::2]  # no complaint is the second of one pair and the first of another
    first = first[np.append(np.diff(first) > 1, True)]
    for place in _some(first, count, rng):
        row, again = order[place], order[place + 1]
        parcel[again] = parcel[row]
        key = _text(columns["complaint_id"][again])
        yield Truth("complaint_repeated", key, "complaint", key, _day(day[again]), _day(day[again]))


def _courier_shortage(
    columns: Columns, count: int, rng: np.random.Generator, year: int
) -> Iterable[Truth]:
    """Two thirds of the couriers gone for two months; the pieces stay."""
    for rows in _cell_months(columns, count, rng, year, least=("couriers", 30)):
        for name in ("couriers", "insured", "certified"):
            columns[name][rows] = columns[name][rows] // 3
        yield _cell_truth("courier_shortage", "workforce", columns, rows)


def _excessive_fines(
    columns: Columns, count: int, rng: np.random.Generator, year: int
) -> Iterable[Truth]:
    """Fines of a quarter of the pay (以罚代管)."""
    for rows in _cell_months(columns, count, rng, year, least=("couriers", 10)):
        columns["fines_yuan"][rows] = np.round(columns["pay_yuan"][rows] * 0.25, 2)
        yield _cell_truth("excessive_fines", "workforce", columns, rows)


def _volume_misplaced(
    columns: Columns, count: int, rng: np.random.Generator, year: int
) -> Iterable[Truth]:
    """Two counties' volumes of one operator, business and month of the last year exchanged."""
    volume, month = columns["volume"], columns["month"]
    business = columns["business"].to_numpy(zero_copy_only=False)
    large = np.flatnonzero((volume > 200_000) & (month >= np.datetime64(f"{year}-01-01")))
    planted = 0
    for row in rng.permutation(large):
        alike = (month == month[row]) & (columns["operator_id"] == columns["operator_id"][row])
        alike &= (business == business[row]) & (volume > 0) & (volume < volume[row] / 8)
        if planted < count and alike.any():
            other = int(rng.choice(np.flatnonzero(alike)))
            volume[[row, other]] = volume[[other, row]]
            planted += 1
            for place in (row, other):
                yield _cell_truth("volume_misplaced", "monthly_return", columns, np.array([place]))
        if planted == count:
            return


def _hazard_left_open(
    columns: Columns, count: int, rng: np.random.Generator, year: int
) -> Iterable[Truth]:
    """Hazards found months ago and never closed."""
    old = columns["inspected_on"] < np.datetime64(f"{year}-09-01")
    for row in _some(np.flatnonzero(columns["hazard"] & old), count, rng):
        columns["closed_on"][row] = np.datetime64("NaT")
        key = _text(columns["inspection_id"][row])
        start = _day(columns["inspected_on"][row])
        yield Truth("hazard_left_open", key, "inspection", key, start, None)


def temperature_faults(columns: Columns, recipe: Recipe, *, day: date, seed: int) -> list[Truth]:
    """Plant the day's part of the cold faults: two hours too warm; two hours without readings."""
    truths = []
    rng = stream(seed, "fault.reading", day.isoformat())
    sensors = np.unique(columns["sensor_id"])
    drop = np.zeros(len(columns["sensor_id"]), bool)
    for kind in ("temperature_excursion", "sensor_gap"):
        for sensor in _some(sensors, on_day(recipe, kind, day), rng):
            rows = np.flatnonzero(columns["sensor_id"] == sensor)
            start = int(rng.integers(20, 90))
            rows = rows[start : start + 13]
            if kind == "sensor_gap":
                drop[rows] = True
            else:
                columns["temperature_c"][rows] = columns["band_high_c"][rows] + 6.5
            truths.append(Truth(kind, _text(sensor), "reading", None, day, day))
    for name, values in columns.items():
        columns[name] = values[~drop]
    return truths


def on_day(recipe: Recipe, kind: str, day: date) -> int:
    """How many faults of a kind fall on a day: the recipe's, dealt out to the demo days in turn."""
    days = recipe.demo.days
    if day not in days:
        return 0
    # Kinds begin at different days, so that the first days are not the only ones with faults.
    place = (days.index(day) + 5 * _order(recipe, kind)) % len(days)
    return len(range(place, wanted(recipe, kind), len(days)))


def _order(recipe: Recipe, kind: str) -> int:
    return [plant.kind for plant in recipe.plants].index(kind)


def _cell_months(
    columns: Columns,
    count: int,
    rng: np.random.Generator,
    year: int,
    *,
    least: tuple[str, int],
) -> Iterable[Ints]:
    """Rows of two months in a row of some (operator, county)."""
    name, floor = least
    start = np.datetime64(f"{year}-0{1 + int(rng.integers(1, 8))}-01")
    then = np.flatnonzero((columns["month"] == start) & (columns[name] >= floor))
    for row in _some(then, count, rng):
        same = (columns["division"] == columns["division"][row]) & (
            columns["operator_id"] == columns["operator_id"][row]
        )
        months = (columns["month"] >= start) & (columns["month"] < start + 60)
        yield np.flatnonzero(same & months)


def _cell_truth(kind: str, table: str, columns: Columns, rows: Ints) -> Truth:
    row = rows[0]
    subject = f"{_text(columns['operator_id'][row])}@{_text(columns['division'][row])}"
    last = columns["month"][rows[-1]].astype("M8[M]") + 1
    return Truth(
        kind, subject, table, None, _day(columns["month"][row]), _day(last.astype("M8[D]") - 1)
    )


def _some(places: Any, count: int, rng: np.random.Generator) -> Any:
    return rng.choice(places, min(count, len(places)), replace=False) if len(places) else places


def _text(value: Any) -> str:
    return bytes(value).decode()


def _day(value: Any) -> date:
    found: date = np.datetime64(value, "D").item()
    return found


_PLANTERS: Mapping[str, tuple[str, Planter]] = {
    "licence_expired": ("licence", _licence_expired),
    "machine_offline": ("screening", _offline("machine_offline", "screening", "machine_id")),
    "camera_offline": ("video", _offline("camera_offline", "video", "facility_id")),
    "complaint_spike": ("complaint", _complaint_spike),
    "complaint_repeated": ("complaint", _complaint_repeated),
    "courier_shortage": ("workforce", _courier_shortage),
    "excessive_fines": ("workforce", _excessive_fines),
    "volume_misplaced": ("monthly_return", _volume_misplaced),
    "hazard_left_open": ("inspection", _hazard_left_open),
}
