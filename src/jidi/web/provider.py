"""What the pages ask of the services: one object, so that tests can answer in their stead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from jidi.service import (
    city_progress,
    decomposition,
    forecast_asked,
    lineage,
    maps,
    plans,
    progress,
    publishing,
    readings,
    register,
    scoreboard,
    trajectory,
)

if TYPE_CHECKING:
    from jidi.core.division import DivisionCode, Level
    from jidi.core.errors import JidiError
    from jidi.core.period import Period, PeriodKind
    from jidi.model.indicator import Indicator
    from jidi.model.reading import Reading
    from jidi.model.register import Revision
    from jidi.model.report_order import Order
    from jidi.report import ReportFile
    from jidi.service.books import Book
    from jidi.service.city_progress import CityReport
    from jidi.service.decomposition import Proposal
    from jidi.service.forecast_asked import Asked
    from jidi.service.lineage import LineageRow
    from jidi.service.plans import AuditReport
    from jidi.service.progress import ProgressReport
    from jidi.service.readings import Readings, Span
    from jidi.service.register import Entry
    from jidi.service.scoreboard import Scoreboard
    from jidi.service.trajectory import Trajectory

Columns = Mapping[str, Any]
GeoJson = Mapping[str, Any]


class Provider(Protocol):
    """The services, as far as the pages use them."""

    def scoreboard(self, book: Book, as_of: Period | None) -> Scoreboard:
        """The plan's targets against the readings of a period."""

    def progress(self, book: Book, year: int | None) -> ProgressReport:
        """Every target with its yearly table and milestones at the end of a year."""

    def trajectory(self, book: Book, indicator: Indicator) -> Trajectory | None:
        """The course of the target an indicator measures; None where there is none."""

    def cities(self, book: Book, indicator_id: str, year: int | None) -> CityReport:
        """Every city on its own target, and whether they add up."""

    def proposal(self, book: Book, indicator_id: str, way: str) -> Proposal:
        """The provincial target shared out among the cities; nothing is adopted."""

    def read(
        self,
        book: Book,
        indicator_id: str,
        *,
        periods: Sequence[Period],
        level: Level,
        within: DivisionCode | None = None,
    ) -> Readings:
        """Readings of an indicator for all divisions of a level."""

    def series(
        self, book: Book, indicator_id: str, division: DivisionCode, kind: PeriodKind
    ) -> tuple[Reading, ...]:
        """Readings of an indicator for one division over time."""

    def ahead(self, book: Book, indicator: Indicator, span: Span) -> None:
        """Ask an indicator of all periods of a kind, or the recent ones, before a visitor does."""

    def published(
        self, book: Book, indicator: Indicator, division: DivisionCode, kind: PeriodKind
    ) -> tuple[Reading, ...]:
        """What bulletins say of an indicator for one division."""

    def read_as_asked(
        self, book: Book, indicator_id: str, *, periods: str | None, level: str, within: str | None
    ) -> Readings:
        """As :meth:`read`, from the words of an address."""

    def audit(self, book: Book) -> AuditReport:
        """What the plan's own arithmetic says."""

    def today(self) -> date:
        """The day on which the pages are looked at."""

    def register_missing(self, book: Book) -> JidiError | None:
        """Why the book has no register; None when it has one."""

    def register(self, book: Book, at: date) -> tuple[Entry, ...]:
        """Every entry of the register as it stands on a day."""

    def register_entry(self, book: Book, name: str, at: date) -> Entry:
        """One entry as it stands on a day."""

    def register_history(self, book: Book, name: str) -> tuple[Revision, ...]:
        """Every revision of an entry, oldest first."""

    def report(self, book: Book, order: Order) -> ReportFile:
        """One file of a report."""

    def county_shapes(self, book: Book) -> GeoJson:
        """Outlines of the counties."""

    def city_borders(self, book: Book) -> GeoJson:
        """Outlines of the cities, from the same lines."""

    def village_points(self, book: Book, period: Period) -> Columns:
        """Places and states of the villages, as columns."""

    def forecast(
        self,
        book: Book,
        indicator_id: str,
        *,
        division: str | None = None,
        as_of: str | None = None,
        until: int | None = None,
        source: str = "auto",
    ) -> Asked:
        """A series carried on, with the plan's target where there is one."""

    def lineage(self, book: Book, indicator: Indicator) -> Sequence[LineageRow]:
        """The tables an indicator reads, with rows, origins and the newest commit."""


