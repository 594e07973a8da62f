"""A county's rural network problem out of a book: what it knows, and what stands for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from jidi.core.division import Division
from jidi.core.division_code import DivisionCode
from jidi.core.errors import InputError, JidiError, Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.factor import Factor, load_factors
from jidi.model.rural import FrequencyRule, VehicleOffer, rural_values
from jidi.network.rural.draft import Draft, DraftRow
from jidi.network.rural.drafting import posed
from jidi.network.rural.drafting_judge import REASONS, unreachable
from jidi.network.rural.problem import Problem
from jidi.service.books import Book
from jidi.service.rural_companies import Companies, company_rows
from jidi.service.rural_distances import Distances, no_distances
from jidi.service.rural_lanes import lane_rows
from jidi.service.rural_places import (
    Places,
    Row,
    centre_row,
    county_of,
    station_rows,
    village_rows,
)
from jidi.service.rural_timetables import TIMETABLE_TABLES

TABLES: Final = ("village", "village_service", "facility", "route", "operator")
"""The tables of the book that are read."""
_NATIONAL: Final = DivisionCode.parse("000000000000")


@dataclass(frozen=True)
class CountyProblem:
    """A county's problem, and what had to be assumed to pose it.

    :param notes: each with its code and texts in both languages.
    :param version: the data version of the book.
    """

    problem: Problem
    county: Division
    notes: tuple[JidiError, ...]
    version: int

    def to_json(self) -> dict[str, Any]:
        """What the problem is, in figures."""
        problem = self.problem
        return {
            "county": self.county.code.text,
            "name": self.county.name,
            "data_version": self.version,
            "digest": problem.digest,
            "synthetic": problem.synthetic,
            "stations": len(problem.stations),
            "villages": len(problem.villages),
            "lanes": len(problem.lanes),
            "parcels_down": round(sum(v.down for v in problem.villages), 2),
            "sources": list(problem.sources),
            "notes": [note.to_json() for note in self.notes],
        }


def county_problem(
    book: Book,
    county: str,
    *,
    coverage: float,
    budget: float | None = None,
    frequency: str = "wanted",
    shift: float | None = None,
    overnight: int | None = None,
    distances: Distances = no_distances,
    day: date | None = None,
    companies: Companies = None,
) -> CountyProblem:
    """The problem of one county.

    Only administrative villages (建制村) are its villages: those that 建制村快递服务通达率 counts.
    The parcels of communities are handed out at their township's station.

    :param county: name or code.
    :param frequency: a rule of ``rural.toml``: ``wanted`` or ``standard``.
    :param shift: longest span of a driver's day, minutes; that of ``rural.toml`` where None.
    :param overnight: whether feeders may stay away for a night, to stations beyond one shift, and
        how many days a week these are fed at least; None where they may not.
    :param distances: gives a table of distances; from coordinates where it is empty.
    :param day: as of which day; that of the newest commit where None.
    :param companies: whose parcels they are: a table of shares, the book, or nobody asks.
    :raises InputError: N-601, N-602, and what :func:`jidi.network.rural.drafting.posed` tells.
    """
    found = draft_of_county(
        book,
        county,
        coverage=coverage,
        budget=budget,
        frequency=frequency,
        shift=shift,
        overnight=overnight,
        distances=distances,
        day=day,
        companies=companies,
    )
    draft, places = found
    problem, _ = _posed_without_far_stations(draft, places)
    _tell_overnight(problem, places)
    _tell_unreachable(problem, places)
    notes = (*places.notes, *places.outages.told.values())
    return CountyProblem(problem, places.county, notes, book.version)


def county_tables(
    book: Book, county: str, *, coverage: float = 1.0, frequency: str = "wanted"
) -> tuple[Draft, tuple[JidiError, ...]]:
    """The tables of one county's problem, to be filled in and changed, and what was assumed.

    Stations that no vehicle reaches within a shift are left out, as :func:`county_problem` does.

    :raises InputError: as :func:`county_problem`.
    """
    draft, places = draft_of_county(
        book,
        county,
        coverage=coverage,
        budget=None,
        frequency=frequency,
        distances=no_distances,
        day=None,
    )
    _, kept = _posed_without_far_stations(draft, places)
    return kept, (*places.notes, *places.outages.told.values())


def draft_of_county(
    book: Book,
    county: str,
    *,
    coverage: float,
    budget: float | None,
    frequency: str,
    distances: Distances,
    day: date | None,
    companies: Companies = None,
    shift: float | None = None,
    overnight: int | None = None,
) -> tuple[Draft, Places]:
    """The draft of a county's problem, and where it comes from."""
    division, rule = county_of(book, county), _rule(frequency)
    as_of = day or book.until
    if as_of is None:
        raise InputError("N-602", county=division.name)
    places = Places(book, division, as_of, rule)
    if not places.counted:
        raise InputError("N-602", county=division.name)
    whose = company_rows(places, companies)
    owners = {str(row.cells.get("id")) for row in whose}
    tables = _tables(
        places, coverage=coverage, budget=budget, owners=owners, shift=shift, overnight=overnight
    )
    origins = {origin for name in _read(places) for origin in book.origins(name)}
    rows = {name: _rows(name, cells) for name, cells in tables.items()}
    draft = Draft(
        id=f"rural-{division.code.short}",
        name=division.name,
        tables={**rows, "company": whose, "distance": distances(_nodes(tables))},
        synthetic="synthetic" in origins,
        sources=_sources(book, places, frequency),
    )
    return draft, places


