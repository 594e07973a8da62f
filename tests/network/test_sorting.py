"""Sorting: designs against every choice, least capacity against a program, the checker's eyes."""

from __future__ import annotations

import ast
import inspect
import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from jidi.core.errors import InputError
from jidi.network.sorting import (
    Destination,
    Placed,
    SortingProblem,
    Stream,
    Wave,
    day_of,
    least_rate,
    solve,
    verify,
)
from jidi.network.sorting import verify as checker
from jidi.network.sorting.clock import own_chutes
from jidi.network.sorting.solve import cost_of


def arrivals(**hours: float) -> tuple[float, ...]:
    """Parcels by hour, ``h18=100``."""
    return tuple(float(hours.get(f"h{hour}", 0)) for hour in range(24))


def problem(**changes) -> SortingProblem:
    """Three destinations of the evening, two of the morning; one line, three chutes."""
    made = SortingProblem(
        name="small",
        destinations=(
            Destination("big", arrivals(h18=800, h19=800, h20=400), 23, 1),
            Destination("middle", arrivals(h18=300, h20=300), 23, 1),
            Destination("small", arrivals(h19=60), 23, 1),
            Destination("town", arrivals(h2=500), 6, 8),
            Destination("hamlet", arrivals(h3=50), 6, 8),
        ),
        waves=(
            Wave("evening", 19, 4), Wave("late", 20, 4), Wave("morning", 3, 3),
            Wave("night", 0, 6),
        ),
        rate=1_000, standing=1, most=3, chutes=3, chute_rate=300, group=2, group_rate=300,
        load=1, hold=3, yuan_line=500, yuan_wave=100, yuan_second=0.5, yuan_hour=0.05,
    )  # fmt: skip
    return replace(made, **changes)


def test_the_big_one_has_its_own_chutes_and_two_share_one():
    small = problem()
    design = solve(small)
    assert verify(small, design).holds
    by_name = {small.destinations[p.destination].id: p for p in design.placed}
    # 2,000 in four hours at 300 a chute are two chutes; the third is shared: a line is dearer.
    assert by_name["big"].chutes == 2 and design.lines == 1
    assert by_name["middle"].chutes == by_name["small"].chutes == 0
    # Waves end at 23:00 and 6:00, loaded at 0:00 and 7:00: 13,190 parcel-hours; 660 sorted again.
    assert design.cost == pytest.approx(13_190 * 0.05 + 660 * 0.5 + 2 * 100)


def every_design(small: SortingProblem):
    """All ways to place every destination, with the fewest lines that will do."""
    ways = [
        [(wave, alone) for wave in range(len(small.waves)) for alone in (True, False)]
        for _ in small.destinations
    ]
    for chosen in itertools.product(*ways):
        waves = tuple(sorted({wave for wave, _ in chosen}))
        placed = tuple(
            Placed(n, wave, own_chutes(small, small.destinations[n].parcels, small.waves[wave])
                   if alone else 0)
            for n, (wave, alone) in enumerate(chosen)
        )  # fmt: skip
        for lines in range(small.standing, small.most + 1):
            groups = []
            for wave in waves:
                again = [p for p in placed if p.wave == wave and not p.chutes]
                amount = sum(small.destinations[p.destination].parcels for p in again)
                room = small.waves[wave].hours * min(small.group_rate, small.chute_rate)
                groups.append(
                    max(-(-len(again) // small.group), int(np.ceil(amount / room - 1e-9)))
                )
            cost = cost_of(small, lines, waves, placed)
            yield checker_design(lines, waves, tuple(groups), placed, cost)


def checker_design(lines, waves, groups, placed, cost):
    from jidi.network.sorting import SortingDesign

    return SortingDesign(lines, waves, groups, placed, cost, 0.0)


def least_by_trying(small: SortingProblem) -> float:
    """What the cheapest design costs that the checker lets through; infinite without one."""
    return min((d.cost for d in every_design(small) if verify(small, d).holds), default=np.inf)


amounts = st.lists(st.integers(0, 500), min_size=24, max_size=24).map(
    lambda held: tuple(float(n) for n in held)
)


@st.composite
def small_problems(draw):
    destinations = tuple(
        Destination(f"d{n}", draw(amounts), draw(st.integers(0, 23)), draw(st.integers(0, 23)))
        for n in range(draw(st.integers(1, 3)))
    )
    waves = tuple(
        Wave(f"w{n}", draw(st.integers(0, 23)), draw(st.integers(1, 12)))
        for n in range(draw(st.integers(1, 3)))
    )
    return problem(
        destinations=destinations, waves=waves, rate=draw(st.sampled_from([400.0, 1500.0])),
        chutes=draw(st.integers(1, 4)), hold=draw(st.sampled_from([2, 8, 23])),
        chute_rate=draw(st.sampled_from([200.0, 2000.0])), group_rate=600.0, most=2,
        yuan_second=draw(st.sampled_from([0.0, 0.4])),
    )  # fmt: skip


def assert_solved(small: SortingProblem, *, best: float, rel: float) -> None:
    """The solver's design holds and costs what the best of all does, or there is none."""
    if best == np.inf:
        with pytest.raises(InputError) as refused:
            solve(small)
        assert refused.value.code in ("N-971", "N-972")
        return
    design = solve(small)
    assert verify(small, design).holds, verify(small, design).breaches
    assert design.cost == pytest.approx(best, rel=rel, abs=1e-6)
    assert design.bound <= best * (1 + 1e-9) + 1e-6


@settings(max_examples=25, deadline=None)
@given(small_problems())
def test_no_choice_is_cheaper_and_the_bound_is_below_it(small):
    assert_solved(small, best=least_by_trying(small), rel=2e-4)


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("lines", lambda d: replace(d, lines=9)),
        ("unknown", lambda d: replace(d, waves=(7,), groups=(0,))),
        ("destination", lambda d: replace(d, placed=d.placed[1:])),
        ("waves_overlap", lambda d: replace(d, waves=(0, 1, 2), groups=(1, 1, 1))),
        ("not_run", lambda d: replace(d, waves=d.waves[:1], groups=d.groups[:1])),
        ("late", lambda d: replace(d, placed=(replace(d.placed[0], wave=2), *d.placed[1:]))),
        ("unsorted", lambda d: replace(d, lines=1, waves=(2,), groups=(2,), placed=tuple(
            replace(p, wave=2) for p in d.placed))),
        ("chutes", lambda d: replace(d, groups=tuple(9 for _ in d.groups))),
        ("groups", lambda d: replace(d, groups=tuple(0 for _ in d.groups))),
        ("group_full", lambda d: replace(d, placed=tuple(
            replace(p, chutes=0) for p in d.placed))),
        ("chute_full", lambda d: replace(d, placed=(replace(d.placed[0], chutes=1),
                                                    *d.placed[1:]))),
        ("cost", lambda d: replace(d, cost=d.cost + 1)),
        ("bound", lambda d: replace(d, bound=d.cost * 2)),
    ],
)  # fmt: skip
def test_the_checker_sees_what_is_wrong(kind, spoil):
    small = problem()
    assert kind in {b.kind for b in verify(small, spoil(solve(small))).breaches}


