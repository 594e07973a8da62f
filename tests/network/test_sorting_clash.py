"""Sorting without a design: the clash against every set, repairs against every smaller change."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.network.test_sorting import least_by_trying, problem, small_problems

from jidi.network.clashing import Asker, Fate, smallest_clash
from jidi.network.sorting import Wave, verify
from jidi.network.sorting.conditions import Condition, Kind, conditions, without
from jidi.network.sorting.repair import clash, repairs
from jidi.network.sorting.solve import fate


@settings(max_examples=60, deadline=None)
@given(st.sets(st.frozensets(st.integers(0, 5), min_size=1), min_size=1, max_size=6))
def test_no_set_that_clashes_is_smaller_than_the_one_found(refused):
    def ask(kept):
        return Fate.REFUSED if any(one <= kept for one in refused) else Fate.KEPT

    found = smallest_clash(Asker(range(6), ask))
    assert found is not None and found.smallest
    assert ask(frozenset(found.conditions)) is Fate.REFUSED
    for fewer in combinations(range(6), len(found.conditions) - 1):
        assert ask(frozenset(fewer)) is Fate.KEPT


def test_a_question_left_open_is_no_proof_that_none_is_smaller():
    def ask(kept):
        if kept == {0}:
            return Fate.UNKNOWN
        return Fate.REFUSED if {0, 1} <= kept else Fate.KEPT

    found = smallest_clash(Asker(range(3), ask))
    assert found is not None and found.conditions == (0, 1)
    assert smallest_clash(Asker(range(3), lambda _: Fate.UNKNOWN)) is None
    open_ = smallest_clash(Asker(range(2), lambda kept: Fate.UNKNOWN if len(kept) == 1 else
                                 Fate.REFUSED if kept else Fate.KEPT))  # fmt: skip
    assert open_ is not None and not open_.smallest


CASES = [
    {"rate": 600.0, "most": 1},
    {"chutes": 1, "most": 1, "group": 1},
    {"waves": (Wave("noon", 10, 2),), "hold": 2, "rate": 9_000.0, "chutes": 20},
]


@pytest.mark.parametrize("changes", CASES)
def test_what_clashes_is_what_trying_every_design_says(changes):
    """The checker judges every design of the problem without the rest of the conditions."""
    small = problem(**changes)
    small = replace(small, destinations=small.destinations[:2])
    found, _ = clash(small)
    assert found is not None and found.smallest

    def can_be(kept) -> bool:
        left = without(small, [one for one in conditions(small) if one not in kept])
        used = {(wave.begins, wave.hours) for wave in small.waves}
        if Condition(Kind.BEGINS) not in kept:  # these are enough here
            left = replace(left, waves=tuple(w for w in left.waves if (w.begins, w.hours) in used
                                             or w.begins in (17, 18, 19)))  # fmt: skip
        return least_by_trying(replace(left, most=min(left.most, 3))) < float("inf")

    assert not can_be(found.conditions)
    for one in found.conditions:
        assert can_be([other for other in found.conditions if other != one])


@pytest.mark.parametrize("changes", CASES)
def test_every_repair_has_a_design_that_holds_and_one_step_less_has_none(changes):
    small = problem(**changes)
    found, asker = clash(small)
    ways = repairs(small, found, asker)
    assert ways and [w.less_service for w in ways] == sorted(w.less_service for w in ways)
    for way in ways:
        assert verify(way.problem, way.design).holds
        assert not verify(small, way.design).holds
    kept = [way.design.cost for way in ways if not way.less_service]
    assert kept == sorted(kept)
    for way in ways:
        (change, *more) = way.changes
        if not more and change.condition.kind in (Kind.HOLD, Kind.CHUTES, Kind.GROUP):
            name = change.condition.kind.value
            less = replace(small, **{name: change.after - 1})
            assert clash(less)[0] is not None


def test_a_line_more_is_the_price_of_a_line():
    small = problem(rate=600.0, most=1)
    small = replace(small, destinations=small.destinations[:2])
    found, asker = clash(small)
    (lines,) = (way for way in repairs(small, found, asker)
                if [c.condition.kind for c in way.changes] == [Kind.LINES])  # fmt: skip
    (change,) = lines.changes
    # The cheapest number of lines of all, as trying every design finds it.
    assert lines.design.cost == pytest.approx(least_by_trying(replace(small, most=3)), rel=5e-3)
    assert (change.before, change.after) == (1, lines.design.lines)


@pytest.mark.parametrize("rounds", [0, 1, 4])
@settings(max_examples=20, deadline=None)
@given(small=small_problems())
def test_waves_first_or_all_at_once_whether_there_is_a_design_is_what_trying_says(rounds, small):
    """With no round of waves the whole program is asked, which must say the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jidi.network.sorting.answered.FEW_ROUNDS", rounds)
        found = fate(small)
    assert found is (Fate.REFUSED if least_by_trying(small) == float("inf") else Fate.KEPT)
