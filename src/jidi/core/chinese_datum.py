"""GCJ-02, the shifted datum of Chinese web maps, and WGS-84.

The shift is 100 to 700 m. Its formula was never published; the reconstruction in general use is
taken here. It agrees with the map providers' own conversion to a few metres at worst, the way
there and back to less than a millimetre. It is defined inside China only: a point outside the box
around it is refused, not passed through.
"""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from jidi.core.errors import ValueProblem
from jidi.core.geometry import Bounds, Point

CHINA = Bounds(south=0.8293, west=72.004, north=55.8271, east=137.8347)
"""The box outside of which the shift is not applied."""

# Semi-major axis in metres and squared eccentricity of the Krasovsky ellipsoid.
_AXIS_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
# The origin of the shift's polynomial.
_LATITUDE_0, _LONGITUDE_0 = 35.0, 105.0
# Each round shrinks the error about a hundred times, from hundreds of metres at first.
_ROUNDS = 8
# Size in metres and rate of the waves that run over the shift.
_NORTH_WAVES = ((20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))
_EAST_WAVES = ((20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))

Array = npt.NDArray[np.float64]


def to_gcj02(point: Point) -> Point:
    """The GCJ-02 coordinates of a WGS-84 point.

    :raises ValueProblem: C-804 outside China.
    """
    _refuse_outside(point)
    north, east = _shift(point.latitude, point.longitude, by=math)
    return Point(point.latitude + north, point.longitude + east)


def to_wgs84(point: Point) -> Point:
    """The WGS-84 point whose GCJ-02 coordinates these are.

    :raises ValueProblem: C-804 outside China.
    """
    _refuse_outside(point)
    return Point(*_unshifted(point.latitude, point.longitude, by=math))


def all_to_wgs84(latitudes: Array, longitudes: Array) -> tuple[Array, Array]:
    """As :func:`to_wgs84`, for many points at once: the outlines of a province are thousands.

    Sines of NumPy and of the C library may differ in the last bit, a millionth of a millimetre.

    :raises ValueProblem: C-804 when a point lies outside China.
    """
    inside = (latitudes >= CHINA.south) & (latitudes <= CHINA.north)
    inside &= (longitudes >= CHINA.west) & (longitudes <= CHINA.east)
    for at in np.flatnonzero(~inside)[:1]:
        _refuse_outside(Point(float(latitudes[at]), float(longitudes[at])))
    return cast(tuple[Array, Array], _unshifted(latitudes, longitudes, by=np))


def _unshifted(latitude: Any, longitude: Any, *, by: Any) -> tuple[Any, Any]:
    """Where a shifted place was.

    :param by: ``math`` for one place, ``numpy`` for arrays of them.
    """
    was = latitude, longitude
    for _ in range(_ROUNDS):
        north, east = _shift(*was, by=by)
        was = latitude - north, longitude - east
    return was


def _refuse_outside(point: Point) -> None:
    if not CHINA.contains(point):
        raise ValueProblem("C-804", latitude=point.latitude, longitude=point.longitude)


def _shift(latitude: Any, longitude: Any, *, by: Any) -> tuple[Any, Any]:
    """How far GCJ-02 moves a WGS-84 place, in degrees north and east."""
    x, y = longitude - _LONGITUDE_0, latitude - _LATITUDE_0
    root = by.sqrt(abs(x))
    ripple = (by.sin(6 * x * by.pi) + by.sin(2 * x * by.pi)) * 20 * 2 / 3
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += ripple + _waves(y, _NORTH_WAVES, by=by)
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += ripple + _waves(x, _EAST_WAVES, by=by)
    return _as_degrees(latitude, north_m, east_m, by=by)


def _waves(x: Any, terms: tuple[tuple[float, float], ...], *, by: Any) -> Any:
    return sum(size * by.sin(x * rate * by.pi) for size, rate in terms) * 2 / 3


def _as_degrees(latitude: Any, north_m: Any, east_m: Any, *, by: Any) -> tuple[Any, Any]:
    """Metres north and east of a latitude as degrees, by the radii of the ellipsoid there."""
    phi = by.radians(latitude)
    flat = 1 - _ECCENTRICITY_SQUARED * by.sin(phi) ** 2
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY_SQUARED) / (flat * by.sqrt(flat))
    parallel_m = _AXIS_M / by.sqrt(flat) * by.cos(phi)
    return by.degrees(north_m / meridian_m), by.degrees(east_m / parallel_m)
