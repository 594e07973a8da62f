"""Hubs against the literature (CAB, AP), and a made-up province of 120 counties.

    python benchmarks/hubs.py [--set cab|usaphmp|umaphmp|csahlp|ap200|ap200bound|province]
        [--only NAME]

The instances stand in ../shared/bench/hub with the values of the literature. Each is solved in a
process of its own; processor seconds (with reading) and peak memory are that process's; a kernel
that is not yet compiled adds about six seconds to the first. Every design is checked by
``verify``; one that does not hold ends the run.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import re
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from jidi.network.hubs import Effort, HubProblem, Step, solve, verify

BENCH = Path(__file__).parents[1].parent / "shared" / "bench" / "hub"
BOUNDED = Effort(tries=400_000, rounds=6_000, parts=0)
"""For 200 nodes with a proof of how near the best it is: a quarter of an hour, not a minute."""


@dataclass(frozen=True)
class Case:
    """One instance with the value of the literature and how much to try."""

    set_name: str
    name: str
    known: float | None
    pose: Callable[[], HubProblem]
    effort: Effort


def cases(wanted: str, only: str) -> Iterator[Case]:
    every = [*_cab(), *_ap("USApHMP"), *_ap("UMApHMP"), *_csahlp()]
    every += [*_ap200("ap200", Effort(tries=400_000, rounds=0)), *_ap200("ap200bound", BOUNDED)]
    every += [_province()]
    yield from (c for c in every if wanted in ("", c.set_name) and only in c.name)


def ap(nodes: int) -> tuple[np.ndarray, np.ndarray, tuple[float, float, float]]:
    """Flows, distances by thousand, and the three factors of the AP set of so many nodes."""
    file = {10: "10.3", 200: "APdata200"}.get(nodes, f"{nodes}.3")
    words = np.array((BENCH / file).read_text().split(), dtype=np.float64)
    places = words[1 : 1 + 2 * nodes].reshape(nodes, 2)
    flows = words[1 + 2 * nodes : 1 + 2 * nodes + nodes * nodes].reshape(nodes, nodes)
    apart = np.sqrt(((places[:, None] - places[None]) ** 2).sum(-1)) / 1000
    _, collection, transfer, distribution = words[1 + 2 * nodes + nodes * nodes :]
    return flows, apart, (float(collection), float(transfer), float(distribution))


def _posed(nodes: int, hubs: int, *, single: bool) -> HubProblem:
    flows, apart, (collection, transfer, distribution) = ap(nodes)
    return HubProblem(
        flows=flows, distances=apart, steps=((Step(),),) * nodes, collection=collection,
        transfer=transfer, distribution=distribution, hubs=hubs, single=single,
    )  # fmt: skip


def _ap(kind: str) -> Iterator[Case]:
    text = (BENCH / f"Solutions-{kind}.txt").read_text()
    found = re.findall(r"n=(\d+), p=(\d+) :\s*Objective\s*: ([\d.]+)", text)
    for nodes, hubs, value in found:
        pose = _later(_posed, int(nodes), int(hubs), single=kind == "USApHMP")
        yield Case(kind.lower(), f"{kind} AP{nodes} p={hubs}", float(value), pose, Effort())


def _later(
    make: Callable[..., HubProblem], *facts: object, **more: object
) -> Callable[[], HubProblem]:
    return lambda: make(*facts, **more)


def _extra() -> list[dict[str, str]]:
    with (BENCH / "bks_extra.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _cab() -> Iterator[Case]:
    for row in _extra():
        if row["data"] == "CAB25":
            alpha = float(re.findall(r"alpha=([\d.]+)", row["parameters"])[0])
            name = f"USApHMP CAB25 p={row['p']} alpha={alpha}"
            pose = _later(_cab_posed, int(row["p"]), alpha)
            yield Case("cab", name, float(row["value"]), pose, Effort())


def _cab_posed(hubs: int, alpha: float) -> HubProblem:
    words = np.array((BENCH / "CAB25.txt").read_text().split(), dtype=np.float64)
    flows, apart = words[1:626].reshape(25, 25), words[626:1251].reshape(25, 25) / 1e4
    return HubProblem(
        flows=flows / flows.sum(), distances=apart, steps=((Step(),),) * 25, transfer=alpha,
        hubs=hubs,
    )  # fmt: skip


def _csahlp() -> Iterator[Case]:
    text = (BENCH / "Solutions-CSAHLP.txt").read_text()
    for nodes, costs, rooms, value in re.findall(
        r"Problem (\d+)(.)(.)\s*Objective: ([\d.]+)", text
    ):
        pose = _later(_capacitated, int(nodes), costs, rooms)
        yield Case("csahlp", f"CSAHLP AP{nodes}{costs}{rooms}", float(value), pose, Effort())


def _capacitated(nodes: int, costs: str, rooms: str) -> HubProblem:
    flows, apart, (collection, transfer, distribution) = ap(nodes)
    fixed = np.array((BENCH / f"Fcost{costs}.{nodes}").read_text().split(), dtype=np.float64)
    room = np.array((BENCH / f"Cap{rooms}.{nodes}").read_text().split(), dtype=np.float64)
    steps = tuple((Step(float(r), float(f)),) for r, f in zip(room, fixed, strict=True))
    return HubProblem(
        flows=flows, distances=apart, steps=steps, collection=collection, transfer=transfer,
        distribution=distribution,
    )  # fmt: skip


def _ap200(set_name: str, effort: Effort) -> Iterator[Case]:
    known = {int(r["p"]): float(r["value"]) for r in _extra() if r["data"] == "APdata200"}
    for hubs in (5, 10, 15, 20):
        pose = _later(_posed, 200, hubs, single=True)
        name = f"USApHMP AP200 p={hubs}" + (" bounded" if effort.rounds else "")
        yield Case(set_name, name, known.get(hubs), pose, effort)


def _province() -> Case:
    return Case(
        "province", "120 counties, all candidates", None, _made_up, Effort(rounds=800, parts=0)
    )


def _made_up() -> HubProblem:
    """Counties on 600 km × 400 km; flows by a gravity law; hubs with three sizes."""
    draw = np.random.default_rng(5)
    at, size = draw.random((120, 2)) * [600, 400], draw.lognormal(0, 0.8, 120)
    apart = 1.3 * np.sqrt(((at[:, None] - at[None]) ** 2).sum(-1))
    flows = size[:, None] * size[None] / (30 + apart)
    flows *= 2_000_000 / flows.sum()
    steps = ((Step(200_000, 20_000), Step(500_000, 40_000), Step(1_500_000, 90_000)),)
    return HubProblem(
        flows=flows, distances=apart, steps=steps * 120, collection=0.0020, transfer=0.0010,
        distribution=0.0022,
    )  # fmt: skip


def measured(name: str) -> dict[str, float]:
    """Solved in this process: value, bound, seconds, memory."""
    case = next(c for c in cases("", "") if c.name == name)
    problem = case.pose()
    solved = solve(problem, effort=case.effort, seed=1)
    verdict = verify(problem, solved.design)
    assert verdict.holds, (case.name, verdict.breaches[:5])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "value": solved.design.cost,
        "bound": solved.bound,
        "proved": float(solved.proved),
        "gap": 100 * solved.gap,
        "cpu": time.process_time(),
        "mb": memory,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", default="", help="one of the sets named above")
    parser.add_argument("--only", default="", help="part of an instance's name")
    asked = parser.parse_args()
    if not BENCH.exists():
        print(f"{BENCH} is not here: nothing to measure")
        return
    heads = f"{'value':>12} {'known':>12} {'dev %':>8} {'gap %':>7} {'cpu s':>6} {'MB':>5}"
    print(f"{'instance':30} {heads}")
    for case in cases(asked.set, asked.only):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            print(_line(case, pool.apply(measured, (case.name,))), flush=True)


def _line(case: Case, found: dict[str, float]) -> str:
    known = "" if case.known is None else f"{case.known:.2f}"
    off = "" if case.known is None else f"{100 * (found['value'] / case.known - 1):.4f}"
    gap = "proved" if found["proved"] else f"{found['gap']:.4f}" if found["bound"] else "none"
    return (
        f"{case.name:30} {found['value']:12.2f} {known:>12} {off:>8} {gap:>7} "
        f"{found['cpu']:6.1f} {found['mb']:5.0f}"
    )


if __name__ == "__main__":
    main()
