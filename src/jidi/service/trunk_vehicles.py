"""How many vehicles a trunk design needs, and where trailers should be dropped (甩挂)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jidi.core.errors import InputError
from jidi.core.nearest import suggestion
from jidi.model.trunk import OwnTruck, trunk_values
from jidi.network.trunk.problem import EmptyRun, Lane
from jidi.network.trunk.rolling import Dock, EmptyTrips, RollingDesign, RollingProblem, Run
from jidi.network.trunk.rolling_solve import solve_rolling
from jidi.network.trunk.rolling_verify import verify_rolling
from jidi.service.books import Book
from jidi.service.trunk_design import TrunkJudged
from jidi.service.trunk_problem import Place
from jidi.service.trunk_store import KeptTrunk, kept_trunk_design


@dataclass(frozen=True)
class YardWorth:
    """What a yard would do alone, without its own cost.

    :param dock: number of the dock; ``chosen``: whether it is among the best yards.
    :param touching: departures and arrivals a day there.
    :param tractors: fewer tractors; ``yuan``: saved a day, the yard paid.
    """

    dock: int
    chosen: bool
    touching: int
    tractors: int
    yuan: float


@dataclass(frozen=True)
class KindTurns:
    """The vehicles of one kind: each loaded and unloaded at docks, and with the best yards.

    :param places: of the docks, in their order.
    :param km: a day, empty trips included.
    :param best: None for a kind that is never parted.
    """

    truck: OwnTruck
    problem: RollingProblem
    places: tuple[Place, ...]
    km: float
    usual: RollingDesign
    best: RollingDesign | None
    yards: tuple[YardWorth, ...]

    @property
    def chosen(self) -> RollingDesign:
        """With the best yards where the kind can be parted."""
        return self.best or self.usual

    @property
    def departures(self) -> int:
        """Loaded departures a day."""
        return sum(run.count for run in self.problem.runs)

    @property
    def empty_trips(self) -> int:
        """A day."""
        return sum(trips.count for trips in self.problem.empties)


@dataclass(frozen=True)
class TrunkVehicles:
    """The vehicles of a design, by kind; every count was played and found to hold."""

    found: TrunkJudged
    kinds: tuple[KindTurns, ...]


def trunk_vehicles(found: TrunkJudged, *, yards: Sequence[str] = ()) -> TrunkVehicles:
    """The fewest vehicles that run a design every day, and the yards that save most.

    :param yards: cities that may have a yard, by name or code; all of the province where empty.
    :raises InputError: N-968 for a design without own trucks, N-969 for a place that cannot be a
        yard, N-967 when nothing was found, N-947 when the checker refuses it.
    """
    kinds = tuple(_kinds(found, yards))
    if not kinds:
        raise InputError("N-968")
    return TrunkVehicles(found, kinds)


def kept_trunk_vehicles(
    book: Book, name: str, *, yards: tuple[str, ...] = ()
) -> tuple[KeptTrunk, TrunkVehicles]:
    """The vehicles of a kept design, once for as long as its files stay.

    :raises UnknownName: N-742. :raises InputError: N-741, N-947, as :func:`trunk_vehicles`.
    """
    kept, found = kept_trunk_design(book, name)
    told: TrunkVehicles = book.remembered(
        ("trunk vehicles", name, kept.design_sha256, kept.problem_sha256, yards),
        lambda _version: trunk_vehicles(found, yards=yards),
    )
    return kept, told


def _kinds(found: TrunkJudged, yards: Sequence[str]) -> Iterator[KindTurns]:
    dropped = trunk_values().drop_trailer
    trucks = [truck for truck in trunk_values().trucks if _runs(found, truck.id)]
    if yards and dropped.truck not in [truck.id for truck in trucks]:
        truck = next(t for t in trunk_values().trucks if t.id == dropped.truck)
        raise _no_yard(yards[0], truck, ())
    for truck in trucks:
        parted = truck.id == dropped.truck
        where = _docks_touched(found, truck.id)
        places = tuple(found.posed.places[node] for node in where)
        able = _able(places, truck, yards) if parted else frozenset()
        problem = _problem(found, truck, where, able)
        whole = replace(problem, docks=tuple(replace(dock, yard=False) for dock in problem.docks))
        usual = _solved(whole)
        best = _solved(problem) if parted else None
        worth = () if best is None else tuple(_worth(problem, usual, best))
        yield KindTurns(truck, problem, places, _km(found, truck.id), usual, best, worth)


def _runs(found: TrunkJudged, vehicle: str) -> list[int]:
    """Lanes of a kind of vehicle that run."""
    pairs = zip(found.posed.problem.lanes, found.design.departures, strict=True)
    return [n for n, (lane, count) in enumerate(pairs) if lane.vehicle == vehicle and count]


def _empty(found: TrunkJudged, vehicle: str) -> list[int]:
    pairs = zip(found.posed.problem.empties, found.design.empties, strict=True)
    return [n for n, (run, count) in enumerate(pairs) if run.vehicle == vehicle and count]


def _docks_touched(found: TrunkJudged, vehicle: str) -> tuple[int, ...]:
    """Nodes where vehicles of a kind come or go, ascending."""
    problem = found.posed.problem
    nodes = {n for i in _runs(found, vehicle) for n in _ends(problem.lanes[i])}
    nodes |= {n for i in _empty(found, vehicle) for n in _ends(problem.empties[i])}
    return tuple(sorted(nodes))


def _ends(one: Lane | EmptyRun) -> tuple[int, int]:
    return one.origin, one.target


def _able(places: tuple[Place, ...], truck: OwnTruck, yards: Sequence[str]) -> frozenset[int]:
    """Docks that may be yards: cities of the province, those that were named."""
    cities = {n: place for n, place in enumerate(places) if place.kind == "city"}
    if not yards:
        return frozenset(cities)
    chosen = []
    for name in yards:
        dock = next((n for n, place in cities.items() if _is(place, name)), None)
        if dock is None:
            raise _no_yard(name, truck, tuple(cities.values()))
        chosen.append(dock)
    return frozenset(chosen)


def _no_yard(name: str, truck: OwnTruck, cities: Sequence[Place]) -> InputError:
    """That a place cannot be a yard, with those that can: the nearest name, or all."""
    near = suggestion(name, [city.zh for city in cities])
    able = [city for city in cities if city.zh == near] or cities
    return InputError(
        "N-969", name=name, truck_zh=truck.zh, truck_en=truck.en,
        able_zh="、".join(city.zh for city in able) or "—",
        able_en=", ".join(city.en for city in able) or "—",
    )  # fmt: skip


def _is(place: Place, name: str) -> bool:
    return name in (place.code, place.zh, place.en) or (
        len(name) >= 2 and place.zh.startswith(name)
    )


def _problem(
    found: TrunkJudged, truck: OwnTruck, where: tuple[int, ...], able: frozenset[int]
) -> RollingProblem:
    posed, values = found.posed, trunk_values().drop_trailer
    parted = truck.id == values.truck
    dock_of = {node: dock for dock, node in enumerate(where)}
    problem = posed.problem
    return RollingProblem(
        vehicle=truck.id,
        docks=tuple(
            Dock(posed.places[node].code, truck.dock_load_min, truck.dock_unload_min, dock in able)
            for dock, node in enumerate(where)
        ),
        runs=tuple(
            Run(
                dock_of[problem.lanes[n].origin],
                dock_of[problem.lanes[n].target],
                problem.lanes[n].departs,
                problem.lanes[n].minutes,
                found.design.departures[n],
            )
            for n in _runs(found, truck.id)
        ),
        empties=tuple(
            EmptyTrips(
                dock_of[problem.empties[n].origin],
                dock_of[problem.empties[n].target],
                truck.minutes(
                    float(posed.km[problem.empties[n].origin, problem.empties[n].target])
                ),
                found.design.empties[n],
            )
            for n in _empty(found, truck.id)
        ),
        hook=values.hook_min,
        tractor_yuan=values.tractor_yuan if parted else truck.yuan_a_day,
        trailer_yuan=values.trailer_yuan if parted else 0.0,
        yard_yuan=values.yard_yuan,
    )


def _solved(problem: RollingProblem) -> RollingDesign:
    """A design that the checker accepts. :raises InputError: N-947, N-967."""
    design = solve_rolling(problem)
    breaches = verify_rolling(problem, design)
    if breaches:
        first = f"{breaches[0].kind} {breaches[0].where}"
        raise InputError("N-947", count=len(breaches), first=first)
    return design


def _worth(
    problem: RollingProblem, usual: RollingDesign, best: RollingDesign
) -> Iterator[YardWorth]:
    for dock, at in enumerate(problem.docks):
        if not at.yard:
            continue
        alone = tuple(replace(one, yard=n == dock) for n, one in enumerate(problem.docks))
        # Free of charge the yard is made wherever it saves anything.
        design = _solved(replace(problem, docks=alone, yard_yuan=0.0))
        paid = problem.yard_yuan
        yield YardWorth(
            dock=dock,
            chosen=dock in best.yards,
            touching=sum(
                run.count * ((run.origin == dock) + (run.target == dock)) for run in problem.runs
            ),
            tractors=usual.tractors_needed - design.tractors_needed,
            yuan=usual.cost - design.cost - paid,
        )


def _km(found: TrunkJudged, vehicle: str) -> float:
    posed, design = found.posed, found.design
    km = sum(design.departures[n] * posed.lane_km[n] for n in _runs(found, vehicle))
    for number in _empty(found, vehicle):
        run = posed.problem.empties[number]
        km += design.empties[number] * float(posed.km[run.origin, run.target])
    return km


def saved_yuan(kind: KindTurns) -> float:
    """Yuan a day that the best yards save; 0 for a kind that is never parted."""
    return kind.usual.cost - kind.chosen.cost
