"""The progress report of a year: every target with its path, its yearly table and its milestones.

The short board (:mod:`jidi.service.scoreboard`) and this report judge by the same function.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jidi.core.chaining import Chained
from jidi.core.errors import Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period
from jidi.indicators import Chance
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading, Status
from jidi.plan import MilestoneStanding, Progress, Summary, progress, summary
from jidi.service import progress_json
from jidi.service.books import Book
from jidi.service.judging import Judged, judged
from jidi.service.milestones import milestone_standings
from jidi.service.progress_notes import notes_on


@dataclass(frozen=True)
class YearRow:
    """One year of a target.

    :param due_value: the value on the path at the end of the year; None without a base.
    :param value: the actual value in the target's unit; of the base year the plan's own base.
    :param reading: what the value was made from; None for the base year and where nothing is known.
    :param detail: how far the target was at the end of that year; None for the base year.
    :param chain: the links of printed growth that the value rests on, if it was carried.
    """

    year: int
    due_value: Decimal | None
    value: Decimal | None
    reading: Reading | None
    detail: Progress | None
    chain: Chained | None = None

    @property
    def share(self) -> Decimal | None:
        """Share of the way covered; 0 in the base year."""
        if self.detail is not None:
            return self.detail.progress
        return None if self.value is None else Decimal(0)


@dataclass(frozen=True)
class TargetProgress:
    """One target in the year reported on.

    :param reading: what stands for it; :param detail: how far it is, with every condition.
    :param chance: the part that chance has in its value; None for what was counted completely.
    :param chain: the links of printed growth that the value rests on, if it was carried.
    :param years: from the base year to the year reported on.
    :param milestones: the dated milestones of its indicator.
    """

    target: Target
    indicator: Indicator | None
    reading: Reading | None
    detail: Progress
    chance: Chance | None
    chain: Chained | None
    years: tuple[YearRow, ...]
    milestones: tuple[MilestoneStanding, ...]

    @property
    def synthetic(self) -> bool:
        """Whether its value is synthetic."""
        return self.reading is not None and self.reading.status is Status.SYNTHETIC

    @property
    def digits(self) -> int | None:
        """Decimals at which its values are printed."""
        return None if self.indicator is None else self.indicator.precision

    def to_json(self) -> dict[str, Any]:
        """Everything about it as plain values."""
        return progress_json.target_json(self)


@dataclass(frozen=True)
class ProgressReport:
    """How far a plan is at the end of a year.

    :param milestones: every milestone of the plan, also of indicators without a target.
    :param version: the data version it was made from.
    """

    plan: str
    name_zh: str
    name_en: str
    as_of: Period
    base_year: int
    target_year: int
    rows: tuple[TargetProgress, ...]
    milestones: tuple[MilestoneStanding, ...]
    summary: Summary
    version: int

    @property
    def year(self) -> int:
        """The year reported on."""
        return self.as_of.year

    @property
    def synthetic(self) -> bool:
        """Whether any value of the report is synthetic."""
        return any(row.synthetic for row in self.rows)

    def title(self, lang: Language) -> str:
        """What the report is about."""
        if lang == "zh":
            return f"{self.name_zh} · {self.year}年进展"
        return f"{self.name_en} · progress in {self.year}"

    def sentence(self, lang: Language) -> str:
        """The report in one sentence."""
        return self.summary.zh if lang == "zh" else self.summary.en

    def remarks(self, lang: Language) -> tuple[str, ...]:
        """What a reader must know about the values."""
        return notes_on(self, lang)

    def row(self, indicator: str) -> TargetProgress:
        """The target of an indicator.

        :raises UnknownName: P-101 with the nearest indicator that has a target.
        """
        known = {row.target.indicator: row for row in self.rows}
        if indicator not in known:
            near = suggestion(indicator, known)
            raise UnknownName("P-101", plan=self.plan, name=indicator, nearest=near)
        return known[indicator]

    def only(self, indicator: str) -> ProgressReport:
        """The report of one target alone.

        :raises UnknownName: P-101 with the nearest indicator that has a target.
        """
        row = self.row(indicator)
        kept = tuple(m for m in self.milestones if m.milestone.indicator == indicator)
        return replace(self, rows=(row,), milestones=kept, summary=summary([row.detail]))

    def to_json(self) -> dict[str, Any]:
        """The whole report as plain values."""
        return progress_json.report_json(self)


def progress_report(book: Book, year: int | None = None) -> ProgressReport:
    """The progress of a book's plan at the end of ``year``; by default of the newest whole year.

    :raises InputError: P-130 for a year before the plan begins, V-108 for one that was not over
        when the book was last written to.
    :raises ValueProblem: C-101 for a year out of range.
    """
    as_of = book.newest_year if year is None else Period.for_year(year)
    judged(book, as_of)
    return book.remembered(("progress", as_of), lambda version: _report(book, as_of, version))


def _report(book: Book, as_of: Period, version: int) -> ProgressReport:
    plan = book.plan
    before = range(plan.base_year + 1, as_of.year + 1)
    by_year = {year: judged(book, Period.for_year(year)) for year in before}
    milestones = milestone_standings(book, as_of)
    rows = tuple(
        _row(one, {year: found[n] for year, found in by_year.items()}, milestones, book)
        for n, one in enumerate(judged(book, as_of))
    )
    return ProgressReport(
        plan=plan.id,
        name_zh=plan.zh,
        name_en=plan.en,
        as_of=as_of,
        base_year=plan.base_year,
        target_year=plan.target_year,
        rows=rows,
        milestones=milestones,
        summary=summary(row.detail for row in rows),
        version=version,
    )


def _row(
    one: Judged,
    by_year: dict[int, Judged],
    milestones: tuple[MilestoneStanding, ...],
    book: Book,
) -> TargetProgress:
    name = one.target.indicator
    later = (_year_row(year, found, book) for year, found in by_year.items())
    return TargetProgress(
        target=one.target,
        indicator=one.indicator,
        reading=one.reading,
        detail=one.detail,
        chance=one.chance,
        chain=one.chain,
        years=(_base_row(one, book), *later),
        milestones=tuple(m for m in milestones if m.milestone.indicator == name),
    )


def _base_row(one: Judged, book: Book) -> YearRow:
    base = one.detail.course.base
    return YearRow(book.plan.base_year, base, base, None, None)


def _year_row(year: int, one: Judged, book: Book) -> YearRow:
    """The year by its own value only; an earlier value that stands in for it is not the year's."""
    reading, detail, chain = one.reading, one.detail, one.chain
    if reading is None or reading.period != Period.for_year(year):
        end = Period.for_year(year).last_day
        milestones = book.plan.milestones
        base_year = book.plan.base_year
        detail = progress(one.target, None, at=end, base_year=base_year, milestones=milestones)
        reading = chain = None
    return YearRow(year, detail.course.due_value, detail.value, reading, detail, chain)
