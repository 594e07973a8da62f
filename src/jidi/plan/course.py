"""The course of a target: base, goal, and what is due at a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.model.plan_record import Milestone, Target
from jidi.plan.bend import Bend, bends, knots
from jidi.plan.demand import HUNDRED
from jidi.plan.path import Path, through, time_share


@dataclass(frozen=True)
class Course:
    """From base to goal.

    :param years: from base to target year.
    :param time: share of that time that has passed; None when no day is known.
    :param path: how the value is expected to move; None without a base.
    :param bends: what each dated milestone of the indicator does to the path.
    """

    base: Decimal | None
    goal: Decimal
    years: int
    time: Decimal | None
    path: Path | None
    bends: tuple[Bend, ...] = ()

    @property
    def due_value(self) -> Decimal | None:
        """The value on the path; None without day or base."""
        if self.time is None or self.path is None:
            return None
        return self.path.value(self.time)

    @property
    def elapsed(self) -> Decimal:
        """Years since the end of the base year; 0 when no day is known."""
        return (self.time or Decimal(0)) * self.years

    @property
    def remaining(self) -> Decimal:
        """Years left to the end of the target year; 0 when it is over or no day is known."""
        return Decimal(0) if self.time is None else max(self.years - self.elapsed, Decimal(0))

    @property
    def due(self) -> Decimal | None:
        """Share of the way that is due."""
        return None if self.due_value is None else self.covered(self.due_value)

    def covered(self, value: Decimal) -> Decimal | None:
        """Share of the way from base to goal; None without a base or when both are equal.

        An infinite value covers an infinite share, with the sign of its direction.
        """
        if self.base is None or self.base == self.goal:
            return None
        return (value - self.base) / (self.goal - self.base)

    def covered_by(self, interval: Interval) -> Interval | None:
        """The shares of the way that the numbers of an interval cover."""
        if self.base is None or self.base == self.goal:
            return None
        return (interval - self.base) / (self.goal - self.base)

    def rest_growth(self, value: Decimal, level: Decimal) -> Decimal | None:
        """Growth a year, in per cent, from ``value`` to ``level`` in the time left."""
        if self.remaining == 0 or value <= 0 or level <= 0:
            return None
        ratio = Interval.point(level / value)
        return (ratio.power(1 / self.remaining).low - 1) * HUNDRED


def course(
    target: Target,
    day: date | None,
    *,
    base_year: int,
    milestones: Iterable[Milestone] = (),
) -> Course:
    """The course of ``target`` and what is due on ``day``.

    :param milestones: dated milestones of the plan; those of the target's indicator bend the path.
    :raises InputError: P-130 for a day that is not after the base year.
    """
    base = target.baseline.value if target.baseline is not None else None
    goal = target.level.printed.value
    found = bends(target, milestones, base_year=base_year)
    path = None if base is None else through(base, goal, knots(found), between=target.path)
    time = None
    if day is not None:
        time = time_share(day, base_year=base_year, target_year=target.year)
    return Course(base, goal, target.year - base_year, time, path, found)
