"""The rows of ``event`` of a block: each parcel's scans, with misses, doubles and late arrivals.

Every parcel has :data:`SLOTS` places for scans, in the order of its way. Which are used, when and
where they happened stands in arrays of shape (parcels, slots); flattened by the mask of those
used, they are the rows, in order of parcel and step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jidi.synth.apportion import Ints
from jidi.synth.columns import Columns, Texts, coded, numbered
from jidi.synth.marks import seconds
from jidi.synth.parcels import DOOR, IN_TRANSIT, LOST, Block, draws
from jidi.synth.streams import stream
from jidi.synth.traffic import INTERNATIONAL, SAME_CITY, Day, Traffic, threshold

STEPS = (
    "accepted",
    "arrived_hub",
    "departed_hub",
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
ACCEPT, IN_HUB, OUT_HUB, FAR_HUB, OUTLET, OUT, ATTEMPT, END = range(8)
"""Slots: acceptance, hub in and out, hub of the target, outlet, out, first attempt, end."""
DOUBLES = 3
"""Slots behind these hold scans that were sent twice."""
SLOTS = END + 1 + DOUBLES
_MISSABLE = (IN_HUB, OUT_HUB, FAR_HUB, OUTLET, OUT)
_LATE_HOURS = (6, 30)
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
    used = scans.used
    row = np.repeat(np.arange(len(block), dtype=np.int32), used.sum(axis=1))
    slot = np.broadcast_to(np.arange(SLOTS, dtype=np.int8), used.shape)[used]
    at, place = scans.at[used], scans.place[used]
    return {
        "event_id": _event_ids(block.ids, row, slot),
        "parcel_id": block.ids[row],
        "step": coded(STEPS, scans.step[used]),
        "operator_id": traffic.own.ids[block.operator][row],
        "division": traffic.places[place],
        "facility_id": _padded(traffic.at.ids)[scans.facility[used]],
        "occurred_at": seconds(at),
        "received_at": seconds(at + _delays(traffic, day, rng, len(row))),
        "bag_id": _bags(traffic, day, block, row, slot),
        "vehicle_id": _vehicles(traffic, block, row, slot, place, rng),
    }


def _used(block: Block) -> NDArray[np.bool_]:
    used = np.zeros((len(block), SLOTS), bool)
    used[:, : END + 1] = True
    used[:, [IN_HUB, FAR_HUB]] = (block.segment != SAME_CITY)[:, None]
    used[:, ATTEMPT] = (block.mode != DOOR) | block.failed
    # Abroad there is no word of what follows the departure.
    used[block.outward & (block.segment == INTERNATIONAL), FAR_HUB:] = False
    used[block.outcome == IN_TRANSIT, OUT:] = False
    lost = block.outcome == LOST
    used[lost, OUTLET:END] = False
    return used


def _moments(traffic: Traffic, block: Block, rng: np.random.Generator) -> Ints:
    """When each scan happens: shares of the whole way, varied and brought back to the whole."""
    hours = traffic.recipe.service.hours
    mean = np.array([hours[k] for k in ("origin", "transport", "destination", "delivery")])
    varied = rng.random((len(block), 4), np.float32) * 0.8 + 0.6
    parts = varied * mean.astype(np.float32)
    ends = np.cumsum(parts, axis=1)
    ends /= ends[:, 3:]
    whole = (block.attempt - block.accepted).astype(np.float32)
    leave, reach, out = (ends[:, k] for k in range(3))
    shares = np.empty((len(block), END - 1), np.float32)
    shares[:, ACCEPT] = 0
    shares[:, IN_HUB] = leave * np.float32(0.6)
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
    place[:, ACCEPT] = block.origin
    place[:, IN_HUB] = place[:, OUT_HUB] = near
    place[:, FAR_HUB] = far
    place[:, OUTLET : END + 1] = block.target[:, None]
    place[:, END + 1 :] = 0
    return place


def _handlers(
    traffic: Traffic, day: Day, block: Block, rng: np.random.Generator
) -> NDArray[np.int32]:
    """The facility of each scan, -1 where it lies outside or is not known."""
    facility = np.full((len(block), SLOTS), -1, np.int32)
    facility[:, ACCEPT] = _outlet(traffic, day, block.operator, block.origin, rng)
    facility[:, IN_HUB] = facility[:, OUT_HUB] = day.hubs[block.origin]
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
    plain = ("accepted", "arrived_hub", "departed_hub", "arrived_hub", "arrived_outlet")
    step = np.zeros((len(block), SLOTS), np.int8)
    step[:, : len(plain)] = [_STEP[s] for s in plain]
    step[:, OUT] = _STEP["out_for_delivery"]
    step[:, ATTEMPT] = np.where(block.mode == DOOR, _STEP["attempt_failed"], _STEP["deposited"])
    ends = ("delivered", "returned", "lost", "damaged", "departed_hub")
    step[:, END] = np.array([_STEP[s] for s in ends], np.int8)[block.outcome]
    abroad = block.segment == INTERNATIONAL
    step[abroad, IN_HUB] = _STEP["customs_presented"]
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


def _event_ids(ids: Texts, row: NDArray[np.int32], slot: NDArray[np.int8]) -> Texts:
    """The parcel's id and the number of the slot."""
    width = ids.dtype.itemsize
    pair = np.dtype([("parcel", ids.dtype), ("slot", "S2")])
    joined = np.empty(len(row), pair)
    joined["parcel"] = ids[row]
    joined["slot"] = _SLOT_NUMBERS[slot]
    return joined.view(f"S{width + 2}")


