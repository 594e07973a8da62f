"""For given runs, who goes where: a linear program, out and home at once.

For given days of the runs the waiting of a flow at a route is a constant, and what cannot board
waits for the next run. The ways out and home of a line share its days, a gateway's customs and its
warehouse take both.
"""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.border.design import BorderDesign
from jidi.network.border.problem import DAYS, WEEK_H, BorderProblem, Store
from jidi.network.border.waiting import arrivals
from jidi.network.costs import departures_cost, freight_cost, storage_cost, waiting_cost
from jidi.network.mixed_integer import Program

WEEKS: Final = 3
"""After so many the weeks repeat themselves, where the runs carry all."""
Added = tuple[tuple[int, ...], ...]
Floats = npt.NDArray[np.float64]
Table = tuple[tuple[float, ...], ...]


def carried(problem: BorderProblem, added: Added) -> BorderDesign | None:
    """The cheapest routes with just these runs added; None where they do not carry all."""
    carrying = _Carrying(problem, added)
    answer = carrying.program.answered(gap=0.0, nodes=1)
    return None if answer.values is None else carrying.design(answer.values)


class _Carrying:
    """The program: columns "so many of this flow by this route", fresh or out of the warehouse."""

    def __init__(self, problem: BorderProblem, added: Added) -> None:
        self.problem, self.added, self.program = problem, added, Program()
        self.weeks = [problem.week_of(n, days) for n, days in enumerate(added)]
        self.home = [problem.week_back_of(n, days) for n, days in enumerate(added)]
        self.fresh: dict[tuple[int, int], int] = {}
        self.held: dict[tuple[int, int], int] = {}
        # Of each run, outward or home, what comes for it a week by the columns.
        self.out: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
        self.back: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
        self.restock: dict[tuple[int, int], int] = {}
        for flow in range(len(problem.flows)):
            self._flow(flow)
        self._gateways()
        for route, week in enumerate(self.weeks):
            self._ring(self.out, route, week, problem.routes[route].capacity)
        for route, week in enumerate(self.home):
            self._restock(route, week)

    def _flow(self, number: int) -> None:
        problem, flow = self.problem, self.problem.flows[number]
        for route in range(len(problem.routes)):
            if not problem.serves(number, route) or not self.weeks[route]:
                continue
            self.fresh[number, route] = self._fresh(number, route)
            store = problem.store_of(number, route)
            if store is not None:
                self.held[number, route] = self._held(number, route, store)
        fresh = {c: 1.0 for (n, _), c in self.fresh.items() if n == number}
        held = {c: 1.0 for (n, _), c in self.held.items() if n == number}
        self.program.row({**fresh, **held}, least=flow.parcels, most=flow.parcels)
        if held:
            self.program.row(held, most=flow.stocked * flow.parcels)

    def _fresh(self, number: int, route: int) -> int:
        flow, line = self.problem.flows[number], self.problem.routes[route]
        runs = self.back if flow.inward else self.out
        week = (self.home if flow.inward else self.weeks)[route]
        shares, hours = arrivals(self.problem, number, route, week)
        if flow.inward:
            assert line.back is not None
            hours += line.back.hours + fmean(line.back.clearance.hours) + flow.hours[route]
            price = line.back.yuan_parcel
        else:
            hours, price = hours + line.after, line.yuan_parcel
        column = self._column(hours, flow.yuan[route] + price)
        for run, share in enumerate(shares):
            runs[route, run][column] = share * DAYS
        return column

    def _held(self, number: int, route: int, store: Store) -> int:
        flow, line = self.problem.flows[number], self.problem.routes[route]
        lying = storage_cost(parcel_days=store.days, yuan_per_day=store.yuan_day)
        if flow.inward:
            assert line.back is not None
            hours = store.pick + fmean(store.released.hours) + flow.hours[route]
            price = line.back.yuan_parcel
            return self._column(hours, flow.yuan[route] + price + store.yuan_parcel + lying)
        shares, hours = arrivals(self.problem, number, route, self.weeks[route], stocked=True)
        price = flow.yuan[route] + line.yuan_parcel + store.yuan_parcel + lying
        column = self._column(hours + line.after, price)
        for run, share in enumerate(shares):
            self.out[route, run][column] = share * DAYS
        return column

    def _column(self, hours: float, yuan: float) -> int:
        """A parcel a day that is so long on its way and pays so much."""
        carriage = freight_cost(kg_per_day=DAYS, yuan_per_kg=yuan)
        time = waiting_cost(parcel_hours=hours * DAYS, yuan_per_hour=self.problem.yuan_hour)
        return self.program.column(carriage + time)

    def _gateways(self) -> None:
        """What customs take a week, and what lies in warehouses."""
        routes = self.problem.routes
        for number, gateway in enumerate(self.problem.gateways):
            held = [c for (_, r), c in self.held.items() if routes[r].gateway == number]
            if gateway.most_week is not None:
                fresh = [c for (_, r), c in self.fresh.items() if routes[r].gateway == number]
                self.program.row(dict.fromkeys([*fresh, *held], float(DAYS)),
                                 most=gateway.most_week)  # fmt: skip
            if gateway.store is not None and held:
                self.program.row(dict.fromkeys(held, gateway.store.days), most=gateway.store.room)

    def _ring(
        self,
        come: dict[tuple[int, int], dict[int, float]],
        route: int,
        week: tuple[float, ...],
        capacity: float,
    ) -> list[int]:
        """Columns of what boards each run; what is left behind waits for the next."""
        program, boards, waits = self.program, [], []
        for run, leaves in enumerate(week):
            following = week[(run + 1) % len(week)] + (WEEK_H if run + 1 == len(week) else 0.0)
            boards.append(program.column(0.0, upper=capacity))
            waits.append(program.column(waiting_cost(
                parcel_hours=following - leaves, yuan_per_hour=self.problem.yuan_hour
            )))  # fmt: skip
        for run in range(len(week)):
            left = {waits[run]: -1.0, boards[run]: -1.0}
            before = waits[(run - 1) % len(week)]
            left[before] = left.get(before, 0.0) + 1.0
            program.row({**come[route, run], **left}, least=0.0, most=0.0)
        return boards

    def _restock(self, route: int, week: tuple[float, ...]) -> None:
        """The way home: goods for the warehouse are in no hurry and take the room that is left."""
        back = self.problem.routes[route].back
        if back is None or not week:
            return
        boards = self._ring(self.back, route, week, back.capacity)
        comes = {
            column: float(DAYS) for (n, r), column in self.held.items()
            if r == route and self.problem.flows[n].inward
        }  # fmt: skip
        if not comes:
            return
        for run, board in enumerate(boards):
            self.restock[route, run] = self.program.column(0.0)
            self.program.row({board: 1.0, self.restock[route, run]: 1.0}, most=back.capacity)
        goods = {self.restock[route, run]: -1.0 for run in range(len(week))}
        self.program.row({**comes, **goods}, least=0.0, most=0.0)

    # The design ----------------------------------------------------------------

    def design(self, value: Floats) -> BorderDesign:
        """What the columns' values mean."""
        problem = self.problem
        fixed = sum(
            departures_cost(departures_per_day=len(days), yuan_per_departure=route.yuan_run)
            for days, route in zip(self.added, problem.routes, strict=True)
        )
        cost = fixed + self.program.worth(value)
        fresh, held = self._table(self.fresh, value), self._table(self.held, value)
        restock = tuple(
            tuple(
                max(0.0, float(value[self.restock[r, run]])) if (r, run) in self.restock else 0.0
                for run in range(len(week))
            )
            for r, week in enumerate(self.home)
        )
        return BorderDesign(
            parcels=tuple(
                tuple(a + b for a, b in zip(one, other, strict=True))
                for one, other in zip(fresh, held, strict=True)
            ),
            stocked=held,
            added=self.added,
            boards=tuple(
                self._boards(self.out, r, [problem.routes[r].capacity] * len(week), value)
                for r, week in enumerate(self.weeks)
            ),
            back=tuple(
                self._boards(self.back, r, [back.capacity - g for g in goods], value)
                if (back := problem.routes[r].back) is not None else ()
                for r, goods in enumerate(restock)
            ),
            restock=restock,
            cost=cost,
            bound=cost,
        )  # fmt: skip

    def _table(self, columns: dict[tuple[int, int], int], value: Floats) -> Table:
        return tuple(
            tuple(
                max(0.0, float(value[columns[n, r]])) if (n, r) in columns else 0.0
                for r in range(len(self.problem.routes))
            )
            for n in range(len(self.problem.flows))
        )

    def _boards(
        self,
        come: dict[tuple[int, int], dict[int, float]],
        route: int,
        room: list[float],
        value: Floats,
    ) -> tuple[float, ...]:
        """Whoever comes first boards first; the program may leave some where waiting is free."""
        queue, boards = 0.0, [0.0] * len(room)
        for _ in range(WEEKS):
            for run, most in enumerate(room):
                came = come[route, run].items()
                queue += sum(share * float(value[column]) for column, share in came)
                boards[run] = min(queue, most)
                queue -= boards[run]
        return tuple(boards)
