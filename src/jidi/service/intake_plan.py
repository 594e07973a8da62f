"""The plan of an intake: which readings would change, from what to what, before anything does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jidi.core.division import DivisionCode, Level
from jidi.core.errors import JidiError, Language
from jidi.core.period import Period, PeriodKind
from jidi.core.worded import listed
from jidi.lake.ledger import Segment
from jidi.lake.stage import Stage
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading, Status
from jidi.service.books import Book
from jidi.service.publishing import published_readings
from jidi.service.readings import read

_TIMES: Final = ("month", "period_start", "day", "received_on", "inspected_on", "valid_from")
"""Columns that say of which time a row speaks, where the table is not kept by days."""
_MOST_MONTHS: Final = 12
LEVELS: Final = (Level.PROVINCE, Level.CITY)


@dataclass(frozen=True)
class Change:
    """A reading that would change.

    :param published: what was published for the same place and time, where anything was.
    """

    indicator: Indicator
    name: str
    before: Reading | None
    after: Reading | None
    published: float | None

    @property
    def reading(self) -> Reading:
        """Either of the two."""
        found = self.after or self.before
        assert found is not None
        return found

    def to_json(self) -> dict[str, Any]:
        """Both values with their parts."""
        old, new = self.before, self.after
        before = None if old is None else old.value
        after = None if new is None else new.value
        return {
            "indicator": self.indicator.id,
            "zh": self.indicator.zh,
            "en": self.indicator.en,
            "unit": self.indicator.unit,
            "division": self.reading.division,
            "name": self.name,
            "period": str(self.reading.period),
            "status": self.reading.status.value,
            "before": before,
            "after": after,
            "difference": None if before is None or after is None else after - before,
            "numerator": [old and old.numerator, new and new.numerator],
            "denominator": [old and old.denominator, new and new.denominator],
            "published": self.published,
        }


@dataclass(frozen=True)
class IntakePlan:
    """What would change.

    :param rows: rows that would join each table.
    :param asked: readings that were compared.
    :param failed: indicators that could not be asked, with the reason.
    :param unfinished: months that the rows speak of and that are not over: they have no reading.
    """

    rows: dict[str, int]
    periods: tuple[Period, ...]
    asked: int
    changes: tuple[Change, ...]
    failed: tuple[tuple[str, JidiError], ...] = ()
    unfinished: tuple[Period, ...] = ()

    @property
    def synthetic(self) -> bool:
        """Whether any of the readings rests on synthetic rows."""
        return any(change.reading.status is Status.SYNTHETIC for change in self.changes)

    def sentence(self, lang: Language) -> str:
        """The plan in one sentence, with the mark of synthetic data."""
        mark = ""
        if self.synthetic:
            mark = "※ 含合成数据。" if lang == "zh" else " ※ Synthetic data among them."
        return self._counted(lang) + self._open(lang) + mark

    def _open(self, lang: Language) -> str:
        if not self.unfinished:
            return ""
        months = listed(map(str, self.unfinished))
        if lang == "zh":
            return f"{months} 尚未结束，没有指标值可比。"
        return f" {months.english} are not over and have no reading to compare."

    def _counted(self, lang: Language) -> str:
        against = sum(1 for change in self.changes if change.published is not None)
        if lang == "zh":
            return (
                f"如读入：比较 {self.asked:,} 个指标值，将改变 {len(self.changes):,} 个，其中 "
                f"{against} 个已有公布数。"
            )
        return (
            f"If taken in: {self.asked:,} readings compared, {len(self.changes):,} would change; "
            f"for {against} of them a figure was published."
        )

    def to_json(self) -> dict[str, Any]:
        """The plan as plain values."""
        return {
            "rows": self.rows,
            "periods": [str(period) for period in self.periods],
            "periods_not_over": [str(period) for period in self.unfinished],
            "readings_compared": self.asked,
            "synthetic": self.synthetic,
            "changes": [change.to_json() for change in self.changes],
            "failed": [{"indicator": name, "reason": e.to_json()} for name, e in self.failed],
            "summary_zh": self.sentence("zh"),
            "summary_en": self.sentence("en"),
        }


def plan_of(
    book: Book, stage: Stage, *, at: int, on: date, progress: Callable[[str, float], None]
) -> IntakePlan:
    """What would change if the stage were committed on a day.

    :param at: the data version it was judged against.
    """
    segments = stage.segments(version=at)
    tables = frozenset(segment.table for segment in segments)
    concerned = [i for i in book.catalogue.indicators.values() if tables & set(i.tables)]
    before, after = (_as_if(book, more, at=at, on=on) for more in ((), segments))
    months = _months(before, segments)
    periods = _periods(before, months)
    unfinished = tuple(month for month in months if not before.has_ended(month))
    changes: list[Change] = []
    failed: list[tuple[str, JidiError]] = []
    asked = 0
    try:
        for number, indicator in enumerate(concerned):
            progress(indicator.id, number / len(concerned))
            try:
                found, compared = _compared(before, after, indicator, periods)
            except JidiError as error:
                failed.append((indicator.id, error))
                continue
            changes += found
            asked += compared
    finally:
        before.close()
        after.close()
    done, wrong = tuple(changes), tuple(failed)
    return IntakePlan(dict(stage.rows), periods, asked, done, wrong, unfinished)


def _as_if(book: Book, staged: tuple[Segment, ...], *, at: int, on: date) -> Book:
    """The same book with these rows in it; it remembers and asks for itself."""
    return Book(
        workspace=book.workspace,
        catalogue=book.catalogue,
        plan=book.plan,
        tree=book.tree,
        at=at,
        staged=staged,
        as_if_on=on,
    )


def _compared(
    before: Book, after: Book, indicator: Indicator, periods: tuple[Period, ...]
) -> tuple[list[Change], int]:
    changes: list[Change] = []
    compared = 0
    for level in LEVELS:
        if level > indicator.finest:
            continue
        old = {
            _key(row): row for row in read(before, indicator.id, periods=periods, level=level).rows
        }
        asked = read(after, indicator.id, periods=periods, level=level)
        new = {_key(row): row for row in asked.rows}
        compared += len(old | new)
        for key in sorted(old.keys() | new.keys(), key=str):
            one, other = old.get(key), new.get(key)
            if (one and one.value) != (other and other.value):
                row = other or one
                assert row is not None
                name = asked.names.get(row.division) or row.division
                changes.append(
                    Change(indicator, name, one, other, _published(before, indicator, row))
                )
    return changes, compared


def _key(row: Reading) -> tuple[str, Period]:
    return row.division, row.period


def _published(book: Book, indicator: Indicator, row: Reading) -> float | None:
    code = DivisionCode(row.division)
    for one in published_readings(book, indicator, code, row.period.kind):
        if one.period == row.period:
            return one.value
    return None


def _months(book: Book, segments: Iterable[Segment]) -> list[Period]:
    """The months that the rows speak of."""
    days = sorted({day for segment in segments for day in _days(book, segment)})
    return [Period.for_month(day.year, day.month) for day in days]


def _periods(book: Book, months: Sequence[Period]) -> tuple[Period, ...]:
    """Years and months that the rows speak of, and that are over, those behind the plan's last year
    among them; for tables without time the newest year that is over."""
    years = list(dict.fromkeys(Period.for_year(month.start.year) for month in months))
    newest = [period for period in book.periods if period.kind is PeriodKind.YEAR][-1:]
    asked = [period for period in (*years, *months[-_MOST_MONTHS:]) if book.has_ended(period)]
    return tuple(sorted(set(asked or newest)))


def _days(book: Book, segment: Segment) -> set[date]:
    """One day for each month that the rows of a segment speak of."""
    table = book.catalogue.table(segment.table)
    names = [column.name for column in table.columns]
    column = table.partition or next((name for name in _TIMES if name in names), None)
    if column is None:
        return set()
    values = pq.read_table(segment.file, columns=[column], partitioning=None)[column]
    if pa.types.is_timestamp(values.type):
        values = pc.floor_temporal(values, unit="month").cast(pa.date32())
    return {day.replace(day=1) for day in pc.unique(values).to_pylist() if day is not None}
