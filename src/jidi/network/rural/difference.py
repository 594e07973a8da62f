"""How far two designs of one problem differ: the share of villages that would notice.

Own choice of measure. A village is served differently when only one of the designs serves it, or
both do but from another station, by another mode or lane, on other days, or in other company: of
the villages on either's line, less than half are on both. Two designs are clearly different when at
least ``CLEARLY`` of all villages are served differently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from jidi.network.rural.design import Design
from jidi.network.rural.problem import Problem
from jidi.network.rural.verify_view import View
from jidi.network.weekdays import Weekdays

CLEARLY: Final = 0.2
"""Own choice: one village in five."""
SAME_COMPANY: Final = 0.5
"""Own choice: the share of both lines' villages that must be on both."""
OWN: Final = "own"
"""The mode of a village on a line of the network's own vans; on a lane it is the lane's kind."""


@dataclass(frozen=True)
class Difference:
    """Shares of all villages, 0 to 1.

    :param any: served differently in at least one respect.
    :param served: served by one of the two only; ``station``: loaded elsewhere; ``mode``: by
        another mode or lane; ``days``: on other days; ``company``: with other villages.
    """

    any: float
    served: float
    station: float
    mode: float
    days: float
    company: float


@dataclass(frozen=True)
class Served:
    """How one village is served, as it notices."""

    origin: int
    mode: str
    lane: str
    days: Weekdays
    company: frozenset[int]


def difference(problem: Problem, one: Design, other: Design) -> Difference:
    """How far two designs of the problem differ; symmetric, and zero for a design and itself."""
    ways = [ways_of(problem, design) for design in (one, other)]
    return shares_of(respects_of(*ways, villages=len(problem.villages)))


def respects_of(
    one: Mapping[int, Served], other: Mapping[int, Served], *, villages: int
) -> tuple[frozenset[str], ...]:
    """For each village the respects in which it is served differently."""
    return tuple(_respects(one.get(number), other.get(number)) for number in range(villages))


def shares_of(found: Sequence[frozenset[str]]) -> Difference:
    """The shares of villages, by respect."""
    whole = max(1, len(found))
    shares = {
        name.name: sum(name.name in respects for respects in found) / whole
        for name in fields(Difference)
    }
    shares["any"] = sum(bool(respects) for respects in found) / whole
    return Difference(**shares)


def ways_of(problem: Problem, design: Design) -> dict[int, Served]:
    """How each village served is served, by its number."""
    view = View(problem, design)
    found = {}
    for service in design.services:
        lane = view.lanes.get(service.by)
        company = frozenset(s.village for s in view.by[service.by]) if lane is None else frozenset()
        found[service.village] = Served(
            origin=view.origin(service),
            mode=OWN if lane is None else lane.kind.value,
            lane="" if lane is None else lane.id,
            days=service.days,
            company=company,
        )
    return found


def _respects(one: Served | None, other: Served | None) -> frozenset[str]:
    """The respects in which a village is served differently."""
    if one is None or other is None:
        return frozenset() if one is other else frozenset({"served"})
    differing = {
        "station": one.origin != other.origin,
        "mode": (one.mode, one.lane) != (other.mode, other.lane),
        "days": one.days != other.days,
        "company": _apart(one.company, other.company),
    }
    return frozenset(name for name, differs in differing.items() if differs)


def _apart(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether less than half of both lines' villages are on both; lanes have no company."""
    if not (one and other):
        return False
    return len(one & other) < SAME_COMPANY * len(one | other)
