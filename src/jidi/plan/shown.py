"""Numbers as findings print them: fixed digits, no trailing noise, intervals with a dash."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from jidi.core.measure import Interval


def shown(value: Decimal, digits: int = 2) -> str:
    """``13.68``; what needs fewer digits takes fewer (``9``, ``2.5``), what was cut keeps all."""
    cut = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    if cut != value:
        return f"{cut:f}"
    return f"{cut:f}".rstrip("0").rstrip(".") if digits else f"{cut:f}"


def span(interval: Interval, digits: int = 2) -> str:
    """``13.54–13.83``; one number when both ends print alike."""
    low, high = shown(interval.low, digits), shown(interval.high, digits)
    return low if low == high else f"{low}–{high}"
