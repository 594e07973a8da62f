"""A design in a given time: more effort while the time lasts, and the best stays."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.service.rural_within import Within

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from small_county import county, one_line_each


class Watch:
    """A clock, and a solver that takes three seconds and two for each unit of effort."""

    def __init__(self, problem, worse=()):
        self.now, self.efforts, self.worse = 0.0, [], worse
        ask = {"progress": lambda *_: None, "cancelled": lambda: False}
        self.design = one_line_each(problem, seed=1, effort=1, **ask)

    def solve(self, _problem, *, effort, progress, **_how):
        self.efforts.append(effort)
        progress(0.5, "lines")
        self.now += 3 + 2 * effort
        dear = 1000 if effort in self.worse else -effort
        bill = replace(self.design.bill, points=2000.0 + dear)
        return replace(self.design, bill=bill, made=(("effort", str(effort)),))

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def problem():
    return county(1)


def searched(watch, problem, seconds, **more):
    told = []
    ask = {"progress": lambda share, _step: told.append(share), "cancelled": lambda: False} | more
    found = Within(watch.solve, seconds, watch)(problem, seed=1, effort=1, **ask)
    return found, told


@given(seconds=st.floats(0, 10_000))
def test_after_the_first_search_no_second_is_spent_that_was_not_given(problem, seconds):
    watch = Watch(problem)
    found, told = searched(watch, problem, seconds)
    assert len(watch.efforts) == 1 or watch.now <= seconds
    assert watch.efforts == sorted(set(watch.efforts))
    assert found.made == (("effort", str(watch.efforts[-1])),)
    assert told == sorted(told)
    assert told[-1] == 1


def test_most_of_a_long_time_is_used(problem):
    watch = Watch(problem)
    searched(watch, problem, 1000)
    assert watch.now > 700


def test_a_dearer_design_of_a_longer_search_is_not_taken(problem):
    watch = Watch(problem, worse=range(2, 99))
    found, _ = searched(watch, problem, 50)
    assert len(watch.efforts) > 2
    assert found.made == (("effort", "1"),)


def test_who_stops_keeps_the_best_so_far(problem):
    watch = Watch(problem)
    found, _ = searched(watch, problem, 1000, cancelled=lambda: watch.now > 12)
    assert watch.efforts == [1, 2, 4][: len(watch.efforts)]
    assert found.made == (("effort", str(watch.efforts[-1])),)
