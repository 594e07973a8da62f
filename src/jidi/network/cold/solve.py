"""Places, ways and whole trucks chosen at once by HiGHS, with the bound that it proves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from math import ceil
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.cold.costing import cost_of, freight_yuan_kg, grams_of
from jidi.network.cold.design import Carried, ColdDesign
from jidi.network.cold.problem import ColdProblem, Site
from jidi.network.cold.rounding import place_rows, truck_rows
from jidi.network.mixed_integer import Program

GAP: Final = 0.005
NODES: Final = 300
"""Of the search tree for each step of effort."""
LEAST_KG: Final = 1e-6

Way = tuple[int, int, int, int]


class _Columns:
    """The program and the numbers of its columns."""

    def __init__(self, problem: ColdProblem) -> None:
        self.problem, self.program = problem, Program()
        self.coolers = [self._sizes(site) for site in problem.coolers]
        self.stores = [self._sizes(site) for site in problem.stores]
        self.ways: dict[Way, int] = {}
        self.lost: list[tuple[int, int]] = []
        for base, market in zip(*np.nonzero(problem.kg > LEAST_KG), strict=True):
            self._ways(int(base), int(market))
        self.trucks = {
            (store, market): self.program.column(
                problem.truck_yuan_km * float(problem.third_km[store, market]), whole=True
            )
            for store, market in sorted({(s, m) for _, _, s, m in self.ways})
        }

    def _sizes(self, site: Site) -> list[int]:
        return [self.program.column(size.yuan, upper=1, whole=True) for size in site.sizes]

    def _ways(self, base: int, market: int) -> None:
        """One column for each way that keeps the product."""
        problem, before = self.problem, len(self.ways)
        for cooler in range(len(problem.coolers)):
            for store in range(len(problem.stores)):
                way = base, cooler, store, market
                if problem.in_time(*way):
                    self.ways[way] = self.program.column(freight_yuan_kg(problem, way))
        if len(self.ways) == before:
            self.lost.append((base, market))

    def rows(self) -> None:
        """All conditions, each by its name."""
        self._everything_is_carried()
        self._places_have_one_size()
        self._places_take_what_they_can()
        self._trucks_suffice()

    def _everything_is_carried(self) -> None:
        """And only by places that are built: without those rows the relaxation is far too low."""
        whole: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
        at: dict[tuple[int, int, int, int], dict[int, float]] = defaultdict(dict)
        for (base, cooler, store, market), column in self.ways.items():
            whole[base, market][column] = 1.0
            at[0, base, market, cooler][column] = 1.0
            at[1, base, market, store][column] = 1.0
        for (base, market), terms in whole.items():
            kg = float(self.problem.kg[base, market])
            self.program.row(terms, least=kg, most=kg)
        for (kind, base, market, place), terms in at.items():
            kg = float(self.problem.kg[base, market])
            sizes = (self.coolers, self.stores)[kind][place]
            self.program.row({**terms, **dict.fromkeys(sizes, -kg)}, most=0)

    def _places_have_one_size(self) -> None:
        for sites, held in (
            (self.problem.coolers, self.coolers), (self.problem.stores, self.stores),
        ):  # fmt: skip
            for site, sizes in zip(sites, held, strict=True):
                self.program.row(dict.fromkeys(sizes, 1.0), least=float(site.forced), most=1)

    def _places_take_what_they_can(self) -> None:
        for position, sites, held in (
            (1, self.problem.coolers, self.coolers), (2, self.problem.stores, self.stores),
        ):  # fmt: skip
            for number, (site, sizes) in enumerate(zip(sites, held, strict=True)):
                terms = {c: 1.0 for way, c in self.ways.items() if way[position] == number}
                room = {c: -size.kg for c, size in zip(sizes, site.sizes, strict=True)}
                self.program.row({**terms, **room}, most=0)
            for parts, most in place_rows(self.problem, self.ways, position, sites, held):
                self.program.row(parts, most=most)

    def _trucks_suffice(self) -> None:
        terms: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
        for (_, _, store, market), column in self.ways.items():
            terms[store, market][column] = 1.0
        for lane, column in self.trucks.items():
            self.program.row({**terms[lane], column: -self.problem.truck_kg}, most=0)
        for parts, most in truck_rows(self.problem, self.ways, self.trucks):
            self.program.row(parts, most=most)
        # Whole trucks go into each market, whichever store they leave.
        kg: dict[int, float] = defaultdict(float)
        for base, market in {(base, market) for base, _, _, market in self.ways}:
            kg[market] += float(self.problem.kg[base, market])
        for market, amount in sorted(kg.items()):
            into = {c: 1.0 for (_, to), c in self.trucks.items() if to == market}
            self.program.row(into, least=ceil(amount / self.problem.truck_kg - 1e-9))

    def force(self, kind: str, place: int, *, built: bool) -> None:
        """That a place be built, or not."""
        sizes = (self.coolers if kind == "cooler" else self.stores)[place]
        if built:
            self.program.row(dict.fromkeys(sizes, 1.0), least=1, most=1)
        else:
            for column in sizes:
                self.program.most(column, 0.0)


def solve(
    problem: ColdProblem,
    *,
    effort: int = 1,
    forced: tuple[tuple[str, int, bool], ...] = (),
    cancelled: Callable[[], bool] = lambda: False,
) -> ColdDesign:
    """The cheapest places, ways and trucks.

    :param forced: places that must be built or must not: ``cooler`` or ``store``, number, which.
    :raises InputError: N-981 when nothing at all can be carried in time, N-982 when no design keeps
        all conditions, N-983 when none was found within the effort or it was stopped.
    """
    made = _Columns(problem)
    if not made.ways:
        raise InputError("N-981", count=len(made.lost))
    if cancelled():
        raise InputError("N-983", effort=effort)
    made.rows()
    for kind, place, built in forced:
        made.force(kind, place, built=built)
    answer = made.program.answered(gap=GAP, nodes=NODES * effort)
    if answer.values is None:
        raise InputError(*(("N-982",) if answer.refuted else ("N-983",)), effort=effort)
    return _design(made, answer.values, answer.bound)


def _design(made: _Columns, values: np.ndarray, bound: float) -> ColdDesign:
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
        coolers, stores, carried, trucks, tuple(made.lost), cost, grams, min(bound, cost)
    )


def _built(held: list[list[int]], values: np.ndarray) -> dict[int, int]:
    return {
        place: size
        for place, columns in enumerate(held)
        for size, column in enumerate(columns) if values[column] > 0.5
    }  # fmt: skip


def _carried(made: _Columns, values: np.ndarray) -> tuple[Carried, ...]:
    """What is carried, brought to exactly what there is of each base for each market."""
    kg = made.problem.kg
    found: dict[tuple[int, int], list[Carried]] = defaultdict(list)
    for way, column in made.ways.items():
        if values[column] > 1e-6 * kg[way[0], way[3]]:
            found[way[0], way[3]].append(Carried(*way, float(values[column])))
    parts = []
    for (base, market), held in sorted(found.items()):
        whole = sum(part.kg for part in held)
        for part in held:
            share = part.kg / whole * float(kg[base, market])
            parts.append(Carried(base, part.cooler, part.store, market, share))
    return tuple(parts)
