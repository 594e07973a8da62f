"""Intervals: what a printed, rounded figure really says, and arithmetic with it.

A printed ``80`` says «between 79.5 and 80.5», ``82.0%`` says «between 81.95 and 82.05 per cent».
Sums, products and growth rates of printed figures are therefore intervals too; a plan contradicts
itself only where these do not meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import product

from jidi.core.errors import ValueProblem

INFINITY = Decimal("Infinity")
HALF = Decimal("0.5")
_CERTAIN_DIGITS = 2
# 34 digits: far finer than any printed figure, so that rounding here never decides a verdict.
_FINE = Context(prec=34)

Number = Decimal | int | str


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of numbers; each end belongs to it (closed) or not (open).

    :param low: lower end, may be minus infinity (then open).
    :param high: upper end, may be infinity (then open).
    :raises ValueProblem: C-301 when it is empty or an end is not a number.
    """

    low: Decimal
    high: Decimal
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        ends = (self.low, self.high)
        if any(end.is_nan() for end in ends) or self._is_empty() or self._closes_the_infinite():
            raise ValueProblem("C-301", interval=str(self))

    @classmethod
    def point(cls, value: Number) -> Interval:
        """The interval of one exact number."""
        return cls(Decimal(value), Decimal(value))

    @classmethod
    def above(cls, value: Number, *, closed: bool = False) -> Interval:
        """All numbers above ``value``, itself among them when ``closed``."""
        return cls(Decimal(value), INFINITY, closed, False)

    @classmethod
    def below(cls, value: Number, *, closed: bool = False) -> Interval:
        """All numbers below ``value``, itself among them when ``closed``."""
        return cls(-INFINITY, Decimal(value), False, closed)

    @property
    def is_point(self) -> bool:
        """Whether it holds one number only."""
        return self.low == self.high

    @property
    def width(self) -> Decimal:
        """The distance between its ends."""
        return self.high - self.low

    def contains(self, value: Number) -> bool:
        """Whether the number lies in it."""
        number = Decimal(value)
        above = self.low < number or (self.low_closed and self.low == number)
        return above and (number < self.high or (self.high_closed and number == self.high))

    def intersection(self, other: Interval) -> Interval | None:
        """What both hold; None when they do not meet."""
        (low, low_open), (high, high_closed) = (
            max(self._start, other._start),
            min(self._stop, other._stop),
        )
        if low > high or (low == high and (low_open or not high_closed)):
            return None
        return Interval(low, high, not low_open, high_closed)

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return self.intersection(other) is not None

    def is_within(self, other: Interval) -> bool:
        """Whether all of it lies in ``other``."""
        return other._start <= self._start and self._stop <= other._stop

    def __add__(self, other: Interval | Number) -> Interval:
        term = _interval(other)
        return Interval(
            _FINE.add(self.low, term.low),
            _FINE.add(self.high, term.high),
            self.low_closed and term.low_closed,
            self.high_closed and term.high_closed,
        )

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_closed, self.low_closed)

    def __sub__(self, other: Interval | Number) -> Interval:
        return self + -_interval(other)

    def __mul__(self, other: Interval | Number) -> Interval:
        corners = [_multiplied(a, b) for a, b in product(self._ends, _interval(other)._ends)]
        return _hull(corners)

    def __truediv__(self, other: Interval | Number) -> Interval:
        """The quotient.

        :raises ValueProblem: C-302 when the divisor can be zero.
        """
        divisor = _interval(other)
        if divisor.low <= 0 <= divisor.high:
            raise ValueProblem("C-302", interval=str(divisor))
        low, high = (_FINE.divide(Decimal(1), end) for end in (divisor.high, divisor.low))
        return self * Interval(low, high, divisor.high_closed, divisor.low_closed)

    def power(self, exponent: Number) -> Interval:
        """Each number of it, raised to ``exponent`` (a root when it is a fraction).

        :raises ValueProblem: C-303 when the interval reaches zero or below, or is endless.
        """
        if self.low <= 0 or self.high == INFINITY:
            raise ValueProblem("C-303", interval=str(self))
        low, high = (_FINE.power(end, Decimal(exponent)) for end in (self.low, self.high))
        if Decimal(exponent) >= 0:
            return Interval(low, high, *self._closed(low == high))
        return Interval(high, low, self.high_closed, self.low_closed)

    def growth_per_year(self, base: Interval, years: int) -> Interval:
        """The mean yearly growth that leads from ``base`` to this in ``years``, as a fraction.

        :raises ValueProblem: C-303 when either can be zero or less, C-304 when years < 1.
        """
        if years < 1:
            raise ValueProblem("C-304", years=years)
        if base.low <= 0:
            raise ValueProblem("C-303", interval=str(base))
        return (self / base).power(Decimal(1) / years) - 1

    def _closed(self, one: bool) -> tuple[bool, bool]:
        return (True, True) if one else (self.low_closed, self.high_closed)

    @property
    def _ends(self) -> tuple[tuple[Decimal, bool], tuple[Decimal, bool]]:
        return ((self.low, self.low_closed), (self.high, self.high_closed))

    @property
    def _start(self) -> tuple[Decimal, bool]:
        """Orders lower ends: an open end starts later than a closed one."""
        return (self.low, not self.low_closed)

    @property
    def _stop(self) -> tuple[Decimal, bool]:
        """Orders upper ends: an open end stops earlier than a closed one."""
        return (self.high, self.high_closed)

    def _is_empty(self) -> bool:
        return self.low > self.high or (
            self.low == self.high and not (self.low_closed and self.high_closed)
        )

    def _closes_the_infinite(self) -> bool:
        return any(closed and end.is_infinite() for end, closed in self._ends)

    def __str__(self) -> str:
        opening = "[" if self.low_closed else "("
        return f"{opening}{self.low}, {self.high}{']' if self.high_closed else ')'}"


