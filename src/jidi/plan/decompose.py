"""A provincial target shared out among the cities: a proposal that sums exactly to it.

Totals are shared in steps of their last printed decimal, rates in the things they count (villages,
outlets): the sum of the numerators is what the province needs at its denominator. Means and scores
cannot be shared out: every city is proposed the province's own level, whose weighted mean it is.
All three ways of sharing are our own choice; no rule sets one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal, TypeVar

from jidi.core.errors import InputError
from jidi.core.sharing import shared
from jidi.model.plan_figure import Operator, Printed

T = TypeVar("T")
Additive = Literal["total", "rate", "mean"]
"""How cities make up a province: they add up; their numerators and denominators do; or a mean."""


class Way(StrEnum):
    """In proportion to what a target is shared out."""

    BASE = "base"
    """Totals: the same growth everywhere. Rates: the same part of the gap to 100 % everywhere."""
    POPULATION = "population"
    """Totals: the same per head; rates: the same level; but no city below its base."""
    GROWTH = "growth"
    """The increase in proportion to what each city gained since the base year."""

    @property
    def zh(self) -> str:
        """The Chinese word."""
        return {"base": "按基数", "population": "按人口", "growth": "按近年增量"}[self.value]

    @property
    def en(self) -> str:
        """The English words."""
        return {"base": "by base", "population": "by population", "growth": "by recent growth"}[
            self.value
        ]


@dataclass(frozen=True, kw_only=True)
class City:
    """What is known of a city: for a rate its numerators, for a total its levels.

    :param whole: of a rate: its denominator; None otherwise.
    :param now: the newest value.
    """

    division: str
    base: Decimal | None = None
    now: Decimal | None = None
    whole: Decimal | None = None
    population: int | None = None


@dataclass(frozen=True)
class Share:
    """What a city is proposed.

    :param level: in the target's unit; :param printed: the level with the plan's operator.
    :param numerator: of a rate: the things counted, which sum to the province's.
    """

    division: str
    base: Decimal | None
    level: Decimal
    printed: str
    numerator: int | None = None
    whole: Decimal | None = None


def decomposed(
    printed: Printed, cities: Sequence[City], *, way: Way, additive: Additive, digits: int
) -> tuple[Share, ...]:
    """The level of ``printed`` shared out among ``cities``, in their order.

    :param digits: decimals of the levels; of totals at least those the target prints.
    :raises InputError: P-160 where cities lack what the way needs, P-161 where the target cannot
        be shared out that way.
    """
    if additive == "mean":
        return tuple(
            Share(city.division, city.base, printed.value, with_level(printed, printed.value))
            for city in cities
        )
    if additive == "rate":
        return _rates(printed, cities, way, digits)
    return _totals(printed, cities, way, max(digits, _decimals(printed.value)))


def required_numerator(printed: Printed, whole: Decimal) -> int:
    """The things that a rate's level asks for at a denominator.

    It keeps its operator: 90 % of 1001 is 901 things, more than 90 % is more than 900, and less
    than 10 % is less than 101.
    """
    exact = printed.value * whole / 100
    down = printed.operator in (Operator.ABOVE, Operator.AT_MOST)
    return int(exact.to_integral_value(ROUND_FLOOR if down else ROUND_CEILING))


def with_level(printed: Printed, level: Decimal) -> str:
    """Another level with the operator and the hedging word of ``printed``: ``>2.31``."""
    sign = "" if printed.operator in (Operator.EXACT, Operator.ABOUT) else printed.operator.value
    word = printed.certainty if printed.hedged and not printed.about else ""
    about = "约" if printed.about else ""
    return f"{word}{about}{sign}{level:f}"


def _totals(printed: Printed, cities: Sequence[City], way: Way, digits: int) -> tuple[Share, ...]:
    step = Decimal(1).scaleb(-digits)
    total = int(printed.value / step)
    bases = [None if city.base is None else _steps(city.base, step) for city in cities]
    parts = _parts(total, cities, bases, [None] * len(cities), way, heads=_people(cities))
    return tuple(
        Share(city.division, city.base, level := part * step, with_level(printed, level))
        for city, part in zip(cities, parts, strict=True)
    )


def _rates(printed: Printed, cities: Sequence[City], way: Way, digits: int) -> tuple[Share, ...]:
    wholes = _needed(cities, [city.whole for city in cities], "分母", "a denominator")
    total = required_numerator(printed, sum(wholes, Decimal(0)))
    bases = [
        None if city.base is None else int(min(city.base, whole))
        for city, whole in zip(cities, wholes, strict=True)
    ]
    tops: list[int | None] = [int(whole) for whole in wholes]
    heads = [Fraction(whole) for whole in wholes]
    parts = _parts(total, cities, bases, tops, way, heads=heads)
    return tuple(
        _rate(printed, city, part, whole, max(digits, 2))
        for city, part, whole in zip(cities, parts, wholes, strict=True)
    )


def _rate(printed: Printed, city: City, part: int, whole: Decimal, digits: int) -> Share:
    level = Decimal(0) if whole == 0 else part / whole * 100
    level = level.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    level = level.normalize() if level == level.to_integral_value() else level
    return Share(city.division, city.base, level, with_level(printed, level), part, whole)


def _parts(
    total: int,
    cities: Sequence[City],
    bases: Sequence[int | None],
    tops: Sequence[int | None],
    way: Way,
    *,
    heads: Sequence[Fraction] | None,
) -> list[int]:
    """The whole steps or things of each city."""
    if way is Way.POPULATION:
        if heads is None:
            lacking = [city for city in cities if city.population is None]
            raise _lacks(lacking, "人口", "a population")
        return _per_head(total, heads, bases, tops)
    known = _needed(cities, bases, "基数", "a base")
    increase = total - sum(known)
    if way is Way.BASE:
        return _from_base(total, known, tops, increase)
    gains = [max(gain, Fraction(0)) for gain in _gains(cities)]
    if increase < 0 or not any(gains):
        raise InputError(
            "P-161",
            reason_zh="目标不高于基数，或各市近年没有增量",
            reason_en="the target is not above the base, or no city has gained since",
        )
    room = [None if top is None else top - base for base, top in zip(known, tops, strict=True)]
    return _added(known, _shared(increase, gains, high=room))


def _per_head(
    total: int,
    heads: Sequence[Fraction],
    bases: Sequence[int | None],
    tops: Sequence[int | None],
) -> list[int]:
    """As much per head everywhere, but nobody below the base; where that asks for too much, not
    even that."""
    floors = [base or 0 for base in bases]
    if sum(floors) > total:
        floors = [0] * len(floors)
    return _shared(total, heads, low=floors, high=tops)


def _from_base(
    total: int, bases: Sequence[int], tops: Sequence[int | None], increase: int
) -> list[int]:
    """Totals grow alike; rates close alike parts of their gaps."""
    gaps = [Fraction(top - base) for base, top in zip(bases, tops, strict=True) if top is not None]
    if len(gaps) == len(bases) and increase >= 0:
        room = [int(gap) for gap in gaps]
        return _added(bases, _shared(increase, gaps, high=room))
    return _shared(total, [Fraction(base) for base in bases], high=tops)


def _shared(
    total: int,
    weights: Sequence[Fraction],
    *,
    low: Sequence[int] | None = None,
    high: Sequence[int | None] | None = None,
) -> list[int]:
    if total == 0 and not any(low or ()):
        return [0] * len(weights)
    if not any(weights):
        raise InputError(
            "P-161", reason_zh="各市的权重全为零", reason_en="every city has weight zero"
        )
    return shared(total, weights, low=low, high=high)


def _gains(cities: Sequence[City]) -> list[Fraction]:
    news = _needed(cities, [city.now for city in cities], "近年数值", "a recent value")
    bases = _needed(cities, [city.base for city in cities], "基数", "a base")
    return [Fraction(new) - Fraction(base) for new, base in zip(news, bases, strict=True)]


def _people(cities: Sequence[City]) -> list[Fraction] | None:
    if any(city.population is None for city in cities):
        return None
    return [Fraction(city.population or 0) for city in cities]


def _needed(cities: Sequence[City], values: Sequence[T | None], zh: str, en: str) -> list[T]:
    """The values, all of them.

    :raises InputError: P-160 naming the cities that lack one.
    """
    found = [value for value in values if value is not None]
    if len(found) < len(values):
        lacking = [c for c, value in zip(cities, values, strict=True) if value is None]
        raise _lacks(lacking, zh, en)
    return found


def _lacks(cities: Sequence[City], zh: str, en: str) -> InputError:
    codes = "、".join(city.division for city in cities)
    return InputError("P-160", what_zh=zh, what_en=en, cities=codes)


def _added(bases: Sequence[int], increases: Sequence[int]) -> list[int]:
    return [base + more for base, more in zip(bases, increases, strict=True)]


def _steps(value: Decimal, step: Decimal) -> int:
    return int((value / step).to_integral_value(ROUND_HALF_UP))


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
