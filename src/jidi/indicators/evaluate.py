"""The last step of every indicator: scale · numerator ÷ denominator, or *no data*."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from jidi.model.indicator import Indicator


def value_of(
    indicator: Indicator, numerator: float | None, denominator: float | None = None
) -> float | None:
    """One value in the indicator's unit; None means no data, never zero.

    :param denominator: not looked at when the indicator is a total.
    """
    if numerator is None:
        return None
    if indicator.measure == "total":
        return indicator.scale * numerator
    if denominator is None or denominator == 0:
        return None
    return indicator.scale * numerator / denominator


def values_of(
    indicator: Indicator, numerators: pa.ChunkedArray, denominators: pa.ChunkedArray
) -> pa.ChunkedArray:
    """:func:`value_of` over whole columns of doubles."""
    scaled = pc.multiply(numerators, pa.scalar(indicator.scale))
    if indicator.measure == "total":
        return scaled
    divisible = pc.not_equal(denominators, pa.scalar(0.0))
    return pc.divide(scaled, pc.if_else(divisible, denominators, pa.scalar(None, pa.float64())))
