"""From a trunk problem to a design: the relaxation's ways, then whole departures among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from jidi.core.errors import InputError
from jidi.network.trunk.costing import cost_of, grams_of
from jidi.network.trunk.design import Carried, TrunkDesign
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.relaxation import Floats, Relaxation, Rows

GAP: Final = 0.002
NODES: Final = 20_000
_LEAST_KG: Final = 1e-7
_WHOLE: Final = 1e-6


def solve(
    problem: TrunkProblem,
    *,
    gap: float = GAP,
    nodes: int = NODES,
    seconds: float = 240.0,
    cancelled: Callable[[], bool] = lambda: False,
    step: Callable[[str], None] = lambda _text: None,
) -> TrunkDesign:
    """A design, with the bound of the relaxation over all ways.

    :param gap: at which the choice among the ways found stops; ``nodes``: most nodes of it.
    :param seconds: a guard only, for programs that must not run away.
    :raises InputError: N-933, N-934, N-935 as the relaxation; N-936 when no whole departures were
        found within the nodes.
    """
    relaxation = Relaxation(problem)
    bound = relaxation.solve(cancelled, step)
    rows = relaxation.rows()
    best: Floats | None = None
    for spare in (0, 1, None):
        if cancelled():
            raise InputError("N-935")
        step("whole departures")
        found = _whole(rows, _near(relaxation, rows, spare), gap=gap, nodes=nodes, seconds=seconds)
        if found is not None and (best is None or _value(rows, found) < _value(rows, best)):
            best = found
        if best is not None and spare == 1:
            break
    if best is None:
        raise InputError("N-936", nodes=nodes)
    lanes, ways = len(problem.lanes), rows.whole
    departures = tuple(round(value) for value in best[:lanes])
    empties = tuple(round(value) for value in best[lanes:ways])
    carried = tuple(
        Carried(column.flow, column.way.lanes, float(kg), column.way.minutes)
        for column, kg in zip(relaxation.columns, best[ways:], strict=True)
        if kg > _LEAST_KG
    )
    return TrunkDesign(
        departures=departures,
        empties=empties,
        carried=carried,
        cost=cost_of(problem, departures, empties, carried),
        grams=grams_of(problem, carried),
        bound=bound,
    )


def _value(rows: Rows, found: Floats) -> float:
    return float(np.array(rows.costs) @ found)


def _near(relaxation: Relaxation, rows: Rows, spare: int | None) -> tuple[Floats, Floats]:
    """Bounds of the columns: departures next to the relaxation's.

    :param spare: departures above the relaxation's, rounded up, where it uses a way between two
        nodes at all; None for any number.
    """
    least, most = np.zeros(len(rows.costs)), np.array(rows.most)
    if spare is None:
        return least, most
    used: dict[tuple[int, int], float] = defaultdict(float)
    lanes = relaxation.problem.lanes
    for lane, value in zip(lanes, relaxation.departures, strict=True):
        used[lane.origin, lane.target] += value
    for number, (lane, value) in enumerate(zip(lanes, relaxation.departures, strict=True)):
        least[number] = np.floor(value + _WHOLE)
        more = spare if used[lane.origin, lane.target] > _WHOLE else 0
        most[number] = min(most[number], np.ceil(value - _WHOLE) + more)
    return least, np.maximum(least, most)


def _whole(
    rows: Rows, bounds: tuple[Floats, Floats], *, gap: float, nodes: int, seconds: float
) -> Floats | None:
    """The best whole departures found within the bounds; None where none were."""
    count = len(rows.costs)
    whole = np.zeros(count, np.int8)
    whole[: rows.whole] = 1
    upper = rows.matrix(rows.uppers, len(rows.upper_sides), count)
    equal = rows.matrix(rows.equals, len(rows.equal_sides), count)
    sides = np.array(rows.equal_sides)
    found = milp(
        c=np.array(rows.costs),
        integrality=whole,
        bounds=Bounds(*bounds),
        constraints=[
            LinearConstraint(upper.tocsr(), -np.inf, np.array(rows.upper_sides)),
            LinearConstraint(equal.tocsr(), sides, sides),
        ],
        options={"mip_rel_gap": gap, "node_limit": nodes, "time_limit": seconds},
    )
    return None if found.x is None else np.asarray(found.x)
