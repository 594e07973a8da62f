"""From a trunk problem to a design: the bound, lifted by ends, then whole departures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.highs import INFINITY
from jidi.network.trunk.around import around
from jidi.network.trunk.bettering import bettered
from jidi.network.trunk.costing import cost_of, grams_of
from jidi.network.trunk.design import Carried, TrunkDesign
from jidi.network.trunk.gathering import by_mix, gather
from jidi.network.trunk.lifting import Lifted, Lifting, lifted
from jidi.network.trunk.peaks import peaked
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.program import Floats, Point, Program
from jidi.network.trunk.relaxation import Relaxation
from jidi.network.trunk.search import Search
from jidi.network.trunk.week import Week
from jidi.network.trunk.week_loading import loaded_by_day

GAP: Final = 0.01
PARTS: Final = 60
AROUND: Final = 3
"""Choices of cities and ends looked at for each part of the network that is asked for."""
FAR: Final = 2.0
"""Times the gap asked for beyond which pairs of cities, ten seconds each, are not looked at
before prices are bettered: they come near too slowly."""
_LEAST_KG: Final = 1e-7
_NOISE: Final = 1e-10


def solve(
    problem: TrunkProblem,
    *,
    gap: float = GAP,
    parts: int = PARTS,
    seed: int = 1,
    begin: TrunkDesign | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    step: Callable[[str], None] = lambda _text: None,
) -> TrunkDesign:
    """A design, with the bound of the relaxation over all ways, lifted by what ends must choose.

    :param gap: at which the search stops; ``parts``: most parts of the network improved.
    :param begin: a design of the same network to begin with, under whatever prices it was made.
    :param cancelled: asked in between; what was found by then is made a design, with its bound.
    :raises InputError: N-933, N-934 as the relaxation; N-936 when no whole departures were found;
        N-895 where these have no room for the parcels of some weekday.
    """
    relaxation = Relaxation(problem)
    bound, root = relaxation.solve(cancelled, step)
    lifting = Lifting(relaxation)
    ends = lifted(lifting, root, cancelled, step)
    plans = () if ends is None else ends.plans
    bound = bound if ends is None else max(bound, ends.bound)
    step(f"bound {bound:,.0f} yuan a day")
    # The bound is that of the mean day; what is designed must fit on every day of the week.
    relaxation.hold_days()
    search = Search(relaxation, bound, root, gap, seed, step, cancelled, plans)
    if problem.shares:
        search.of_week = partial(_week_cost, relaxation)
    if begin is not None:
        relaxation.take_ways(begin.carried)
        search.tried(np.array(begin.departures, np.float64))
        step(search.told("begins"))
    if plans:
        search.by_plans()
    if search.best is None or not (plans or search.near):
        search.by_diving()
    if ends is not None:
        if begin is not None:
            # What it began with was made for other prices: near the bound, but not looked for.
            gather(search, ends.others, at_least=2)
        elif search.within(FAR * gap):
            gather(search, ends.others)
        if not search.near and not cancelled():
            _bettered(search, lifting, ends, AROUND * parts)
    if not search.near and not cancelled():
        search.at_large()
        if not plans:
            search.by_parts(parts)
    return designed(relaxation.program, relaxation.week, search.settled(), search.bound)


def _bettered(search: Search, lifting: Lifting, ends: Lifted, choices: int) -> None:
    """A higher bound under better prices, and whole departures gathered with the plans made then.

    :param choices: of cities and ends looked at once the last mix of plans was rounded.
    :raises InputError: N-936.
    """

    def enough(bound: float) -> bool:
        search.bound = max(search.bound, bound)
        return search.near

    found = None
    for found in bettered(lifting, search.root, ends, enough, search.cancelled, search.step):
        search.bound = max(search.bound, found.bound)
        by_mix(search, found)
        if found.last:
            around(search, choices)
        if search.near:
            return
    # What days differ by is more than pairs of cities find so late, a quarter of a minute each.
    if found is not None and not search.relaxation.posed.shares:
        before = None if search.best is None else search.best.cost
        gather(search, found.plans, finer=True)
        if before is not None and search.best is not None and search.best.cost < before:
            around(search, choices)


def _week_cost(relaxation: Relaxation, found: Point) -> float:
    """Yuan a day of what was found for the mean day when each day has its own parcels; endless
    where it has no room for some day's."""
    try:
        return designed(relaxation.program, relaxation.week, found, 0.0).cost
    except InputError:
        return INFINITY


def designed(program: Program, week: Week, found: Point, bound: float) -> TrunkDesign:
    """What was found, told lane by lane and flow by flow.

    :raises InputError: N-895 where it has no room for the parcels of some weekday.
    """
    problem = week.posed
    empties = tuple(round(value) for value in found.empties)
    carried, aboard = _carried(program, week, found)
    if problem.shares:
        held = np.where(program.free, program.most, np.round(found.departures))
        moved, aboard = peaked(problem, held, carried)
        carried = tuple(moved)
    # A share of one departure may be as small as a parcel is to all: only noise is left out.
    capacities = np.array([lane.capacity for lane in problem.lanes])
    parts = aboard / np.maximum(capacities, _LEAST_KG)
    needed = np.minimum(np.maximum(np.ceil(parts - _NOISE), program.least), program.most)
    departures = tuple(round(value) for value in np.where(program.free, needed, found.departures))
    cost = cost_of(problem, departures, empties, carried)
    return TrunkDesign(
        departures=departures,
        empties=empties,
        carried=carried,
        cost=cost,
        grams=grams_of(problem, carried),
        bound=bound,
    )


def _carried(program: Program, week: Week, found: Point) -> tuple[tuple[Carried, ...], Floats]:
    """What is carried, and the most aboard each lane on a day."""
    if week.parted:
        parts, most = loaded_by_day(program, week, found)
        return tuple(parts), most
    carried = tuple(_loaded(program, found))
    aboard = np.zeros(program.lanes)
    for part in carried:
        aboard[list(part.lanes)] += part.kg
    return carried, aboard


def _loaded(program: Program, found: Point) -> Iterator[Carried]:
    """Every way's kilograms, put on the lanes of its slots."""
    room = found.aboard.copy()
    for column, kg in zip(program.columns, found.ways, strict=True):
        left = float(kg)
        while left > _LEAST_KG:
            taken = [_roomiest(room, program.slots.all[slot].lanes) for slot in column.slots]
            amount = min(left, *(max(float(room[lane]), _LEAST_KG) for lane in taken))
            room[taken] -= amount
            left -= amount
            yield Carried(column.flow, tuple(taken), amount, column.minutes)


def _roomiest(room: np.ndarray, lanes: tuple[int, ...]) -> int:
    return max(lanes, key=lambda lane: room[lane])