def rounding_interval(printed: Decimal) -> Interval:
    """The numbers that print as ``printed`` when rounded half away from zero to its decimals.

    80 → [79.5, 80.5); 82.0 → [81.95, 82.05); −3.2 → (−3.25, −3.15]; 0 → (−0.5, 0.5).
    """
    half = half_unit(printed)
    return Interval(printed - half, printed + half, printed > 0, printed < 0)


def half_unit(printed: Decimal) -> Decimal:
    """Half a unit of the last printed decimal: 107.8 → 0.05, 160 → 0.5.

    :raises ValueProblem: C-301 when it is not a finite number.
    """
    exponent = printed.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueProblem("C-301", interval=str(printed))
    return HALF.scaleb(min(exponent, 0))


def half_printed(value: Decimal) -> Decimal:
    """Half a unit of the last digit that was surely printed, of a number that lost its zeros.

    Zeros at the end of a whole number are taken as not printed, down to two digits: 16000 says
    15500 to 16500 (it was 1.6万亿元). Own choice; it errs to the wide side.

    :raises ValueProblem: C-301 when it is not a finite number.
    """
    shown = value.normalize()
    exponent = shown.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueProblem("C-301", interval=str(value))
    surplus = _CERTAIN_DIGITS - len(shown.as_tuple().digits)
    if exponent > 0 and surplus > 0:
        exponent -= min(surplus, exponent)
    return HALF.scaleb(exponent)


def _interval(given: Interval | Number) -> Interval:
    return given if isinstance(given, Interval) else Interval.point(given)


def _multiplied(a: tuple[Decimal, bool], b: tuple[Decimal, bool]) -> tuple[Decimal, bool]:
    """The product of two ends. A closed zero makes a closed zero, whatever it meets."""
    for end, closed in (a, b):
        if end == 0 and closed:
            return (Decimal(0), True)
    if a[0] == 0 or b[0] == 0:
        return (Decimal(0), False)
    return (_FINE.multiply(a[0], b[0]), a[1] and b[1])


def _hull(corners: list[tuple[Decimal, bool]]) -> Interval:
    low, high = min(end for end, _ in corners), max(end for end, _ in corners)
    return Interval(
        low,
        high,
        any(closed for end, closed in corners if end == low),
        any(closed for end, closed in corners if end == high),
    )
