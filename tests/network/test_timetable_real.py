"""1,000 random questions of real timetables, against Dijkstra on the time-expanded graph."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from time_expanded import TimeExpanded

from jidi.network.timetable import choices, earliest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from timetable_data import BENCH, high_speed, mixed, transit

HOUR = 3600
MOST = 4


@pytest.mark.soak
@pytest.mark.realdata
@pytest.mark.skipif(not BENCH.exists(), reason="the timetables of ../shared are not here")
@pytest.mark.parametrize(
    ("make", "hours"),
    [
        (high_speed, 10),
        (lambda: mixed(2), 6),
        (lambda: transit("kuopio"), 2),
        (lambda: transit("shizuoka"), 3),
    ],
    ids=["high-speed", "rail-road-air", "kuopio", "shizuoka"],
)
@pytest.mark.parametrize("seed", range(8))
def test_real_timetables_answer_as_dijkstra_does(make, hours, seed):
    timetable = make()
    graph, chance = TimeExpanded(timetable), random.Random(seed)
    last, reached = len(timetable.stops) - 1, 0
    for _ in range(125):
        origin, goal = chance.randint(0, last), chance.randint(0, last)
        ready = chance.randint(5 * HOUR, 20 * HOUR)
        asked = {"origin": origin, "goal": goal, "ready": ready, "until": ready + hours * HOUR}
        found = choices(timetable, **asked, most_runs=MOST)
        assert [one.merits for one in found] == graph.best(**asked, most_runs=MOST)
        first = earliest(timetable, origin=origin, ready=ready, until=asked["until"]).moment(goal)
        assert not found or first <= found[0].arrives
        reached += bool(found)
    assert reached > 5
