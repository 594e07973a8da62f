"""Earliest arrival from one stop at one moment to all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from jidi.network.timetable.journey import Leg, Step, legs_of
from jidi.network.timetable.kernel.scan import NOWHERE, Reached, Small, scan_earliest

if TYPE_CHECKING:
    from jidi.network.timetable.problem import Timetable

NEVER: Final = 2**31 - 1


@dataclass(frozen=True)
class Arrivals:
    """When a parcel is at hand at every stop, and how it came."""

    timetable: Timetable
    origin: int
    ready: int
    reached: Reached

    @property
    def at(self) -> Small:
        """Seconds by stop; :data:`NEVER` where it does not come within the timetable's days."""
        return self.reached.at

    def moment(self, stop: int) -> int | None:
        """When it is at hand at a stop; None where it never is."""
        found = int(self.at[stop])
        return None if found == NEVER else found

    def legs(self, stop: int) -> tuple[Leg, ...] | None:
        """The way it took; empty at the origin itself, None where it never comes."""
        if self.moment(stop) is None:
            return None
        steps: list[Step] = []
        while stop != self.origin:
            stop, step = self._last_step(stop)
            steps.append(step)
        return legs_of(self.timetable, reversed(steps), ready=self.ready)

    def _last_step(self, stop: int) -> tuple[int, Step]:
        """How the stop was reached, and from where."""
        link = int(self.reached.by_link[stop])
        end = self.timetable.arrays.links[link].origin if link != NOWHERE else stop
        if end == self.origin:
            return end, (NOWHERE, NOWHERE, link)
        on, off = int(self.reached.got_on[end]), int(self.reached.got_off[end])
        return int(self.timetable.arrays.legs.origin[on]), (on, off, link)


def earliest(timetable: Timetable, *, origin: int, ready: int, until: int = NEVER - 1) -> Arrivals:
    """The earliest moment at which a parcel is at hand at every stop.

    :param ready: when it is handed in, seconds from midnight of day 0.
    :param until: runs that leave later are not looked at.
    """
    arrays, count = timetable.arrays, len(timetable.stops)
    legs, blank = arrays.legs, np.full(count, NOWHERE, np.int32)
    never = np.full(count, NEVER, np.int32)
    entered = np.full(arrays.trips, NOWHERE, np.int32)
    reached = Reached(never, never.copy(), blank, blank.copy(), blank.copy(), entered)
    reached.at[origin] = reached.off_run[origin] = ready
    for link in range(legs.first_link[origin], legs.first_link[origin + 1]):
        there, then = legs.link_target[link], ready + legs.link_s[link]
        if then < reached.at[there]:
            reached.at[there], reached.by_link[there] = then, link
    scan_earliest(legs, reached, arrays.first_leaving(ready), until)
    return Arrivals(timetable, origin, ready, reached)
