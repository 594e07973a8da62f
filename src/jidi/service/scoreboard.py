"""The scoreboard: every target of the plan against the best value there is, and why so graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from jidi.core.errors import InputError, Language
from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.core.period import Period, PeriodKind
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading, Status
from jidi.plan import Actual, Evaluated, Grade, Progress, Summary, Tolerance, progress, summary
from jidi.service.actuals import as_actual, indicator_of, value_for
from jidi.service.books import Book
from jidi.service.readings import reading_json, series
from jidi.service.wording import STATUS_WORDS

FAR_BEHIND: Final = 0.30
"""More than this share of the way behind the path is an alert (预警), less is a watch (关注).
Own choice, after the 10 and 30 points cities use against 序时进度."""

FEWEST_POINTS: Final = 3


@dataclass(frozen=True)
class Standing:
    """How a target stands, in the few words a light needs.

    :param grade: ``met``, ``on_track``, ``watch``, ``behind`` or ``unknown``.
    :param share: of the way from base to target that is covered; None when it cannot be said.
    :param expected_share: of the way that is due by now.
    :param expected: the value due by now, in the target's unit.
    """

    grade: str
    share: float | None
    expected_share: float | None
    expected: float | None


@dataclass(frozen=True)
class ScoreRow:
    """One target: what it asks, the value that stands for it, and how it is judged.

    :param progress: the light; :param detail: the whole judgement with every stated condition.
    :param series: earlier values of the province, oldest first.
    :param gap: actual less target, in the target's unit.
    """

    target: Target
    indicator: Indicator | None
    reading: Reading | None
    progress: Standing
    detail: Progress
    series: tuple[Reading, ...]
    gap: float | None

    def cells(self, lang: Language) -> tuple[str, ...]:
        """The row as texts: grade, target, unit, base, actual, period, status, due, goal, …"""
        zh = lang == "zh"
        reading, detail = self.reading, self.detail
        digits = self.indicator.precision if self.indicator else None
        status = NO_DATA if reading is None else STATUS_WORDS[reading.status][0 if zh else 1]
        share = detail.progress
        return (
            detail.grade.zh if zh else detail.grade.en,
            self.target.zh if zh else self.target.en,
            self.target.unit,
            self._base(),
            grouped(reading.value if reading else None, digits),
            str(reading.period) if reading else NO_DATA,
            status,
            grouped(self.progress.expected, digits),
            self.target.level.printed.text,
            NO_DATA if share is None else f"{grouped(share * 100, 0)}%",
            NO_DATA if detail.rest_growth is None else f"{grouped(detail.rest_growth, 1)}%",
            self._binding(digits),
        )

    def _base(self) -> str:
        """The printed base; its % is the column's unit already."""
        if self.target.baseline is None:
            return NO_DATA
        text = self.target.baseline.text
        return text.removesuffix("%") if self.target.unit == "%" else text

    def _binding(self, digits: int | None) -> str:
        """The condition that asks for most, and the level it asks for."""
        printed = self.detail.binding.printed.text
        return f"{printed} → {grouped(self.detail.binding_level, digits)}"

    def to_json(self) -> dict[str, Any]:
        """The row with every part."""
        detail = self.detail
        return {
            "target": self.target.id,
            "item": self.target.item,
            "indicator": self.target.indicator,
            "measurable": self.indicator is not None,
            "zh": self.target.zh,
            "en": self.target.en,
            "unit": self.target.unit,
            "nature": self.target.nature,
            "baseline": self.target.baseline.text if self.target.baseline else None,
            "goal": self.target.level.printed.text,
            "actual": None if self.reading is None else reading_json(self.reading),
            "due_value": _number(detail.course.due_value),
            "due_share": _number(detail.course.due),
            "time_share": _number(detail.course.time),
            "progress": _number(detail.progress),
            "gap": self.gap,
            "grade": detail.grade.value,
            "grade_zh": detail.grade.zh,
            "light": self.progress.grade,
            "reason_zh": detail.judgement.reason_zh,
            "reason_en": detail.judgement.reason_en,
            "met": detail.met.value,
            "conditions": [_condition_json(c) for c in detail.conditions],
            "binding": {
                "kind": detail.binding.kind.value,
                "printed": detail.binding.printed.text,
                "level": _number(detail.binding_level),
            },
            "rest_growth_pct": _number(detail.rest_growth),
            "rest_growth_binding_pct": _number(detail.rest_growth_binding),
            "rest_step": _number(detail.rest_step),
        }


