"""When parcels are cleared, seen from the runs of a week that repeats itself."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from jidi.network.border.problem import DAY_H, DAYS, WEEK_H, BorderProblem

Week = tuple[float, ...]
AT_ONCE = (0.0,)


def arrivals(
    problem: BorderProblem, flow: int, route: int, week: Week, *, stocked: bool = False
) -> tuple[tuple[float, ...], float]:
    """Shares of a flow that come for each run, and mean hours from ready until that run leaves.

    :param week: hours at which its runs leave, outward or for home as the flow goes. :param
        stocked: out of the gateway's warehouse, outward.
    """
    one, line = problem.flows[flow], problem.routes[route]
    if one.inward:
        return _arrivals(problem.ready_abroad, 0.0, AT_ONCE, week)
    if stocked:
        store = problem.gateways[line.gateway].store
        assert store is not None
        return _arrivals(problem.ready, store.pick, AT_ONCE, week)
    return _arrivals(problem.ready, one.hours[route], line.clearance.hours, week)


@lru_cache(maxsize=10_000)
def _arrivals(
    ready: float, before: float, clearance: tuple[float, ...], week: Week
) -> tuple[tuple[float, ...], float]:
    """The same for all markets of a city; every day and every seen hour counts alike."""
    shares, mean = [0.0] * len(week), 0.0
    share = 1.0 / (DAYS * len(clearance))
    for day in range(DAYS):
        for clears in clearance:
            spent = before + clears
            at = (day * DAY_H + ready + spent) % WEEK_H
            run = bisect_left(week, at)
            leaves = week[run] if run < len(week) else week[0] + WEEK_H
            shares[run % len(week)] += share
            mean += share * (spent + leaves - at)
    return tuple(shares), mean
