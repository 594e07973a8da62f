"""Weeks of runs, one after the other, as the checker runs them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

WEEK: Final = 168.0
WEEKS: Final = 60


@dataclass
class Come:
    """Who comes for the runs of one way of a line. :param runs: hours of the week at which they
    leave, in order. :param come: parcels by run; ``spent``: their hours, as if none was left."""

    runs: list[float]
    come: list[float] = field(default_factory=list)
    parcels: float = 0.0
    spent: float = 0.0

    def __post_init__(self) -> None:
        self.come = [0.0] * len(self.runs)

    def add(self, parcels: float, ready: float, at: float, after: float) -> None:
        """So many, ready at one hour, at the run at another, and so long on their way after it."""
        self.parcels += parcels
        if self.runs:
            run, leaves = next_of(self.runs, at)
            self.come[run] += parcels
            self.spent += parcels * (leaves - ready + after)


def next_of(runs: list[float], at: float) -> tuple[int, float]:
    """The first run that leaves at or after an hour, and its own hour."""
    week = int(at // WEEK)
    for weeks in (week, week + 1):
        for run, hour in enumerate(runs):
            moment = weeks * WEEK + hour
            if moment >= at - 1e-9:
                return run, moment
    raise AssertionError("a week has a run")


def rolled(come: Come, room: list[float]) -> tuple[list[float], float, float, float]:
    """What boards each run in the last week, the queue before that week and after it, and the
    parcel-hours that those left behind wait in it."""
    runs, queue, before, waits = come.runs, 0.0, -1.0, 0.0
    boards = [0.0] * len(runs)
    for _ in range(WEEKS):
        waits, before = 0.0, queue
        for run, hour in enumerate(runs):
            queue += come.come[run]
            boards[run] = min(queue, max(0.0, room[run]))
            queue -= boards[run]
            later = runs[run + 1] if run + 1 < len(runs) else runs[0] + WEEK
            waits += queue * (later - hour)
    return boards, before, queue, waits
