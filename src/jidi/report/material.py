"""What a report is made from: everything asked of the book, gathered once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jidi.core.division import Level
from jidi.core.errors import InputError, JidiError
from jidi.core.period import Period
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading
from jidi.plan import Finding, Grade, MilestoneStanding, Progress
from jidi.service.attainment import TargetForecast
from jidi.service.books import Book
from jidi.service.checking import CheckResult, run_checks
from jidi.service.plans import report_about
from jidi.service.progress import TargetProgress, YearRow, progress_report
from jidi.service.readings import read
from jidi.service.register import Entry, entries, missing

Forecaster = Callable[[Book, Target, Period], TargetForecast]
"""Forecasts a target from data of periods that ended by then."""

Progressing = Callable[[str, float], None]
"""Called with the name of the step and how much of the whole is done, 0 to 1."""


@dataclass(frozen=True)
class TargetMaterial:
    """One target in the year reported on, the years before, and its cities.

    :param cities: the values of the cities in that year.
    """

    standing: TargetProgress
    cities: tuple[Reading, ...]

    @property
    def target(self) -> Target:
        """What the plan asks for."""
        return self.standing.target

    @property
    def indicator(self) -> Indicator | None:
        """What measures it; None when the tables cannot answer it."""
        return self.standing.indicator

    @property
    def reading(self) -> Reading | None:
        """The value that stands for it; None when nothing is known."""
        return self.standing.reading

    @property
    def detail(self) -> Progress:
        """How far it is, with every condition."""
        return self.standing.detail

    @property
    def years(self) -> tuple[YearRow, ...]:
        """From the base year to the year reported on."""
        return self.standing.years

    @property
    def digits(self) -> int | None:
        """Decimals at which its values are printed."""
        return self.standing.digits

    def later(self, year: int) -> YearRow:
        """A year still to come, with what will be due."""
        path = self.detail.course.path
        base = self.years[0].year
        share = Decimal(year - base) / (self.target.year - base)
        return YearRow(year, None if path is None else path.value(share), None, None, None)

    @property
    def before(self) -> YearRow | None:
        """The year before the one reported on; None when that is the base year's."""
        return self.years[-2] if len(self.years) > 2 else None

    @property
    def grade_before(self) -> Grade | None:
        """The grade of the year before; None when that is the base year's."""
        before = self.before
        return None if before is None or before.detail is None else before.detail.grade


@dataclass(frozen=True)
class Material:
    """Everything a report says something about.

    :param day: the last day of the year: the register is read as it stood then.
    :param no_register: why the book has no register; None when it has one.
    """

    book: Book
    year: int
    rows: tuple[TargetMaterial, ...]
    milestones: tuple[MilestoneStanding, ...]
    findings: tuple[Finding, ...]
    checks: tuple[CheckResult, ...]
    forecasts: Mapping[str, TargetForecast]
    day: date
    entries: tuple[Entry, ...]
    no_register: JidiError | None
    form_names: Mapping[str, tuple[str, str]]
    city_names: Mapping[str, tuple[str, str]]

    @property
    def synthetic(self) -> bool:
        """Whether any value in it is synthetic."""
        return any(row.reading and row.reading.status == "synthetic" for row in self.rows)


def gather(
    book: Book, year: int, *, forecast: Forecaster | None, progress: Progressing
) -> Material:
    """Ask the book for everything that a report of ``year`` needs.

    :param forecast: who forecasts; None leaves that out, which takes longer than all the rest.
    :raises InputError: P-130 for a year before the plan, V-108 for one that was not over.
    """
    if year <= book.plan.base_year:
        raise InputError("P-130", at=year, base=book.plan.base_year)
    progress("指标 targets", 0.0)
    standings = progress_report(book, year)
    progress("各市 cities", 0.2)
    day, reason = date(year, 12, 31), missing(book)
    rows = tuple(TargetMaterial(one, _cities(book, one, year)) for one in standings.rows)
    progress("检查 checks", 0.3)
    return Material(
        book=book,
        year=year,
        rows=rows,
        milestones=standings.milestones,
        findings=report_about(book.plan).findings,
        checks=_checks(book, rows),
        forecasts=_forecasts(book, rows, year, forecast, progress),
        day=day,
        entries=() if reason is not None else entries(book, at=day),
        no_register=reason,
        form_names=book.catalogue.code_lists["register_form"].entries,
        city_names=_city_names(book),
    )


def _forecasts(
    book: Book,
    rows: tuple[TargetMaterial, ...],
    year: int,
    forecast: Forecaster | None,
    progress: Progressing,
) -> Mapping[str, TargetForecast]:
    """A forecast of every target from what was known at the end of the year."""
    if forecast is None or year >= book.plan.target_year:
        return {}
    found = {}
    for done, row in enumerate(rows):
        progress(f"预测 {row.target.zh}", 0.35 + 0.5 * done / len(rows))
        made = forecast(book, row.target, Period.for_year(year))
        found[row.target.indicator] = made
    return found


def _cities(book: Book, row: TargetProgress, year: int) -> tuple[Reading, ...]:
    """Values of the cities, where the indicator goes that far down and places can be compared."""
    indicator = row.indicator
    if indicator is None or indicator.measure == "total" or indicator.finest < Level.CITY:
        return ()
    found = read(book, indicator.id, periods=[Period.for_year(year)], level=Level.CITY)
    return tuple(reading for reading in found.rows if reading.value is not None)


def _city_names(book: Book) -> Mapping[str, tuple[str, str]]:
    return {
        city.code.text: (city.name, city.name_en or city.name)
        for city in book.tree.at_level(Level.CITY)
    }


def _checks(book: Book, rows: tuple[TargetMaterial, ...]) -> tuple[CheckResult, ...]:
    """The data checks of the tables that the report's indicators read, worst first."""
    tables = {name for row in rows if row.indicator for name in row.indicator.tables}
    wanted = [c.id for c in book.catalogue.checks.values() if tables.intersection(c.tables)]
    results = [result for name in wanted for result in run_checks(book, only=name)]
    rank = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(results, key=lambda r: (rank[r.check.severity], -r.count, r.check.id)))
