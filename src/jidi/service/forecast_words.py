"""Forecasts in words: methods, kinds of points, reasons, and the sentence that a report prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jidi.core.errors import JidiError, Language
from jidi.core.numbers_as_text import grouped
from jidi.forecast import Aside, How, Outlook, Step
from jidi.model.plan_record import Condition, ConditionKind
from jidi.service.phrasing import with_unit
from jidi.service.printed import figure
from jidi.service.wording import CONDITION_WORDS

if TYPE_CHECKING:
    from jidi.service.attainment import TargetForecast
    from jidi.service.candidates import Candidate
    from jidi.service.forecasting import SeriesForecast

Words = tuple[str, str]

METHOD_WORDS: Mapping[str, Words] = {
    "naive": ("维持上年值", "no change"),
    "drift": ("历年平均变化", "mean change of all years"),
    "drift_recent": ("近三次平均变化", "mean of the last three changes"),
    "drift_country": (
        "本地变化与全国增速合成（全国作三年计，自定）",
        "own change with the country's growth as three years (own choice)",
    ),
    "seasonal_naive": ("上年同月", "the same month of the year before"),
    "seasonal_growth": ("上年同月加平均增速", "the same month with mean growth"),
    "theta": ("Theta（水平）", "Theta on the level"),
    "theta_log": ("Theta（对数）", "Theta on logarithms"),
    "theta_calendar": ("Theta（对数，扣除春节移动）", "Theta on logarithms, festival taken out"),
    "ets": ("指数平滑ETS（水平）", "ETS on the level"),
    "ets_log": ("指数平滑ETS（对数）", "ETS on logarithms"),
    "ets_calendar": ("指数平滑ETS（对数，扣除春节移动）", "ETS on logarithms, festival taken out"),
    "airline": ("航线模型ARIMA(0,1,1)(0,1,1)", "airline model ARIMA(0,1,1)(0,1,1)"),
    "airline_calendar": (
        "航线模型，含春节与旺季回归",
        "airline model with festival and peak regressors",
    ),
    "peaks_calendar": (
        "非季节ARIMA，含春节、双11、618回归",
        "ARIMA without seasons, with festival, Double 11 and 618 regressors",
    ),
    "arima": ("自动ARIMA", "AutoARIMA"),
    "arima_calendar": (
        "自动ARIMA，含春节与旺季回归",
        "AutoARIMA with festival and peak regressors",
    ),
    "own_interval": ("所选方法未放宽的区间", "the method's own interval"),
}

HOW_WORDS: Mapping[How, Words] = {
    How.PRINTED: ("公布", "printed"),
    How.DIFFERENCE: ("累计相减", "difference of cumulative figures"),
    How.CHAINED: ("按公布增速链接", "chained by printed growth"),
    How.SPLICED: ("按链接系数换算", "spliced by the factor of a link"),
    How.PLAN: ("规划基数", "base of the plan"),
    How.INFERRED: ("由公布五年增幅推定", "inferred from published five-year growth"),
    How.COMPUTED: ("由报送数据计算", "computed from returns"),
}

ASIDE_WORDS: Mapping[Aside, Words] = {
    Aside.OUTLOOK: ("预计或目标", "forecast or target"),
    Aside.BOUND: ("只公布界限", "only a bound"),
    Aside.DOUBTFUL: ("存疑或时期系推断", "doubtful, or its period inferred"),
    Aside.OTHER_STATUS: ("快报与定案数不混用", "preliminary and final figures do not mix"),
    Aside.INCOMPARABLE: ("口径不可比，且没有增速可链接", "another scope without a link"),
    Aside.UNCLEAN: ("当月口径一次性调整", "the month holds a one-off change of scope"),
    Aside.VAGUE: ("取整太粗", "rounded too coarsely"),
    Aside.PARTS_MISSING: ("有单位未报，只是下限", "some returns are missing: a lower bound"),
}

ORIGIN_WORDS: Mapping[str, Words] = {
    "published": ("公布数", "published figures"),
    "preliminary": ("快报数", "preliminary figures"),
    "returns": ("报送数据", "returns"),
}


def candidate_words(candidate: Candidate, lang: Language) -> str:
    """``公布数（月度）：连续 3 个点，需要 42 个``."""
    zh = lang == "zh"
    origin = ORIGIN_WORDS[candidate.origin][0 if zh else 1]
    have, needed = len(candidate.points), candidate.needed
    total, span = len(candidate.record.points), candidate.record.span
    if not candidate.monthly:
        return (
            f"{origin}（年度）：{have} 个点，需要 {needed} 个"
            if zh
            else f"{origin} (yearly): {have} points, {needed} needed"
        )
    if zh:
        return (
            f"{origin}（月度）：{span} 个月中有 {total} 个月，"
            f"最近连续 {have} 个月，需要连续 {needed} 个月"
        )
    return (
        f"{origin} (monthly): {total} of {span} months, the last {have} without a gap, "
        f"{needed} without a gap needed"
    )


def method_words(name: str, lang: Language) -> str:
    """The name of a method."""
    return METHOD_WORDS[name][0 if lang == "zh" else 1]


def series_sentence(made: SeriesForecast, lang: Language) -> str:
    """The forecast in one sentence; without one, the coded reason."""
    if made.outlook is None or made.taken is None:
        return no_forecast_words(made.indicator.zh, made.indicator.en, made.reason, lang)
    zh = lang == "zh"
    title = made.indicator.zh if zh else made.indicator.en
    step = made.outlook.years[-1]
    mark = ("※合成 " if zh else "※synthetic ") if made.synthetic else ""
    basis = _basis(made, lang)
    middle, band = shown_value(made, step.median, lang), shown_band(made, step, 80, lang)
    if zh:
        return f"{mark}{title}：{basis}，预测{step.period.year}年 {middle}，80%预测区间 {band}。"
    year = step.period.year
    return f"{mark}{title}: {basis}; {year} is forecast at {middle}, 80 % interval {band}."


def no_forecast_words(zh: str, en: str, reason: JidiError | None, lang: Language) -> str:
    """``快递业务量：数据不足，不作预测：…（H-101）。``: the coded reason under its name."""
    if reason is None:
        raise AssertionError("a forecast that is none has a reason")
    if lang == "zh":
        return f"{zh}：{reason.what('zh')}（{reason.code}）。{reason.remedy('zh')}"
    return f"{en}: {reason.what('en')} ({reason.code}). {reason.remedy('en')}"


def _basis(made: SeriesForecast, lang: Language) -> str:
    """``据报送数据48个月，用…``: what it rests on, and by which method."""
    if made.taken is None or made.outlook is None:
        raise AssertionError("asked of a forecast only")
    zh = lang == "zh"
    origin = ORIGIN_WORDS[made.taken.origin][0 if zh else 1]
    count = len(made.taken.points)
    method = method_words(made.outlook.method, lang)
    first, last = (made.taken.points[i].period for i in (0, -1))
    if zh:
        kind = "个月" if made.taken.monthly else "个年度点"
        return f"据{origin}{first.zh}至{last.zh}{count}{kind}，用“{method}”"
    kind = "months" if made.taken.monthly else "yearly points"
    return f"from {count} {kind} of {origin}, {first} to {last}, by '{method}'"


def shown_value(made: SeriesForecast, value: float, lang: Language) -> str:
    """A value of the forecast with its unit."""
    return with_unit(grouped(value, made.indicator.precision), made.indicator.unit, lang)


def shown_band(made: SeriesForecast, step: Step, level: int, lang: Language) -> str:
    """Both ends of an interval with their unit."""
    low, high = (grouped(end, made.indicator.precision) for end in step.bands[level])
    return with_unit(f"{low}–{high}", made.indicator.unit, lang)


def condition_words(condition: Condition, lang: Language) -> str:
    """``年均增速 > 5.9%``: what a condition asks for, as printed."""
    printed = figure(condition.printed, lang)
    percent = condition.kind in (ConditionKind.GROWTH, ConditionKind.SHARE)
    kind = CONDITION_WORDS[condition.kind][0 if lang == "zh" else 1]
    return f"{kind} {printed}{'%' if percent else ''}"


def target_sentence(made: TargetForecast, lang: Language) -> str:
    """The forecast and the chance of the target in one or two sentences."""
    zh = lang == "zh"
    if made.forecast is None:
        return no_forecast_words(made.target.zh, made.target.en, made.reason, lang)
    first = series_sentence(made.forecast, lang)
    if made.forecast.outlook is None:
        return first
    if made.chance is None:
        why = "" if made.reason is None else made.reason.what(lang)
        return f"{first}{why}。" if zh else f"{first} {why[:1].upper()}{why[1:]}."
    chance, asked = in_per_cent(made.chance.value), made.asked(lang)
    range_, growths = range_words(made, lang), _growths(made, lang)
    if zh:
        year = made.target.year
        return f"{first}{year}年达到“{asked}”的可能性约 {chance}（{range_}）{growths}。"
    return (
        f"{first} The chance of '{asked}' in {made.target.year} is about {chance} "
        f"({range_}){growths}."
    )


def range_words(made: TargetForecast, lang: Language) -> str:
    """How far the chance depends on the method: ``换用相近方法为 81%–97%``."""
    if made.chance is None or made.forecast is None or made.forecast.outlook is None:
        raise AssertionError("asked of a target whose chance is known")
    if len(made.forecast.outlook.others) < 2:
        return "没有相近的方法可比" if lang == "zh" else "no other method does nearly as well"
    low, high = in_per_cent(made.chance.low), in_per_cent(made.chance.high)
    if lang == "zh":
        return f"换用相近方法为 {low}–{high}"
    return f"{low} to {high} by methods that do nearly as well"


def _growths(made: TargetForecast, lang: Language) -> str:
    if made.needed_growth is None or made.forecast_growth is None:
        return ""
    needed, expected = made.needed_growth, made.forecast_growth
    if needed <= 0 and lang == "zh":
        return f"；最近一年已达到所需水平，预测年均增长 {expected:.1f}%"
    if needed <= 0:
        return f"; the last year has the level needed already, {expected:.1f} % a year is forecast"
    if lang == "zh":
        return f"；尚需年均增长 {needed:.1f}%，预测年均增长 {expected:.1f}%"
    return f"; {needed:.1f} % a year is still needed, {expected:.1f} % is forecast"


def in_per_cent(share: float) -> str:
    """A chance as people read it: whole per cent, never 0 or 100."""
    if share < 0.01:
        return "<1%"
    return ">99%" if share > 0.99 else f"{100 * share:.0f}%"


def step_of(outlook: Outlook, year: int) -> Step | None:
    """The step of a year."""
    return next((step for step in outlook.years if step.period.year == year), None)
