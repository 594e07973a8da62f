"""The rural network problem of one county: frozen, checked, in arrays.

Nodes are numbered: first the county centre (0), then the candidate stations, then the villages.
Money is yuan, distance km on the road, time minutes (of the day, from midnight, where a moment is
meant), load parcels. ``a day`` means the mean over a week.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.weekdays import EVERY_DAY, Weekdays

CENTRE: Final = 0
DAY_MINUTES: Final = 24 * 60

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


class RoadClass(StrEnum):
    """The classes of road with speeds of their own (县道 · 村道 · 牧区道路)."""

    COUNTY = "county"
    VILLAGE = "village"
    PASTORAL = "pastoral"


ROAD_CLASSES: Final = tuple(RoadClass)


class LaneKind(StrEnum):
    """Who carries a parcel to a village where no van of the network's own does."""

    POSTAL = "postal"
    """Postal van with room to spare on its fixed route (邮快合作)."""
    BUS = "bus"
    """Passenger bus on its timetable (交邮、客货邮)."""
    DRONE = "drone"
    ROBOT = "robot"


LEFT_OUT: Final = {"at_default": "left out"}
"""Of a field that came later: files and digests of problems without it stay as they were."""


@dataclass(frozen=True)
class Window:
    """From when until when, minutes of the day."""

    opens: float = 0.0
    closes: float = float(DAY_MINUTES)


@dataclass(frozen=True)
class PointOption:
    """One way to keep a service point in a village (自建站点 · 快商合作).

    :param fee_per_day: yuan a day, whatever comes.
    :param fee_per_parcel: yuan a parcel handed out or taken in.
    :param parcels_per_day: the most it can handle in a day of visits; infinite where not limited.
    """

    kind: str
    fee_per_day: float = 0.0
    fee_per_parcel: float = 0.0
    parcels_per_day: float = math.inf


@dataclass(frozen=True)
class Village:
    """A village that wants to be served.

    :param down: parcels delivered a day; ``up``: parcels collected a day.
    :param patterns: the day patterns it may be visited on, all with at least the wanted frequency.
    :param window: when a vehicle may begin to serve it.
    :param handover: minutes a visit takes, parcels or not.
    :param points: the ways to keep its service point; the cheapest that is large enough is taken.
    """

    id: str
    name: str
    down: float
    up: float
    patterns: tuple[Weekdays, ...]
    window: Window
    handover: float
    points: tuple[PointOption, ...]

    @property
    def parcels(self) -> float:
        """Parcels a day, both ways."""
        return self.down + self.up


@dataclass(frozen=True)
class Station:
    """A township station that may be opened.

    :param down: parcels delivered a day at its own counter, of the township's seat; ``up``: taken
        in there. A station with parcels of its own must be open: somebody waits for them.
    :param fixed: yuan a day when open.
    :param capacity: parcels a day it can handle, both ways, its own and its villages'.
    :param hours: when it is open: its feeder comes, its lines leave and return within.
    :param handover: minutes a feeder spends there.
    :param sorting: minutes from the end of the feeder's handover until loading can begin.
    :param days: the days it must be fed when open.
    :param must: True where it is open already, False where it may not be; None: as is best.
    :param often: where it lies beyond one driver's shift, how many days a week it must be fed at
        least by overnight trips, on days of the design's choice and not on ``days``.
    """

    id: str
    name: str
    down: float
    up: float
    fixed: float
    capacity: float
    hours: Window
    handover: float
    sorting: float
    days: Weekdays = EVERY_DAY
    must: bool | None = None
    often: int | None = field(default=None, metadata=LEFT_OUT)

    @property
    def needed(self) -> bool:
        """Whether every design opens it: it must be, or somebody waits at its counter."""
        return self.must is True or self.down + self.up > 0


@dataclass(frozen=True)
class Centre:
    """The county distribution centre (县级共配中心).

    :param ready: minute of the day when the parcels of the trunk are sorted.
    :param closes: minute of the day by which every vehicle is back for the outgoing trunk.
    :param loading: minutes to load one run, at the centre and at stations.
    """

    id: str
    name: str
    ready: float
    closes: float
    loading: float


@dataclass(frozen=True)
class VehicleType:
    """A kind of vehicle that can be bought or hired.

    :param capacity: parcels (the smaller of what volume and mass allow).
    :param fixed: yuan a day owned, every day of the week.
    :param per_km: yuan a km; ``grams_per_km`` g CO2e a km, well to wheel.
    :param speeds: km/h by road class.
    :param range_km: the longest run between charges; infinite for fuel.
    :param most: how many there can be; None where not limited.
    :param feeder: may carry county to township; ``line``: may carry to villages.
    """

    id: str
    name: str
    capacity: float
    fixed: float
    per_km: float
    grams_per_km: float
    speeds: tuple[float, ...]
    range_km: float = math.inf
    most: int | None = None
    feeder: bool = True
    line: bool = True


@dataclass(frozen=True)
class LaneStop:
    """A village on a lane, and the minute of the day at which the carrier is there."""

    village: int
    arrives: float


