"""Stations are fed also where the tours that were found first are longer than a shift."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_county import county

from jidi.network.rural import feeding
from jidi.network.rural.candidate import Prices
from jidi.network.rural.feeding import feeder_plans


def far_apart():
    """Two stations on opposite sides of the centre, each most of a shift away and back."""
    problem = county(5)
    km = problem.km.copy()
    drive = problem.minutes[0][0, 1] / km[0, 1]
    one_way = 0.4 * problem.work.shift / drive
    for a, b, length in ((0, 1, one_way), (0, 2, one_way), (1, 2, 2 * one_way)):
        km[a, b] = km[b, a] = length
    stations = tuple(replace(s, down=5.0, up=5.0) for s in problem.stations)
    return replace(problem, km=np.asarray(km), stations=stations)


@pytest.mark.parametrize("first", [(1, 2), (2, 1)])
def test_a_tour_beyond_the_shift_is_parted_until_its_parts_keep_it(monkeypatch, first):
    problem = far_apart()
    monkeypatch.setattr(feeding, "_tours", lambda *_args, **_more: [(0, first)])
    plans = feeder_plans(Prices(problem), (0, 1), {}, seed=1, iterations=10)
    assert plans and all(plan.stations == {0, 1} for plan in plans)
    assert all(len(feeder.stops) == 1 for plan in plans for feeder in plan.feeders)
    assert all(f.span <= problem.work.shift for plan in plans for f in plan.feeders)


def test_a_station_that_no_tour_reaches_within_the_shift_has_no_plan(monkeypatch):
    problem = far_apart()
    short = replace(problem, work=replace(problem.work, shift=0.7 * problem.work.shift))
    monkeypatch.setattr(feeding, "_tours", lambda *_args, **_more: [(0, (1, 2))])
    assert feeder_plans(Prices(short), (0, 1), {}, seed=1, iterations=10) == []
