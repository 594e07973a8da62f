"""How figures are shown: 万 and 亿 in Chinese sentences, full numbers with commas in tables.

One precision per figure is the caller's choice; rounding is half away from zero, as in print. The
minus is a real minus (−), a missing value an em dash.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from jidi.core.errors import Language
from jidi.core.quantity import Certainty, Comparator, Quantity
from jidi.core.units import Unit

MINUS = "−"
MISSING = "—"

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


def table(value: Decimal | float | None, *, decimals: int = 0) -> str:
    """A number for a table: ``9,034``, ``−3.2``; ``—`` when there is none."""
    if value is None:
        return MISSING
    rounded = _rounded(value, decimals)
    return _signed(f"{rounded:,.{decimals}f}")


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
        return MISSING
    target = Unit.parse(unit) if isinstance(unit, str) else unit
    plain, base = Decimal(value), target.plain
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
        return MISSING
    rounded = _rounded(value, decimals)
    sign = "+" if rounded > 0 else ""
    return sign + _signed(f"{rounded:.{decimals}f}") + ("个百分点" if lang == "zh" else " pp")


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
    return _signed(f"{value:,f}")


def _unit_word(unit: Unit, lang: Language) -> str:
    if lang == "zh":
        return str(unit)
    word = unit.base.en
    return word if not word or word in "%‰" else f" {word}"


def _scale(value: Decimal, decimals: int, lang: Language) -> tuple[Decimal, str]:
    """The scale under which the rounded number is at least one."""
    for scale, word in _SCALES[lang]:
        if abs(_rounded(value / scale, decimals)) >= 1:
            return scale, word
    return Decimal(1), ""


def _number(value: Decimal, decimals: int) -> str:
    text = f"{_rounded(value, decimals):,.{decimals}f}"
    return _signed(text.rstrip("0").rstrip(".") if "." in text else text)


def _rounded(value: Decimal | float, decimals: int) -> Decimal:
    """Half away from zero; a float is taken by its shortest print, so that 2.675 is 2.68."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _signed(text: str) -> str:
    """A real minus; and no minus before a number that rounds to zero."""
    if not text.startswith("-"):
        return text
    return MINUS + text[1:] if text.strip("-0.,") else text[1:]
