"""The figures of a target's forecast: median, interval and chance, with their evidence."""

from __future__ import annotations

from decimal import Decimal

from jidi.core.numbers_as_text import grouped
from jidi.forecast import Step
from jidi.plan import Grade
from jidi.report.evidence import Evidence, Origin
from jidi.report.facts import UNKNOWN, Facts, figure, quote
from jidi.report.target_values import TargetValues
from jidi.service.attainment import TargetForecast
from jidi.service.forecast_words import method_words, series_sentence

BAND = 80
"""The interval shown: the middle 80 per cent. Own choice."""


def forecast_of(of: TargetValues) -> TargetForecast | None:
    """The forecast of the target; None where none was made, or its values cannot be compared."""
    if of.row.detail.grade is Grade.INCOMPARABLE:
        return None
    return of.desk.material.forecasts.get(of.row.target.indicator)


def steps_of(of: TargetValues) -> dict[int, Step]:
    """The years forecast, by year; empty where there is no forecast in the target's unit."""
    made = forecast_of(of)
    if made is None or made.forecast is None or made.forecast.outlook is None:
        return {}
    if made.forecast.indicator.unit != of.row.target.unit:
        return {}
    later = (s for s in made.forecast.outlook.years if s.period.year > of.desk.year)
    return {step.period.year: step for step in later if step.period.year <= of.row.target.year}


def forecast_facts(of: TargetValues) -> Facts:
    """What sentences may say of a target's forecast."""
    year = of.row.target.year
    return {
        "forecast": figure(median(of, year)),
        "forecast_low": figure(end(of, year, "low")),
        "forecast_high": figure(end(of, year, "high")),
        "chance": figure(chance(of)),
        "no_forecast": quote(why_none(of)) if forecast_of(of) is not None else UNKNOWN,
    }


def median(of: TargetValues, year: int) -> Evidence | None:
    """The median forecast of a year."""
    step = steps_of(of).get(year)
    if step is None:
        return None
    words = ("预测中位数", "median forecast")
    return _forecast(of, f"forecast.{year}", words, step.median, year)


def end(of: TargetValues, year: int, which: str) -> Evidence | None:
    """The ``low`` or ``high`` end of the interval of a year."""
    step = steps_of(of).get(year)
    if step is None:
        return None
    low, high = step.bands[BAND]
    words = {
        "low": (f"{BAND}%预测区间下限", f"lower end of the {BAND} % interval"),
        "high": (f"{BAND}%预测区间上限", f"upper end of the {BAND} % interval"),
    }
    value = low if which == "low" else high
    return _forecast(of, f"forecast.{year}.{which}", words[which], value, year)


def chance(of: TargetValues) -> Evidence | None:
    """The chance that every stated condition holds in the target year, in per cent."""
    made = forecast_of(of)
    if made is None or made.chance is None:
        return None
    low, high = (grouped(100 * value, 0) for value in (made.chance.low, made.chance.high))
    voice = of.desk.voice
    spread = voice.say(
        f"换用相近方法为{low}%–{high}%", f"{low} % to {high} % by methods that do nearly as well"
    )
    return _evidence(
        of,
        made,
        "chance",
        ("达到全部条件的可能性", "chance that every condition is met"),
        100 * made.chance.value,
        0,
        "%",
        of.row.target.year,
        spread,
    )


def why_none(of: TargetValues) -> Evidence | None:
    """Why there is no forecast, or no chance, as the forecast says it."""
    made = forecast_of(of)
    if made is None or made.reason is None:
        return None
    voice = of.desk.voice
    return of.desk.evidence(
        of.key("no_forecast"),
        **of.frame(voice.say("不作预测或不给可能性的原因", "why there is no forecast or chance")),
        text=made.reason.what(of.desk.lang),
        value=None,
        unit="",
        origin="computed",
        status=voice.origin("computed"),
        note=made.reason.code,
    )


def method_of(of: TargetValues) -> str:
    """The name of the method that forecast the target; empty without one."""
    made = forecast_of(of)
    if made is None or made.forecast is None or made.forecast.outlook is None:
        return ""
    return method_words(made.forecast.outlook.method, of.desk.lang)


def _forecast(
    of: TargetValues, name: str, words: tuple[str, str], value: float, year: int
) -> Evidence | None:
    made = forecast_of(of)
    if made is None:
        return None
    return _evidence(of, made, name, words, value, of.row.digits, of.row.target.unit, year, "")


def _median_of(of: TargetValues) -> tuple[Evidence, ...]:
    """The median of the target year, which says what the forecast rests on."""
    found = median(of, of.row.target.year)
    return () if found is None else (found,)


def _evidence(
    of: TargetValues,
    made: TargetForecast,
    name: str,
    words: tuple[str, str],
    value: float,
    digits: int | None,
    unit: str,
    year: int,
    note: str,
) -> Evidence:
    voice = of.desk.voice
    origin: Origin = "synthetic" if made.synthetic else "forecast"
    number = Decimal(str(value))
    basis = "" if made.forecast is None else series_sentence(made.forecast, of.desk.lang)
    first = of.key(f"forecast.{of.row.target.year}")
    rests_on = () if of.key(name) == first else _median_of(of)
    return of.desk.evidence(
        of.key(name),
        **of.frame(voice.say(*words)),
        text=voice.number(number, digits, unit),
        bare=grouped(number, digits) + ("%" if name == "chance" else ""),
        value=number,
        unit=unit,
        origin=origin,
        status=voice.origin(origin),
        period=voice.year(year),
        indicator=of.indicator_id(),
        sources=(voice.say("本系统预测", "forecast of this system"),),
        inputs=rests_on,
        note=note if rests_on else "；".join(part for part in (note, basis) if part),
    )
