"""How good the routes are: gaps to the literature and processor seconds, set by set.

    python benchmarks/routing.py [--family 2evrp] [--set set5] [--only NAME] [--seconds 60]

The instances stand in ../shared/bench and are read by ``routing_literature``, which states the cost
convention of each set. Every design is checked by ``verify``; one that does not hold ends the run.
Processor seconds of one thread are counted, compiling apart. ``beside`` is MSH's best of all runs
for two echelons, and Cordeau's solution of 1997 for day patterns.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from pathlib import Path

from routing_literature import Case, cases

from jidi.network.routing import Effort, solve, solve_within, verify

BENCH = Path(__file__).parents[1].parent / "shared" / "bench"


def main() -> None:
    asked = _asked()
    if not BENCH.exists():
        print(f"{BENCH} is not here: nothing to measure")
        return
    chosen = [case for case in cases(BENCH) if _is_asked(case, asked)]
    print(f"compiling: {_compile(chosen[0]):.1f} s")
    print(f"{'set':10} {'instance':30} {'cost':>11} {'gap %':>7} {'beside %':>8} {'cpu s':>6}")
    gaps: dict[str, list[float]] = defaultdict(list)
    spent: dict[str, float] = defaultdict(float)
    for case in chosen:
        gap, seconds = _measure(case, asked.seconds, asked.seed)
        spent[case.set_name] += seconds
        if gap is not None:
            gaps[case.set_name].append(gap)
    print()
    print(f"{'set':10} {'instances':>9} {'mean gap %':>10} {'worst %':>8} {'cpu s each':>10}")
    for name, found in gaps.items():
        mean, each = sum(found) / len(found), spent[name] / len(found)
        print(f"{name:10} {len(found):9} {mean:10.2f} {max(found):8.2f} {each:10.1f}")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", default="", help="set2 set3 set5 set6 set7 set7all prodhon2e …")
    parser.add_argument("--family", default="", help="2evrp 2elrp lrp pvrp")
    parser.add_argument("--only", default="", help="part of an instance's name")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _is_asked(case: Case, asked: argparse.Namespace) -> bool:
    return (
        asked.set in ("", case.set_name)
        and asked.family in ("", case.family)
        and asked.only in case.name
    )


def _compile(case: Case) -> float:
    start = time.process_time()
    solve(case.problem(), effort=Effort(bursts=1), seed=1)
    return time.process_time() - start


def _measure(case: Case, seconds: float, seed: int) -> tuple[float | None, float]:
    problem = case.problem()
    start = time.process_time()
    solved = solve_within(problem, seconds=seconds, clock=time.process_time, seed=seed)
    spent = time.process_time() - start
    verdict = verify(problem, solved.design)
    assert verdict.holds, (case.name, verdict.breaches)
    cost = solved.design.cost
    gap = None if case.reference is None else 100 * (cost / case.reference - 1)
    beside = "" if case.beside is None else f"{100 * (cost / case.beside - 1):.2f}"
    told = "" if gap is None else f"{gap:.2f}"
    print(
        f"{case.set_name:10} {case.name:30} {cost:11.2f} {told:>7} {beside:>8} {spent:6.1f}"
        f"  {solved.bursts}/{solved.planned} bursts",
        flush=True,
    )
    return gap, spent


if __name__ == "__main__":
    main()
