"""The frontier of a cold chain: held against one another, told, kept, stopped."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from tests.network.test_cold import problem

from jidi.core.errors import InputError
from jidi.model.cold import cold_values, frontier_shares
from jidi.network.cold import solve, verify
from jidi.service.cold_file import plain_cold
from jidi.service.cold_frontier import (
    ColdPoint,
    cheapest,
    cold_frontier,
    frontier_json,
    frontier_line,
    frontier_plain,
    frontier_rows,
    points_breaches,
    read_points,
)
from jidi.service.cold_partial import carried_kg
from jidi.service.cold_problem import ColdAsked, cold_asked


def posed(*shares: float) -> Any:
    """A small problem with a frontier asked for."""
    return SimpleNamespace(problem=problem(), asked=ColdAsked(frontier=shares))


def made(asked: Any, cancelled=lambda: False, said=None) -> tuple[ColdPoint, ...]:
    whole, told = solve(asked.problem), [] if said is None else said
    return cold_frontier(
        asked, whole, effort=1, cancelled=cancelled, progress=lambda *one: told.append(one)
    )


@pytest.fixture(scope="module")
def small():
    asked = posed(0.3, 0.6, 0.9)
    return asked, made(asked)


def test_carrying_more_costs_no_less_and_the_last_point_carries_all(small):
    asked, points = small
    designs = [point.design for point in points]
    costs = [design.cost for design in designs]
    assert costs == sorted(costs) and len(set(costs)) > 1
    bounds = [design.bound for design in designs[:-1]]
    assert bounds == sorted(bounds)
    whole = float(asked.problem.kg.sum())
    for point, design in zip(points, designs, strict=True):
        wanted = replace(asked.problem, coverage=point.coverage)
        assert verify(wanted, design).holds
        assert carried_kg(design) >= (point.coverage or 1.0) * whole * (1 - 1e-6)
    assert not points_breaches(asked, points)


def test_a_further_tonne_is_against_the_point_before(small):
    asked, points = small
    told = frontier_json(asked, points)["frontier"]["points"]
    assert told[0]["yuan_per_further_tonne"] is None
    assert all(one["holds"] for one in told)
    checked = 0
    for before, one in pairwise(told):
        if one["yuan_per_further_tonne"] is None:
            assert one["kg_a_day"] == before["kg_a_day"] and one["remark_en"]
            continue
        yuan = one["yuan_a_day"] - before["yuan_a_day"]
        tonnes = (one["kg_a_day"] - before["kg_a_day"]) / 1000
        assert one["yuan_per_further_tonne"] == pytest.approx(yuan / tonnes, rel=1e-3)
        checked += 1
    assert checked
    assert [row[0] for row in frontier_rows(asked, points)][:3] == ["30%", "60%", "90%"]


def test_a_dear_design_gives_way_to_one_that_carries_more_for_less(small):
    _, points = small
    low, high = points[0].design, points[2].design
    dear = replace(low, cost=high.cost * 2)
    found = cheapest({0.3: dear, 0.9: replace(high, bound=low.bound / 2)}, points[3].design)
    assert found[0.3].carried == high.carried and found[0.3].cost == high.cost
    assert found[0.9].bound == found[0.3].bound == low.bound


def test_what_is_kept_reads_the_same_and_a_false_claim_is_found(small):
    asked, points = small
    names = replace(
        asked.problem,
        bases=tuple(replace(b, id=f"b{n}") for n, b in enumerate(asked.problem.bases)),
    )
    named = SimpleNamespace(problem=names, asked=asked.asked)
    kept = frontier_plain(named, points)
    whole = plain_cold(named, points[-1].design)
    assert read_points(named, whole | kept) == points
    kept["frontier"][1]["design"]["cost"] *= 0.9
    (text, *_) = points_breaches(named, read_points(named, whole | kept))
    assert text.startswith("60%：费用与核算不符")
    assert text.english.startswith("60%: the cost is not")
    kept["frontier"][1]["coverage"] = 0.55
    with pytest.raises(ValueError, match=r"0\.55"):
        read_points(named, whole | kept)


def test_stopped_it_keeps_the_points_made_and_says_which_are_missing():
    asked, said = posed(0.3, 0.6, 0.9), []
    points = made(asked, lambda: len(said) >= 1, said)
    assert [point.design is None for point in points] == [True, True, True, False]
    assert "stopped" in frontier_rows(asked, points)[0][-1][1]
    assert frontier_line(points)[1].startswith("3 of 4 shares have no design")
    assert frontier_json(asked, points)["frontier"]["points"][0]["yuan_a_day"] is None
    said = []
    again = made(asked, lambda: len(said) >= 2, said)
    assert [point.design is None for point in again] == [True, True, False, False]
    assert [share for share, _ in said] == sorted(share for share, _ in said)


def test_a_share_beyond_what_can_be_in_time_is_told_with_what_can():
    small = problem()
    slow = tuple(replace(one, budget=one.budget if n else 0.1)
                 for n, one in enumerate(small.products))  # fmt: skip
    small = replace(small, products=slow)
    whole = solve(small)
    assert whole.lost
    reach = 1 - sum(float(small.kg[flow]) for flow in whole.lost) / float(small.kg.sum())
    shares = (reach / 2, (1 + reach) / 2)
    asked = SimpleNamespace(problem=small, asked=ColdAsked(frontier=shares))
    points = made(asked)
    assert points[0].design is not None and points[1].design is None
    assert f"{reach:.2%}" in frontier_rows(asked, points)[1][-1][1]


def test_without_a_frontier_nothing_is_added():
    asked = posed()
    assert made(asked) == () == read_points(asked, {})
    assert frontier_plain(asked, ()) == {} == frontier_json(asked, ())
    assert "frontier" not in asked.asked.plain()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"frontier": (0.5,), "coverage": 0.9}, "N-940"),
        ({"frontier": (0.5,), "budget": 1000.0}, "N-940"),
        ({"frontier": (0.5, 0.5)}, "N-978"),
        ({"frontier": (0.5, 1.0)}, "N-978"),
    ],
)
def test_a_frontier_has_its_own_rising_shares(words, code):
    with pytest.raises(InputError) as refused:
        ColdAsked(**words)
    assert refused.value.code == code


def test_what_was_asked_reads_again_also_from_values_without_a_frontier():
    asked = ColdAsked(frontier=frontier_shares(cold_values()))
    assert cold_asked(asked.plain()) == asked
    plain = ColdAsked().plain()
    del plain["values"]["frontier"]
    old = cold_asked(plain)
    assert old.frontier == () and frontier_shares(old.values) == asked.frontier
