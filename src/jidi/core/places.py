"""Many places at once, as NumPy arrays: distances, grid codes, and the area each lies in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jidi.core.errors import ValueProblem
from jidi.core.geometry import MEAN_EARTH_RADIUS_M
from jidi.core.grid import EDGE_UNITS, POLAR_LIMIT
from jidi.core.grid_levels import (
    CODE_LENGTHS,
    FINEST,
    GRID_LEVELS,
    HEX,
    ROW_LETTERS,
    UNITS_PER_DEGREE,
)

if TYPE_CHECKING:
    from shapely import Geometry

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_HEX = np.frombuffer(HEX.encode(), dtype=np.uint8)
_LETTERS = np.frombuffer(ROW_LETTERS.encode(), dtype=np.uint8)
NO_AREA = -1


def distances_m(
    latitudes: ArrayLike,
    longitudes: ArrayLike,
    other_latitudes: ArrayLike,
    other_longitudes: ArrayLike,
) -> Floats:
    """Great-circle distances in metres, element by element; shapes broadcast.

    A column against a row gives the whole matrix: ``distances_m(a[:, None], b[:, None], c, d)``.
    """
    phi, lam, phi2, lam2 = (
        np.radians(np.asarray(angles, dtype=np.float64))
        for angles in (latitudes, longitudes, other_latitudes, other_longitudes)
    )
    h = np.sin((phi2 - phi) / 2) ** 2
    h = h + np.cos(phi) * np.cos(phi2) * np.sin((lam2 - lam) / 2) ** 2
    distances: Floats = 2 * MEAN_EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, h)))
    return distances


def encode_many(
    latitudes: ArrayLike, longitudes: ArrayLike, *, level: int = FINEST
) -> NDArray[np.str_]:
    """The BeiDou grid codes of many points, the same as :func:`jidi.core.grid.encode` gives each.

    :param latitudes: degrees, shape (n,).
    :param longitudes: degrees, shape (n,).
    :param level: 1 to 10.
    :returns: codes, shape (n,).
    :raises ValueProblem: C-602 for a level; C-605 when points lie outside the grid or are not
        numbers, naming the first.
    """
    if not 1 <= level <= FINEST:
        raise ValueProblem("C-602", level=level)
    lat, lon = (np.asarray(a, dtype=np.float64) for a in (latitudes, longitudes))
    _refuse_outside(lat, lon)
    y, x = _units(lat), _units(lon)
    signs = np.empty((len(lat), CODE_LENGTHS[level]), dtype=np.uint8)
    signs[:, 0] = np.where(lat >= 0, ord("N"), ord("S"))
    signs[:, 1:4] = _first_level(x, y, lon >= 0)
    for deeper in range(2, level + 1):
        signs[:, CODE_LENGTHS[deeper - 1] : CODE_LENGTHS[deeper]] = _fragment(deeper, x, y)
    return signs.view(f"S{CODE_LENGTHS[level]}").ravel().astype(np.str_)


def area_of_each(
    latitudes: ArrayLike, longitudes: ArrayLike, areas: Sequence[Geometry]
) -> NDArray[np.int64]:
    """The index of the area that covers each point, −1 where none does.

    On a common border the area that stands first counts.

    :param areas: polygons whose x is the longitude and y the latitude.
    :returns: indices into ``areas``, shape (n,).
    """
    import shapely  # slow to load, and the other functions here do without it

    points = shapely.points(np.asarray(longitudes), np.asarray(latitudes))
    found = np.full(len(points), NO_AREA, dtype=np.int64)
    hits: Any = shapely.STRtree(list(areas)).query(points, predicate="covered_by")
    latest_first = np.argsort(-hits[1], kind="stable")
    found[hits[0][latest_first]] = hits[1][latest_first]
    return found


def _refuse_outside(lat: Floats, lon: Floats) -> None:
    # Written so that a missing number fails too: NaN is not below anything.
    outside = ~((np.abs(lat) < POLAR_LIMIT) & (np.abs(lon) < 180))
    if outside.any():
        first = int(np.argmax(outside))
        place = f"{lat[first]}, {lon[first]}"
        raise ValueProblem("C-605", count=int(outside.sum()), first=first, place=place)


def _units(angles: Floats) -> Integers:
    units: Integers = np.floor(np.abs(angles) * UNITS_PER_DEGREE + EDGE_UNITS).astype(np.int64)
    return units


def _first_level(x: Integers, y: Integers, east: NDArray[np.bool_]) -> NDArray[np.uint8]:
    column = x // GRID_LEVELS[1].width
    number = np.where(east, 31 + column, 30 - column)
    letter = _LETTERS[y // GRID_LEVELS[1].height]
    return np.stack([_HEX[number // 10], _HEX[number % 10], letter], axis=1)


def _fragment(level: int, x: Integers, y: Integers) -> NDArray[np.uint8]:
    grid = GRID_LEVELS[level]
    column, row = x // grid.width % grid.columns, y // grid.height % grid.rows
    digits = (2 * row + column,) if grid.characters == 1 else (column, row)
    return np.stack([_HEX[digit] for digit in digits], axis=1)
