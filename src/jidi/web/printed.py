"""Figures as the plan prints them, for tables: operator, number, and the plan's hedging words."""

from __future__ import annotations

import htpy as h

from jidi.core.errors import Language
from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.model.plan_figure import Operator, Printed
from jidi.web.grid import Cell
from jidi.web.wording import unit_name

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


def figure(printed: Printed | None, lang: Language) -> str:
    """``> 8,000``, ``90.0``, ``基本实现 100``; a dash when the plan prints none."""
    if printed is None:
        return NO_DATA
    hedge = printed.certainty if printed.hedged or printed.certainty in ("力争", "原则上") else ""
    words = [hedge if lang == "zh" else _CERTAINTY_EN.get(hedge, hedge)]
    words += [printed.operator.value if printed.operator is not Operator.EXACT else ""]
    words += [_number(printed)]
    return " ".join(word for word in words if word)


def figure_cell(printed: Printed | None, lang: Language, *, strong: bool = False) -> Cell:
    """The figure as a cell: shown as printed, exported as the number."""
    value = None if printed is None else printed.number
    return Cell(value, figure(printed, lang), strong=strong)


def unit_cell(unit: str, lang: Language) -> Cell:
    """The unit; plain counts have none in English, which is not missing data."""
    name = unit_name(unit, lang)
    return Cell(name, h.span[name])


def _number(printed: Printed) -> str:
    digits = max(0, -int(printed.value.normalize().as_tuple().exponent))
    low = grouped(printed.number, min(digits, 2))
    return low if printed.high is None else f"{low}–{grouped(float(printed.high), None)}"
