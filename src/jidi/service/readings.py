"""Readings: an indicator asked of a book, with parts, sources and the mark of synthetic data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import pyarrow as pa

from jidi.core.division import DivisionCode, Level
from jidi.core.errors import InputError, JidiError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period, PeriodKind
from jidi.indicators import RolledUp, periods_relation, placement_relation, rollup
from jidi.indicators.supposing import supposed_name, supposed_sql
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading, Source, Status
from jidi.service.books import Book
from jidi.service.publishing import published_readings
from jidi.service.taken_back import taken_back
from jidi.service.wording import NO_DATA_WORDS, STATUS_WORDS

LEVELS = tuple(level for level in Level if level is not Level.COUNTRY)

MOST_PERIODS: Final = 120
"""Periods of one question: all months, quarters and years of a plan fit."""

MOST_READINGS: Final = 60_000
"""Readings of one answer: the villages of a province at two times fit, in 200 MB."""


RECENT: Final = "recent"
"""The newest months and quarters, of whatever year."""
RECENT_MONTHS: Final = 13
RECENT_QUARTERS: Final = 5
Span = PeriodKind | Literal["recent"]
"""Periods that are asked for together: all of a kind, or the recent ones."""


@dataclass(frozen=True)
class Readings:
    """The answer to one question, in division order.

    :param unplaced: parts whose division the roster does not hold.
    :param warnings: what was left out, as coded findings that were not raised.
    :param names: division names by code, of the rows.
    """

    indicator: Indicator
    level: Level
    rows: tuple[Reading, ...]
    unplaced: int
    warnings: tuple[JidiError, ...]
    version: int
    names: Mapping[str, str]
    published: tuple[Reading, ...] = ()
    """What was published for the same divisions and periods, beside what was computed."""

    @property
    def synthetic(self) -> bool:
        """Whether any of the readings rests on synthetic rows."""
        return any(row.status is Status.SYNTHETIC for row in self.rows)

    def status_words(self, row: Reading) -> tuple[str, str]:
        """The status in Chinese and English."""
        return NO_DATA_WORDS if row.value is None else STATUS_WORDS[row.status]

    def remarks(self, lang: Language) -> tuple[str, ...]:
        """What must be said below the table."""
        lines = [finding.message(lang) for finding in self.warnings]
        if not self.rows:
            lines.append("没有数据。" if lang == "zh" else "No data for this question.")
        if self.synthetic:
            lines.append(
                "※ 合成数据：由程序生成，不是真实统计。"
                if lang == "zh"
                else "※ Synthetic data: made by a program, not real statistics."
            )
        version = f"数据版本 {self.version}" if lang == "zh" else f"data version {self.version}"
        return (*lines, version)

    def to_json(self) -> dict[str, Any]:
        """The answer with every part, for ``--json`` and the API."""
        return {
            "indicator": self.indicator.id,
            "zh": self.indicator.zh,
            "en": self.indicator.en,
            "unit": self.indicator.unit,
            "formula_zh": self.indicator.formula_zh,
            "formula_en": self.indicator.formula_en,
            "scope_zh": self.indicator.scope_zh,
            "scope_en": self.indicator.scope_en,
            "level": self.level.value,
            "data_version": self.version,
            "synthetic": self.synthetic,
            "unplaced": self.unplaced,
            "warnings": [finding.to_json() for finding in self.warnings],
            "readings": [self._row_json(row) for row in self.rows],
            "published": [self._row_json(row) for row in self.published],
        }

    def _row_json(self, row: Reading) -> dict[str, Any]:
        return {"name": self.names.get(row.division, ""), **reading_json(row)}


def reading_json(row: Reading) -> dict[str, Any]:
    """A reading as plain values."""
    return {
        "division": row.division,
        "period": str(row.period),
        "value": row.value,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "unit": row.unit,
        "status": "no_data" if row.value is None else row.status.value,
        "parts": row.parts,
        "missing_parts": row.missing_parts,
        "scope": row.scope,
        "price_base": row.price_base,
        "sources": [{"name": s.name, "version": s.version} for s in row.sources],
        "note": row.note,
    }


def read(
    book: Book,
    indicator_id: str,
    *,
    periods: Sequence[Period],
    level: Level,
    within: DivisionCode | None = None,
) -> Readings:
    """Readings of an indicator for all divisions of a level.

    :param within: only divisions of this one.
    :raises UnknownName: for an unknown indicator or division.
    :raises LakeError: when the indicator's SQL does not fit the tables.
    :raises InputError: V-103 for a level finer than the indicator has, V-108 for a period that
        was not over when the book was last written to.
    """
    indicator = book.catalogue.indicator(indicator_id)
    if within is not None:
        book.tree.get(within)
    if level > indicator.finest:
        raise InputError(
            "V-103", indicator=indicator.id, level=level.value, finest=indicator.finest.value
        )
    for period in periods:
        if not book.has_ended(period):
            raise InputError("V-108", period=str(period), until=str(book.until))
    return _within(_whole(book, indicator, tuple(sorted(set(periods))), level), within)


def read_as_asked(
    book: Book, indicator_id: str, *, periods: str | None, level: str, within: str | None
) -> Readings:
    """As :func:`read`, from the words of a command line or an address.

    :raises UnknownName: V-102 for an unknown level. :raises ValueProblem: for a bad period.
    :raises InputError: V-107 when the answer would be too large for one question.
    """
    wanted = {Period.parse(text.strip()) for text in (periods or "").split(",") if text.strip()}
    asked = sorted(wanted) or [book.newest_year]
    place = book.tree.find(within).code if within else None
    of_level = level_of(level)
    if place is not None and place.level > of_level:
        raise InputError("V-109", within=within, level=of_level.value)
    _refuse_too_much(len(asked), len(book.tree.at_level(of_level)))
    found = read(book, indicator_id, periods=asked, level=of_level, within=place)
    return replace(found, published=_published(book, found, asked))


def _published(book: Book, found: Readings, asked: Sequence[Period]) -> tuple[Reading, ...]:
    """What was published for the divisions and periods asked for; only upper levels are."""
    if found.level > Level.CITY:
        return ()
    kinds = {period.kind for period in asked}
    places = dict.fromkeys([book.province.code.text, *(row.division for row in found.rows)])
    codes = [DivisionCode(text) for text in places]
    return tuple(
        reading
        for code in codes
        if code.level is found.level
        for kind in sorted(kinds)
        for reading in published_readings(book, found.indicator, code, kind)
        if reading.period in asked
    )


def _refuse_too_much(periods: int, places: int) -> None:
    if periods > MOST_PERIODS or periods * places > MOST_READINGS:
        most = min(MOST_PERIODS, MOST_READINGS // places)
        raise InputError("V-107", periods=periods, places=f"{places:,}", most=most)


def level_of(text: str) -> Level:
    """The level called ``text``.

    :raises UnknownName: V-102 with the nearest.
    """
    known = {level.value: level for level in LEVELS}
    if text not in known:
        raise UnknownName("V-102", name=text, nearest=suggestion(text, known))
    return known[text]


def series(
    book: Book, indicator_id: str, division: DivisionCode, kind: PeriodKind
) -> tuple[Reading, ...]:
    """Readings of one division for every period of a kind, oldest first; those with a value."""
    level = book.tree.get(division).level
    indicator = book.catalogue.indicator(indicator_id)
    if level in levels_together(indicator, kind):
        rolled = together(book, indicator, kind)[level].only(divisions=[division.text])
        rows = _of_rolled(book, indicator, rolled, level).rows
    else:
        wanted = [period for period in book.periods if period.kind is kind]
        rows = read(book, indicator_id, periods=wanted, level=level, within=division).rows
    mine = (row for row in rows if row.division == division.text and row.value is not None)
    return tuple(sorted(mine, key=lambda row: row.period))


def levels_together(indicator: Indicator, span: Span) -> tuple[Level, ...]:
    """The levels that one question answers for all periods of a span: down to the county.

    Of years down to the township: they are four, months are forty-eight.
    """
    lowest = Level.TOWNSHIP if span is PeriodKind.YEAR else Level.COUNTY
    return tuple(level for level in LEVELS if level <= min(lowest, indicator.finest))


def periods_of(book: Book, span: Span) -> tuple[Period, ...]:
    """The book's periods of a kind that are over, oldest first; or the recent months and quarters:
    a year and what it is compared with."""
    if span != RECENT:
        return tuple(period for period in book.periods if period.kind is span)
    months, quarters = periods_of(book, PeriodKind.MONTH), periods_of(book, PeriodKind.QUARTER)
    return (*quarters[-RECENT_QUARTERS:], *months[-RECENT_MONTHS:])


def together(book: Book, indicator: Indicator, span: Span) -> Mapping[Level, RolledUp]:
    """An indicator at all these levels in all periods of a span, asked at once.

    The book keeps it for its data version; what is then read of these periods and levels asks the
    engine nothing any more.

    :raises LakeError: when the indicator's SQL does not fit the tables.
    """
    return book.remembered(
        _together_key(indicator, span), lambda _version: _asked_together(book, indicator, span)
    )


def _together_key(indicator: Indicator, span: Span) -> tuple[str, str, Span]:
    return ("together", indicator.id, span)


def _asked_together(book: Book, indicator: Indicator, span: Span) -> Mapping[Level, RolledUp]:
    periods, levels = periods_of(book, span), levels_together(indicator, span)
    if indicator.rollup == "recompute":  # each level is a question of its own
        return {
            level: rollup(
                parts_of(book, indicator, periods, level),
                tree=book.tree, indicator=indicator, levels=(level,),
            )
            for level in levels
        }  # fmt: skip
    parts = parts_of(book, indicator, periods, levels[0])
    rolled = rollup(parts, tree=book.tree, indicator=indicator, levels=levels)
    return {level: rolled.at(level) for level in levels}


def _whole(book: Book, indicator: Indicator, periods: tuple[Period, ...], level: Level) -> Readings:
    return book.remembered(
        ("readings", indicator.id, periods, level),
        lambda _version: _computed(book, indicator, periods, level),
    )


def _computed(
    book: Book, indicator: Indicator, periods: tuple[Period, ...], level: Level
) -> Readings:
    kept = _kept_together(book, indicator, periods, level)
    if kept is not None:
        return _of_rolled(book, indicator, kept.only(periods=[str(p) for p in periods]), level)
    status, sources = origin_of(book, indicator)
    parts = parts_of(book, indicator, periods, level)
    return of_parts(book, indicator, parts, level=level, status=status, sources=sources)


def _kept_together(
    book: Book, indicator: Indicator, periods: Sequence[Period], level: Level
) -> RolledUp | None:
    """What was asked together and holds all of this; None where it was not. Nothing is asked."""
    spans: list[Span] = [*{period.kind for period in periods}, RECENT]
    for span in spans:
        if level not in levels_together(indicator, span):
            continue
        found = book.answer_known(_together_key(indicator, span))
        if found is not None and set(periods) <= set(periods_of(book, span)):
            whole: RolledUp = found[level]
            return whole
    return None


def of_parts(
    book: Book,
    indicator: Indicator,
    parts: pa.Table,
    *,
    level: Level,
    status: Status,
    sources: tuple[Source, ...],
) -> Readings:
    """Readings from parts: summed through the book's divisions, divided last.

    :param parts: as an indicator's query returns them.
    """
    rolled = rollup(parts, tree=book.tree, indicator=indicator, levels=(level,))
    return _of_rolled(book, indicator, rolled, level, origin=(status, sources))


def _of_rolled(
    book: Book,
    indicator: Indicator,
    rolled: RolledUp,
    level: Level,
    *,
    origin: tuple[Status, tuple[Source, ...]] | None = None,
) -> Readings:
    """The readings of one level.

    :param origin: status and sources; as the book's tables have them where None.
    """
    status, sources = origin or origin_of(book, indicator)
    period_of = {text: Period.parse(text) for text in rolled.periods}
    rows = tuple(
        Reading(
            indicator=indicator.id,
            division=row["division"],
            level=level,
            period=period_of[row["period"]],
            numerator=row["numerator"],
            denominator=row["denominator"],
            value=row["value"],
            unit=indicator.unit,
            status=status,
            sources=sources,
            parts=row["parts"],
            missing_parts=row["missing_parts"],
            squares=row["squares"],
        )
        for row in rolled.readings.to_pylist()
    )
    names = {row.division: book.tree.names[row.division] for row in rows}
    return Readings(
        indicator=indicator,
        level=level,
        rows=rows,
        unplaced=rolled.unplaced.num_rows,
        warnings=rolled.warnings(),
        version=book.version,
        names=names,
    )


def parts_of(
    book: Book,
    indicator: Indicator,
    periods: tuple[Period, ...],
    level: Level,
    *,
    supposed: Mapping[str, pa.Table] | None = None,
) -> pa.Table:
    """What the indicator's query answers.

    :param supposed: tables that are read as they would be, in place of those of the book.
    """
    relations = {"periods": periods_relation(periods), **taken_back(book, indicator.sql)}
    if indicator.rollup == "recompute":
        relations["placement"] = placement_relation(book.tree, level)
    if supposed:
        relations |= {supposed_name(name): table for name, table in supposed.items()}
        return book.ask(supposed_sql(indicator, supposed), relations, file=indicator.file)
    return book.ask(
        indicator.sql, relations, file=indicator.file, header_lines=indicator.header_lines
    )


def origin_of(book: Book, indicator: Indicator) -> tuple[Status, tuple[Source, ...]]:
    """Synthetic as soon as one table it reads holds a synthetic row."""
    origins = frozenset().union(*(book.origins(name) for name in indicator.tables))
    status = Status.SYNTHETIC if "synthetic" in origins else Status.COMPUTED
    return status, tuple(Source(name, book.version) for name in indicator.tables)


def _within(found: Readings, within: DivisionCode | None) -> Readings:
    if within is None:
        return found
    inside = within.text[: within.level.digits]
    kept = tuple(r for r in found.rows if r.division.startswith(inside))
    return replace(found, rows=kept)
