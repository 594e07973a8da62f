"""Grades of progress and the tolerances between them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jidi.core.measure import Interval
from jidi.core.numbers_as_text import grouped


class Grade(StrEnum):
    """How a target stands, best first; the last three say that nothing can be said."""

    EARLY = "early"
    AHEAD = "ahead"
    ON_COURSE = "on_course"
    BEHIND = "behind"
    NO_DATA = "no_data"
    INCOMPARABLE = "incomparable"
    NOT_BEGUN = "not_begun"

    @property
    def zh(self) -> str:
        """The Chinese word."""
        return _WORDS[self][0]

    @property
    def en(self) -> str:
        """The English words."""
        return _WORDS[self][1]


_WORDS = {
    Grade.EARLY: ("提前完成", "reached"),
    Grade.AHEAD: ("快于预期", "ahead of the path"),
    Grade.ON_COURSE: ("基本符合", "on the path"),
    Grade.BEHIND: ("滞后", "behind the path"),
    Grade.NO_DATA: ("数据不足", "not enough data"),
    Grade.INCOMPARABLE: ("口径不可比", "not comparable"),
    Grade.NOT_BEGUN: ("尚未开始", "not begun"),
}


@dataclass(frozen=True)
class Tolerance:
    """Where one grade ends and the next begins. All three are our own choice; no rule sets them.

    :param width: distance from the path, as a share of the whole way, that still counts as on it.
    :param basically: part of a level that fulfils 基本实现.
    :param about: part of a level that fulfils 左右 or 约.
    """

    width: Decimal = Decimal("0.05")
    basically: Decimal = Decimal("0.95")
    about: Decimal = Decimal("0.9")


def graded(progress: Decimal, due: Decimal, tolerance: Tolerance) -> Grade:
    """The grade of a share of the way against the share that is due; never ``EARLY``."""
    if progress >= due + tolerance.width:
        return Grade.AHEAD
    return Grade.ON_COURSE if progress >= due - tolerance.width else Grade.BEHIND


@dataclass(frozen=True)
class Judgement:
    """A grade and why; ``at_least`` when it rests on a bound and may be better."""

    grade: Grade
    reason_zh: str
    reason_en: str
    at_least: bool = False


def judge(
    point: Decimal | None, covered: Interval, due: Decimal, tolerance: Tolerance
) -> Judgement:
    """The grade of a share of the way against the share that is due.

    :param point: the share covered, None when only a bound is known.
    :param covered: every share that may be covered.
    """
    if point is not None:
        return _reasoned(graded(point, due, tolerance), point, due)
    worst, best = (graded(end, due, tolerance) for end in (covered.low, covered.high))
    if worst is best:
        known = covered.low if covered.low.is_finite() else covered.high
        return _reasoned(worst, known, due, bound=True)
    if worst is Grade.BEHIND:
        return Judgement(
            Grade.NO_DATA,
            f"只知界限（{_bound(covered)}），应完成{_percent(due)}，不能判断",
            f"only a bound is known ({_bound(covered)}); {_percent(due)} is due",
        )
    return _reasoned(worst, covered.low, due, bound=True, at_least=True)


def _reasoned(
    grade: Grade, covered: Decimal, due: Decimal, *, bound: bool = False, at_least: bool = False
) -> Judgement:
    zh, en = ("（界限）", " (a bound)") if bound else ("", "")
    return Judgement(
        grade,
        f"已完成{_percent(covered)}{zh}，应完成{_percent(due)}",
        f"{_percent(covered)}{en} of the way, {_percent(due)} due",
        at_least,
    )


def _bound(covered: Interval) -> str:
    if covered.high.is_infinite():
        return f"≥ {_percent(covered.low)}"
    return f"≤ {_percent(covered.high)}"


def _percent(share: Decimal) -> str:
    return f"{grouped(share * 100, 0)}%"
