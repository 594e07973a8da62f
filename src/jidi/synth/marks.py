"""The rows of ``parcel`` and ``locker_deposit`` of a block: marks, weights, money, pseudonyms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jidi.synth.apportion import Floats, Ints
from jidi.synth.columns import Columns, Texts, coded, known_if, numbered
from jidi.synth.parcels import (
    COLD,
    DAMAGED,
    DELIVERED,
    DOOR,
    LOCKER,
    MODES,
    OUTCOMES,
    PRODUCTS,
    RETURNED,
    Block,
    draws,
    even_draws,
)
from jidi.synth.streams import stream
from jidi.synth.traffic import INTERNATIONAL, QUANTILES, SAME_CITY, Day, Traffic, dial, threshold

_SEGMENTS = ("same_city", "inter_city", "international")
_PACKAGING = ("carton", "bag", "envelope", "reusable_box", "original", "insulated")
_PURPOSES = ("consumption", "farm", "manufacturing", "medical", "document")
_PRODUCTIVE = np.array([0, 0.42, 0.5, 0.08, 0])
"""Farming, manufacturing and medicine among the parcels that serve production."""
_CONSUMED = np.array([0.96, 0, 0, 0, 0.04])
_PURPOSE_TURN = np.sqrt(2)
_TURNS = {
    "service.real_name": np.sqrt(3),
    "service.inspected": np.sqrt(5),
    "service.screened": np.sqrt(7),
}
"""Irrational steps that spread the marks evenly over the parcels."""
_PROMISE_HOURS = np.array([72, 60, 24, 12, 48, 360])
_CONTRACT_SHARE = 0.12
"""Senders with a safety agreement, whom the real-name check does not need."""
_PEOPLE = 24_000_000
_BASE_YUAN = np.array([3.4, 5.6, 62.0])
_KG_YUAN = np.array([0.8, 1.9, 34.0])
_RETURN_HOURS = 72
_SIZES = ("small", "medium", "large", "cold")


def parcel_columns(traffic: Traffic, day: Day, block: Block, *, seed: int) -> Columns:
    """Columns of ``parcel``."""
    rng = stream(seed, "parcel.marks", day.date.isoformat(), block.first)
    count, recipe = len(block), traffic.recipe
    reached = np.isin(block.outcome, (DELIVERED, RETURNED, DAMAGED))
    promised = block.accepted + _PROMISE_HOURS[block.product] * 3600
    online = draws(rng, count) < threshold(recipe.at("packaging.ecommerce", day.year))
    once = draws(rng, count) < threshold(recipe.at("packaging.not_repackaged", day.year))
    weight = np.round(np.exp(0.1 + 0.9 * QUANTILES[draws(rng, count) >> 4]), 2).astype(np.float64)
    weight = np.clip(weight, 0.05, 50)
    tariff = _BASE_YUAN[block.segment] + _KG_YUAN[block.segment] * np.maximum(weight - 1, 0)
    required = draws(rng, count) >= threshold(_CONTRACT_SHARE)
    purpose = dial(_purposes(traffic, day))[even_draws(count, _PURPOSE_TURN, rng.random())]

    def marked(series: str) -> NDArray[np.bool_]:
        drawn = even_draws(count, _TURNS[series], rng.random())
        return drawn < threshold(recipe.at(series, day.year))

    return {
        "parcel_id": block.ids,
        "operator_id": traffic.own.ids[block.operator],
        "product": coded(PRODUCTS, block.product),
        "segment": coded(_SEGMENTS, block.segment),
        "from_division": traffic.places[block.origin],
        "to_division": traffic.places[block.target],
        "accepted_at": seconds(block.accepted),
        "promised_at": seconds(promised),
        "first_attempt_at": known_if(reached, seconds(block.attempt)),
        "delivered_at": known_if(reached & (block.outcome != RETURNED), seconds(block.delivered)),
        "outcome": coded(OUTCOMES, block.outcome),
        "delivery_mode": coded(MODES, np.where(reached, block.mode, -1)),
        "consented": known_if(reached & (block.mode != DOOR), block.consented),
        "weight_kg": weight,
        "postage_yuan": np.round(tariff, 1),
        "real_name_required": required,
        "real_name": marked("service.real_name") & required,
        "inspected": marked("service.inspected"),
        "screened": marked("service.screened"),
        "ecommerce": online,
        "repackaged": known_if(online, ~once),
        "packaging": coded(_PACKAGING, _packaging(block, rng)),
        "cold": block.product == COLD,
        "purpose": coded(_PURPOSES, purpose),
        "sender_key": pseudonyms(rng, count, seed),
        "recipient_key": pseudonyms(rng, count, seed),
    }


def deposit_columns(traffic: Traffic, day: Day, block: Block, *, seed: int) -> Columns:
    """Columns of ``locker_deposit``: parcels put into a locker of the province."""
    rng = stream(seed, "locker_deposit", day.date.isoformat(), block.first)
    inside = block.target < traffic.inside
    county = np.where(inside, block.target, 0)
    there = (block.mode == LOCKER) & inside & np.isin(block.outcome, (DELIVERED, RETURNED))
    rows = np.flatnonzero(there & (day.locker_many[county] > 0))
    many = day.locker_many[county[rows]]
    place = day.locker_first[county[rows]] + (draws(rng, len(rows)) * many >> 16)
    locker = day.lockers[place]
    back = block.outcome[rows] == RETURNED
    cold = block.product[rows] == COLD
    size = np.where(cold, 3, dial(np.array([0.5, 0.37, 0.13]))[draws(rng, len(rows))])
    returned = seconds(block.attempt[rows] + _RETURN_HOURS * 3600)
    return {
        "deposit_id": numbered(
            f"{traffic.recipe.prefix}-E{day.date:%y%m%d}", rows + block.first, digits=8
        ),
        "locker_id": traffic.lockers.ids[locker],
        "parcel_id": block.ids[rows],
        "division": traffic.lockers.division[locker],
        "size": coded(_SIZES, size),
        "deposited_at": seconds(block.attempt[rows]),
        "picked_up_at": known_if(~back, seconds(block.delivered[rows])),
        "returned_at": known_if(back, returned),
        "consented": block.consented[rows],
        "notified": draws(rng, len(rows)) < threshold(0.996),
    }


def _purposes(traffic: Traffic, day: Day) -> Floats:
    productive = traffic.recipe.at("service.production", day.year)
    return _PRODUCTIVE * productive + _CONSUMED * (1 - productive)


def seconds(values: Ints) -> NDArray[np.datetime64]:
    """Seconds since 1970 as times."""
    return values.astype(np.int64, copy=False).view("M8[s]")


def _packaging(block: Block, rng: np.random.Generator) -> Ints:
    drawn = draws(rng, len(block))
    parcel = dial(np.array([0.31, 0.47, 0.05, 0.004, 0.166]))[drawn]
    local = dial(np.array([0.24, 0.50, 0.12, 0.02, 0.12]))[drawn]
    abroad = dial(np.array([0.55, 0.35, 0.10]))[drawn]
    kind = np.where(block.segment == SAME_CITY, local, parcel)
    kind = np.where(block.segment == INTERNATIONAL, abroad, kind)
    return np.where(block.product == COLD, 5, kind).astype(np.int64)


_HEX = np.array([f"{n:02x}" for n in range(256)], "S2")


def pseudonyms(rng: np.random.Generator, count: int, seed: int) -> Texts:
    """Sixteen hexadecimal digits that stand for one of the province's people.

    A number of a person, mixed with the seed (the finaliser of SplitMix64). No person lies behind.
    """
    person = rng.integers(0, _PEOPLE, count, np.uint64) + np.uint64(seed % (1 << 32) << 25)
    mixed = (person ^ (person >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return _HEX[mixed.view(np.uint8)].view("S16")
