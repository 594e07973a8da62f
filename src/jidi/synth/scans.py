"""The rows of ``event`` of a block: each parcel's scans, with misses, doubles and late arrivals.

Every parcel has :data:`SLOTS` places for scans, in the order of its way. Which are used, when and
where they happened stands in arrays of shape (parcels, slots); flattened by the mask of those
used, they are the rows, in order of parcel and step.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from jidi.synth.apportion import Ints
from jidi.synth.columns import Columns, Texts, coded, numbered
from jidi.synth.marks import seconds
from jidi.synth.parcels import DOOR, IN_TRANSIT, LOST, Block, draws
from jidi.synth.streams import stream
from jidi.synth.traffic import DIAL, INTERNATIONAL, SAME_CITY, Day, Traffic, threshold

STEPS = (
    "accepted",
    "departed_origin",
    "departed_hub",
    "arrived_hub",
    "arrived_outlet",
    "out_for_delivery",
    "deposited",
    "attempt_failed",
    "delivered",
    "returned",
    "lost",
    "damaged",
    "customs_presented",
    "customs_released",
)
_STEP = {step: place for place, step in enumerate(STEPS)}
ACCEPT, LEAVE, OUT_HUB, FAR_HUB, OUTLET, OUT, ATTEMPT, END = range(8)
"""Slots: acceptance, off from the outlet, off from the hub, at the target's hub and outlet, out for
delivery, first attempt, end."""
DOUBLES = 3
"""Slots behind these hold scans that were sent twice."""
SLOTS = END + 1 + DOUBLES
_MISSABLE = (LEAVE, OUT_HUB, FAR_HUB, OUTLET, OUT)
_LATE_HOURS = (6, 30)
_MOST_HUBS = 400
_SKEW = 0.002
"""Share of scans whose clock was up to ten minutes off."""


@dataclass
class Scans:
    """The scans of a block; arrays of shape (parcels, slots)."""

    used: NDArray[np.bool_]
    at: Ints
    place: NDArray[np.int32]
    facility: NDArray[np.int32]
    step: NDArray[np.int8]


def make_scans(traffic: Traffic, day: Day, block: Block, *, seed: int) -> Scans:
    """The scans of a block, before any planted fault."""
    rng = stream(seed, "event", day.date.isoformat(), block.first)
    scans = Scans(
        used=_used(block),
        at=_moments(traffic, block, rng),
        place=_whereabouts(traffic, block),
        facility=_handlers(traffic, day, block, rng),
        step=_steps(block),
    )
    _miss(scans, rng, traffic.recipe.at("service.scan_missed", day.year))
    _skew(scans, rng)
    _double(scans, rng, traffic.recipe.at("service.scan_double", day.year))
    return scans


def event_columns(traffic: Traffic, day: Day, block: Block, scans: Scans, *, seed: int) -> Columns:
    """Columns of ``event``."""
    rng = stream(seed, "event.rows", day.date.isoformat(), block.first)
    rows = _Rows.of(scans)
    parcel = block.ids[rows.parcel]
    at, place = scans.at.ravel()[rows.cell], scans.place.ravel()[rows.cell]
    return {
        "event_id": _event_ids(parcel, rows.slot),
        "parcel_id": parcel,
        "step": coded(STEPS, scans.step.ravel()[rows.cell]),
        "operator_id": traffic.own.ids[block.operator][rows.parcel],
        "division": traffic.places[place],
        "facility_id": traffic.facility_ids[scans.facility.ravel()[rows.cell]],
        "occurred_at": seconds(at),
        "received_at": seconds(at + _delays(traffic, day, rng, len(parcel))),
        "bag_id": _bags(traffic, day, block, rows),
        "vehicle_id": _vehicles(traffic, rows, place < traffic.inside, rng),
    }


@dataclass(frozen=True)
class _Rows:
    """The scans that are used: their cell in the flattened arrays, their parcel, their slot."""

    cell: Ints
    parcel: NDArray[np.int32]
    slot: NDArray[np.int8]

    @classmethod
    def of(cls, scans: Scans) -> _Rows:
        used = scans.used
        cell = np.flatnonzero(used)
        parcel = np.repeat(np.arange(len(used), dtype=np.int32), used.sum(axis=1))
        slot = np.tile(np.arange(SLOTS, dtype=np.int8), len(used))[cell]
        return cls(cell, parcel, slot)


def _used(block: Block) -> NDArray[np.bool_]:
    used = np.zeros((len(block), SLOTS), bool)
    used[:, : END + 1] = True
    used[:, FAR_HUB] = block.segment != SAME_CITY
    used[:, ATTEMPT] = (block.mode != DOOR) | block.failed
    # Abroad there is no word of what follows the departure.
    used[block.outward & (block.segment == INTERNATIONAL), FAR_HUB:] = False
    used[block.outcome == IN_TRANSIT, OUT:] = False
    lost = block.outcome == LOST
    used[lost, OUTLET:END] = False
    return used


def _moments(traffic: Traffic, block: Block, rng: np.random.Generator) -> Ints:
    """When each scan happens: shares of the whole way, varied and brought back to the whole."""
    mean = np.array(traffic.recipe.service.hours.parts)
    varied = rng.random((len(block), 4), np.float32) * 0.8 + 0.6
    parts = varied * mean.astype(np.float32)
    ends = np.cumsum(parts, axis=1)
    ends /= ends[:, 3:]
    whole = (block.attempt - block.accepted).astype(np.float32)
    leave, reach, out = (ends[:, k] for k in range(3))
    shares = np.empty((len(block), END - 1), np.float32)
    shares[:, ACCEPT] = 0
    shares[:, LEAVE] = leave * np.float32(0.5)
    shares[:, OUT_HUB] = leave
    shares[:, FAR_HUB] = reach
    shares[:, OUTLET] = reach + (out - reach) * np.float32(0.8)
    shares[:, OUT] = out
    at = np.zeros((len(block), SLOTS), np.int64)
    at[:, : END - 1] = block.accepted[:, None] + (shares * whole[:, None]).astype(np.int64)
    at[:, ATTEMPT] = block.attempt
    at[:, END] = block.delivered
    return at


def _whereabouts(traffic: Traffic, block: Block) -> NDArray[np.int32]:
    place = np.empty((len(block), SLOTS), np.int32)
    near, far = traffic.hub_of[block.origin], traffic.hub_of[block.target]
    place[:, ACCEPT] = place[:, LEAVE] = block.origin
    place[:, OUT_HUB] = near
    place[:, FAR_HUB] = far
    place[:, OUTLET : END + 1] = block.target[:, None]
    place[:, END + 1 :] = 0
    return place


def _handlers(
    traffic: Traffic, day: Day, block: Block, rng: np.random.Generator
) -> NDArray[np.int32]:
    """The facility of each scan, -1 where it lies outside or is not known."""
    facility = np.full((len(block), SLOTS), -1, np.int32)
    start = _outlet(traffic, day, block.operator, block.origin, rng)
    facility[:, ACCEPT] = facility[:, LEAVE] = start
    facility[:, OUT_HUB] = day.hubs[block.origin]
    facility[:, FAR_HUB] = day.hubs[block.target]
    outlet = _outlet(traffic, day, block.operator, block.target, rng)
    facility[:, OUTLET : END + 1] = outlet[:, None]
    return facility


def _outlet(
    traffic: Traffic, day: Day, operator: Ints, place: Ints, rng: np.random.Generator
) -> Ints:
    group = operator * traffic.inside + np.where(place < traffic.inside, place, 0)
    many = np.where(place < traffic.inside, day.many[group], 0)
    chosen = day.first[group] + (draws(rng, len(group)) * many >> 16)
    return np.where(many > 0, day.outlets[np.minimum(chosen, len(day.outlets) - 1)], -1)


def _steps(block: Block) -> NDArray[np.int8]:
    plain = ("accepted", "departed_origin", "departed_hub", "arrived_hub", "arrived_outlet")
    step = np.zeros((len(block), SLOTS), np.int8)
    step[:, : len(plain)] = [_STEP[s] for s in plain]
    step[:, OUT] = _STEP["out_for_delivery"]
    step[:, ATTEMPT] = np.where(block.mode == DOOR, _STEP["attempt_failed"], _STEP["deposited"])
    ends = ("delivered", "returned", "lost", "damaged", "departed_hub")
    step[:, END] = np.array([_STEP[s] for s in ends], np.int8)[block.outcome]
    abroad = block.segment == INTERNATIONAL
    step[abroad, LEAVE] = _STEP["customs_presented"]
    step[abroad, OUT_HUB] = _STEP["customs_released"]
    return step


def _miss(scans: Scans, rng: np.random.Generator, share: float) -> None:
    count = len(scans.used)
    number = rng.binomial(count * len(_MISSABLE), share)
    slots = np.array(_MISSABLE)[rng.integers(0, len(_MISSABLE), number)]
    scans.used[rng.integers(0, count, number), slots] = False


def _skew(scans: Scans, rng: np.random.Generator) -> None:
    count = len(scans.used)
    number = rng.binomial(count * len(_MISSABLE), _SKEW)
    slots = np.array(_MISSABLE)[rng.integers(0, len(_MISSABLE), number)]
    scans.at[rng.integers(0, count, number), slots] += rng.integers(-600, 600, number)


def _double(scans: Scans, rng: np.random.Generator, share: float) -> None:
    number = rng.binomial(len(scans.used) * 6, share)
    rows = rng.integers(0, len(scans.used), number)
    repeat(scans, rows, rng.integers(ACCEPT, OUT + 1, number), END + 1)


def repeat(scans: Scans, rows: Ints, slots: Ints, into: int) -> None:
    """Send the scan of a slot again, in the slot ``into``; one that was missed stays missed."""
    for array in (scans.used, scans.at, scans.place, scans.facility, scans.step):
        array[rows, into] = array[rows, slots]


_SLOT_NUMBERS = np.array([f"{n:02}" for n in range(SLOTS)], "S2")


def _event_ids(parcel: Texts, slot: NDArray[np.int8]) -> Texts:
    """The parcel's id and the number of the slot."""
    width = parcel.dtype.itemsize
    pair = np.dtype([("parcel", parcel.dtype), ("slot", "S2")])
    joined = np.empty(len(parcel), pair)
    joined["parcel"] = parcel
    joined["slot"] = _SLOT_NUMBERS[slot]
    return joined.view(f"S{width + 2}")


