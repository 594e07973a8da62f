"""Clearly different trunk designs of nearly the same cost, each of them held to the rules.

Asked for by taking away, one at a time, what the design rests on: sorting at a node, a mode, a kind
of vehicle, the pair of nodes that carries most; and by putting a price on time. What is designed
then is also a design of the problem itself, at the problem's own prices. Found ones are kept when
they cost little more and carry clearly more otherwise than the design and each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from jidi.core.errors import JidiError
from jidi.network.alternatives import NEARLY, Asked, Miss, Report, Sought, sought
from jidi.network.trunk.costing import cost_of
from jidi.network.trunk.design import TrunkDesign
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.verify import Verdict, verify

CLEARLY: Final = 0.1
"""The share of kilograms that must go otherwise. Own choice: one in ten."""
HOURS: Final = (5.0, 20.0)
"""Prices of time that are tried, yuan a tonne and hour. Own choice."""

Designer = Callable[[TrunkProblem, Report], TrunkDesign]
"""Designs a problem, telling how far it is."""


@dataclass(frozen=True)
class TrunkAlternative:
    """Another design of the same problem.

    :param asked: how it was come by: ``node 1401``, ``pair 1401-1402``, ``hours 5``.
    :param extra: yuan a day more. :param apart: share of kilograms that go otherwise than in the
        design explained; ``nearest``: than in the nearest of all others shown.
    """

    design: TrunkDesign
    verdict: Verdict
    asked: Asked
    extra: float
    apart: float
    nearest: float


TrunkAlternatives = Sought[TrunkAlternative]


def trunk_alternatives(
    problem: TrunkProblem,
    design: TrunkDesign,
    *,
    wanted: int,
    answer: Designer,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Report = lambda _share, _step: None,
) -> TrunkAlternatives:
    """Up to ``wanted`` alternatives to a design that holds.

    :param answer: designs a problem. :param cancelled: asked before each try; what was found by
        then is given.
    """

    def weigh(
        asked: Asked, question: TrunkProblem, found: Sequence[TrunkAlternative], report: Report
    ) -> TrunkAlternative | Miss:
        made = _made(problem, design, question, lambda one: answer(one, report))
        if made is None:
            return Miss.FAILED
        one, verdict = made
        if one.cost > design.cost * (1 + NEARLY):
            return Miss.DEAR
        apart = otherwise(problem, design, one)
        nearest = min([apart, *(otherwise(problem, each.design, one) for each in found)])
        if nearest < CLEARLY:
            return Miss.ALIKE
        return TrunkAlternative(one, verdict, asked, one.cost - design.cost, apart, nearest)

    return sought(
        _questions(problem, design), weigh, wanted=wanted, clearly=CLEARLY, cancelled=cancelled,
        progress=progress,
    )  # fmt: skip


def otherwise(problem: TrunkProblem, one: TrunkDesign, other: TrunkDesign) -> float:
    """The share of kilograms that go by other nodes or other modes; the clock is not looked at."""
    ways = [_ways(problem, design) for design in (one, other)]
    moved = sum(abs(ways[0].get(way, 0.0) - ways[1].get(way, 0.0)) for way in {*ways[0], *ways[1]})
    kg = sum(flow.kg for flow in problem.flows)
    return moved / 2 / kg if kg else 0.0


Way = tuple[int, tuple[tuple[int, str], ...]]


def _ways(problem: TrunkProblem, design: TrunkDesign) -> Mapping[Way, float]:
    """Kilograms of each flow by the nodes it comes to and what it is carried by."""
    kg: dict[Way, float] = defaultdict(float)
    for part in design.carried:
        lanes = [problem.lanes[number] for number in part.lanes]
        steps = tuple((lane.target, lane.vehicle or lane.mode) for lane in lanes)
        kg[part.flow, steps] += part.kg_a_day
    return kg


def _made(
    problem: TrunkProblem,
    design: TrunkDesign,
    question: TrunkProblem,
    answer: Callable[[TrunkProblem], TrunkDesign],
) -> tuple[TrunkDesign, Verdict] | None:
    """The answer as a design of the problem; None where there is none, or the checker refuses."""
    try:
        made = answer(question)
    except JidiError:
        return None
    cost = cost_of(problem, made.departures, made.empties, made.carried)
    made = replace(made, cost=cost, bound=design.bound)
    verdict = verify(problem, made)
    return (made, verdict) if verdict.holds else None


# Questions -------------------------------------------------------------------


def _questions(problem: TrunkProblem, design: TrunkDesign) -> Iterator[tuple[Asked, TrunkProblem]]:
    """Questions of each kind in turn, those about what carries most first."""
    kinds = (
        _without_nodes(problem, design), _priced(problem), _without_pairs(problem, design),
        _without_modes(problem, design),
    )  # fmt: skip
    for some in zip_longest(*kinds):
        yield from (one for one in some if one is not None)


def _without_nodes(
    problem: TrunkProblem, design: TrunkDesign
) -> Iterator[tuple[Asked, TrunkProblem]]:
    """Nodes that sort what goes on, one at a time, sorting it no more."""
    kg: dict[int, float] = defaultdict(float)
    for part in design.carried:
        for lane in part.lanes[:-1]:
            kg[problem.lanes[lane].target] += part.kg_a_day
    for node in sorted(kg, key=lambda n: (-kg[n], n)):
        nodes = list(problem.nodes)
        nodes[node] = replace(nodes[node], capacity=0.0)
        yield ("node", nodes[node].id), replace(problem, nodes=tuple(nodes))


def _priced(problem: TrunkProblem) -> Iterator[tuple[Asked, TrunkProblem]]:
    for price in HOURS:
        dearer = problem.yuan_per_tonne_hour + price
        yield ("hours", f"{price:g}"), replace(problem, yuan_per_tonne_hour=dearer)


def _without_pairs(
    problem: TrunkProblem, design: TrunkDesign
) -> Iterator[tuple[Asked, TrunkProblem]]:
    """Pairs of nodes without vehicles of one's own between them, those that run most first."""
    runs: dict[tuple[int, int], float] = defaultdict(float)
    for lane, count in zip(problem.lanes, design.departures, strict=True):
        if lane.vehicle and count:
            ends = min(lane.origin, lane.target), max(lane.origin, lane.target)
            runs[ends] += count * lane.capacity
    for ends in sorted(runs, key=lambda pair: (-runs[pair], pair)):
        lanes = tuple(
            replace(lane, most=0)
            if lane.vehicle and not lane.least and {lane.origin, lane.target} == set(ends)
            else lane
            for lane in problem.lanes
        )
        names = "-".join(problem.nodes[node].id for node in ends)
        yield ("pair", names), replace(problem, lanes=lanes)


def _without_modes(
    problem: TrunkProblem, design: TrunkDesign
) -> Iterator[tuple[Asked, TrunkProblem]]:
    """Kinds of vehicles and modes that the design uses, one at a time."""
    kg: dict[str, float] = defaultdict(float)
    for part in design.carried:
        for number in part.lanes:
            lane = problem.lanes[number]
            kg[lane.vehicle or lane.mode] += part.kg_a_day
    for mode in sorted(kg, key=lambda name: (-kg[name], name)):
        lanes = tuple(
            replace(lane, most=0)
            if (lane.vehicle or lane.mode) == mode and not lane.least
            else lane
            for lane in problem.lanes
        )
        yield ("mode", mode), replace(problem, lanes=lanes)
