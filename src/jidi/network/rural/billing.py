"""The solver's own bill of a design, from its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jidi.network import costs
from jidi.network.costs import Bill
from jidi.network.rural.candidate import Prices, way_km
from jidi.network.rural.design import Duty, Run, Service
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.weekdays import DAYS


def bill(
    problem: Problem,
    *,
    stations: Sequence[int],
    runs: Sequence[Run],
    duties: Sequence[Duty],
    services: Sequence[Service],
) -> tuple[Bill, float]:
    """Yuan a day by terms, and grams of CO2e a day."""
    rates = problem.rates
    grams = sum(_run_grams(problem, run) for run in runs) + _lane_grams(problem, services)
    total = Bill(
        stations=sum(problem.stations[s].fixed for s in stations),
        vehicles=sum(
            costs.fleet_cost(vehicles=duty.turns, yuan_per_day=problem.vehicles[duty.vehicle].fixed)
            for duty in duties
        ),
        distance=sum(_distance(problem, run) for run in runs),
        time=sum(_time(problem, run) for run in runs),
        handling=_handling(problem, stations, runs, services),
        points=sum(_point(problem, service) for service in services),
        lanes=sum(_lane(problem, service) for service in services),
        carbon=costs.carbon_cost(grams_per_day=grams, yuan_per_tonne=rates.carbon_per_tonne),
        nights=sum(_nights(problem, run) for run in runs),
    )
    return total, grams


def _km(problem: Problem, run: Run) -> float:
    return way_km(problem, run.depot, run.stops)


def _run_grams(problem: Problem, run: Run) -> float:
    weekly = _km(problem, run) * run.days.frequency
    return weekly * problem.vehicles[run.vehicle].grams_per_km / DAYS


def _distance(problem: Problem, run: Run) -> float:
    return costs.distance_cost(
        km_per_week=_km(problem, run) * run.days.frequency,
        yuan_per_km=problem.vehicles[run.vehicle].per_km,
    )


def _nights(problem: Problem, run: Run) -> float:
    if run.night is None or problem.overnight is None:
        return 0.0
    return costs.nights_cost(
        nights_per_week=run.days.frequency, yuan_per_night=problem.overnight.night
    )


def _time(problem: Problem, run: Run) -> float:
    span = run.returns - run.departs + problem.centre.loading
    if run.night is not None:
        last = run.night.after - 1
        stands = run.arrives[last] + problem.stations[run.stops[last] - 1].handover
        span -= run.night.resumes - stands
    return costs.time_cost(
        minutes_per_week=span * run.days.frequency, yuan_per_hour=problem.work.per_hour
    )


def _handling(
    problem: Problem, stations: Sequence[int], runs: Iterable[Run], services: Sequence[Service]
) -> float:
    priced = Prices(problem).handling
    origins = {run.id: run.depot for run in runs}
    origins |= {lane.id: lane.origin for lane in problem.lanes}
    villages = sum(priced[s.village][origins[s.by] != CENTRE] for s in services)
    own = sum(problem.stations[s].down + problem.stations[s].up for s in stations)
    both = problem.rates.centre_handling + problem.rates.station_handling
    return villages + costs.handling_cost(parcels_per_day=own, yuan_per_parcel=both)


def _point(problem: Problem, service: Service) -> float:
    village = problem.villages[service.village]
    option = village.points[service.point]
    return costs.point_cost(
        parcels_per_day=village.parcels,
        fee_per_day=option.fee_per_day,
        fee_per_parcel=option.fee_per_parcel,
    )


def _lane(problem: Problem, service: Service) -> float:
    lane = next((lane for lane in problem.lanes if lane.id == service.by), None)
    if lane is None:
        return 0.0
    return costs.lane_cost(
        parcels_per_day=problem.villages[service.village].parcels,
        visits_per_week=service.days.frequency,
        per_parcel=lane.price_per_parcel,
        per_stop=lane.price_per_stop,
    )


def _lane_grams(problem: Problem, services: Sequence[Service]) -> float:
    lanes = {lane.id: lane for lane in problem.lanes}
    return sum(
        problem.villages[s.village].parcels * lanes[s.by].grams_per_parcel
        for s in services
        if s.by in lanes
    )
