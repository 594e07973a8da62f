"""Siting against the literature: p-median, facility location, covering, and a made-up province.

    python benchmarks/siting.py [--set pmedian|capacitated|facility|covering|province]
        [--only NAME] [--beside PYTHON]

The instances stand in ../shared/bench/pmedian and facility with the values of bks.csv. Each is
solved in a process of its own; processor seconds (with reading and building) and peak memory are
that process's. Every design is checked by ``verify``; one that does not hold ends the run.
``--beside`` solves p-median and covering with spopt and HiGHS too, in that interpreter (pip install
spopt pulp highspy); what it has not, or does not end in time, is said.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import re
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from jidi.network.siting import (
    Effort,
    SitingProblem,
    covering,
    facility_location,
    p_median,
    solve,
    verify,
)

SAID = re.compile(r"all capacities=|capacities ignored|adius| \(euclid.*|file capacities")
PEER_SECONDS = 900
"""So long a peer may take, by the clock (our own choice)."""
BENCH = Path(__file__).parents[1].parent / "shared" / "bench"


@dataclass(frozen=True)
class Case:
    """One instance with its best known value. Of coverings the value is the weight covered."""

    set_name: str
    name: str
    known: float | None
    pose: Callable[[], SitingProblem]
    covers: bool = False


def cases(wanted: str, only: str) -> Iterator[Case]:
    every = [*_pmedian(), *_facility(), _province()]
    yield from (c for c in every if wanted in ("", c.set_name) and only in c.name)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _pmedian() -> Iterator[Case]:
    for row in _rows(BENCH / "pmedian" / "bks.csv"):
        path = BENCH / "pmedian" / f"{row['instance']}.txt"
        capacitated = row["problem"].startswith("capacitated")
        read = _capacitated_median if capacitated else _median
        set_name = "capacitated" if capacitated else "pmedian"
        yield Case(set_name, row["instance"], float(row["optimum_or_bks"]), _later(read, path))


def _later(read: Callable[..., SitingProblem], *facts: object) -> Callable[[], SitingProblem]:
    return lambda: read(*facts)


def _median(path: Path) -> SitingProblem:
    numbers = np.array(path.read_text().split(), dtype=np.int64)
    (nodes, _, sites), edges = numbers[:3], numbers[3:].reshape(-1, 3)
    last = {(min(a, b) - 1, max(a, b) - 1): cost for a, b, cost in edges.tolist()}
    ends = np.array(list(last))
    graph = coo_array((np.array(list(last.values())), (ends[:, 0], ends[:, 1])), (nodes, nodes))
    return p_median(dijkstra(graph.tocsr(), directed=False), sites=int(sites))


def _capacitated_median(path: Path) -> SitingProblem:
    numbers = [float(word) for word in path.read_text().split()]
    nodes, sites, capacity = int(numbers[2]), int(numbers[3]), numbers[4]
    table = np.array(numbers[5:]).reshape(nodes, 4)
    apart = np.floor(np.sqrt(((table[:, None, 1:3] - table[None, :, 1:3]) ** 2).sum(-1)))
    room = np.full(nodes, capacity)
    return SitingProblem(costs=apart, sites=sites, demand=table[:, 3], capacity=room)


def _facility() -> Iterator[Case]:
    for row in _rows(BENCH / "facility" / "bks.csv"):
        path = BENCH / "facility" / f"{row['instance']}.txt"
        known, said = float(row["optimum"]), row["parameters"]
        short = SAID.sub("", said)
        name = f"{row['instance']} {row['problem']} {short}".strip()
        if row["problem"] == "MCLP":
            p, radius = (float(x) for x in re.findall(r"[=]([\d.]+)", said)[:2])
            yield Case(
                "covering", name, known, _later(_covering, path, int(p), radius), covers=True
            )
        else:
            room = float(found[1]) if (found := re.search(r"capacities=(\d+)", said)) else None
            limited = row["problem"] == "CFLP"
            yield Case("facility", name, known, _later(_located, path, room, limited))


def _located(path: Path, room: float | None, limited: bool) -> SitingProblem:
    words = path.read_text().replace("capacity", str(room or 0)).split()
    sites, customers = int(words[0]), int(words[1])
    numbers = np.array(words[2:], dtype=np.float64)
    heads = numbers[: 2 * sites].reshape(sites, 2)
    body = numbers[2 * sites :].reshape(customers, sites + 1)
    return facility_location(
        body[:, 1:],
        opening=heads[:, 1],
        demand=body[:, 0] if limited else None,
        capacity=heads[:, 0] if limited else None,
    )


def _covering(path: Path, sites: int, radius: float) -> SitingProblem:
    words = [line.split() for line in path.read_text().splitlines() if line.strip()][1:]
    if words[0][0] == "F":
        stands = np.array([w[2:4] for w in words if w[0] == "F"], dtype=float)
        asks = np.array([w[2:5] for w in words if w[0] == "C"], dtype=float)
    else:
        asks = np.array(words, dtype=float)
        stands = asks[:, :2]
    apart = np.sqrt(((asks[:, None, :2] - stands[None]) ** 2).sum(-1))
    return covering(apart <= radius, weights=asks[:, 2], sites=sites)


def _province() -> Case:
    return Case("province", "12,000 villages × 1,000 candidates, p=100", None, _made_up)


def _made_up() -> SitingProblem:
    """Villages in clumps on 500 km × 300 km, weighed by parcels; candidates are some of them."""
    draw = np.random.default_rng(6)
    towns = draw.random((120, 2)) * [500, 300]
    at = towns[draw.integers(0, 120, 12_000)] + draw.normal(0, 12, (12_000, 2))
    some = at[draw.permutation(12_000)[:1_000]]
    apart = np.sqrt(((at[:, None] - some[None]) ** 2).sum(-1))
    return p_median(apart, sites=100, weights=draw.gamma(2, 10, 12_000).round() + 1)


def measured(case: Case, effort: Effort) -> dict[str, float]:
    """Solved in this process: value, bound, seconds, memory."""
    problem = case.pose()
    solved = solve(problem, effort=effort, seed=1)
    verdict = verify(problem, solved.design)
    assert verdict.holds, (case.name, verdict.breaches[:5])
    value, bound = solved.design.cost, solved.bound
    if case.covers:
        every = float(problem.outside.sum())
        value, bound = every - value, every - bound
    return {"value": value, "bound": bound, "proved": float(solved.proved), **_spent()}


def _spent() -> dict[str, float]:
    return {
        "cpu": time.process_time(),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def beside(case: Case, python: str) -> dict[str, object]:
    """The same by spopt and HiGHS, in an interpreter that has them; or what it has not."""
    problem = case.pose()
    weights = problem.outside if case.covers else np.ones(problem.customers)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problem.npz"
        np.savez(
            path, costs=problem.costs, sites=problem.sites, weights=weights, covers=case.covers
        )
        try:
            done = subprocess.run(
                [python, str(Path(__file__).with_name("siting_peer.py")), str(path)],
                capture_output=True, text=True, timeout=PEER_SECONDS,
                env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return {"absent": f"nothing within {PEER_SECONDS} s"}
    if done.returncode:
        return {"absent": done.stderr.strip().splitlines()[-1]}
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def _in_process(name: str, effort: Effort) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_one, (name, effort))


def _one(name: str, effort: Effort) -> dict[str, float]:
    return measured(next(c for c in cases("", "") if c.name == name), effort)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", default="", help="pmedian capacitated facility covering province")
    parser.add_argument("--only", default="", help="part of an instance's name")
    parser.add_argument("--seconds", type=float, default=None, help="guard for HiGHS")
    parser.add_argument("--beside", metavar="PYTHON", help="an interpreter that has spopt")
    asked = parser.parse_args()
    if not BENCH.exists():
        print(f"{BENCH} is not here: nothing to measure")
        return
    heads = f"{'value':>14} {'known':>14} {'dev %':>7} {'gap %':>7} {'cpu s':>6} {'MB':>5}"
    print(f"{'instance':34} {heads}")
    for case in cases(asked.set, asked.only):
        found = _in_process(case.name, Effort(seconds=asked.seconds))
        print(_line(case, found), flush=True)
        if asked.beside and case.set_name in ("pmedian", "covering"):
            print(_peers_line(beside(case, asked.beside)), flush=True)


def _peers_line(peer: dict[str, object]) -> str:
    if "absent" in peer:
        return f"    spopt + HiGHS: {peer['absent']}"
    name = f"    {peer['name']} + HiGHS"
    return f"{name:34} {peer['value']:14.3f} {'':31}{peer['cpu']:7.1f} {peer['mb']:5.0f}"


def _line(case: Case, found: dict[str, float]) -> str:
    gap = 100 * abs(found["value"] - found["bound"]) / max(1.0, abs(found["value"]))
    off = None if case.known is None else 100 * abs(found["value"] - case.known) / case.known
    known = "" if case.known is None else f"{case.known:.3f}"
    proof = "proved" if found["proved"] else f"{gap:.4f}"
    deviation = "" if off is None else f"{off:.4f}"
    return (
        f"{case.name:34} {found['value']:14.3f} {known:>14} {deviation:>7} {proof:>7} "
        f"{found['cpu']:6.1f} {found['mb']:5.0f}"
    )


if __name__ == "__main__":
    main()
