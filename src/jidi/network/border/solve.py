"""Routes and added runs chosen at once by HiGHS, with the bound that it proves.

For given days of the runs the waiting of a flow at a route is a constant, and what cannot board
waits for the next run: a linear program. Added runs change those constants, so each set of added
days is a program of its own; they are few, and all are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement, product
from typing import Final

from jidi.core.errors import InputError
from jidi.network.border.clash import Clash, clash
from jidi.network.border.design import BorderDesign
from jidi.network.border.problem import DAYS, WEEK_H, BorderProblem
from jidi.network.border.waiting import arrivals
from jidi.network.costs import departures_cost, freight_cost, waiting_cost
from jidi.network.mixed_integer import Program

MOST_CHOICES: Final = 2_000
WEEKS: Final = 3
"""After so many the weeks repeat themselves, where the runs carry all."""
Added = tuple[tuple[int, ...], ...]


def choices(problem: BorderProblem) -> Iterator[Added]:
    """Every set of days on which runs may be added, none first."""
    each = [
        [days for count in range(route.most_added + 1)
         for days in combinations_with_replacement(range(DAYS), count)]
        for route in problem.routes
    ]  # fmt: skip
    return product(*each)


def solve(problem: BorderProblem, *, cancelled: Callable[[], bool] = lambda: False) -> BorderDesign:
    """The cheapest routes, with the runs that pay to be added.

    :raises InputError: N-991 for flows that no route serves, N-992 when the runs do not carry all,
        N-993 when it was stopped or there are too many choices of runs.
    """
    lost = [flow.id for flow in problem.flows
            if not any(flow.market in route.markets for route in problem.routes)]  # fmt: skip
    if lost:
        raise InputError("N-991", count=len(lost), first=lost[0])
    best: BorderDesign | None = None
    for number, added in enumerate(choices(problem)):
        if number >= MOST_CHOICES or cancelled():
            raise InputError("N-993", count=number)
        found = carried(problem, added)
        if found is not None and (best is None or found.cost < best.cost - 1e-9):
            best = found
    if best is None:
        raise not_carried(problem, markets=[(name, name) for name in problem.markets])
    bound = min(best.bound, best.cost)
    return BorderDesign(best.parcels, best.added, best.boards, best.cost, bound)


def not_carried(problem: BorderProblem, *, markets: Sequence[tuple[str, str]]) -> InputError:
    """N-992: which markets clash with their runs, and the cheapest runs that would carry all.

    :param markets: what they are called, Chinese and English.
    """
    found = clash(problem)
    if found is None:  # too many markets to look at their sets
        week = sum(len(r.runs) * r.capacity for r in problem.routes)
        parcels = sum(flow.parcels for flow in problem.flows) * DAYS
        found = Clash(tuple(range(len(problem.markets))), parcels, week, None, 0.0)
    zh, en = ([markets[n][lang] for n in found.markets] for lang in (0, 1))
    runs = [(problem.routes[n].id, count) for n, count in found.repair or ()]
    told = found.repair is not None
    return InputError(
        "N-992",
        markets_zh="、".join(zh), markets_en=", ".join(en),
        parcels=f"{found.parcels:,.0f}", room=f"{found.room:,.0f}",
        repair_zh="；".join(f"{name} 每周增 {n} 班" for name, n in runs) if told else "—",
        repair_en="; ".join(f"{name} +{n} a week" for name, n in runs) if told else "—",
        yuan=f"{found.yuan:,.0f}" if told else "—",
    )  # fmt: skip


def carried(problem: BorderProblem, added: Added) -> BorderDesign | None:
    """The cheapest routes with just these runs added; None where they do not carry all."""
    program, weeks = Program(), [problem.week_of(n, a) for n, a in enumerate(added)]
    takes: dict[tuple[int, int], int] = {}
    comes: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    for number, flow in enumerate(problem.flows):
        for route, one in enumerate(problem.routes):
            if flow.market not in one.markets or not weeks[route]:
                continue
            shares, hours = arrivals(problem, number, route, weeks[route])
            yuan = freight_cost(
                kg_per_day=DAYS, yuan_per_kg=flow.yuan[route] + one.yuan_parcel
            ) + waiting_cost(
                parcel_hours=(hours + one.after) * DAYS, yuan_per_hour=problem.yuan_hour
            )
            column = takes[number, route] = program.column(yuan)
            for run, share in enumerate(shares):
                comes[route, run][column] = share * DAYS
        here = {c: 1.0 for (n, _), c in takes.items() if n == number}
        program.row(here, least=flow.parcels, most=flow.parcels)
    _runs(problem, program, weeks, comes)
    answer = program.answered(gap=0.0, nodes=1)
    if answer.values is None:
        return None
    value = answer.values
    fixed = sum(
        departures_cost(departures_per_day=len(days), yuan_per_departure=route.yuan_run)
        for days, route in zip(added, problem.routes, strict=True)
    )
    cost = fixed + program.worth(value)
    return BorderDesign(
        parcels=tuple(
            tuple(float(value[takes[n, r]]) if (n, r) in takes else 0.0
                  for r in range(len(problem.routes)))
            for n in range(len(problem.flows))
        ),
        added=added,
        boards=tuple(
            _boards(problem.routes[r].capacity, [
                sum(share * float(value[column]) for column, share in comes[r, k].items())
                for k in range(len(week))
            ]) for r, week in enumerate(weeks)
        ),
        cost=cost,
        bound=cost,
    )  # fmt: skip


def _runs(
    problem: BorderProblem,
    program: Program,
    weeks: list[tuple[float, ...]],
    comes: dict[tuple[int, int], dict[int, float]],
) -> None:
    """Columns of what boards each run and of what is left behind; the week is a ring."""
    boards: dict[tuple[int, int], int] = {}
    waits: dict[tuple[int, int], int] = {}
    for route, week in enumerate(weeks):
        for run, leaves in enumerate(week):
            following = week[(run + 1) % len(week)] + (WEEK_H if run + 1 == len(week) else 0.0)
            boards[route, run] = program.column(0.0, upper=problem.routes[route].capacity)
            waits[route, run] = program.column(waiting_cost(
                parcel_hours=following - leaves, yuan_per_hour=problem.yuan_hour
            ))  # fmt: skip
        for run in range(len(week)):
            left = {waits[route, run]: -1.0, boards[route, run]: -1.0}
            before = waits[route, (run - 1) % len(week)]
            left[before] = left.get(before, 0.0) + 1.0
            program.row({**comes[route, run], **left}, least=0.0, most=0.0)


def _boards(capacity: float, come: list[float]) -> tuple[float, ...]:
    """Whoever comes first boards first; the program may leave some behind where waiting is free."""
    queue, boards = 0.0, [0.0] * len(come)
    for _ in range(WEEKS):
        for run, parcels in enumerate(come):
            boards[run] = min(queue + parcels, capacity)
            queue += parcels - boards[run]
    return tuple(boards)
