"""Siting within capacities: prices rule sites out, HiGHS decides among the rest.

First among the most promising sites only, which gives a design; what its cost and the bound rule
out is then left out, and the whole rest is decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.mixed_integer import Program
from jidi.network.siting.design import SitingDesign
from jidi.network.siting.knapsack import Offers, fewest_sites, offers
from jidi.network.siting.outcome import Found
from jidi.network.siting.problem import SitingProblem

SMALLEST_SHARE: Final = 1e-7
"""Shares below are rounding of HiGHS, not service."""
PROMISING: Final = 5
"""The first choice is among half as many sites again as are needed, and so many more."""
FIRST_GAP: Final = 1e-3
FIRST_NODES: Final = 200


def solved_within_capacities(
    problem: SitingProblem,
    *,
    rounds: int,
    nodes: int,
    seconds: float | None,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> Found:
    """The best design found and its bound. :raises InputError: N-803 when there is none."""
    _refuse_too_small(problem)
    priced = offers(problem, rounds=rounds, aim=np.inf, tell=_teller(progress, cancelled))
    progress(0.3, "search")
    first = _first(problem, priced, seconds)
    if first is not None and not cancelled():
        aim = first.cost
        priced = max(
            priced,
            offers(problem, rounds=rounds, aim=aim, tell=_teller(progress, cancelled)),
            key=lambda one: one.bound,
        )
        if cancelled() or priced.bound >= _worth(problem, aim):
            return Found(first, min(priced.bound, aim))
    progress(0.6, "proof")
    return _rest(problem, priced, first, nodes=nodes, seconds=seconds)


def _teller(
    progress: Callable[[float, str], None], cancelled: Callable[[], bool]
) -> Callable[[float], bool]:
    def tell(share: float) -> bool:
        progress(0.3 * share, "bound")
        return cancelled()

    return tell


def _refuse_too_small(problem: SitingProblem) -> None:
    needed = fewest_sites(problem)
    most = problem.candidates if problem.sites is None else problem.sites
    if needed > most:
        raise InputError(
            "N-803",
            reason_zh=f"容量至少需要 {needed} 处，最多可设 {most} 处",
            reason_en=f"capacities ask for {needed} sites at least, {most} are allowed",
        )


def _first(problem: SitingProblem, priced: Offers, seconds: float | None) -> SitingDesign | None:
    wanted = int((priced.reduced < 0).sum())
    count = PROMISING + 3 * max(wanted, fewest_sites(problem)) // 2
    sites = np.zeros(problem.candidates, dtype=np.bool_)
    sites[np.argsort(priced.reduced, kind="stable")[:count]] = True
    pairs = np.isfinite(problem.costs) & sites[None, :]
    return _decided(problem, sites, pairs, gap=FIRST_GAP, nodes=FIRST_NODES, seconds=seconds)[0]


def _rest(
    problem: SitingProblem,
    priced: Offers,
    first: SitingDesign | None,
    *,
    nodes: int,
    seconds: float | None,
) -> Found:
    known = np.inf if first is None else first.cost
    worth = _worth(problem, known)
    sites = priced.least < worth
    pairs = np.isfinite(problem.costs) & sites[None, :]
    if not problem.split:
        pairs &= priced.bound + problem.costs - priced.prices[:, None] < worth
    design, bound = _decided(problem, sites, pairs, gap=1e-7, nodes=nodes, seconds=seconds)
    best = min((d for d in (first, design) if d is not None), key=lambda d: d.cost, default=None)
    if best is None:
        raise InputError(
            "N-803", reason_zh="容量与客户需求无法配齐", reason_en="demand does not fit capacities"
        )
    return Found(best, min(max(priced.bound, min(bound, known)), best.cost))


def _worth(problem: SitingProblem, best: float) -> float:
    """A design is worth looking for if it costs less than this."""
    costs = problem.costs[np.isfinite(problem.costs)]
    whole = all((v == np.rint(v)).all() for v in (costs, problem.opening)) and not problem.split
    return best - 1.0 + 1e-6 if whole else best * (1 - 1e-9)


@dataclass(frozen=True)
class _Columns:
    opened: dict[int, int]
    served: list[tuple[int, int, int]]


def _decided(
    problem: SitingProblem,
    sites: np.ndarray,
    pairs: np.ndarray,
    *,
    gap: float,
    nodes: int,
    seconds: float | None,
) -> tuple[SitingDesign | None, float]:
    """The best design with these sites and pairs, and the bound among them."""
    if not sites.any():
        return None, np.inf
    program = Program()
    opened = {
        int(site): program.column(float(problem.opening[site]), upper=1.0, whole=True)
        for site in np.flatnonzero(sites)
    }
    served = [
        (
            int(c),
            int(s),
            program.column(float(problem.costs[c, s]), upper=1.0, whole=not problem.split),
        )
        for c, s in np.argwhere(pairs)
    ]
    columns = _Columns(opened, served)
    _serve(program, problem, columns)
    _open(program, problem, columns)
    answer = program.answered(gap=gap, nodes=nodes, seconds=seconds)
    bound = np.inf if answer.refuted else answer.bound
    design = None if answer.values is None else _design(problem, columns, answer.values)
    return design, bound


def _serve(program: Program, problem: SitingProblem, columns: _Columns) -> None:
    """Every customer is served, only from open sites, or left out."""
    rows: dict[int, dict[int, float]] = {c: {} for c in range(problem.customers)}
    for customer, site, column in columns.served:
        rows[customer][column] = 1.0
        program.row({column: 1.0, columns.opened[site]: -1.0}, most=0.0)
    for customer, terms in rows.items():
        if problem.outside[customer] < np.inf:
            terms[program.column(float(problem.outside[customer]), upper=1.0, whole=True)] = 1.0
        program.row(terms, least=1.0, most=1.0)


def _open(program: Program, problem: SitingProblem, columns: _Columns) -> None:
    """Room of open sites, how many there may be, and how much room there must be in all."""
    loads: dict[int, dict[int, float]] = {site: {} for site in columns.opened}
    for customer, site, column in columns.served:
        loads[site][column] = float(problem.demand[customer])
    for site, terms in loads.items():
        if np.isfinite(problem.capacity[site]):
            program.row({**terms, columns.opened[site]: -float(problem.capacity[site])}, most=0.0)
    every = dict.fromkeys(columns.opened.values(), 1.0)
    most = float("inf") if problem.sites is None else float(problem.sites)
    program.row(every, least=float(fewest_sites(problem)), most=most)


def _design(problem: SitingProblem, columns: _Columns, values: np.ndarray) -> SitingDesign:
    shares: dict[int, list[tuple[int, float]]] = {}
    for customer, site, column in columns.served:
        share = float(values[column])
        if share > (SMALLEST_SHARE if problem.split else 0.5):
            shares.setdefault(customer, []).append((site, share))
    served = tuple(
        (customer, site, share / sum(s for _, s in parts))
        for customer, parts in sorted(shares.items())
        for site, share in parts
    )
    opened = tuple(site for site, column in columns.opened.items() if values[column] > 0.5)
    cost = sum(float(problem.opening[s]) for s in opened)
    cost += sum(share * float(problem.costs[c, s]) for c, s, share in served)
    cost += sum(float(problem.outside[c]) for c in range(problem.customers) if c not in shares)
    return SitingDesign(opened=opened, served=served, cost=cost)
