"""Units of figures: a base unit (件, 元, %, 个 …) with an optional multiplier (万, 亿) before it.

Conversion is strict. Units convert only within one dimension; every counting word (个, 处, 家 …)
is a dimension of its own, because 5 处 and 5 家 are not 5 of the same. A rate (件/日, 元/公里)
is made of two units and converts by both.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jidi.core.errors import UnknownName, ValueProblem
from jidi.core.from_text import FromText
from jidi.core.nearest import suggestion
from jidi.core.numerals import MULTIPLIERS, fold


@dataclass(frozen=True, slots=True)
class BaseUnit:
    """A unit without multiplier.

    :param name: as it is printed.
    :param dimension: what it measures; units of one dimension convert into each other.
    :param size: how many of the dimension's own unit it is.
    :param en: the English word, in the plural; empty when none is printed.
    :param scales: whether 万 and 亿 may stand before it.
    """

    name: str
    dimension: str
    size: Fraction
    en: str
    scales: bool = True


def _row(name: str, dimension: str, size: str, en: str, *, scales: bool = True) -> BaseUnit:
    return BaseUnit(name, dimension, Fraction(size), en, scales)


_COUNTED = {
    "个": "",
    "处": "sites",
    "家": "companies",
    "条": "routes",
    "组": "sets",
    "套": "kits",
    "台": "machines",
    "辆": "vehicles",
    "座": "buildings",
    "人": "people",
    "人次": "visits",
    "户": "households",
    "格口": "cells",
    "袋": "bags",
    "次": "times",
    "份": "copies",
    "笔": "transactions",
    "起": "cases",
    "项": "items",
    "村": "villages",
    "单": "orders",
    "票": "shipments",
    "架次": "flights",
    "班": "runs",
    "班次": "runs",
    "种": "kinds",
    "类": "classes",
    "级": "levels",
    "位": "digits",
    "字": "characters",
    "节": "sections",
    "点": "points",
    "名": "people",
    "所": "facilities",
    "列": "trains",
    "架": "aircraft",
    "张": "sheets",
    "支": "teams",
    "批": "batches",
    "场": "events",
    "对": "pairs",
    "艘": "ships",
    "岁": "years of age",
    "标箱": "TEU",
    "吨标准煤": "tonnes of coal equivalent",
}

COUNTING_WORDS = frozenset(_COUNTED)
"""Units of things counted one by one: without 万 or 亿 such a number has no rounding."""

COUNTS_OF_SITES = frozenset({"个", "处", "家", "座"})
"""Counting words that plans and bulletins use for the same sites in turn: 21处 are 21个. 组,
格口 and 次 are not among them: they count other things."""

BASE_UNITS: tuple[BaseUnit, ...] = (
    _row("", "number", "1", ""),
    _row("件", "parcels", "1", "parcels"),
    _row("元", "money", "1", "yuan"),
    _row("%", "share", "0.01", "%", scales=False),
    _row("‰", "share", "0.001", "‰", scales=False),
    _row("个百分点", "points", "0.01", "percentage points", scales=False),
    _row("百分点", "points", "0.01", "percentage points", scales=False),
    _row("件/百万件", "incidence", "0.000001", "per million parcels", scales=False),
    _row("ppm", "incidence", "0.000001", "ppm", scales=False),
    _row("倍", "ratio", "1", "times", scales=False),
    _row("分", "score", "1", "points", scales=False),
    _row("指数", "index", "1", "index points", scales=False),
    _row("元/件", "yield", "1", "yuan per parcel", scales=False),
    _row("毫米", "length", "0.001", "mm", scales=False),
    _row("厘米", "length", "0.01", "cm", scales=False),
    _row("米", "length", "1", "m"),
    _row("千米", "length", "1000", "km"),
    _row("公里", "length", "1000", "km"),
    _row("平方米", "area", "1", "m²"),
    _row("立方米", "volume", "1", "m³"),
    _row("平方公里", "area", "1000000", "km²"),
    _row("公顷", "area", "10000", "ha"),
    _row("亩", "area", "2000/3", "mu"),
    _row("毫克", "mass", "0.000001", "mg", scales=False),
    _row("克", "mass", "0.001", "g", scales=False),
    _row("千克", "mass", "1", "kg"),
    _row("公斤", "mass", "1", "kg"),
    _row("吨", "mass", "1000", "t"),
    _row("吨公里", "freight", "1", "t·km"),
    _row("gCO2e", "emission", "0.001", "g CO2e", scales=False),
    _row("kgCO2e", "emission", "1", "kg CO2e"),
    _row("tCO2e", "emission", "1000", "t CO2e"),
    _row("kgCO2", "carbon dioxide", "1", "kg CO2", scales=False),
    _row("分钟", "time", "60", "minutes", scales=False),
    _row("小时", "time", "3600", "hours", scales=False),
    _row("天", "time", "86400", "days", scales=False),
    _row("日", "time", "86400", "days", scales=False),
    _row("周", "time", "604800", "weeks", scales=False),
    _row("工作日", "working days", "1", "working days", scales=False),
    _row("月", "months", "1", "months", scales=False),
    _row("年", "years", "1", "years", scales=False),
    _row("°", "angle", "1", "°", scales=False),
    _row("℃", "temperature", "1", "°C", scales=False),
    _row("千瓦时", "energy", "1", "kWh"),
    *(_row(name, name, "1", en) for name, en in _COUNTED.items()),
)
_BY_NAME = {unit.name: unit for unit in BASE_UNITS}
# The longest multiplier first, so that 万亿元 is not read as 万 of 亿元.
_PREFIXES = tuple(sorted(MULTIPLIERS, key=len, reverse=True))
_ALSO_WRITTEN = {
    "mm": "毫米",
    "cm": "厘米",
    "m": "米",
    "km": "公里",
    "mg": "毫克",
    "g": "克",
    "kg": "千克",
    "t": "吨",
    "tkm": "吨公里",
    "㎡": "平方米",
    "m3": "立方米",
    "m2": "平方米",
    "m²": "平方米",
    "km²": "平方公里",
    "m³": "立方米",
    "h": "小时",
    "°C": "℃",
    "kWh": "千瓦时",
}


@dataclass(frozen=True, slots=True)
class Unit(FromText):
    """A unit as printed: 亿件, 万元, 个百分点, 分.

    :param multiplier: 万, 亿 … or empty.
    :param base: the unit behind it.
    """

    multiplier: str
    base: BaseUnit

    @classmethod
    def parse(cls, text: str) -> Unit:
        """The unit that ``text`` names; empty text is the plain number.

        :raises UnknownName: C-321 when it is not known, with the nearest known unit.
        """
        name = _plain_name(text)
        above, _, below = name.partition("/")
        if name not in _BY_NAME and above and below:
            return _rate(above, below)
        found = _simple(name)
        if found is None:
            raise UnknownName("C-321", unit=text, nearest=suggestion(name, _known_names()))
        return cls(*found)

    @classmethod
    def find(cls, text: str) -> Unit | None:
        """The unit that ``text`` names, None when it names none; for texts that may be anything."""
        name = _plain_name(text)
        above, _, below = name.partition("/")
        if name not in _BY_NAME and above and below:
            parts = (cls.find(above), cls.find(below))
            return None if None in parts else _rate(above, below)
        found = _simple(name)
        return None if found is None else cls(*found)

    @property
    def dimension(self) -> str:
        """What it measures."""
        return self.base.dimension

    @property
    def size(self) -> Decimal:
        """How many of the dimension's own unit it is: 10⁸ for 亿件, 0.01 for %."""
        return _decimal(self.exact_size)

    @property
    def exact_size(self) -> Fraction:
        """The same as a fraction: a rate per hour is 1/3600 of one per second."""
        return int(MULTIPLIERS.get(self.multiplier, 1)) * self.base.size

    @property
    def plain(self) -> Unit:
        """The same unit without its multiplier: 件 for 亿件."""
        return Unit("", self.base)

    def factor_to(self, other: Unit) -> Decimal:
        """What a number in this unit is multiplied by to stand in ``other``.

        :raises ValueProblem: C-322 when the two measure different things.
        """
        if self.dimension != other.dimension:
            raise ValueProblem("C-322", unit=str(self), other=str(other))
        return _decimal(self.exact_size / other.exact_size)

    def __str__(self) -> str:
        return self.multiplier + self.base.name


