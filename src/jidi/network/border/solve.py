"""Routes and added runs chosen at once by HiGHS, with the bound that it proves.

For given days of the runs all is a linear program (``carrying``). Added runs change how long
parcels wait, so each set of added days is a program of its own; they are few, and all are looked
at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations_with_replacement, product
from typing import Final

from jidi.core.errors import InputError
from jidi.network.border.carrying import Added, carried
from jidi.network.border.clash import Clash, clash, ways
from jidi.network.border.design import BorderDesign
from jidi.network.border.problem import DAYS, BorderProblem

MOST_CHOICES: Final = 2_000
INWARD: Final = ("（进口）", " (inward)")


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
    lost = [flow.id for number, flow in enumerate(problem.flows)
            if not any(problem.serves(number, route) for route in range(len(problem.routes)))
            ]  # fmt: skip
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
    return replace(best, bound=bound)


def not_carried(problem: BorderProblem, *, markets: Sequence[tuple[str, str]]) -> InputError:
    """N-992: which markets clash with their runs, and the cheapest runs that would carry all.

    :param markets: what they are called, Chinese and English.
    """
    found = clash(problem)
    if found is None:  # too many markets to look at their sets
        week = sum(
            len(r.runs) * (r.capacity + (r.back.capacity if r.back else 0.0))
            for r in problem.routes
        )
        parcels = sum(flow.parcels for flow in problem.flows) * DAYS
        found = Clash(tuple(ways(problem)), parcels, week, None, 0.0)
    zh, en = (
        [markets[n][lang] + (INWARD[lang] if inward else "") for n, inward in found.markets]
        for lang in (0, 1)
    )
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
