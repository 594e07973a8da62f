"""A forecast as tables: the years, the contest, the intervals, the series it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jidi.core.errors import Language
from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.forecast import Outlook, Step
from jidi.service.attainment import TargetForecast
from jidi.service.forecast_asked import Asked
from jidi.service.forecast_words import (
    ASIDE_WORDS,
    HOW_WORDS,
    candidate_words,
    condition_words,
    in_per_cent,
    method_words,
)
from jidi.service.forecasting import SeriesForecast
from jidi.service.phrasing import unit_name
from jidi.service.wording import STATUS_WORDS

MOST_POINTS = 12
"""Points that a table on a screen shows; all of them stand in ``--json``."""


@dataclass(frozen=True)
class Table:
    """A table in one language."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables_of(made: Asked, lang: Language) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """The tables of a forecast, and what must be said below them."""
    series = made.forecast if isinstance(made, TargetForecast) else made
    if series is None:
        return (), ()
    tables: list[Table] = []
    if isinstance(made, TargetForecast) and made.chance is not None:
        tables.append(_conditions(made, lang))
    if series.outlook is not None:
        tables += [
            _years(series, series.outlook, lang),
            _contest(series.outlook, lang),
        ]
    if series.points:
        tables.append(_points(series, lang))
    return tuple(tables), _notes(series, lang)


def _conditions(made: TargetForecast, lang: Language) -> Table:
    if made.chance is None:
        raise AssertionError("asked of a target whose chance is known")
    place = 0 if lang == "zh" else 1
    rows = tuple(
        (condition_words(c, lang), in_per_cent(share))
        for c, share in zip(made.target.conditions, made.chance.each, strict=True)
    )
    whole = ("全部条件", "all conditions")[place]
    title = ("达到目标的可能性", "Chance of the target")[place]
    heads = (("条件", "可能性"), ("condition", "chance"))[place]
    return Table(title, heads, (*rows, (whole, in_per_cent(made.chance.value))))


def _years(series: SeriesForecast, outlook: Outlook, lang: Language) -> Table:
    zh = lang == "zh"
    unit = unit_name(series.indicator.unit, lang)
    title = f"年度预测（{unit}）" if zh else f"Forecast by year ({unit})"
    heads = "年,中位数,80%区间,95%区间,已知月数" if zh else "year,median,80 %,95 %,months known"
    digits = series.indicator.precision
    return Table(
        title,
        tuple(heads.split(",")),
        tuple(_year_row(step, digits, monthly=bool(outlook.months)) for step in outlook.years),
    )


def _year_row(step: Step, digits: int, *, monthly: bool) -> tuple[str, ...]:
    def band(level: int) -> str:
        low, high = step.bands[level]
        return f"{grouped(low, digits)}–{grouped(high, digits)}"

    known = f"{step.known}" if monthly else NO_DATA
    return (str(step.period), grouped(step.median, digits), band(80), band(95), known)


def _contest(outlook: Outlook, lang: Language) -> Table:
    zh = lang == "zh"
    title = "方法比较（滚动回测）" if zh else "Contest of methods (rolling-origin back-test)"
    heads = (
        "采用,方法,MASE,年度误差%,起点数,失败"
        if zh
        else "used,method,MASE,error of the year %,origins,failures"
    )
    return Table(
        title,
        tuple(heads.split(",")),
        tuple(
            (
                "✓" if trial.method == outlook.method else "",
                method_words(trial.method, lang),
                grouped(trial.mase, 3),
                grouped(trial.year_error, 1),
                str(trial.origins),
                str(trial.failures),
            )
            for trial in sorted(outlook.trials, key=lambda t: (t.mase is None, t.mase or 0.0))
        ),
    )


def _points(series: SeriesForecast, lang: Language) -> Table:
    zh = lang == "zh"
    place = 0 if zh else 1
    shown = series.points[-MOST_POINTS:]
    title = (
        f"所用数据点（最近 {len(shown)} 个，共 {len(series.points)} 个）"
        if zh
        else f"Points used (the last {len(shown)} of {len(series.points)})"
    )
    heads = "时期,数值,取整±,状态,来历,算式" if zh else "period,value,rounding ±,status,how,basis"
    digits = series.indicator.precision
    return Table(
        title,
        tuple(heads.split(",")),
        tuple(
            (
                str(p.period),
                grouped(p.value, digits),
                grouped(p.half, digits) if p.half else NO_DATA,
                STATUS_WORDS[p.status][place],
                HOW_WORDS[p.how][place],
                p.basis or NO_DATA,
            )
            for p in shown
        ),
    )


def _notes(series: SeriesForecast, lang: Language) -> tuple[str, ...]:
    zh = lang == "zh"
    lines = [*_contest_notes(series.outlook, lang), *_interval_notes(series.outlook, lang)]
    lines += [
        (f"考虑过：{candidate_words(c, lang)}" if zh else f"considered: {candidate_words(c, lang)}")
        for c in series.choice.candidates
    ]
    if series.taken is not None:
        lines += _link_notes(series, lang)
        lines += _aside_notes(series, lang)
    if series.synthetic:
        lines.append(
            "※ 合成数据：由程序生成，不是真实统计；预测随之为合成。"
            if zh
            else "※ Synthetic data: made by a program, not real statistics; so is the forecast."
        )
    lines.append(f"数据版本 {series.version}" if zh else f"data version {series.version}")
    return tuple(lines)


def _contest_notes(outlook: Outlook | None, lang: Language) -> Sequence[str]:
    if outlook is None:
        return ()
    if outlook.chosen_by == "rule":
        return (
            "回测起点太少，方法按规则选定，未经比较。"
            if lang == "zh"
            else "Too few origins for a contest: the method follows a rule.",
        )
    if not outlook.beaten:
        return (
            "没有方法在回测中胜过朴素方法，故采用朴素方法。"
            if lang == "zh"
            else "No method beat the naive one in the back-test, so the naive one is used.",
        )
    return ()


def _interval_notes(outlook: Outlook | None, lang: Language) -> Sequence[str]:
    if outlook is None:
        return ()
    zh = lang == "zh"
    lines = []
    kinds = (
        ("月度", "months", outlook.month_calibration),
        ("年度", "years", outlook.year_calibration),
    )
    for kind_zh, kind_en, found in kinds:
        for one in found.coverage:
            lines.append(
                f"{kind_zh}{one.level}%区间：回测 {one.count} 次中，方法自身的区间含 {one.own} 次，"
                f"放宽 {found.factor:.2f} 倍后含 {one.widened} 次。"
                if zh
                else f"{one.level} % interval of {kind_en}: of {one.count} errors in the back-test "
                f"the method's own held {one.own}, widened {found.factor:.2f} times {one.widened}."
            )
    if not lines:
        lines.append(
            "数据点太少，区间的覆盖率无从检验。"
            if zh
            else "Too few points: the coverage of the intervals could not be measured."
        )
    return lines


def _link_notes(series: SeriesForecast, lang: Language) -> list[str]:
    if series.taken is None:
        return []
    return [
        (
            f"链接：{link.year}年可比增速 {link.growth}%，此前口径的数值乘以 {link.factor:.4f}。"
            if lang == "zh"
            else f"Link: comparable growth of {link.growth} % printed for {link.year}; values of "
            f"the earlier scope are multiplied by {link.factor:.4f}."
        )
        for link in series.taken.record.links
    ]


def _aside_notes(series: SeriesForecast, lang: Language) -> list[str]:
    if series.taken is None:
        return []
    counts: dict[str, int] = {}
    for left in series.taken.record.left_out:
        words = ASIDE_WORDS[left.reason][0 if lang == "zh" else 1]
        counts[words] = counts.get(words, 0) + 1
    if not counts:
        return []
    told = (f"{words} {count}" for words, count in counts.items())
    if lang == "zh":
        return ["未用的公布数：" + "；".join(told)]
    return ["Figures left out: " + "; ".join(told)]
