"""Hubs with levels: against every tree of small problems, loads by hand, the checker."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations, product

import numpy as np
import pytest

from jidi.core.errors import InputError, JidiError
from jidi.network.hubs import Effort, HubDesign, HubProblem, Level, Step, cost_of, solve, verify
from jidi.network.hubs.levelled import LevelSearch, loosened
from jidi.network.hubs.levels_doors import Doors, few_sets
from jidi.network.hubs.levels_flows import add_flows
from jidi.network.hubs.levels_nodes import with_nodes_chosen
from jidi.network.hubs.levels_program import LevelsProgram, Paid
from jidi.network.hubs.levels_promising import promising_doors
from jidi.network.hubs.numbers import numbers_of
from jidi.network.hubs.single_bound import SingleBound

EFFORT = Effort(tries=4_000, rounds=60, parts=20, nodes=20)
THREE = (
    Level(id="main", count=1, least=60.0),
    Level(id="second", count=1, above=("main",)),
    Level(id="centre", count=1, above=("main", "second"), outside=False, most=60.0),
)
LOOSE = (
    Level(id="main", count=1, least=60.0),
    Level(id="second", count=1, above=("main",)),
    Level(id="centre", count=2, above=("main", "second"), outside=False),
)


def problem(seed: int, *, nodes: int = 5, levels=THREE, **changes) -> HubProblem:
    """Nodes in a plane, with gateways; ways are not the same there and back, nor straight."""
    draw = np.random.Generator(np.random.PCG64(seed))
    at = draw.uniform(0, 100, (nodes, 2))
    gates = draw.uniform(-100, 200, (2, 2))
    apart = np.linalg.norm(at[:, None] - at[None], axis=2) * draw.uniform(0.7, 1.3, (nodes, nodes))
    np.fill_diagonal(apart, 0.0)
    sizes = (Step(30.0, 200.0), Step(60.0, 320.0), Step(1_000.0, 900.0))
    made = HubProblem(
        flows=draw.uniform(0, 4, (nodes, nodes)),
        distances=apart,
        steps=(sizes,) * nodes,
        collection=1.0,
        transfer=0.6,
        distribution=1.1,
        hubs=sum(level.count for level in levels),
        gateways=np.linalg.norm(at[:, None] - gates[None], axis=2),
        sent=draw.uniform(0, 6, (nodes, 2)),
        received=draw.uniform(0, 6, (nodes, 2)),
        levels=levels,
        groups=tuple(n // 2 for n in range(nodes)),
    )
    return replace(made, **changes)


def every_design(small: HubProblem):
    """Every tree and allocation, in the cheapest sizes the checker accepts."""
    nodes, levels = range(small.nodes), small.levels
    ranks = [number for number, level in enumerate(levels) for _ in range(level.count)]
    names = [level.id for level in levels]
    for hubs in permutations(nodes, len(ranks)):
        if any(a > b and ranks[n] == ranks[n + 1]
               for n, (a, b) in enumerate(pairwise(hubs))):  # fmt: skip
            continue
        overs = [
            [hubs[m] for m, other in enumerate(ranks) if names[other] in levels[rank].above] or [-1]
            for rank in ranks
        ]
        rest = [node for node in nodes if node not in hubs]
        for above in product(*overs):
            told = tuple(zip(hubs, ranks, above, strict=True))
            for to in product(hubs, repeat=len(rest)):
                at = {**{hub: hub for hub in hubs}, **dict(zip(rest, to, strict=True))}
                yield from sized(small, told, tuple(at[node] for node in nodes))


def sized(small: HubProblem, ranks, allocation):
    """A design with the cheapest sizes that the checker's loads allow, if there are any."""
    largest = tuple((hub, len(small.steps[hub]) - 1) for hub, _, _ in ranks)
    bare = HubDesign(hubs=largest, cost=0.0, allocation=allocation, ranks=ranks)
    loads, steps = dict(verify(small, bare).loads), []
    for hub, level, _ in ranks:
        fits = [n for n, size in enumerate(small.steps[hub])
                if size.capacity >= loads.get(hub, 0.0) and small.levels[level].takes(size.capacity)
                ]  # fmt: skip
        if not fits:
            return
        steps.append((hub, min(fits, key=lambda n: small.steps[hub][n].cost)))
    design = replace(bare, hubs=tuple(steps))
    design = replace(design, cost=cost_of(small, design).total)
    if verify(small, design).holds:
        yield design


@pytest.mark.parametrize("seed", [2, 6, 8])
def test_the_best_tree_is_found_and_the_bound_is_one(seed):
    small = problem(seed)
    best = min(design.cost for design in every_design(small))
    found = solve(small, effort=EFFORT)
    verdict = verify(small, found.design)
    assert verdict.holds, verdict.breaches
    assert found.design.cost == pytest.approx(best)
    assert found.bound <= best * (1 + 1e-9)
    # As many hubs without levels, which hold as a design of their own.
    assert verify(replace(small, levels=()), found.free).holds


