"""A forecast as a picture: what is known, what is expected, and how wide the intervals are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10

import htpy as h
from htpy import Element, Node

WIDTH, HEIGHT = 760, 260
LEFT, RIGHT, TOP, BOTTOM = 72, 40, 16, 34
_TICKS = 4
_MOST_LABELS = 8


@dataclass(frozen=True)
class Known:
    """A value that is known.

    :param at: place on the time axis. :param kind: ``real``, ``derived`` or ``synthetic``.
    """

    at: int
    value: float
    kind: str


@dataclass(frozen=True)
class Expected:
    """A value that is forecast, with the ends of its narrow and its wide interval."""

    at: int
    median: float
    narrow: tuple[float, float]
    wide: tuple[float, float]


@dataclass(frozen=True)
class Fan:
    """All that the picture shows.

    :param labels: of the places on the time axis, from 0.
    :param target: place and level of the plan's target; None for none.
    :param label: what it shows, for those who do not see it.
    """

    labels: Sequence[str]
    known: Sequence[Known]
    expected: Sequence[Expected]
    target: tuple[int, float] | None
    label: str
    number: Callable[[float], str]


def fan(shown: Fan) -> Element:
    """The picture."""
    frame = _Frame(shown)
    return h.svg(class_="fan", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=shown.label)[
        h.title[shown.label],
        frame.grid(),
        h.path(class_="band-95", d=frame.band([e.wide for e in shown.expected])),
        h.path(class_="band-80", d=frame.band([e.narrow for e in shown.expected])),
        h.path(class_=frame.known, d=frame.line([(k.at, k.value) for k in shown.known])),
        h.path(class_="expected", d=frame.line(frame.course)),
        [frame.dot(k.at, k.value, f"dot dot-{k.kind}") for k in shown.known if frame.sparse],
        [frame.dot(e.at, e.median, "dot dot-expected") for e in shown.expected if frame.sparse],
        shown.target and frame.cross(*shown.target),
    ]


class _Frame:
    """Places of values on the picture."""

    def __init__(self, shown: Fan) -> None:
        self._shown = shown
        ends = [end for e in shown.expected for end in (*e.wide, e.median)]
        values = [*ends, *(k.value for k in shown.known)]
        values += [shown.target[1]] if shown.target else []
        self._ticks = _round_ticks(min(values), max(values))
        self.sparse = len(shown.labels) <= 24

    @property
    def known(self) -> str:
        """The look of the line of what is known: synthetic as soon as one value is."""
        invented = any(k.kind == "synthetic" for k in self._shown.known)
        return "known known-synthetic" if invented else "known"

    @property
    def course(self) -> list[tuple[int, float]]:
        """The expected course, begun at the last known value."""
        last = [(k.at, k.value) for k in self._shown.known[-1:]]
        return [*last, *((e.at, e.median) for e in self._shown.expected)]

    def x(self, at: int) -> float:
        step = (WIDTH - LEFT - RIGHT) / max(len(self._shown.labels) - 1, 1)
        return LEFT + at * step

    def y(self, value: float) -> float:
        low, high = self._ticks[0], self._ticks[-1]
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    def line(self, points: Sequence[tuple[int, float]]) -> str:
        """A path through the points; a gap in time is a gap in the line."""
        steps = []
        for place, (at, value) in enumerate(points):
            joined = place > 0 and at == points[place - 1][0] + 1
            steps.append(f"{'L' if joined else 'M'}{self.x(at):.1f} {self.y(value):.1f}")
        return "".join(steps)

    def band(self, bands: Sequence[tuple[float, float]]) -> str:
        """The outline of an interval, from the last known value on."""
        places = [e.at for e in self._shown.expected]
        known = self._shown.known[-1:]
        lows = [(k.at, k.value) for k in known] + [
            (at, low) for at, (low, _) in zip(places, bands, strict=True)
        ]
        highs = [(at, high) for at, (_, high) in zip(places, bands, strict=True)]
        outline = [*lows, *reversed(highs)]
        steps = [f"{self.x(at):.1f} {self.y(value):.1f}" for at, value in outline]
        return f"M{'L'.join(steps)}Z"

    def dot(self, at: int, value: float, name: str) -> Element:
        return h.circle(class_=name, cx=f"{self.x(at):.1f}", cy=f"{self.y(value):.1f}", r="4")

    def cross(self, at: int, level: float) -> Element:
        """The target: a bar at its level in its year."""
        x, y = self.x(at), self.y(level)
        return h.path(class_="goal", d=f"M{x - 12:.1f} {y:.1f}h24M{x:.1f} {y - 5:.1f}v10")

    def grid(self) -> Node:
        """Lines at round values, labels of the time axis."""
        last = len(self._shown.labels) - 1
        every = -(-(last + 1) // _MOST_LABELS)
        return [
            [
                [
                    h.path(class_="rule", d=f"M{LEFT} {self.y(v):.1f}H{WIDTH - RIGHT}"),
                    h.text(class_="value", x=str(LEFT - 8), y=f"{self.y(v) + 4:.1f}")[
                        self._shown.number(v)
                    ],
                ]
                for v in self._ticks
            ],
            [
                h.text(
                    # Every other label makes room where the screen is narrow.
                    class_="time time-minor" if (last - at) // every % 2 else "time",
                    x=f"{self.x(at):.1f}",
                    y=str(HEIGHT - 8),
                )[label]
                for at, label in enumerate(self._shown.labels)
                if (last - at) % every == 0
            ],
        ]


def _round_ticks(low: float, high: float) -> list[float]:
    """Round numbers that enclose the values, a handful of them; down to zero where it is near."""
    low = 0.0 if 0 <= low < 0.6 * high else low
    span = max(high - low, abs(high) * 0.05, 1e-9)
    rough = span / _TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough)
    first = floor(low / step)
    count = first
    while count * step < high:
        count += 1
    return [n * step for n in range(first, max(count, first + 1) + 1)]
