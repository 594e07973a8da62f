"""Lanes of some days of the week: what is designed against every choice, day by day."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from jidi.core.errors import InputError, ValueProblem
from jidi.network.trunk import (
    Carried,
    EmptyRun,
    Flow,
    Lane,
    Node,
    Product,
    TrunkProblem,
    reachable,
    solve,
    verify,
    worth,
)

HOUR = 60
DAY = 24 * HOUR
NODES = (
    Node("city", load=30),
    Node("hub", load=30, unload=30, sort=60, capacity=9_000, yuan_per_kg=0.1),
    Node("far", load=30, unload=30),
)
TRUCK = Lane("truck", 0, 2, "road", 22 * HOUR, 600, 4_000, 9, 3_000)
WEEKDAYS = tuple(range(7))


def trains(*days, **changes) -> tuple[Lane, ...]:
    """A freight train (班列) at 20:00 of some days, cheap by weight."""
    lane = Lane("train", 0, 2, "rail", 20 * HOUR, 900, 5_000, 1, 0.0, 0.2, 20.0)
    return tuple(replace(lane, id=f"train {day}", day=day, **changes) for day in days)


def problem(*lanes, promise=72, share=0.0, kg=1_000.0) -> TrunkProblem:
    product = Product("economy", promise * HOUR, share, 240 * HOUR)
    flows = (Flow(0, 2, 0, kg, 18 * HOUR),)
    return TrunkProblem("week", NODES, lanes, (), (product,), flows, yuan_per_tonne_hour=1.0)


def kinds(made, design) -> set[str]:
    return {breach.kind for breach in verify(made, design).breaches}


def test_what_can_wait_waits_for_the_train_and_each_days_wait_is_known():
    made = problem(TRUCK, *trains(0, 2, 4), promise=168)
    design = solve(made)
    verdict = verify(made, design)
    assert verdict.holds, verdict.breaches
    assert design.departures == (0, 1, 1, 1)
    # A tonne a day at 0.2 yuan a kg, and its hours at one yuan: 17.5 each and five days of waiting.
    assert design.cost == pytest.approx(200 + (7 * 17.5 + 5 * 24) / 7)
    assert design.grams == pytest.approx(1_000 * 20)
    # Ready at 18:00, leaves at 20:00 of the next running day, fifteen hours, half to unload.
    waits = {0: 0, 1: 1, 2: 0, 3: 1, 4: 0, 5: 2, 6: 1}
    assert {part.day: part.minutes for part in design.carried} == {
        day: 2 * HOUR + days * DAY + 15 * HOUR + 30 for day, days in waits.items()
    }


def test_the_promise_is_counted_over_all_seven_days_of_handing_in():
    # Within a day only what is handed in on a day of running comes by train: two of seven.
    weekly = problem(*trains(1, 4), promise=24)
    assert reachable(weekly) == (pytest.approx(2 / 7),)
    assert verify(weekly, solve(weekly)).on_time == (pytest.approx(2 / 7),)
    asked = problem(TRUCK, *trains(1, 4), promise=24, share=1.0)
    design = solve(asked)
    assert verify(asked, design).on_time == pytest.approx((1.0,))
    # The truck must run every day for the other five, so that all may as well go by it.
    assert design.cost == pytest.approx(3_000 + 14.5)
    assert {part.lanes for part in design.carried} == {(0,)}


def test_a_run_has_its_own_room_and_the_rest_waits_or_goes_by_truck():
    full = problem(*trains(0, 3), kg=1_000, promise=168)
    assert verify(full, solve(full)).holds
    # 7,000 kg a week, three or four days' before each train, of which each takes 3,500.
    tight = problem(*trains(0, 3, capacity=3_500.0), promise=168)
    design = solve(tight)
    assert verify(tight, design).holds, verify(tight, design).breaches
    aboard = {lane: sum(part.kg for part in design.carried if part.lanes == (lane,))
              for lane in (0, 1)}  # fmt: skip
    assert aboard == pytest.approx({0: 3_500, 1: 3_500})
    with pytest.raises(InputError) as refused:
        solve(problem(*trains(0, 3, capacity=3_400.0), promise=168))
    assert refused.value.code == "N-934"


def test_the_truck_must_hold_each_day_not_the_mean_of_the_week():
    """Trains take two days' kilograms a week: the truck has room for the mean, not for a day."""
    truck = replace(TRUCK, capacity=800.0, yuan_per_departure=300)
    made = problem(truck, *trains(0, 3, yuan_per_kg=0.01), kg=1_000, promise=24, share=1.0)
    design = solve(made)
    assert verify(made, design).holds
    assert design.departures[0] == 2
    assert design.bound <= design.cost


