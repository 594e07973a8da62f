"""Numbers behind names and verbs: their units, and what a rise or fall of them says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jidi.core.errors import UnknownName
from jidi.core.numerals import MULTIPLIERS
from jidi.core.units import PERCENT, POINTS, Unit
from jidi.model.bulletin_wording import Kind
from jidi.statistics.flow import Span
from jidi.statistics.tokens import Token

INDEX = Unit.parse("指数")
HUNDRED = Decimal(100)
_PERCENT = re.compile("%+")


@dataclass
class Figure:
    """A number in running text.

    :param unit: as printed, or taken over from the next one of its list.
    :param spread: whether the unit was taken over.
    :param unreadable: whether an unknown word stands where its unit should.
    """

    token: Token
    unit: str
    flags: set[str] = field(default_factory=set)
    spread: bool = False
    unreadable: bool = False

    @property
    def value(self) -> Decimal:
        """The number."""
        if self.token.value is None:
            raise AssertionError("a figure is made of a number")
        return self.token.value


@dataclass
class Change:
    """A rise or fall: its direction (1, -1, or 0 for 持平) and how much.

    :param words: as printed, from the verb on.
    :param nearly: whether it is 基本持平.
    """

    direction: int
    words: str
    span: Span
    figure: Figure | None = None
    nearly: bool = False

    @property
    def value(self) -> Decimal | None:
        """The signed number as printed; 0 for 持平; None for 翻番."""
        if self.figure is not None:
            return self.direction * self.figure.value
        return Decimal(0) if self.direction == 0 else None


def spread_units(figures: Sequence[Figure]) -> None:
    """Give figures of a list that lack a unit the one of the next: 1.1和0.2个百分点."""
    following = ""
    for figure in reversed(figures):
        if not figure.unit and following:
            figure.unit, figure.spread = following, True
        following = figure.unit


def level_unit(text: str, kind: Kind) -> Unit | None:
    """The unit of a level, share or index; None when print leaves it open.

    :raises UnknownName: C-321 for a unit that is not known.
    """
    if kind == "share":
        return PERCENT if _PERCENT.fullmatch(text) else _open(text)
    if _PERCENT.fullmatch(text):
        text = "%"
    if kind in ("level", "index_change") and text in ("", *MULTIPLIERS):
        return None
    return Unit.parse(text)


def _open(text: str) -> Unit | None:
    return None if text == "" else Unit.parse(text)


def growth_of(change: Change) -> tuple[Decimal | None, set[str]] | None:
    """Growth in per cent and flags; None when the change is in points, which is no growth.

    «增长2.8倍» is growth by 2.8 times, 280 %. Words alone (翻番) give no number.
    """
    if change.figure is None:
        flags = {"growth_about"} if change.nearly else set()
        value = change.value
        return value, flags if value is not None else {"growth_not_printed"}
    unit, value = change.figure.unit, change.direction * change.figure.value
    flags = {_of_growth(flag) for flag in change.figure.flags}
    if unit == "%":
        return value, flags
    if unit == "" or _PERCENT.fullmatch(unit):
        return value, flags | {"misprint"}
    if unit == "倍":
        return value * HUNDRED, flags
    return None


def _of_growth(flag: str) -> str:
    return {"about": "growth_about", "at_least": "growth_not_printed"}.get(flag, flag)


def points_of(change: Change) -> tuple[Decimal, set[str]] | None:
    """The change of a share in 百分点 and flags; None when it is in another unit."""
    if change.figure is None:
        return (Decimal(0), {"about"} if change.nearly else set()) if not change.direction else None
    if change.figure.unit not in ("个百分点", "百分点"):
        return None
    return change.direction * change.figure.value, set(change.figure.flags)


def points_of_index(change: Change) -> tuple[Decimal, set[str]] | None:
    """The change of an index; None when it is in per cent."""
    if change.figure is None:
        return (Decimal(0), {"about"} if change.nearly else set()) if not change.direction else None
    if change.figure.unit not in ("", "个百分点", "百分点", "点", "分"):
        return None
    return change.direction * change.figure.value, set(change.figure.flags)


__all__ = [
    "INDEX",
    "POINTS",
    "Change",
    "Figure",
    "UnknownName",
    "growth_of",
    "level_unit",
    "points_of",
    "points_of_index",
    "spread_units",
]