def _padded(texts: Texts) -> Texts:
    """With an empty text behind the last, which the place -1 finds."""
    return np.append(texts, np.array([b""], texts.dtype))


def _delays(traffic: Traffic, day: Day, rng: np.random.Generator, count: int) -> Ints:
    """Seconds until a scan was received: a few, for some hours."""
    drawn = draws(rng, count)
    late = threshold(traffic.recipe.at("service.late_arrival", day.year))
    ladder = 2 + (-40 * np.log((np.arange(65_536) + 0.5) / 65_536)).astype(np.int64)
    low, high = (hours * 3600 for hours in _LATE_HOURS)
    ladder[:late] = np.linspace(low, high, late).astype(np.int64)
    return ladder[drawn]


def _bags(
    traffic: Traffic, day: Day, block: Block, row: NDArray[np.int32], slot: NDArray[np.int8]
) -> Texts:
    """The bag between the hubs: one for each operator, pair of hubs and hour of acceptance."""
    near, far = traffic.hub_of[block.origin].astype(np.int64), traffic.hub_of[block.target]
    hour = block.accepted // 3600 % 24
    number = ((block.operator * 400 + near) * 400 + far) * 24 + hour
    bags = _padded(numbered(f"G{day.date:%y%m%d}", number, digits=9))
    bagged = (slot == OUT_HUB) | (slot == FAR_HUB)
    return bags[np.where(bagged, row, -1)]


def _vehicles(
    traffic: Traffic,
    block: Block,
    row: NDArray[np.int32],
    slot: NDArray[np.int8],
    place: NDArray[np.int32],
    rng: np.random.Generator,
) -> Texts:
    """A vehicle of the province for what leaves a hub or goes out for delivery inside it."""
    vehicles = _padded(traffic.fleet.ids)
    trunk = traffic.trunk[draws(rng, len(block)) * len(traffic.trunk) >> 16]
    last = traffic.last_mile[draws(rng, len(block)) * len(traffic.last_mile) >> 16]
    inside = place < traffic.inside
    own = np.where(slot == OUT, last[row], np.where(slot == OUT_HUB, trunk[row], -1))
    return vehicles[np.where(inside, own, -1)]
