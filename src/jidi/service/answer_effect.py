"""What a sorting, cold-chain or border design does to the indicators of the province.

Before as the book has it; after with what the design adds to the parts, through the same roll-up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from jidi.core.errors import InputError
from jidi.core.period import Period, PeriodKind
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading, Source, Status
from jidi.service.answer_parts import Moves
from jidi.service.books import Book
from jidi.service.design_answer import Answer
from jidi.service.phrasing import unit_name
from jidi.service.readings import of_parts, origin_of, parts_of, reading_json


@dataclass(frozen=True)
class Moved:
    """One indicator of the province, before and after."""

    indicator: Indicator
    before: Reading | None
    after: Reading | None

    @property
    def difference(self) -> float | None:
        """After less before; None where one has no data."""
        old, new = _value(self.before), _value(self.after)
        return None if old is None or new is None else new - old

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        one = self.indicator
        return {
            "indicator": one.id, "zh": one.zh, "en": one.en, "unit": one.unit,
            "scope_zh": one.scope_zh, "scope_en": one.scope_en,
            "formula_zh": one.formula_zh, "formula_en": one.formula_en,
            "before": None if self.before is None else reading_json(self.before),
            "after": None if self.after is None else reading_json(self.after),
            "difference": self.difference,
        }  # fmt: skip


@dataclass(frozen=True)
class AnswerEffect:
    """What a design does, at a period's end."""

    period: Period
    version: int
    rows: tuple[Moved, ...]
    synthetic: bool

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "period": str(self.period),
            "data_version": self.version,
            "synthetic": self.synthetic,
            "after_is": "designed",
            "rows": [row.to_json() for row in self.rows],
        }

    def texts(self, lang: str) -> list[tuple[str, ...]]:
        """Indicator, unit, before, after, difference, parts of the value after."""
        return [
            (
                row.indicator.zh if lang == "zh" else row.indicator.en,
                unit_name(row.indicator.unit, "zh" if lang == "zh" else "en"),
                _shown(row.indicator, _value(row.before)),
                _shown(row.indicator, _value(row.after)),
                _shown(row.indicator, row.difference, sign="+"),
                _parts(row.after),
            )
            for row in self.rows
        ]


EFFECT_HEADS = (
    "指标,单位,之前,之后（设计）,变化,之后的分子/分母（缺数）",
    "indicator,unit,before,after (designed),change,numerator/denominator (missing)",
)


def answer_effect(book: Book, answer: Answer, *, period: str = "") -> AnswerEffect:
    """The effect on the province's indicators.

    :param period: at whose end; the newest year that is over, else the newest period.
    :raises ValueProblem: for a bad period. :raises InputError: V-108 for a period that was not over
        when the book was last written to, N-724 where none is.
    """
    at = ended_period(book, period)
    rows = tuple(_rows(book, answer.moves, at))
    marks = [r for row in rows for r in (row.before,) if r is not None]
    synthetic = answer.synthetic or any(r.status is Status.SYNTHETIC for r in marks)
    return AnswerEffect(at, book.version, rows, synthetic)


def ended_period(book: Book, period: str) -> Period:
    """The period asked for; the newest year that is over, else the newest period, where it is ''.

    :raises ValueProblem: for a bad period. :raises InputError: V-108, N-724.
    """
    at = Period.parse(period) if period else _newest(book)
    if not book.has_ended(at):
        raise InputError("V-108", period=str(at), until=str(book.until))
    return at


def province_reading(book: Book, indicator: Indicator, at: Period) -> Reading | None:
    """What the book has of an indicator for the province; None where it has nothing."""
    place = book.province
    parts = parts_of(book, indicator, (at,), indicator.finest)
    status, sources = origin_of(book, indicator)
    found = of_parts(book, indicator, parts, level=place.level, status=status, sources=sources).rows
    return next((row for row in found if row.division == place.code.text), None)


def _newest(book: Book) -> Period:
    known = book.periods
    years = [period for period in known if period.kind is PeriodKind.YEAR]
    if not known:
        raise InputError("N-724")
    return years[-1] if years else max(known, key=lambda period: period.end)


def _rows(book: Book, moves: tuple[Moves, ...], at: Period) -> Iterator[Moved]:
    place = book.province
    for one in moves:
        indicator = book.catalogue.indicator(one.indicator)
        parts = parts_of(book, indicator, (at,), indicator.finest)
        status, sources = origin_of(book, indicator)

        def read(
            table: pa.Table, how: Status, by: tuple[Source, ...], indicator: Indicator = indicator
        ) -> Reading | None:
            found = of_parts(book, indicator, table, level=place.level, status=how, sources=by).rows
            return next((row for row in found if row.division == place.code.text), None)

        made = pa.concat_tables([parts, _added(one, at, parts.schema)], promote_options="default")
        before = read(parts, status, sources)
        # What is added to something unknown is not known either.
        known = before is not None and before.value is not None
        designed = (*sources, Source("design"))
        yield Moved(indicator, before, read(made, Status.DESIGNED, designed) if known else None)


def _added(one: Moves, at: Period, schema: pa.Schema) -> pa.Table:
    """What the design adds: parts of their own, whose denominators stand already."""
    codes = [f"{code:0<12}" for code in one.added]
    columns = {
        "division": codes,
        "period": [str(at)] * len(codes),
        "numerator": list(one.added.values()),
        "denominator": [0.0] * len(codes),
    }
    made = pa.table({name: columns[name] for name in schema.names if name in columns})
    return made.cast(pa.schema([schema.field(name) for name in made.column_names]))


def _value(reading: Reading | None) -> float | None:
    return None if reading is None else reading.value


def _shown(indicator: Indicator, value: float | None, sign: str = "") -> str:
    return "—" if value is None else f"{value:{sign},.{indicator.precision}f}"


def _parts(reading: Reading | None) -> str:
    if reading is None or reading.numerator is None:
        return "—"
    if reading.denominator is None:
        return f"{reading.numerator:,.0f}"
    missing = f" (−{reading.missing_parts})" if reading.missing_parts else ""
    return f"{reading.numerator:,.0f} / {reading.denominator:,.0f}{missing}"