def _tables(
    places: Places,
    *,
    coverage: float,
    budget: float | None,
    owners: Set[str],
    shift: float | None,
    overnight: int | None,
) -> Mapping[str, Sequence[Row]]:
    villages, centre = village_rows(places), centre_row(places)
    stations = station_rows(places, centre=centre)
    lanes, stops = lane_rows(places, centre=centre, stations=stations, villages=villages)
    return {
        "centre": [centre],
        "station": stations,
        "village": villages,
        "point": point_rows(),
        "vehicle": vehicle_rows(places.book.province.code),
        "lane": [_owned(lane, owners) for lane in lanes],
        "lane_stop": stops,
        "work": [{} if shift is None else {"shift": shift}],
        "overnight": [] if overnight is None else [{"often": overnight}],
        "rates": [{}],
        "wanted": [{"coverage": coverage, "budget": budget}],
    }


def _owned(lane: Row, owners: Set[str]) -> Row:
    """A lane with its owner only where that is one of the companies of the problem."""
    owner = lane.get("owner")
    return {**lane, "owner": owner if owner in owners else None}


def _nodes(tables: Mapping[str, Sequence[Row]]) -> list[Row]:
    return [row for name in ("centre", "station", "village") for row in tables[name]]


def _rows(table: str, cells: Sequence[Row]) -> tuple[DraftRow, ...]:
    """Rows of a table, each with its id as its place."""
    return tuple(
        DraftRow(row, Place(file=table, sheet=f"{row.get('id', row.get('lane', number))}"))
        for number, row in enumerate(cells, start=1)
    )


def _rule(name: str) -> FrequencyRule:
    known = rural_values().frequency
    if name not in known:
        raise UnknownName("N-610", name=name, nearest=suggestion(name, known))
    return known[name]


def _sources(book: Book, places: Places, frequency: str) -> tuple[str, ...]:
    origins = (f"{name}: {', '.join(sorted(book.origins(name))) or '—'}" for name in _read(places))
    return (
        f"book {book.province.code.short}, as of {places.day}",
        *origins,
        f"frequency {frequency} (own choice): {places.rule.en}",
        "villages: those 建制村快递服务通达率 counts; communities: at their township's counter",
    )