@pytest.mark.parametrize(
    "levels",
    [
        (Level(id="top", count=2, one_each=True), Level(id="low", count=1, above=("top",))),
        (Level(id="top", count=1, places=frozenset({3})),
         Level(id="low", count=2, above=("top",), outside=False, one_each=True)),
    ],
)  # fmt: skip
def test_places_groups_and_several_tops_are_kept_in_the_best_tree(levels):
    small = problem(4, levels=levels)
    best = min(design.cost for design in every_design(small))
    found = solve(small, effort=EFFORT)
    assert verify(small, found.design).holds
    assert found.design.cost == pytest.approx(best)
    assert found.bound <= best * (1 + 1e-9)


TWO_TOPS = (
    Level(id="top", count=2, one_each=True),
    Level(id="low", count=1, above=("top",), outside=False, most=60.0),
)
CHAIN = (
    Level(id="main", count=1, least=60.0),
    Level(id="second", count=1, above=("main",), outside=False),
    Level(id="centre", count=1, above=("main", "second"), outside=False),
)
TWO_LEVELS = (
    Level(id="main", count=2),
    Level(id="centre", count=2, above=("main",), outside=False),
)


def with_prices(small: HubProblem) -> LevelsProgram:
    """What nodes send each other as prices."""
    numbers = numbers_of(loosened(small))
    state = SingleBound(numbers, 1e9, ruling=False)
    state.run(40, consider=lambda _: 1e9, tell=lambda _: False)
    always, cost = state.priced()
    made = LevelsProgram(small, Paid(always, cost - numbers.reach[:, state.alive]))
    made.closed()
    return made


def with_flows(small: HubProblem) -> LevelsProgram:
    """What nodes send each other as flows on the tree."""
    made = LevelsProgram(small, None)
    add_flows(made)
    made.closed()
    return made


@pytest.mark.parametrize(
    ("seed", "levels", "changes"),
    [
        (2, THREE, {}), (6, THREE, {"kept": frozenset({1})}), (4, TWO_TOPS, {}),
        (8, CHAIN, {"nodes": 4}), (3, CHAIN, {"nodes": 4, "groups": ()}),
    ],
)  # fmt: skip
def test_no_design_costs_less_than_the_programs_bound_and_giving_up_proves_what_was_asked(
    seed, levels, changes
):
    small = problem(seed, levels=levels, **changes)
    best = min(d.cost for d in every_design(small) if small.kept <= {hub for hub, _ in d.hubs})
    for posed in (with_prices, with_flows):
        made = posed(small)
        least = made.answered(2 * best, nodes=100)
        assert 0.7 * best < least.bound <= best
        assert least.tree is not None and len(least.tree.hubs) == 3
        told_to_stop = made.answered(2 * best, nodes=100, stop=lambda: True)
        assert told_to_stop.bound <= best
        asked = least.bound * 0.99
        proved = made.answered(asked, nodes=100)
        assert proved.tree is None
        assert asked * (1 - 2e-4) <= proved.bound <= asked


@pytest.mark.parametrize(
    ("seed", "levels", "changes"),
    [(2, THREE, {}), (6, THREE, {"kept": frozenset({1})}), (7, TWO_LEVELS, {"groups": ()})],
)
def test_of_every_set_of_doors_no_design_costs_less_than_what_is_proved_of_it(
    seed, levels, changes
):
    small = problem(seed, levels=levels, **changes)
    least: dict[tuple[int, ...], float] = {}
    for design in every_design(small):
        hubs = {hub for hub, _, _ in design.ranks}
        if small.kept <= hubs:
            doors = tuple(sorted(hub for hub, n, _ in design.ranks if levels[n].outside))
            least[doors] = min(least.get(doors, np.inf), design.cost)
    best = min(least.values())
    assert few_sets(small)
    doors = Doors(small, best, lambda _: False)
    assert {one.doors for one in doors.sets if np.isfinite(one.bound)} >= least.keys()
    proved = []
    for one in doors.sets:
        known = least.get(one.doors, np.inf)
        assert one.bound <= known * (1 + 1e-9)
        for posed in doors.programs(one):
            answer = posed.answered(2 * best, nodes=100)
            assert answer.bound <= min(known, 2 * best) * (1 + 1e-9)
            one.bound = max(one.bound, answer.bound)
        proved.append(one.bound)
    assert 0.8 * best < min(proved) <= best
    assert min(proved) > min(Doors(small, best, lambda _: False).sets[0].bound, best)


