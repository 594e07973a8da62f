"""The cold chain as one mixed-integer program: places, ways, whole trucks, what is left."""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import Final

import numpy as np

from jidi.core.errors import InputError, raise_together
from jidi.network.cold.costing import freight_yuan_kg
from jidi.network.cold.problem import ColdProblem, Site
from jidi.network.cold.rounding import Way, place_rows, truck_rows
from jidi.network.mixed_integer import Program

LEAST_KG: Final = 1e-6


class Columns:
    """The program and the numbers of its columns."""

    def __init__(self, problem: ColdProblem) -> None:
        self.problem, self.program = problem, Program()
        self.coolers = [self._sizes(site) for site in problem.coolers]
        self.stores = [self._sizes(site) for site in problem.stores]
        self.ways: dict[Way, int] = {}
        self.lost: list[tuple[int, int]] = []
        for base, market in zip(*np.nonzero(problem.kg > LEAST_KG), strict=True):
            self._ways(int(base), int(market))
        self.left = {
            (base, market): self.program.column(0.0, upper=float(problem.kg[base, market]))
            for base, market in sorted(
                {(b, m) for b, _, _, m in self.ways} if problem.partial else ()
            )
        }
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
            if (base, market) in self.left:
                terms[self.left[base, market]] = 1.0
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
        # Whole trucks go into each market, whichever store they leave; each truck fewer leaves at
        # least the last one's load behind.
        kg: dict[int, float] = defaultdict(float)
        for base, market in {(base, market) for base, _, _, market in self.ways}:
            kg[market] += float(self.problem.kg[base, market])
        for market, amount in sorted(kg.items()):
            count = ceil(amount / self.problem.truck_kg - 1e-9)
            rest = amount - (count - 1) * self.problem.truck_kg
            into = {c: 1.0 for (_, to), c in self.trucks.items() if to == market}
            into |= {c: 1.0 / rest for (_, to), c in self.left.items() if to == market}
            self.program.row(into, least=count)

    def leave_of_each(self, share: float) -> None:
        """At most this share of every product, what cannot be in time included.

        :raises InputError: N-929 with every product of which more cannot be in time.
        """
        problem = self.problem
        terms: dict[int, dict[int, float]] = defaultdict(dict)
        for (base, _), column in self.left.items():
            terms[problem.bases[base].product][column] = 1.0
        late: dict[int, float] = defaultdict(float)
        for base, market in self.lost:
            late[problem.bases[base].product] += float(problem.kg[base, market])
        refused = []
        for number, product in enumerate(problem.products):
            whole = problem.whole_kg(number)
            room = share * whole - late[number]
            if room < -1e-9 * whole:
                refused.append((product.id, 1.0 - late[number] / whole))
            self.program.row(terms[number], most=max(0.0, room))
        raise_together(
            [
                InputError("N-929", product=name, each=f"{1.0 - share:.2%}", share=f"{most:.2%}")
                for name, most in refused
            ]
        )

    def leave_at_most(self, kg: float) -> None:
        """Of all that could be in time."""
        self.program.row(dict.fromkeys(self.left.values(), 1.0), most=kg)

    def force(self, kind: str, place: int, *, built: bool) -> None:
        """That a place be built, or not."""
        sizes = (self.coolers if kind == "cooler" else self.stores)[place]
        if built:
            self.program.row(dict.fromkeys(sizes, 1.0), least=1, most=1)
        else:
            for column in sizes:
                self.program.most(column, 0.0)
