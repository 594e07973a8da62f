"""Rows of whole trucks and whole places: every design keeps them, the relaxation does not."""

from __future__ import annotations

from itertools import product
from math import ceil

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.network.test_cold import problem

from jidi.network.cold import Size
from jidi.network.cold.rounding import place_rows, truck_rows

WAYS = {way: number for number, way in enumerate(product(range(2), repeat=4))}
LANES = {lane: len(WAYS) + number for number, lane in enumerate(product(range(2), repeat=2))}
SIZES = (Size("small", 3_000, 500), Size("middle", 9_000, 900), Size("large", 90_000, 5_000))
HELD = [[20, 21, 22], [23, 24, 25]]


def rows_of(small):
    yield from truck_rows(small, WAYS, LANES)
    yield from place_rows(small, WAYS, 2, small.stores, HELD)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_flows_with_trucks_and_places_that_suffice_keep_every_row(data):
    kg = np.array(data.draw(st.lists(st.lists(st.sampled_from(
        [1.0, 2_500.0, 5_000.0, 7_300.0, 12_000.0]), min_size=2, max_size=2),
        min_size=2, max_size=2)))  # fmt: skip
    small = problem(kg=kg, stores=tuple(_sized(site) for site in problem().stores))
    values = np.zeros(26)
    for base, market in product(range(2), repeat=2):
        shares = [data.draw(st.integers(0, 3)) for _ in range(4)]
        shares[0] += not sum(shares)
        for share, (cooler, store) in zip(shares, product(range(2), repeat=2), strict=True):
            values[WAYS[base, cooler, store, market]] = kg[base, market] * share / sum(shares)
    for lane, column in LANES.items():
        load = sum(values[c] for way, c in WAYS.items() if way[2:] == lane)
        values[column] = ceil(load / small.truck_kg - 1e-9) + data.draw(st.integers(0, 1))
    for store, sizes in enumerate(HELD):
        load = sum(values[c] for way, c in WAYS.items() if way[2] == store)
        fits = [n for n, size in enumerate(SIZES) if size.kg >= load]
        if load:
            values[sizes[data.draw(st.sampled_from(fits))]] = 1
    for terms, most in rows_of(small):
        assert sum(value * values[column] for column, value in terms.items()) <= most + 1e-6


def _sized(site):
    return type(site)(site.id, SIZES)


def test_a_fraction_of_the_last_truck_or_of_a_large_place_is_cut_off():
    # 7,500 kg of both bases to the coast by the town: 1.5 trucks of 5,000 kg and a twelfth of the
    # large store carry them where nothing need be whole. Two trucks and the middle size do.
    small = problem(kg=np.array([[6_000.0, 0.0], [1_500.0, 0.0]]),
                    stores=tuple(_sized(site) for site in problem().stores))  # fmt: skip
    ways = {(0, 0, 0, 0): 0, (1, 0, 0, 0): 1}
    trucks, held = {(0, 0): 2}, [[3, 4, 5]]

    def broken(count: float, *, large: float, middle: float = 0.0) -> bool:
        values = [6_000.0, 1_500.0, count, 0.0, middle, large]
        rows = (*truck_rows(small, ways, trucks), *place_rows(small, ways, 2, small.stores, held))
        return any(sum(v * values[c] for c, v in terms.items()) > most + 1e-6
                   for terms, most in rows)  # fmt: skip

    assert broken(1.5, large=1.0)
    assert broken(2.0, large=7_500 / 90_000)
    assert not broken(2.0, large=1.0)
    assert not broken(2.0, large=0.0, middle=1.0)
