"""Timetables for tests: small and random ones."""

from __future__ import annotations

from hypothesis import strategies as st

from jidi.network.timetable import Call, Link, Run, Stop, Timetable


def some_timetable(draw) -> Timetable:
    """A few stops, runs in a few hours of two days, links; close times, so that ties happen."""
    count = draw(st.integers(2, 6))
    stops = tuple(Stop(str(n), f"stop {n}") for n in range(count))
    stop = st.integers(0, count - 1)
    moments = st.integers(0, 40).map(lambda step: step * 300)
    runs = []
    for number in range(draw(st.integers(0, 14))):
        length = draw(st.integers(2, 4))
        times = sorted(draw(st.lists(moments, min_size=2 * length, max_size=2 * length)))
        calls = tuple(Call(draw(stop), times[2 * n], times[2 * n + 1]) for n in range(length))
        costs = draw(st.lists(st.integers(0, 6), min_size=length - 1, max_size=length - 1))
        load, unload = draw(st.sampled_from([(0, 1), (300, 0), (600, 300)]))
        days = draw(st.sampled_from([(0,), (0, 1), (-1, 0)]))
        entry = draw(st.integers(0, 2))
        runs.append(Run(f"r{number}", "", "road", calls, days, load, unload, tuple(costs), entry))
    seconds = st.sampled_from([0, 300, 900])
    links = tuple(
        Link(draw(stop), draw(stop), "van", draw(seconds), draw(st.integers(0, 6)))
        for _ in range(draw(st.integers(0, 6)))
    )
    return Timetable(stops, tuple(runs), links)
