"""A choice made clean: no village twice, none more than asked for where that saves money."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from jidi.network.rural.candidate import Candidate, Prices, line
from jidi.network.rural.choosing import Choice, LanePlace
from jidi.network.rural.problem import Problem
from jidi.network.rural.timing import Timing
from jidi.network.weekdays import Weekdays

Line = tuple[Candidate, Weekdays]


@dataclass
class Tidy:
    """The lines and lane places of a choice while they are being cleaned."""

    prices: Prices
    timing: Timing
    lines: list[Line]
    places: list[LanePlace]

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.prices.problem

    def villages(self, candidate: Candidate) -> tuple[int, ...]:
        """The villages of a line, in order."""
        first = 1 + self.problem.station_count
        return tuple(node - first for node in candidate.stops)

    def without(self, number: int, village: int) -> Line | None:
        """A line after leaving out a village; None when none is left or it breaks a rule."""
        candidate, days = self.lines[number]
        rest = tuple(v for v in self.villages(candidate) if v != village)
        if not rest:
            return None
        made = line(
            self.problem,
            self.timing,
            depot=candidate.depot,
            vehicle=candidate.vehicle,
            villages=rest,
            patterns=candidate.patterns,
        )
        return None if made is None else (made, days if days in made.patterns else made.patterns[0])

    def saving(self, number: int, village: int) -> float:
        """Yuan a day of driving and working saved by leaving a village out of a line."""
        rest = self.without(number, village)
        candidate = self.lines[number][0]
        left = 0.0 if rest is None else self.prices.run(rest[0])
        return self.prices.run(candidate) - left + self.kept(number, village)

    def kept(self, number: int, village: int) -> float:
        """Yuan a day of handling and point of a village on a line."""
        candidate, days = self.lines[number]
        return self.prices.served(village, origin=candidate.depot, gap=days.longest_gap)

    def leave_out(self, number: int, village: int) -> None:
        """Take a village off a line; a line without villages goes."""
        rest = self.without(number, village)
        if rest is None:
            del self.lines[number]
        else:
            self.lines[number] = rest


def tidied(prices: Prices, timing: Timing, choice: Choice, *, least_served: int | None) -> Tidy:
    """The choice with every village once, where it costs least.

    :param least_served: leave out the dearest villages beyond this number; None keeps all.
    """
    tidy = Tidy(prices, timing, list(choice.lines), list(choice.places))
    _once(tidy)
    if least_served is not None:
        _no_more_than(tidy, least_served)
    return tidy


def _once(tidy: Tidy) -> None:
    """Each village is left where leaving it out would save least."""
    while True:
        twice = {v: ways for v, ways in _ways(tidy).items() if len(ways) > 1}
        if not twice:
            return
        village, ways = min(twice.items())
        dearest = max(ways, key=lambda way: (_way_saving(tidy, way, village), way))
        _leave(tidy, dearest, village)


def _ways(tidy: Tidy) -> dict[int, list[tuple[str, int]]]:
    ways: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for number, (candidate, _) in enumerate(tidy.lines):
        for village in tidy.villages(candidate):
            ways[village].append(("line", number))
    for number, place in enumerate(tidy.places):
        ways[place.village].append(("place", number))
    return ways


def _way_saving(tidy: Tidy, way: tuple[str, int], village: int) -> float:
    kind, number = way
    return tidy.saving(number, village) if kind == "line" else tidy.places[number].cost


def _leave(tidy: Tidy, way: tuple[str, int], village: int) -> None:
    kind, number = way
    if kind == "line":
        tidy.leave_out(number, village)
    else:
        del tidy.places[number]


def _no_more_than(tidy: Tidy, wanted: int) -> None:
    """Leave out the dearest villages, one after another, while more are served than asked for."""
    while len(ways := _ways(tidy)) > wanted:
        single = [(v, found[0]) for v, found in sorted(ways.items())]
        village, way = max(single, key=lambda pair: (_way_saving(tidy, pair[1], pair[0]), -pair[0]))
        if _way_saving(tidy, way, village) <= 0:
            return
        _leave(tidy, way, village)