def test_a_way_may_go_on_by_a_lane_of_other_days():
    first = Lane("feeder", 0, 1, "hired", 20 * HOUR, 120, 9_000, 1, 0.0, 0.1)
    onward = trains(2, origin=1, departs=12 * HOUR, capacity=8_000.0)
    made = problem(first, *onward, promise=168)
    design = solve(made)
    assert verify(made, design).holds, verify(made, design).breaches
    # Handed in on Monday 18:00, at the hub 22:30, sorted 23:30; leaves on Wednesday at noon.
    monday = next(part for part in design.carried if part.day == 0)
    assert monday.minutes == (2 * DAY + 12 * HOUR) - 18 * HOUR + 15 * HOUR + 30


def test_a_lane_of_seven_days_is_the_daily_lane():
    daily = problem(TRUCK, replace(trains(0)[0], day=None), promise=24, share=1.0, kg=6_000)
    weekly = problem(TRUCK, *trains(*WEEKDAYS), promise=24, share=1.0, kg=6_000)
    one, other = solve(daily), solve(weekly)
    assert verify(daily, one).holds
    assert verify(weekly, other).holds
    assert other.cost == pytest.approx(one.cost)
    assert other.grams == pytest.approx(one.grams)
    assert other.bound == pytest.approx(one.bound)
    assert verify(weekly, other).on_time == pytest.approx(verify(daily, one).on_time)


def test_a_flow_that_no_such_lane_serves_stays_one_for_all_days():
    made = problem(TRUCK, *trains(0, yuan_per_kg=9.0),
                   Lane("hired", 0, 2, "hired", 20 * HOUR, 700, 1e6, 1, 0.0, 0.3))  # fmt: skip
    design = solve(made)
    assert [(part.lanes, part.day, part.kg) for part in design.carried] == [((2,), None, 1_000)]


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("minutes", lambda d: replace(d, carried=tuple(
            replace(part, minutes=part.minutes - DAY) for part in d.carried))),
        ("minutes", lambda d: replace(d, carried=tuple(
            replace(part, day=(part.day + 1) % 7) for part in d.carried))),
        ("flow", lambda d: replace(d, carried=tuple(
            replace(part, day=0, minutes=1050) for part in d.carried))),
        ("flow", lambda d: replace(d, carried=d.carried[1:])),
        ("day", lambda d: replace(d, carried=(Carried(0, (1,), 1_000, 1050),))),
        ("day", lambda d: replace(d, carried=(replace(d.carried[0], day=7),))),
        ("lane_full", lambda d: replace(d, departures=(0, 0, 1, 1))),
        ("cost", lambda d: replace(d, cost=d.cost * 7)),
        ("grams", lambda d: replace(d, grams=d.grams * 7)),
    ],
)  # fmt: skip
def test_the_checker_sees_a_day_moved_a_wait_shortened_and_a_run_too_full(kind, spoil):
    made = problem(TRUCK, *trains(0, 2, 4), promise=168)
    assert kind in kinds(made, spoil(solve(made)))


