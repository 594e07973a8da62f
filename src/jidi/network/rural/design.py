"""A design: what is opened, who goes where on which days, and what it claims to cost.

Nothing here is trusted: ``verify`` recomputes it from the problem.
"""

from __future__ import annotations

from dataclasses import dataclass

from jidi.network.costs import Bill
from jidi.network.weekdays import Weekdays


@dataclass(frozen=True)
class Run:
    """A line: one vehicle's way from its depot through its stops and back (定线).

    A feeder is a run from the centre whose stops are stations; a line's stops are villages.

    :param depot: node where it starts and ends; ``stops``: nodes in order.
    :param vehicle: index of the vehicle type.
    :param departs: minute of the day it leaves the depot, loaded; loading comes before.
    :param arrives: minute of the day service begins at each stop.
    :param returns: minute of the day it is back.
    """

    id: str
    depot: int
    stops: tuple[int, ...]
    vehicle: int
    days: Weekdays
    departs: float
    arrives: tuple[float, ...]
    returns: float


@dataclass(frozen=True)
class Duty:
    """One vehicle with its driver, and the runs it makes (定人).

    Runs are made in the order of their departures; on a day, those whose pattern holds the day.
    """

    id: str
    vehicle: int
    depot: int
    runs: tuple[str, ...]


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
