"""Places, ways and whole trucks chosen at once by HiGHS, with the bound that it proves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from math import ceil
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.cold.costing import cost_of, grams_of
from jidi.network.cold.design import Carried, ColdDesign
from jidi.network.cold.problem import ColdProblem
from jidi.network.cold.program import Columns
from jidi.network.mixed_integer import Answer

GAP: Final = 0.005
NODES: Final = 300
"""Of the search tree for each step of effort."""


def solve(
    problem: ColdProblem,
    *,
    effort: int = 1,
    forced: tuple[tuple[str, int, bool], ...] = (),
    cancelled: Callable[[], bool] = lambda: False,
) -> ColdDesign:
    """The cheapest places, ways and trucks; with a budget and no coverage those that carry most.
    A share of every product is kept either way.

    :param forced: places that must be built or must not: ``cooler`` or ``store``, number, which.
    :raises InputError: N-981 when nothing at all can be carried in time, N-982 when no design keeps
        all conditions, N-983 when none was found within the effort or it was stopped; N-938 when
        too little can be in time for the coverage, N-929 of a product for its share, N-955 when the
        coverage is proved to cost more than the budget, N-959 when it is not known whether it does.
    """
    made = _posed(problem, forced)
    if cancelled():
        raise InputError("N-983", effort=effort)
    if problem.coverage is not None:
        return _within(_covering(made, problem.coverage, effort), problem, problem.coverage)
    if problem.budget is not None:
        return _most(made, _posed(problem, forced), effort, cancelled)
    if problem.each is not None:
        return _covering(made, 0.0, effort)
    answer = _answered(made, effort)
    return _design(made, _found(answer, effort), answer.bound)


def _posed(problem: ColdProblem, forced: tuple[tuple[str, int, bool], ...]) -> Columns:
    """The program. :raises InputError: N-981, N-929."""
    made = Columns(problem)
    if not made.ways:
        raise InputError("N-981", count=len(made.lost))
    made.rows()
    if problem.each is not None:
        made.leave_of_each(1.0 - problem.each)
    for kind, place, built in forced:
        made.force(kind, place, built=built)
    return made


def _answered(made: Columns, effort: int) -> Answer:
    return made.program.answered(gap=GAP, nodes=NODES * effort)


def _found(answer: Answer, effort: int) -> np.ndarray:
    if answer.values is None:
        raise InputError(*(("N-982",) if answer.refuted else ("N-983",)), effort=effort)
    return answer.values


def _covering(made: Columns, coverage: float, effort: int) -> ColdDesign:
    """The cheapest that carries a share of all there is."""
    whole = float(made.problem.kg.sum())
    late = sum(float(made.problem.kg[flow]) for flow in made.lost)
    room = (1.0 - coverage) * whole - late
    if room < -1e-9 * whole:
        share = 1.0 - late / whole
        raise InputError("N-938", coverage=f"{coverage:.2%}", share=f"{share:.2%}")
    made.leave_at_most(max(0.0, room))
    answer = _answered(made, effort)
    return _design(made, _found(answer, effort), answer.bound)


def _within(design: ColdDesign, problem: ColdProblem, coverage: float) -> ColdDesign:
    """A cheapest design, if the budget pays for it."""
    if problem.budget is None or design.cost <= problem.budget * (1 + 1e-9):
        return design
    raise InputError(
        "N-955" if design.bound > problem.budget else "N-959", coverage=f"{coverage:.2%}",
        budget=f"{problem.budget:,.0f}", least=f"{design.bound:,.0f}",
    )  # fmt: skip


def _most(made: Columns, anew: Columns, effort: int, cancelled: Callable[[], bool]) -> ColdDesign:
    """As many kilograms as the budget carries, then as cheaply as that can be done.

    :param anew: the same program once more, which a second question is put to.
    """
    program, prices = made.program, made.program.prices()
    assert made.problem.budget is not None
    program.row(prices, most=made.problem.budget)
    program.costless()
    for column in made.left.values():
        program.price(column, 1.0)
    # Its gap is meant of what is carried, and HiGHS takes it of the cost: what is carried is that.
    whole = sum(float(made.problem.kg[flow]) for flow in made.left)
    program.column(-whole, lower=1.0, upper=1.0)
    answer = _answered(made, effort)
    first = _found(answer, effort)
    if cancelled():
        raise InputError("N-983", effort=effort)
    design = _design(made, first, 0.0)
    # Without the row of the budget HiGHS finds designs readily; the cheapest keeps the budget, as
    # the one at hand does.
    share = sum(part.kg for part in design.carried) / float(made.problem.kg.sum())
    cheap = _covering(anew, share * (1.0 - 1e-7 if design.left else 1.0), effort)
    design = replace(design, bound=min(cheap.bound, design.cost))
    if cheap.cost < design.cost:
        design = cheap
    return replace(design, most_kg=min(-answer.bound, whole))


def _design(made: Columns, values: np.ndarray, bound: float) -> ColdDesign:
    problem = made.problem
    coolers, stores = _built(made.coolers, values), _built(made.stores, values)
    carried = _carried(made, values)
    loads: dict[tuple[int, int], float] = defaultdict(float)
    for part in carried:
        loads[part.store, part.market] += part.kg
    trucks = {lane: ceil(kg / problem.truck_kg - 1e-7) for lane, kg in sorted(loads.items())}
    grams = grams_of(problem, carried)
    cost = cost_of(problem, coolers, stores, carried, trucks, grams)
    return ColdDesign(
        coolers, stores, carried, trucks, tuple(made.lost), cost, grams, min(bound, cost),
        left=_left(made, carried),
    )  # fmt: skip


def _left(made: Columns, carried: tuple[Carried, ...]) -> dict[tuple[int, int], float]:
    """Kilograms that could be in time and are not carried."""
    given: dict[tuple[int, int], float] = defaultdict(float)
    for part in carried:
        given[part.base, part.market] += part.kg
    kg = made.problem.kg
    rest = {flow: float(kg[flow]) - given[flow] for flow in made.left}
    return {flow: more for flow, more in rest.items() if more > 1e-9 * kg[flow]}


def _built(held: list[list[int]], values: np.ndarray) -> dict[int, int]:
    return {
        place: size
        for place, columns in enumerate(held)
        for size, column in enumerate(columns) if values[column] > 0.5
    }  # fmt: skip


def _carried(made: Columns, values: np.ndarray) -> tuple[Carried, ...]:
    """What is carried, brought to exactly what there is of each base for each market, less what is
    left."""
    kg = made.problem.kg
    found: dict[tuple[int, int], list[Carried]] = defaultdict(list)
    for way, column in made.ways.items():
        if values[column] > 1e-6 * kg[way[0], way[3]]:
            found[way[0], way[3]].append(Carried(*way, float(values[column])))
    parts = []
    for (base, market), held in sorted(found.items()):
        whole, wanted = sum(part.kg for part in held), float(kg[base, market])
        if (base, market) in made.left:
            less = float(values[made.left[base, market]])
            wanted -= less if less > 1e-6 * wanted else 0.0
        for part in held:
            share = part.kg / whole * wanted
            parts.append(Carried(base, part.cooler, part.store, market, share))
    return tuple(parts)
