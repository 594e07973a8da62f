"""A problem supposed otherwise than it is, and what becomes of its design then.

A supposition is answered by designing anew, with the same seed and effort, and by the checker. So
the difference of two bills is what the supposition costs, as far as the search goes: it is no
proof, and a supposed network that is found cheaper shows only that the design is not the best.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jidi.core.errors import Interrupted, JidiError
from jidi.network.rural.billing import bill
from jidi.network.rural.design import Design, Proof
from jidi.network.rural.difference import OWN
from jidi.network.rural.files import digested
from jidi.network.rural.problem import LaneKind, Problem
from jidi.network.rural.shares import shares
from jidi.network.rural.verdict import Verdict
from jidi.network.rural.verify import verify

Answer = Callable[[Problem], Design]
"""Designs a problem: the solver with its seed, effort, progress and cancelling."""

FAVOUR: Final = 3.0
"""A mode is forced by paying for each of its visits so many times what the dearest village costs a
day, and taking the payment back afterwards. Own choice."""


@dataclass(frozen=True)
class Outcome:
    """What a supposition leads to.

    :param problem: as supposed, at its true prices; the verdict is about it.
    :param design: None where none was found; ``refused`` says why.
    """

    problem: Problem
    design: Design | None
    verdict: Verdict | None
    refused: JidiError | None = None

    @property
    def holds(self) -> bool:
        """Whether there is a design that the checker accepts."""
        return self.verdict is not None and self.verdict.holds

    @property
    def cost(self) -> float | None:
        """Yuan a day; None where there is no design that holds."""
        if not self.holds or self.verdict is None or self.verdict.bill is None:
            return None
        return self.verdict.bill.total


def supposed(
    problem: Problem,
    answer: Answer,
    *,
    favoured: Problem | None = None,
    near: Sequence[Design] = (),
) -> Outcome:
    """The supposed problem, designed and verified.

    :param favoured: the same problem at other prices, which is designed in its stead.
    :param near: designs that may hold here too: the design explained, changed a little. The
        cheapest that the checker accepts is taken, so that the search's scatter costs less.
    :raises Interrupted: when cancelled before there was a design.
    """
    problem = digested(problem)
    known = [found for found in (_judged(problem, design) for design in near) if found.holds]
    try:
        known.append(_judged(problem, answer(favoured or problem)))
    except Interrupted:
        if not known:
            raise
    except JidiError as refused:
        if not known:
            return Outcome(problem, None, None, refused)
    return min(known, key=lambda found: math.inf if found.cost is None else found.cost)


def _judged(problem: Problem, design: Design) -> Outcome:
    made = as_answer_to(problem, design)
    return Outcome(problem, made, verify(problem, made))


def as_answer_to(problem: Problem, design: Design) -> Design:
    """A design of a problem at other prices, or with less to choose from, as one of ``problem``.

    It is billed anew and claims no bound: the other problem's need not hold here.
    """
    runs = (*design.feeders, *design.lines)
    cost, grams = bill(
        problem, stations=design.open, runs=runs, duties=design.duties, services=design.services
    )
    return replace(
        design,
        problem=problem.id,
        digest=problem.digest,
        bill=cost,
        grams=grams,
        proof=Proof(None),
    )


# Stations --------------------------------------------------------------------


def with_station(problem: Problem, station: int, *, is_open: bool) -> Problem:
    """The station must be open, or may not be; where it may not, its counter's parcels are gone."""
    held = problem.stations[station]
    changed = replace(held, must=True) if is_open else replace(held, must=False, down=0.0, up=0.0)
    stations = (*problem.stations[:station], changed, *problem.stations[station + 1 :])
    return replace(problem, stations=stations)


# Modes -----------------------------------------------------------------------


def modes_of(problem: Problem) -> tuple[str, ...]:
    """The modes that the problem knows: own vans, and the kinds of its lanes."""
    own = [OWN] if any(vehicle.line for vehicle in problem.vehicles) else []
    return (*own, *sorted({lane.kind.value for lane in problem.lanes}))


def without_mode(problem: Problem, mode: str) -> Problem:
    """Nobody is served by the mode."""
    if mode == OWN:
        vehicles = tuple(replace(vehicle, line=False) for vehicle in problem.vehicles)
        return replace(problem, vehicles=vehicles)
    kind = LaneKind(mode)
    return replace(problem, lanes=tuple(lane for lane in problem.lanes if lane.kind is not kind))


def with_mode(problem: Problem, design: Design, mode: str) -> tuple[Problem, Problem | None]:
    """As many villages as can be are served by the mode: the problem, and the one to design.

    Own vans are forced by doing without lanes; a kind of lane by favouring it.
    """
    if mode == OWN:
        return replace(problem, lanes=()), None
    kind, favour = (
        LaneKind(mode),
        FAVOUR * max(shares(problem, design).villages.values(), default=0),
    )
    lanes = (
        replace(lane, price_per_stop=lane.price_per_stop - favour) if lane.kind is kind else lane
        for lane in problem.lanes
    )
    return problem, replace(problem, lanes=tuple(lanes))


def villages_by_mode(problem: Problem, mode: str) -> frozenset[int]:
    """The villages that could be served by the mode at all, its capacity apart."""
    if mode == OWN:
        return frozenset(range(len(problem.villages)))
    lanes = (lane for lane in problem.lanes if lane.kind is LaneKind(mode))
    return frozenset(village for lane in lanes for village in lane.arrivals)
