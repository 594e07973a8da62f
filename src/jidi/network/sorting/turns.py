"""Turns: what of a destination a wave may sort, after which other wave, with which departure.

A destination that leaves several times a day is sorted in a round of waves. What comes between the
end of one wave and that of the next is the next one's, so a turn needs to know only the turn before
it, and a round of turns holds every hour of the day once. All that has been sorted leaves with a
vehicle: therefore the vehicle of the turn before must be gone when this wave is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from jidi.network.sorting.clock import before_end, caught, parcel_hours, since, stands
from jidi.network.sorting.design import Placed
from jidi.network.sorting.problem import HOURS, Destination, SortingProblem, Wave

Stop = tuple[int, int]
"""Numbers of a wave and of the departure it is loaded for."""


@dataclass(frozen=True)
class Turn:
    """One destination in one wave.

    :param before: the turn that sorted what came earlier; itself where there is but one a day.
    :param midnight: whether what comes in the hour after midnight is its.
    :param arrivals: parcels it sorts, by the hour in which they come.
    :param parcel_hours: that they wait from the end of their hour until they leave.
    """

    destination: int
    stop: Stop
    before: Stop
    midnight: bool
    arrivals: tuple[float, ...]
    parcel_hours: float

    @property
    def wave(self) -> int:
        """Its number."""
        return self.stop[0]

    @property
    def alone(self) -> bool:
        """Whether it is the only one of the day."""
        return self.before == self.stop

    @property
    def parcels(self) -> float:
        """Of a day."""
        return sum(self.arrivals)


def stops(problem: SortingProblem, destination: Destination) -> tuple[Stop, ...]:
    """Waves whose parcels need not stand too long until a departure, with it."""
    return tuple(
        (number, departure)
        for number, wave in enumerate(problem.waves)
        for departure, window in enumerate(destination.departures)
        if stands(window, wave, load=problem.load) <= problem.hold
    )


def turns(problem: SortingProblem, number: int, *, idle: bool = False) -> Iterator[Turn]:
    """Every turn that may be of use for a destination. :param idle: those without parcels too."""
    destination = problem.destinations[number]
    can = stops(problem, destination)
    for stop in can:
        yield turn(problem, number, stop, stop)
        for before in can:
            if _follows(problem, destination, stop, before):
                one = turn(problem, number, stop, before)
                if one.parcels or idle:
                    yield one


def turn(problem: SortingProblem, number: int, stop: Stop, before: Stop) -> Turn:
    """One turn, with what it sorts."""
    destination, wave = problem.destinations[number], problem.waves[stop[0]]
    hours = since(wave, problem.waves[before[0]]) if before != stop else HOURS
    arrivals = caught(destination, wave, hours=hours)
    window = destination.departures[stop[1]]
    waits = parcel_hours(arrivals, wave, window=window, load=problem.load)
    midnight = before_end(0, wave) <= hours
    return Turn(number, stop, before, midnight, arrivals, waits)


def turns_of(problem: SortingProblem, placed: Iterable[Placed]) -> tuple[Turn, ...]:
    """The turns of a design, in the order of its places."""
    every = tuple(placed)
    rounds: dict[int, list[Placed]] = {}
    for one in sorted(every, key=lambda one: problem.waves[one.wave].ends):
        rounds.setdefault(one.destination, []).append(one)
    before = {one: here[at - 1] for here in rounds.values() for at, one in enumerate(here)}
    return tuple(
        turn(problem, one.destination, stop_of(one), stop_of(before[one])) for one in every
    )


def soonest(problem: SortingProblem, placed: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """The same waves, each with the soonest departure that no other wave has: never dearer."""
    made = list(placed)
    moved = True
    while moved:
        moved = False
        for at, one in enumerate(made):
            destination, wave = problem.destinations[one.destination], problem.waves[one.wave]
            taken = {o.departure for o in made if o.destination == one.destination}
            wait = [stands(window, wave, load=problem.load) for window in destination.departures]
            free = [k for k in range(len(wait)) if k not in taken and wait[k] < wait[one.departure]]
            if free:
                made[at] = replace(one, departure=min(free, key=lambda k: (wait[k], k)))
                moved = True
    return tuple(made)


def stop_of(one: Placed) -> Stop:
    """Where a place stands in its round."""
    return one.wave, one.departure


def _follows(problem: SortingProblem, destination: Destination, stop: Stop, before: Stop) -> bool:
    """Whether a turn may come next after another on the same day."""
    if stop[0] == before[0] or stop[1] == before[1]:
        return False
    wave, other = problem.waves[stop[0]], problem.waves[before[0]]
    window = destination.departures[before[1]]
    gone = stands(window, other, load=problem.load) < since(wave, other)
    return gone and not _at_once(wave, other)


def _at_once(one: Wave, other: Wave) -> bool:
    return (one.begins - other.begins) % HOURS < other.hours or (
        other.begins - one.begins
    ) % HOURS < one.hours
