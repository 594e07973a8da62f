"""Where a coverage cannot be had, a county gets the design that serves most, and it says so."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from jidi.core.errors import JidiError
from jidi.network.rural.most_served import PLENTY
from jidi.network.rural.problem import Wanted
from jidi.network.rural.solve import solve
from jidi.network.rural.verify import verify
from jidi.service.rural_design import Judged
from jidi.service.rural_most_served import ASKED, as_wanted_or_most, less_than_asked

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from small_county import county


def lost(*villages: int):
    """A small county to some of whose villages no road and no lane leads."""
    problem = county(4, villages=6)
    km = problem.km.copy()
    for village in villages:
        km[problem.village_node(village), :] = km[:, problem.village_node(village)] = np.inf
    lanes = tuple(
        replace(lane, stops=tuple(s for s in lane.stops if s.village not in villages))
        for lane in problem.lanes
    )
    return replace(problem, km=km, lanes=tuple(lane for lane in lanes if lane.stops))


def wanted_or_most(problem, *, coverage, budget=None):
    """Through posing and making, as the province does; every wish that was asked for."""
    asked = []

    def pose(share, limit):
        asked.append((share, limit))
        return SimpleNamespace(problem=replace(problem, wanted=Wanted(share, limit)))

    def make(posed, share, _limit):
        design = solve(posed.problem, seed=1)
        made = (*design.made, *(((ASKED, repr(coverage)),) if share != coverage else ()))
        design = replace(design, made=made)
        return Judged(posed.problem, design, verify(posed.problem, design))

    return as_wanted_or_most(pose, make, coverage=coverage, budget=budget), asked


def test_what_can_be_had_is_had_as_asked_for():
    found, asked = wanted_or_most(lost(), coverage=1.0)
    assert (asked, less_than_asked(found)) == ([(1.0, None)], None)
    assert len(found.design.served) == 6


def test_villages_that_nothing_reaches_are_left_out_and_told():
    found, asked = wanted_or_most(lost(2, 5), coverage=1.0)
    assert asked == [(1.0, None), (pytest.approx(4 / 6), None)]
    assert found.holds and found.design.served == {0, 1, 3, 4}
    told = less_than_asked(found)
    assert (told.code, told.facts["served"], told.facts["villages"]) == ("N-671", 4, 6)
    assert "100.0%" in told.message("zh") and "没有道路可达 2" in told.message("zh")


def test_where_the_shift_is_too_short_for_all_as_many_as_can_be_are_served():
    problem = lost()
    none_far = replace(problem, vehicles=tuple(replace(v, most=1) for v in problem.vehicles))
    short = replace(none_far, work=replace(none_far.work, shift=250.0), lanes=())
    found, asked = wanted_or_most(short, coverage=1.0)
    assert asked[-1] == (0.0, PLENTY) and found.holds
    assert 0 < len(found.design.served) < 6
    assert less_than_asked(found).code == "N-671"


def test_a_county_where_nobody_can_be_served_is_refused():
    problem = lost()
    vans = tuple(replace(v, most=1) for v in problem.vehicles)
    short = replace(problem, vehicles=vans, lanes=(), work=replace(problem.work, shift=150.0))
    with pytest.raises(JidiError) as refused:
        wanted_or_most(short, coverage=1.0)
    assert refused.value.code == "N-501"


def test_a_budget_that_is_too_small_is_refused_as_before():
    with pytest.raises(JidiError) as refused:
        wanted_or_most(lost(), coverage=1.0, budget=1.0)
    assert refused.value.code == "N-501"