def test_what_climbs_to_a_door_takes_room_that_prices_alone_leave_out():
    """Nodes of a hub send much to nodes of another: the door has to take it in."""
    small = replace(problem(4, levels=TWO_LEVELS), flows=np.full((5, 5), 4.0))
    sets = Doors(small, 1e9, lambda _: False)
    one = sets.sets[0]
    with_climbs, without = sets.with_prices(one), LevelsProgram(one.problem, sets.paid)
    without.closed()
    above = with_climbs.answered(1e6, nodes=100)
    assert above.bound > without.answered(1e6, nodes=100).bound * 1.001


def test_sets_not_looked_at_in_time_are_known_to_cost_nothing_at_the_least():
    doors = Doors(problem(2), 1e9, lambda _: True)
    assert doors.sets and all(one.bound == -np.inf for one in doors.sets)
    assert not few_sets(problem(3, levels=CHAIN))


@pytest.mark.parametrize("seed", [2, 6, 8])
def test_doors_of_the_best_tree_of_all_are_among_the_first_that_promise(seed):
    small = problem(seed)
    doors = {0, 1}
    best = min(every_design(small), key=lambda design: design.cost)
    wanted = tuple(sorted(hub for hub, level, _ in best.ranks if level in doors))
    search = LevelSearch(small, np.random.Generator(np.random.PCG64(1)))
    told = promising_doors(
        small, search.drawn(), tries=400, seed=1, tell=lambda _: False
    )  # fmt: skip
    assert wanted in told[:2] and len(told) > 4


def test_where_hubs_take_any_load_no_doors_promise_more_than_the_search_sees():
    large = problem(2, steps=((Step(cost=9.0),),) * 5, levels=(replace(THREE[0], count=3),))
    search = LevelSearch(large, np.random.Generator(np.random.PCG64(1)))
    assert promising_doors(large, search.drawn(), tries=50, seed=1, tell=lambda _: False) == []


def test_flows_of_groups_that_one_hub_serves_cost_what_the_tree_costs():
    """Every node a group and a hub: nothing is left out, so the bound is the best tree."""
    levels = (replace(THREE[0], least=0.0), THREE[1], replace(THREE[2], most=1e9))
    small = problem(
        5, nodes=3, levels=levels, groups=(0, 1, 2),
        steps=((Step(30.0, 200.0), Step(60.0, 320.0), Step(1_000.0, 900.0)),) * 3,
    )  # fmt: skip
    best = min(design.cost for design in every_design(small))
    assert with_flows(small).answered(2 * best, nodes=100).bound == pytest.approx(best, rel=2e-4)


@pytest.mark.parametrize("seed", [1, 3, 5])
def test_nodes_and_sizes_chosen_together_are_no_worse_than_the_best_of_all_for_the_tree(seed):
    small = problem(seed)
    best = min(every_design(small), key=lambda design: design.cost)
    hubs = [hub for hub, _, _ in best.ranks]
    search = LevelSearch(small, np.random.Generator(np.random.PCG64(1)))
    tree = search.begun(best)
    tree = replace(
        tree, hubs=np.array(hubs), level=np.array([level for _, level, _ in best.ranks]),
        above=np.array([hubs.index(over) if over >= 0 else -1 for *_, over in best.ranks]),
        at=np.array([hubs.index(node) if node in hubs else 0 for node in range(small.nodes)]),
        cost=np.inf,
    )  # fmt: skip
    found = search.design(with_nodes_chosen(search, tree))
    assert verify(small, found).holds
    assert found.cost == pytest.approx(best.cost)


def line() -> tuple[HubProblem, HubDesign]:
    """Four nodes on a line, 10 apart: a centre at 0 under a second at 1 under the main one at 2;
    node 3 is served by the main one. Ten units from each to each other, five out, three in."""
    apart = np.abs(np.arange(4.0)[:, None] - np.arange(4.0)) * 10.0
    sizes = (Step(50.0, 1.0), Step(90.0, 2.0), Step(500.0, 3.0))
    levels = (
        Level(id="main", count=1, least=100.0),
        Level(id="second", count=1, above=("main",), outside=False),
        Level(id="centre", count=1, above=("main", "second"), outside=False),
    )
    posed = HubProblem(
        flows=10.0 * (1 - np.eye(4)), distances=apart, steps=(sizes,) * 4, transfer=0.5, hubs=3,
        gateways=np.full((4, 1), 100.0), sent=np.full((4, 1), 5.0),
        received=np.full((4, 1), 3.0), levels=levels, groups=(0, 0, 1, 1),
    )  # fmt: skip
    ranks = ((0, 2, 1), (1, 1, 2), (2, 0, -1))
    design = HubDesign(
        hubs=((0, 0), (1, 1), (2, 2)), cost=0.0, allocation=(0, 1, 2, 2), ranks=ranks
    )
    return posed, replace(design, cost=cost_of(posed, design).total)


