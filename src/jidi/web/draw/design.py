"""A design as a still picture: outlines, ways, villages or counties, stations or hubs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import htpy as h
from htpy import Element

from jidi.web.draw.thumbnail import Frame, outline

WAYS: Final = (("var(--feeder)", 2.4, None), ("var(--way)", 1.3, None), ("var(--way)", 1.6, "5 3"))
"""Colour, width and dashes: feeders, lines, lanes of others."""
STATES: Final = {name: f"var(--state-{name})" for name in ("good", "fair", "missing", "unknown")}
_CENTRE, _STATION, _HALO = "var(--place-station)", "var(--feeder)", "var(--halo)"


def design_picture(data: Mapping[str, Any], frame: Frame, *, label: str) -> Element:
    """The design within a frame; what it says stands in the list of counts beside it.

    :param data: as :func:`jidi.web.pages.network_map.design_map` gives it.
    """
    return h.svg(
        class_="thumbnail design-picture",
        viewBox=f"0 0 {frame.width} {frame.height}",
        width=str(frame.width),
        height=str(frame.height),
        role="img",
        aria_label=label,
    )[
        h.g(fill="var(--page)", stroke="var(--border-faint)", stroke_width="1")[
            (h.path(d=outline(f["geometry"], frame)) for f in data["outline"]["features"])
        ],
        h.g(fill="none")[(_way(way, frame) for way in data["ways"])],
        h.g[_places(data, frame)],
        h.g(stroke_width="1.5")[(_station(one, frame) for one in data["stations"])],
    ]


def _way(way: Mapping[str, Any], frame: Frame) -> Element:
    colour, width, dashes = WAYS[way["kind"]]
    points = " ".join(f"{x:g},{y:g}" for x, y in map(frame.pixel, way["at"]))
    return h.polyline(
        points=points,
        stroke=colour,
        stroke_width=str(width),
        stroke_dasharray=dashes,
        opacity="0.8",
    )[h.title[way["name"]]]


def _places(data: Mapping[str, Any], frame: Frame) -> Iterator[Element]:
    """Villages or counties: what is missing as a square, the rest as discs."""
    found = data["villages"]
    columns = (found["lon"], found["lat"], found["status"], found["name"])
    for lon, lat, status, name in zip(*columns, strict=True):
        grade = data["states"][status]["grade"]
        x, y = frame.pixel((lon, lat))
        fill, told = STATES.get(grade, STATES["unknown"]), h.title[name]
        if grade == "missing":
            yield h.rect(
                x=f"{x - 3:g}",
                y=f"{y - 3:g}",
                width="6",
                height="6",
                fill=fill,
                stroke="var(--halo)",
            )[told]
        else:
            yield h.circle(cx=f"{x:g}", cy=f"{y:g}", r="3", fill=fill, stroke=_HALO)[told]


def _station(one: Mapping[str, Any], frame: Frame) -> Element:
    x, y = frame.pixel(one["at"])
    colour = _CENTRE if one["centre"] else _STATION
    return h.circle(
        cx=f"{x:g}",
        cy=f"{y:g}",
        r="7" if one["centre"] else "5",
        fill=colour if one["open"] else _HALO,
        stroke=_HALO if one["open"] else colour,
    )[h.title[one["name"]]]


def state_key(grade: str) -> Element:
    """The shape of a village or county in that state, for a list of counts."""
    fill = STATES.get(grade, STATES["unknown"])
    shape = (
        h.rect(x="4", y="2", width="6", height="6", fill=fill)
        if grade == "missing"
        else h.circle(cx="7", cy="5", r="3", fill=fill)
    )
    return _key(shape)


def way_key(kind: int) -> Element:
    """The line of a way of that kind."""
    colour, width, dashes = WAYS[kind]
    look = {"stroke": colour, "stroke_width": str(width), "stroke_dasharray": dashes}
    return _key(h.path(d="M0 5H14", **look))


def station_key(*, is_centre: bool, is_open: bool) -> Element:
    """The disc of a station, a hub, a centre."""
    colour = _CENTRE if is_centre else _STATION
    look = {"fill": colour if is_open else _HALO, "stroke": colour}
    return _key(h.circle(cx="7", cy="5", r="4", **look))


def _key(shape: Element) -> Element:
    return h.svg(class_="swatch", viewBox="0 0 14 10", aria_hidden="true")[shape]


def frame_of(data: Mapping[str, Any], *, size: Sequence[int]) -> Frame:
    """The frame around a design's outline; around its places where it has none."""
    width, height = size
    if data["outline"]["features"]:
        return Frame.around(data["outline"], width=width, height=height)
    places = list(zip(data["villages"]["lon"], data["villages"]["lat"], strict=True))
    places += [tuple(one["at"]) for one in data["stations"]]
    ring = {"type": "Polygon", "coordinates": [places]}
    return Frame.around({"features": [{"geometry": ring}]}, width=width, height=height)