def _plain_name(text: str) -> str:
    name = fold(text).replace(" ", "")
    return _ALSO_WRITTEN.get(name, name)


def _simple(name: str) -> tuple[str, BaseUnit] | None:
    """Multiplier and base of a unit that is no rate."""
    if name in _BY_NAME:
        return "", _BY_NAME[name]
    prefix = next((p for p in _PREFIXES if name.startswith(p)), "")
    base = _BY_NAME.get(name.removeprefix(prefix))
    return (prefix, base) if base is not None and base.scales else None


def _rate(numerator: str, denominator: str) -> Unit:
    """The unit of so much per something: 万件/日, 元/公里.

    Times of different length convert into each other (件/日, 件/小时), months only into months.
    """
    above, below = (
        _part_of_rate(part, f"{numerator}/{denominator}") for part in (numerator, denominator)
    )
    base = BaseUnit(
        f"{above.base.name}/{below}",
        f"{above.dimension}/{below.dimension}",
        above.base.size / below.exact_size,
        f"{above.base.en} per {_singular(below)}".strip(),
        above.base.scales,
    )
    return Unit(above.multiplier, base)


def _part_of_rate(part: str, rate: str) -> Unit:
    try:
        return Unit.parse(part)
    except UnknownName as error:
        near = rate.replace(part, error.facts["nearest"], 1)
        raise UnknownName("C-321", unit=rate, nearest=near) from error


def _singular(unit: Unit) -> str:
    """The English word for one: company, site, m²."""
    word = unit.base.en or "unit"
    word = word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("s")
    return f"{unit.size:,f} {unit.base.en}" if unit.multiplier else word


def _decimal(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / fraction.denominator


def _known_names() -> list[str]:
    plain = [unit.name for unit in BASE_UNITS if unit.name]
    scaled = [
        m + unit.name for unit in BASE_UNITS if unit.name and unit.scales for m in ("万", "亿")
    ]
    return plain + scaled


PERCENT = Unit.parse("%")
POINTS = Unit.parse("个百分点")
