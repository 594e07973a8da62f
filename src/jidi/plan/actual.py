"""What was reached: a value with its period, status, scope, and what is open about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from jidi.core.errors import InputError
from jidi.core.measure import Interval, Number
from jidi.core.period import Period, PeriodKind
from jidi.model.reading import Reading, Status

Bound = Literal["", "lower", "upper"]
"""``lower``: the source says only «more than»; ``upper``: only «less than»."""


@dataclass(frozen=True, kw_only=True)
class Actual:
    """A value reached.

    :param value: the number, in ``unit``.
    :param status: where it comes from: published, computed, synthetic, or a reading's status.
    :param half: half a unit of the last printed digit; 0 when the number is exact.
    :param chance: where the true value lies with 95 % if the value rests on a survey or sample,
        in ``unit``; None for what was counted completely, and where it cannot be told.
    :param scope: what it covers; empty when it is the indicator's own.
    :param continues: earlier scopes with which ``scope`` may be compared.
    :param price_base: constant prices of a money value; empty for current prices.
    :raises InputError: P-131 when the value is no number or its rounding is negative.
    """

    value: Decimal
    unit: str
    period: Period
    status: str
    bound: Bound = ""
    half: Decimal = Decimal(0)
    chance: Interval | None = None
    scope: str = ""
    continues: tuple[str, ...] = ()
    price_base: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            raise InputError("P-131", reason_zh="不是有限的数", reason_en="it is no finite number")
        if not self.half.is_finite() or self.half < 0:
            raise InputError(
                "P-131", reason_zh="取整单位为负", reason_en="its rounding is negative"
            )

    @property
    def interval(self) -> Interval:
        """Every number it may stand for: one side open for a bound, else its rounding."""
        if self.bound == "lower":
            return Interval.above(self.value, closed=True)
        if self.bound == "upper":
            return Interval.below(self.value, closed=True)
        return Interval(self.value - self.half, self.value + self.half)

    @property
    def spread(self) -> Interval:
        """Every number it may stand for by rounding, bound or chance."""
        known = self.interval
        if self.chance is None:
            return known
        low, high = min(known.low, self.chance.low), max(known.high, self.chance.high)
        return Interval(low, high, low.is_finite(), high.is_finite())

    @property
    def months(self) -> int:
        """Months the period covers; 0 for a day."""
        if self.period.kind is PeriodKind.DAY:
            return 0
        first, last = self.period.start, self.period.end
        return (last.year - first.year) * 12 + last.month - first.month


def actual(
    value: Number | float,
    *,
    unit: str,
    period: str | Period,
    status: str = "published",
    bound: Bound = "",
    half: Number = 0,
    chance: Interval | None = None,
    scope: str = "",
    continues: tuple[str, ...] = (),
    price_base: str = "",
    source: str = "",
) -> Actual:
    """An :class:`Actual` from ordinary numbers and a written period (``2022``, ``2025-06``)."""
    return Actual(
        value=Decimal(str(value)),
        unit=unit,
        period=period if isinstance(period, Period) else Period.parse(period),
        status=status,
        bound=bound,
        half=Decimal(str(half)),
        chance=chance,
        scope=scope,
        continues=continues,
        price_base=price_base,
        source=source,
    )


def actual_of(reading: Reading, *, continues: tuple[str, ...] = ()) -> Actual | None:
    """The value of a reading; None when it has none. A reading with status bound is «at least».

    :param continues: earlier scopes with which the reading's scope may be compared.
    """
    if reading.value is None:
        return None
    return actual(
        reading.value,
        unit=reading.unit,
        period=reading.period,
        status=reading.status.value,
        bound="lower" if reading.status is Status.BOUND else "",
        scope=reading.scope,
        continues=continues,
        price_base=reading.price_base,
        source="、".join(source.name for source in reading.sources),
    )