def _delays(traffic: Traffic, day: Day, rng: np.random.Generator, count: int) -> Ints:
    """Seconds until a scan was received: a few, for some hours."""
    late = threshold(traffic.recipe.at("service.late_arrival", day.year))
    return _ladder(late)[draws(rng, count)]


@cache
def _ladder(late: int) -> Ints:
    """The delay of each draw; the first ``late`` draws are the late ones."""
    ladder = 2 + (-40 * np.log((np.arange(DIAL) + 0.5) / DIAL)).astype(np.int64)
    low, high = (hours * 3600 for hours in _LATE_HOURS)
    ladder[:late] = np.linspace(low, high, late).astype(np.int64)
    return ladder


def _bags(traffic: Traffic, day: Day, block: Block, rows: _Rows) -> Texts:
    """The bag between the hubs: one for each operator, pair of hubs and hour of acceptance."""
    near, far = traffic.hub_of[block.origin].astype(np.int64), traffic.hub_of[block.target]
    hour = block.accepted // 3600 % 24
    number = ((block.operator * _MOST_HUBS + near) * _MOST_HUBS + far) * 24 + hour
    bags = numbered(f"G{day.date:%y%m%d}", number, digits=9)
    found = np.zeros(len(rows.slot), bags.dtype)
    bagged = np.flatnonzero((rows.slot == OUT_HUB) | (rows.slot == FAR_HUB))
    found[bagged] = bags[rows.parcel[bagged]]
    return found


def _vehicles(
    traffic: Traffic,
    rows: _Rows,
    inside: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Texts:
    """A vehicle of the province for what leaves a hub or goes out for delivery inside it."""
    found = np.zeros(len(rows.slot), traffic.fleet.ids.dtype)
    for slot, among in ((OUT_HUB, traffic.trunk), (OUT, traffic.last_mile)):
        here = np.flatnonzero((rows.slot == slot) & inside)
        # 64 bits wide before it is multiplied: a 16-bit draw would overflow.
        chosen = among[draws(rng, len(here)).astype(np.int64) * len(among) >> 16]
        found[here] = traffic.fleet.ids[chosen]
    return found
