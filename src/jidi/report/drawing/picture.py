"""Charts as SVG: sharp on screen and in print, without script or font of their own."""

from __future__ import annotations

from decimal import Decimal

import htpy as h
from htpy import Element, Node

from jidi.core.numbers_as_text import grouped
from jidi.report.document import Chart, Line
from jidi.report.drawing.axis import Axis, axis_of
from jidi.report.drawing.palette import ACTUAL, AXIS, BAND, GOAL, GRID, PATH

WIDTH, HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 16, 14, 34

Point = tuple[float, float]


def picture(chart: Chart) -> Element:
    """The chart as an SVG element with a title for those who do not see it."""
    axis = axis_of(chart)
    title = f"{chart.number} {''.join(piece.text for piece in chart.caption)}"
    frame = _Frame(axis, len(chart.categories))
    return h.svg(
        class_="chart",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label=title,
    )[
        h.title[title],
        h.g(class_="grid")[(_grid_line(frame, tick) for tick in axis.ticks)],
        h.g(class_="axis")[
            (_category(frame, place, name) for place, name in enumerate(chart.categories))
        ],
        h.g(class_="lines")[(_line(frame, line) for line in chart.lines)],
    ]


class _Frame:
    """Values and categories to places on the picture."""

    def __init__(self, axis: Axis, categories: int) -> None:
        self.axis = axis
        self._step = (WIDTH - _LEFT - _RIGHT) / categories

    def x(self, place: int) -> float:
        return round(_LEFT + self._step * (place + 0.5), 1)

    def y(self, value: Decimal) -> float:
        share = float((value - self.axis.low) / (self.axis.high - self.axis.low))
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)


def _grid_line(frame: _Frame, tick: Decimal) -> Node:
    y = frame.y(tick)
    return [
        h.line(x1=str(_LEFT), x2=str(WIDTH - _RIGHT), y1=f"{y}", y2=f"{y}", stroke=GRID),
        h.text(x=str(_LEFT - 8), y=f"{y + 4}", text_anchor="end", fill=AXIS)[
            grouped(tick, frame.axis.digits)
        ],
    ]


def _category(frame: _Frame, place: int, name: str) -> Element:
    y = HEIGHT - _BOTTOM + 20
    return h.text(x=f"{frame.x(place)}", y=f"{y}", text_anchor="middle", fill=AXIS)[name]


def _line(frame: _Frame, line: Line) -> Node:
    points = [
        None if value is None else (frame.x(place), frame.y(value))
        for place, value in enumerate(line.values)
    ]
    return [
        [_interval(frame, line, place) for place in range(len(points))] if line.low else None,
        line.role != "target" and _stroke(line, points),
        [
            _sign(line, point, bool(line.synthetic) and line.synthetic[place])
            for place, point in enumerate(points)
            if point is not None
        ],
    ]


def _interval(frame: _Frame, line: Line, place: int) -> Element | None:
    low, high = line.low[place], line.high[place]
    if low is None or high is None:
        return None
    x, top, bottom = frame.x(place), frame.y(high), frame.y(low)
    return h.path(
        d=f"M{x} {top}V{bottom}M{x - 5} {top}h10M{x - 5} {bottom}h10",
        stroke=BAND,
        stroke_width="3",
        fill="none",
    )


_STROKES = {
    "actual": (ACTUAL, "2.5", None),
    "path": (PATH, "1.6", "6 4"),
    "forecast": (ACTUAL, "2", "2 4"),
}


def _stroke(line: Line, points: list[Point | None]) -> Element:
    colour, width, dashes = _STROKES[line.role]
    return h.path(
        d=_course(points), fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dashes
    )


def _course(points: list[Point | None]) -> str:
    steps: list[str] = []
    pen_down = False
    for point in points:
        if point is not None:
            steps.append(f"{'L' if pen_down else 'M'}{point[0]} {point[1]}")
        pen_down = point is not None
    return "".join(steps)


def _sign(line: Line, point: Point, synthetic: bool) -> Element | None:
    """What marks a value: filled, pale where it is synthetic; the path has none."""
    x, y = point
    if line.role == "path":
        return None
    if line.role == "target":
        return h.path(d=f"M{x} {y - 7}l7 7l-7 7l-7-7z", fill=GOAL)
    fill = BAND if synthetic or line.role == "forecast" else ACTUAL
    return h.circle(cx=f"{x}", cy=f"{y}", r="4.5", fill=fill, stroke=ACTUAL, stroke_width="1.5")


def legend(chart: Chart) -> Element:
    """Sign and name of every line, and of synthetic values where there are any."""
    entries = [(line.name, _sample(line)) for line in chart.lines]
    if any(any(line.synthetic) for line in chart.lines):
        pale = _sign(Line("actual", "", ()), (14, 8), True)
        entries.append((chart.synthetic_name, pale))
    return h.ul(class_="legend")[
        (
            h.li[
                h.svg(viewBox="0 0 28 16", width="28", height="16", aria_hidden="true")[sample],
                name,
            ]
            for name, sample in entries
        )
    ]


def _sample(line: Line) -> Node:
    return [
        line.role != "target" and _stroke(line, [(0, 8), (28, 8)]),
        _sign(line, (14, 8), False),
    ]
