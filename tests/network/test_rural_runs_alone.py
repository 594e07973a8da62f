"""What the search knows beforehand and by heart: runs to a village alone, who is served, hours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import county
from small_town import searches, town

from jidi.network.rural.candidate import Prices
from jidi.network.rural.feeding import feeder_plans
from jidi.network.rural.grounding import grounded
from jidi.network.rural.kernel.changing import begin_run, end_run, put
from jidi.network.rural.kernel.ground import (
    COUNT,
    FED,
    FROM,
    NEVER,
    NOWHERE,
    ON,
    PATTERN,
    READY,
    RUN,
    RUNS,
    SERVED,
    SPAN,
    TYPE,
    VEHICLES,
)
from jidi.network.rural.lane_places import lane_places
from jidi.network.rural.problem import CENTRE
from jidi.network.rural.searching import Search


def on_the_ground(problem):
    prices = Prices(problem)
    plan = feeder_plans(prices, [0, 1], {}, seed=1, iterations=10)[0]
    wanted = len(problem.villages)
    return plan, grounded(
        prices, plan, lane_places(prices), wanted=wanted, budget=float("inf"), fleet=None
    )


def ways_by_hand(problem, known, village):
    """Each run to one village alone that may be, and its yuan a day, told one by one."""
    ground, node, asked = known.ground, known.ground.depots + village, problem.villages[village]
    for depot in ground.homes[village].tolist():
        if ground.depot[depot, READY] >= NEVER:
            continue
        for number, days in enumerate(known.patterns):
            if days not in asked.patterns or not ground.depot[depot, FED + number]:
                continue
            for row, vehicle in enumerate(known.kinds):
                held = problem.vehicles[vehicle]
                km = problem.km[depot, node] + problem.km[node, depot]
                minutes = problem.minutes[vehicle]
                out = problem.centre.loading + minutes[depot, node] + asked.handover
                work = out + minutes[node, depot]
                if work > problem.work.break_after + 1e-9:
                    work += problem.work.break_minutes
                gathered = max(asked.down, asked.up) * days.longest_gap
                if km <= held.range_km and gathered <= held.capacity:
                    kept = ground.kept[village, int(ground.depot[depot, FROM]), number]
                    once = km * ground.kind[row, 0] + work * problem.work.per_hour / 60
                    yield (depot, row, number), days.frequency / 7 * once + kept


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), capacity=st.sampled_from([60.0, 120.0, 600.0]))
def test_runs_to_a_village_alone_are_those_that_may_be_and_the_cheapest_comes_first(seed, capacity):
    problem = county(seed)
    vehicles = tuple(replace(v, capacity=capacity) for v in problem.vehicles)
    problem = replace(problem, vehicles=vehicles)
    _, known = on_the_ground(problem)
    for village in range(len(problem.villages)):
        wanted = dict(ways_by_hand(problem, known, village))
        yuan = known.ground.alone[village]
        count = int((yuan < NOWHERE).sum())
        found = {
            tuple(option): cost
            for option, cost in zip(
                known.ground.options[village, :count].tolist(), yuan.tolist(), strict=False
            )
        }
        assert found == pytest.approx(wanted)
        assert (np.diff(yuan) >= 0).all()


@pytest.mark.parametrize("vans", [0, 1, 3])
def test_every_table_is_laid_out_the_same_way_lest_the_kernel_be_compiled_twice(vans):
    prices = Prices(county(5))
    plan = feeder_plans(prices, [0, 1], {}, seed=1, iterations=10)[0]
    van = next(v for v in plan.made.vehicles if v.depot == CENTRE and not v.away)
    plan = replace(plan, made=replace(plan.made, vehicles=(van,) * vans))
    known = grounded(prices, plan, lane_places(prices), wanted=9, budget=float("inf"), fleet=None)
    assert len(known.based) == vans
    tables = {n: t for n, t in known.ground._asdict().items() if isinstance(t, np.ndarray)}
    assert [name for name, table in tables.items() if not table.flags.c_contiguous] == []


def told(search, state):
    """What a state says of itself, counted anew."""
    ground = search.grounded.ground
    assert state.counts[SERVED] == (state.at[:, RUN] != -1).sum()
    for vehicle in range(int(state.counts[VEHICLES])):
        mine = state.vehicles[vehicle]
        if mine[TYPE] < 0:
            continue
        for day in range(ground.busy.shape[1]):
            begin, end = ground.busy[vehicle, day, :2] if vehicle < ground.based else (-1, 0)
            hours = end - begin if begin >= 0 else 0.0
            for run in mine[RUNS : RUNS + mine[COUNT]].tolist():
                runs_then = ground.pattern[state.runs[run, PATTERN], ON + day] > 0
                hours += state.measures[run, SPAN] if runs_then else 0.0
            assert state.taken[vehicle, day] == pytest.approx(hours)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), steps=st.integers(1, 400))
def test_after_any_number_of_steps_the_search_knows_who_is_served_and_each_vehicles_hours(
    seed, steps
):
    problem = county(seed, villages=14)
    plan, known = on_the_ground(problem)
    for search in (Search(plan, known, seed), searches(town(seed))(seed, 24)):
        search.start()
        search.go(begin=0, steps=steps, whole=steps)
        told(search, search.kept)
        told(search, search.state)


def test_a_van_that_feeds_has_its_hours_back_when_its_last_line_ends():
    plan, known = on_the_ground(county(3, villages=14))
    ground, state = known.ground, Search(plan, known, 1).state
    kind, option = int(state.vehicles[0, TYPE]), (ground.options[:, :, 0] == 0).argmax(axis=1)
    villages = [
        (village, int(ground.options[village, k, 2]))
        for village, k in enumerate(option.tolist())
        if ground.options[village, k, 0] == 0
    ]
    feeding = np.maximum(ground.busy[0, :, 1] - ground.busy[0, :, 0], 0.0)
    for village, pattern in villages:
        run = begin_run(ground, state, 0, kind, pattern, 0)
        if put(ground, state, village, run, 0):
            assert state.taken[0].max() > feeding.max()
            end_run(ground, state, run)
            assert state.taken[0] == pytest.approx(feeding)
            return
    raise AssertionError("no line fits beside the feeder")
