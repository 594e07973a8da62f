"""A problem without a design says which of its conditions clash, and what would mend it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import county, honest, simple

from jidi.network.rural import repair as repairing
from jidi.network.rural.clash import clash, proved_clash, solver_of
from jidi.network.rural.conditions import Condition, Kind, conditions, without
from jidi.network.rural.necessities import Ways, possible
from jidi.network.rural.problem import Problem, Wanted, Window
from jidi.network.rural.repair import repairs
from jidi.network.rural.solve import solve
from jidi.network.rural.verify import verify
from jidi.network.weekdays import Weekdays

SOLVED = solver_of(solve, seed=1)


def plain() -> Problem:
    return replace(county(11, villages=6), wanted=Wanted())


def no_road_to(problem: Problem, village: int) -> Problem:
    km, node = problem.km.copy(), problem.village_node(village)
    km[node, :] = km[:, node] = np.inf
    return replace(problem, km=km)


def villages(problem: Problem, *numbers: int, **changes: object) -> Problem:
    rows = enumerate(problem.villages)
    made = (replace(v, **changes) if n in numbers else v for n, v in rows)
    return replace(problem, villages=tuple(made))


def stations(problem: Problem, **changes: object) -> Problem:
    return replace(problem, stations=tuple(replace(s, **changes) for s in problem.stations))


def vehicles(problem: Problem, **changes: object) -> Problem:
    return replace(problem, vehicles=tuple(replace(v, **changes) for v in problem.vehicles))


CASES = {
    "no road": (lambda p: no_road_to(p, 4), {"coverage"}, {"coverage"}),
    "budget": (
        lambda p: replace(p, wanted=Wanted(1.0, 10.0)),
        {"coverage", "budget"},
        {"budget"},
    ),
    "zero vehicles": (lambda p: vehicles(p, most=0), {"coverage", "fleet"}, {"fleet"}),
    "window": (
        lambda p: villages(p, 4, 5, window=Window(430.0, 441.0)),
        {"coverage", "window", "centre_hours"},
        {"window"},
    ),
    "load": (lambda p: villages(p, 5, down=700.0), {"coverage", "load"}, {"load"}),
    "station capacity": (
        lambda p: stations(p, capacity=5.0, down=20.0),
        {"station_open", "station_capacity"},
        {"station_capacity"},
    ),
    "range": (lambda p: vehicles(p, range_km=20.0), {"coverage", "range"}, {"range"}),
    "shift": (
        lambda p: replace(p, work=replace(p.work, shift=50.0)),
        {"coverage", "shift"},
        {"shift"},
    ),
    "point": (
        lambda p: villages(p, 3, points=(replace(p.villages[3].points[0], parcels_per_day=1.0),)),
        {"coverage", "point_capacity"},
        {"point_capacity"},
    ),
    "days": (
        lambda p: villages(
            replace(no_road_to(p, 2), lanes=p.lanes[1:]), 2, patterns=(Weekdays("xxxxxxx"),)
        ),
        {"coverage", "frequency"},
        {"frequency"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_clash_is_proved_and_irreducible(name):
    spoil, kinds, _ = CASES[name]
    problem = spoil(plain())
    found = proved_clash(problem)
    assert found is not None and found.proved
    assert {kind.value for kind in found.kinds} == kinds
    ways, every = Ways.of(problem), conditions(problem)
    for one in found.conditions:
        kept = set(found.conditions) - {one}
        assert possible(without(problem, set(every) - kept), ways)
    assert not possible(without(problem, set(every) - set(found.conditions)), ways)


@pytest.mark.parametrize("name", ["budget", "window", "load", "station capacity"])
def test_every_repair_is_verified_and_says_what_it_needs(name):
    spoil, _, by = CASES[name]
    problem = spoil(plain())
    found = clash(problem, SOLVED)
    made = repairs(problem, found, SOLVED)
    assert {change.condition.kind.value for change in made[0].changes} == by
    for repair in made:
        verdict = verify(repair.problem, repair.design)
        assert verdict.holds
        assert (verdict.bill.total, verdict.served) == (repair.cost, repair.served)
        assert repair.changes


def test_a_budget_just_below_the_cheapest_is_no_proof_but_is_mended_by_its_cost():
    small = stations(replace(county(11, villages=3), wanted=Wanted(), lanes=()), down=0.0, up=0.0)
    cheapest = solve(small, seed=1).bill.total
    problem = replace(small, wanted=Wanted(1.0, cheapest * 0.99))
    found = clash(problem, SOLVED)
    assert found is not None and not found.proved
    assert Condition(Kind.BUDGET) in found.conditions
    first = repairs(problem, found, SOLVED)[0]
    assert [change.condition.kind for change in first.changes] == [Kind.BUDGET]
    assert first.changes[0].after == pytest.approx(cheapest, abs=0.01)


def test_as_many_vans_are_asked_for_as_are_needed_and_no_more():
    problem = vehicles(plain(), most=0)
    found = clash(problem, SOLVED)
    fleet = next(r for r in repairs(problem, found, SOLVED) if not r.less_service)
    owned = Counter(duty.vehicle for duty in fleet.design.duties)
    assert {c.condition.row: c.after for c in fleet.changes} == dict(owned)


def test_where_one_change_is_not_enough_several_are_told():
    problem = replace(villages(plain(), 4, window=Window(430.0, 441.0)), wanted=Wanted(1.0, 100.0))
    found = clash(problem, SOLVED)
    made = repairs(problem, found, SOLVED)
    assert {c.condition.kind for c in made[0].changes} == {Kind.BUDGET, Kind.WINDOW}
    assert all(repair.served for repair in made)


def test_a_problem_with_a_design_has_no_clash():
    assert clash(plain(), SOLVED) is None


@settings(max_examples=8)
@given(seed=st.integers(0, 10_000))
def test_what_some_design_reaches_is_never_called_impossible(seed):
    """A simple design's own cost, fleet and loads, set as limits, leave that design possible."""
    problem = county(seed)
    design = honest(problem, simple(problem))
    assert verify(problem, design).holds
    owned = Counter(duty.vehicle for duty in design.duties)
    tight = replace(
        problem,
        vehicles=tuple(replace(v, most=owned[n]) for n, v in enumerate(problem.vehicles)),
        wanted=Wanted(len(design.served) / len(problem.villages), design.bill.total),
    )
    assert verify(tight, design).holds
    assert possible(tight, Ways.of(tight))
    assert proved_clash(tight) is None


def test_the_repair_of_a_coverage_serves_all_that_can_be_reached():
    problem = no_road_to(county(4), 4)
    found = clash(problem, SOLVED)
    made = [r for r in repairs(problem, found, SOLVED) if r.less_service]
    assert [len(r.design.served) for r in made] == [len(problem.villages) - 1]


def test_no_more_questions_are_asked_than_are_allowed(monkeypatch):
    asked = []

    def none_found(problem):
        asked.append(problem)

    problem = no_road_to(county(4), 4)
    found = clash(problem, SOLVED)
    monkeypatch.setattr(repairing, "MOST_ASKED", 1)
    assert repairs(problem, found, none_found) == ()
    assert len(asked) == 1
