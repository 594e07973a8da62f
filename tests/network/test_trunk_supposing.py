"""One departure less or more of a lane, and lanes that must run, on the small network."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest
from tests.network.test_trunk import problem

from jidi.core.errors import ValueProblem
from jidi.network.trunk import solve, verify
from jidi.network.trunk.supposing import Supposing


def test_one_departure_less_or_more_is_priced_with_the_others_held():
    small = problem()
    asking = Supposing(small, solve(small))
    feeder, trunk, rail = asking.supposed((0, 1, 2))
    # With one feeder 4,000 kg go by truck and 2,000 by rail; nothing goes without the truck.
    assert (feeder.less, feeder.due) == (inf, pytest.approx(1_000))
    assert trunk.due == pytest.approx(5_000)
    assert (rail.less, rail.due) == (inf, pytest.approx(500))
    assert feeder.more == pytest.approx(400 + 300)
    assert trunk.more == pytest.approx(2_000 + 1_500)
    assert rail.more == pytest.approx(50)
    # One more kg in time goes by rail for 3 yuan and is not sorted for 0.1.
    assert asking.promises == (pytest.approx(0), pytest.approx(2.9))


def test_a_lane_that_must_run_does_and_the_checker_sees_when_not():
    small = problem()
    lanes = (*small.lanes[:2], replace(small.lanes[2], least=2))
    forced = replace(small, lanes=lanes)
    design = solve(forced)
    assert verify(forced, design).holds and design.departures[2] == 2
    assert design.bound <= design.cost
    breaches = verify(forced, solve(small)).breaches
    assert {breach.kind for breach in breaches} == {"departures"}
    with pytest.raises(ValueProblem):
        problem(lanes=(replace(small.lanes[0], least=9), *small.lanes[1:]))


def test_hours_on_the_way_are_paid_for_by_solver_and_checker_alike():
    slow = problem(yuan_per_tonne_hour=10_000)
    design = solve(slow)
    assert verify(slow, design).holds
    # 10 yuan a kg and hour: all that rail takes goes by rail, which comes 7 hours sooner.
    by_rail = sum(part.kg for part in design.carried if part.lanes == (2,))
    assert by_rail == pytest.approx(4_000)
    assert "cost" in {b.kind for b in verify(slow, replace(design, cost=solve(problem()).cost))
                      .breaches}  # fmt: skip
