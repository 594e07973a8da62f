"""The rounds a search by loads has been through, put together anew.

Where routes are short, each state of the search has some that are better than those of the best
design; the cheapest choice among all of them is often cheaper than any state was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from jidi.network.fleet.design import FleetDesign, Round, Trip
from jidi.network.fleet.kernel.state import Ground, State
from jidi.network.fleet.loads_arrays import rounds_of
from jidi.network.fleet.problem import FleetProblem
from jidi.network.fleet.recombining import Priced, cheapest_choice
from jidi.network.fleet.verify import cost_of

MOST_ROUNDS: Final = 40_000
"""The newest are kept."""
AMONG: Final = (600,)
"""Routes left to the choice: 600 take 0.1 s, 1,000 up to 10 and hardly bring more (measured)."""
LONGEST_SECONDS: Final = 20.0
"""A guard of one choice only; nodes are counted."""

_Key = tuple[int, frozenset[int]]


class RoundsPool:
    """Rounds seen, of each set of stops the shortest."""

    def __init__(self, problem: FleetProblem, ground: Ground) -> None:
        self._problem, self._ground = problem, ground
        self._rounds: dict[_Key, Priced] = {}

    def __len__(self) -> int:
        return len(self._rounds)

    def take(self, state: State) -> None:
        """Keep the rounds of a state."""
        self._keep(rounds_of(self._problem, state))
        while len(self._rounds) > MOST_ROUNDS:
            del self._rounds[next(iter(self._rounds))]

    def better(self, design: FleetDesign) -> FleetDesign | None:
        """The cheapest design of the rounds kept and the design's own, where it is cheaper."""
        self._keep(design.rounds)
        mine = {_key(one) for one in design.rounds}
        own = frozenset(p for p, key in enumerate(self._rounds) if key in mine)
        priced = list(self._rounds.values())
        found = cheapest_choice(
            self._problem, priced, own, design.cost, among=AMONG, seconds=LONGEST_SECONDS
        )
        if found is None:
            return None
        rounds = sorted((self._round(priced[place]) for place in found), key=_order)
        made = FleetDesign(rounds=tuple(rounds), cost=0)
        made = replace(made, cost=cost_of(self._problem, made))
        return made if made.cost < design.cost else None

    def _keep(self, rounds: Iterable[Round]) -> None:
        for one in rounds:
            key = _key(one)
            known = self._rounds.get(key)
            if known is not None and known.stops == one.stops:
                continue
            priced = self._priced(one)
            if known is None or priced.cost < known.cost:
                self._rounds[key] = priced

    def _priced(self, one: Round) -> Priced:
        vehicle, ways = self._problem.vehicles[one.vehicle], self._ground.ways
        home = int(self._ground.home[one.vehicle])
        places = [home, *(self._problem.stops[stop].place for stop in one.stops), home]
        length = int(ways[places[:-1], places[1:]].sum())
        cost = vehicle.fixed_cost + vehicle.per_distance * length
        return Priced(vehicle=one.vehicle, stops=one.stops, cost=cost)

    def _round(self, priced: Priced) -> Round:
        start = self._problem.vehicles[priced.vehicle].start
        return Round(vehicle=priced.vehicle, trips=(Trip(loads_at=start, stops=priced.stops),))


def _key(one: Round) -> _Key:
    return one.vehicle, frozenset(one.stops)


def _order(one: Round) -> tuple[int, tuple[int, ...]]:
    return one.vehicle, one.stops