@dataclass(frozen=True)
class Scoreboard:
    """All targets at one time."""

    name_zh: str
    name_en: str
    as_of: Period
    rows: tuple[ScoreRow, ...]
    summary: Summary
    version: int
    notes: tuple[tuple[str, str], ...]

    @property
    def synthetic(self) -> bool:
        """Whether any value on the board is synthetic."""
        return any(r.reading and r.reading.status is Status.SYNTHETIC for r in self.rows)

    @property
    def counts(self) -> Mapping[Grade, int]:
        """Targets by grade."""
        return self.summary.counts

    def title(self, lang: Language) -> str:
        """What the board is about."""
        if lang == "zh":
            return f"{self.name_zh} · 截至{self.as_of.zh}"
        return f"{self.name_en} · as of {self.as_of}"

    def sentence(self, lang: Language) -> str:
        """The board in one sentence."""
        return self.summary.zh if lang == "zh" else self.summary.en

    def thresholds(self, lang: Language) -> str:
        """Where one grade ends and the next begins; printed beside the lights."""
        limits, far = Tolerance(), FAR_BEHIND
        width, basically, about = (
            float(part) * 100 for part in (limits.width, limits.basically, limits.about)
        )
        if lang == "zh":
            return (
                f"评价按序时进度：偏差在 {width:.0f} 个百分点以内为基本符合；"
                f"落后不超过 {far * 100:.0f} 个百分点为关注，更多为预警。"
                f"“基本实现”按达到 {basically:.0f}% 计，“左右”按 {about:.0f}% 计。"
                "界限均为本项目自定，可改。"
            )
        return (
            f"Judged against the path: within {width:.0f} points of it is on course; up to "
            f"{far * 100:.0f} points behind is a watch, more an alert. 'Largely' counts from "
            f"{basically:.0f} %, 'about' from {about:.0f} %. All limits are our own choice."
        )

    def remarks(self, lang: Language) -> tuple[str, ...]:
        """What a reader must know about the values."""
        lines = [zh if lang == "zh" else en for zh, en in self.notes]
        version = f"数据版本 {self.version}" if lang == "zh" else f"Data version {self.version}"
        return (*lines, version)

    def to_json(self) -> dict[str, Any]:
        """The whole board."""
        return {
            "plan_zh": self.name_zh,
            "plan_en": self.name_en,
            "as_of": str(self.as_of),
            "data_version": self.version,
            "synthetic": self.synthetic,
            "sentence_zh": self.sentence("zh"),
            "sentence_en": self.sentence("en"),
            "counts": {grade.value: count for grade, count in self.counts.items()},
            "thresholds_zh": self.thresholds("zh"),
            "thresholds_en": self.thresholds("en"),
            "remarks_zh": self.remarks("zh"),
            "remarks_en": self.remarks("en"),
            "targets": [row.to_json() for row in self.rows],
        }


def scoreboard(book: Book, as_of: Period | None = None) -> Scoreboard:
    """The board at ``as_of``; at the end of the plan's target year when not given.

    :raises InputError: P-130 for a period that ends before the plan begins, V-108 for one that was
        not over when the book was last written to.
    """
    when = as_of or _latest_year(book)
    if not book.has_ended(when):
        raise InputError("V-108", period=str(when), until=str(book.until))
    if when.year <= book.plan.base_year:
        raise InputError("P-130", at=when, base=book.plan.base_year)
    return book.remembered(("scoreboard", when), lambda _version: _board(book, when))


def _latest_year(book: Book) -> Period:
    """The plan's target year, or the newest year that is over."""
    years = [p for p in book.periods if p.kind is PeriodKind.YEAR]
    return years[-1] if years else Period.for_year(book.plan.target_year)


def scoreboard_as_asked(book: Book, as_of: str | None) -> Scoreboard:
    """As :func:`scoreboard`, from the words of a command line.

    :raises ValueProblem: for a malformed period.
    """
    return scoreboard(book, Period.parse(as_of) if as_of else None)


def _board(book: Book, as_of: Period) -> Scoreboard:
    targets = book.plan.headlines
    readings = {target.indicator: value_for(book, target, as_of) for target in targets}
    actuals = {
        target.indicator: as_actual(reading, target)
        for target in targets
        if (reading := readings[target.indicator]) is not None
    }
    rows = tuple(_row(book, target, readings[target.indicator], actuals) for target in targets)
    return Scoreboard(
        name_zh=book.plan.zh,
        name_en=book.plan.en,
        as_of=as_of,
        rows=rows,
        summary=summary(row.detail for row in rows),
        version=book.version,
        notes=_notes(rows),
    )


