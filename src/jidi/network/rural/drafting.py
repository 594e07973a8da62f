"""From a draft to a problem: everything that is wrong with it at once, or the problem."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from jidi.core.errors import raise_together
from jidi.core.worded import listed
from jidi.model.rural import pattern_rows, rural_values
from jidi.network.rural.draft import Draft
from jidi.network.rural.draft_cells import Findings, Record, named, read_tables, refers_to
from jidi.network.rural.draft_heads import with_known_heads
from jidi.network.rural.drafting_companies import check_companies, companies_of
from jidi.network.rural.drafting_judge import beyond_a_shift, judge
from jidi.network.rural.drafting_roads import (
    detoured_km,
    far_places,
    matrix_km,
    points_of,
    road_classes,
    without_coordinates,
)
from jidi.network.rural.files import digested
from jidi.network.rural.impossible import refuse
from jidi.network.rural.problem import (
    Centre,
    Lane,
    LaneKind,
    LaneStop,
    Overnight,
    PointOption,
    Problem,
    Rates,
    Station,
    VehicleType,
    Village,
    Wanted,
    Window,
    Work,
)
from jidi.network.weekdays import Weekdays

Tables = dict[str, list[Record]]
_MUST = {"open": True, "closed": False}


def posed(draft: Draft) -> Problem:
    """The problem that a draft poses, with its digest.

    :raises InputError: N-202 to N-299, every finding with its table and row; the others of the same
        pass hang on ``also``. :raises Impossible: where all cells are right but contradict each
        other.
    """
    findings = Findings()
    draft = with_known_heads(draft, findings)
    tables = read_tables(draft, findings)
    _frequencies(tables["village"], findings)
    nodes = [*tables["centre"][:1], *tables["station"], *tables["village"]]
    _same_names(nodes, findings)
    origins = [*named(draft, "centre"), *named(draft, "station")]
    for lane in tables["lane"]:
        refers_to(lane, "origin", origins, findings)
    road = road_classes(nodes, depots=len(nodes) - len(tables["village"]))
    points = points_of(nodes, datum=draft.datum)
    if tables["distance"]:
        known = [*origins, *named(draft, "village")]
        km = matrix_km(nodes, tables["distance"], road, known=known, findings=findings)
    else:
        without_coordinates(nodes, points, findings)
        far_places(nodes, points, findings)
        km = detoured_km(nodes, points, road)
    check_companies(tables, findings)
    raise_together(findings.errors)
    problem = _problem(draft, tables, findings, km=km, road=road, points=points)
    problem = _with_overnight(problem, tables["overnight"])
    refuse(judge(problem, tables), digested(problem), tables)
    return digested(problem)


def _frequencies(villages: Sequence[Record], findings: Findings) -> None:
    known = sorted({row.frequency for row in pattern_rows()})
    for village in villages:
        if village["frequency"] not in known:
            shown = listed(map(str, known))
            found = village["frequency"]
            findings.add("N-215", village.at("frequency"), found=found, known=shown)


def _same_names(nodes: Iterable[Record], findings: Findings) -> None:
    seen: set[str] = set()
    for node in nodes:
        if node["id"] in seen:
            texts = {
                "before_zh": "县级共配中心、站点或村",
                "before_en": "centre, station or village",
            }
            findings.add("N-208", node.at("id"), table="node", id=node["id"], **texts)
        seen.add(node["id"])


def _problem(
    draft: Draft,
    tables: Tables,
    findings: Findings,
    *,
    km: np.ndarray,
    road: np.ndarray,
    points: np.ndarray,
) -> Problem:
    taken = tuple(f"{name} = {value}" for name, value in sorted(findings.taken.items()))
    wanted, told = tables["wanted"][0], tables["source"]
    notes = tuple(row["note"] for row in told if row["note"] is not None)
    return Problem(
        id=draft.id,
        name=draft.name,
        centre=_centre(tables["centre"][0]),
        stations=tuple(map(_station, tables["station"])),
        villages=tuple(_village(row, tables["point"]) for row in tables["village"]),
        vehicles=tuple(map(_vehicle, tables["vehicle"])),
        lanes=_lanes(tables),
        km=km,
        road=road,
        work=Work(**tables["work"][0].values),
        rates=Rates(**tables["rates"][0].values),
        wanted=Wanted(wanted["coverage"], wanted["budget"]),
        synthetic=draft.synthetic or any(row["origin"] == "synthetic" for row in told),
        sources=(*draft.sources, *notes, *taken),
        points=None if np.isnan(points).any() else points,
        companies=companies_of(tables),
    )


def _with_overnight(problem: Problem, rows: Sequence[Record]) -> Problem:
    """The problem with trips overnight where asked for, to stations beyond one shift alone."""
    if not rows:
        return problem
    (row,) = rows
    asked = replace(problem, overnight=Overnight(row["rest"], row["night"], row["worth"]))
    far = [s for s in range(problem.station_count) if beyond_a_shift(asked, s)]
    stations = (
        replace(station, often=row["often"]) if number in far else station
        for number, station in enumerate(problem.stations)
    )
    return replace(asked, stations=tuple(stations))


def _centre(row: Record) -> Centre:
    return Centre(row["id"], row["name"], row["ready"], row["closes"], row["loading"])


def _station(row: Record) -> Station:
    """A station; one with parcels of its own must be open, whatever else is said (N-217)."""
    own = row["down"] + row["up"] > 0
    return Station(
        id=row["id"],
        name=row["name"],
        down=row["down"],
        up=row["up"],
        fixed=row["fixed"],
        capacity=row["capacity"],
        hours=Window(row["opens"], row["closes"]),
        handover=row["handover"],
        sorting=row["sorting"],
        days=row["days"],
        must=_MUST.get(row["must"], True if own else None),
    )


def _village(row: Record, points: Sequence[Record]) -> Village:
    own = [point for point in points if point["village"] == row["id"]]
    chosen = own or [point for point in points if point["village"] is None]
    return Village(
        id=row["id"],
        name=row["name"],
        down=row["down"],
        up=row["up"],
        patterns=patterns_of(row["frequency"]),
        window=Window(row["opens"], row["closes"]),
        handover=row["handover"],
        points=tuple(map(_point, chosen)),
    )


def patterns_of(frequency: int) -> tuple[Weekdays, ...]:
    """The day patterns with at least so many visits a week."""
    return tuple(Weekdays(row.marks) for row in pattern_rows() if row.frequency >= frequency)


def _point(row: Record) -> PointOption:
    most = math.inf if row["parcels_per_day"] is None else row["parcels_per_day"]
    return PointOption(row["kind"], row["fee_per_day"], row["fee_per_parcel"], most)


def _vehicle(row: Record) -> VehicleType:
    return VehicleType(
        id=row["id"],
        name=row["name"],
        capacity=capacity_of(volume_m3=row["volume"], load_t=row["load"]),
        fixed=row["fixed"],
        per_km=row["per_km"],
        grams_per_km=row["grams_per_km"],
        speeds=(row["speed_county"], row["speed_village"], row["speed_pastoral"]),
        range_km=math.inf if row["range_km"] is None else row["range_km"],
        most=row["most"],
        feeder=row["feeder"],
        line=row["line"],
    )


def capacity_of(*, volume_m3: float, load_t: float) -> float:
    """Parcels that a vehicle holds: the smaller of what room and mass allow, whole ones."""
    parcel = rural_values().parcel
    return float(math.floor(min(volume_m3 / parcel.m3, load_t * 1000 / parcel.kg) + 1e-9))


def _lanes(tables: Tables) -> tuple[Lane, ...]:
    depots = [row["id"] for row in [*tables["centre"], *tables["station"]]]
    villages = {row["id"]: number for number, row in enumerate(tables["village"])}
    return tuple(
        Lane(
            id=row["id"],
            name=row["name"],
            kind=LaneKind(row["kind"]),
            origin=depots.index(row["origin"]),
            departs=row["departs"],
            days=row["days"],
            capacity=row["capacity"],
            stops=tuple(
                LaneStop(villages[stop["village"]], stop["arrives"])
                for stop in tables["lane_stop"]
                if stop["lane"] == row["id"]
            ),
            price_per_parcel=row["price_per_parcel"],
            price_per_stop=row["price_per_stop"],
            grams_per_parcel=row["grams_per_parcel"],
            owner=row["owner"] or "",
        )
        for row in tables["lane"]
    )
