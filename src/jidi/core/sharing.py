"""Sharing out a whole number: in proportion to weights, within bounds, exactly.

The exact shares x = clamp(λ · weight, low, high) sum to the total for one λ; what rounding down
leaves goes to the largest remainders (最大余数法), of equal ones to the earlier party.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from jidi.core.errors import ValueProblem


def shared(
    total: int,
    weights: Sequence[Fraction],
    *,
    low: Sequence[int] | None = None,
    high: Sequence[int | None] | None = None,
) -> list[int]:
    """Whole numbers that sum to ``total``, as near to the weights as the bounds allow.

    :param low: the least each may get, 0 when not given; :param high: the most, None for no limit.
    :raises ValueProblem: C-350 when no such numbers exist.
    """
    lows = [0] * len(weights) if low is None else list(low)
    highs: list[int | None] = [None] * len(weights) if high is None else list(high)
    _refuse_the_impossible(total, weights, lows, highs)
    exact = _exact_shares(Fraction(total), weights, lows, highs)
    parts = [floor(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for position in by_remainder[: total - sum(parts)]:
        parts[position] += 1
    return parts


def _refuse_the_impossible(
    total: int, weights: Sequence[Fraction], lows: Sequence[int], highs: Sequence[int | None]
) -> None:
    """A party without weight takes only what it must."""
    most: Fraction | None = Fraction(0)
    for weight, low, high in zip(weights, lows, highs, strict=True):
        if weight < 0 or (high is not None and high < low):
            raise ValueProblem("C-350", total=total, parties=len(weights))
        ceiling = low if weight == 0 else high
        most = None if most is None or ceiling is None else most + ceiling
    if total < sum(lows) or (most is not None and total > most):
        raise ValueProblem("C-350", total=total, parties=len(weights))


def _exact_shares(
    total: Fraction,
    weights: Sequence[Fraction],
    lows: Sequence[int],
    highs: Sequence[int | None],
) -> list[Fraction]:
    """The clamped shares: those at a bound are fixed, the heavier side first, until none is."""
    fixed = {n: Fraction(lows[n]) for n, weight in enumerate(weights) if weight == 0}
    while True:
        free = [n for n in range(len(weights)) if n not in fixed]
        weight = sum((weights[n] for n in free), Fraction(0))
        left = total - sum(fixed.values(), Fraction(0))
        share = {n: left * weights[n] / weight for n in free}
        under = {n: Fraction(lows[n]) for n in free if share[n] < lows[n]}
        over = {n: Fraction(top) for n in free if (top := highs[n]) is not None and share[n] > top}
        if not under and not over:
            return [fixed[n] if n in fixed else share[n] for n in range(len(weights))]
        lacking = sum((low - share[n] for n, low in under.items()), Fraction(0))
        spare = sum((share[n] - top for n, top in over.items()), Fraction(0))
        fixed |= under if lacking >= spare else over
