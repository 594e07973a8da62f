"""Where a value should be at a date: the path from base to target, bent by dated milestones.

Without milestones the path is one stretch, by equal ratios (geometric) or equal steps (linear).
A dated milestone of the same indicator is a point it passes through: then it runs piecewise,
base – milestone – target, each stretch in the target's own way.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from jidi.core.errors import InputError
from jidi.core.measure import Interval
from jidi.model.plan_record import PathKind

PathName = Literal["geometric", "linear", "milestone"]

PATH_WORDS: dict[tuple[PathName, PathKind], tuple[str, str]] = {
    ("geometric", "geometric"): ("等比路径", "geometric path"),
    ("linear", "linear"): ("线性路径", "linear path"),
    ("milestone", "geometric"): ("节点路径（分段等比）", "path through milestones (geometric)"),
    ("milestone", "linear"): ("节点路径（分段线性）", "path through milestones (linear)"),
}
"""How a path is called in Chinese and English: its name, and how it runs between its points."""


@dataclass(frozen=True)
class Knot:
    """A point the path passes through.

    :param share: of the time from base to target year.
    :param ref: ``base``, ``target``, or the id of the milestone.
    """

    share: Decimal
    value: Decimal
    ref: str


@dataclass(frozen=True)
class Path:
    """The value due at each share of the time.

    :param between: how it runs from one point to the next.
    :param knots: base, milestones, target, in order of time.
    """

    between: PathKind
    knots: tuple[Knot, ...]

    @property
    def name(self) -> PathName:
        """Which path it is: with milestones between base and target, ``milestone``."""
        return "milestone" if len(self.knots) > 2 else self.between

    @property
    def words(self) -> tuple[str, str]:
        """What it is called, in Chinese and English."""
        return PATH_WORDS[self.name, self.between]

    def value(self, share: Decimal) -> Decimal:
        """The value due when ``share`` of the time has passed; base before, goal after the end."""
        first, last = self.knots[0], self.knots[-1]
        if share <= first.share:
            return first.value
        for before, after in pairwise(self.knots):
            if share < after.share:
                passed = (share - before.share) / (after.share - before.share)
                return path_value(before.value, after.value, passed, kind=self.between)
            if share == after.share:
                return after.value
        return last.value


def through(base: Decimal, goal: Decimal, points: Sequence[Knot], *, between: PathKind) -> Path:
    """The path from base through ``points`` (in order of time, none at the ends) to goal."""
    ends = Knot(Decimal(0), base, "base"), Knot(Decimal(1), goal, "target")
    return Path(between, (ends[0], *points, ends[1]))


def year_point(day: date) -> Decimal:
    """The end of ``day`` on the axis of years: 31 December 2022 is 2023."""
    length = 366 if isleap(day.year) else 365
    return day.year + Decimal(day.timetuple().tm_yday) / length


def time_share(day: date, *, base_year: int, target_year: int) -> Decimal:
    """How much of the time from the end of the base year to that of the target year has passed.

    :raises InputError: P-130 for a day that is not after the base year.
    """
    passed = year_point(day) - (base_year + 1)
    if passed <= 0:
        raise InputError("P-130", at=day, base=date(base_year, 12, 31))
    return passed / (target_year - base_year)


def path_value(base: Decimal, goal: Decimal, share: Decimal, *, kind: PathKind) -> Decimal:
    """The value due when ``share`` of one stretch has passed; after its end the goal itself stands.

    Geometric stretches grow by equal ratios (both ends above zero), linear ones by equal steps.
    """
    passed = min(share, Decimal(1))
    if kind == "geometric":
        return base * Interval.point(goal / base).power(passed).low
    return base + (goal - base) * passed
