"""A design as the checker sees it: runs, lanes and services found by their names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from jidi.network.rural.design import Design, Run, Service
from jidi.network.rural.problem import CENTRE, Lane, Problem
from jidi.network.weekdays import Weekdays


@dataclass(frozen=True, eq=False)
class View:
    """A problem with a design whose references all exist (``verify_shape`` has seen to it)."""

    problem: Problem
    design: Design

    @cached_property
    def runs(self) -> dict[str, Run]:
        """Feeders and lines by id."""
        return {run.id: run for run in (*self.design.feeders, *self.design.lines)}

    @cached_property
    def lanes(self) -> dict[str, Lane]:
        """The problem's lanes by id."""
        return {lane.id: lane for lane in self.problem.lanes}

    @cached_property
    def by(self) -> dict[str, tuple[Service, ...]]:
        """The services of each line and lane."""
        found: dict[str, list[Service]] = defaultdict(list)
        for service in self.design.services:
            found[service.by].append(service)
        return {name: tuple(services) for name, services in found.items()}

    @cached_property
    def feeders(self) -> dict[int, Run]:
        """The feeder of each station that has one, by station number."""
        return {self.station(node): run for run in self.design.feeders for node in run.stops}

    @cached_property
    def through(self) -> dict[int, tuple[Service, ...]]:
        """The services of each station, by station number."""
        found: dict[int, list[Service]] = defaultdict(list)
        for service in self.design.services:
            origin = self.origin(service)
            if origin != CENTRE:
                found[self.station(origin)].append(service)
        return {station: tuple(services) for station, services in found.items()}

    def came(self, run: Run, stop: int) -> int:
        """How many days after its departure a run is at a stop, by its number: 0 or 1."""
        return 0 if run.night is None or stop < run.night.after else 1

    def handed(self, run: Run, stop: int) -> int:
        """How many days after its departure a station hands out what a feeder left there."""
        return 0 if run.night is None else run.night.handed[stop]

    def fed(self, station: int) -> Weekdays | None:
        """The days on which a station hands out what came; None where it has no feeder."""
        run = self.feeders.get(station)
        if run is None:
            return None
        return run.days.shifted(self.handed(run, run.stops.index(1 + station)))

    def origin(self, service: Service) -> int:
        """The node where a village's parcels are loaded."""
        run = self.runs.get(service.by)
        return run.depot if run is not None else self.lanes[service.by].origin

    def station(self, node: int) -> int:
        """The station number of a station's node."""
        return node - 1

    def village(self, node: int) -> int:
        """The village number of a village's node."""
        return node - 1 - len(self.problem.stations)

    def name(self, node: int) -> str:
        """The id of what stands at a node."""
        if node == CENTRE:
            return self.problem.centre.id
        if node <= len(self.problem.stations):
            return self.problem.stations[self.station(node)].id
        return self.problem.villages[self.village(node)].id
