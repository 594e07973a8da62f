"""Demand: totals are kept, the power is the one asked for, nothing is made up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jidi.core.errors import InputError
from jidi.network.demand import Sources, flows


@pytest.fixture
def known() -> Sources:
    draw = np.random.default_rng(4)
    at = draw.random((9, 2)) * 300
    km = np.sqrt(((at[:, None] - at[None]) ** 2).sum(-1))
    return Sources(
        km=km,
        city=np.array([1, 1, 1, 2, 2, 3]),
        same_city=np.array([60.0, 10, 5, 30, 8, 20]),
        inter_city=np.array([300.0, 50, 40, 200, 60, 90]),
        people=np.array([5.0, 2, 1, 4, 1, 2, 60, 90, 30]),
        delivered=np.array([900.0, 300, 200, 700, 200, 20]),
        sends=np.array([70.0, 20, 10]),
        shortest_km=10.0,
        powers=(0.0, 4.0),
    )


def test_every_county_sends_what_was_counted_within_its_city_and_beyond(known):
    parcels = flows(known).parcels
    same = known.city[:, None] == known.city[None]
    inside = parcels[:6, :6]
    assert np.where(same, inside, 0).sum(axis=1) == pytest.approx(known.same_city)
    beyond = np.where(same, 0, inside).sum(axis=1) + parcels[:6, 6:].sum(axis=1)
    assert beyond == pytest.approx(known.inter_city)


def test_every_county_gets_what_it_is_said_to_get_unless_more_comes_from_within(known):
    found = flows(known)
    gets = found.parcels[:, :6].sum(axis=0)
    inside = found.parcels[:6, :6].sum(axis=0)
    assert gets == pytest.approx(np.maximum(known.delivered, inside))
    assert found.over == pytest.approx(np.maximum(inside - known.delivered, 0).sum())
    assert found.over > 0


def test_the_power_gives_the_share_that_was_counted(known):
    found = flows(known)
    assert found.share == pytest.approx(found.wanted, abs=1e-6)
    more = flows(replace(known, same_city=known.same_city * 2))
    assert more.power > found.power


def test_a_share_that_no_power_gives_is_refused(known):
    with pytest.raises(InputError, match="N-841"):
        flows(replace(known, inter_city=known.inter_city * 1000))
