"""How a report words figures, periods and names in its language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jidi.core.errors import Language
from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.core.period import Period
from jidi.model.plan_figure import Printed
from jidi.report.evidence import Origin
from jidi.report.pieces import Text, Unknown
from jidi.service.english import phrase
from jidi.service.phrasing import period_name, unit_name, with_unit
from jidi.service.printed import figure

_ORIGIN_WORDS: dict[Origin, tuple[str, str]] = {
    "plan": ("规划原文", "printed in the plan"),
    "published": ("公布", "published"),
    "inferred": ("推定", "inferred"),
    "computed": ("计算", "computed"),
    "forecast": ("预测", "forecast"),
    "choice": ("本系统自定", "own choice"),
    "synthetic": ("合成", "synthetic"),
}

_SIGNS_ZH = {">": "超过", "≥": "不低于", "<": "低于", "≤": "不超过", "≈": "约"}


@dataclass(frozen=True)
class Voice:
    """The language of a report."""

    lang: Language

    def say(self, zh: str, en: str) -> str:
        """The text in the language of the report."""
        return zh if self.lang == "zh" else en

    @property
    def joint(self) -> str:
        """What stands between titles in a row; titles themselves hold 、 and commas."""
        return self.say("；", "; ")

    def number(self, value: Decimal | float, digits: int | None, unit: str) -> str:
        """``10.59 亿件`` in English with a blank, ``10.59亿件`` in Chinese without."""
        return self.with_unit(grouped(value, digits), unit)

    def with_unit(self, number: str, unit: str) -> str:
        """A number with its unit."""
        if self.lang == "zh":
            return f"{number}{unit_name(unit, 'zh')}"
        return with_unit(number, unit, "en")

    def printed(self, printed: Printed, unit: str) -> str:
        """A figure of the plan with its unit: ``超过120亿元``, ``> 120 ×10⁸ CNY``."""
        return self.with_unit(self.bare(printed), unit)

    def bare(self, printed: Printed) -> str:
        """A figure of the plan without its unit."""
        told = figure(printed, self.lang)
        if self.lang == "zh":
            for sign, word in _SIGNS_ZH.items():
                told = told.replace(f"{sign} ", word)
            told = told.replace(" ", "")
        return told

    def phrase(self, text: str) -> str:
        """A text of the plan with its figures and units in the language of the report."""
        return phrase(text, self.lang)

    def unit(self, unit: str) -> str:
        """The unit as a table head prints it."""
        return unit_name(unit, self.lang)

    def period(self, period: Period) -> str:
        """``2023年`` or ``2023``."""
        return period_name(period, self.lang)

    def year(self, year: int) -> str:
        """``2023年`` or ``2023``."""
        return self.period(Period.for_year(year))

    def day(self, day: date) -> str:
        """``2026年1月20日`` or ``20 Jan 2026``."""
        return self.period(Period.for_day(day))

    def origin(self, origin: Origin) -> str:
        """The word for where a figure comes from."""
        return self.say(*_ORIGIN_WORDS[origin])

    def lines(self, lines: Sequence[int]) -> str:
        """``第135、118行``, ``lines 135, 118``; empty without one."""
        if not lines:
            return ""
        told = self.say("、", ", ").join(str(line) for line in dict.fromkeys(lines))
        return self.say(f"第{told}行", f"line{'s' if len(set(lines)) > 1 else ''} {told}")

    @property
    def nothing(self) -> Text:
        """A cell without a value: a dash."""
        return (Unknown(NO_DATA),)

    @property
    def no_data(self) -> Text:
        """A cell whose value is not known."""
        return (Unknown(self.say("数据不足", "no data")),)
