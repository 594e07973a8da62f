"""The progress report as text, readable at 120 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jidi.cli.output import Face, print_line, print_table
from jidi.core.measure import Interval
from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.model.plan_record import Condition, ConditionKind
from jidi.plan import MilestoneStanding, Progress
from jidi.service.english import phrase
from jidi.service.phrasing import unit_name, with_unit
from jidi.service.printed import figure
from jidi.service.progress import ProgressReport, TargetProgress, YearRow
from jidi.service.score_row import graded_in_words
from jidi.service.wording import CONDITION_WORDS, STATUS_WORDS

WIDTH = 120
"""Columns the tables are laid out for, however wide the terminal is."""


def show(report: ProgressReport, face: Face, *, in_full: bool) -> None:
    """Print the report.

    :param in_full: with path, conditions and yearly table of each target.
    """
    _line(report.title(face.lang))
    _line(report.sentence(face.lang))
    _table("", _TARGETS, [_target(row, face) for row in report.rows], face)
    if in_full:
        for row in report.rows:
            _in_full(row, face)
    _milestones(report.milestones, face)
    for line in report.remarks(face.lang):
        _line(line)


_TARGETS = (
    "评价,目标,单位,基数,应达,实际,状态,目标值,进度,应完成,尚需年增",
    "grade,target,unit,base,due,actual,status,goal,progress,due,growth needed",
)


def _target(row: TargetProgress, face: Face) -> tuple[str, ...]:
    target, detail = row.target, row.detail
    growth = detail.rest_growth_binding or detail.rest_growth
    return (
        graded_in_words(detail, face.lang),
        face.say(target.zh, target.en),
        unit_name(target.unit, face.lang),
        figure(target.baseline, face.lang),
        grouped(detail.course.due_value, row.digits),
        grouped(detail.value, row.digits),
        _status(row, face),
        figure(target.level.printed, face.lang),
        _percent(detail.progress),
        _percent(detail.course.due),
        NO_DATA if growth is None else f"{grouped(growth, 1)}%",
    )


def _status(row: TargetProgress | YearRow, face: Face) -> str:
    """Where the value comes from, and its period."""
    if row.reading is None:
        return NO_DATA
    word = face.say(*STATUS_WORDS[row.reading.status])
    return f"{word} {row.reading.period}"


def _in_full(row: TargetProgress, face: Face) -> None:
    detail = row.detail
    print_line(
        face.say(f"依据：{detail.judgement.reason_zh}", f"Why: {detail.judgement.reason_en}")
    )
    for line in (*_chain_lines(row, face), *_chance_lines(row, face), *_path_lines(row, face)):
        _line(line)
    heads = ("要求,印出,折合水平,现状,是否达到", "condition,printed,asks for,reached,state")
    conditions = [
        (
            face.say(*CONDITION_WORDS[one.condition.kind]),
            _condition(one.condition, face) + _binds(row, n, face),
            grouped(one.required, None),
            grouped(one.measured, None),
            face.say(one.state.zh, one.state.value.replace("_", " ")),
        )
        for n, one in enumerate(detail.conditions)
    ]
    _table(face.say("所列条件", "Stated conditions"), heads, conditions, face)
    heads = (
        "年,应达,实际,状态,口径,进度,应完成,评价,依据",
        "year,due,actual,status,scope,progress,due,grade,why",
    )
    _table(face.say("逐年", "Year by year"), heads, [_year(y, row, face) for y in row.years], face)


def _why(detail: Progress, face: Face) -> str:
    reason = face.say(detail.judgement.reason_zh, detail.judgement.reason_en)
    return phrase(reason, face.lang)


def _condition(condition: Condition, face: Face) -> str:
    """``> 16%``: what a condition asks for; growth and shares are in per cent."""
    percent = condition.kind in (ConditionKind.GROWTH, ConditionKind.SHARE)
    return figure(condition.printed, face.lang) + ("%" if percent else "")


def _binds(row: TargetProgress, position: int, face: Face) -> str:
    detail = row.detail
    binds = detail.conditions[position].condition is detail.binding and len(detail.conditions) > 1
    return face.say(" ← 最紧", " ← binds") if binds else ""


def _chain_lines(row: TargetProgress, face: Face) -> Iterator[str]:
    """Each link of printed growth that the value was carried along."""
    chain = row.chain
    if chain is None or row.reading is None:
        return
    span = _span(chain.interval, row.digits)
    yield face.say(f"链接：{row.reading.note}，区间{span}", f"Chained: {row.reading.note}, {span}")
    for link in chain.links:
        sign = "≥ " if link.at_least else ""
        yield (
            f"  {link.start} → {link.end}: {sign}{grouped(link.growth, None)}% "
            f"±{grouped(link.half, 2)}, {link.scope}, {link.source}"
        )


def _chance_lines(row: TargetProgress, face: Face) -> Iterator[str]:
    """The interval of a survey or sample, in the unit and as shares of the way."""
    detail, chance = row.detail, row.chance
    if chance is None:
        return
    told = face.say(chance.zh, chance.en)
    if detail.chance is None:
        yield face.say(f"抽样误差：{told}", f"Sampling error: {told}")
        return
    span = _span(detail.chance, row.digits)
    share = ""
    if detail.progress_chance is not None:
        percent = _span(detail.progress_chance * 100, 0)
        share = face.say(f"，进度{percent}%", f", progress {percent}%")
    yield face.say(f"95%区间：{span}{share}（{told}）", f"95 % interval: {span}{share} ({told})")


def _span(interval: Interval, digits: int | None) -> str:
    return f"{grouped(interval.low, digits)}–{grouped(interval.high, digits)}"


def _path_lines(row: TargetProgress, face: Face) -> Iterator[str]:
    """The path declared: its kind and its points, and milestones that do not bend it as printed."""
    course = row.detail.course
    if course.path is None:
        yield face.say("路径：规划没有基数，无从定路径", "Path: none, the plan states no base")
    else:
        points = " → ".join(
            f"{grouped(knot.value, None)} ({_year_text(knot.share, row)})"
            for knot in course.path.knots
        )
        name = face.say(*course.path.words)
        yield face.say(f"路径：{name}，{points}", f"Path: {name}, {points}")
    for bend in course.bends:
        if bend.reason is not None:
            title = face.say(bend.milestone.zh, bend.milestone.en)
            yield f"  {bend.milestone.due} {title}: {face.say(*bend.reason)}"


def _year_text(share: Decimal, row: TargetProgress) -> str:
    """The end of the year a share of the time falls on; with a decimal within a year."""
    base = row.years[0].year
    return grouped(base + share * row.detail.course.years, None).replace(",", "")


def _year(year: YearRow, row: TargetProgress, face: Face) -> tuple[str, ...]:
    detail = year.detail
    if detail is None:
        status = face.say("规划基数", "plan's base") if year.value is not None else NO_DATA
        value = grouped(year.value, row.digits)
        return (str(year.year), value, value, status, "", _percent(year.share), "", "", "")
    return (
        str(year.year),
        grouped(year.due_value, row.digits),
        _value(year, row, face),
        _status(year, face),
        "" if year.reading is None else year.reading.scope,
        _percent(year.share),
        _percent(detail.course.due),
        graded_in_words(detail, face.lang),
        _why(detail, face),
    )


def _value(year: YearRow, row: TargetProgress, face: Face) -> str:
    """The value with the sign of a bound; one that is not comparable in its own unit."""
    actual = None if year.detail is None else year.detail.actual
    sign = {"lower": "≥ ", "upper": "≤ "}.get("" if actual is None else actual.bound, "")
    if year.value is None and actual is not None:
        return f"{sign}{grouped(actual.value, row.digits)} {unit_name(actual.unit, face.lang)}"
    return sign + grouped(year.value, row.digits)


def _milestones(found: Sequence[MilestoneStanding], face: Face) -> None:
    if not found:
        return
    heads = ("期限,节点,要求,状态,依据", "due,milestone,asks for,state,why")
    rows = [
        (
            str(one.milestone.due),
            face.say(one.milestone.zh, one.milestone.en),
            with_unit(figure(one.milestone.printed, face.lang), one.milestone.unit, face.lang),
            face.say(one.state.zh, one.state.en),
            phrase(face.say(one.reason_zh, one.reason_en), face.lang),
        )
        for one in found
    ]
    _table(face.say("期限节点", "Milestones"), heads, rows, face)


def _table(title: str, heads: tuple[str, str], rows: Sequence[Sequence[str]], face: Face) -> None:
    print_table(title, face.say(*heads).split(","), rows, width=WIDTH)


def _line(text: str) -> None:
    print_line(text, width=WIDTH)


def _percent(share: Decimal | None) -> str:
    return NO_DATA if share is None else f"{grouped(share * 100, 0)}%"