@dataclass(frozen=True)
class Lane:
    """A carrier that runs anyway, on its own days and times, and takes parcels along.

    :param origin: the node where it loads: the centre or a station.
    :param departs: minute of the day of departure; the parcels must be sorted there by then.
    :param capacity: parcels a run, all villages together, the larger of down and up.
    :param price_per_parcel: yuan a parcel; ``price_per_stop``: yuan a village and run.
    :param owner: id of the company whose it is; only designs with that company use it. Blank: open
        to all at the same price.
    """

    id: str
    name: str
    kind: LaneKind
    origin: int
    departs: float
    days: Weekdays
    capacity: float
    stops: tuple[LaneStop, ...]
    price_per_parcel: float
    price_per_stop: float
    grams_per_parcel: float
    owner: str = field(default="", metadata=LEFT_OUT)

    @cached_property
    def arrivals(self) -> dict[int, float]:
        """Minute of arrival by village number."""
        return {stop.village: stop.arrives for stop in self.stops}


@dataclass(frozen=True)
class Work:
    """The rules of a driver's day.

    :param shift: the longest span from first departure to last return, minutes.
    :param break_after: a span longer than this holds a break; ``break_minutes``: its length.
    :param per_hour: yuan an hour of the span of a run, loading included.
    """

    shift: float
    break_after: float
    break_minutes: float
    per_hour: float


@dataclass(frozen=True)
class Overnight:
    """The rules of trips that stay away for a night (隔夜往返).

    :param rest: minutes a driver rests at least between the work of two days of such a duty.
    :param night: yuan a night and driver, lodging and allowance.
    :param worth: yuan a parcel for which a village that can be served on the day of departure may
        be served on the next; a design saves at least so much by it. Weighed, not paid.
    """

    rest: float
    night: float
    worth: float = 0.0


@dataclass(frozen=True)
class Rates:
    """What handling, and carbon, cost.

    :param centre_handling: yuan a parcel at the centre; ``station_handling``: at a station.
    :param carbon_per_tonne: yuan a tonne CO2e; 0 leaves emissions unpriced.
    """

    centre_handling: float
    station_handling: float
    carbon_per_tonne: float = 0.0


@dataclass(frozen=True)
class Wanted:
    """What the design must reach.

    :param coverage: share of the villages to be served, 0 to 1.
    :param budget: yuan a day that may be spent; None where not limited. With a budget as many
        villages as it pays for are served, and at least the coverage.
    """

    coverage: float = 1.0
    budget: float | None = None


@dataclass(frozen=True)
class Company:
    """One of several companies whose parcels a joint network carries (快快合作).

    :param down: parcels a day it delivers at each station's counter, then in each village;
        ``up``: collects there. Over all companies they add up to the places' own figures.
    """

    id: str
    name: str
    down: tuple[float, ...]
    up: tuple[float, ...]

    @property
    def parcels(self) -> float:
        """Parcels a day, both ways, everywhere."""
        return sum(self.down) + sum(self.up)


@dataclass(frozen=True, eq=False)
class Problem:
    """One county's rural network problem.

    :param km: road distance between nodes, [nodes, nodes]; infinite where there is no road.
    :param road: the class of road between nodes, an index into ``ROAD_CLASSES``.
    :param synthetic: whether any of its data is synthetic; carried to every result.
    """

    id: str
    name: str
    centre: Centre
    stations: tuple[Station, ...]
    villages: tuple[Village, ...]
    vehicles: tuple[VehicleType, ...]
    lanes: tuple[Lane, ...]
    km: Floats
    road: Numbers
    work: Work
    rates: Rates
    wanted: Wanted
    synthetic: bool = False
    sources: tuple[str, ...] = ()
    digest: str = field(default="", compare=False)
    points: Floats | None = None
    """Longitude and latitude of the nodes, where known; only for maps."""
    companies: tuple[Company, ...] = ()
    """Whose parcels they are, where that is known; a network of its own does not ask."""
    overnight: Overnight | None = None
    """How feeders may stay away for a night; None where they may not."""

    @property
    def station_count(self) -> int:
        """How many candidate stations there are."""
        return len(self.stations)

    @property
    def depots(self) -> range:
        """The nodes from which lines may leave: the centre and the stations."""
        return range(1 + len(self.stations))

    def station_node(self, station: int) -> int:
        """The node of a station by its number."""
        return 1 + station

    def village_node(self, village: int) -> int:
        """The node of a village by its number."""
        return 1 + len(self.stations) + village

    @cached_property
    def minutes(self) -> tuple[Floats, ...]:
        """Driving minutes between nodes, one array for each vehicle type."""
        tables = []
        for vehicle in self.vehicles:
            speed = np.asarray(vehicle.speeds, dtype=np.float64)[self.road]
            tables.append(self.km / speed * 60.0)
        return tuple(tables)

    @property
    def villages_wanted(self) -> int:
        """The least number of villages that the coverage asks for."""
        return math.ceil(self.wanted.coverage * len(self.villages) - 1e-9)
