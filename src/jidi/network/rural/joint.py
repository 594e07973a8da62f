"""Joint delivery of several companies (快快合作): one network for all, and whose cost it is.

Companies are players; small ones may be one player together. A coalition of players pools its
parcels and designs a network of its own under the rules of the problem:

- the same villages wanted by the same share, frequencies, windows, roads, vehicle types, prices,
  and limits of the fleet; villages and counters without a parcel of its own are none of its;
- stations are each coalition's own: it pays their whole fixed cost and has their whole capacity;
- lanes open to all it has to itself, at the same price; a lane that belongs to a company (a postal
  van with room to spare) only coalitions with that company use.

There is no budget: costs of networks of the same service are compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from jidi.network.rural.design import Design
from jidi.network.rural.files import digested
from jidi.network.rural.problem import Problem, Wanted
from jidi.network.rural.split_rule import Rule

Members = tuple[int, ...]
"""Numbers of players, ascending."""
Orders = tuple[tuple[int, ...], ...]
"""Orders in which players join, each with all of them."""


@dataclass(frozen=True)
class Player:
    """A company, or several small ones that act together.

    :param companies: their numbers in the problem.
    """

    id: str
    name: str
    companies: tuple[int, ...]


@dataclass(frozen=True)
class Coalition:
    """A network of some players: its design, of the problem that is theirs alone."""

    members: Members
    cost: float
    design: Design


@dataclass(frozen=True)
class CompanyShare:
    """What one company pays, yuan a day.

    :param error: standard error where the share is sampled; None where it is exact.
    """

    company: int
    yuan: float
    error: float | None = None


@dataclass(frozen=True)
class Joint:
    """A joint network with the networks it is compared to, and the split of its cost.

    :param problem: id and digest of the problem; ``coalitions``: the networks designed, all
        players together and each alone among them.
    :param orders: the orders of joining that were sampled; empty where every coalition is there.
    """

    problem: str
    digest: str
    rule: Rule
    players: tuple[Player, ...]
    coalitions: tuple[Coalition, ...]
    orders: Orders
    shares: tuple[CompanyShare, ...]
    made: tuple[tuple[str, str], ...] = ()

    def cost(self, members: Members) -> float:
        """Yuan a day of a coalition's network. :raises KeyError: where it was not designed."""
        return self.costs[members]

    @property
    def costs(self) -> dict[Members, float]:
        """The costs known, by members; nobody costs nothing."""
        return {(): 0.0, **{c.members: c.cost for c in self.coalitions}}

    @property
    def everyone(self) -> Members:
        """All players."""
        return tuple(range(len(self.players)))

    @property
    def together(self) -> Coalition:
        """The joint network itself."""
        return next(c for c in self.coalitions if c.members == self.everyone)

    @property
    def apart(self) -> float:
        """Yuan a day of all players' own networks together."""
        return sum(self.cost((player,)) for player in self.everyone)

    def pays(self, members: Members) -> float:
        """What the companies of these players pay together, yuan a day."""
        inside = {company for player in members for company in self.players[player].companies}
        return sum(share.yuan for share in self.shares if share.company in inside)


def coalition_problem(problem: Problem, companies: Iterable[int]) -> Problem:
    """The problem of some of the companies: their parcels, their villages, the lanes they may use.

    That of all companies is the problem itself.
    """
    inside = sorted(set(companies))
    if len(inside) == len(problem.companies):
        return problem
    held = [problem.companies[n] for n in inside]
    down = np.array([company.down for company in held]).sum(axis=0)
    up = np.array([company.up for company in held]).sum(axis=0)
    first, owners = problem.station_count, {company.id for company in held}
    stations = tuple(
        replace(s, down=float(down[n]), up=float(up[n])) for n, s in enumerate(problem.stations)
    )
    villages = [
        replace(v, down=float(down[first + n]), up=float(up[first + n]))
        for n, v in enumerate(problem.villages)
    ]
    lanes = tuple(lane for lane in problem.lanes if not lane.owner or lane.owner in owners)
    theirs = replace(
        problem,
        stations=stations,
        villages=tuple(villages),
        lanes=tuple(replace(lane, owner="") for lane in lanes),
        companies=(),
        wanted=Wanted(problem.wanted.coverage, None),
    )
    return digested(_without_empty(theirs))


def _without_empty(problem: Problem) -> Problem:
    """The problem without villages that send and get nothing; with all where none does."""
    kept = [n for n, village in enumerate(problem.villages) if village.parcels > 0]
    if not kept or len(kept) == len(problem.villages):
        return problem
    numbers = {village: number for number, village in enumerate(kept)}
    nodes = [*problem.depots, *(problem.village_node(n) for n in kept)]
    lanes = []
    for lane in problem.lanes:
        stops = (s for s in lane.stops if s.village in numbers)
        moved = tuple(replace(stop, village=numbers[stop.village]) for stop in stops)
        lanes += [replace(lane, stops=moved)] if moved else []
    return replace(
        problem,
        villages=tuple(problem.villages[n] for n in kept),
        lanes=tuple(lanes),
        km=problem.km[np.ix_(nodes, nodes)],
        road=problem.road[np.ix_(nodes, nodes)],
        points=None if problem.points is None else problem.points[nodes],
    )
