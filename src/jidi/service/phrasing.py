"""How values are worded: numbers with units, periods and names, in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jidi.core.errors import Language, UnknownName
from jidi.core.numbers_as_text import NO_DATA, grouped, rounded
from jidi.core.period import Period, PeriodKind
from jidi.core.units import Unit

if TYPE_CHECKING:
    from jidi.core.division import Division
    from jidi.plan import Progress

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

# What the unit register of floor 0 has no English for: plain counting words and rates.
_WORDS_EN = {
    "个": "",
    "处": "",
    "家": "",
    "件": "items",
    "元": "CNY",
    "个百分点": "pp",
    "件/百万件": "per million items",
    "日": "day",
    "月": "month",
    "周": "week",
    "年": "years",
    "次": "times",
    "班": "runs",
    "班次": "runs",
    "点": "points",
    "指数": "index points",
    "种": "kinds",
    "种评估": "assessments",
    "类": "classes",
    "级": "levels",
    "节": "carriages",
    "行": "lines",
    "代号": "code name",
    "个统一": "unified",
    "gCO2e": "g CO₂e",
    "百万件": "million items",
}
_SCALES_EN = {"万": "×10⁴", "亿": "×10⁸"}


def unit_name(unit: str, lang: Language) -> str:
    """The unit as a table head prints it; a word without English stands as it is."""
    if lang == "zh" or unit.isascii():
        return unit.replace("CO2", "CO₂")
    if unit in _WORDS_EN:
        return _WORDS_EN[unit]
    above, *below = (_word_en(word) for word in unit.split("/"))
    if below and not above:
        return f"per {'/'.join(below).removesuffix('s')}"
    return "/".join((above, *below)).strip("/")


def _word_en(word: str) -> str:
    if word in _WORDS_EN:
        return _WORDS_EN[word]
    try:
        unit = Unit.parse(word)
    except UnknownName:
        return word
    base = _WORDS_EN.get(unit.base.name, unit.base.en)
    return f"{_SCALES_EN.get(unit.multiplier, unit.multiplier)} {base}".strip()


def with_unit(number: str, unit: str, lang: Language) -> str:
    """``90.0%``, ``160.0 亿元``, ``160.0 CNY 100 m``; *no data* takes no unit."""
    name = unit_name(unit, lang)
    if number == NO_DATA or not name:
        return number
    return f"{number}{name}" if name == "%" else f"{number} {name}"


def difference(value: float | None, digits: int, unit: str, lang: Language) -> str:
    """A signed difference; differences of rates are percentage points."""
    if value is None:
        return NO_DATA
    sign = "+" if rounded(value, digits) > 0 else ""
    points = "个百分点" if unit == "%" else unit
    return with_unit(sign + grouped(value, digits), points, lang)


def needed_a_year(detail: Progress, digits: int, lang: Language) -> str:
    """What every year left still has to bring to the level that binds: ``+13.7%``, ``+2.0``.

    Growth where the target moves by equal ratios, else a step in its unit; *no data* where it is
    reached, time is over or nothing is known.
    """
    growth = detail.rest_growth_binding or detail.rest_growth
    if growth is not None:
        return difference(float(growth), 1, "", lang) + "%"
    step = detail.rest_step
    if step is None or detail.target.path == "geometric":
        return NO_DATA
    return difference(float(step), max(digits, 1), "", lang)


def period_name(period: Period, lang: Language) -> str:
    """``2026年10月`` or ``Oct 2026``."""
    if lang == "zh":
        return period.zh
    parts = {
        PeriodKind.YEAR: "",
        PeriodKind.HALF: f"H{period.part} ",
        PeriodKind.QUARTER: f"Q{period.part} ",
        PeriodKind.MONTH: f"{_MONTHS[period.part - 1]} ",
        PeriodKind.YTD: f"Jan–{_MONTHS[period.part - 1]} ",
        PeriodKind.DAY: f"{period.start.day} {_MONTHS[period.start.month - 1]} ",
    }
    return f"{parts[period.kind]}{period.year}"


def place_name(division: Division, lang: Language) -> str:
    """The division's name; the Chinese one where English has none."""
    return division.name if lang == "zh" else division.name_en or division.name
