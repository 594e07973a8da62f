"""What designs do to the indicators: before as the book has it, after as it would be.

Both are asked with the same SQL, through the same roll-up, at the same period; so numerators and
denominators can be compared. What would be is marked *designed*, never measured, and synthetic as
soon as anything it rests on is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.division import Division, Level
from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period, PeriodKind
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading, Source, Status
from jidi.model.rural_effect import DesignMeasure, rural_effect
from jidi.service.books import Book
from jidi.service.readings import (
    of_parts,
    origin_of,
    parts_of,
    reading_json,
)
from jidi.service.rural_design import Judged, parcels_of_design
from jidi.service.rural_designs import CountyDesign
from jidi.service.rural_scenario import LEFT, TABLE, Left, Scenario, scenario_of


@dataclass(frozen=True)
class EffectRow:
    """One indicator of one division, before and after.

    :param why_zh: why there is no value before, where a design alone has the measure.
    """

    indicator: Indicator
    division: Division
    before: Reading | None
    after: Reading | None
    why_zh: str = ""
    why_en: str = ""

    @property
    def difference(self) -> float | None:
        """After less before; None where one has no data."""
        old, new = value_of_reading(self.before), value_of_reading(self.after)
        return None if old is None or new is None else new - old


@dataclass(frozen=True)
class Effect:
    """What designs do to the indicators.

    :param rows: in the order of indicators, then counties; with several also cities and province.
    :param without: counties of the cities and the province shown that have no design: they stay as
        they are.
    """

    period: Period
    left: Left
    designs: tuple[CountyDesign, ...]
    rows: tuple[EffectRow, ...]
    scenario: Scenario
    without: int
    version: int
    synthetic: bool

    def to_json(self) -> dict[str, Any]:
        """The effect with every part."""
        return {
            "period": str(self.period),
            "left_out": self.left,
            "data_version": self.version,
            "synthetic": self.synthetic,
            "after_is": "designed",
            "counties": [
                {
                    "code": d.county.code.text,
                    "name": d.county.name,
                    "digest": d.judged.problem.digest,
                    "data_version": dict(d.judged.design.made).get("data_version"),
                }
                for d in self.designs
            ],
            "counties_without_design": self.without,
            "villages_gained": len(self.scenario.gained),
            "villages_lost": list(self.scenario.lost),
            "rows": [_row_json(row) for row in self.rows],
        }


def effect_of(
    book: Book,
    designs: Sequence[CountyDesign],
    *,
    period: Period | None = None,
    left: Left = "not_served",
) -> Effect:
    """The effect of verified designs, one for each county.

    :param period: at whose end; the newest year that is over, else the newest period.
    :raises InputError: V-108 for a period that was not over when the book was last written to.
    """
    at = period or _newest(book)
    if not book.has_ended(at):
        raise InputError("V-108", period=str(at), until=str(book.until))
    scenario = scenario_of(book, designs, period=at, left=left)
    places = _places(book, designs)
    rows = [*_indicator_rows(book, places, scenario, at), *_measure_rows(book, places, designs, at)]
    mine = {design.county.code for design in designs}
    counties = book.tree.at_level(Level.COUNTY) if len(designs) > 1 else ()
    return Effect(
        period=at,
        left=left,
        designs=tuple(designs),
        rows=tuple(rows),
        scenario=scenario,
        without=len({county.code for county in counties} - mine),
        version=book.version,
        synthetic=_synthetic(book, designs),
    )


def effect_as_asked(
    book: Book, designs: Sequence[CountyDesign], *, period: str = "", left_out: str = ""
) -> Effect:
    """As :func:`effect_of`, from the words of a command line or an address.

    :raises ValueProblem: for a bad period. :raises UnknownName: N-725 for another rule.
    """
    known = {name: name for name in LEFT}
    rule = left_out or "not_served"
    if rule not in known:
        raise UnknownName("N-725", name=rule, nearest=suggestion(rule, known))
    at = Period.parse(period) if period else None
    return effect_of(book, designs, period=at, left=known[rule])


def _newest(book: Book) -> Period:
    known = book.periods
    years = [period for period in known if period.kind is PeriodKind.YEAR]
    if not known:
        raise InputError("N-724")
    return years[-1] if years else max(known, key=lambda period: period.end)


def _synthetic(book: Book, designs: Sequence[CountyDesign]) -> bool:
    made_up = any(design.judged.problem.synthetic for design in designs)
    return made_up or "synthetic" in book.origins(TABLE)


def _places(book: Book, designs: Sequence[CountyDesign]) -> tuple[Division, ...]:
    """The counties; with several also their cities and the province, each once."""
    found: dict[Any, Division] = {design.county.code: design.county for design in designs}
    if len(designs) == 1:
        return tuple(found.values())
    for level in (Level.CITY, Level.PROVINCE):
        for design in designs:
            for above in book.tree.path(design.county.code):
                if above.level is level:
                    found.setdefault(above.code, above)
    return tuple(found.values())


# Indicators ------------------------------------------------------------------


def _indicator_rows(
    book: Book, places: Sequence[Division], scenario: Scenario, period: Period
) -> Iterator[EffectRow]:
    for name in rural_effect().indicators:
        indicator = book.catalogue.indicator(name)
        before = parts_of(book, indicator, (period,), indicator.finest)
        after = parts_of(
            book, indicator, (period,), indicator.finest, supposed={TABLE: scenario.table}
        )
        status, sources = origin_of(book, indicator)
        old = _by_place(book, indicator, before, places, status, sources)
        made = (*sources, Source("design"))
        new = _by_place(book, indicator, after, places, Status.DESIGNED, made)
        for place in places:
            yield EffectRow(indicator, place, old.get(place.code.text), new.get(place.code.text))


def _by_place(
    book: Book,
    indicator: Indicator,
    parts: pa.Table,
    places: Sequence[Division],
    status: Status,
    sources: tuple[Source, ...],
) -> dict[str, Reading]:
    """Readings by division, at every level that is shown; a county alone needs its parts only."""
    found = {}
    if len(places) == 1:
        parts = parts.filter(pc.starts_with(parts["division"], places[0].code.short))
    for level in dict.fromkeys(place.level for place in places):
        made = of_parts(book, indicator, parts, level=level, status=status, sources=sources)
        found.update({row.division: row for row in made.rows})
    return found


# Measures of designs alone ---------------------------------------------------


def _measure_rows(
    book: Book, places: Sequence[Division], designs: Sequence[CountyDesign], period: Period
) -> Iterator[EffectRow]:
    for measure in rural_effect().measures:
        indicator = measure.indicator
        parts = _measure_parts(measure, designs, period)
        found = _by_place(book, indicator, parts, places, Status.DESIGNED, (Source("design"),))
        for place in places:
            after = found.get(place.code.text)
            yield EffectRow(indicator, place, None, after, measure.before_zh, measure.before_en)


def _measure_parts(
    measure: DesignMeasure, designs: Sequence[CountyDesign], period: Period
) -> pa.Table:
    figures = [figures_of(design.judged) for design in designs]
    columns: dict[str, list[Any]] = {
        "division": [design.county.code.text for design in designs],
        "period": [str(period)] * len(designs),
        "numerator": [told[measure.parts[0]] for told in figures],
        "denominator": [told[measure.parts[1]] if measure.parts[1:] else 1.0 for told in figures],
    }
    return pa.table(columns)


def figures_of(judged: Judged) -> Mapping[str, float]:
    """A design's figures as the checker computed them: the parts of ``effect.toml``."""
    verdict = judged.verdict
    assert verdict.bill is not None
    return {
        "cost": verdict.bill.total,
        "grams": verdict.grams,
        "km": verdict.km,
        "parcels": parcels_of_design(judged),
        "served": float(verdict.served),
    }


# As plain values ------------------------------------------------------------


def value_of_reading(reading: Reading | None) -> float | None:
    """Its value; None where there is no reading, or no data."""
    return None if reading is None else reading.value


def _row_json(row: EffectRow) -> dict[str, Any]:
    indicator = row.indicator
    return {
        "indicator": indicator.id,
        "zh": indicator.zh,
        "en": indicator.en,
        "unit": indicator.unit,
        "precision": indicator.precision,
        "direction": indicator.direction,
        "scope_zh": indicator.scope_zh,
        "scope_en": indicator.scope_en,
        "formula_zh": indicator.formula_zh,
        "formula_en": indicator.formula_en,
        "division": row.division.code.text,
        "name": row.division.name,
        "level": row.division.level.value,
        "before": None if row.before is None else reading_json(row.before),
        "after": None if row.after is None else reading_json(row.after),
        "difference": row.difference,
        "no_before_zh": row.why_zh,
        "no_before_en": row.why_en,
    }
