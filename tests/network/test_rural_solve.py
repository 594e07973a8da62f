"""The solver keeps the rules, claims the truth, and is as cheap as can be where we can tell."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import county

from jidi.core.errors import Interrupted, JidiError
from jidi.network.rural.files import design_bytes
from jidi.network.rural.problem import Wanted
from jidi.network.rural.solve import HURRIED, solve
from jidi.network.rural.verify import verify
from jidi.network.weekdays import EVERY_DAY


def within(problem, *, coverage=1.0, budget=None):
    return replace(problem, wanted=Wanted(coverage, budget))


def told(problem, design):
    return [violation.code for violation in verify(problem, design).violations]


@settings(max_examples=6)
@given(seed=st.integers(0, 10_000), coverage=st.sampled_from([0.5, 0.8, 1.0]))
def test_the_checker_has_nothing_to_say(seed, coverage):
    problem = within(county(seed, villages=8), coverage=coverage)
    design = solve(problem, seed=seed)
    assert told(problem, design) == []
    assert len(design.served) >= problem.villages_wanted
    assert design.proof.bound is not None
    assert design.proof.bound <= design.bill.total + 1e-6


def test_the_same_seed_gives_the_same_bytes():
    problem = county(3)
    texts = {design_bytes(solve(problem, seed=5), synthetic=True) for _ in range(2)}
    assert len(texts) == 1


def test_a_hurried_design_holds_and_costs_no_less_than_the_bound():
    problem = county(3)
    design = solve(problem, seed=5, effort=HURRIED)
    assert told(problem, design) == []
    assert len(design.served) == len(problem.villages)
    assert design.proof.bound <= design.bill.total + 1e-6


def test_a_budget_is_kept_and_more_money_never_serves_fewer():
    problem = county(11)
    dearest = solve(within(problem), seed=1).bill.total
    served = []
    for share in (0.75, 0.9, 1.0):
        asked = within(problem, coverage=0.1, budget=dearest * share)
        design = solve(asked, seed=1)
        assert told(asked, design) == []
        assert design.bill.total <= dearest * share + 1e-6
        served.append(len(design.served))
    assert served == sorted(served)
    assert served[-1] == len(problem.villages)


def test_a_budget_below_any_design_is_refused_with_its_figure():
    with pytest.raises(JidiError) as caught:
        solve(within(county(11), budget=10.0), seed=1)
    assert caught.value.code == "N-501"
    assert "10" in caught.value.what("en")


def test_a_search_stopped_early_gives_a_design_that_holds_or_says_there_is_none_yet():
    problem, held = within(county(7)), 0
    for stop_after in range(0, 40, 4):
        asked = iter(range(1_000))
        try:
            design = solve(problem, seed=1, cancelled=lambda a=asked, s=stop_after: next(a) >= s)
        except Interrupted as stopped:
            assert stopped.code == "N-503"
            continue
        assert told(problem, design) == []
        held += 1
    assert held > 0


def test_a_search_stopped_before_anything_was_found_says_so():
    problem = replace(county(7), lanes=(), vehicles=())
    with pytest.raises(Interrupted) as caught:
        solve(within(problem), seed=1, cancelled=lambda: True)
    assert caught.value.code == "N-503"


def one_depot(seed, *, villages=4, down=200.0):
    """Villages to be seen every day by vans from the centre; no stations, no lanes."""
    made = county(seed, villages=villages)
    keep = [0, *range(3, 3 + villages)]
    km = made.km[keep][:, keep]
    villages = tuple(replace(v, patterns=(EVERY_DAY,), down=down, up=20.0) for v in made.villages)
    return replace(
        made,
        stations=(),
        lanes=(),
        villages=villages,
        vehicles=made.vehicles[:1],
        km=km,
        road=made.road[keep][:, keep],
        wanted=Wanted(),
    )


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_with_one_depot_it_finds_the_cheapest_of_all_designs(seed):
    problem = one_depot(seed)
    design = solve(problem, seed=1)
    assert told(problem, design) == []
    assert design.bill.total == pytest.approx(cheapest(problem), rel=1e-9)


def test_a_second_cooling_finds_what_the_first_has_missed(monkeypatch):
    problem = one_depot(9, villages=40, down=60.0)
    monkeypatch.setattr("jidi.network.rural.solve.COOLINGS", 1)
    once = solve(problem, seed=1)
    monkeypatch.undo()
    twice = solve(problem, seed=1)
    assert told(problem, once) == told(problem, twice) == []
    assert twice.bill.total < once.bill.total - 0.1


def cheapest(problem) -> float:
    """Every way to split four villages into ordered runs, each run priced by hand.

    The vans are as few as the hours of the runs allow.
    """
    van, work = problem.vehicles[0], problem.work
    fees = sum(
        min(
            p.fee_per_day + v.parcels * p.fee_per_parcel
            for p in v.points
            if p.parcels_per_day >= v.parcels
        )
        + v.parcels * problem.rates.centre_handling
        for v in problem.villages
    )
    best = float("inf")
    for split in partitions(list(range(1, 5))):
        if any(200.0 * len(group) > van.capacity for group in split):
            continue
        runs = [min(priced(problem, order) for order in itertools.permutations(g)) for g in split]
        hours = [span for _, span in runs]
        vans = next(n for n in range(1, 5) if fits(hours, n, work))
        best = min(best, fees + sum(cost for cost, _ in runs) + vans * van.fixed)
    return best


def priced(problem, order):
    van, work = problem.vehicles[0], problem.work
    way = [0, *order, 0]
    km = sum(problem.km[a, b] for a, b in itertools.pairwise(way))
    span = problem.centre.loading + km / van.speeds[0] * 60 + 5.0 * len(order)
    carbon = km * van.grams_per_km / 1e6 * problem.rates.carbon_per_tonne
    return km * van.per_km + span / 60 * work.per_hour + carbon, span


def fits(spans, vans, work):
    """Whether the runs can be dealt to the vans: shifts kept, a break where a day is long."""
    for dealt in itertools.product(range(vans), repeat=len(spans)):
        days = [[s for s, van in zip(spans, dealt, strict=True) if van == n] for n in range(vans)]
        if all(day_fits(day, work) for day in days):
            return True
    return False


def day_fits(day, work):
    total = sum(day)
    if total > work.break_after:
        total += work.break_minutes
    return total <= work.shift


def partitions(items):
    if not items:
        yield []
        return
    first, *rest = items
    for smaller in partitions(rest):
        for number, group in enumerate(smaller):
            yield [*smaller[:number], [first, *group], *smaller[number + 1 :]]
        yield [[first], *smaller]
