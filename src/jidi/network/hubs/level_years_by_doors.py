"""Phases by doors: the way through the years that promises most is scheduled, and proved against.

The cheapest way of sets of doors (``level_years_doors``) says which hubs deal with the outside in
which year; the rest is scheduled for it and bettered. What that costs tells how dear all other ways
must be shown to be. Where the cheapest way then is another one, that is scheduled too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jidi.network.hubs.level_years import LevelPhases, LevelYear
from jidi.network.hubs.level_years_doors import KINDS, MOST_SETS, SLACK, DoorsOverYears, YearDoors

NEAR: Final = 0.0095
"""What is proved to cost at most so much more than the best, relative, is proved enough."""
STARTS: Final = 4
"""So many ways are scheduled at most."""
NODES: Final = 60
"""Of HiGHS's tree for one year with its doors, each time it is looked at."""
OPEN: Final = 1.1
"""As long as nothing is known, a year is looked at until it costs so many times what it does at
the least (our own choice)."""

Tell = Callable[[float], bool]
Years = tuple[LevelYear, ...]
Schedule = Callable[[Sequence[Mapping[int, int]], int], Years | None]
"""Given the doors of each year with their steps, and how many designs may be made to better it."""


@dataclass(frozen=True)
class Known:
    """The best years with a design in each, None where none were found; nothing costs less than
    ``bound``."""

    years: Years | None
    bound: float


def by_doors(
    asked: LevelPhases, usable: list[int], schedule: Schedule, *, tries: int, tell: Tell
) -> Known:
    """The best schedule of the ways that promise most; nothing where doors cannot be gone through.

    :param usable: hubs that may be in use. :param tries: designs of a year for bettering, in all.
    """
    if not DoorsOverYears.few(asked):
        return Known(None, 0.0)
    work = DoorsOverYears(asked, usable)
    if not 0 < len(work.sets) <= MOST_SETS:
        return Known(None, 0.0)
    work.begin()
    best: Years | None = None
    tried: set[tuple[object, ...]] = set()
    for number in range(STARTS):
        value, way = _closer(work, _reach(best), tell)
        key = tuple(one.doors for one in way)
        if key in tried or value == float("inf") or tell(number / STARTS):
            break
        if best is not None and value >= sum(_reach(best)) * SLACK:
            break
        tried.add(key)
        years = schedule([dict(one.doors) for one in way], tries // STARTS)
        if years is not None and all(year.design is not None for year in years):
            best = years if best is None or _cost(years) < _cost(best) else best
    value, _ = _closer(work, _reach(best), tell)
    return Known(best, value + asked.design.cost if value < float("inf") else 0.0)


def _cost(years: Years) -> float:
    return sum(year.design.cost for year in years if year.design is not None)


def _reach(best: Years | None) -> list[float]:
    """What each year before the last is to be shown to cost; none while nothing is known."""
    if best is None:
        return []
    costs = [year.design.cost for year in best[:-1] if year.design is not None]
    # The last year is given, so that all of what may be missing may be missing in the others.
    return [cost * (1 - NEAR * _cost(best) / sum(costs)) for cost in costs]


def _closer(work: DoorsOverYears, reach: list[float], tell: Tell) -> tuple[float, list[YearDoors]]:
    """The cheapest way, once its years were looked at so closely that it is dear enough, or as
    closely as can be; what it costs at the least."""
    value, way = work.way()
    most = KINDS if reach else 2
    while value < float("inf") and not (reach and value >= sum(reach) * SLACK):
        left = [
            one for one in way
            if one.looked < most and not (reach and one.bound >= reach[one.year] * SLACK)
        ]  # fmt: skip
        if not left or tell(0.5):
            break
        one = min(left, key=lambda one: (one.looked, one.year))
        aim = reach[one.year] if reach else one.bound * OPEN
        work.raised(one, aim, nodes=NODES, stop=lambda: tell(0.5))
        value, way = work.way()
    return value, way
