"""Other trunk designs of nearly the same cost: they hold, cost little more, and go another way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jidi.core.errors import InputError
from jidi.network.alternatives import NEARLY
from jidi.network.trunk import Flow, Lane, Node, Product, TrunkProblem, solve, verify
from jidi.network.trunk.alternatives import CLEARLY, otherwise, trunk_alternatives


def two_hubs(other: float = 1.0) -> TrunkProblem:
    """From a county to a city by either of two hubs; the second costs so many times as much."""
    lanes = tuple(
        Lane(f"{a}-{b}", a, b, mode, 600 + 400 * late, 60, 100, 5, price, grams_per_kg=grams)
        for a, b, late, mode, price, grams in (
            (0, 1, 0, "road", 100.0, 5), (1, 3, 1, "road", 100.0, 5),
            (0, 2, 0, "rail", 100.0 * other, 1), (2, 3, 1, "rail", 100.0 * other, 1),
        )
    )  # fmt: skip
    return TrunkProblem(
        "two hubs",
        (Node("county"), Node("one", capacity=500), Node("other", capacity=500), Node("city")),
        lanes, (), (Product("p", 2880, 0.0, 4320),), (Flow(0, 3, 0, 100.0, 0),),
    )  # fmt: skip


def _found(made: TrunkProblem, wanted: int = 2):
    design = solve(made, gap=0.0)
    return design, trunk_alternatives(
        made, design, wanted=wanted, answer=lambda asked, _report: solve(asked, gap=0.0)
    )


def test_the_other_hub_is_found_costs_a_little_more_and_carries_all_otherwise():
    made = two_hubs(1.01)
    design, told = _found(made)
    first = told.found[0]
    assert first.asked == ("node", "one")
    assert first.extra == pytest.approx(2.0)
    assert first.apart == first.nearest == 1.0
    assert verify(made, first.design).holds
    assert first.design.cost == pytest.approx(202.0) and design.cost == pytest.approx(200.0)
    assert first.design.bound == design.bound
    # Everything else comes to one of these two.
    assert len(told.found) == 1 and told.alike > 0
    assert told.tried == told.dear + told.alike + told.failed + len(told.found)


def test_what_costs_much_more_is_no_alternative():
    _, told = _found(two_hubs(1.0 + 2 * NEARLY))
    assert told.found == () and told.dear > 0


def test_a_design_made_under_a_price_of_time_is_told_at_the_problems_own_prices():
    made = replace(two_hubs(1.005), yuan_per_tonne=1000.0)
    _, told = _found(made)
    for each in told.found:
        assert verify(made, each.design).cost == pytest.approx(each.design.cost)
        assert each.nearest >= CLEARLY


def test_how_far_designs_are_apart_is_symmetric_and_nothing_for_a_design_and_itself():
    made = two_hubs(1.01)
    design, told = _found(made)
    other = told.found[0].design
    assert otherwise(made, design, design) == 0.0
    assert otherwise(made, design, other) == otherwise(made, other, design) == 1.0


def test_questions_that_cannot_be_answered_are_counted():
    made = two_hubs(1.01)

    def never(_asked, _report):
        raise InputError("N-936", nodes=1)

    told = trunk_alternatives(made, solve(made), wanted=1, answer=never)
    assert (told.found, told.failed) == ((), told.tried) and told.tried > 0


def test_progress_goes_on_from_try_to_try_and_never_back():
    told: list[float] = []

    def half(asked, report):
        report(0.5, "")
        return solve(asked, gap=0.0)

    made = two_hubs(1.01)
    found = trunk_alternatives(
        made, solve(made, gap=0.0), wanted=2, answer=half,
        progress=lambda share, _step: told.append(share),
    )  # fmt: skip
    assert len(told) == 2 * found.tried
    assert told == sorted(told) and told[0] == 0.0 and told[-1] < 1.0
