"""Lines on a vehicle fewer or of a cheaper kind: never dearer, never serving fewer, and found where
one cooling is not enough."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_town import searches, town

from jidi.network.rural.fewer import with_cheaper_kinds, with_fewer

STEPS = 3_000


def lines_of(search, steps=STEPS):
    search.start()
    search.go(begin=0, steps=steps, whole=steps)
    return search.lines()


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), fleet=st.integers(1, 3))
def test_a_search_never_has_more_vehicles_than_it_may(seed, fleet):
    found = lines_of(searches(town(seed))(seed, fleet), steps=500)
    assert len(found.own) <= fleet


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_lines_on_fewer_vehicles_cost_less_and_serve_as_many_or_are_not_taken(seed):
    search = searches(town(seed))
    before = lines_of(search(seed, 24), steps=300)
    after = with_fewer(before, search, steps=STEPS, cancelled=lambda: False)
    assert after.short <= before.short
    if after is not before:
        assert after.spent < before.spent
        assert len(after.own) < len(before.own)


def test_a_vehicle_too_many_is_given_up():
    """Every village on a vehicle of its own is the worst there is to begin with."""
    search = searches(town(7, villages=6))
    begun = search(1, 24)
    begun.start()
    begun.go(begin=0, steps=1, whole=1)
    runs = [run for runs in begun.lines().own for run in runs]
    each = tuple((replace(run, stops=(stop,)),) for run in runs for stop in run.stops)
    worst = replace(begun.lines(), own=each, spent=1e9)
    after = with_fewer(worst, search, steps=STEPS, cancelled=lambda: False)
    assert len(after.own) < len(worst.own)


def test_a_wish_to_stop_leaves_the_lines_as_they_are():
    search = searches(town(7))
    before = lines_of(search(1, 24), steps=300)
    assert with_fewer(before, search, steps=STEPS, cancelled=lambda: True) is before


@pytest.mark.parametrize("seed", [1, 2])
def test_the_work_of_a_day_fills_no_more_vehicles_than_make_it(seed):
    search = searches(town(seed))(seed, 24)
    found = lines_of(search)
    again = searches(town(seed))(seed, 24)
    again.start(found)
    assert 1 <= again.vehicles_filled <= len(found.own)


def with_two_kinds(problem):
    """The town's vans and the same at half the price."""
    van = next(vehicle for vehicle in problem.vehicles if vehicle.line)
    dear = replace(van, id="dear", name="dear", most=None)
    cheap = replace(dear, id="cheap", name="cheap", fixed=van.fixed / 2)
    return replace(problem, vehicles=(cheap, dear))


def kinds(problem, lines):
    return sorted(problem.vehicles[runs[0].kind].id for runs in lines.own)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_search_has_no_more_vehicles_of_a_kind_than_it_may(seed):
    problem = with_two_kinds(town(seed))
    search = searches(problem)(seed, 24, (0, 1))
    assert kinds(problem, lines_of(search, steps=500)).count("cheap") <= 1


def test_vehicles_are_exchanged_for_cheaper_ones_that_do_as_well():
    problem = with_two_kinds(town(7))
    search = searches(problem)
    begun = lines_of(search(1, 24, (0, 0)))
    assert set(kinds(problem, begun)) == {"dear"}
    after = with_cheaper_kinds(problem, begun, search, steps=STEPS, cancelled=lambda: False)
    assert after.spent < begun.spent
    assert after.short <= begun.short
    assert "cheap" in kinds(problem, after)
    assert len(after.own) <= len(begun.own)


def test_with_one_kind_or_a_wish_to_stop_no_vehicle_is_exchanged():
    problem = with_two_kinds(town(7))
    search = searches(problem)
    cheapest = lines_of(search(1, 24, (1, 0)), steps=300)
    assert (
        with_cheaper_kinds(problem, cheapest, search, steps=STEPS, cancelled=lambda: False)
        is cheapest
    )
    dear = lines_of(search(1, 24, (0, 0)), steps=300)
    assert with_cheaper_kinds(problem, dear, search, steps=STEPS, cancelled=lambda: True) is dear
