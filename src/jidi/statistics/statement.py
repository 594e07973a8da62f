"""What a bulletin states: one figure with its growth, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Literal

from jidi.core.division import DivisionCode
from jidi.core.measure import Interval, rounding_interval
from jidi.core.period import Period
from jidi.core.units import Unit
from jidi.model.bulletin_wording import Kind
from jidi.model.statistics import PublishedIndicator
from jidi.statistics.flow import Span
from jidi.statistics.periods import Stated

Where = Literal["prose", "table", "places"]
"""Running text, the table of indicators, or a table with one row per division."""


class Reason(Enum):
    """Why a passage with figures gave no value: Chinese and English."""

    NO_NAME = ("没有认出指标名称", "no name of an indicator was recognised")
    UNKNOWN_WORDS = ("名称前有未识别的限定词", "words before the name are not known")
    GAP = ("名称与数字之间有未识别的文字", "words between name and figure are not known")
    QUALIFIED = ("限定词使它成为另一个数", "a word makes it another figure than its name says")
    OTHER_TIME = ("所指时间不是一个报告期", "the time is no reporting period")
    NO_TIME = ("没有写明时期", "no time is stated")
    OTHER_PLACE = ("涉及几个地区或与其他地区比较", "several places, or a comparison with another")
    COUNTS_DIFFER = ("名称与数字个数不等", "names and figures differ in number")
    SECOND_FIGURE = ("同一名称后的又一个数", "one more figure behind the same name")
    OTHER_BASE = ("不是同比", "not compared with the year before")
    NO_DIRECTION = ("没有写明增减", "neither rise nor fall is stated")
    IN_POINTS = ("增速的变动，不是增速", "a change of a growth rate, not growth")
    NO_INDICATOR = ("没有对应的指标", "no indicator stands for it")
    UNIT = ("单位与指标不符", "the unit does not fit the indicator")
    NO_ROW = ("表中未识别的行", "a row of the table that is not known")
    ROW_CUT = ("表行的数字个数与表头不符", "the row has another number of figures than the head")
    NO_HEAD = ("表头缺失或无法理解", "the head of the table is missing or not understood")
    IN_BRACKETS = ("括号内的数字", "figures in brackets")

    @property
    def zh(self) -> str:
        """The reason in Chinese."""
        return self.value[0]

    @property
    def en(self) -> str:
        """The reason in English."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A passage with figures that gave no value."""

    span: Span
    reason: Reason


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure as a bulletin states it.

    :param place: division code printed with it; empty when it speaks of the bulletin's own place.
    :param stated: the time printed with it.
    :param value: as printed, in ``unit``; None when only growth is printed.
    :param unit_text: the unit as printed, perhaps incomplete.
    :param unit: the unit; None while print leaves it open.
    :param growth: percent on the year, by the printed words; None when there is none.
    :param growth_text: the growth as printed, with its verb.
    :param cumulative: whether 累计 stands with it.
    :param comparable: whether the growth is said to be on a comparable base.
    :param reference: the time an index is compared with.
    :param flags: of :data:`jidi.model.observation.FLAGS`.
    """

    fact: PublishedIndicator
    business: str
    measure: str
    part: str
    kind: Kind
    where: Where
    span: Span
    stated: Stated | None
    place: str = ""
    value: Decimal | None = None
    unit_text: str = ""
    unit: Unit | None = None
    growth: Decimal | None = None
    growth_text: str = ""
    growth_span: Span | None = None
    cumulative: bool = False
    comparable: bool = False
    forecast: bool = False
    reference: Stated | None = None
    flags: frozenset[str] = frozenset()
    period: Period | None = None
    division: DivisionCode | None = None

    @property
    def key(self) -> tuple[str, DivisionCode | None, Period | None, bool]:
        """What makes two statements speak of one figure."""
        return (self.fact.indicator, self.division, self.period, self.forecast)

    @property
    def slots(self) -> tuple[str, str, str, Kind]:
        """Business, measure, part and kind."""
        return (self.business, self.measure, self.part, self.kind)

    @property
    def plain(self) -> Interval | None:
        """The numbers that print like the value, without multiplier; None without value or unit.

        From the value on where print gives it as a lower bound.
        """
        if self.value is None or self.unit is None:
            return None
        printed = rounding_interval(self.value)
        if "at_least" in self.flags:
            printed = Interval.above(printed.low, closed=True)
        return printed * self.unit.factor_to(self.unit.plain)

    @property
    def growth_interval(self) -> Interval | None:
        """New ÷ old for every growth that prints like this; None where none is printed exactly."""
        if self.growth is None or self.flags & {"growth_about", "growth_not_printed"}:
            return None
        return rounding_interval(self.growth) / 100 + 1

    @property
    def year_before(self) -> Interval | None:
        """The value a year before that value and growth imply, without multiplier."""
        ratio, now = self.growth_interval, self.plain
        if ratio is None or now is None or ratio.low <= 0:
            return None
        return now / ratio

    @property
    def plain_value(self) -> Decimal | None:
        """The value without multiplier."""
        if self.value is None or self.unit is None:
            return None
        return self.value * self.unit.factor_to(self.unit.plain)

    def flagged(self, *flags: str) -> Statement:
        """The same with further flags."""
        return replace(self, flags=self.flags | set(flags))
