"""The vertical axis of a chart: round bounds and steps, the same in every format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from jidi.report.document import Chart

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_MOST_STEPS = 6
_NEAR_ZERO = Decimal("0.45")
"""Where the least value is less than this part of the largest, the axis begins at zero."""
_FLAT = Decimal("0.04")
"""Of lines that hardly move at least this part of their height is shown, lest noise look wild."""


@dataclass(frozen=True)
class Axis:
    """An axis from ``low`` to ``high`` in equal steps.

    :param digits: decimals its labels need.
    """

    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def digits(self) -> int:
        """Decimals that tell its labels apart."""
        return max(0, -int(self.step.normalize().as_tuple().exponent))

    @property
    def ticks(self) -> tuple[Decimal, ...]:
        """The labelled values, from below."""
        count = int((self.high - self.low) / self.step)
        return tuple(self.low + self.step * n for n in range(count + 1))

    @property
    def begins_at_zero(self) -> bool:
        """Whether it begins at zero."""
        return self.low == 0


def axis_of(chart: Chart) -> Axis:
    """The axis that holds every value of the chart and every end of its intervals."""
    return axis_for(
        value
        for line in chart.lines
        for values in (line.values, line.low, line.high)
        for value in values
        if value is not None
    )


def axis_for(values: Iterable[Decimal]) -> Axis:
    """The axis that holds the values.

    :raises ValueError: when there is none.
    """
    known = list(values)
    low, high = min(known), max(known)
    if low == high == 0:
        high = Decimal(1)
    spread = max(high - low, abs(high) * _FLAT, Decimal("0.001"))
    if spread > high - low:
        low = high - spread
    if low >= 0 and low < high * _NEAR_ZERO:
        low, spread = Decimal(0), high
    step = _step(spread)
    floor = (low / step).to_integral_value(ROUND_FLOOR) * step
    ceiling = (high / step).to_integral_value(ROUND_CEILING) * step
    if ceiling == floor:
        ceiling = floor + step
    return Axis(floor, ceiling, step)


def _step(spread: Decimal) -> Decimal:
    """The finest round step that cuts the spread into few enough parts."""
    magnitude = Decimal(1).scaleb((spread / _MOST_STEPS).adjusted())
    return next(
        magnitude * factor for factor in _STEPS if spread / (magnitude * factor) <= _MOST_STEPS
    )
