"""How far each city is on its own target, and whether the cities' targets make the province's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from jidi.core.division import Division, Level
from jidi.core.period import Period
from jidi.indicators import has_rank
from jidi.model.city_target import CityTarget
from jidi.model.indicator import Indicator
from jidi.model.plan_figure import read_printed, unit_factor
from jidi.model.plan_record import Condition, ConditionKind, Target
from jidi.model.reading import Reading, Status
from jidi.plan import Progress, progress
from jidi.plan.decompose import Additive
from jidi.service.actuals import Valued, as_actual
from jidi.service.books import Book
from jidi.service.city_targets import city_targets
from jidi.service.decomposition import by_city, how_it_adds_up
from jidi.service.judging import judged
from jidi.service.progress_json import number, standing_json, value_json

Verdict = Literal["equal", "exceeds", "short", "incomplete", "unknown"]

VERDICT_WORDS: Mapping[Verdict, tuple[str, str]] = {
    "equal": ("各市之和等于省级目标", "the cities' targets make the provincial one"),
    "exceeds": ("各市之和高于省级目标", "the cities' targets exceed the provincial one"),
    "short": ("各市之和低于省级目标", "the cities' targets fall short of the provincial one"),
    "incomplete": ("有的市没有目标，不能核对", "some cities have no target: no check is possible"),
    "unknown": ("缺分母，不能核对", "denominators are missing: no check is possible"),
}


@dataclass(frozen=True)
class CityRow:
    """One city. Without a target it is listed and graded nothing; it never counts as zero.

    :param detail: how far it is; None without a target.
    :param ranked: whether it may stand in a ranking (a rate of fewer than ten cases may not).
    """

    city: Division
    target: CityTarget | None
    reading: Reading | None
    detail: Progress | None
    ranked: bool


@dataclass(frozen=True)
class SumCheck:
    """What the cities' targets add up to against the province's.

    :param cities: what those with a target make: a sum, numerators, or a weighted mean.
    :param province: the same of the provincial target.
    :param without: how many cities have no target.
    """

    verdict: Verdict
    cities: Decimal | None
    province: Decimal | None
    without: int


@dataclass(frozen=True)
class CityReport:
    """All cities of the province on the target of one indicator, in a year."""

    target: Target
    indicator: Indicator
    additive: Additive
    year: int
    rows: tuple[CityRow, ...]
    check: SumCheck
    version: int

    @property
    def synthetic(self) -> bool:
        """Whether any value is synthetic."""
        return any(r.reading and r.reading.status is Status.SYNTHETIC for r in self.rows)

    def to_json(self) -> dict[str, Any]:
        """The report as plain values."""
        zh, en = VERDICT_WORDS[self.check.verdict]
        return {
            "indicator": self.target.indicator,
            "zh": self.target.zh,
            "en": self.target.en,
            "unit": self.target.unit,
            "year": self.year,
            "target_year": self.target.year,
            "goal": self.target.level.printed.text,
            "adds_up_as": self.additive,
            "synthetic": self.synthetic,
            "data_version": self.version,
            "check": {
                "verdict": self.check.verdict,
                "zh": zh,
                "en": en,
                "cities": number(self.check.cities),
                "province": number(self.check.province),
                "cities_without_target": self.check.without,
            },
            "cities": [_row_json(row) for row in self.rows],
        }


def city_report(book: Book, indicator_id: str, year: int | None = None) -> CityReport:
    """Every city on its target in a year; by default the newest whole one.

    :raises UnknownName: P-101 without a provincial target, D-113 unknown indicator.
    :raises InputError: P-130, V-108 for the year, P-162 for what does not add up over cities.
    """
    as_of = book.newest_year if year is None else Period.for_year(year)
    judged(book, as_of)
    target = book.plan.headline(indicator_id)
    indicator = book.catalogue.indicator(indicator_id)
    additive = how_it_adds_up(target, indicator)
    found = by_city(book, indicator, as_of)
    stated = city_targets(book, indicator_id, target.year)
    rows = tuple(
        _row(book, target, indicator, city, stated.get(city.code.text), found.get(city.code.text))
        for city in book.tree.at_level(Level.CITY)
    )
    check = _check(target, additive, rows)
    return CityReport(target, indicator, additive, as_of.year, rows, check, book.version)


def _row(
    book: Book,
    target: Target,
    indicator: Indicator,
    city: Division,
    stated: CityTarget | None,
    reading: Reading | None,
) -> CityRow:
    ranked = reading is not None and has_rank(
        indicator, value=reading.value, numerator=reading.numerator
    )
    if stated is None:
        return CityRow(city, None, reading, None, ranked)
    actual = None if reading is None else as_actual(Valued(reading), indicator)
    detail = progress(_as_target(target, stated), actual, base_year=book.plan.base_year)
    return CityRow(city, stated, reading, detail, ranked)


def _as_target(target: Target, stated: CityTarget) -> Target:
    """The provincial target with the city's level and base; milestones are the province's own."""
    base = stated.base
    geometric = base is not None and base > 0 and stated.target.value > 0
    return target.model_copy(
        update={
            "id": f"{target.id}-{stated.division.short}",
            "unit": stated.unit,
            "source": "prose",
            "path": target.path if geometric else "linear",
            "baseline": None if base is None else read_printed(f"{max(base, Decimal(0)):f}"),
            "conditions": (Condition(kind=ConditionKind.LEVEL, printed=stated.target),),
        }
    )


def _check(target: Target, additive: Additive, rows: Sequence[CityRow]) -> SumCheck:
    without = sum(row.target is None for row in rows)
    if without:
        return SumCheck("incomplete", None, None, without)
    goal = target.level.printed.value
    if additive == "total":
        levels = [_level(row, target) for row in rows]
        return _verdict(sum(levels, Decimal(0)), goal, Decimal(0))
    weights = [_whole(row) for row in rows]
    if any(weight is None for weight in weights):
        return SumCheck("unknown", None, None, 0)
    wholes = [weight or Decimal(0) for weight in weights]
    total = sum(wholes, Decimal(0))
    if total == 0:
        return SumCheck("unknown", None, None, 0)
    if additive == "rate":
        parts = [_things(row, whole) for row, whole in zip(rows, wholes, strict=True)]
        # One thing is the least that can be asked for: less than it apart is the same target.
        return _verdict(sum(parts, Decimal(0)), goal * total / 100, Decimal(1))
    levels = [_level(row, target) * whole for row, whole in zip(rows, wholes, strict=True)]
    return _verdict(sum(levels, Decimal(0)) / total, goal, Decimal("1e-9"))


def _verdict(cities: Decimal, province: Decimal, least: Decimal) -> SumCheck:
    apart = cities - province
    if apart == 0 or abs(apart) < least:
        return SumCheck("equal", cities, province, 0)
    return SumCheck("exceeds" if apart > 0 else "short", cities, province, 0)


def _level(row: CityRow, target: Target) -> Decimal:
    """The level of a city's target in the province's unit.

    :raises ValueProblem: P-111 when the units do not convert.
    """
    assert row.target is not None  # only called where all have one
    return row.target.target.value * unit_factor(row.target.unit, to=target.unit)


def _things(row: CityRow, whole: Decimal) -> Decimal:
    assert row.target is not None  # only called where all have one
    if row.target.numerator is not None:
        return row.target.numerator
    return row.target.target.value * whole / 100


def _whole(row: CityRow) -> Decimal | None:
    """The denominator of a city: as its target states it, else as the newest value has it."""
    if row.target is not None and row.target.denominator is not None:
        return row.target.denominator
    if row.reading is None or row.reading.denominator is None:
        return None
    return Decimal(repr(row.reading.denominator))


def _row_json(row: CityRow) -> dict[str, Any]:
    told: dict[str, Any] = {
        "division": row.city.code.text,
        "name": row.city.name,
        "name_en": row.city.name_en,
        "may_be_ranked": row.ranked,
        "target": None,
        "value": None if row.reading is None else row.reading.value,
    }
    if row.target is None or row.detail is None:
        return told
    return {
        **told,
        "target": row.target.target.text,
        "unit": row.target.unit,
        "base": number(row.target.base),
        "numerator": number(row.target.numerator),
        "denominator": number(row.target.denominator),
        "how": row.target.how,
        "document": row.target.document,
        **standing_json(row.detail),
        "actual": value_json(row.reading, row.detail),
    }
