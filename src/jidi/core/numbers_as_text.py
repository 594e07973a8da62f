"""Numbers as tables show them: commas from four digits, a true minus, a dash for *no data*.

Rounding is half away from zero, as print rounds.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

NO_DATA = "—"
MINUS = "−"
ENDLESS = "∞"

# Enough digits that no number is too long to be rounded to its last decimal.
_DIGITS = 400


def grouped(value: Decimal | float | None, digits: int | None) -> str:
    """``9,034.5``; ``−3``; ``—`` when there is no value (None or NaN).

    :param digits: decimals to show; None shows whole numbers whole and others with at most two.
    """
    if value is None:
        return NO_DATA
    number = exact(value)
    if number.is_nan():
        return NO_DATA
    if number.is_infinite():
        return with_minus(f"{'-' * (number < 0)}{ENDLESS}")
    if digits is None:
        digits = 0 if number == number.to_integral_value() else 2
    return with_minus(f"{rounded(number, digits):,.{digits}f}")


def rounded(value: Decimal | float, digits: int) -> Decimal:
    """The number at ``digits`` decimals, halves away from zero: 2.675 is 2.68."""
    unit = Decimal(1).scaleb(-digits)
    return exact(value).quantize(unit, ROUND_HALF_UP, context=Context(prec=_DIGITS))


def exact(value: Decimal | float) -> Decimal:
    """The number as it prints: the float 2.675 is 2.675, not the binary fraction just below."""
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))


def with_minus(text: str) -> str:
    """A true minus for the hyphen in front; none before a number that rounds to zero."""
    if not text.startswith("-"):
        return text
    return MINUS + text[1:] if text.strip("-0.,") else text[1:]
