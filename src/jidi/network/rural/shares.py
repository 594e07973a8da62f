"""Whose cost is it: a design's bill shared among villages and stations' own counters.

Own choice of rule. What one place causes alone (handling, point, lane) is its own. A line's km and
hours are shared among its villages by parcels; a feeder's, and a station's fixed cost, among all
parcels that go through; a vehicle's fixed cost among its runs by their working time, and there like
the run's cost. Carbon goes with what emits. The shares add up to the bill.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from jidi.network.costs import carbon_cost, fleet_cost, handling_cost
from jidi.network.rural.design import Design, Run
from jidi.network.rural.problem import Problem
from jidi.network.rural.verify_money import Account, run_account, service_account, working
from jidi.network.rural.verify_view import View

Payer = tuple[str, int]
"""``("village", number)`` or ``("station", number)``."""


@dataclass(frozen=True)
class Shares:
    """Yuan a day by village served, and by station for its own counter."""

    villages: Mapping[int, float]
    stations: Mapping[int, float]

    @property
    def total(self) -> float:
        """All shares together: the bill's total."""
        return sum(self.villages.values()) + sum(self.stations.values())


def shares(problem: Problem, design: Design) -> Shares:
    """The shares of a design that names only what exists (``verify`` has a bill for it)."""
    view, paid = View(problem, design), defaultdict[Payer, float](float)
    for service in design.services:
        paid["village", service.village] += _yuan(view, service_account(view, service))
    vehicles = _vehicles(view)
    for run in view.runs.values():
        cost = _yuan(view, run_account(view, run)) + vehicles.get(run.id, 0.0)
        _spread(paid, cost, _aboard(view, run))
    for number in design.open:
        _spread(paid, problem.stations[number].fixed, _through(view, number))
        paid["station", number] += _own_handling(view, number)
    return Shares(
        {number: yuan for (kind, number), yuan in paid.items() if kind == "village"},
        {number: yuan for (kind, number), yuan in paid.items() if kind == "station"},
    )


def _yuan(view: View, account: Account) -> float:
    rate = view.problem.rates.carbon_per_tonne
    return account.bill.total + carbon_cost(grams_per_day=account.grams, yuan_per_tonne=rate)


def _vehicles(view: View) -> dict[str, float]:
    """A vehicle's fixed cost by run: in proportion to the cost of working time."""
    found = {}
    for duty in view.design.duties:
        each = view.problem.vehicles[duty.vehicle].fixed
        fixed = fleet_cost(vehicles=duty.turns, yuan_per_day=each)
        hours = {name: _hours(view, view.runs[name]) for name in duty.runs}
        whole = sum(hours.values())
        for name, own in hours.items():
            found[name] = fixed * (own / whole if whole else 1 / len(hours))
    return found


def _hours(view: View, run: Run) -> float:
    if run.night is not None:
        return working(view, run) * run.days.frequency
    return (run.returns - run.departs + view.problem.centre.loading) * run.days.frequency


def _aboard(view: View, run: Run) -> dict[Payer, float]:
    """Parcels a day of everyone a run carries for."""
    first = 1 + len(view.problem.stations)
    if run.stops[0] >= first:
        numbers = [node - first for node in run.stops]
        return {("village", n): view.problem.villages[n].parcels for n in numbers}
    found: dict[Payer, float] = {}
    for node in run.stops:
        found |= _through(view, node - 1)
    return found


def _through(view: View, number: int) -> dict[Payer, float]:
    """Parcels a day through a station: of its own counter, and of its villages."""
    station = view.problem.stations[number]
    served = view.through.get(number, ())
    villages = {("village", s.village): view.problem.villages[s.village].parcels for s in served}
    return {("station", number): station.down + station.up, **villages}


def _spread(paid: dict[Payer, float], cost: float, parcels: Mapping[Payer, float]) -> None:
    whole = sum(parcels.values())
    for payer, own in parcels.items():
        paid[payer] += cost * (own / whole if whole else 1 / len(parcels))


def _own_handling(view: View, number: int) -> float:
    station, rates = view.problem.stations[number], view.problem.rates
    rate = rates.centre_handling + rates.station_handling
    return handling_cost(parcels_per_day=station.down + station.up, yuan_per_parcel=rate)
