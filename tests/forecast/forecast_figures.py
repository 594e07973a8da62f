"""Short ways to write figures of a series, for tests."""

from __future__ import annotations

from decimal import Decimal

from jidi.core.period import Period
from jidi.forecast.point import Figure, How
from jidi.model.reading import Status


def figure(
    period: str,
    value: str,
    growth: str | None = None,
    *,
    scope: str = "express_2010",
    status: str = "reported",
    price_base: str = "",
    bound: bool = False,
    how: How = How.PRINTED,
    half: str | None = None,
) -> Figure:
    """A printed figure; its rounding is that of the digits written here."""
    return Figure(
        period=Period.parse(period),
        value=Decimal(value),
        half=Decimal(half) if half is not None else _half(value),
        growth=None if growth is None else Decimal(growth),
        growth_half=Decimal(0) if growth is None else _half(growth),
        status=Status(status),
        scope=scope,
        price_base=price_base,
        source="bulletin",
        bound=bound,
        how=how,
    )


def _half(text: str) -> Decimal:
    return Decimal("0.5").scaleb(int(Decimal(text).as_tuple().exponent))


def values(record) -> dict[str, float]:
    """Values by period."""
    return {str(point.period): point.value for point in record.points}


def ways(record) -> dict[str, str]:
    """How each point came about."""
    return {str(point.period): point.how.value for point in record.points}


def reasons(record) -> dict[str, str]:
    """Why figures are no points."""
    return {str(left.period): left.reason.value for left in record.left_out}
