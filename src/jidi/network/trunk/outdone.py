"""Lanes that another lane outdoes, whatever is designed: the search need not look at them.

Where nothing is sorted, only parcels that begin there leave. If all are ready at moments from which
one lane comes no later than another of the same vehicles, the same room and no higher price, every
departure of the other may as well be the one's. How many departures an optimal design can need is
limited: vehicles go in rounds, each with a departure that carries something, so that one lane runs
no oftener than all lanes of its kind have loads.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from jidi.network.trunk.problem import DAY, WEEKDAYS, Lane, TrunkProblem


def outdone(problem: TrunkProblem) -> frozenset[int]:
    """Numbers of lanes that need not run."""
    moments: dict[int, set[int]] = defaultdict(set)
    for flow in problem.flows:
        moments[flow.origin].add(flow.released)
    alike: dict[tuple[int, int, str, float], list[int]] = defaultdict(list)
    for number, lane in enumerate(problem.lanes):
        if lane.vehicle and lane.capacity > 0 and problem.nodes[lane.origin].capacity <= 0:
            alike[lane.origin, lane.target, lane.vehicle, lane.capacity].append(number)
    needed = _needed(problem)
    return frozenset(
        worse
        for (origin, _, vehicle, _), lanes in alike.items()
        for worse in lanes
        if problem.lanes[worse].least == 0
        and any(
            problem.lanes[one].most >= needed[vehicle]
            and _outdoes(problem, one, worse, sorted(moments[origin]))
            for one in lanes
        )
    )


def _needed(problem: TrunkProblem) -> dict[str, float]:
    """By vehicle, departures beyond which no lane runs in the best design."""
    kg = sum(flow.kg for flow in problem.flows)
    if any(lane.day is not None for lane in problem.lanes):
        kg *= WEEKDAYS  # What is handed in on several days may meet on one.
    kinds = Counter(lane.vehicle for lane in problem.lanes)
    found: dict[str, float] = {}
    for lane in problem.lanes:
        if lane.vehicle and lane.capacity > 0:
            loads = problem.most_lanes * kg / lane.capacity + kinds[lane.vehicle]
            found[lane.vehicle] = max(loads, found.get(lane.vehicle, 0.0))
    return found


def _outdoes(problem: TrunkProblem, one: int, other: int, moments: list[int]) -> bool:
    """Whether a lane is no worse than another; of two that are alike the first is."""
    if one == other:
        return False
    a, b, load = problem.lanes[one], problem.lanes[other], problem.nodes[problem.lanes[one].origin]
    if a.yuan_per_departure > b.yuan_per_departure or a.yuan_per_kg > b.yuan_per_kg:
        return False
    if a.grams_per_kg > b.grams_per_kg:
        return False
    times = [(_comes(a, moment + load.load), _comes(b, moment + load.load)) for moment in moments]
    if any(mine > its for mine, its in times):
        return False
    better = any(mine < its for mine, its in times) or _paid(a) != _paid(b)
    return better or one < other


def _comes(lane: Lane, earliest: int) -> int:
    return earliest + (lane.departs - earliest) % DAY + lane.minutes


def _paid(lane: Lane) -> tuple[float, float, float]:
    return lane.yuan_per_departure, lane.yuan_per_kg, lane.grams_per_kg
