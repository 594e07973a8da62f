"""A timetable laid out for the scan: every leg of every run of every day, by when it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from jidi.network.timetable.kernel.scan import Legs, Small, Whole

if TYPE_CHECKING:
    from jidi.network.timetable.problem import Link, Timetable

_DAY_S: Final = 86_400


@dataclass(frozen=True)
class Arrays:
    """Legs in the order of leaving, and which run each is of.

    :param run: number of the run; ``position``: number of the leg within it; ``day``: the day.
    :param trips: runs, each day's for itself.
    """

    legs: Legs
    run: Small
    position: Small
    day: Small
    trips: int
    links: tuple[Link, ...]

    def first_leaving(self, moment: int) -> int:
        """The first leg that leaves at a moment or later."""
        return int(np.searchsorted(self.legs.departs, np.int32(moment)))


def arrays_of(timetable: Timetable) -> Arrays:
    """The arrays of a timetable."""
    legs = _legs_of_a_day(timetable)
    lines = np.array(
        [(n, day) for n, run in enumerate(timetable.runs) for day in run.days], dtype=np.int64
    ).reshape(-1, 2)
    counts = np.array([len(run.calls) - 1 for run in timetable.runs], dtype=np.int64)
    begins = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    lengths = counts[lines[:, 0]] if len(lines) else np.zeros(0, np.int64)
    trip = np.repeat(np.arange(len(lines)), lengths)
    ends = np.cumsum(lengths)
    position = np.arange(int(lengths.sum())) - np.repeat(ends - lengths, lengths)
    leg = begins[lines[:, 0]][trip] + position if len(lines) else np.zeros(0, np.int64)
    day = lines[:, 1][trip]
    departs = legs["departs"][leg] + day * _DAY_S
    order = np.lexsort((position, trip, departs))

    def laid(values: npt.NDArray[Any], kind: type = np.int32) -> npt.NDArray[Any]:
        return np.ascontiguousarray(values[order], dtype=kind)

    links = tuple(sorted(timetable.links, key=lambda link: (link.origin, link.target)))
    starts = [link.origin for link in links]
    return Arrays(
        legs=Legs(
            origin=laid(legs["origin"][leg]),
            target=laid(legs["target"][leg]),
            departs=laid(departs),
            board_by=laid(departs - legs["load"][leg]),
            lands=laid(legs["arrives"][leg] + day * _DAY_S + legs["unload"][leg]),
            trip=laid(trip),
            cost=laid(legs["cost"][leg], np.int64),
            entry_cost=laid(legs["entry"][leg], np.int64),
            first_link=np.searchsorted(starts, np.arange(len(timetable.stops) + 1)).astype(
                np.int32
            ),
            link_target=np.array([link.target for link in links], dtype=np.int32),
            link_s=np.array([link.seconds for link in links], dtype=np.int32),
            link_cost=np.array([link.cost for link in links], dtype=np.int64),
        ),
        run=laid(lines[:, 0][trip]),
        position=laid(position),
        day=laid(day),
        trips=len(lines),
        links=links,
    )


def _legs_of_a_day(timetable: Timetable) -> dict[str, Whole]:
    """Every leg of every run once, on its own day."""
    names = ("origin", "target", "departs", "arrives", "load", "unload", "cost", "entry")
    rows = [
        (
            one.stop,
            other.stop,
            one.departs,
            other.arrives,
            run.load_s,
            run.unload_s,
            cost,
            run.entry_cost,
        )
        for run in timetable.runs
        for one, other, cost in zip(run.calls, run.calls[1:], run.leg_costs, strict=False)
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, len(names))
    return {name: table[:, column] for column, name in enumerate(names)}
