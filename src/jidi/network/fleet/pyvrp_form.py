"""The fleet problem as PyVRP takes it, and PyVRP's answer as a design.

PyVRP solves it; it was chosen over OR-Tools and VROOM for mixed fleets, several trips and stops to
choose in one model, and for its places in the field's contests.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyvrp

from jidi.network.fleet.design import FleetDesign, Round, Trip
from jidi.network.fleet.problem import ENDLESS, FleetProblem, Matrix, Vehicle

FARTHEST: Final = 10**9
"""What is longer counts as this long: PyVRP 0.14.1 was seen to go on past its end where ways that
are forbidden were longer still."""


def data_of(problem: FleetProblem) -> pyvrp.ProblemData:
    """The problem, number by number in the same order."""
    size = problem.distances[0].shape[0]
    loading = max(depot.loading for depot in problem.depots)
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in range(size)],
        [
            pyvrp.Client(
                stop.place, delivery=[stop.brings], pickup=[stop.takes],
                service_duration=stop.service, tw_early=stop.opens, tw_late=_limit(stop.closes),
                # Loading begins when all is there, and a trip leaves when it is done.
                release_time=stop.released + loading if stop.released else 0,
                prize=stop.prize or 0, required=stop.prize is None,
            )
            for stop in problem.stops
        ],
        [
            pyvrp.Depot(
                d.place, tw_early=d.opens, tw_late=_limit(d.closes), service_duration=d.loading
            )
            for d in problem.depots
        ],
        [_vehicle_type(vehicle) for vehicle in problem.vehicles],
        [_capped(matrix) for matrix in problem.distances],
        [_capped(matrix) for matrix in problem.times],
    )  # fmt: skip


def _capped(matrix: Matrix) -> Any:
    """As PyVRP takes it; its typing names the shape of arrays in a way that no array has."""
    return np.minimum(matrix, FARTHEST)


def _vehicle_type(vehicle: Vehicle) -> pyvrp.VehicleType:
    return pyvrp.VehicleType(
        num_available=vehicle.count,
        capacity=[vehicle.capacity],
        start_depot=vehicle.start,
        end_depot=vehicle.end,
        fixed_cost=vehicle.fixed_cost,
        tw_early=vehicle.opens,
        tw_late=_limit(vehicle.closes),
        shift_duration=_limit(vehicle.shift),
        max_distance=_limit(vehicle.longest),
        unit_distance_cost=vehicle.per_distance,
        unit_duration_cost=vehicle.per_time,
        profile=vehicle.matrix,
        reload_depots=list(vehicle.reloads_at) if vehicle.trips > 1 else [],
        max_reloads=vehicle.trips - 1,
    )


def _limit(value: int) -> int:
    return int(np.iinfo(np.int64).max) if value >= ENDLESS else value


def design_of(solution: pyvrp.Solution) -> FleetDesign:
    """The design of a solution that is feasible and complete."""
    return FleetDesign(
        rounds=tuple(_round(route) for route in solution.routes()),
        cost=sum(cost_of_route(route) for route in solution.routes())
        + solution.uncollected_prizes(),
    )


def cost_of_route(route: pyvrp.Route) -> int:
    """What the route costs, without prizes."""
    return int(route.distance_cost() + route.duration_cost() + route.fixed_vehicle_cost())


def _round(route: pyvrp.Route) -> Round:
    schedule = route.schedule()
    loads = [n for n, activity in enumerate(schedule) if activity.is_depot()]
    trips = []
    for first, last in pairwise(loads):
        stops = tuple(int(schedule[n].idx) for n in range(first + 1, last))
        trips.append(Trip(loads_at=int(schedule[first].idx), stops=stops))
    return Round(vehicle=int(route.vehicle_type()), trips=tuple(trips))
