"""A station or a mode of a design explained, in both languages: what it does, what binds, and what
the contrary would cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.network.rural.explain_mode import ModeReasons, VillageMode, explain_mode, village_mode
from jidi.network.rural.explain_station import StationReasons, explain_station
from jidi.network.rural.supposing import modes_of
from jidi.service.rural_answering import answered, check_holds, number_of
from jidi.service.rural_design import Cancelled, Judged, Progress, Solver
from jidi.service.rural_explaining import Explained

SPELLINGS: Final[Mapping[str, str]] = {
    "own_van": "own",
    "postal_van": "postal",
    "village_bus": "bus",
}
"""Other words for modes."""


@dataclass(frozen=True)
class StationExplained:
    """A station's reasons with the design they are about."""

    judged: Judged
    reasons: StationReasons


@dataclass(frozen=True)
class ModeExplained:
    """A mode's reasons with the design they are about."""

    judged: Judged
    reasons: ModeReasons


@dataclass(frozen=True)
class VillageModeExplained:
    """A mode of one village, with the village explained."""

    village: Explained
    found: VillageMode


def station_explained(
    judged: Judged, station: str, *, solve: Solver, progress: Progress, cancelled: Cancelled
) -> StationExplained:
    """The station of a design that holds, explained; the contrary is designed anew.

    :param station: its id or its name, where only one station has it.
    :raises UnknownName: N-710. :raises InputError: N-711 when several have the name, N-703.
    :raises Interrupted: when cancelled before there was a design of the contrary.
    """
    cost = check_holds(judged)
    stations = judged.problem.stations
    number = number_of(stations, station, unknown="N-710", several="N-711")
    answer = answered(judged, solve=solve, questions=1, progress=progress, cancelled=cancelled)
    reasons = explain_station(judged.problem, judged.design, number, cost=cost, answer=answer)
    return StationExplained(judged, reasons)


def mode_explained(
    judged: Judged, mode: str, *, solve: Solver, progress: Progress, cancelled: Cancelled
) -> ModeExplained:
    """A mode of a county's design that holds: forced, and forbidden, each designed anew.

    :raises UnknownName: N-712. :raises InputError: N-703. :raises Interrupted: as above.
    """
    cost, known = check_holds(judged), mode_of(judged, mode)
    answer = answered(judged, solve=solve, questions=2, progress=progress, cancelled=cancelled)
    reasons = explain_mode(judged.problem, judged.design, known, cost=cost, answer=answer)
    return ModeExplained(judged, reasons)


def village_mode_explained(found: Explained, mode: str) -> VillageModeExplained:
    """A mode of a village that was explained: forced and forbidden, all else as it is.

    :raises UnknownName: N-712.
    """
    judged, known = found.judged, mode_of(found.judged, mode)
    made = village_mode(judged.problem, judged.design, found.reasons, known)
    return VillageModeExplained(found, made)


def mode_of(judged: Judged, asked: str) -> str:
    """The mode that is asked for.

    :raises UnknownName: N-712 for one that the problem does not know.
    """
    known = modes_of(judged.problem)
    mode = SPELLINGS.get(asked, asked)
    if mode not in known:
        told = listed(known)
        raise UnknownName("N-712", name=asked, known=told, nearest=suggestion(asked, known))
    return mode


def check_one_question(*, village: str, station: str, mode: str, alternatives: int | None) -> None:
    """Exactly one question at a time; a mode may be that of a village.

    :raises InputError: N-713.
    """
    asked = [bool(village) or bool(mode), bool(station), alternatives is not None]
    if sum(asked) != 1:
        raise InputError("N-713")
