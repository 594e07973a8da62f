"""The chance that a target of the plan is met, beside the growth it still needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jidi.core.errors import InputError, JidiError, Language
from jidi.core.period import Period
from jidi.forecast import Chance, Requirement, chance_of
from jidi.forecast.chance import Measure
from jidi.model.plan_record import Condition, ConditionKind, Target
from jidi.plan import Tolerance, actual, demands
from jidi.plan.comparison import obstacle
from jidi.plan.condition import admitted
from jidi.service.actuals import indicator_of
from jidi.service.books import Book
from jidi.service.candidates import Candidate
from jidi.service.chaining import earlier_scopes
from jidi.service.forecast_words import condition_words, step_of, target_sentence
from jidi.service.forecasting import (
    SeriesForecast,
    Told,
    bounds_of,
    forecast_indicator,
    last_whole_year,
)
from jidi.service.publishing import factor_between

_MEASURES: dict[ConditionKind, Measure] = {
    ConditionKind.LEVEL: "level",
    ConditionKind.GROWTH: "growth",
    ConditionKind.INCREMENT: "increment",
    ConditionKind.SHARE: "share",
}


@dataclass(frozen=True)
class TargetForecast:
    """A target of the plan, the forecast of its indicator, and the chance that it is met.

    :param forecast: None when no indicator measures the target.
    :param chance: that all stated conditions hold in the target year; None when it cannot be told.
    :param reason: why there is no chance, or no forecast, as a coded answer.
    :param needed_growth: per cent a year, from the last whole year to the level that binds.
    :param forecast_growth: per cent a year, from the last whole year to the forecast's median.
    """

    target: Target
    forecast: SeriesForecast | None
    chance: Chance | None
    reason: JidiError | None
    binding_level: float | None
    needed_growth: float | None
    forecast_growth: float | None

    @property
    def synthetic(self) -> bool:
        """Whether it rests on synthetic data."""
        return self.forecast is not None and self.forecast.synthetic

    def asked(self, lang: Language) -> str:
        """All stated conditions in a row, as printed."""
        told = (condition_words(condition, lang) for condition in self.target.conditions)
        return ("、" if lang == "zh" else ", ").join(dict.fromkeys(told))

    def to_json(self) -> dict[str, Any]:
        """The forecast with the target and its chance."""
        from jidi.service.forecast_json import target_json

        return target_json(self)

    def sentence(self, lang: Language) -> str:
        """The forecast and the chance, ready to print; with the mark of synthetic data."""
        return target_sentence(self, lang)


def forecast_target(
    book: Book,
    target: Target,
    as_of: Period | None = None,
    *,
    until: int | None = None,
    source: str = "auto",
    told: Told | None = None,
) -> TargetForecast:
    """The forecast of a target's indicator for the province, and the chance that it is met.

    :param as_of: data of periods that ended by then are used; the newest when not given.
    :param told: hears of the progress; an exception of it stops the work.
    :raises InputError: V-108 for a date that the data do not reach; H-107, H-108.
    """
    indicator = indicator_of(book, target)
    if indicator is None:
        unmeasured = InputError("H-105", name_zh=target.zh, name_en=target.en)
        return TargetForecast(target, None, None, unmeasured, None, None, None)
    made = forecast_indicator(
        book, indicator.id, as_of=as_of, until=until, source=source, told=told
    )
    reason: JidiError | None = made.reason or _objection(target, made)
    asked: list[Requirement] = []
    if reason is None:
        wholes, reason = _wholes(book, target, made, source)
        asked = [] if reason else _requirements(book, target, made, wholes)
    chance = None
    if made.outlook is not None and reason is None:
        others = [by_year[target.year] for by_year in made.outlook.others.values()]
        chance = chance_of(made.outlook.samples[target.year], asked, others=others)
    return _with_growth(book, target, made, chance, reason)


def _objection(target: Target, made: SeriesForecast) -> JidiError | None:
    """Why the forecast cannot tell the chance."""
    if made.outlook is None:
        return made.reason
    if target.year not in made.outlook.samples:
        return InputError("H-104", year=target.year)
    if target.each:
        return InputError("H-110")
    return _unlike(target, made)


def _unlike(target: Target, made: SeriesForecast) -> JidiError | None:
    """What in the target a forecast of this series cannot speak of."""
    why = _incomparable(target, made)
    if why is not None:
        return InputError("H-113", why_zh=why[0], why_en=why[1])
    limit = _limit_asked(target, bounds_of(made.indicator))
    if limit is not None:
        return InputError("H-106", bound=f"{limit:g}")
    needs_base = {ConditionKind.GROWTH, ConditionKind.INCREMENT}
    if target.baseline is None and any(c.kind in needs_base for c in target.conditions):
        return InputError("H-112", name=target.zh)
    return None


def _incomparable(target: Target, made: SeriesForecast) -> tuple[str, str] | None:
    """Why the series must not be set against the target: another scope or price base."""
    last = made.points[-1]
    carried_on = actual(
        last.value,
        unit=made.indicator.unit,
        period=Period.for_year(target.year),
        status=last.status.value,
        scope=last.scope,
        continues=earlier_scopes(last.scope),
        price_base=last.price_base,
    )
    return obstacle(target, carried_on)


def _limit_asked(target: Target, bounds: tuple[float, float]) -> float | None:
    """The limit of the indicator, where the target is just that; None where it is not."""
    least, most = bounds
    printed = target.level.printed
    if target.direction == "up" and float(printed.value) >= most and not printed.hedged:
        return most
    if target.direction == "down" and float(printed.value) <= least:
        return least
    return None


def _wholes(
    book: Book, target: Target, made: SeriesForecast, source: str
) -> tuple[dict[str, SeriesForecast], JidiError | None]:
    """Forecasts of the wholes that shares are taken of."""
    found: dict[str, SeriesForecast] = {}
    for condition in target.conditions:
        if condition.whole is None:
            continue
        whole = forecast_indicator(
            book, condition.whole, as_of=made.as_of, until=made.until, source=source
        )
        if whole.outlook is None or target.year not in whole.outlook.samples:
            why = whole.reason or InputError("H-104", year=target.year)
            return {}, InputError(
                "H-109", whole=condition.whole, why_zh=why.what("zh"), why_en=why.what("en")
            )
        found[condition.whole] = whole
    return found, None


def _requirements(
    book: Book, target: Target, made: SeriesForecast, wholes: dict[str, SeriesForecast]
) -> list[Requirement]:
    return [_requirement(book, target, made, wholes, one) for one in target.conditions]


def _requirement(
    book: Book,
    target: Target,
    made: SeriesForecast,
    wholes: dict[str, SeriesForecast],
    condition: Condition,
) -> Requirement:
    """One condition, in the unit of the indicator."""
    factor = factor_between(target.unit, made.indicator)
    if factor is None:
        raise AssertionError(f"{target.id} and its indicator measure different magnitudes")
    limits = admitted(condition, direction=target.direction, tolerance=Tolerance())
    measure = _MEASURES[condition.kind]
    if measure in ("level", "increment"):
        limits = limits * factor
    base = None if target.baseline is None else float(target.baseline.value * factor)
    whole = wholes.get(condition.whole or "")
    outlook = None if whole is None else whole.outlook
    return Requirement(
        measure,
        limits,
        base=base,
        years=target.year - book.plan.base_year,
        whole=None if outlook is None else outlook.samples[target.year],
    )


def _with_growth(
    book: Book,
    target: Target,
    made: SeriesForecast,
    chance: Chance | None,
    reason: JidiError | None,
) -> TargetForecast:
    years = target.year - book.plan.base_year
    factor = factor_between(target.unit, made.indicator)
    level = None
    if factor is not None:
        level = float(demands(target, years=years)[0].level * factor)
    step = None if made.outlook is None else step_of(made.outlook, target.year)
    needed = expected = None
    comparable = made.outlook is not None and _incomparable(target, made) is None
    if made.taken is not None and comparable and target.path == "geometric":
        needed = _yearly(made.taken, level, target.year)
        expected = None if step is None else _yearly(made.taken, step.median, target.year)
    return TargetForecast(target, made, chance, reason, level, needed, expected)


def _yearly(taken: Candidate, value: float | None, year: int) -> float | None:
    """Growth a year, in per cent, from the last whole year to a value in ``year``."""
    last = last_whole_year(taken)
    if last is None or value is None or last[1] <= 0 or value <= 0 or year <= last[0]:
        return None
    return 100 * (float((value / last[1]) ** (1 / (year - last[0]))) - 1)