def _row(
    book: Book, target: Target, reading: Reading | None, actuals: Mapping[str, Actual]
) -> ScoreRow:
    detail = progress(
        target,
        actuals.get(target.indicator),
        base_year=book.plan.base_year,
        wholes=_of_same_period(actuals, actuals.get(target.indicator)),
    )
    goal = detail.course.goal
    gap = None if detail.value is None else float(detail.value - goal)
    return ScoreRow(
        target=target,
        indicator=indicator_of(book, target),
        reading=reading,
        progress=_standing(detail),
        detail=detail,
        series=_trend(book, target),
        gap=gap,
    )


def _of_same_period(actuals: Mapping[str, Actual], own: Actual | None) -> Mapping[str, Actual]:
    if own is None:
        return {}
    return {name: whole for name, whole in actuals.items() if whole.period == own.period}


def _standing(detail: Progress) -> Standing:
    return Standing(
        grade=_light(detail),
        share=_number(detail.progress),
        expected_share=_number(detail.course.due),
        expected=_number(detail.course.due_value),
    )


def _light(detail: Progress) -> str:
    if detail.grade in (Grade.NO_DATA, Grade.INCOMPARABLE):
        return "unknown"
    if detail.grade is Grade.EARLY:
        return "met"
    if detail.grade is not Grade.BEHIND:
        return "on_track"
    share, due = detail.progress, detail.course.due
    if share is None or due is None:
        return "behind"
    return "behind" if float(due - share) > FAR_BEHIND else "watch"


def _trend(book: Book, target: Target) -> tuple[Reading, ...]:
    """Quarterly values of the province; yearly ones where quarters say too little."""
    indicator = indicator_of(book, target)
    if indicator is None:
        return ()
    code = book.province.code
    quarters = series(book, indicator.id, code, PeriodKind.QUARTER)
    if len(quarters) >= FEWEST_POINTS:
        return quarters
    return series(book, indicator.id, code, PeriodKind.YEAR)


def _notes(rows: tuple[ScoreRow, ...]) -> tuple[tuple[str, str], ...]:
    synthetic = [r for r in rows if r.reading and r.reading.status is Status.SYNTHETIC]
    derived = [r for r in rows if r.reading and r.reading.status is Status.INFERRED]
    bare = [r for r in rows if r.indicator is None]
    notes: list[tuple[str, str]] = [
        (
            "趋势线由报送（演示中为合成）数据计算，与“公布”“推定”的实际值来源不同。",
            "Trend lines are computed from returns (synthetic in a demo); published and inferred "
            "values come from elsewhere.",
        )
    ]
    if synthetic:
        notes.append(
            (
                f"※ 标“合成”的 {len(synthetic)} 项实际值由程序生成，不是真实统计。",
                f"※ {len(synthetic)} actual values marked synthetic are made by a program; "
                "they are not real statistics.",
            )
        )
    for row in derived:
        if row.reading is not None:
            notes.append(
                (
                    f"{row.target.zh}：由公布的五年增幅推定，{row.reading.note}。",
                    f"{row.target.en}: inferred from published five-year growth, "
                    f"{row.reading.note}.",
                )
            )
    notes += [_incomplete(r, r.reading) for r in rows if r.reading and r.reading.missing_parts]
    if bare:
        notes.append(
            (
                "没有指标可以衡量：" + "、".join(r.target.zh for r in bare),
                "No indicator measures: " + ", ".join(r.target.en for r in bare),
            )
        )
    return tuple(notes)


def _incomplete(row: ScoreRow, reading: Reading) -> tuple[str, str]:
    missing, parts = reading.missing_parts, reading.parts
    return (
        f"{row.target.zh}：{parts:,} 个部分中 {missing:,} 个缺数，数值只含其余部分。",
        f"{row.target.en}: {missing:,} of {parts:,} parts are missing; the value holds the others.",
    )


def _condition_json(evaluated: Evaluated) -> dict[str, Any]:
    condition = evaluated.condition
    return {
        "kind": condition.kind.value,
        "printed": condition.printed.text,
        "state": evaluated.state.value,
        "state_zh": evaluated.state.zh,
        "measured": _number(evaluated.measured),
        "required_level": _number(evaluated.required),
        "within_rounding": evaluated.close,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
