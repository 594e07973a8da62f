"""What a map needs: outlines of counties and cities, and the villages with their state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import shapely
from shapely.geometry import mapping

from jidi.core.division import Level
from jidi.core.period import Period
from jidi.indicators import periods_relation
from jidi.model.boundaries import Boundaries, packaged_boundaries
from jidi.model.boundaries_official import official_boundaries
from jidi.model.reading import Status
from jidi.service.books import Book

TOLERANCE_DEG: Final = 0.004
"""About 400 m: finer than a pixel of a province on an office screen, a tenth of the points."""

DECIMALS: Final = 4
OFFICIAL_FILE: Final = "boundaries.geojson"
"""The province's own outlines, when it puts them into the workspace folder."""


@dataclass(frozen=True)
class VillageState:
    """A class of the village layer; ``grade`` orders them for colour and shape."""

    code: str
    zh: str
    en: str
    grade: str


STATES: Final = (
    VillageState("direct", "直投到村", "Delivered in the village", "good"),
    VillageState("point", "村级站点自取", "Village point", "fair"),
    VillageState("township", "乡镇自取", "Picked up in the township", "weak"),
    VillageState("none", "未通达", "Not reached", "missing"),
    VillageState("unknown", "无数据", "No data", "unknown"),
)

_VILLAGES = """
SELECT d.code, d.name, v.longitude, v.latitude, s.access, s.express_served
FROM divisions d
LEFT JOIN village v ON v.village = d.code
LEFT JOIN (
  SELECT x.village, x.access, x.express_served,
    ROW_NUMBER() OVER (PARTITION BY x.village ORDER BY x.valid_from DESC) AS latest
  FROM village_service x JOIN periods p ON x.valid_from < p.end_date
   AND (x.valid_to IS NULL OR x.valid_to >= p.end_date)
) s ON s.village = d.code AND s.latest = 1
WHERE d.administrative_village
ORDER BY d.code
"""


def boundaries(book: Book) -> Boundaries:
    """The outlines of the book's counties: the province's own file, else those of the package."""
    own = book.workspace.root / OFFICIAL_FILE
    changed = outlines_changed(book)

    def found(_version: int) -> Boundaries:
        if own.is_file():
            return official_boundaries(own, book.tree, tolerance=TOLERANCE_DEG)
        return packaged_boundaries(book.tree, tolerance=TOLERANCE_DEG)

    return book.remembered(("boundaries", changed), found)


def outlines_changed(book: Book) -> int:
    """When the province's own outlines were put there, in nanoseconds; 0 without any."""
    own = book.workspace.root / OFFICIAL_FILE
    return own.stat().st_mtime_ns if own.is_file() else 0


def county_shapes(book: Book) -> Mapping[str, Any]:
    """Counties as GeoJSON keyed by 12-digit code, with city, names, datum and attribution."""
    return _remembered(book, Level.COUNTY)


def city_borders(book: Book) -> Mapping[str, Any]:
    """Cities as GeoJSON, dissolved from the same lines, with a point to write the name at."""
    return _remembered(book, Level.CITY)


def _remembered(book: Book, level: Level) -> Mapping[str, Any]:
    outlines = boundaries(book)
    return book.remembered(
        ("shapes", id(outlines), level), lambda _version: _collection(outlines, level)
    )


def _collection(outlines: Boundaries, level: Level) -> Mapping[str, Any]:
    features = []
    for code, outline in outlines.at(level).items():
        division = outlines.tree.get(code)
        label = outline.representative_point()
        features.append(
            {
                "type": "Feature",
                "id": code.text,
                "properties": {
                    "code": code.text,
                    "name": division.name,
                    "name_en": division.name_en,
                    "city": code.at(Level.CITY).text,
                    "label": [round(label.x, DECIMALS), round(label.y, DECIMALS)],
                },
                "geometry": mapping(shapely.set_precision(outline, 10**-DECIMALS)),
            }
        )
    return {
        "type": "FeatureCollection",
        "datum": outlines.datum,
        "attribution_zh": outlines.attribution_zh,
        "attribution_en": outlines.attribution_en,
        "missing": [{"code": d.code.text, "name": d.name} for d in outlines.without],
        "features": features,
    }


def village_points(book: Book, period: Period) -> Mapping[str, Any]:
    """The administrative villages as columns, in order of code: code, name, place and state at the
    period's end.

    ``status`` is an index into ``statuses``; ``unplaced`` counts villages without coordinates,
    which are in no column; ``mark`` says whether any of it is synthetic.
    """
    return book.remembered(("villages", period), lambda _version: _points(book, period))


def _points(book: Book, period: Period) -> Mapping[str, Any]:
    rows = book.ask(_VILLAGES, {"periods": periods_relation([period])})
    placed = rows.filter(rows["longitude"].is_valid())
    states = _state_indices(placed)
    synthetic = "synthetic" in book.origins("village") | book.origins("village_service")
    return {
        "code": placed["code"].to_pylist(),
        "name": placed["name"].to_pylist(),
        "lon": [round(x, 5) for x in placed["longitude"].to_pylist()],
        "lat": [round(y, 5) for y in placed["latitude"].to_pylist()],
        "status": states,
        "statuses": [vars(state) for state in STATES],
        "unplaced": rows.num_rows - placed.num_rows,
        "unplaced_code": rows.filter(rows["longitude"].is_null())["code"].to_pylist(),
        "mark": (Status.SYNTHETIC if synthetic else Status.COMPUTED).value,
        "period": str(period),
        "version": book.version,
    }


def _state_indices(rows: pa.Table) -> list[int]:
    """Each village's state; served without a known access level counts as unknown, not as good."""
    order = {state.code: index for index, state in enumerate(STATES)}
    pairs: Sequence[tuple[str | None, bool | None]] = list(
        zip(rows["access"].to_pylist(), rows["express_served"].to_pylist(), strict=True)
    )
    return [
        order["none"] if served is False else order.get(access or "unknown", order["unknown"])
        for access, served in pairs
    ]
