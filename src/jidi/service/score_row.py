"""One row of the scoreboard: a target, the value that stands for it, and how it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from jidi.core.errors import Language
from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading
from jidi.plan import Evaluated, Grade, Progress
from jidi.plan.distinct import INDISTINCT
from jidi.service.readings import reading_json
from jidi.service.wording import STATUS_WORDS

FAR_BEHIND: Final = 0.30
"""More than this share of the way behind the path is an alert (预警), less is a watch (关注).
Own choice, after the 10 and 30 points cities use against 序时进度."""


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
            graded_in_words(detail, lang),
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
            "distinguishable": None if detail.distinction is None else detail.distinction.is_clear,
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


def graded_in_words(detail: Progress, lang: Language) -> str:
    """``快于预期 不可区分``: the grade, with a word of caution where chance or rounding blur it."""
    grade = detail.grade.zh if lang == "zh" else detail.grade.en
    if detail.distinction is None or detail.distinction.is_clear:
        return grade
    return f"{grade} {INDISTINCT[0]}" if lang == "zh" else f"{grade}, {INDISTINCT[1]}"


def standing_of(detail: Progress) -> Standing:
    """The light of a judgement."""
    return Standing(
        grade=_light(detail),
        share=_number(detail.progress),
        expected_share=_number(detail.course.due),
        expected=_number(detail.course.due_value),
    )


def _light(detail: Progress) -> str:
    if detail.grade in (Grade.NO_DATA, Grade.INCOMPARABLE, Grade.NOT_BEGUN):
        return "unknown"
    if detail.grade is Grade.EARLY:
        return "met"
    if detail.grade is not Grade.BEHIND:
        return "on_track"
    share, due = detail.progress, detail.course.due
    if share is None or due is None:
        return "behind"
    return "behind" if float(due - share) > FAR_BEHIND else "watch"


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
