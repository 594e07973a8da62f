"""The checker of siting designs: recomputes feasibility and cost from problem and design alone.

It shares nothing with the solvers but these two. Every breach is told, not only the first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from jidi.network.siting.design import SitingDesign
from jidi.network.siting.problem import SitingProblem

TOLERANCE: Final = 1e-6
"""Relative: sums of doubles in another order differ by far less."""

Kind = Literal[
    "unknown_site",
    "unknown_customer",
    "repeated_site",
    "too_many_sites",
    "closed_site",
    "beyond_reach",
    "share",
    "unserved",
    "divided_customer",
    "overfull_site",
    "wrong_cost",
]


@dataclass(frozen=True)
class Breach:
    """One condition that does not hold: which, where, and the two numbers that clash."""

    kind: Kind
    where: str
    found: float = 0.0
    allowed: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the checker found: the breaches, none if the design holds, and the cost it computed."""

    breaches: tuple[Breach, ...]
    cost: float | None

    @property
    def holds(self) -> bool:
        """Is every condition kept, and the cost as claimed?"""
        return not self.breaches


def verify(problem: SitingProblem, design: SitingDesign) -> Verdict:
    """Recompute everything. A design with unknown sites or customers has no cost."""
    unknown = tuple(_unknown(problem, design))
    if unknown:
        return Verdict(breaches=unknown, cost=None)
    shares = _shares(design)
    cost = _cost(problem, design, shares)
    breaches = [
        *_sites(problem, design),
        *_services(problem, design),
        *_customers(problem, design, shares),
        *_loads(problem, design),
    ]
    if not _same(cost, design.cost):
        breaches.append(Breach("wrong_cost", "design", design.cost, cost))
    return Verdict(breaches=tuple(breaches), cost=cost)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def _unknown(problem: SitingProblem, design: SitingDesign) -> Iterator[Breach]:
    named = {*design.opened, *(site for _, site, _ in design.served)}
    for site in sorted(named):
        if not 0 <= site < problem.candidates:
            yield Breach("unknown_site", f"site {site}")
    for customer in sorted({customer for customer, _, _ in design.served}):
        if not 0 <= customer < problem.customers:
            yield Breach("unknown_customer", f"customer {customer}")


def _shares(design: SitingDesign) -> dict[int, float]:
    shares: dict[int, float] = defaultdict(float)
    for customer, _, share in design.served:
        shares[customer] += share
    return shares


def _cost(problem: SitingProblem, design: SitingDesign, shares: dict[int, float]) -> float:
    opening = sum(float(problem.opening[site]) for site in design.opened)
    serving = sum(share * float(problem.costs[c, site]) for c, site, share in design.served)
    outside = sum(
        float(problem.outside[c]) for c in range(problem.customers) if not shares.get(c, 0.0)
    )
    return opening + serving + outside


def _sites(problem: SitingProblem, design: SitingDesign) -> Iterator[Breach]:
    if len(set(design.opened)) < len(design.opened):
        yield Breach("repeated_site", "design", len(design.opened), len(set(design.opened)))
    if problem.sites is not None and len(design.opened) > problem.sites:
        yield Breach("too_many_sites", "design", len(design.opened), problem.sites)


def _services(problem: SitingProblem, design: SitingDesign) -> Iterator[Breach]:
    opened = set(design.opened)
    for customer, site, share in design.served:
        where = f"customer {customer} site {site}"
        if site not in opened:
            yield Breach("closed_site", where)
        if problem.costs[customer, site] == float("inf"):
            yield Breach("beyond_reach", where)
        if not 0 < share <= 1 + TOLERANCE:
            yield Breach("share", where, share, 1.0)


def _customers(
    problem: SitingProblem, design: SitingDesign, shares: dict[int, float]
) -> Iterator[Breach]:
    for customer in range(problem.customers):
        share = shares.get(customer, 0.0)
        if not share and problem.outside[customer] == float("inf"):
            yield Breach("unserved", f"customer {customer}")
        elif share and not _same(share, 1.0):
            yield Breach("share", f"customer {customer}", share, 1.0)
    if not problem.split:
        parts = Counter(customer for customer, _, _ in design.served)
        for customer, times in sorted(parts.items()):
            if times > 1:
                yield Breach("divided_customer", f"customer {customer}", times, 1)


def _loads(problem: SitingProblem, design: SitingDesign) -> Iterator[Breach]:
    loads: dict[int, float] = defaultdict(float)
    for customer, site, share in design.served:
        loads[site] += share * float(problem.demand[customer])
    for site, load in sorted(loads.items()):
        allowed = float(problem.capacity[site])
        if load > allowed and not _same(load, allowed):
            yield Breach("overfull_site", f"site {site}", load, allowed)