def _read(places: Places) -> tuple[str, ...]:
    """The tables read: timetables only where lanes came of them, parcels where shares did."""
    told = {note.code for note in places.notes}
    timetables = TIMETABLE_TABLES if "N-685" in told else ()
    parcels = ("parcel",) if "N-580" in told else ()
    return (*TABLES, *timetables, *parcels)


def _tell_overnight(problem: Problem, places: Places) -> None:
    """Stations beyond one shift that overnight trips reach."""
    for station in problem.stations:
        if station.often is not None:
            places.note("N-614", id=station.id, name=station.name, often=station.often)


def _tell_unreachable(problem: Problem, places: Places) -> None:
    for number, reason in unreachable(problem).items():
        village = problem.villages[number]
        zh, en = REASONS[reason]
        places.note("N-608", id=village.id, name=village.name, reason_zh=zh, reason_en=en)


def _posed_without_far_stations(draft: Draft, places: Places) -> tuple[Problem, Draft]:
    """The problem, and the draft that poses it; stations that no vehicle reaches and leaves within
    a day are left out and told.

    Such stations stand in pastoral counties, and are fed by other means than this network's.
    """
    try:
        return posed(draft), draft
    except InputError as error:
        found = (error, *error.also)
        if not all(one.code == "N-218" and _table_of(one) == "station" for one in found):
            raise
        far = {str(one.facts["id"]): one for one in found}
    for key, one in far.items():
        facts = {name: one.facts[name] for name in ("name", "reason_zh", "reason_en")}
        places.note("N-613", id=key, **facts)
    kept = tuple(row for row in draft.tables["station"] if row.cells["id"] not in far)
    roads = tuple(
        row
        for row in draft.tables["distance"]
        if not {str(row.cells.get("from")), str(row.cells.get("to"))} & set(far)
    )
    idle = {r.cells["id"] for r in draft.tables["lane"] if r.cells["origin"] in far}
    lanes = tuple(row for row in draft.tables["lane"] if row.cells["id"] not in idle)
    stops = tuple(row for row in draft.tables["lane_stop"] if row.cells["lane"] not in idle)
    left = {"station": kept, "distance": roads, "lane": lanes, "lane_stop": stops}
    kept_draft = replace(draft, tables={**draft.tables, **left})
    return posed(kept_draft), kept_draft


def _table_of(error: JidiError) -> str:
    return error.where.file if error.where is not None else ""


def point_rows() -> list[Row]:
    """The ways to keep a service point, for every village."""
    return [
        {
            "kind": offer.kind,
            "fee_per_day": offer.fee_per_day,
            "fee_per_parcel": offer.fee,
            "parcels_per_day": offer.parcels_per_day,
        }
        for offer in rural_values().points
    ]


def vehicle_rows(province: DivisionCode) -> list[Row]:
    """The vehicle types on offer, at the grid's emissions of the province."""
    return [_vehicle(offer, province) for offer in rural_values().vehicles]


def _vehicle(offer: VehicleOffer, province: DivisionCode) -> Row:
    per_km = offer.own_per_km if offer.own_per_km is not None else _factor(offer.per_km)
    if offer.kwh_per_km is not None:
        grams = offer.kwh_per_km * float(_grid(province).value) * 1000
    else:
        grams = _factor(offer.emissions) * offer.mean_load_t
    return {
        "id": offer.id,
        "name": offer.zh,
        "volume": _factor(offer.volume),
        "load": _factor(offer.load),
        "fixed": offer.fixed,
        "per_km": per_km,
        "grams_per_km": round(grams, 3),
        "range_km": offer.range_km,
        "feeder": offer.feeder,
        "line": offer.line,
    }


def _factor(name: str) -> float:
    return float(load_factors().get(name).value)


def _grid(province: DivisionCode) -> Factor:
    try:
        return load_factors().get("grid_co2", division=province)
    except UnknownName:
        return load_factors().get("grid_co2", division=_NATIONAL)
