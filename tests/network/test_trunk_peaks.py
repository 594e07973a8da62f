"""Volumes that differ by weekday: every day finds room; by hand and by linear programs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_trunk_week import _least, _some_problem

from jidi.core.errors import InputError, ValueProblem
from jidi.network.trunk import Flow, Lane, Node, Product, TrunkProblem, solve, verify, worth
from jidi.network.trunk.relaxation import Relaxation
from jidi.network.trunk.search import Search
from jidi.network.trunk.supposing import Supposing

SHARES = (1.3, 1.2, 1.0, 1.0, 1.0, 0.8, 0.7)
TRUCK, HIRED = 300.0, 1.0
HOUR = 60


def problem(kg: float, *lanes: Lane, share: float = 0.0, shares=SHARES) -> TrunkProblem:
    """So much a day from a to b: by a truck of 1,000 kg, or by weight; both the same evening."""
    return TrunkProblem(
        "peaks", (Node("a"), Node("b")),
        (Lane("truck", 0, 1, "road", 22 * HOUR, 300, 1_000, 1, TRUCK),
         Lane("hired", 0, 1, "hired", 22 * HOUR, 400, 1e5, 1, 0.0, HIRED), *lanes),
        (), (Product("p", 24 * HOUR, share, 96 * HOUR),), (Flow(0, 1, 0, kg, 18 * HOUR),),
        shares=shares,
    )  # fmt: skip


def kinds(made, design) -> set[str]:
    return {breach.kind for breach in verify(made, design).breaches}


def test_what_a_truck_has_no_room_for_on_busy_days_goes_by_weight():
    made = problem(1_000)
    design = solve(made)
    verdict = verify(made, design)
    assert verdict.holds, verdict.breaches
    # 300 kg on Monday and 200 on Tuesday find no room on the truck.
    assert design.cost == pytest.approx(TRUCK + (300 + 200) * HIRED / 7)
    assert verdict.aboard[0] == pytest.approx((1_000, 1_000, 1_000, 1_000, 1_000, 800, 700))
    assert verdict.aboard[1] == pytest.approx((300, 200, 0, 0, 0, 0, 0))
    assert design.bound <= design.cost


def test_on_quiet_days_what_is_bought_by_weight_is_brought_to_trucks_with_room():
    made = problem(1_500)
    design = solve(made)
    verdict = verify(made, design)
    assert verdict.holds, verdict.breaches
    by_weight = [max(0.0, 1_500 * share - 1_000) for share in SHARES]
    assert design.cost == pytest.approx(TRUCK + sum(by_weight) * HIRED / 7)
    assert verdict.aboard[1] == pytest.approx(by_weight)


@pytest.mark.parametrize(("times", "near"), [(1.0, True), (1.02, False), (float("inf"), False)])
def test_a_design_is_near_only_when_that_of_the_week_is(times, near):
    relaxation = Relaxation(problem(1_000))
    bound, root = relaxation.solve(lambda: False, lambda _text: None)
    search = Search(relaxation, bound, root, 0.01, 1, lambda _text: None, lambda: False)
    search.by_diving()
    assert search.near
    asked: list[float] = []
    search.of_week = lambda found: asked.append(found.cost) or times * found.cost
    assert [search.near, search.near] == [near, near]
    assert asked == [search.best.cost]  # What was weighed once is not weighed again.


def test_what_comes_the_next_day_counts_on_the_next_day():
    # Handed in after the truck has left: Monday's parcels are Tuesday's load.
    made = replace(problem(1_000), flows=(Flow(0, 1, 0, 1_000.0, 23 * HOUR),))
    design = solve(made)
    verdict = verify(made, design)
    assert verdict.holds
    assert verdict.aboard[0] == pytest.approx((700, 1_000, 1_000, 1_000, 1_000, 1_000, 800))
    assert verdict.aboard[1] == pytest.approx((0, 300, 200, 0, 0, 0, 0))


def test_a_day_without_room_anywhere_is_refused():
    made = problem(1_000)
    alone = replace(made, lanes=made.lanes[:1])
    with pytest.raises(InputError) as refused:
        solve(alone)
    assert refused.value.code == "N-895" and refused.value.facts["day"] == 1
    # All of the truck's parcels must come within eight hours; by weight they take longer.
    strict = replace(made, products=(Product("p", 10 * HOUR, 1.0, 96 * HOUR),))
    with pytest.raises(InputError) as refused:
        solve(strict)
    assert refused.value.code == "N-895"


def test_where_what_is_moved_comes_late_others_are_brought_in_time():
    slow, fast = 1.0, 1.5
    made = TrunkProblem(
        "peaks", (Node("a"), Node("b"), Node("c"), Node("d")),
        (Lane("truck", 0, 1, "road", 22 * HOUR, 300, 1_000, 1, TRUCK),
         Lane("late", 0, 1, "hired", 22 * HOUR, 1_600, 1e5, 1, 0.0, HIRED),
         Lane("slow", 2, 3, "hired", 22 * HOUR, 1_600, 1e5, 1, 0.0, slow),
         Lane("fast", 2, 3, "air", 22 * HOUR, 300, 1e5, 1, 0.0, fast)),
        (), (Product("p", 24 * HOUR, 1_000 / 1_500, 96 * HOUR),),
        (Flow(0, 1, 0, 1_000.0, 18 * HOUR), Flow(2, 3, 0, 500.0, 18 * HOUR)), shares=SHARES,
    )  # fmt: skip
    design = solve(made)
    verdict = verify(made, design)
    assert verdict.holds, verdict.breaches
    # The 500 kg a week that miss the truck come late; 500 kg of the others are flown for it.
    late = 500 / 7
    assert verdict.on_time[0] == pytest.approx(1_000 / 1_500)
    assert design.cost == pytest.approx(TRUCK + late * HIRED + 500 * slow + late * (fast - slow))


def test_what_more_room_saves_is_told_of_the_mean_day_with_the_ways_of_all_days():
    made = problem(1_500)
    design = solve(made)
    # The mean day's truck is full: a kilogram more on it is one less by weight.
    saved = worth(made, design)
    assert saved is not None and saved.lanes[0] == pytest.approx(HIRED)
    # Parcels of two busy days go by weight alone: their way is known, so that all find one.
    (supposed,) = Supposing(made, design).supposed([0])
    assert supposed.less == pytest.approx(1_000 * HIRED - TRUCK)


@pytest.mark.parametrize(
    "shares", [(1.0,) * 6, (1.0,) * 6 + (2.0,), (2.0,) * 3 + (0.5,) * 3 + (-0.5,)]
)
def test_shares_that_are_no_week_are_refused(shares):
    with pytest.raises(ValueProblem) as refused:
        problem(1_000, shares=shares)
    assert refused.value.code == "N-896"


def test_days_that_are_all_alike_are_designed_as_the_mean_day():
    told, plain = solve(problem(1_000, shares=(1.0,) * 7)), solve(problem(1_000, shares=()))
    assert told == plain


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("flow", lambda d: replace(d, carried=d.carried[:-1])),
        ("flow", lambda d: replace(d, carried=tuple(
            replace(part, kg=part.kg * 1.01) if part.day is None else part
            for part in d.carried))),
        ("flow", lambda d: replace(d, carried=tuple(
            part if part.day is None else replace(part, day=(part.day + 3) % 7)
            for part in d.carried))),
        ("lane_full", lambda d: replace(d, carried=tuple(
            part if part.day is None else replace(part, lanes=(0,), minutes=540)
            for part in d.carried))),
        ("cost", lambda d: replace(d, cost=d.cost - 30.0)),
    ],
)  # fmt: skip
def test_the_checker_sees_a_day_too_full_and_parcels_of_a_day_left_out(kind, spoil):
    made = problem(1_000)
    assert kind in kinds(made, spoil(solve(made)))


def test_the_checker_sees_that_the_mean_day_does_not_fit_a_week():
    mean = solve(problem(1_000, shares=()))
    assert kinds(problem(1_000, shares=()), mean) == set()
    assert kinds(problem(1_000), mean) == {"lane_full"}
    # The other way round, a week of other shares is not what was handed in.
    turned = problem(1_000, shares=SHARES[::-1])
    assert "flow" in kinds(turned, solve(problem(1_000)))


@settings(max_examples=8)
@given(data=st.data())
def test_every_day_fits_and_no_choice_of_departures_costs_less_than_the_bound(data):
    shares = data.draw(st.permutations([1.4, 1.1, 1.0, 1.0, 1.0, 0.9, 0.6]))
    made = replace(_some_problem(data.draw), shares=tuple(shares))
    try:
        design = solve(made)
    except InputError as refused:
        assert refused.code in ("N-933", "N-934", "N-936", "N-895")
        return
    verdict = verify(made, design)
    assert verdict.holds, verdict.breaches
    least = _least(made)
    assert least is not None
    assert design.bound <= least + 1e-6
    assert design.cost >= least - 1e-6 * least
