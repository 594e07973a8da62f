"""The way a parcel takes: links and runs one after the other, with their moments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jidi.network.timetable.arrays import Arrays

if TYPE_CHECKING:
    from jidi.network.timetable.problem import Timetable


@dataclass(frozen=True)
class RunLeg:
    """A stretch on one run.

    :param ready: when the parcel was at hand before it; ``board_by``: its cut-off there.
    :param departs: and ``arrives``: of the run; ``lands``: when the parcel is at hand after it.
    :param cost: fen a tonne.
    """

    run: int
    day: int
    origin: int
    target: int
    ready: int
    board_by: int
    departs: int
    arrives: int
    lands: int
    cost: int

    @property
    def waits_s(self) -> int:
        """Seconds at the stop before the cut-off."""
        return self.board_by - self.ready


@dataclass(frozen=True)
class LinkLeg:
    """A drive at once."""

    link: int
    origin: int
    target: int
    ready: int
    lands: int
    cost: int


Leg = RunLeg | LinkLeg
Step = tuple[int, int, int]
"""The legs on which a run is got on and off, and the link after it; −1 each where there is none."""


def legs_of(timetable: Timetable, steps: Iterable[Step], *, ready: int) -> tuple[Leg, ...]:
    """The legs of a way that begins at ``ready``."""
    return tuple(_legs(timetable, steps, ready))


def _legs(timetable: Timetable, steps: Iterable[Step], ready: int) -> Iterator[Leg]:
    arrays = timetable.arrays
    for on, off, link in steps:
        if on >= 0:
            leg = _run_leg(timetable, arrays, on, off, ready)
            yield leg
            ready = leg.lands
        if link >= 0:
            taken = arrays.links[link]
            lands = ready + taken.seconds
            yield LinkLeg(link, taken.origin, taken.target, ready, lands, taken.cost)
            ready = lands


def _run_leg(timetable: Timetable, arrays: Arrays, on: int, off: int, ready: int) -> RunLeg:
    run = timetable.runs[arrays.run[on]]
    start, end = int(arrays.position[on]), int(arrays.position[off])
    return RunLeg(
        run=int(arrays.run[on]),
        day=int(arrays.day[on]),
        origin=int(arrays.legs.origin[on]),
        target=int(arrays.legs.target[off]),
        ready=ready,
        board_by=int(arrays.legs.board_by[on]),
        departs=int(arrays.legs.departs[on]),
        arrives=int(arrays.legs.lands[off]) - run.unload_s,
        lands=int(arrays.legs.lands[off]),
        cost=run.entry_cost + sum(run.leg_costs[start : end + 1]),
    )
