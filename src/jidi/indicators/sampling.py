"""How far chance may have moved a value: intervals of 95 % for surveys, samples and rates of cases.

A share of a sample gets Wilson's interval, a rate of cases the exact Poisson interval, a mean score
mean ± 1.96 · s / √n. What was counted completely (a census) has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Final, Literal

from jidi.core.measure import Interval
from jidi.core.numbers_as_text import grouped
from jidi.model.indicator import Indicator

LEVEL: Final = 0.95
Z: Final = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""

ASSUMED_SIGMA: Final = 15.0
"""Standard deviation of one answer, in points of a hundred, where a survey does not tell it.
Own choice: surveys of satisfaction lie between 10 and 20."""

FEWEST_CASES: Final = 10
"""Fewer cases than this rank no place among others (reference i6)."""

Method = Literal["wilson", "poisson", "mean", "none"]


@dataclass(frozen=True)
class Chance:
    """What chance may have done to a value.

    :param interval: in the indicator's unit; None where it cannot be told, ``reason`` says why.
    :param number: answers, parcels or sites that the value rests on; None when not known.
    :param effective: as many that were drawn one by one would tell as much.
    :param cases: happenings counted, of rates of cases.
    :param sigma: standard deviation of one answer; ``assumed`` when it is our own choice.
    """

    method: Method
    interval: Interval | None
    number: float | None
    effective: float | None
    design_effect: float = 1.0
    cases: float | None = None
    sigma: float | None = None
    assumed: bool = False
    reason_zh: str = ""
    reason_en: str = ""

    @property
    def zh(self) -> str:
        """How the interval was made, in Chinese."""
        return self.reason_zh or _told(self, zh=True)

    @property
    def en(self) -> str:
        """How the interval was made, in English."""
        return self.reason_en or _told(self, zh=False)


def chance_of(
    indicator: Indicator,
    *,
    numerator: float | None,
    denominator: float | None,
    squares: float | None = None,
) -> Chance | None:
    """The part of chance in a value with these parts; None for what was counted completely."""
    if indicator.sampling == "census":
        return None
    effect = indicator.design_effect
    if numerator is None or denominator is None or denominator <= 0:
        return _none(None, effect, "样本量未知", "the size of the sample is not known")
    if indicator.sampling == "events":
        return _of_cases(indicator, numerator, denominator)
    if indicator.measure == "ratio":
        return _of_share(indicator, numerator, denominator)
    if indicator.sampling == "survey":
        return _of_scores(indicator, numerator, denominator, squares)
    return _none(
        denominator, effect, "数据不含离散程度", "the data do not tell how far the values scatter"
    )


def has_rank(indicator: Indicator, *, value: float | None, numerator: float | None) -> bool:
    """Whether a value may stand in a ranking: it has one, and not too few cases for its rate."""
    if value is None:
        return False
    return indicator.sampling != "events" or numerator is None or numerator >= FEWEST_CASES


def wilson(hits: float, number: float, *, z: float = Z) -> tuple[float, float]:
    """Wilson's score interval of a share: ``hits`` of ``number``, 0 ≤ hits ≤ number > 0."""
    share = hits / number
    centre = (share + z * z / (2 * number)) / (1 + z * z / number)
    spread = share * (1 - share) / number + z * z / (4 * number * number)
    half = z * sqrt(spread) / (1 + z * z / number)
    low = 0.0 if hits <= 0 else max(0.0, centre - half)
    return low, 1.0 if hits >= number else min(1.0, centre + half)


def exact_poisson(cases: float, *, level: float = LEVEL) -> tuple[float, float]:
    """The exact interval of the expected number of cases: half the χ² quantiles of 2k and 2k+2."""
    from scipy.special import gammaincinv  # slow to load, and seldom needed

    tail = (1 - level) / 2
    low = 0.0 if cases <= 0 else float(gammaincinv(cases, tail))
    return low, float(gammaincinv(cases + 1, 1 - tail))


def spread_of(total: float, number: float, squares: float | None) -> float | None:
    """The standard deviation of single answers from their sum and sum of squares.

    None without squares, for fewer than two answers, and where the sums contradict each other.
    """
    if squares is None or number < 2:
        return None
    left = squares - total * total / number
    # Sums that were rounded to a tenth may leave a hair below zero.
    if left < -1e-6 * squares:
        return None
    return sqrt(max(left, 0.0) / (number - 1))


def _of_share(indicator: Indicator, hits: float, number: float) -> Chance:
    effect = indicator.design_effect
    if not 0 <= hits <= number:
        return _none(number, effect, "分子超出分母", "the numerator lies outside the denominator")
    effective = number / effect
    low, high = wilson(hits / effect, effective)
    scale = indicator.scale
    return Chance("wilson", _interval(low * scale, high * scale), number, effective, effect)


def _of_cases(indicator: Indicator, cases: float, exposure: float) -> Chance:
    if cases < 0:
        return _none(exposure, 1.0, "分子为负", "the numerator is negative")
    low, high = (end / exposure * indicator.scale for end in exact_poisson(cases))
    return Chance("poisson", _interval(low, high), exposure, exposure, cases=cases)


def _of_scores(indicator: Indicator, total: float, number: float, squares: float | None) -> Chance:
    known = spread_of(total, number, squares)
    sigma = ASSUMED_SIGMA if known is None else known
    effective = number / indicator.design_effect
    mean, half = total / number, Z * sigma / sqrt(effective)
    scale = indicator.scale
    return Chance(
        "mean",
        _interval((mean - half) * scale, (mean + half) * scale),
        number,
        effective,
        indicator.design_effect,
        sigma=sigma,
        assumed=known is None,
    )


def _interval(low: float, high: float) -> Interval:
    return Interval(Decimal(repr(low)), Decimal(repr(high)))


def _none(number: float | None, effect: float, zh: str, en: str) -> Chance:
    effective = None if number is None else number / effect
    return Chance("none", None, number, effective, effect, reason_zh=zh, reason_en=en)


def _told(chance: Chance, *, zh: bool) -> str:
    number, effective = (grouped(n, 0) for n in (chance.number, chance.effective))
    if chance.method == "poisson":
        cases = grouped(chance.cases, 0)
        return f"泊松精确区间，{cases}件" if zh else f"exact Poisson interval, {cases} cases"
    size = f"n={number}"
    if chance.design_effect != 1:
        size += (
            f"，有效样本{effective}（设计效应{chance.design_effect:g}，自定）"
            if zh
            else f", effective {effective} (design effect {chance.design_effect:g}, own choice)"
        )
    if chance.method == "wilson":
        return f"Wilson区间，{size}" if zh else f"Wilson interval, {size}"
    sigma = f"{chance.sigma:.1f}"
    if chance.assumed:
        sigma += "（假定，自定）" if zh else " (assumed, own choice)"
    return f"均值±1.96·s/√n，{size}，s={sigma}" if zh else f"mean ± 1.96·s/√n, {size}, s={sigma}"
