"""Mixed fleets, several trips and depots, windows: gaps to the literature, beside PyVRP alone.

    python benchmarks/fleet.py [--set hfvrp] [--only NAME] [--seconds 60] [--alone] [--part 0.4]

The instances stand in ../shared/bench/cvrp with their best known solutions, whose values bks.csv
gives in each set's own unit. They are read by PyVRP's reader; ours gets the same numbers. Both get
the same processor seconds of one thread. Every design of ours, and every best known solution, is
checked by ``verify``; one that does not hold ends the run. ``--part`` leaves that share of the
stops, drawn always alike: instances that were not tuned on, to be compared with PyVRP alone.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyvrp

from jidi.network.fleet import (
    ENDLESS,
    Depot,
    Effort,
    FleetProblem,
    Stop,
    Vehicle,
    solve,
    verify,
)
from jidi.network.fleet.problem import LARGEST
from jidi.network.fleet.pyvrp_form import data_of, design_of

PART_SEED = 7
BENCH = Path(__file__).parents[1].parent / "shared" / "bench" / "cvrp"


@dataclass(frozen=True)
class Case:
    """One instance: PyVRP's reading of it, and its best known solution."""

    set_name: str
    name: str
    data: pyvrp.ProblemData

    @property
    def best_known(self) -> pyvrp.Solution:
        return pyvrp.read_solution(BENCH / self.set_name / f"{self.name}.sol", self.data)


def cases(wanted_set: str, only: str) -> list[Case]:
    with (BENCH / "bks.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if wanted_set in ("", r["set"])]
    return [_read(row) for row in rows if only in row["instance"]]


def _read(row: dict[str, str]) -> Case:
    rounding = row["distance_convention"].split(":")[0].split(",")[0].strip()
    path = BENCH / row["set"] / f"{row['instance']}.vrp"
    scaled = row["instance"] == "X351-HVRP"  # its file holds whole numbers already
    data = pyvrp.read(path, round_func="none" if scaled else rounding)
    return Case(row["set"], row["instance"], data)


def problem_of(data: pyvrp.ProblemData) -> FleetProblem:
    """The same numbers in our form."""

    def limit(value: int) -> int:
        return min(int(value), ENDLESS)

    return FleetProblem(
        depots=tuple(
            Depot(
                place=d.location, opens=d.tw_early, closes=limit(d.tw_late),
                loading=d.service_duration,
            )
            for d in data.depots()
        ),
        stops=tuple(
            Stop(
                place=c.location, brings=sum(c.delivery), takes=sum(c.pickup), opens=c.tw_early,
                closes=limit(c.tw_late), service=c.service_duration, released=c.release_time,
                prize=None if c.required else c.prize,
            )
            for c in data.clients()
        ),
        vehicles=tuple(
            Vehicle(
                count=v.num_available, capacity=v.capacity[0] if v.capacity else 0,
                start=v.start_depot, end=v.end_depot, fixed_cost=v.fixed_cost,
                per_distance=v.unit_distance_cost, per_time=v.unit_duration_cost,
                opens=v.tw_early, closes=limit(v.tw_late), longest=limit(v.max_distance),
                shift=limit(v.shift_duration), matrix=v.profile,
                trips=1 + min(v.max_reloads, data.num_clients) if v.reload_depots else 1,
                reloads_at=tuple(v.reload_depots),
            )
            for v in data.vehicle_types()
        ),
        # What is forbidden is a way longer than any number we take.
        distances=tuple(np.minimum(m, LARGEST) for m in data.distance_matrices()),
        times=tuple(np.minimum(m, LARGEST) for m in data.duration_matrices()),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", default="", help="X hfvrp mdvrptw mtvrptwr pcvrptw sdvrptw …")
    parser.add_argument("--only", default="", help="part of an instance's name")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="PyVRP alone too, in the same time")
    parser.add_argument("--part", type=float, help="keep this share of the stops, up to 1")
    asked = parser.parse_args()
    if asked.part is not None and not 0 < asked.part <= 1:
        parser.error("--part: above 0, up to 1")
    if not BENCH.exists():
        print(f"{BENCH} is not here: nothing to measure")
        return
    gaps: dict[str, list[float]] = defaultdict(list)
    heads = f"{'stops':>5} {'cost':>14} {'gap %':>7} {'alone %':>8} {'cpu s':>6}"
    print(f"{'set':9} {'instance':18} {heads}")
    if asked.part is not None:
        print("of parts the gap is to PyVRP alone")
    for case in cases(asked.set, asked.only):
        gap = _measure(case, asked)
        if gap is not None:
            gaps[case.set_name].append(gap)
    for name, found in gaps.items():
        mean = sum(found) / len(found)
        print(f"{name:9} {len(found)} instances, mean {mean:.2f} %, worst {max(found):.2f} %")


def part_of(problem: FleetProblem, share: float) -> FleetProblem:
    """The problem with that share of its stops."""
    count = max(1, round(share * len(problem.stops)))
    kept = sorted(random.Random(PART_SEED).sample(range(len(problem.stops)), count))
    return replace(problem, stops=tuple(problem.stops[k] for k in kept))


def _measure(case: Case, asked: argparse.Namespace) -> float | None:
    """The gap to the best known cost, of a part to PyVRP's; none where that found nothing."""
    problem = problem_of(case.data)
    known = None
    if asked.part is None:
        known = _best_known_cost(case, problem)
    else:
        problem = part_of(problem, asked.part)
    before = _spent()
    solved = solve(problem, effort=Effort(seconds=asked.seconds), seed=asked.seed)
    spent = _spent() - before
    verdict = verify(problem, solved.design)
    assert verdict.holds, (case.name, verdict.breaches[:5])
    alone = _alone(problem, asked) if asked.alone or asked.part is not None else None
    gap = _gap(solved.design.cost, known if asked.part is None else alone)
    beside = None if asked.part is not None else _gap(alone, known)
    killed = "  killed" if solved.killed else ""
    print(
        f"{case.set_name:9} {case.name:18} {len(problem.stops):5} {solved.design.cost:14} "
        f"{_told(gap, 7)} {_told(beside, 8)} {spent:6.1f}{killed}",
        flush=True,
    )
    return gap


def _best_known_cost(case: Case, problem: FleetProblem) -> int:
    reference = design_of(case.best_known)
    verdict = verify(problem, reference)
    assert verdict.holds, (case.name, "best known", verdict.breaches[:5])
    return reference.cost


def _gap(cost: float | None, bar: float | None) -> float | None:
    return None if cost is None or not bar else 100 * (cost / bar - 1)


def _told(gap: float | None, width: int) -> str:
    return f"{'–':>{width}}" if gap is None else f"{gap:{width}.2f}"


def _spent() -> float:
    """Processor seconds of the processes that ended, with their start."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _alone(problem: FleetProblem, asked: argparse.Namespace) -> float | None:
    """PyVRP's cost, none without a solution that holds. Forbidden ways are capped as ours has them:
    longer ones keep PyVRP 0.14.1 from ending."""
    end = time.process_time() + asked.seconds
    found = pyvrp.solve(
        data_of(problem), lambda _: time.process_time() >= end, seed=asked.seed,
        collect_stats=False, display=False,
    )  # fmt: skip
    return float(found.cost()) if found.is_feasible() else None


if __name__ == "__main__":
    main()
