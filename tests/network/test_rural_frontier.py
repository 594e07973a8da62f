"""The order of opening: each stage is a design that holds, each step dearer than the last, and a
budget over counties is spent as well as any choice of stages could spend it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import county, honest, one_line_each, simple

from jidi.network.rural.files import digested
from jidi.network.rural.frontier import Frontier, Peeling, Step, frontier, merged, paid_by
from jidi.network.rural.problem import Wanted
from jidi.network.rural.verify import verify


def made(seed, *, alone=False):
    problem = digested(county(seed))
    if not alone:
        return problem, simple(problem)
    nothing = {"seed": 1, "effort": 1, "progress": lambda *_: None, "cancelled": bool}
    return problem, one_line_each(problem, **nothing)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=8)
def test_steps_grow_dearer_open_every_village_once_and_end_at_the_design(seed):
    problem, design = made(seed)
    found = frontier(problem, design)
    prices = [step.each for step in found.steps]
    assert all(one < other for one, other in itertools.pairwise(prices))
    opened = [village for step in found.steps for village in step.villages]
    assert sorted(opened) == sorted(design.served)
    assert found.steps[-1].cost == pytest.approx(design.bill.total)
    costs = [found.base, *(step.cost for step in found.steps)]
    for (one, other), step in zip(itertools.pairwise(costs), found.steps, strict=True):
        assert step.extra == pytest.approx(other - one)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=4)
def test_every_stage_is_a_design_that_the_checker_accepts_at_its_cost(seed):
    """Counted day by day, not by the solver's bill nor by the checker's."""
    problem, design = made(seed)
    peeling = Peeling(problem, design)
    for stage in peeling.stages():
        now = peeling.design
        assert verify(peeling.problem, now).holds
        assert honest(problem, now).bill.total == pytest.approx(stage.cost)
        assert len(now.services) == stage.served
    assert (now.services, now.lines) == ((), ())


def test_where_each_village_has_its_own_van_they_open_by_what_each_costs_alone():
    problem, design = made(5, alone=True)
    found = frontier(problem, design)
    alone = {}
    for number, run in enumerate(design.lines):
        rest = replace(
            design,
            lines=tuple(other for other in design.lines if other != run),
            duties=tuple(duty for duty in design.duties if run.id not in duty.runs),
            services=tuple(s for s in design.services if s.village != number),
        )
        alone[number] = design.bill.total - honest(problem, rest).bill.total
    order = [village for step in found.steps for village in step.villages]
    assert order == sorted(alone, key=alone.__getitem__)
    assert [step.extra for step in found.steps] == pytest.approx(sorted(alone.values()))


def test_a_station_that_nobody_needs_any_more_is_closed():
    problem = county(3)
    empty = tuple(replace(station, down=0.0, up=0.0) for station in problem.stations)
    problem = digested(replace(problem, stations=empty))
    found = frontier(problem, simple(problem))
    assert found.base == pytest.approx(0.0)


def test_a_problem_that_wanted_more_than_is_left_is_still_taken_apart():
    problem, _ = made(2)
    problem = digested(replace(problem, wanted=Wanted(coverage=1.0, budget=1e6)))
    assert frontier(problem, simple(problem)).served == 0


# Many counties ---------------------------------------------------------------

prices = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 9)), min_size=1, max_size=4)


def drawn(base, rises):
    """A frontier whose steps rise in price by at least one."""
    cost, served, price, steps = float(base), 0, 0, []
    for count, rise in rises:
        price += rise
        villages = tuple(range(served, served + count))
        served, cost = served + count, cost + price * count
        steps.append(Step(villages, served, cost, float(price * count)))
    return Frontier(float(base), 0, tuple(steps))


@given(st.lists(st.tuples(st.integers(0, 50), prices), min_size=1, max_size=3))
@settings(max_examples=40)
def test_after_each_step_no_choice_of_stages_serves_more_for_the_money(counties):
    frontiers = [drawn(base, rises) for base, rises in counties]
    order = merged(frontiers)
    stages = [[(0, f.base), *((s.served, s.cost) for s in f.steps)] for f in frontiers]
    choices = [
        (sum(served for served, _ in choice), sum(cost for _, cost in choice))
        for choice in itertools.product(*stages)
    ]
    for number, step in enumerate(order, start=1):
        most = max(served for served, cost in choices if cost <= step.cost + 1e-9)
        assert step.served == most
        assert paid_by(order, step.cost) >= number
    for mine, f in enumerate(frontiers):
        assert [s.step for s in order if s.county == mine] == list(f.steps)
