"""How fast a timetable answers: one to all, the whole matrix, Pareto choices.

    python benchmarks/timetable.py [--only NAME] [--queries 200] [--matrix 1]
    python benchmarks/timetable.py --only Kuopio --equal 1000 [--from 0] [--seconds 160]

The timetables stand in ../shared/bench and are read by ``timetable_data``. Processor seconds of one
thread, compiling apart. ``--equal`` puts random questions (the same numbers, the same questions) to
Dijkstra on the time-expanded graph of tests/network too, and says how many answers were equal; it
can go on ``--from`` where it ended after so many ``--seconds``.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from timetable_data import BENCH, connections, high_speed, mixed, transit

from jidi.network.timetable import Timetable, choices, earliest

HOUR = 3600


def main() -> None:
    asked = _asked()
    if not BENCH.exists():
        print(f"{BENCH} is not here: nothing to measure")
        return
    if asked.equal:
        _equal(asked)
        return
    began = time.process_time()
    _compile()
    print(f"compiling or loading the kernels: {time.process_time() - began:.1f} s")
    print(f"{'timetable':26} {'stops':>6} {'legs a day':>10} {'links':>6} {'laid out s':>10} "
          f"{'one to all ms':>13} {'reached':>7} {'choices ms':>10} {'choices':>7}")  # fmt: skip
    for name, make in [pair for pair in _timetables() if asked.only in pair[0]]:
        _report(name, make(), asked.queries)
    if asked.matrix:
        _matrix(asked.matrix)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="part of a timetable's name")
    parser.add_argument("--matrix", type=int, default=0, help="every pair, runs of so many days")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--equal", type=int, default=0, help="questions put to Dijkstra too")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first question")
    parser.add_argument("--hours", type=int, default=0, help="within which, for --equal")
    parser.add_argument("--seconds", type=float, default=1e9, help="of the clock, at the most")
    return parser.parse_args()


def _timetables() -> tuple[tuple[str, Callable[[], Timetable]], ...]:
    return (
        ("high-speed 2016, a day", high_speed),
        ("high-speed 2016, 3 days", lambda: high_speed(3)),
        ("rail, road, air, 3 days", mixed),
        ("GTFS Kuopio, a day", lambda: transit("kuopio")),
        ("GTFS Shizuoka, a day", lambda: transit("shizuoka")),
    )


def _compile() -> None:
    small = transit("shizuoka")
    earliest(small, origin=0, ready=0)
    choices(small, origin=0, goal=1, ready=0)


def _report(name: str, timetable: Timetable, queries: int) -> None:
    began = time.process_time()
    timetable.arrays  # noqa: B018  laid out once
    laid_out = time.process_time() - began
    chance = random.Random(1)
    last = len(timetable.stops) - 1
    asked = [
        (chance.randint(0, last), chance.randint(0, last), chance.randint(0, 22 * HOUR))
        for _ in range(queries)
    ]
    began = time.process_time()
    reached = [int((earliest(timetable, origin=one, ready=at).at < 2**31 - 1).sum())
               for one, _, at in asked]  # fmt: skip
    alone = (time.process_time() - began) / queries * 1000
    began = time.process_time()
    found = [len(choices(timetable, origin=one, goal=goal, ready=at)) for one, goal, at in asked]
    many = (time.process_time() - began) / queries * 1000
    print(f"{name:26} {last + 1:6} {connections(timetable):10} {len(timetable.links):6} "
          f"{laid_out:10.2f} {alone:13.3f} {np.mean(reached):7.0f} {many:10.2f} "
          f"{np.mean(found):7.2f}")  # fmt: skip


HOURS = {"high-speed 2016, a day": 10, "high-speed 2016, 3 days": 10, "rail, road, air, 3 days": 4,
         "GTFS Kuopio, a day": 2, "GTFS Shizuoka, a day": 3}  # fmt: skip
"""Within which a question must be answered."""
MOST_RUNS = 4


def _equal(asked: argparse.Namespace) -> None:
    """Random questions answered by the scan and by Dijkstra, one after the other."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "network"))
    from time_expanded import TimeExpanded

    until = time.monotonic() + asked.seconds
    for name, make in [pair for pair in _timetables() if asked.only in pair[0]]:
        timetable, began = make(), time.process_time()
        graph, last = TimeExpanded(timetable), len(timetable.stops) - 1
        hours = asked.hours or HOURS[name]
        equal = found = number = 0
        for number in range(asked.first, asked.equal):
            chance = random.Random(number)
            ready = chance.randint(5 * HOUR, 20 * HOUR)
            question = {"origin": chance.randint(0, last), "goal": chance.randint(0, last),
                        "ready": ready, "until": ready + hours * HOUR}  # fmt: skip
            ours = choices(timetable, **question, most_runs=MOST_RUNS)
            theirs = graph.best(**question, most_runs=MOST_RUNS)
            equal += [one.merits for one in ours] == theirs
            found += bool(theirs)
            if time.monotonic() > until:
                break
        spent = time.process_time() - began
        print(
            f"{name}: questions {asked.first} to {number}, {equal} of {number + 1 - asked.first} "
            f"equal, {found} with an answer, within {hours} h, {spent:.0f} s",
            flush=True,
        )


def _matrix(days: int) -> None:
    timetable = high_speed(days)
    count = len(timetable.stops)
    timetable.arrays  # noqa: B018  laid out once
    began = time.process_time()
    matrix = np.empty((24, count, count), np.int32)
    for hour in range(24):
        for origin in range(count):
            matrix[hour, origin] = earliest(timetable, origin=origin, ready=hour * HOUR).at
    spent = time.process_time() - began
    share = float((matrix < 2**31 - 1).mean())
    print(f"matrix {count} × {count}, 24 hours, runs of {days} day(s): {spent:.1f} s, "
          f"{share:.1%} of pairs reached")  # fmt: skip


if __name__ == "__main__":
    main()
