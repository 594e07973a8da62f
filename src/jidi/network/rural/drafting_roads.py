"""Road distances and classes between the nodes of a draft: by a matrix, else by coordinates."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from jidi.core.chinese_datum import to_wgs84
from jidi.core.errors import Place
from jidi.core.geometry import MEAN_EARTH_RADIUS_M, Point
from jidi.core.worded import listed
from jidi.model.rural import detours, rural_values
from jidi.network.rural.draft import Datum
from jidi.network.rural.draft_cells import Findings, Record, refers_to
from jidi.network.rural.problem import ROAD_CLASSES, Floats, Numbers

_SHOWN = 3
# A metre, and a tenth of one: finer digits differ between machines, and with them the digest.
_KM_DIGITS = 3
_DEGREE_DIGITS = 6


def points_of(nodes: Sequence[Record], *, datum: Datum) -> Floats:
    """Longitude and latitude of each node on WGS-84; not a number where unknown."""
    points = np.full((len(nodes), 2), math.nan)
    for number, node in enumerate(nodes):
        longitude, latitude = node["longitude"], node["latitude"]
        if longitude is not None and latitude is not None:
            point = Point(latitude, longitude)
            point = to_wgs84(point) if datum == "gcj02" else point
            points[number] = point.longitude, point.latitude
    return np.round(points, _DEGREE_DIGITS)


def straight_km(points: Floats) -> Floats:
    """Great-circle km between all points (haversine, the sphere of ``core.geometry``)."""
    radians = np.radians(points)
    longitude, latitude = radians[:, 0], radians[:, 1]
    north = np.sin((latitude[:, None] - latitude) / 2) ** 2
    east = np.sin((longitude[:, None] - longitude) / 2) ** 2
    half = north + np.cos(latitude)[:, None] * np.cos(latitude) * east
    return np.asarray(2 * MEAN_EARTH_RADIUS_M / 1000 * np.arcsin(np.sqrt(np.minimum(1.0, half))))


def road_classes(nodes: Sequence[Record], *, depots: int) -> Numbers:
    """The class of road between nodes: county roads between towns, village roads else; roads to a
    pastoral village are pastoral."""
    county, village, pastoral = range(len(ROAD_CLASSES))
    of_node = [
        county if number < depots else pastoral if node["terrain"] == "pastoral" else village
        for number, node in enumerate(nodes)
    ]
    classes = np.asarray(of_node, dtype=np.int64)
    return np.maximum(classes[:, None], classes)


def detoured_km(nodes: Sequence[Record], points: Floats, road: Numbers) -> Floats:
    """Road km from coordinates: the straight line times the mean detour of both ends' terrain."""
    known = detours()
    factors = np.empty((len(nodes), len(ROAD_CLASSES)))
    for number, node in enumerate(nodes):
        terrain = node["terrain"]
        rough = known.get((terrain, "village"), known.get((terrain, "pastoral"), 1.0))
        for column, road_class in enumerate(ROAD_CLASSES):
            factors[number, column] = known.get((terrain, road_class.value), rough)
    rows = np.arange(len(nodes))
    one = factors[rows[:, None], road]
    return np.round(straight_km(points) * (one + one.T) / 2, _KM_DIGITS)


def matrix_km(
    nodes: Sequence[Record],
    distances: Sequence[Record],
    road: Numbers,
    *,
    known: list[str],
    findings: Findings,
) -> Floats:
    """Road km from a table of pairs; classes it names replace those in ``road``.

    A blank distance says that there is no road; a pair that is missing is a hole, and a finding.

    :param known: the ids of all places, also of those that could not be read.
    """
    index = {node["id"]: number for number, node in enumerate(nodes)}
    count = len(nodes)
    km = np.full((count, count), math.nan)
    np.fill_diagonal(km, 0.0)
    for row in distances:
        ends = [refers_to(row, end, known, findings) for end in ("from", "to")]
        if all(ends) and row["from"] in index and row["to"] in index:
            pair = index[row["from"]], index[row["to"]]
            _enter(row, pair, km, findings)
            if row["road"] is not None:
                road[pair] = [kind.value for kind in ROAD_CLASSES].index(row["road"])
    _holes(nodes, km, findings)
    return km


def _enter(row: Record, pair: tuple[int, int], km: Floats, findings: Findings) -> None:
    value = math.inf if row["km"] is None else row["km"]
    facts = {"start": row["from"], "end": row["to"]}
    if pair[0] == pair[1]:
        if value != 0:
            findings.add("N-214", row.at("km"), found=value, before=0, **facts)
    elif not math.isnan(km[pair]):
        findings.add("N-214", row.at("km"), found=value, before=km[pair], **facts)
    km[pair] = 0.0 if pair[0] == pair[1] else value


def _holes(nodes: Sequence[Record], km: Floats, findings: Findings) -> None:
    rows, columns = np.nonzero(np.isnan(km))
    if len(rows):
        pairs = zip(rows[:_SHOWN], columns[:_SHOWN], strict=True)
        shown = listed(f"{nodes[a]['id']} → {nodes[b]['id']}" for a, b in pairs)
        findings.add("N-213", Place(sheet="distance"), count=len(rows), shown=shown)


def far_places(nodes: Sequence[Record], points: Floats, findings: Findings) -> None:
    """Places so far from the centre, the first node, that their coordinates must be mistyped."""
    rule = rural_values().places
    if not nodes or np.isnan(points[0]).any():
        return
    km = straight_km(points)[0]
    others = km[1:][~np.isnan(km[1:])]
    most = rule.farthest_km
    if len(others) >= rule.least_places:
        usual = float(np.quantile(others, 0.75)) * rule.times
        most = min(most, max(rule.near_km, usual))
    for node, away in zip(nodes, km, strict=True):
        if away > most:
            facts = {"id": node["id"], "name": node["name"], "km": f"{away:.0f}"}
            findings.add("N-228", node.at("longitude"), most=f"{most:.0f}", **facts)


def without_coordinates(nodes: Sequence[Record], points: Floats, findings: Findings) -> None:
    """Nodes without coordinates where no distances were given: nobody knows where they are."""
    for node, point in zip(nodes, points, strict=True):
        if np.isnan(point).any():
            findings.add("N-211", node.place, id=node["id"], name=node["name"])
