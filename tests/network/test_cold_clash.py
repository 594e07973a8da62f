"""Why a cold chain has no design: the smallest clash, and changes that mend it, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cold import problem

from jidi.core.errors import InputError
from jidi.network.clashing import Fate
from jidi.network.cold import Product, Site, Size, solve, verify
from jidi.network.cold.clash import (
    Condition,
    Kind,
    clash,
    conditions,
    fate,
    repairs,
    wanted_flows,
)

LARGE = (Size("large", 5_000, 500),)


def quiet() -> None:
    """Nobody listens."""


def tight(**changes):
    """Coolers that take 5,000 kg each, of 12,000 and 500."""
    coolers = (Site("near", LARGE), Site("far", LARGE))
    kg = np.array([[11_000.0, 1_000.0], [500.0, 0.0]])
    return problem(coolers=coolers, kg=kg, **changes)


def told(small):
    found = clash(small, quiet)
    assert found is not None
    return found, repairs(small, found, effort=1, asked=quiet)


def test_coolers_that_are_too_small_clash_with_what_is_to_be_carried():
    small = tight()
    found, made = told(small)
    assert found.smallest
    assert set(found.conditions) == {Condition(Kind.COOLERS), Condition(Kind.CARRY, 0)}
    places, less = made
    # 12,500 kg in two places of 5,000: one of them twice. Berries down to 9,500 of 12,000 kg.
    assert (places.conditions, places.after) == ((Condition(Kind.COOLERS),), 2.0)
    assert (less.conditions, less.after) == ((Condition(Kind.CARRY, 0),), pytest.approx(0.791))
    for repair in made:
        assert verify(repair.problem, repair.design).holds
        assert repair.design.bound <= repair.design.cost + 1e-6


def test_a_budget_in_which_nothing_can_come_is_loosened_by_the_least_half_hours():
    small = problem(
        products=(Product("berry", 20.0, 4.0, 3.0), Product("vaccine", 20.0, 10.0, 2.0))
    )
    with pytest.raises(InputError) as refused:
        solve(small)
    assert refused.value.code == "N-981"
    found, made = told(small)
    assert len(found.conditions) == 2
    keep = next(c for c in found.conditions if c.kind is Kind.KEEP)
    (by_keep,) = [r for r in made if r.conditions == (keep,)]
    hours = [
        min(
            small.hours(base, cooler, store, market)
            for cooler in range(2) for store in range(2)
            if small.first_km[base, cooler] / 40.0 <= small.products[keep.product].open_most
        )
        for base, market in wanted_flows(small) if small.bases[base].product == keep.product
    ]  # fmt: skip
    assert by_keep.after == np.ceil(max(hours) * 2) / 2


def test_where_coolers_and_stores_are_both_too_small_both_are_multiplied():
    small = tight(stores=(Site("town", LARGE), Site("city", LARGE)))
    found, made = told(small)
    assert len(found.conditions) == 2
    places = [r for r in made if r.conditions[0].kind is not Kind.CARRY]
    assert [len(r.conditions) for r in places] == [2]
    assert verify(places[0].problem, places[0].design).holds


def test_a_problem_with_a_design_has_no_clash():
    assert clash(problem(), quiet) is None


@settings(max_examples=15, deadline=None)
@given(
    room=st.lists(st.sampled_from([400.0, 1_500.0, 6_000.0, 30_000.0]), min_size=4, max_size=4),
    budget=st.tuples(st.sampled_from([20.0, 33.0, 60.0]), st.sampled_from([20.0, 40.0, 60.0])),
)
def test_no_fewer_conditions_clash_and_whoever_solves_agrees(room, budget):
    sites = [Site(name, (Size("only", kg, 10.0),)) for name, kg in zip("abcd", room, strict=True)]
    products = (Product("berry", budget[0], 4.0, 3.0), Product("vaccine", budget[1], 10.0, 2.0))
    small = problem(coolers=tuple(sites[:2]), stores=tuple(sites[2:]), products=products)
    found = clash(small, quiet)
    try:
        solve(small)
    except InputError as error:
        assert error.code in {"N-981", "N-982"} and found is not None and found.smallest
    else:
        assert found is None
        return
    wanted = wanted_flows(small)
    every = frozenset(conditions(small, wanted))
    for fewer in combinations(sorted(every, key=str), len(found.conditions) - 1):
        assert fate(small, wanted, every - frozenset(fewer)) is Fate.KEPT
    assert fate(small, wanted, every - frozenset(found.conditions)) is Fate.REFUSED
    for repair in repairs(small, found, effort=1, asked=quiet):
        assert verify(repair.problem, repair.design).holds


def test_a_repair_is_the_least_of_its_kind():
    small = tight()
    _, (places, less) = told(small)
    assert places.after == 2.0  # once is what was refused
    scaled = small.kg.copy()
    scaled[0] *= less.after + 0.001
    with pytest.raises(InputError) as refused:
        solve(replace(small, kg=scaled))
    assert refused.value.code == "N-982"
