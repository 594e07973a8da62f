"""Changes as Chinese plans print them, and what they do to a base.

«增长了2.49倍» grew **by** 2.49 times, to 3.49 times the base; «是2015年的3.61倍» is 3.61 times the
base; «翻番» doubles; «提高40个百分点» adds to a share.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from jidi.core.errors import ValueProblem
from jidi.core.measure import Interval
from jidi.core.numerals import fold, parse_number
from jidi.core.quantity import Comparator, Quantity, parse_quantity


class ChangeKind(StrEnum):
    """How a printed change acts on its base."""

    BY_RATE = "by_rate"
    """Grew by a rate (增长8.2%): base × (1 + rate)."""
    BY_TIMES = "by_times"
    """Grew by times (增长2.49倍): base × (1 + times)."""
    TO_TIMES = "to_times"
    """Is times the base (是…的3.61倍, 翻番): base × times."""
    BY_AMOUNT = "by_amount"
    """Grew by an amount (增加9个, 提高40个百分点): base + amount."""


@dataclass(frozen=True, slots=True)
class Change:
    """A printed change.

    :param kind: how it acts on the base.
    :param amount: the printed figure, with its comparator; negative for a fall.
    :param yearly: whether it is a mean per year (年均).
    """

    kind: ChangeKind
    amount: Quantity
    yearly: bool = False

    @property
    def ratio(self) -> Decimal:
        """New ÷ base, by the printed figure; of one year when ``yearly``.

        :raises ValueProblem: C-331 for a change by an amount, which has no ratio of its own.
        """
        return self._ratio_of(Interval.point(self.amount.value)).low

    @property
    def ratio_interval(self) -> Interval:
        """New ÷ base for every number that prints like this.

        :raises ValueProblem: C-331 for a change by an amount.
        """
        return self._ratio_of(self.amount.rounding)

    def _ratio_of(self, figures: Interval) -> Interval:
        if self.kind is ChangeKind.BY_AMOUNT:
            raise ValueProblem("C-331", amount=str(self.amount))
        ratio = figures * self.amount.unit.size
        return ratio if self.kind is ChangeKind.TO_TIMES else ratio + 1


_RISES = ("增长", "增加", "提高", "提升", "上升", "扩大", "增速")
_FALLS = ("下降", "减少", "降低", "下滑", "缩小")
_SHORT_FALLS = ("降", "减")
_VERB = re.compile(
    rf"(?P<before>.*?)(?P<verb>{'|'.join(_RISES + _FALLS)}|[增升降减](?=[到至]))了?"
    r"(?P<to>[到至])?(?P<rest>.+)"
)
_DOUBLED = re.compile(r".*?翻了?(?P<count>[一两二三四]?)番")
_TIMES_THE_BASE = re.compile(r".*?(?:是|为|达|相当于|达到).*的(?P<amount>[^的]+倍)")
_MIRRORED = {
    Comparator.GREATER: Comparator.LESS,
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.LESS: Comparator.GREATER,
    Comparator.AT_MOST: Comparator.AT_LEAST,
}


def parse_change(text: str) -> Change:
    """The change that a phrase states: ``比十二五末增长了2.49倍``, ``翻两番``, ``年均增长8.2%``.

    :raises ValueProblem: C-332 when no change is found, or one that cannot be (a fall by times, a
        level instead of a change); further as :func:`parse_quantity`.
    """
    plain = fold(text).strip()
    doubled = _DOUBLED.fullmatch(plain)
    if doubled is not None:
        times = Decimal(2) ** int(parse_number(doubled["count"] or "一"))
        return Change(ChangeKind.TO_TIMES, parse_quantity(f"{times}倍").exactly())
    times_of = _TIMES_THE_BASE.fullmatch(plain)
    if times_of is not None:
        return Change(ChangeKind.TO_TIMES, parse_quantity(times_of["amount"]))
    match = _VERB.fullmatch(plain)
    if match is None:
        raise ValueProblem("C-332", text=text)
    return _stated_by_verb(match, text)


def _stated_by_verb(match: re.Match[str], text: str) -> Change:
    amount = parse_quantity(match["rest"])
    falls = match["verb"] in (*_FALLS, *_SHORT_FALLS)
    kind = _kind(amount, to=match["to"] is not None)
    if kind is None or (falls and amount.unit.dimension == "ratio"):
        raise ValueProblem("C-332", text=text)
    yearly = "年均" in match["before"]
    return Change(kind, _mirrored(amount) if falls else amount, yearly)


def _kind(amount: Quantity, *, to: bool) -> ChangeKind | None:
    dimension = amount.unit.dimension
    if to:
        return ChangeKind.TO_TIMES if dimension == "ratio" else None
    if dimension == "ratio":
        return ChangeKind.BY_TIMES
    return ChangeKind.BY_RATE if dimension == "share" else ChangeKind.BY_AMOUNT


def _mirrored(amount: Quantity) -> Quantity:
    """A fall by more than 3 % is a change below −3 %."""
    comparator = _MIRRORED.get(amount.comparator, amount.comparator)
    if amount.upper is None:
        return replace(amount, value=-amount.value, comparator=comparator)
    return replace(amount, value=-amount.upper, upper=-amount.value)
