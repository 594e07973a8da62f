"""What the audit says about one statement of a plan: verdict, arithmetic, places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from jidi.core.measure import Interval
from jidi.model.plan_record import Passage


class Verdict(StrEnum):
    """Whether the printed figures agree.

    ``compatible`` always comes with a condition: they agree only if it holds, and the plan alone
    does not tell whether it does.
    """

    AGREES = "agrees"
    COMPATIBLE = "compatible"
    CONTRADICTS = "contradicts"

    @property
    def zh(self) -> str:
        """The Chinese word."""
        return _VERDICT_WORDS[self][0]

    @property
    def en(self) -> str:
        """The English words."""
        return _VERDICT_WORDS[self][1]

    @property
    def mark(self) -> str:
        """One sign for lists."""
        return _VERDICT_WORDS[self][2]


_VERDICT_WORDS = {
    Verdict.AGREES: ("一致", "agrees", "✓"),
    Verdict.COMPATIBLE: ("附条件相容", "compatible only if …", "~"),
    Verdict.CONTRADICTS: ("矛盾", "contradicts", "✗"),
}


@dataclass(frozen=True)
class Opinion:
    """A verdict with its reason and, where it is ``compatible``, the condition it hangs on.

    :raises ValueError: when a condition stands beside another verdict, or is missing.
    """

    verdict: Verdict
    reason_zh: str
    reason_en: str
    only_if_zh: str = ""
    only_if_en: str = ""

    def __post_init__(self) -> None:
        conditional = self.verdict is Verdict.COMPATIBLE
        if {bool(self.only_if_zh), bool(self.only_if_en)} != {conditional}:
            raise ValueError(f"{self.verdict} and the condition '{self.only_if_en}' do not go")


def agrees(zh: str, en: str) -> Opinion:
    """The figures agree."""
    return Opinion(Verdict.AGREES, zh, en)


def contradicts(zh: str, en: str) -> Opinion:
    """No reading and no rounding makes the figures agree."""
    return Opinion(Verdict.CONTRADICTS, zh, en)


def compatible(zh: str, en: str, *, only_if_zh: str, only_if_en: str) -> Opinion:
    """The figures agree only if something holds that the plan does not say."""
    return Opinion(Verdict.COMPATIBLE, zh, en, only_if_zh, only_if_en)


class Family(StrEnum):
    """The general rule a finding comes from."""

    GROWTH = "growth"
    INCREMENT = "increment"
    NOTATION = "notation"
    WORDING = "wording"
    UNIT = "unit"
    BASELINE = "baseline"
    REACHED = "reached"
    SHARE = "share"
    SUM = "sum"
    COUNT = "count"
    REPRODUCE = "reproduce"
    REMAINDER = "remainder"
    RATIO = "ratio"
    MULTIPLE = "multiple"
    TIMELINE = "timeline"
    AREAS = "areas"
    BOX = "box"
    NAMING = "naming"
    FOOTNOTE = "footnote"
    SURVEY = "survey"
    PRICES = "prices"
    PERIOD = "period"
    SCOPE = "scope"
    ROSTER = "roster"

    @property
    def zh(self) -> str:
        """The Chinese name of the rule."""
        return _FAMILY_ZH[self]


_FAMILY_ZH = {
    Family.GROWTH: "增速与目标",
    Family.INCREMENT: "增量与目标",
    Family.NOTATION: "括号含义",
    Family.WORDING: "表述差异",
    Family.UNIT: "计量单位",
    Family.BASELINE: "基数",
    Family.REACHED: "已达目标",
    Family.SHARE: "比重",
    Family.SUM: "合计",
    Family.COUNT: "个数",
    Family.REPRODUCE: "数字来历",
    Family.REMAINDER: "其中项",
    Family.RATIO: "隐含比值",
    Family.MULTIPLE: "倍数",
    Family.TIMELINE: "时间先后",
    Family.AREAS: "指标覆盖",
    Family.BOX: "专栏",
    Family.NAMING: "名称不一",
    Family.FOOTNOTE: "脚注",
    Family.SURVEY: "调查误差",
    Family.PRICES: "价格基期",
    Family.PERIOD: "单年与累计",
    Family.SCOPE: "统计口径",
    Family.ROSTER: "实有区划",
}


@dataclass(frozen=True)
class Finding:
    """One judged statement.

    :param id: ``family:subject``, stable between runs.
    :param item: number in the register of plan items; empty in a draft.
    :param opinion: the verdict, why, and what it hangs on.
    :param printed: the figures as the plan prints them, with their references.
    :param recomputed: what the other figures give, in ``unit``; None where nothing is calculated.
    :param interval: what they give when every printed figure may be rounded.
    :param arithmetic_zh: the calculation in one line.
    :param binds_zh: the stated condition that asks for most, where several are stated.
    """

    id: str
    plan: str
    family: Family
    item: str
    zh: str
    en: str
    opinion: Opinion
    printed: tuple[tuple[str, str], ...] = ()
    recomputed: Decimal | None = None
    interval: Interval | None = None
    unit: str = ""
    arithmetic_zh: str = ""
    arithmetic_en: str = ""
    at: tuple[Passage, ...] = ()
    binds_zh: str = ""
    binds_en: str = ""

    @property
    def verdict(self) -> Verdict:
        """Whether the figures agree."""
        return self.opinion.verdict

    @property
    def reason_zh(self) -> str:
        """Why the verdict."""
        return self.opinion.reason_zh

    @property
    def reason_en(self) -> str:
        """Why the verdict, in English."""
        return self.opinion.reason_en

    @property
    def only_if_zh(self) -> str:
        """The condition of ``compatible``; empty for the other verdicts."""
        return self.opinion.only_if_zh

    @property
    def only_if_en(self) -> str:
        """The condition in English."""
        return self.opinion.only_if_en

    def binding(self, *, zh: str, en: str) -> Finding:
        """The same finding with the condition that asks for most."""
        return replace(self, binds_zh=zh, binds_en=en)

    def to_json(self) -> dict[str, Any]:
        """The finding as plain values."""
        ends = None
        if self.interval is not None:
            ends = [float(self.interval.low), float(self.interval.high)]
        return {
            "id": self.id,
            "plan": self.plan,
            "family": self.family.value,
            "family_zh": self.family.zh,
            "item": self.item,
            "zh": self.zh,
            "en": self.en,
            "verdict": self.verdict.value,
            "verdict_zh": self.verdict.zh,
            "verdict_en": self.verdict.en,
            "only_if_zh": self.only_if_zh,
            "only_if_en": self.only_if_en,
            "printed": [{"ref": ref, "text": text} for ref, text in self.printed],
            "recomputed": None if self.recomputed is None else float(self.recomputed),
            "interval": ends,
            "unit": self.unit,
            "arithmetic_zh": self.arithmetic_zh,
            "arithmetic_en": self.arithmetic_en,
            "reason_zh": self.reason_zh,
            "reason_en": self.reason_en,
            "binds_zh": self.binds_zh,
            "binds_en": self.binds_en,
            "at": [{"line": place.line, "text": place.text} for place in self.at],
        }
