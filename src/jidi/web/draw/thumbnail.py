"""The province as a small map of its counties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import htpy as h
from htpy import Element

Ring = Sequence[Sequence[float]]
HATCH = "hatch"


@dataclass(frozen=True)
class Frame:
    """Longitude and latitude to pixels: equal distances east and north at the middle latitude."""

    west: float
    north: float
    scale: float
    squeeze: float
    width: int
    height: int

    @classmethod
    def around(cls, shapes: Mapping[str, Any], *, width: int, height: int) -> Frame:
        """The frame that the shapes just fill."""
        points = [p for f in shapes["features"] for ring in rings(f["geometry"]) for p in ring]
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        squeeze = cos(radians((south + north) / 2))
        scale = min((width - 4) / ((east - west) * squeeze), (height - 4) / (north - south))
        return cls(
            west,
            north,
            scale,
            squeeze,
            round((east - west) * squeeze * scale) + 4,
            round((north - south) * scale) + 4,
        )

    def pixel(self, point: Sequence[float]) -> tuple[float, float]:
        """A point on the picture, to half a pixel: neighbours still meet, and lines stay short."""
        x = 2 + (point[0] - self.west) * self.squeeze * self.scale
        y = 2 + (self.north - point[1]) * self.scale
        return (round(x * 2) / 2, round(y * 2) / 2)


@dataclass(frozen=True)
class Outlines:
    """The paths of a province's counties and of its cities' borders; drawn once, filled often."""

    width: int
    height: int
    counties: Mapping[str, str]
    cities: tuple[str, ...]

    @classmethod
    def of(
        cls, shapes: Mapping[str, Any], borders: Mapping[str, Any], *, width: int, height: int
    ) -> Outlines:
        """The paths of GeoJSON features that have a ``code`` among their properties.

        :param borders: features of the cities, drawn as lines on top.
        """
        frame = Frame.around(shapes, width=width, height=height)
        counties = {
            f["properties"]["code"]: outline(f["geometry"], frame) for f in shapes["features"]
        }
        cities = tuple(outline(f["geometry"], frame) for f in borders["features"])
        return cls(frame.width, frame.height, counties, cities)


def thumbnail(
    outlines: Outlines,
    *,
    fill: Callable[[str], tuple[str | None, str]],
    href: Callable[[str], str],
    label: str,
    hatched: bool = True,
) -> Element:
    """The counties filled by ``fill(code)`` → (colour or None for no data, text on hover).

    :param href: where a click on a county leads.
    :param hatched: whether it brings the hatching; not where another picture of the page does.
    """
    return h.svg(
        class_="thumbnail",
        viewBox=f"0 0 {outlines.width} {outlines.height}",
        width=str(outlines.width),
        height=str(outlines.height),
        role="group",
        aria_label=label,
    )[
        hatched and h.defs[_hatch()],
        h.g(class_="counties")[
            (_county(path, fill(code), href(code)) for code, path in outlines.counties.items())
        ],
        h.g(class_="cities")[(h.path(d=path) for path in outlines.cities)],
    ]


def _county(path: str, filled: tuple[str | None, str], href: str) -> Element:
    colour, text = filled
    # The list beside the map leads to the same places; here the keyboard would need 117 stops.
    return h.a(href=href, tabindex="-1", aria_label=text)[
        h.path(d=path, fill=colour or f"url(#{HATCH})")[h.title[text]]
    ]


def _hatch() -> Element:
    return h.pattern(id=HATCH, width="5", height="5", patternUnits="userSpaceOnUse")[
        h.rect(width="5", height="5", fill="var(--no-data)"),
        h.path(d="M-1 6L6-1M-1 1L1-1M4 6L6 4", stroke="var(--no-data-line)", stroke_width="1"),
    ]


def outline(geometry: Mapping[str, Any], frame: Frame) -> str:
    """The path of all rings of a polygon or multipolygon."""
    return "".join(_ring_path(ring, frame) for ring in rings(geometry))


def _ring_path(ring: Ring, frame: Frame) -> str:
    pixels = list(_without_repeats(frame.pixel(point) for point in ring))
    if len(pixels) < 4:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in pixels[:-1]) + "z"


def _without_repeats(pixels: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    before = None
    for pixel in pixels:
        if pixel != before:
            yield pixel
        before = pixel


def rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """Every ring of a GeoJSON polygon or multipolygon."""
    if geometry["type"] == "Polygon":
        yield from geometry["coordinates"]
    else:
        for polygon in geometry["coordinates"]:
            yield from polygon
