"""GCJ-02, the shifted datum of Chinese web maps, and WGS-84.

The shift is 100 to 700 m. Its formula was never published; the reconstruction in general use is
taken here. It agrees with the map providers' own conversion to a few metres at worst, the way
there and back to less than a millimetre. It is defined inside China only: a point outside the box
around it is refused, not passed through.
"""

from __future__ import annotations

import math

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


def to_gcj02(point: Point) -> Point:
    """The GCJ-02 coordinates of a WGS-84 point.

    :raises ValueProblem: C-804 outside China.
    """
    _refuse_outside(point)
    north, east = _shift(point)
    return Point(point.latitude + north, point.longitude + east)


def to_wgs84(point: Point) -> Point:
    """The WGS-84 point whose GCJ-02 coordinates these are.

    :raises ValueProblem: C-804 outside China.
    """
    _refuse_outside(point)
    guess = point
    for _ in range(_ROUNDS):
        north, east = _shift(guess)
        guess = Point(point.latitude - north, point.longitude - east)
    return guess


def _refuse_outside(point: Point) -> None:
    if not CHINA.contains(point):
        raise ValueProblem("C-804", latitude=point.latitude, longitude=point.longitude)


def _shift(point: Point) -> tuple[float, float]:
    """How far GCJ-02 moves a WGS-84 point, in degrees north and east."""
    x, y = point.longitude - _LONGITUDE_0, point.latitude - _LATITUDE_0
    root = math.sqrt(abs(x))
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += _ripple(x, 6, 2) + _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += _ripple(x, 6, 2) + _waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))
    return _as_degrees(point.latitude, north_m, east_m)


def _ripple(x: float, fast: float, slow: float) -> float:
    return (math.sin(fast * x * math.pi) + math.sin(slow * x * math.pi)) * 20 * 2 / 3


def _waves(x: float, *terms: tuple[float, float]) -> float:
    return sum(size * math.sin(x * rate * math.pi) for size, rate in terms) * 2 / 3


def _as_degrees(latitude: float, north_m: float, east_m: float) -> tuple[float, float]:
    """Metres north and east of a latitude as degrees, by the radii of the ellipsoid there."""
    phi = math.radians(latitude)
    flat = 1 - _ECCENTRICITY_SQUARED * math.sin(phi) ** 2
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY_SQUARED) / (flat * math.sqrt(flat))
    parallel_m = _AXIS_M / math.sqrt(flat) * math.cos(phi)
    return math.degrees(north_m / meridian_m), math.degrees(east_m / parallel_m)
