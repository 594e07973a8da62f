"""Why a cold-chain problem has no design: the smallest clash, and the changes that mend it.

Trucks are not limited, so there is a design just where all that is wanted can flow by ways in time
through places in their largest sizes: a linear program that HiGHS answers at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.clashing import Asker, Fate, Smallest, smallest_clash
from jidi.network.cold.design import ColdDesign
from jidi.network.cold.problem import ColdProblem, Site, Size
from jidi.network.cold.program import LEAST_KG
from jidi.network.cold.solve import solve
from jidi.network.cold.verify import verify
from jidi.network.mixed_integer import Program

Flow = tuple[int, int]
"""A base and a market."""
HALF_HOURS: Final = 2_000
"""The most half hours by which a time is allowed more; ``MOST_TIMES``: the largest sizes at one
place. Own choice."""
MOST_TIMES: Final = 1_000
THOUSANDTHS: Final = 1_000


class Kind(StrEnum):
    """What a condition is about."""

    COOLERS = "coolers"
    """A place is pre-cooled at in one size."""
    STORES = "stores"
    SOON = "soon"
    """A product comes to be pre-cooled within its hours."""
    KEEP = "keep"
    """A product keeps its budget of hours."""
    CARRY = "carry"
    """All of a product is carried."""


@dataclass(frozen=True)
class Condition:
    """One condition. :param product: whose, by number; None where all are meant."""

    kind: Kind
    product: int | None = None


PLACES: Final = (Condition(Kind.COOLERS), Condition(Kind.STORES))


@dataclass(frozen=True)
class Repair:
    """Conditions changed so that there is a design, which the checker accepts.

    :param conditions: one, or both kinds of places where one alone is not enough.
    :param before: hours, or the share carried (1.0), or how many of the largest size (1).
    """

    conditions: tuple[Condition, ...]
    before: float
    after: float
    problem: ColdProblem
    design: ColdDesign


def conditions(problem: ColdProblem, wanted: tuple[Flow, ...]) -> tuple[Condition, ...]:
    """All that may clash; products without anything wanted have none."""
    products = sorted({problem.bases[base].product for base, _ in wanted})
    each = (Condition(kind, p) for kind in (Kind.SOON, Kind.KEEP, Kind.CARRY) for p in products)
    return (Condition(Kind.COOLERS), Condition(Kind.STORES), *each)


def wanted_flows(problem: ColdProblem) -> tuple[Flow, ...]:
    """Flows that some way keeps; all of them where none is kept."""
    every = [(int(b), int(m)) for b, m in zip(*np.nonzero(problem.kg > LEAST_KG), strict=True)]
    kept = [flow for flow in every if any(_ways(problem, flow, frozenset()))]
    return tuple(kept or every)


def _ways(
    problem: ColdProblem, flow: Flow, free: frozenset[Condition]
) -> Iterator[tuple[int, int]]:
    """Coolers and stores by which a flow is in time, as far as that is not free."""
    base, market = flow
    number = problem.bases[base].product
    product = problem.products[number]
    soon, keep = Condition(Kind.SOON, number) in free, Condition(Kind.KEEP, number) in free
    for cooler in range(len(problem.coolers)):
        if not soon and problem.first_km[base, cooler] / problem.first.kmh > product.open_most:
            continue
        for store in range(len(problem.stores)):
            if keep or problem.hours(base, cooler, store, market) <= product.budget:
                yield cooler, store


def fate(problem: ColdProblem, wanted: tuple[Flow, ...], free: frozenset[Condition]) -> Fate:
    """Whether the conditions that are not free can be kept together."""
    program = Program()
    through: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    for flow in wanted:
        if Condition(Kind.CARRY, problem.bases[flow[0]].product) in free:
            continue
        mine = {}
        for cooler, store in _ways(problem, flow, free):
            column = program.column(0.0)
            mine[column] = through[0, cooler][column] = through[1, store][column] = 1.0
        kg = float(problem.kg[flow])
        if kg > LEAST_KG:
            if not mine:
                return Fate.REFUSED
            program.row(mine, least=kg, most=kg)
    if not through:
        return Fate.KEPT
    for stage, (kind, sites) in enumerate(
        ((Kind.COOLERS, problem.coolers), (Kind.STORES, problem.stores))
    ):
        for number, site in enumerate(() if Condition(kind) in free else sites):
            room = max((size.kg for size in site.sizes), default=0.0)
            if (stage, number) in through:
                program.row(through[stage, number], most=room)
    answer = program.answered(gap=0.0, nodes=1)
    if answer.values is not None:
        return Fate.KEPT
    return Fate.REFUSED if answer.refuted else Fate.UNKNOWN


def clash(problem: ColdProblem, asked: Callable[[], None]) -> Smallest[Condition] | None:
    """The smallest set of conditions that cannot be kept together; None where none is proved.

    :param asked: told of every question.
    """
    wanted = wanted_flows(problem)
    every = conditions(problem, wanted)

    def ask(kept: frozenset[Condition]) -> Fate:
        asked()
        return fate(problem, wanted, frozenset(every) - kept)

    return smallest_clash(Asker(every, ask))


def repairs(
    problem: ColdProblem, found: Smallest[Condition], *, effort: int, asked: Callable[[], None]
) -> tuple[Repair, ...]:
    """At most one repair for each condition of a clash: those that carry all first, the cheapest
    first among them."""
    wanted = wanted_flows(problem)
    made: dict[tuple[Condition, ...], Repair] = {}
    for one in found.conditions:
        for changed in ((one,), PLACES) if one in PLACES else ((one,),):
            repair = None if changed in made else _repair(problem, wanted, changed, effort, asked)
            if repair is not None:
                made[changed] = repair
                break
    return tuple(sorted(made.values(), key=lambda r: (_carries_less(r), r.design.cost)))


def _carries_less(repair: Repair) -> bool:
    return any(one.kind is Kind.CARRY for one in repair.conditions)


def _repair(
    problem: ColdProblem,
    wanted: tuple[Flow, ...],
    some: tuple[Condition, ...],
    effort: int,
    asked: Callable[[], None],
) -> Repair | None:
    """The least change of some conditions; None where no change of them is enough."""

    if not any(any(_ways(problem, flow, frozenset())) for flow in wanted):
        # Nothing is in time: one product in time is a design, what others lose is told.
        wanted = tuple(f for f in wanted if problem.bases[f[0]].product == some[0].product)

    def changed(step: int) -> ColdProblem:
        found = problem
        for one in some:
            found = _changed(found, one, step)
        return found

    def enough(step: int) -> bool:
        asked()
        return fate(changed(step), wanted, frozenset()) is Fate.KEPT

    most = {Kind.CARRY: THOUSANDTHS, Kind.COOLERS: MOST_TIMES, Kind.STORES: MOST_TIMES}
    low, high = 0, 1
    while not enough(high):
        low, high = high, high * 2
        if low >= most.get(some[0].kind, HALF_HOURS):
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    mended = changed(high)
    try:
        design = solve(mended, effort=effort)
    except InputError:
        return None
    if not verify(mended, design).holds:
        return None
    before, after = (_value(problem, some[0], step) for step in (0, high))
    return Repair(some, before, after, mended, design)


def _changed(problem: ColdProblem, one: Condition, step: int) -> ColdProblem:
    """The problem with one condition loosened by so many steps."""
    if one.kind is Kind.COOLERS:
        return replace(problem, coolers=tuple(_times(site, step) for site in problem.coolers))
    if one.kind is Kind.STORES:
        return replace(problem, stores=tuple(_times(site, step) for site in problem.stores))
    if one.kind is Kind.CARRY:
        kg = problem.kg.copy()
        rows = [n for n, base in enumerate(problem.bases) if base.product == one.product]
        kg[rows] *= max(0.0, 1.0 - step / THOUSANDTHS)
        return replace(problem, kg=kg)
    products = list(problem.products)
    assert one.product is not None
    held = products[one.product]
    products[one.product] = (
        replace(held, budget=held.budget + step / 2)
        if one.kind is Kind.KEEP
        else replace(held, open_most=held.open_most + step / 2)
    )
    return replace(problem, products=tuple(products))


def _times(site: Site, step: int) -> Site:
    """A place that may hold its largest size several times over, at so many times its cost."""
    if not site.sizes:
        return site
    largest = max(site.sizes, key=lambda size: size.kg)
    more = tuple(
        Size(f"{largest.id}*{n}", n * largest.kg, n * largest.yuan) for n in _multiples(step + 1)
    )
    return replace(site, sizes=(*site.sizes, *more))


def _multiples(most: int) -> tuple[int, ...]:
    """Up to ten numbers from 2 to ``most``, the last among them."""
    if most <= 11:
        return tuple(range(2, most + 1))
    return tuple(sorted({round(2 + (most - 2) * n / 9) for n in range(10)}))


def _value(problem: ColdProblem, one: Condition, step: int) -> float:
    if one.kind in (Kind.COOLERS, Kind.STORES):
        return 1.0 + step
    if one.kind is Kind.CARRY:
        return max(0.0, 1.0 - step / THOUSANDTHS)
    assert one.product is not None
    held = problem.products[one.product]
    return (held.budget if one.kind is Kind.KEEP else held.open_most) + step / 2
