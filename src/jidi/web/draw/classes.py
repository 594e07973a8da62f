"""Quantile classes: the five blues of map, table and legend, with the numbers that bound them.

The blues themselves are tokens of the style sheets, so that they follow light and dark.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jidi.core.numbers_as_text import grouped, rounded

COLOURS = tuple(f"var(--class-{n})" for n in range(1, 6))
# Fewer classes take colours that lie further apart.
_PICKS = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


@dataclass(frozen=True)
class Classes:
    """Bounds between classes, ascending; a value equal to a bound falls into the class above it.

    :param least: the smallest value; :param most: the largest.
    :param bounds: rounded to the precision at which values are printed, so that a printed value
        and the printed bounds never disagree.
    :param counts: how many values fall into each class.
    """

    least: float
    most: float
    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    digits: int

    @property
    def colours(self) -> tuple[str, ...]:
        """One colour per class, from that of the least."""
        return tuple(COLOURS[pick] for pick in _PICKS[len(self.counts)])

    def index(self, value: float) -> int:
        """The class of a value, from 0."""
        return bisect_right(self.bounds, _as_printed(value, self.digits))

    def colour(self, value: float) -> str:
        """The colour of a value."""
        return self.colours[self.index(value)]

    def labels(self) -> tuple[str, ...]:
        """``< 53.7``, ``53.7–64.0``, …, ``≥ 89.1``; of a single class, the value or the span."""
        edges = [grouped(bound, self.digits) for bound in self.bounds]
        if not edges:
            ends = dict.fromkeys(grouped(end, self.digits) for end in (self.least, self.most))
            return ("–".join(ends),)
        inner = [f"{low}–{high}" for low, high in pairwise(edges)]
        return (f"< {edges[0]}", *inner, f"≥ {edges[-1]}")

    def to_json(self) -> list[dict[str, Any]]:
        """For the map: colour, label and count of each class."""
        return [
            {"colour": colour, "label": label, "count": count}
            for colour, label, count in zip(self.colours, self.labels(), self.counts, strict=True)
        ]


def classify(values: Sequence[float], *, digits: int, most: int = 5) -> Classes | None:
    """Quantile classes of the values; fewer where values repeat; None without values.

    :param most: at most so many classes (1 to 5).
    """
    if not values:
        return None
    ordered = sorted(_as_printed(value, digits) for value in values)
    quantiles = [ordered[len(ordered) * k // most] for k in range(1, most)]
    bounds = tuple(sorted({bound for bound in quantiles if bound > ordered[0]}))
    counts = [0] * (len(bounds) + 1)
    for value in ordered:
        counts[bisect_right(bounds, value)] += 1
    return Classes(ordered[0], ordered[-1], bounds, tuple(counts), digits)


def _as_printed(value: float, digits: int) -> float:
    """Rounded as print rounds, halves away from zero: what prints as 0.3 is classed as 0.3."""
    return float(rounded(value, digits))