def test_what_cannot_be_is_told_all_at_once():
    with pytest.raises(InputError) as refused:
        problem(rate=0.0, most=0, waves=(Wave("a", 25, 1), Wave("a", 1, 2)),
                destinations=(Destination("x", (1.0,), 0, 30),))  # fmt: skip
    found = [refused.value, *refused.value.also]
    assert {one.code for one in found} == {"N-970"} and len(found) == 6


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("N-971", {"waves": (Wave("noon", 10, 2),)}),
        ("N-972", {"rate": 10.0}),
        ("N-972", {"chutes": 1, "most": 1}),
    ],
)
def test_what_has_no_design_is_refused(code, change):
    with pytest.raises(InputError) as refused:
        solve(problem(**change))
    assert refused.value.code == code


def test_a_stopped_search_says_so():
    with pytest.raises(InputError) as stopped:
        solve(problem(), cancelled=lambda: True)
    assert stopped.value.code == "N-973"


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(amounts, st.integers(0, 23)), min_size=1, max_size=3))
def test_the_least_rate_is_what_a_program_over_hours_finds(held):
    streams = tuple(Stream(a, due) for a, due in held)
    assert least_rate(streams) == pytest.approx(rate_by_program(streams), rel=1e-6, abs=1e-6)


def rate_by_program(streams) -> float:
    """Each arrival is shared out over the hours until it is due, no hour above the rate."""
    uses, shares = [], []
    for stream in streams:
        for hour, amount in enumerate(stream.arrivals):
            at = hour + 1
            hours = [(at + k) % 24 for k in range(((stream.due - at) % 24) or 24)]
            shares.append((amount, range(len(uses), len(uses) + len(hours))))
            uses += hours
    count = len(uses)
    cost = np.zeros(count + 1)
    cost[-1] = 1
    full = np.zeros((24, count + 1))
    full[uses, np.arange(count)] = 1
    full[:, -1] = -1
    whole = np.zeros((len(shares), count + 1))
    for row, (_, columns) in enumerate(shares):
        whole[row, list(columns)] = 1
    found = linprog(cost, A_ub=full, b_ub=np.zeros(24), A_eq=whole,
                    b_eq=[amount for amount, _ in shares])  # fmt: skip
    return float(found.fun)


@settings(max_examples=20, deadline=None)
@given(st.lists(amounts, min_size=1, max_size=2), st.floats(1, 2000))
def test_a_day_that_repeats_itself_sorts_what_comes(held, rate):
    streams = tuple(Stream(a, 0) for a in held)
    total = sum(sum(a) for a in held)
    day = day_of(streams, rate)
    if day is None:
        assert total > 24 * rate
        return
    assert sum(hour.sorted for hour in day) == pytest.approx(total)
    assert all(hour.sorted <= rate + 1e-9 and hour.waits >= -1e-9 for hour in day)


def test_the_checker_shares_nothing_with_the_solver():
    module = inspect.getmodule(checker)
    tree = ast.parse(inspect.getsource(module))
    names = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    ours = {name for name in names if name.startswith("jidi.")}
    assert ours <= {
        "jidi.network.costs", "jidi.network.sorting.design", "jidi.network.sorting.problem",
    }  # fmt: skip
