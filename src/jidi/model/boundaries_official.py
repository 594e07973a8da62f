"""Outlines that a province gives itself: a GeoJSON file of its counties, checked before use."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from jidi.core.division import Division, DivisionCode, DivisionTree, Level
from jidi.core.errors import InputError, JidiError, Place, raise_together
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.model.boundaries import Boundaries, Datum, Outlines, simplified

_DATUMS: tuple[Datum, ...] = ("WGS-84", "CGCS2000", "GCJ-02")


def official_boundaries(path: Path, tree: DivisionTree, *, tolerance: float) -> Boundaries:
    """The outlines of a province's own file, a GeoJSON FeatureCollection of counties.

    Every feature has the property ``code`` (6 or 12 digits) and a polygon. Next to ``features``
    may stand ``datum`` (WGS-84 unless said) and ``attribution``.

    :raises InputError: D-211 when it is no FeatureCollection; D-212 for features that do not fit,
        all in one pass; D-213 when a county lacks its outline; D-214 when neighbours overlap or do
        not share their border.
    """
    given = _read_collection(path)
    counties = {d.code: d for d in tree.at_level(Level.COUNTY)}
    found = _outlines(given["features"], counties, path.name)
    without = tuple(d for code, d in counties.items() if code not in found)
    _refuse_missing(without, path.name)
    _refuse_broken_borders(found, counties, path.name)
    owner = str(given.get("attribution") or path.name)
    return Boundaries(
        tree=tree,
        counties=simplified(found, tolerance=tolerance),
        without=without,
        tolerance=tolerance,
        datum=given.get("datum", "WGS-84"),
        attribution_zh=owner,
        attribution_en=owner,
    )


def _read_collection(path: Path) -> dict[str, Any]:
    try:
        given = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError("D-211", where=Place(path.name), reason=str(error)) from error
    if not isinstance(given, dict) or not isinstance(given.get("features"), list):
        raise InputError("D-211", where=Place(path.name), reason="features")
    if given.get("datum", "WGS-84") not in _DATUMS:
        reason = f"datum {given['datum']}, {suggestion(str(given['datum']), _DATUMS)}?"
        raise InputError("D-211", where=Place(path.name), reason=reason)
    return given


def _outlines(
    features: list[Any], counties: Mapping[DivisionCode, Division], file: str
) -> dict[DivisionCode, Any]:
    found: dict[DivisionCode, Any] = {}
    findings: list[JidiError] = []
    for number, feature in enumerate(features, start=1):
        try:
            code, outline = _outline(feature, counties)
            if code in found:
                raise ValueError(f"{code} twice")
            found[code] = outline
        except (ValueError, TypeError, KeyError, shapely.GEOSException) as error:
            place = Place(file, row=number)
            findings.append(InputError("D-212", where=place, number=number, reason=str(error)))
    raise_together(findings)
    return found


def _outline(feature: Any, counties: Mapping[DivisionCode, Division]) -> tuple[DivisionCode, Any]:
    """A feature's county and polygon; raises a plain error with the reason when it does not fit."""
    code = DivisionCode.parse(str(feature["properties"]["code"]))
    if code not in counties:
        known = [county.short for county in counties]
        raise ValueError(f"{code}: {suggestion(code.short, known, most=3)}?")
    own = f"{code} {counties[code].name}"
    geometry = feature["geometry"]
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"{own}: Polygon, MultiPolygon")
    outline = shapely.from_geojson(json.dumps(geometry))
    if outline.is_empty or not outline.is_valid:
        raise ValueError(f"{own}: {shapely.is_valid_reason(outline)}")
    return code, outline


def _refuse_missing(without: Sequence[Division], file: str) -> None:
    """Only development zones may go without an outline of their own."""
    missing = [d for d in without if d.kind != "development_zone"]
    if missing:
        names = listed((f"{d.name} {d.code.short}" for d in missing), most=8)
        raise InputError("D-213", where=Place(file), count=len(missing), names=names)


def _refuse_broken_borders(
    outlines: Outlines, counties: Mapping[DivisionCode, Division], file: str
) -> None:
    shapes = np.array(list(outlines.values()), dtype=object)
    if shapely.coverage_is_valid(shapes):
        return
    edges = shapely.coverage_invalid_edges(shapes)
    broken = [c for c, edge in zip(outlines, edges, strict=True) if not edge.is_empty]
    names = listed((counties[code].name for code in broken), most=8)
    raise InputError("D-214", where=Place(file), count=len(broken), names=names)
