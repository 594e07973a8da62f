"""What if a station, a mode or the whole design were otherwise: told truly, priced truly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import county, honest, one_line_each, simple

from jidi.core.errors import JidiError
from jidi.network.alternatives import NEARLY, TRIES_EACH
from jidi.network.rural.alternatives import alternatives
from jidi.network.rural.difference import CLEARLY, Difference, difference
from jidi.network.rural.explain import Standing, explain_village
from jidi.network.rural.explain_mode import explain_mode, village_mode
from jidi.network.rural.explain_station import Binding, explain_station
from jidi.network.rural.files import digested
from jidi.network.rural.problem import Wanted
from jidi.network.rural.solve import solve
from jidi.network.rural.supposing import (
    as_answer_to,
    modes_of,
    supposed,
    with_mode,
    without_mode,
)
from jidi.network.rural.verify import verify

NOTHING = Difference(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def solved(problem):
    return solve(problem, seed=1)


def one_each(problem):
    return one_line_each(problem, seed=1, effort=1, progress=lambda *_: None, cancelled=bool)


@pytest.fixture(scope="module")
def designed():
    """A county with its design, and what it costs."""
    problem = digested(replace(county(11, villages=6), wanted=Wanted(coverage=0.8)))
    design = solved(problem)
    return problem, design, verify(problem, design).bill.total


# How far designs are apart ---------------------------------------------------


@given(seed=st.integers(0, 1000))
@settings(max_examples=10)
def test_a_design_differs_from_itself_in_nothing_and_from_another_as_the_other_from_it(seed):
    problem = county(seed)
    one, other = simple(problem), one_each(problem)
    assert difference(problem, one, one) == NOTHING
    found = difference(problem, one, other)
    assert found == difference(problem, other, one)
    respects = [found.served, found.station, found.mode, found.days, found.company]
    assert max(respects) <= found.any <= min(1.0, sum(respects))


def test_a_village_left_out_and_a_lane_left_for_a_van_are_counted_one_each():
    problem = county(3)
    one = simple(problem)
    fewer = replace(one, services=one.services[1:])
    assert difference(problem, one, fewer) == replace(NOTHING, any=1 / 9, served=1 / 9)
    moved = one.services[0], replace(one.services[1], days=one.services[0].days)
    days = problem.villages[0].patterns[0] != one.services[1].days
    by_days = difference(problem, one, replace(one, services=(*moved, *one.services[2:])))
    assert by_days == replace(NOTHING, any=days / 9, days=days / 9)


# Stations --------------------------------------------------------------------


def test_a_station_closed_is_not_open_and_the_difference_is_that_of_the_two_bills(designed):
    problem, design, cost = designed
    station = design.open[0]
    found = explain_station(problem, design, station, cost=cost, answer=solved)
    assert (found.is_open, found.binding) == (True, Binding.COUNTER)
    assert found.contrary.holds
    assert station not in found.contrary.design.open
    assert found.contrary.problem.stations[station].down == 0
    anew = verify(found.contrary.problem, found.contrary.design).bill.total
    assert found.extra == pytest.approx(anew - cost)


def test_a_station_that_only_cost_keeps_closed_is_opened_for_what_it_costs():
    free = replace(county(11).stations[0], down=0.0, up=0.0, fixed=500.0)
    problem = digested(replace(county(11), stations=(free, *county(11).stations[1:])))
    design = solved(problem)
    assert 0 not in design.open
    cost = verify(problem, design).bill.total
    found = explain_station(problem, design, 0, cost=cost, answer=solved)
    assert (found.is_open, found.binding, found.lines) == (False, Binding.COST, ())
    assert 0 in found.contrary.design.open
    # A dear station would be opened only by force: the network costs more with it.
    assert found.extra > 0


def test_closing_a_station_that_nobody_goes_through_saves_it_and_its_feeder():
    """The design without it is at hand, even where the search finds nothing."""
    idle = replace(county(5).stations[0], down=0.0, up=0.0, must=True)
    problem = digested(replace(county(5), stations=(idle, *county(5).stations[1:])))
    design = one_each(problem)
    cost = verify(problem, design).bill.total

    def nothing(_):
        raise JidiError("N-501", county="", wanted=9, budget="–")

    told = explain_station(problem, design, 0, cost=cost, answer=nothing)
    assert (told.is_open, told.binding, told.villages) == (True, Binding.MUST, ())
    left = one_each(digested(replace(problem, stations=(
        replace(idle, must=False), *problem.stations[1:])))).bill.total  # fmt: skip
    assert told.contrary.cost == pytest.approx(left)
    assert told.extra < -idle.fixed


def test_forbidding_a_mode_that_is_not_used_costs_nothing_more(designed):
    problem, _, _ = designed
    design = solved(without_mode(problem, "bus"))
    design = as_answer_to(problem, design)
    cost = verify(problem, design).bill.total
    found = explain_mode(problem, design, "bus", cost=cost, answer=solved)
    assert found.served == 0
    assert found.forbidden.cost <= cost + 1e-9


# Modes -----------------------------------------------------------------------


def test_a_mode_forbidden_serves_nobody_and_forced_serves_whom_it_can_at_true_prices(designed):
    problem, design, cost = designed
    found = explain_mode(problem, design, "bus", cost=cost, answer=solved)
    assert found.served_when(found.forbidden) == 0
    assert found.forced.holds
    assert found.served_when(found.forced) == found.could == 2
    # At true prices: the checker, who knows of no favour, finds the same bill.
    assert found.forced.cost == pytest.approx(verify(problem, found.forced.design).bill.total)


def test_without_own_vans_too_few_villages_are_left_and_that_is_said(designed):
    problem, _, _ = designed
    found = supposed(without_mode(problem, "own"), solved)
    assert (found.design, found.cost) == (None, None)
    assert found.refused.code == "N-501"


def test_own_vans_forced_are_lanes_forbidden(designed):
    problem, design, _ = designed
    forced, favoured = with_mode(problem, design, "own")
    assert (forced.lanes, favoured) == ((), None)
    assert modes_of(problem) == ("own", "bus", "postal")


def test_a_village_is_told_the_cheapest_way_by_a_mode_and_by_any_other(designed):
    problem, design, _ = designed
    reasons = explain_village(problem, design, 0)
    by_bus = village_mode(problem, design, reasons, "bus")
    prices = {w.by: w.extra for w in reasons.ways if w.open}
    assert by_bus.forced.extra == prices["bus"]
    assert by_bus.forbidden.extra == min(p for by, p in prices.items() if by != "bus")


# Villages --------------------------------------------------------------------


def test_a_village_left_out_though_the_budget_would_pay_is_not_called_enough():
    problem = county(1)
    whole = simple(problem)
    lost = next(s for s in whole.services if s.by == "bus")
    design = honest(problem, replace(whole, services=tuple(s for s in whole.services if s != lost)))
    cost = verify(problem, design).bill.total
    told = {}
    for name, budget in (("none", None), ("rich", cost + 500.0), ("poor", cost + 0.01)):
        asked = replace(problem, wanted=Wanted(coverage=0.5, budget=budget))
        told[name] = explain_village(asked, design, lost.village).standing
    assert told == {
        "none": Standing.ENOUGH,
        "rich": Standing.AFFORDABLE,
        "poor": Standing.BUDGET,
    }


# Alternatives ----------------------------------------------------------------


def test_alternatives_hold_cost_little_more_and_are_apart_from_all_others(designed):
    problem, design, cost = designed
    found = alternatives(
        problem, design, wanted=2, seed=1, cost=cost,
        answer=lambda question, seed, _report: solve(question, seed=seed),
    )  # fmt: skip
    assert found.tried == len(found.found) + found.dear + found.alike + found.failed
    assert found.tried <= TRIES_EACH * 2
    shown = [design, *(each.design for each in found.found)]
    for number, each in enumerate(found.found, start=1):
        verdict = verify(problem, each.design)
        assert verdict.holds
        assert verdict.bill.total <= cost * (1 + NEARLY)
        assert verdict.bill.total == pytest.approx(cost + each.extra)
        apart = [difference(problem, other, each.design).any for other in shown[:number]]
        assert min(apart) == each.nearest >= CLEARLY
    assert found.found, "the other days alone are a clearly different design"


def test_where_every_design_is_the_same_none_is_an_alternative():
    problem = county(5)
    design = one_each(problem)
    cost = verify(problem, design).bill.total
    question = {"wanted": 2, "seed": 1, "cost": cost}
    same = alternatives(problem, design, answer=lambda *_: design, **question)
    assert (same.found, same.tried, same.alike) == ((), 8, 8)
    dear = alternatives(
        problem, design, answer=lambda *_: design, **{**question, "cost": cost * 0.9}
    )
    assert (dear.found, dear.dear) == ((), 8)
    stopped = alternatives(
        problem, design, answer=lambda *_: design, cancelled=lambda: True, **question
    )
    assert stopped.tried == 0
