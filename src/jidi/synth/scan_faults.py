"""Faults planted among parcels and their scans.

What falls on a day is fixed by the recipe and the seed, not by who asks: a fault sits at numbers
of parcels within the day, or at an operator and county.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from jidi.synth.apportion import Ints
from jidi.synth.faults import Truth, on_day
from jidi.synth.parcels import DELIVERED, DOOR, IN_TRANSIT, Block
from jidi.synth.scans import ACCEPT, DOUBLES, END, FAR_HUB, OUT_HUB, OUTLET, Scans, repeat
from jidi.synth.streams import stream
from jidi.synth.traffic import INTER_CITY, Day, Traffic

CELL_KINDS = ("outlet_backlog", "delivery_stopped")
PARCEL_KINDS = ("impossible_speed", "duplicate_scans", "wrong_county", "time_reversed")
_BACKLOG_HOURS = 72
_SOON_SECONDS = 540


@dataclass(frozen=True)
class DayFaults:
    """The faults of one day.

    :param cells: kind, operator and county of faults that hold for all parcels delivered there.
    :param parcels: kind and number of the parcel within the day.
    """

    date: date
    cells: tuple[tuple[str, int, int], ...]
    parcels: tuple[tuple[str, int], ...]


def faults_of(traffic: Traffic, day: Day, *, total: int, seed: int) -> DayFaults:
    """Which faults fall on a day of ``total`` parcels."""
    rng = stream(seed, "fault.parcel", day.date.isoformat())
    brands = np.argsort(-traffic.own.share, kind="stable")[1:5]
    counties = traffic.ground.counties.ranked[:12]
    pairs = [(int(b), int(c)) for c in counties for b in brands if traffic.own.present[b, c]]
    order = rng.permutation(len(pairs))
    numbers = iter(rng.permutation(total).tolist())
    cells = [kind for kind in CELL_KINDS for _ in range(on_day(traffic.recipe, kind, day.date))]
    kinds = [kind for kind in PARCEL_KINDS for _ in range(on_day(traffic.recipe, kind, day.date))]
    return DayFaults(
        date=day.date,
        cells=tuple((kind, *pairs[place]) for kind, place in zip(cells, order, strict=False)),
        parcels=tuple(zip(kinds, numbers, strict=False)),
    )


def plant_in_block(faults: DayFaults, block: Block) -> None:
    """Delay or stop the delivery of all parcels that go to a backlogged or stopped cell."""
    for kind, operator, county in faults.cells:
        rows = (block.operator == operator) & (block.target == county)
        if kind == "outlet_backlog":
            block.attempt[rows] += _BACKLOG_HOURS * 3600
            block.delivered[rows] += _BACKLOG_HOURS * 3600
        else:
            block.outcome[rows] = IN_TRANSIT
    # The four kinds below need a plain parcel: between cities, delivered at the door at once.
    for row in _rows(faults, block):
        block.segment[row], block.outcome[row] = INTER_CITY, DELIVERED
        block.mode[row], block.failed[row] = DOOR, False
        block.delivered[row] = block.attempt[row]


def plant_in_scans(traffic: Traffic, faults: DayFaults, block: Block, scans: Scans) -> list[Truth]:
    """Bend the scans of the chosen parcels; the truths of this block."""
    truths = []
    for kind, operator, county in faults.cells:
        rows = np.flatnonzero((block.operator == operator) & (block.target == county))
        if kind == "delivery_stopped":
            scans.used[rows, OUTLET + 1 :] = False
        subject = f"{_text(traffic.own.ids[operator])}@{_text(traffic.places[county])}"
        ends = faults.date + timedelta(days=3)
        # Said once a day, by the block that begins it.
        truths += [Truth(kind, subject, "parcel", None, faults.date, ends)] * (block.first == 0)
    kinds = {number - block.first: kind for kind, number in faults.parcels}
    for row in _rows(faults, block):
        _bend(traffic, block, scans, int(row), kinds[int(row)])
        key = _text(block.ids[row])
        truths.append(Truth(kinds[int(row)], key, "event", key, faults.date, faults.date))
    return truths


def _bend(traffic: Traffic, block: Block, scans: Scans, row: int, kind: str) -> None:
    scans.used[row, : END + 1] = True
    scans.used[row, END - 1] = False
    if kind == "impossible_speed":
        # A thousand kilometres and more between two scans nine minutes apart.
        scans.place[row, OUT_HUB] = traffic.inside
        scans.place[row, FAR_HUB] = traffic.abroad - 1
        scans.facility[row, [OUT_HUB, FAR_HUB]] = -1
        scans.at[row, FAR_HUB] = scans.at[row, OUT_HUB] + _SOON_SECONDS
    elif kind == "duplicate_scans":
        for double in range(DOUBLES):
            repeat(scans, np.array([row]), np.array([OUTLET]), END + 1 + double)
    elif kind == "wrong_county":
        scans.place[row, OUTLET] = _elsewhere(traffic, int(block.target[row]))
    else:
        scans.at[row, END] = scans.at[row, ACCEPT] - 3600


def _elsewhere(traffic: Traffic, place: int) -> int:
    """A county of another city."""
    cities = traffic.ground.counties.above
    own = cities[place] if place < traffic.inside else -1
    return int(next(c for c in traffic.ground.counties.ranked if cities[c] != own))


def _rows(faults: DayFaults, block: Block) -> Ints:
    numbers = np.array([number for _, number in faults.parcels], np.int64)
    return numbers[(numbers >= block.first) & (numbers < block.first + len(block))] - block.first


def _text(value: bytes) -> str:
    return bytes(value).decode()
