"""What if a mode were forced or forbidden: for the whole county designed anew, for a village among
the ways there are."""

from __future__ import annotations

from dataclasses import dataclass

from jidi.network.rural.design import Design
from jidi.network.rural.difference import OWN, ways_of
from jidi.network.rural.explain import Reasons, Way, WayKind
from jidi.network.rural.problem import Problem
from jidi.network.rural.supposing import (
    Answer,
    Outcome,
    supposed,
    villages_by_mode,
    with_mode,
    without_mode,
)


@dataclass(frozen=True)
class ModeReasons:
    """A mode of a county explained.

    :param served: villages the design serves by it; ``could``: that lie on it at all.
    :param forced: as many villages as the search found by it; ``forbidden``: none.
    """

    mode: str
    served: int
    could: int
    cost: float
    forced: Outcome
    forbidden: Outcome

    def served_when(self, outcome: Outcome) -> int | None:
        """Villages served by the mode in one of the two."""
        if outcome.design is None:
            return None
        return count_by_mode(outcome.problem, outcome.design, self.mode)


def explain_mode(
    problem: Problem, design: Design, mode: str, *, cost: float, answer: Answer
) -> ModeReasons:
    """What a mode of :func:`modes_of` is worth to a design that holds.

    :param cost: yuan a day of the design, as the checker found it.
    :raises Interrupted: when designing the alternatives is cancelled.
    """
    forced, favoured = with_mode(problem, design, mode)
    served = count_by_mode(problem, design, mode)
    as_it_is = [design] if mode == OWN and served == len(design.services) else []
    return ModeReasons(
        mode=mode,
        served=served,
        could=len(villages_by_mode(problem, mode)),
        cost=cost,
        forced=supposed(forced, answer, favoured=favoured, near=as_it_is),
        forbidden=supposed(without_mode(problem, mode), answer, near=[] if served else [design]),
    )


def count_by_mode(problem: Problem, design: Design, mode: str) -> int:
    """Villages that a design serves by a mode."""
    return sum(way.mode == mode for way in ways_of(problem, design).values())


@dataclass(frozen=True)
class VillageMode:
    """A mode of one village: the cheapest open way by it and by anything else.

    Prices are yuan a day beyond the design without the village; ``now`` is what it costs as
    designed. All else of the design stays as it is.
    """

    mode: str
    mode_now: str | None
    now: float | None
    forced: Way | None
    forbidden: Way | None


def village_mode(problem: Problem, design: Design, reasons: Reasons, mode: str) -> VillageMode:
    """What forcing or forbidding a mode means for a village that was explained."""
    way = ways_of(problem, design).get(reasons.village)
    open_ways = [each for each in reasons.ways if each.open]
    return VillageMode(
        mode=mode,
        mode_now=None if way is None else way.mode,
        now=reasons.saved,
        forced=next((w for w in open_ways if _mode_of(problem, w) == mode), None),
        forbidden=next((w for w in open_ways if _mode_of(problem, w) != mode), None),
    )


def _mode_of(problem: Problem, way: Way) -> str:
    if way.kind is not WayKind.LANE:
        return OWN
    return next(lane.kind.value for lane in problem.lanes if lane.id == way.by)
