"""Figures as the plan prints them: operator, number, and the plan's hedging words."""

from __future__ import annotations

from decimal import Decimal

from jidi.core.errors import Language
from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.model.plan_figure import Operator, Printed

_CERTAINTY_EN = {
    "基本实现": "largely",
    "基本": "largely",
    "达到": "",
    "完成": "",
    "力争": "strive for",
    "原则上": "in principle",
    "约": "about",
    "全部": "all",
    "全覆盖": "all",
    "全面": "all",
}


_STRIVING = ("力争", "原则上")


def figure(printed: Printed | None, lang: Language) -> str:
    """``> 8,000``, ``90.0``, ``基本实现 100``; a dash when the plan prints none."""
    if printed is None:
        return NO_DATA
    hedge = _hedge(printed)
    words = [hedge if lang == "zh" else _CERTAINTY_EN.get(hedge, hedge)]
    words += [printed.operator.value if printed.operator is not Operator.EXACT else ""]
    words += [plain_number(printed)]
    return " ".join(word for word in words if word)


def _hedge(printed: Printed) -> str:
    """The word that takes something back from the number; 约 stands there as ≈ already."""
    if printed.about:
        return ""
    return printed.certainty if printed.hedged or printed.certainty in _STRIVING else ""


def plain_number(printed: Printed) -> str:
    """The number alone, or both ends of a range."""
    low = _decimals(printed.value)
    return low if printed.high is None else f"{low}–{_decimals(printed.high)}"


def _decimals(value: Decimal) -> str:
    """The number with the decimals it has, at most two."""
    digits = max(0, -int(value.normalize().as_tuple().exponent))
    return grouped(value, min(digits, 2))
