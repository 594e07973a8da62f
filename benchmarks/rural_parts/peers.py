"""The rural solver against PyVRP plain, OR-Tools and VROOM, on what all of them can express.

One echelon and one day: vans leave the county centre, every village is visited, deliveries and
collections of a day are on board; capacity, windows, shift, range; fixed cost of a van, yuan a km,
yuan an hour. No station, lane, day pattern or break: none of the peers knows them all. The peers
plan one run a van; ours may plan several, so the peers' runs are put onto as few vans as first fit
finds before they are priced. Whatever a solver returns becomes a design that the checker verifies
and prices; what it claims itself is not looked at.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jidi.core.errors import JidiError
from jidi.network.costs import Bill
from jidi.network.rural.candidate import Prices
from jidi.network.rural.design import Design, Duty, Proof, Run, Service
from jidi.network.rural.problem import CENTRE, Problem, Wanted
from jidi.network.rural.solve import solve
from jidi.network.rural.verify import verify
from jidi.network.weekdays import EVERY_DAY

FOLDER = Path(__file__).parent
PEERS = {"PyVRP": "peer_pyvrp.py", "OR-Tools": "peer_ortools.py", "VROOM": "peer_vroom.py"}
HEAD = (
    f"{'solver':18} {'yuan/day':>9} {'of which vans':>13} {'vans':>5} {'processor s':>11}  to ours"
)


@dataclass(frozen=True)
class Result:
    """One solver's design as the checker prices it; ``reason`` where there is none."""

    solver: str
    cost: float = 0.0
    vehicles: float = 0.0
    vans: int = 0
    seconds: float = 0.0
    reason: str = ""

    def told(self, ours: float) -> str:
        if self.reason:
            return f"{self.solver:18} {self.reason}"
        more = f"{100 * (self.cost / ours - 1):+.2f} %" if ours > 0 else "—"
        return (
            f"{self.solver:18} {self.cost:9.2f} {self.vehicles:13.2f} {self.vans:5}"
            f" {self.seconds:11.1f}  {more}"
        )


def day_problem(problem: Problem) -> Problem:
    """The part of a county's problem that all solvers can express: see the module."""
    first = 1 + problem.station_count
    kept = [
        n
        for n, village in enumerate(problem.villages)
        if _alone(problem, n) and village.up <= village.down
    ]
    nodes = [CENTRE, *(first + n for n in kept)]
    work = replace(problem.work, break_after=problem.work.shift, break_minutes=0.0)
    return replace(
        problem,
        id=f"{problem.id}-day",
        stations=(),
        lanes=(),
        villages=tuple(replace(problem.villages[n], patterns=(EVERY_DAY,)) for n in kept),
        vehicles=tuple(v for v in problem.vehicles if v.line),
        km=problem.km[nodes][:, nodes],
        road=problem.road[nodes][:, nodes],
        points=None,
        work=work,
        wanted=Wanted(),
        companies=(),
    )


def _alone(problem: Problem, village: int) -> bool:
    """Whether a van can serve a village from the centre and be back within its shift."""
    node = problem.village_node(village)
    for kind, vehicle in enumerate(problem.vehicles):
        minutes, km = problem.minutes[kind], problem.km
        out, back = float(minutes[CENTRE, node]), float(minutes[node, CENTRE])
        span = out + back + problem.villages[village].handover + problem.centre.loading
        far = float(km[CENTRE, node] + km[node, CENTRE]) <= vehicle.range_km
        if vehicle.line and far and span <= problem.work.shift:
            return True
    return False


def compared(problem: Problem, *, python: str, seed: int, effort: int) -> Iterator[Result]:
    """Ours first; then each peer for as many processor seconds as ours took."""
    begin = time.process_time()
    try:
        ours = solve(problem, seed=seed, effort=effort)
    except JidiError as error:
        seconds = time.process_time() - begin
        yield Result("Jidi", seconds=seconds, reason=f"{error.code} {error.what('en')}")
    else:
        seconds = time.process_time() - begin
        yield _result("Jidi", problem, ours, seconds)
    data = json.dumps(_plain(problem, seed=seed, seconds=seconds))
    for peer, script in PEERS.items():
        interpreter = sys.executable if peer == "PyVRP" else python
        yield _peer(peer, problem, data, interpreter, script)


