"""Designs as points: what they cost against what they emit, each with its number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10

import htpy as h
from htpy import Element, Node

WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 84, 28, 24, 48
_TICKS = 4
_SPAN_LEAST = 0.002
"""Below this span, as a share of the value, an axis is drawn wider: noise should not look wide."""


@dataclass(frozen=True)
class Spot:
    """A point. :param name: beside it; ``kind``: ``own``, ``best`` or ``outdone``, for its look."""

    x: float
    y: float
    name: str
    kind: str


@dataclass(frozen=True)
class Plane:
    """All that the picture shows. :param label: what it shows, for those who do not see it."""

    spots: Sequence[Spot]
    label: str
    x_number: Callable[[float], str]
    y_number: Callable[[float], str]


def plane(shown: Plane) -> Element:
    """The picture; points at the same place share one dot and name each."""
    across = _ticks([spot.x for spot in shown.spots])
    up = _ticks([spot.y for spot in shown.spots])

    def x(value: float) -> float:
        return LEFT + (value - across[0]) / (across[-1] - across[0]) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (value - up[0]) / (up[-1] - up[0]) * (HEIGHT - TOP - BOTTOM)

    return h.svg(
        class_="fan plane", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=shown.label
    )[
        h.title[shown.label],
        [_level(y(value), shown.y_number(value)) for value in up],
        [
            h.text(class_="time", x=f"{x(value):.1f}", y=str(HEIGHT - 10))[shown.x_number(value)]
            for value in across
        ],
        [_spot(x(at[0]), y(at[1]), some) for at, some in _together(shown.spots).items()],
    ]


def _together(spots: Sequence[Spot]) -> dict[tuple[float, float], list[Spot]]:
    found: dict[tuple[float, float], list[Spot]] = {}
    for spot in spots:
        found.setdefault((spot.x, spot.y), []).append(spot)
    return found


def _level(y: float, text: str) -> Node:
    return [
        h.path(class_="rule", d=f"M{LEFT} {y:.1f}H{WIDTH - RIGHT}"),
        h.text(class_="value", x=str(LEFT - 8), y=f"{y + 4:.1f}")[text],
    ]


def _spot(x: float, y: float, some: list[Spot]) -> Node:
    kind = next((s.kind for s in some if s.kind == "own"), some[0].kind)
    left = x > WIDTH - RIGHT - 40
    return [
        h.circle(class_=f"spot spot-{kind}", cx=f"{x:.1f}", cy=f"{y:.1f}", r="5"),
        h.text(
            class_="spot-name",
            x=f"{x + (-9 if left else 9):.1f}",
            y=f"{y - 6:.1f}",
            text_anchor="end" if left else "start",
        )[" ".join(spot.name for spot in some)],
    ]


def _ticks(values: Sequence[float]) -> list[float]:
    """Round numbers that enclose the values."""
    low, high = min(values), max(values)
    span = max(high - low, abs(high) * _SPAN_LEAST, 1e-9)
    rough = span / _TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough)
    first = floor(low / step)
    last = first + 1
    while last * step < high:
        last += 1
    return [n * step for n in range(first, last + 1)]
