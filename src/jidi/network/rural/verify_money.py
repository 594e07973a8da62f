"""What a design costs, drives and emits, computed anew; and what it claims of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields

from jidi.network.costs import (
    Bill,
    carbon_cost,
    distance_cost,
    fleet_cost,
    handling_cost,
    lane_cost,
    nights_cost,
    point_cost,
    time_cost,
)
from jidi.network.rural.design import Run, Service
from jidi.network.rural.problem import CENTRE
from jidi.network.rural.verdict import Violation, above, same
from jidi.network.rural.verify_times import course
from jidi.network.rural.verify_view import View
from jidi.network.weekdays import DAYS


@dataclass(frozen=True)
class Account:
    """Cost (yuan a day), km and g CO2e a day of a design."""

    bill: Bill
    km: float
    grams: float


def account(view: View) -> Account:
    """Everything a design costs, from the problem's rates and the design's decisions."""
    runs = [run_account(view, run) for run in view.runs.values()]
    services = [service_account(view, service) for service in view.design.services]
    parts = [*runs, *services, _stations(view)]
    grams = sum(part.grams for part in parts)
    rate = view.problem.rates.carbon_per_tonne
    bill = sum((part.bill for part in parts), _fleet(view))
    bill += Bill(carbon=carbon_cost(grams_per_day=grams, yuan_per_tonne=rate))
    return Account(bill, sum(part.km for part in parts), grams)


def run_account(view: View, run: Run) -> Account:
    """What one run costs, drives and emits a day; its vehicle apart."""
    vehicle, followed = view.problem.vehicles[run.vehicle], course(view, run)
    km = followed.km * run.days.frequency
    hours, rate = working(view, run) * run.days.frequency, view.problem.work.per_hour
    bill = Bill(
        distance=distance_cost(km_per_week=km, yuan_per_km=vehicle.per_km),
        time=time_cost(minutes_per_week=hours, yuan_per_hour=rate),
    )
    overnight = view.problem.overnight
    if run.night is not None and overnight is not None:
        nights = run.days.frequency
        bill += Bill(nights=nights_cost(nights_per_week=nights, yuan_per_night=overnight.night))
    return Account(bill, km / DAYS, km / DAYS * vehicle.grams_per_km)


def working(view: View, run: Run) -> float:
    """Minutes worked on one run, loading included, the rest at night apart."""
    followed = course(view, run)
    span = followed.back - run.departs + view.problem.centre.loading
    night = run.night
    return span if night is None else span - (night.resumes - followed.stands)


def service_account(view: View, service: Service) -> Account:
    """What one village's handling, point and lane cost and emit a day."""
    village, rates = view.problem.villages[service.village], view.problem.rates
    point, parcels = village.points[service.point], village.parcels
    handling = handling_cost(parcels_per_day=parcels, yuan_per_parcel=rates.centre_handling)
    if view.origin(service) != CENTRE:
        rate = rates.station_handling
        handling += handling_cost(parcels_per_day=parcels, yuan_per_parcel=rate)
    paid = point_cost(
        parcels_per_day=parcels,
        fee_per_day=point.fee_per_day,
        fee_per_parcel=point.fee_per_parcel,
    )
    lane = view.lanes.get(service.by)
    if lane is None:
        return Account(Bill(handling=handling, points=paid), 0.0, 0.0)
    carrier = lane_cost(
        parcels_per_day=parcels,
        visits_per_week=service.days.frequency,
        per_parcel=lane.price_per_parcel,
        per_stop=lane.price_per_stop,
    )
    bill = Bill(handling=handling, points=paid, lanes=carrier)
    return Account(bill, 0.0, parcels * lane.grams_per_parcel)


def _stations(view: View) -> Account:
    """Fixed cost of the open stations, and handling of their own parcels, there and before."""
    bill, rates = Bill(), view.problem.rates
    for number in view.design.open:
        station = view.problem.stations[number]
        both = rates.centre_handling + rates.station_handling
        handling = handling_cost(parcels_per_day=station.down + station.up, yuan_per_parcel=both)
        bill += Bill(stations=station.fixed, handling=handling)
    return Account(bill, 0.0, 0.0)


def fleet(view: View) -> dict[int, int]:
    """Vehicles by the number of their type."""
    owned: Counter[int] = Counter()
    for duty in view.design.duties:
        owned[duty.vehicle] += duty.turns
    return dict(sorted(owned.items()))


def _fleet(view: View) -> Bill:
    return Bill(
        vehicles=sum(
            fleet_cost(vehicles=count, yuan_per_day=view.problem.vehicles[number].fixed)
            for number, count in fleet(view).items()
        )
    )


def claims(view: View, found: Account) -> Iterator[Violation]:
    """What the design says of its cost and emissions that is not so."""
    for term in (field.name for field in fields(Bill)):
        said, computed = getattr(view.design.bill, term), getattr(found.bill, term)
        if not same(said, computed):
            yield Violation.of("N-338", "design", term=term, found=said, computed=computed)
    if not same(view.design.grams, found.grams):
        yield Violation.of("N-339", "design", found=view.design.grams, computed=found.grams)
    bound = view.design.proof.bound
    if bound is not None and above(bound, found.bill.total):
        yield Violation.of("N-342", "design", found=bound, computed=found.bill.total)


def wanted(view: View, found: Account) -> Iterator[Violation]:
    """Coverage below what is wanted, cost above the budget."""
    served, needed = len(view.design.served), view.problem.villages_wanted
    if served < needed:
        villages = len(view.problem.villages)
        yield Violation.of("N-340", "design", found=served, allowed=needed, villages=villages)
    budget = view.problem.wanted.budget
    if budget is not None and above(found.bill.total, budget):
        yield Violation.of("N-341", "design", found=found.bill.total, allowed=budget)
