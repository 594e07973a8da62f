"""Reads the routing literature's files. Jidi itself never does; benchmarks and tests do.

Each reader states the cost convention of its set, because a gap means nothing without it:

- 2E-VRP (Perboli, Hemmelmayr, Breunig; Sets 2-7): Euclidean distances in doubles, no fixed costs,
  trucks may split a satellite's load. Set 7's files list their first customer twice, and MSH, whose
  values stand beside that set, left the last two of a file unserved: its routes of 2e-100-5-1c,
  priced over the first 99 customers, give its own total to the last digit. ``set7`` is the set as
  MSH served it; ``set7all`` has every line of the file, and no reference.
- 2E-LRP of Prodhon: second echelon ceil(100 d), first echelon ceil(200 d); opening costs, a fixed
  cost per vehicle and per truck; no split. Of Nguyen: ceil(10 d) and ceil(20 d).
- LRP of Prodhon: ceil(100 d); of Tuzun and Burke: doubles (the type at the end of the file says
  which); opening costs and a fixed cost per route.
- PVRP of Cordeau, Gendreau and Laporte: doubles; durations are distances plus service.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from jidi.network.routing.design import Route, RoutingDesign, Trip
from jidi.network.routing.problem import Fleet, Floats, RoutingProblem, Trunk

SET_7 = "set7"
UNSERVED_BY_MSH = 2
"""Customers at the end of each file of Set 7."""


@dataclass(frozen=True)
class Case:
    """One instance with its reference value; ``None`` where the literature gives none."""

    family: str
    set_name: str
    name: str
    path: Path
    reference: float | None
    beside: float | None = None
    """A second yardstick: what MSH found (2E), what Cordeau found in 1997 (PVRP)."""

    def problem(self) -> RoutingProblem:
        """The instance as a problem."""
        if self.set_name == SET_7:
            return two_echelon_vrp(self.path, unserved=UNSERVED_BY_MSH)
        return READERS[self.family](self.path)


def cases(bench: Path) -> list[Case]:
    """Every instance of the two-echelon, location and periodic families."""
    return [*_two_echelon(bench), *_location(bench), *_periodic(bench)]


def two_echelon_vrp(path: Path, *, unserved: int = 0) -> RoutingProblem:
    """A 2E-VRP file: trucks, city freighters, depot and satellites, customers.

    :param unserved: of the customers at the end of the file, left out.
    """
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("!")]
    trucks, freighters = _numbers(lines[0]), _numbers(lines[1])
    stores = [_numbers(place) for place in lines[2].split()]
    customers = [_numbers(place) for place in lines[3].split()]
    customers = customers[: len(customers) - unserved]
    centre, stations = np.array(stores[0][:2]), np.array([s[:2] for s in stores[1:]])
    stops = np.array([c[:2] for c in customers])
    return RoutingProblem(
        stations=len(stations),
        costs=_euclid(np.vstack([stations, stops])),
        demand=np.array([c[2] for c in customers]),
        fleet=Fleet(
            capacity=freighters[2],
            fixed_cost=freighters[4],
            limit=int(freighters[1]),
            limit_per_station=int(freighters[0]),
        ),
        trunk=Trunk(
            costs=_euclid(np.vstack([centre, stations])),
            capacity=trucks[1],
            fixed_cost=trucks[3],
            limit=int(trucks[0]),
        ),
    )


def two_echelon_lrp(path: Path) -> RoutingProblem:
    """A 2E-LRP file, of Prodhon (``.dat``) or of Nguyen (``.txt``)."""
    numbers = iter(_numbers(path.read_text()))
    return _prodhon_2e(numbers) if path.suffix == ".dat" else _nguyen(numbers)


def _prodhon_2e(numbers: Iterator[float]) -> RoutingProblem:
    stops, stations = int(next(numbers)), int(next(numbers))
    centre, sites, places = (_places(numbers, n) for n in (1, stations, stops))
    vehicle, truck = next(numbers), next(numbers)
    capacity, demand, opening = (_take(numbers, n) for n in (stations, stops, stations))
    fixed_vehicle, fixed_truck = next(numbers), next(numbers)
    return RoutingProblem(
        stations=stations,
        costs=np.ceil(100 * _euclid(np.vstack([sites, places]))),
        demand=demand,
        fleet=Fleet(capacity=vehicle, fixed_cost=fixed_vehicle),
        trunk=Trunk(
            costs=np.ceil(200 * _euclid(np.vstack([centre, sites]))),
            capacity=truck,
            fixed_cost=fixed_truck,
            split=False,
        ),
        station_capacity=capacity,
        opening_cost=opening,
    )


def _nguyen(numbers: Iterator[float]) -> RoutingProblem:
    stations, stops = int(next(numbers)), int(next(numbers))
    truck, vehicle, fixed_truck, fixed_vehicle = (next(numbers) for _ in range(4))
    centre = _places(numbers, 1)
    sites = _take(numbers, 4 * stations).reshape(stations, 4)
    customers = _take(numbers, 3 * stops).reshape(stops, 3)
    return RoutingProblem(
        stations=stations,
        costs=np.ceil(10 * _euclid(np.vstack([sites[:, :2], customers[:, :2]]))),
        demand=customers[:, 2],
        fleet=Fleet(capacity=vehicle, fixed_cost=fixed_vehicle),
        trunk=Trunk(
            costs=np.ceil(20 * _euclid(np.vstack([centre, sites[:, :2]]))),
            capacity=truck,
            fixed_cost=fixed_truck,
            split=False,
        ),
        station_capacity=sites[:, 2],
        opening_cost=sites[:, 3],
    )


def location_routing(path: Path) -> RoutingProblem:
    """An LRP file of Prodhon or Tuzun (``.dat``), or of Schneider and Loeffler (``.json``)."""
    if path.suffix == ".json":
        return _schneider(path)
    numbers = iter(_numbers(path.read_text()))
    stops, stations = int(next(numbers)), int(next(numbers))
    sites, places = _places(numbers, stations), _places(numbers, stops)
    vehicle = next(numbers)
    capacity, demand, opening = (_take(numbers, n) for n in (stations, stops, stations))
    fixed, doubles = next(numbers), next(numbers)
    distance = _euclid(np.vstack([sites, places]))
    return RoutingProblem(
        stations=stations,
        costs=distance if doubles else np.ceil(100 * distance),
        demand=demand,
        fleet=Fleet(capacity=vehicle, fixed_cost=fixed),
        station_capacity=capacity,
        opening_cost=opening,
    )


def _schneider(path: Path) -> RoutingProblem:
    told = json.loads(path.read_text())
    sites, customers = told["depots"], told["customers"]
    places = np.array([(p["x"], p["y"]) for p in [*sites, *customers]], dtype=np.float64)
    return RoutingProblem(
        stations=len(sites),
        costs=np.ceil(100 * _euclid(places)),
        demand=np.array([c["demand"] for c in customers], dtype=np.float64),
        fleet=Fleet(capacity=told["vehicle_capacity"], fixed_cost=told["vehicle_costs"]),
        station_capacity=np.array([s["capacity"] for s in sites], dtype=np.float64),
        opening_cost=np.array([s["costs"] for s in sites], dtype=np.float64),
    )


def periodic(path: Path) -> RoutingProblem:
    """A PVRP file: combinations of days are bit strings with the first day on the left."""
    rows = [_numbers(line) for line in path.read_text().splitlines() if line.strip()]
    _, vehicles, stops, days = (int(n) for n in rows[0][:4])
    longest, capacity = rows[1]
    nodes = rows[1 + days : 2 + days + stops]
    customers = nodes[1:]
    return RoutingProblem(
        stations=1,
        costs=_euclid(np.array([node[1:3] for node in nodes])),
        demand=np.array([c[4] for c in customers]),
        fleet=Fleet(
            capacity=capacity or float("inf"), limit=vehicles, longest=longest or float("inf")
        ),
        days=days,
        patterns=tuple(
            tuple(_first_day_lowest(int(c), days) for c in row[7 : 7 + int(row[6])])
            for row in customers
        ),
        service=np.array([c[3] for c in customers]),
    )


def _first_day_lowest(combination: int, days: int) -> int:
    return sum(1 << day for day in range(days) if combination >> (days - 1 - day) & 1)


def msh_design(problem: RoutingProblem, path: Path) -> RoutingDesign:
    """A solution of MSH: ``number - node -> node(load) -> ... - cost``, truck trips from node 0."""
    routes, trips, cost = [], [], 0.0
    for line in path.read_text().splitlines():
        if not line.strip():
            continue
        _, nodes, length = line.split(" - ")
        visits = [_visit(text) for text in nodes.split("->")]
        cost += float(length)
        if visits[0][0] == 0:
            trips.append(Trip(drops=tuple((node - 1, load) for node, load in visits[1:-1])))
        else:
            stops = tuple(node - 1 - problem.stations for node, _ in visits[1:-1])
            routes.append(Route(station=visits[0][0] - 1, stops=stops))
    opened = {route.station for route in routes}
    cost += problem.fleet.fixed_cost * len(routes) + float(problem.opening_cost[[*opened]].sum())
    cost += (problem.trunk.fixed_cost if problem.trunk else 0.0) * len(trips)
    return RoutingDesign(routes=tuple(routes), trips=tuple(trips), cost=cost)


def _visit(text: str) -> tuple[int, float]:
    numbers = _numbers(text)
    return int(numbers[0]), numbers[1] if len(numbers) > 1 else 0.0


def cordeau_design(path: Path) -> RoutingDesign:
    """A PVRP solution of 1997: the cost, then day, vehicle, duration, load and nodes."""
    lines = [line for line in path.read_text().splitlines() if line.strip()]
    routes = []
    for line in lines[1:]:
        numbers = _numbers(line)
        stops = tuple(int(n) - 1 for n in numbers[4:] if n)
        if stops:
            routes.append(Route(station=0, stops=stops, day=int(numbers[0]) - 1))
    return RoutingDesign(routes=tuple(routes), cost=float(lines[0]))


READERS = {
    "2evrp": two_echelon_vrp,
    "2elrp": two_echelon_lrp,
    "lrp": location_routing,
    "pvrp": periodic,
}


def _two_echelon(bench: Path) -> Iterator[Case]:
    folder = bench / "twoechelon"
    for row in _rows(folder / "bks.csv"):
        family, name = row["problem"], row["instance"]
        path = next((folder / family).glob(f"{name}.*"))
        reference, msh = float(row["reference_value"]), float(row["msh_best_of_all_runs"])
        yield Case(family, _set_of(family, name), name, path, reference, msh)
        if _set_of(family, name) == SET_7:
            yield Case(family, f"{SET_7}all", name, path, None)


def _set_of(family: str, name: str) -> str:
    if family == "2evrp":
        return "set" + name[3]
    return "prodhon2e" if name.startswith("coord") else "nguyen"


def _location(bench: Path) -> Iterator[Case]:
    for row in _rows(bench / "lrp" / "bks.csv"):
        name, folder = row["instance"], bench / "lrp" / row["set"]
        path = next(p for p in folder.glob(f"{name}.*") if p.suffix != ".sol")
        best = row["bks"]
        yield Case("lrp", row["set"], name, path, float(best) if best else None)


def _periodic(bench: Path) -> Iterator[Case]:
    folder = bench / "pvrp"
    for row in _rows(folder / "bks.csv"):
        old = float(row["cordeau1997_reference_solution_cost"])
        best = row["literature_bks_vidal2012_from_memory"]
        name = row["instance"]
        path = folder / "instances" / name
        yield Case("pvrp", "pvrp", name, path, float(best) if best else old, old)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _numbers(text: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|-?\.\d+", text)]


def _take(numbers: Iterator[float], count: int) -> Floats:
    return np.array([next(numbers) for _ in range(count)])


def _places(numbers: Iterator[float], count: int) -> Floats:
    return _take(numbers, 2 * count).reshape(count, 2)


def _euclid(places: Floats) -> Floats:
    across: Sequence[Floats] = places[:, None, :] - places[None, :, :]
    return np.sqrt((np.asarray(across) ** 2).sum(axis=2))