def test_loads_and_cost_are_as_counted_by_hand():
    posed, design = line()
    verdict = verify(posed, design)
    assert verdict.holds, verdict.breaches
    # 0: its own 30 + 8. 1: its own 38, and 30 + 8 that climb from 0.
    # 2: its own two times 38; 20 from 0 and 20 from 1 climb to it, and the outside's 16.
    assert dict(verdict.loads) == {0: 38.0, 1: 76.0, 2: 132.0}
    cost = verdict.cost
    assert (cost.collection, cost.distribution) == (10 * 35.0, 10 * 33.0)
    # Between hubs: 0–1 10 away, 0–2 20, 1–2 10, node 3 at 2; both ways; and 8 of 0 and 1 each out.
    inside = 10 * 2 * (10 + 20 + 20 + 10 + 10)
    assert cost.transfer == pytest.approx(0.5 * (inside + 8 * 20 + 8 * 10))
    assert cost.gateways == pytest.approx(0.5 * 4 * 8 * 100)
    assert cost.hubs == 6.0


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("ranks", lambda d: replace(d, ranks=d.ranks[1:])),
        ("ranks", lambda d: replace(d, ranks=((0, 2, 1), (1, 1, 0), (2, 0, -1)))),
        ("ranks", lambda d: replace(d, ranks=((0, 2, 3), *d.ranks[1:]))),
        ("ranks", lambda d: replace(d, ranks=((0, 7, 1), *d.ranks[1:]))),
        ("level", lambda d: replace(d, ranks=((0, 1, 2), *d.ranks[1:]))),
        ("above", lambda d: replace(d, ranks=((0, 2, 1), (1, 1, -1), (2, 0, -1)))),
        ("ranks", lambda d: replace(d, ranks=((0, 2, 1), (1, 1, 2), (2, 0, 1)))),
        ("size", lambda d: replace(d, hubs=((0, 0), (1, 1), (2, 1)))),
        ("overfull_hub", lambda d: replace(d, hubs=((0, 0), (1, 0), (2, 2)))),
        ("wrong_cost", lambda d: replace(d, cost=d.cost - 1)),
        ("number_of_hubs", lambda d: replace(
            d, hubs=d.hubs[1:], allocation=(1, 1, 2, 2), ranks=d.ranks[1:])),
    ],
)  # fmt: skip
def test_the_checker_sees_what_is_wrong_with_a_tree(kind, spoil):
    posed, design = line()
    assert kind in {breach.kind for breach in verify(posed, spoil(design)).breaches}


def test_the_checker_sees_places_groups_and_ranks_without_levels():
    posed, design = line()
    main, second, centre = posed.levels
    placed = replace(posed, levels=(replace(main, places=frozenset({3})), second, centre))
    assert "place" in {breach.kind for breach in verify(placed, design).breaches}
    one = replace(second, count=2, above=(), outside=True, one_each=True)
    two = replace(posed, levels=(one, replace(centre, above=("second",))))
    told = replace(design, ranks=((0, 0, -1), (1, 0, -1), (2, 1, 1)))
    assert "one_each" in {breach.kind for breach in verify(two, told).breaches}
    assert "ranks" in {b.kind for b in verify(replace(posed, levels=()), design).breaches}


def test_levels_that_cannot_be_are_told_at_once_and_what_does_not_fit_is_refused():
    with pytest.raises(JidiError) as refused:
        problem(1, levels=(
            Level(id="a", count=1, above=("b",), outside=False),
            Level(id="b", count=9, one_each=True), Level(id="b", count=0, least=2.0, most=1.0),
            Level(id="c", count=1, outside=False),
        ), hubs=3)  # fmt: skip
    assert len(refused.value.also) == 6
    with pytest.raises(InputError) as caught:
        solve(
            problem(
                1,
                levels=(replace(THREE[0], most=60.0), *THREE[1:]),
                steps=((Step(30.0, 200.0), Step(60.0, 320.0)),) * 5,
            ),
            effort=EFFORT,
        )
    assert caught.value.code == "N-822"


@pytest.mark.parametrize(("seed", "levels"), [(40, LOOSE), (102, THREE)])
def test_a_hub_a_little_overfull_in_one_size_costs_what_the_next_size_costs(seed, levels):
    """The search pays less for a parcel too many than for the size that takes it."""
    sizes = (Step(30.0, 200.0), Step(60.0, 320.0), Step(1_000.0, 900.0))
    posed = problem(seed, nodes=4, levels=levels, steps=(sizes,) * 4)
    effort = Effort(tries=300, rounds=20, parts=10, nodes=10)
    design = solve(posed, effort=effort).design
    assert verify(posed, design).holds


def test_the_same_seed_gives_the_same_tree():
    small = problem(6, nodes=8)
    assert solve(small, effort=EFFORT).design == solve(small, effort=EFFORT).design
