"""Points on the Earth, boxes around them, and the distance between them.

Distances are great circles on a sphere of the mean radius: at most 0.56 % off the ellipsoid, far
less than any road's detour. Coordinates are degrees on WGS-84 or CGCS2000, which differ by
centimetres.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from jidi.core.errors import ValueProblem

MEAN_EARTH_RADIUS_M = 6371008.8
"""The mean radius (2a + b) / 3 of the WGS-84 ellipsoid, in metres."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the Earth, checked at birth.

    :param latitude: degrees, north positive, −90 to 90.
    :param longitude: degrees, east positive, −180 to 180.
    :raises ValueProblem: C-801 outside these ranges.
    """

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueProblem("C-801", latitude=self.latitude, longitude=self.longitude)

    def distance_m(self, other: Point) -> float:
        """The great-circle distance to ``other``, in metres."""
        return great_circle_m(self, other)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box of degrees that does not cross 180°.

    :raises ValueProblem: C-802 when south lies above north or west behind east.
    """

    south: float
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        if not (self.south <= self.north and self.west <= self.east):
            box = (self.south, self.west, self.north, self.east)
            raise ValueProblem("C-802", box=box)

    @classmethod
    def around(cls, points: Iterable[Point]) -> Bounds:
        """The smallest box that holds all points.

        :raises ValueProblem: C-803 when there are none.
        """
        held = list(points)
        if not held:
            raise ValueProblem("C-803")
        latitudes, longitudes = [p.latitude for p in held], [p.longitude for p in held]
        return cls(min(latitudes), min(longitudes), max(latitudes), max(longitudes))

    @property
    def centre(self) -> Point:
        """Its middle."""
        return Point((self.south + self.north) / 2, (self.west + self.east) / 2)

    def contains(self, point: Point) -> bool:
        """Whether the point lies in it or on its edge."""
        in_height = self.south <= point.latitude <= self.north
        return in_height and self.west <= point.longitude <= self.east

    def meets(self, other: Bounds) -> bool:
        """Whether the two boxes have a point in common."""
        in_height = self.south <= other.north and other.south <= self.north
        return in_height and self.west <= other.east and other.west <= self.east


def great_circle_m(a: Point, b: Point) -> float:
    """The great-circle distance between two points, in metres.

    By the haversine, which keeps its precision for neighbours as for antipodes.
    """
    phi_a, phi_b = math.radians(a.latitude), math.radians(b.latitude)
    half_dphi = (phi_b - phi_a) / 2
    half_dlambda = math.radians(b.longitude - a.longitude) / 2
    h = math.sin(half_dphi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_dlambda) ** 2
    return 2 * MEAN_EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, h)))