def test_the_checker_sees_one_day_too_full_where_the_mean_is_not():
    made = problem(TRUCK, *trains(0, 2, 4), promise=168)
    design = solve(made)
    tight = replace(made, lanes=(made.lanes[0], *trains(0, 2, 4, capacity=2_500.0)))
    # Monday's train takes what is handed in on Saturday, Sunday and Monday.
    assert kinds(tight, design) == {"lane_full"}
    sorting = problem(
        Lane("feeder", 0, 1, "hired", 20 * HOUR, 120, 9_000, 1, 0.0, 0.1),
        *trains(2, origin=1, departs=12 * HOUR, capacity=8_000.0), promise=168,
    )  # fmt: skip
    found = solve(sorting)
    tight = replace(sorting, nodes=(NODES[0], replace(NODES[1], capacity=900.0), NODES[2]))
    assert kinds(tight, found) == {"sorting_full"}


def test_what_a_kilogram_more_of_room_on_a_run_saves_is_what_designing_anew_saves():
    hired = Lane("hired", 0, 2, "hired", 20 * HOUR, 1_000, 9_000, 1, 0.0, 0.5)
    made = problem(hired, *trains(0, 3, capacity=1_500.0))
    design = solve(made, gap=0.0)
    saved = worth(made, design)
    assert saved is not None
    for number in (1, 2):
        lanes = list(made.lanes)
        lanes[number] = replace(lanes[number], capacity=1_501.0)
        more = solve(replace(made, lanes=tuple(lanes)), gap=0.0)
        assert 0 < saved.lanes[number] == pytest.approx(design.cost - more.cost)


def test_a_design_begun_with_another_is_no_dearer():
    made = problem(TRUCK, *trains(0, 2, 4), promise=168)
    first = solve(made)
    again = solve(replace(made, yuan_per_tonne=500.0), begin=first)
    assert verify(replace(made, yuan_per_tonne=500.0), again).holds
    assert again.cost <= first.cost + first.grams * 500 / 1e6 + 1e-6


@pytest.mark.parametrize("changes", [{"day": 7}, {"day": 2, "vehicle": "van"}])
def test_a_lane_that_cannot_be_is_refused(changes):
    with pytest.raises(ValueProblem) as refused:
        problem(replace(TRUCK, **changes))
    assert refused.value.code == "N-927"


# Every choice ------------------------------------------------------------------


def _some_problem(draw) -> TrunkProblem:
    hours = st.integers(0, 23).map(lambda hour: hour * HOUR)
    nodes = tuple(
        Node(str(n), load=30, unload=15, sort=45, opens=draw(hours), closes=draw(hours),
             capacity=draw(st.sampled_from([0, 30, 200])), yuan_per_kg=0.5)
        for n in range(3)
    )  # fmt: skip
    pairs = list(itertools.permutations(range(3), 2))
    days = st.one_of(st.none(), st.integers(0, 6))
    lanes = tuple(
        Lane(f"l{n}", *draw(st.sampled_from(pairs)), "rail", draw(hours), 200,
             draw(st.sampled_from([40, 100])), draw(st.integers(1, 2)),
             draw(st.sampled_from([0, 5, 90])), yuan_per_kg=draw(st.sampled_from([0.0, 1.0])),
             grams_per_kg=10.0, day=draw(days))
        for n in range(3)
    )  # fmt: skip
    flows = tuple(
        Flow(*draw(st.sampled_from(pairs)), 0, draw(st.integers(1, 60)), draw(hours))
        for _ in range(2)
    )
    lanes += tuple(
        Lane(f"d{n}", flow.origin, flow.target, "road", draw(hours), 100, 70, 2, 40, 2.0)
        for n, flow in enumerate(flows)
    )
    product = Product("p", draw(st.sampled_from([600, 1500, 5000])), 0.5, 12_000)
    return TrunkProblem("t", nodes, lanes, (), (product,), flows, yuan_per_tonne=1000)


def _sorted(node, moment):
    clock = moment % DAY
    while not (
        node.opens <= clock <= node.closes
        if node.opens <= node.closes
        else clock >= node.opens or clock <= node.closes
    ):
        moment += 1
        clock = moment % DAY
    return moment