def _plain(problem: Problem, *, seed: int, seconds: float) -> dict[str, Any]:
    """The problem in whole seconds (rounded up), metres and parcels in hundredths."""
    loading = problem.centre.loading
    return {
        "seed": seed,
        "limit": seconds,
        "metres": [[round(km * 1000) for km in row] for row in problem.km.tolist()],
        "kinds": [
            {
                "capacity": int(vehicle.capacity * 100),
                "fixed": vehicle.fixed + loading / 60 * problem.work.per_hour,
                "per_km": vehicle.per_km,
                "metres": None if vehicle.range_km == float("inf") else vehicle.range_km * 1000,
                "seconds": [
                    [int(-(-minutes * 60 // 1)) for minutes in row]
                    for row in problem.minutes[number].tolist()
                ],
            }
            for number, vehicle in enumerate(problem.vehicles)
        ],
        "villages": [
            {
                "down": int(-(-village.down * 100 // 1)),
                "up": int(-(-village.up * 100 // 1)),
                "service": int(-(-village.handover * 60 // 1)),
                "opens": round(village.window.opens * 60),
                "closes": round(village.window.closes * 60),
            }
            for village in problem.villages
        ],
        "per_hour": problem.work.per_hour,
        "leaves": round((problem.centre.ready + loading) * 60),
        "back": round(min(problem.centre.closes, problem.centre.ready + problem.work.shift) * 60),
    }


def _peer(peer: str, problem: Problem, data: str, python: str, script: str) -> Result:
    """Run a peer in an interpreter of its own and have its routes verified."""
    alone = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [python, str(FOLDER / script)],
        input=data, capture_output=True, text=True, env=alone, check=False,
    )  # fmt: skip
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        absent = "ModuleNotFoundError" in last
        return Result(peer, reason=f"absent: {last}" if absent else f"failed: {last}")
    answer = json.loads(done.stdout)
    if answer["routes"] is None:
        return Result(peer, seconds=answer["seconds"], reason="found no answer in its time")
    return _result(
        f"{peer} {answer['version']}", problem, _design(problem, answer["routes"]),
        answer["seconds"],
    )  # fmt: skip


def _design(problem: Problem, routes: Sequence[Mapping[str, Any]]) -> Design:
    """A peer's routes as a design: each a line on every day, several to a van where they fit.

    Its cost is the checker's; whether its routes keep the rules the checker says as well.
    """
    vans = _vans(problem, routes)
    lines = tuple(sorted((run for van in vans for run in van), key=lambda run: run.id))
    served = [(v, run) for route, run in zip(routes, lines, strict=True) for v in route["villages"]]
    cheapest = Prices(problem)
    made = Design(
        problem=problem.id,
        digest=problem.digest,
        open=(),
        feeders=(),
        lines=lines,
        duties=tuple(
            Duty(f"V-{van[0].id}", van[0].vehicle, CENTRE, tuple(run.id for run in van))
            for van in vans
        ),
        services=tuple(
            Service(v, run.id, EVERY_DAY, cheapest.point(v, gap=1)[0])
            for v, run in sorted(served, key=lambda pair: pair[0])
        ),
        bill=Bill(),
        grams=0.0,
        proof=Proof(None),
    )
    verdict = verify(problem, made)
    assert verdict.bill is not None, verdict.violations
    return replace(made, bill=verdict.bill, grams=verdict.grams)


def _vans(problem: Problem, routes: Sequence[Mapping[str, Any]]) -> list[list[Run]]:
    """The routes on vans: the longest first, each after the runs of the first van it fits on."""
    alone = [_run(problem, n, route) for n, route in enumerate(routes)]
    longest = sorted(alone, key=lambda run: (run.departs - run.returns, run.id))
    vans: list[list[Run]] = []
    for run in longest:
        route = routes[int(run.id[1:])]
        for van in vans:
            then = _run(problem, int(run.id[1:]), route, ready=van[-1].returns)
            if van[0].vehicle == run.vehicle and _may_follow(problem, van, then):
                van.append(then)
                break
        else:
            vans.append([run])
    return vans


def _may_follow(problem: Problem, van: Sequence[Run], run: Run) -> bool:
    in_time = all(
        begins <= problem.villages[node - 1].window.closes
        for node, begins in zip(run.stops, run.arrives, strict=True)
    )
    began = van[0].departs - problem.centre.loading
    return in_time and run.returns <= min(problem.centre.closes, began + problem.work.shift)


def _run(problem: Problem, number: int, route: Mapping[str, Any], *, ready: float = 0.0) -> Run:
    """A run as early as can be, put off as far as its first village's window allows.

    :param ready: minute from which the van can be loaded.
    """
    vehicle, stops = route["kind"], [problem.village_node(v) for v in route["villages"]]
    minutes = problem.minutes[vehicle]
    opens = [problem.villages[node - 1].window.opens for node in stops]
    leaves = max(ready, problem.centre.ready) + problem.centre.loading
    departs = max(leaves, opens[0] - float(minutes[CENTRE, stops[0]]))
    clock, here, arrives = departs, CENTRE, []
    for node, early in zip(stops, opens, strict=True):
        begins = max(clock + float(minutes[here, node]), early)
        arrives.append(begins)
        clock, here = begins + problem.villages[node - 1].handover, node
    returns = clock + float(minutes[here, CENTRE])
    name = f"L{number:03d}"
    return Run(name, CENTRE, tuple(stops), vehicle, EVERY_DAY, departs, tuple(arrives), returns)


def summed(found: Sequence[Sequence[Result]]) -> str:
    """The last lines: over all counties where both have an answer, how much dearer each peer is."""
    told = []
    for peer in PEERS:
        pairs = [
            (all_[0], one)
            for all_ in found
            for one in all_[1:]
            if one.solver.split()[0] == peer and not (one.reason or all_[0].reason)
        ]
        ours, theirs = (sum(pair[at].cost for pair in pairs) for at in (0, 1))
        cheaper = sum(mine.cost <= one.cost for mine, one in pairs)
        more = f"{100 * (theirs / ours - 1):+.2f} %" if ours > 0 else "—"
        told.append(
            f"{peer}: {len(pairs)} counties, {theirs:.0f} to our {ours:.0f} yuan a day, {more};"
            f" ours no dearer in {cheaper}"
        )
    return "\n".join(told)


def _result(solver: str, problem: Problem, design: Design, seconds: float) -> Result:
    verdict = verify(problem, design)
    assert verdict.holds, (solver, [v.text("en") for v in verdict.violations[:3]])
    assert verdict.bill is not None
    bill = verdict.bill
    cost = bill.total - bill.handling - bill.points
    return Result(solver, cost, bill.vehicles, len(design.duties), seconds)
