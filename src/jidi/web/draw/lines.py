"""Sparklines and bullet bars."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h
from htpy import Element

WIDTH, HEIGHT, EDGE = 96, 24, 4
# Below this span, as a share of the mean, a line is drawn flat: noise should not look wild.
LEAST_SPAN = 0.03
BULLET_WIDTH, BULLET_HEIGHT = 132, 18
FURTHEST = 1.05  # share of the way that a bar may show


def sparkline(values: Sequence[float | None], *, label: str, synthetic: bool = False) -> Element:
    """A line through the values in order; gaps where a value is missing, a dot on the last one.

    :param label: what it shows, also for those who do not see it.
    :param synthetic: whether the values are invented: then the dot is hollow.
    """
    places = _places(values)
    last = next((p for p in reversed(places) if p is not None), None)
    return h.svg(
        class_="sparkline sparkline-synthetic" if synthetic else "sparkline",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=str(WIDTH),
        height=str(HEIGHT),
        role="img",
        aria_label=label,
    )[
        h.title[label],
        h.path(class_="line", d=_path(places)),
        last and h.circle(class_="dot", cx=f"{last[0]:.1f}", cy=f"{last[1]:.1f}", r="2.5"),
    ]


Place = tuple[float, float]


def _places(values: Sequence[float | None]) -> list[Place | None]:
    known = [value for value in values if value is not None]
    if not known:
        return [None] * len(values)
    mean = sum(known) / len(known)
    span = max(max(known) - min(known), LEAST_SPAN * abs(mean), 1e-9)
    middle = (max(known) + min(known)) / 2
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)

    def place(position: int, value: float | None) -> Place | None:
        if value is None:
            return None
        up = (value - middle) / span
        return (EDGE + position * step, HEIGHT / 2 - up * (HEIGHT - 2 * EDGE))

    return [place(i, value) for i, value in enumerate(values)]


def _path(places: Sequence[Place | None]) -> str:
    steps: list[str] = []
    pen_down = False
    for place in places:
        if place is None:
            pen_down = False
            continue
        steps.append(f"{'L' if pen_down else 'M'}{place[0]:.1f} {place[1]:.1f}")
        pen_down = True
    return "".join(steps)


def bullet(
    share: float | None,
    *,
    expected: float | None,
    grade: str,
    label: str,
    chance: tuple[float, float] | None = None,
) -> Element:
    """How much of the way from base to target is done, and how much should be by now.

    :param share: of the way done, 0 to 1; below 0 when it went backwards, above 1 when passed.
    :param expected: share of the way that the path expects by now; None draws no mark.
    :param chance: shares of the way between which the true one lies with 95 %.
    """
    left, room = 4, BULLET_WIDTH - 12
    target = left + room
    done = None if share is None else min(max(share, 0.0), FURTHEST) * room
    at = None if expected is None else left + min(max(expected, 0.0), 1.0) * room
    return h.svg(
        class_=f"bullet bullet-{grade}",
        viewBox=f"0 0 {BULLET_WIDTH} {BULLET_HEIGHT}",
        width=str(BULLET_WIDTH),
        height=str(BULLET_HEIGHT),
        role="img",
        aria_label=label,
    )[
        h.rect(class_="track", x=f"{left}", y="5", width=f"{room}", height="8"),
        done is not None
        and h.rect(class_="done", x=f"{left}", y="5", width=f"{done:.1f}", height="8"),
        at is not None and expected != 1 and h.path(class_="due", d=f"M{at:.1f} 1l4 8l-4 8l-4-8z"),
        h.rect(class_="goal", x=f"{target - 1}", y="1", width="2", height="16"),
        chance is not None and h.path(class_="whisker", d=_whisker(chance, left, room)),
    ]


def _whisker(chance: tuple[float, float], left: float, room: float) -> str:
    """A line over an interval, with a cap at each end that the picture holds."""
    low, high = (min(max(end, 0.0), FURTHEST) for end in chance)
    caps = [left + end * room for end, held in ((low, chance[0]), (high, chance[1])) if end == held]
    line = f"M{left + low * room:.1f} 9H{left + high * room:.1f}"
    return line + "".join(f"M{x:.1f} 5.5v7" for x in caps)


def bar(share: float | None, *, label: str, colour: str = "") -> Element:
    """A plain horizontal bar from zero, ``share`` (0 to 1) of its room."""
    room = 120
    width = 0.0 if share is None else min(max(share, 0.0), 1.0) * room
    return h.svg(
        class_="bar",
        viewBox=f"0 0 {room} 12",
        width=f"{room}",
        height="12",
        role="img",
        aria_label=label,
    )[h.rect(class_="fill", x="0", y="1", width=f"{width:.1f}", height="10", fill=colour or None)]