class Services:
    """The services themselves."""

    def scoreboard(self, book: Book, as_of: Period | None) -> Scoreboard:
        """See :func:`jidi.service.scoreboard.scoreboard`."""
        return scoreboard.scoreboard(book, as_of)

    def progress(self, book: Book, year: int | None) -> ProgressReport:
        """See :func:`jidi.service.progress.progress_report`."""
        return progress.progress_report(book, year)

    def trajectory(self, book: Book, indicator: Indicator) -> Trajectory | None:
        """See :func:`jidi.service.trajectory.trajectory`."""
        return trajectory.trajectory(book, indicator)

    def cities(self, book: Book, indicator_id: str, year: int | None) -> CityReport:
        """See :func:`jidi.service.city_progress.city_report`."""
        return city_progress.city_report(book, indicator_id, year)

    def proposal(self, book: Book, indicator_id: str, way: str) -> Proposal:
        """See :func:`jidi.service.decomposition.propose`."""
        return decomposition.propose(book, indicator_id, way=way)

    def read(
        self,
        book: Book,
        indicator_id: str,
        *,
        periods: Sequence[Period],
        level: Level,
        within: DivisionCode | None = None,
    ) -> Readings:
        """See :func:`jidi.service.readings.read`."""
        return readings.read(book, indicator_id, periods=periods, level=level, within=within)

    def series(
        self, book: Book, indicator_id: str, division: DivisionCode, kind: PeriodKind
    ) -> tuple[Reading, ...]:
        """See :func:`jidi.service.readings.series`."""
        return readings.series(book, indicator_id, division, kind)

    def ahead(self, book: Book, indicator: Indicator, span: Span) -> None:
        """See :func:`jidi.service.readings.together`."""
        readings.together(book, indicator, span)

    def published(
        self, book: Book, indicator: Indicator, division: DivisionCode, kind: PeriodKind
    ) -> tuple[Reading, ...]:
        """See :func:`jidi.service.publishing.published_readings`."""
        return publishing.published_readings(book, indicator, division, kind)

    def read_as_asked(
        self, book: Book, indicator_id: str, *, periods: str | None, level: str, within: str | None
    ) -> Readings:
        """See :func:`jidi.service.readings.read_as_asked`."""
        return readings.read_as_asked(
            book, indicator_id, periods=periods, level=level, within=within
        )

    def audit(self, book: Book) -> AuditReport:
        """See :func:`jidi.service.plans.report_about`."""
        return plans.report_about(book.plan)

    def today(self) -> date:
        """The day by the clock of this machine."""
        return datetime.now().astimezone().date()

    def register_missing(self, book: Book) -> JidiError | None:
        """See :func:`jidi.service.register.missing`."""
        return register.missing(book)

    def register(self, book: Book, at: date) -> tuple[Entry, ...]:
        """See :func:`jidi.service.register.entries`."""
        return register.entries(book, at=at)

    def register_entry(self, book: Book, name: str, at: date) -> Entry:
        """See :func:`jidi.service.register.entry_named`."""
        return register.entry_named(book, name, at=at)

    def register_history(self, book: Book, name: str) -> tuple[Revision, ...]:
        """See :func:`jidi.service.register.history`."""
        return register.history(book, name)

    def report(self, book: Book, order: Order) -> ReportFile:
        """See :func:`jidi.report.sending.report_sent`."""
        from jidi.report import report_sent  # loads Word and chart writers

        return report_sent(book, order)

    def county_shapes(self, book: Book) -> GeoJson:
        """See :func:`jidi.service.maps.county_shapes`."""
        return maps.county_shapes(book)

    def city_borders(self, book: Book) -> GeoJson:
        """See :func:`jidi.service.maps.city_borders`."""
        return maps.city_borders(book)

    def village_points(self, book: Book, period: Period) -> Columns:
        """See :func:`jidi.service.maps.village_points`."""
        return maps.village_points(book, period)

    def forecast(
        self,
        book: Book,
        indicator_id: str,
        *,
        division: str | None = None,
        as_of: str | None = None,
        until: int | None = None,
        source: str = "auto",
    ) -> Asked:
        """See :func:`jidi.service.forecast_asked.forecast_as_asked`."""
        (made,) = forecast_asked.forecast_as_asked(
            book, indicator_id, division=division, as_of=as_of, until=until, source=source
        )
        return made

    def lineage(self, book: Book, indicator: Indicator) -> Sequence[LineageRow]:
        """See :func:`jidi.service.lineage.lineage_of`."""
        return lineage.lineage_of(book, indicator)
