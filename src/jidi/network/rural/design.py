"""A design: what is opened, who goes where on which days, and what it claims to cost.

Nothing here is trusted: ``verify`` recomputes it from the problem.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from jidi.network.costs import Bill
from jidi.network.rural.problem import LEFT_OUT
from jidi.network.weekdays import Weekdays


@dataclass(frozen=True)
class Night:
    """The night of a feeder that comes back on the next day (隔夜).

    :param after: it rests at the place of so many-th stop, when that is served.
    :param resumes: when it goes on, in minutes from midnight of the day it left the centre.
    :param handed: for each stop, how many days after the departure the station hands out what
        came, and its lines leave with it.
    :param pauses: minutes of break on the road, on the way to the place of the night and on the
        last leg home.
    """

    after: int
    resumes: float
    handed: tuple[int, ...]
    pauses: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Run:
    """A line: one vehicle's way from its depot through its stops and back (定线).

    A feeder is a run from the centre whose stops are stations; a line's stops are villages.

    :param depot: node where it starts and ends; ``stops``: nodes in order.
    :param vehicle: index of the vehicle type.
    :param departs: minute of the day it leaves the depot, loaded; loading comes before.
    :param arrives: minute of the day service begins at each stop.
    :param returns: minute of the day it is back.
    :param days: those on which it departs.
    :param night: where it stays away for a night; moments after it count from midnight of the day
        of departure as well, so they are beyond 1440.
    """

    id: str
    depot: int
    stops: tuple[int, ...]
    vehicle: int
    days: Weekdays
    departs: float
    arrives: tuple[float, ...]
    returns: float
    night: Night | None = field(default=None, metadata=LEFT_OUT)


@dataclass(frozen=True)
class Duty:
    """One vehicle with its driver, and the runs it makes (定人).

    Runs are made in the order of their departures; on a day, those whose pattern holds the day.

    :param turns: as many vehicles, each with its driver, make its one overnight run in turn.
    """

    id: str
    vehicle: int
    depot: int
    runs: tuple[str, ...]
    turns: int = field(default=1, metadata=LEFT_OUT)


@dataclass(frozen=True)
class Service:
    """How one village is served.

    :param by: id of the run or of the lane that serves it.
    :param days: the days on which it is visited (定时): the run's, or among the lane's.
    :param point: index of the village's point option.
    """

    village: int
    by: str
    days: Weekdays
    point: int


SPANNING_TREES: Final = "spanning trees with multipliers"
"""How the bound of a county's design is found."""


@dataclass(frozen=True)
class Proof:
    """What is known of how good a design can be.

    :param bound: yuan a day below which no design of the same coverage can cost; None where none
        was computed.
    :param method: how the bound came about.
    """

    bound: float | None
    method: str = ""

    def gap(self, cost: float) -> float | None:
        """How far ``cost`` may be from the best, as a share of the cost."""
        return None if self.bound is None or cost <= 0 else max(0.0, (cost - self.bound) / cost)


@dataclass(frozen=True)
class Design:
    """A rural network as designed.

    :param problem: id and digest of the problem it answers.
    :param open: the stations opened, by number.
    :param bill: what it claims to cost, yuan a day.
    :param made: how it was made: program version, seed, effort.
    """

    problem: str
    digest: str
    open: tuple[int, ...]
    feeders: tuple[Run, ...]
    lines: tuple[Run, ...]
    duties: tuple[Duty, ...]
    services: tuple[Service, ...]
    bill: Bill
    grams: float
    proof: Proof
    made: tuple[tuple[str, str], ...] = ()

    @property
    def served(self) -> frozenset[int]:
        """The villages served, by number."""
        return frozenset(service.village for service in self.services)
