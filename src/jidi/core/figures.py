"""How figures with units are shown in sentences: 万 and 亿 in Chinese, millions in English.

Tables show plain numbers instead (:mod:`jidi.core.numbers_as_text`).
"""

from __future__ import annotations

from decimal import Decimal

from jidi.core.errors import Language
from jidi.core.numbers_as_text import NO_DATA, exact, rounded, with_minus
from jidi.core.quantity import Certainty, Comparator, Quantity
from jidi.core.units import Unit

_SCALES: dict[Language, tuple[tuple[Decimal, str], ...]] = {
    "zh": ((Decimal(10**8), "亿"), (Decimal(10**4), "万")),
    "en": ((Decimal(10**9), " billion"), (Decimal(10**6), " million")),
}
_CERTAINTY: dict[Certainty, tuple[str, str]] = {
    Certainty.STATED: ("", ""),
    Certainty.BASICALLY: ("基本", "nearly "),
    Certainty.ABOUT: ("约", "about "),
    Certainty.STRIVE: ("力争", "aiming at "),
    Certainty.IN_PRINCIPLE: ("原则上", "in principle "),
}


def sentence(
    value: Decimal | float | None,
    unit: Unit | str = "",
    *,
    decimals: int = 2,
    lang: Language = "zh",
) -> str:
    """A number with its unit for running text: ``1.96亿件``, ``195.58 million parcels``.

    Large numbers are scaled by 万 or 亿 (million, billion); ``decimals`` count after scaling and
    trailing zeros go. Units that do not scale (%, 分) keep their number.

    :raises UnknownName: C-321 when the unit is not known.
    """
    if value is None:
        return NO_DATA
    target = Unit.parse(unit) if isinstance(unit, str) else unit
    plain, base = exact(value), target.plain
    if target.base.scales:
        plain *= target.factor_to(base)
        scale, word = _scale(plain, decimals, lang)
        return _number(plain / scale, decimals) + word + _unit_word(base, lang)
    return _number(plain, decimals) + _unit_word(base, lang)


def stated(quantity: Quantity, *, lang: Language = "zh") -> str:
    """A plan's figure with its own decimals, comparator and certainty: ``>4亿件``, ``约30个``.

    Chinese ranges carry a % on both ends (63%~68%); English ones an en dash.
    """
    certainty = _CERTAINTY[quantity.certainty][lang == "en"]
    plain = quantity.comparator in (Comparator.EQUAL, Comparator.BETWEEN)
    sign = "" if plain else quantity.comparator.value
    return certainty + sign + _span(quantity, lang)


def difference(value: Decimal | float | None, *, decimals: int = 1, lang: Language = "zh") -> str:
    """The difference of two rates, signed, in points: ``+4.2个百分点``, ``−1.0 pp``."""
    if value is None:
        return NO_DATA
    points = rounded(value, decimals)
    sign = "+" if points > 0 else ""
    return sign + with_minus(f"{points:.{decimals}f}") + ("个百分点" if lang == "zh" else " pp")


def _span(quantity: Quantity, lang: Language) -> str:
    unit = quantity.unit
    if lang == "en":
        return _english_span(quantity)
    low = _exact(quantity.value)
    if quantity.upper is None:
        return f"{low}{unit}"
    both_ends = "" if unit.base.scales else str(unit)
    return f"{low}{both_ends}~{_exact(quantity.upper)}{unit}"


def _english_span(quantity: Quantity) -> str:
    """Chinese multipliers turn into millions and billions, without rounding."""
    unit = quantity.unit
    ends = [end for end in (quantity.value, quantity.upper) if end is not None]
    word = ""
    if unit.multiplier:
        whole = [end * unit.size / unit.plain.size for end in ends]
        scale, word = _scale(whole[-1], 6, "en")
        ends = [(end / scale).normalize() for end in whole]
    span = "–".join(_exact(end) for end in ends)
    return span + word + _unit_word(unit.plain, "en")


def _exact(value: Decimal) -> str:
    return with_minus(f"{value:,f}")


def _unit_word(unit: Unit, lang: Language) -> str:
    if lang == "zh":
        return str(unit)
    word = unit.base.en
    return word if not word or word in "%‰" else f" {word}"


def _scale(value: Decimal, decimals: int, lang: Language) -> tuple[Decimal, str]:
    """The scale under which the rounded number is at least one."""
    for scale, word in _SCALES[lang]:
        if abs(rounded(value / scale, decimals)) >= 1:
            return scale, word
    return Decimal(1), ""


def _number(value: Decimal, decimals: int) -> str:
    text = f"{rounded(value, decimals):,.{decimals}f}"
    return with_minus(text.rstrip("0").rstrip(".") if "." in text else text)
