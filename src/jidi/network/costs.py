"""What a design costs: the only place where a cost is defined.

The solver, the checker and every explanation price their own findings with these functions; they
share nothing else. Each function takes plain quantities of a week or a day, never a design, so
that the checker's quantities are its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final

from jidi.network.weekdays import DAYS

GRAMS_PER_TONNE: Final = 1_000_000


@dataclass(frozen=True)
class Bill:
    """A cost a day by its terms, yuan (mean over a week).

    :param stations: fixed cost of open stations.
    :param vehicles: fixed cost of the fleet.
    :param distance: cost by km driven; ``time``: cost of working hours.
    :param handling: handling at the centre and at stations.
    :param points: fees of service points in villages.
    :param lanes: prices paid to postal vans, buses, drones.
    :param carbon: price of emissions.
    :param nights: lodging and allowances of drivers who are away overnight.
    """

    stations: float = 0.0
    vehicles: float = 0.0
    distance: float = 0.0
    time: float = 0.0
    handling: float = 0.0
    points: float = 0.0
    lanes: float = 0.0
    carbon: float = 0.0
    # It came later: files of designs without nights stay as they were.
    nights: float = field(default=0.0, metadata={"at_default": "left out"})

    @property
    def total(self) -> float:
        """The sum of all terms."""
        return float(sum(getattr(self, term.name) for term in fields(self)))

    def __add__(self, other: Bill) -> Bill:
        return Bill(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def distance_cost(*, km_per_week: float, yuan_per_km: float) -> float:
    """Yuan a day for km driven in a week."""
    return km_per_week * yuan_per_km / DAYS


def time_cost(*, minutes_per_week: float, yuan_per_hour: float) -> float:
    """Yuan a day for minutes worked in a week."""
    return minutes_per_week / 60.0 * yuan_per_hour / DAYS


def nights_cost(*, nights_per_week: int, yuan_per_night: float) -> float:
    """Yuan a day for nights that drivers are away in a week: lodging and allowance."""
    return nights_per_week * yuan_per_night / DAYS


def way_time_cost(*, kg: float, minutes: float, yuan_per_tonne_hour: float) -> float:
    """Yuan a day for so many kilograms a day that are so long on the way."""
    return kg / 1000.0 * minutes / 60.0 * yuan_per_tonne_hour


def fleet_cost(*, vehicles: int, yuan_per_day: float) -> float:
    """Yuan a day for vehicles of one type: they cost every day they are owned."""
    return vehicles * yuan_per_day


def rolling_cost(
    *,
    tractors: int,
    trailers: int,
    yards: int,
    tractor_yuan: float,
    trailer_yuan: float,
    yard_yuan: float,
) -> float:
    """Yuan a day for tractors, trailers and yards that are held."""
    return tractors * tractor_yuan + trailers * trailer_yuan + yards * yard_yuan


def handling_cost(*, parcels_per_day: float, yuan_per_parcel: float) -> float:
    """Yuan a day for parcels handled."""
    return parcels_per_day * yuan_per_parcel


def point_cost(*, parcels_per_day: float, fee_per_day: float, fee_per_parcel: float) -> float:
    """Yuan a day for one village's service point."""
    return fee_per_day + parcels_per_day * fee_per_parcel


def lane_cost(
    *, parcels_per_day: float, visits_per_week: int, per_parcel: float, per_stop: float
) -> float:
    """Yuan a day paid to a carrier for one village."""
    return parcels_per_day * per_parcel + visits_per_week * per_stop / DAYS


def carbon_cost(*, grams_per_day: float, yuan_per_tonne: float) -> float:
    """Yuan a day for emissions."""
    return grams_per_day / GRAMS_PER_TONNE * yuan_per_tonne


def departures_cost(*, departures_per_day: float, yuan_per_departure: float) -> float:
    """Yuan a day for departures of a trunk lane, or for empty runs."""
    return departures_per_day * yuan_per_departure


def freight_cost(*, kg_per_day: float, yuan_per_kg: float) -> float:
    """Yuan a day for kilograms carried, or sorted on the way."""
    return kg_per_day * yuan_per_kg


def haul_cost(*, yuan_per_km: float, truck_m3: float, filled: float, parcel_m3: float) -> float:
    """Yuan for one parcel and km in trucks whose room is filled so far on the mean."""
    return yuan_per_km * parcel_m3 / (truck_m3 * filled)


def waiting_cost(*, parcel_hours: float, yuan_per_hour: float) -> float:
    """Yuan for parcels that wait, valued by the hour."""
    return parcel_hours * yuan_per_hour


def storage_cost(*, parcel_days: float, yuan_per_day: float) -> float:
    """Yuan for goods that lie in a store, by parcel and day."""
    return parcel_days * yuan_per_day


def equipment_cost(*, count: float, yuan_per_day: float) -> float:
    """Yuan a day for machines that are there every day."""
    return count * yuan_per_day


def yearly_share(*, invest_yuan: float, years: float) -> float:
    """Yuan a day of what was invested, written off evenly over so many years."""
    return invest_yuan / years / 365.0
