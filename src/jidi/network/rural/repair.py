"""What to change so that a problem has a design: each way to loosen it, by how much, at what cost.

For every kind of condition in the clash the least common amount that is not refused is sought, a
design is made with it, and the checker is asked what of the original problem that design breaks:
just that is the change. A repair is given only with a design that the checker accepts under it.
Where one kind is not enough, kinds of the clash that is left are loosened as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from jidi.network.rural.changes import Change, changed, changes_of
from jidi.network.rural.clash import Clash, Solved, proved_clash
from jidi.network.rural.conditions import (
    LESS_SERVICE,
    Kind,
    conditions,
    loosened,
    without,
)
from jidi.network.rural.design import Design
from jidi.network.rural.most_served import less_wanted
from jidi.network.rural.necessities import Ways, possible
from jidi.network.rural.problem import DAY_MINUTES, Problem, Station, Village
from jidi.network.rural.verify import verify
from jidi.network.weekdays import DAYS

MOST_KINDS: Final = 3
MOST_TRIED: Final = 24
MOST_ASKED: Final = 12
"""Questions to the solver, for all repairs together. Own choice."""
GROWTH: Final = 3
"""Times the least amount is doubled before a kind is dropped altogether. Own choice."""


_OF_MINUTES: Final = (Kind.SHIFT, Kind.WINDOW, Kind.STATION_HOURS, Kind.CENTRE_HOURS)


@dataclass(frozen=True)
class Repair:
    """Changes under which a verified design exists.

    :param cost: yuan a day of that design; ``served``: villages it serves.
    """

    changes: tuple[Change, ...]
    problem: Problem
    design: Design
    cost: float
    served: int

    @property
    def less_service(self) -> bool:
        """Whether somebody is served less than was wanted."""
        return any(change.condition.kind in LESS_SERVICE for change in self.changes)


def repairs(problem: Problem, found: Clash, solved: Solved) -> tuple[Repair, ...]:
    """Ways out of a clash: those that keep the service first, the cheapest a day first."""
    made = _Search(problem, Ways.of(problem), solved).run(found)
    return tuple(sorted(made, key=lambda repair: (repair.less_service, repair.cost)))


@dataclass
class _Search:
    problem: Problem
    ways: Ways
    solved: Solved
    tried: set[frozenset[Kind]] = field(default_factory=set)
    asked: int = 0

    def run(self, found: Clash) -> Iterator[Repair]:
        """Loosen one kind, and more where one is not enough."""
        waiting = [frozenset({kind}) for kind in found.kinds]
        enough: list[frozenset[Kind]] = []
        while waiting and len(self.tried) < MOST_TRIED and self.asked < MOST_ASKED:
            kinds = waiting.pop(0)
            if kinds in self.tried or any(fewer <= kinds for fewer in enough):
                continue
            self.tried.add(kinds)
            repair, left = self._by(kinds, found)
            if repair is not None:
                enough.append(kinds)
                yield repair
            elif len(kinds) < MOST_KINDS:
                waiting += [kinds | {kind} for kind in left if kind not in kinds]

    def _by(self, kinds: frozenset[Kind], found: Clash) -> tuple[Repair | None, Sequence[Kind]]:
        """A repair by these kinds; else the kinds that clash still."""
        free = self._dropped(kinds)
        left = proved_clash(free, self.ways)
        if left is not None:
            return None, left.kinds
        repair = self._repair(kinds)
        return repair, found.kinds

    def _dropped(self, kinds: Iterable[Kind]) -> Problem:
        wanted = set(kinds)
        return without(self.problem, (c for c in conditions(self.problem) if c.kind in wanted))

    def _repair(self, kinds: frozenset[Kind]) -> Repair | None:
        for problem in self._loosened(kinds):
            if self.asked == MOST_ASKED:
                return None
            self.asked += 1
            design = self.solved(problem)
            if design is not None:
                return repaired(self.problem, design)
        return None

    def _loosened(self, kinds: frozenset[Kind]) -> Iterator[Problem]:
        """By the least amounts, then by more, then without these conditions."""
        if Kind.COVERAGE in kinds and self._dropped(kinds).wanted.budget is not None:
            yield self._dropped(kinds)  # as many villages as the budget pays for
            return
        if kinds == {Kind.COVERAGE}:
            yield from self._fewer_villages(kinds)
            return
        amounts = {kind: self._least(kind, kinds) for kind in kinds}
        for growth in range(GROWTH if any(amounts.values()) else 1):
            by = {kind: amount * 2**growth for kind, amount in amounts.items()}
            problem = self._by_amounts(by)
            if all(amounts.values()) and possible(problem, self.ways):
                yield problem
        if Kind.COVERAGE in kinds:
            yield from self._fewer_villages(kinds)
        yield self._dropped(kinds)

    def _by_amounts(self, amounts: Mapping[Kind, float]) -> Problem:
        problem = self.problem
        for kind, amount in amounts.items():
            problem = loosened(problem, kind, amount)
        return problem

    def _fewer_villages(self, kinds: frozenset[Kind]) -> Iterator[Problem]:
        """As many villages as can be served."""
        others = self._dropped(kinds - {Kind.COVERAGE})
        for wanted in less_wanted(others):
            yield replace(others, wanted=wanted)

    def _least(self, kind: Kind, kinds: frozenset[Kind]) -> float:
        """The least whole amount that is not refused, the other kinds dropped.

        A budget is found by the design itself: the cheapest that there is without one.
        """
        if kind is Kind.BUDGET:
            return math.inf
        others = self._dropped(kinds - {kind})
        low, high = 0, self._most(kind)
        while high - low > 1:
            middle = (low + high) // 2
            if possible(loosened(others, kind, middle), self.ways):
                high = middle
            else:
                low = middle
        return float(high) if not possible(others, self.ways) else 0.0

    def _most(self, kind: Kind) -> int:
        """An amount beyond which nothing changes."""
        problem = self.problem
        roads = problem.km[problem.km < math.inf]
        places: tuple[Village | Station, ...] = (*problem.villages, *problem.stations)
        parcels = math.ceil(sum(place.down + place.up for place in places) * 2 * DAYS) + 1
        longest = {
            Kind.STATION_OPEN: 1,
            Kind.STATION_CLOSED: 1,
            Kind.COVERAGE: problem.villages_wanted,
            Kind.FLEET: len(places),
            Kind.FREQUENCY: DAYS - 1,
            Kind.RANGE: math.ceil(float(roads.max(initial=1.0)) * 2) + 1,
            **dict.fromkeys(_OF_MINUTES, DAY_MINUTES),
        }
        return longest.get(kind, parcels)


def repaired(problem: Problem, design: Design) -> Repair | None:
    """The least changes of a problem under which a design made for a looser one holds.

    None where it does not hold even so, or where it serves nobody at all.
    """
    ours = replace(design, problem=problem.id, digest=problem.digest)
    changes = tuple(changes_of(problem, ours))
    mended = changed(problem, changes)
    verdict = verify(mended, ours)
    if not verdict.holds or verdict.bill is None or (problem.villages_wanted and not ours.services):
        return None
    return Repair(changes, mended, ours, verdict.bill.total, verdict.served)
