"""A timetable as it is asked: stops, runs on their days, links. Frozen and checked at birth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from jidi.core.errors import ValueProblem
from jidi.core.nearest import suggestion
from jidi.network.timetable.arrays import Arrays, arrays_of

DAY_S: Final = 86_400


@dataclass(frozen=True)
class Stop:
    """A place where parcels change: a hub, a station, a county's centre.

    :param longitude: degrees; None where it is not known, which only a map minds.
    """

    id: str
    name: str
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A run's stop: its number, and when the run comes and leaves, seconds of the run's own day."""

    stop: int
    arrives: int
    departs: int


@dataclass(frozen=True)
class Run:
    """One run, on each day on which it leaves.

    :param days: numbers of days; −1 is the day before the first.
    :param load_s: how long before it leaves a parcel must be at the stop (截载).
    :param unload_s: how long after it comes the parcel is at hand again.
    :param leg_costs: fen a tonne of each leg between calls; ``entry_cost`` of being put on it.
    :raises ValueProblem: N-901 for fewer than two calls, N-902 for times that go back, N-903 where
        changing takes no time at all, N-904 for costs below nought or of another number.
    """

    id: str
    name: str
    mode: str
    calls: tuple[Call, ...]
    days: tuple[int, ...]
    load_s: int
    unload_s: int
    leg_costs: tuple[int, ...]
    entry_cost: int = 0

    def __post_init__(self) -> None:
        if len(self.calls) < 2:
            raise ValueProblem("N-901", run=self.id)
        moments = [m for call in self.calls for m in (call.arrives, call.departs)]
        if any(later < earlier for earlier, later in pairwise(moments[1:-1])):
            raise ValueProblem("N-902", run=self.id)
        if self.load_s < 0 or self.unload_s < 0 or self.load_s + self.unload_s < 1:
            raise ValueProblem("N-903", run=self.id, load=self.load_s, unload=self.unload_s)
        costs = (*self.leg_costs, self.entry_cost)
        if len(self.leg_costs) != len(self.calls) - 1 or min(costs) < 0:
            raise ValueProblem("N-904", run=self.id)


@dataclass(frozen=True)
class Link:
    """A way between two stops that may begin at any moment.

    :param seconds: with all handling on the way; ``cost``: fen a tonne.
    """

    origin: int
    target: int
    mode: str
    seconds: int
    cost: int = 0

    def __post_init__(self) -> None:
        if self.seconds < 0 or self.cost < 0:
            raise ValueProblem("N-905", origin=self.origin, target=self.target)


@dataclass(frozen=True)
class Timetable:
    """All that a parcel may take.

    :raises ValueProblem: N-906 for an id twice, N-907 for a call or link at a stop there is not.
    """

    stops: tuple[Stop, ...]
    runs: tuple[Run, ...]
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        for kind, ids in (("stop", [s.id for s in self.stops]), ("run", [r.id for r in self.runs])):
            if len(set(ids)) != len(ids):
                twice = next(one for one in ids if ids.count(one) > 1)
                raise ValueProblem("N-906", kind=kind, id=twice)
        for stop in self._mentioned():
            if not 0 <= stop < len(self.stops):
                raise ValueProblem("N-907", stop=stop, count=len(self.stops))

    def _mentioned(self) -> Iterator[int]:
        yield from (call.stop for run in self.runs for call in run.calls)
        yield from (end for link in self.links for end in (link.origin, link.target))

    def number(self, stop_id: str) -> int:
        """The number of a stop.

        :raises ValueProblem: N-908 when there is none, with the nearest.
        """
        if stop_id not in self._numbers:
            raise ValueProblem(
                "N-908", id=stop_id, nearest=suggestion(stop_id, self._numbers) or "—"
            )
        return self._numbers[stop_id]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {stop.id: number for number, stop in enumerate(self.stops)}

    @cached_property
    def arrays(self) -> Arrays:
        """The same, laid out for the scan."""
        return arrays_of(self)
