"""The course of a target over the years of the plan: path, points, and values carried to its scope.

For pictures: the same path that :mod:`jidi.plan` judges by, and the same chains of printed growth.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jidi.core.chaining import Chained, Link
from jidi.core.period import Period
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading
from jidi.plan import Path
from jidi.plan.bend import Bend
from jidi.plan.course import Course, course
from jidi.service.books import Book
from jidi.service.chaining import Unchained, carried_to, earlier_scopes, links_of
from jidi.service.progress_json import chain_json, number, path_json
from jidi.service.publishing import factor_between, published_readings
from jidi.service.readings import reading_json


@dataclass(frozen=True)
class Carried:
    """The value of a year on the plan's own scope, and the printed growth it rests on."""

    year: int
    reading: Reading
    chain: Chained


@dataclass(frozen=True)
class Trajectory:
    """A target over time.

    :param base_year: where its path begins.
    :param factor: what a number in the target's unit is multiplied with to be in the indicator's.
    :param course: base, goal, path, and what each milestone does to the path.
    :param carried: years after the base to which printed comparable growth leads, where no value
        is printed on the plan's own scope.
    :param links: every printed comparable growth of the province since the base year.
    """

    target: Target
    indicator: Indicator
    base_year: int
    factor: Decimal
    course: Course
    carried: tuple[Carried, ...]
    links: tuple[Link, ...]

    @property
    def path(self) -> Path | None:
        """How the value is expected to move; None without a base."""
        return self.course.path

    @property
    def bends(self) -> tuple[Bend, ...]:
        """What each dated milestone of the indicator does to the path."""
        return self.course.bends

    def due(self, year: int) -> float | None:
        """The value due at the end of a year, in the indicator's unit; None outside the plan."""
        if self.path is None or not self.base_year <= year <= self.target.year:
            return None
        share = Decimal(year - self.base_year) / (self.target.year - self.base_year)
        return float(self.path.value(share) * self.factor)

    def to_json(self) -> dict[str, Any]:
        """The trajectory as plain values, in the indicator's unit."""
        years = range(self.base_year, self.target.year + 1)
        return {
            "target": self.target.id,
            "indicator": self.indicator.id,
            "unit": self.indicator.unit,
            "goal": number(self.target.level.printed.value * self.factor),
            "path": path_json(self.path, self.bends),
            "years": [{"year": year, "due_value": self.due(year)} for year in years],
            "carried": [
                {
                    "year": one.year,
                    "reading": reading_json(one.reading),
                    "chain": chain_json(one.chain),
                }
                for one in self.carried
            ],
        }


def trajectory(book: Book, indicator: Indicator) -> Trajectory | None:
    """The course of the headline target that an indicator measures; None where there is none.

    None, too, where target and indicator measure different magnitudes.
    """

    def made(_version: int) -> Trajectory | None:
        targets = (t for t in book.plan.headlines if t.indicator == indicator.id)
        target = next(targets, None)
        factor = None if target is None else factor_between(target.unit, indicator)
        return None if target is None or factor is None else _made(book, target, indicator, factor)

    return book.remembered(("trajectory", indicator.id), made)


def _made(book: Book, target: Target, indicator: Indicator, factor: Decimal) -> Trajectory:
    base_year, milestones = book.plan.base_year, book.plan.milestones
    own = _printed_on_scope(book, target, indicator)
    years = (year for year in range(base_year + 1, target.year + 1) if year not in own)
    found = ((year, carried_to(book, target, indicator, Period.for_year(year))) for year in years)
    return Trajectory(
        target=target,
        indicator=indicator,
        base_year=base_year,
        factor=factor,
        course=course(target, None, base_year=base_year, milestones=milestones),
        carried=tuple(Carried(y, *one) for y, one in found if not isinstance(one, Unchained)),
        links=tuple(link for link in links_of(book, indicator) if link.end.year > base_year),
    )


def _printed_on_scope(book: Book, target: Target, indicator: Indicator) -> set[int]:
    """Years whose printed value counts what the plan counts, at its prices."""
    return {
        reading.period.year
        for reading in published_readings(book, indicator, book.province.code)
        if target.scope in ("", reading.scope, *earlier_scopes(reading.scope))
        and reading.price_base == target.price_base
    }
