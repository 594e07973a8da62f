"""What the types of a problem's file do not say: numbers out of range, references to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from jidi.core.errors import InputError, Place
from jidi.network.rural.problem import ROAD_CLASSES, Problem, Station, Village
from jidi.network.weekdays import DAYS


def impossible(problem: Problem, *, file: str) -> Iterator[InputError]:
    """Every entry that no problem can have, as N-404 with its path."""
    for path, found, needed in _entries(problem):
        where = Place(file)
        yield InputError("N-404", where=where, path=f"problem.{path}", found=found, type=needed)


def _entries(problem: Problem) -> Iterator[tuple[str, object, str]]:
    yield from _places(problem)
    yield from _vehicles(problem)
    yield from _lanes(problem)
    yield from _companies(problem)
    if problem.overnight is not None:
        for term in ("rest", "night", "worth"):
            if not 0 <= getattr(problem.overnight, term) < float("inf"):
                yield f"overnight.{term}", getattr(problem.overnight, term), "≥ 0"
    if not 0 <= problem.wanted.coverage <= 1:
        yield "wanted.coverage", problem.wanted.coverage, "0…1"
    if not problem.villages:
        yield "villages", 0, "≥ 1"


def _places(problem: Problem) -> Iterator[tuple[str, object, str]]:
    named: tuple[tuple[str, tuple[Station | Village, ...]], ...] = (
        ("stations", problem.stations),
        ("villages", problem.villages),
    )
    seen = {problem.centre.id}
    for kind, places in named:
        for number, place in enumerate(places):
            path = f"{kind}[{number}]"
            if place.id in seen:
                yield f"{path}.id", place.id, "unique"
            seen.add(place.id)
            for term in ("down", "up", "handover"):
                if not 0 <= getattr(place, term) < float("inf"):
                    yield f"{path}.{term}", getattr(place, term), "≥ 0"
    for number, station in enumerate(problem.stations):
        if station.often is not None and not (problem.overnight and 1 <= station.often <= DAYS):
            yield f"stations[{number}].often", station.often, f"1…{DAYS}, overnight"
    for number, village in enumerate(problem.villages):
        for term in ("patterns", "points"):
            if not getattr(village, term):
                yield f"villages[{number}].{term}", "[]", "≥ 1"


def _vehicles(problem: Problem) -> Iterator[tuple[str, object, str]]:
    if not problem.vehicles:
        yield "vehicles", 0, "≥ 1"
    for number, vehicle in enumerate(problem.vehicles):
        path = f"vehicles[{number}]"
        if len(vehicle.speeds) != len(ROAD_CLASSES) or not min(vehicle.speeds, default=0) > 0:
            yield f"{path}.speeds", vehicle.speeds, f"{len(ROAD_CLASSES)} × > 0"
        for term in ("capacity", "fixed", "per_km", "grams_per_km"):
            if getattr(vehicle, term) < 0:
                yield f"{path}.{term}", getattr(vehicle, term), "≥ 0"


def _companies(problem: Problem) -> Iterator[tuple[str, object, str]]:
    """Loads by company that are missing, negative, or do not add up to those of the places."""
    places = (*problem.stations, *problem.villages)
    seen: set[str] = set()
    for number, company in enumerate(problem.companies):
        path = f"companies[{number}]"
        if company.id in seen:
            yield f"{path}.id", company.id, "unique"
        seen.add(company.id)
        for term in ("down", "up"):
            loads = getattr(company, term)
            if len(loads) != len(places) or not all(0 <= load < float("inf") for load in loads):
                yield f"{path}.{term}", len(loads), f"{len(places)} × ≥ 0"
                return
    for term in ("down", "up") if problem.companies else ():
        for number, place in enumerate(places):
            found = sum(getattr(company, term)[number] for company in problem.companies)
            if abs(found - getattr(place, term)) > 1e-6 * max(1.0, found):
                yield f"companies[*].{term}[{number}]", found, f"Σ = {getattr(place, term):g}"


def _lanes(problem: Problem) -> Iterator[tuple[str, object, str]]:
    seen: set[str] = set()
    for number, lane in enumerate(problem.lanes):
        path = f"lanes[{number}]"
        if lane.id in seen:
            yield f"{path}.id", lane.id, "unique"
        seen.add(lane.id)
        if lane.origin not in problem.depots:
            yield f"{path}.origin", lane.origin, f"0…{len(problem.depots) - 1}"
        if lane.owner and lane.owner not in {company.id for company in problem.companies}:
            yield f"{path}.owner", lane.owner, "a company"
        for stop in lane.stops:
            if not 0 <= stop.village < len(problem.villages):
                yield f"{path}.stops", stop.village, f"0…{len(problem.villages) - 1}"