def _ways(made, flow, day):
    """Lanes, minutes, and (lane or node, day) of every way of what is handed in on a day."""
    begun = day * DAY + flow.released
    for length in (1, 2, 3):
        for lanes in itertools.permutations(range(len(made.lanes)), length):
            here, now, good, uses = flow.origin, begun, True, []
            for place, number in enumerate(lanes):
                lane = made.lanes[number]
                good = good and lane.origin == here
                if place:
                    good = good and made.nodes[here].capacity > 0
                    now = _sorted(made.nodes[here], now)
                    uses.append(("node", here, now // DAY % 7))
                    now += made.nodes[here].sort
                now += made.nodes[here].load
                every, at = (DAY, lane.departs) if lane.day is None else (
                    7 * DAY, lane.day * DAY + lane.departs)  # fmt: skip
                now += (at - now) % every
                uses.append(("lane", number, now // DAY % 7))
                now += lane.minutes
                here = lane.target
                now += made.nodes[here].unload
            if good and here == flow.target and now - begun <= made.products[0].latest:
                yield lanes, now - begun, uses


def _least(made):
    """The least cost over every choice of departures, each day of a week its own."""
    ways = [
        (n * 7 + day, *way)
        for n, flow in enumerate(made.flows)
        for day in range(7)
        for way in _ways(made, flow, day)
    ]
    if {part for part, *_ in ways} != set(range(7 * len(made.flows))):
        return None
    prices, rows = [], {}
    for column, (_, lanes, _, uses) in enumerate(ways):
        price = sum(made.lanes[n].yuan_per_kg + made.lanes[n].grams_per_kg / 1e3 for n in lanes)
        price += sum(made.nodes[made.lanes[n].target].yuan_per_kg for n in lanes[:-1])
        prices.append(price / 7)
        for use in uses:
            rows.setdefault(use, np.zeros(len(ways)))[column] += 1
    kept = -np.array([float(minutes <= made.products[0].promise) for _, _, minutes, _ in ways])
    whole = np.array([[float(part == n) for part, *_ in ways] for n in range(7 * len(made.flows))])
    times = made.shares or (1.0,) * 7
    kg = [flow.kg * times[day] for flow in made.flows for day in range(7)]
    best = None
    for counts in itertools.product(*(range(lane.most + 1) for lane in made.lanes)):
        fixed = sum(
            count * lane.yuan_per_departure / (1 if lane.day is None else 7)
            for count, lane in zip(counts, made.lanes, strict=True)
        )
        if best is not None and fixed >= best:
            continue
        rooms = [
            counts[number] * made.lanes[number].capacity if what == "lane"
            else made.nodes[number].capacity
            for what, number, _ in rows
        ]  # fmt: skip
        found = linprog(prices, A_ub=np.array([*rows.values(), kept]),
                        b_ub=[*rooms, -0.5 * sum(kg)], A_eq=whole, b_eq=kg)  # fmt: skip
        if found.status == 0 and (best is None or fixed + found.fun < best):
            best = fixed + found.fun
    return best


@settings(max_examples=6)
@given(data=st.data())
def test_no_choice_beats_the_design_and_the_bound_is_below_all(data):
    made = _some_problem(data.draw)
    least = _least(made)
    try:
        design = solve(made, gap=0.0)
    except InputError as refused:
        assert refused.code in ("N-933", "N-934", "N-936")
        assert least is None or refused.code == "N-936"
        return
    verdict = verify(made, design)
    assert verdict.holds, verdict.breaches
    assert least is not None
    assert design.bound <= least + 1e-6
    assert design.cost == pytest.approx(least, rel=1e-4)


def test_empty_runs_and_trucks_stay_daily_beside_lanes_of_some_days():
    truck = replace(TRUCK, vehicle="van")
    made = replace(
        problem(truck, *trains(0, 3, 5), promise=24, share=0.9),
        empties=(EmptyRun("van", 2, 0, 1_000, 9),),
    )
    design = solve(made)
    assert verify(made, design).holds, verify(made, design).breaches
    assert design.empties == (design.departures[0],)
