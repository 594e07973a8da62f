"""Statements become observations: one for each figure, whatever number of places state it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jidi.core.measure import half_unit
from jidi.core.period import Period, PeriodKind
from jidi.core.units import PERCENT, Unit
from jidi.model.bulletin_wording import plain_unit
from jidi.model.observation import Observation
from jidi.model.reading import Status
from jidi.model.statistics import Scope, scopes
from jidi.statistics.heading import Heading
from jidi.statistics.statement import Statement

_SHOULD_NOT_COUNT = frozenset({"magnitude_doubtful"})
"""A value of the wrong magnitude is kept, but never stands as an actual."""


UNIT_OPEN = ("单位缺失，无法确定", "a unit is missing and nothing settles it")
NO_SCOPE = ("该年没有这一指标的统计口径", "nothing was counted under the name in that year")


@dataclass(frozen=True)
class Provenance:
    """Where a bulletin comes from.

    :param source: its address, title or file name.
    :param kind: official, mirror or media.
    """

    source: str
    kind: str


@dataclass(frozen=True)
class Accepted:
    """An observation, and the statements it was made of: the first gave the value."""

    observation: Observation
    statements: tuple[int, ...]


@dataclass(frozen=True)
class Refused:
    """A statement that gives no observation, and why."""

    statement: int
    zh: str
    en: str


class Observer:
    """Makes observations of the statements of one bulletin.

    :param preliminary: whether figures of whole years are preliminary by the words around them.
    :param line_of: the line of a place in the source.
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        heading: Heading,
        provenance: Provenance,
        *,
        preliminary: bool,
        line_of: Callable[[int], int],
    ) -> None:
        self._statements = statements
        self._heading = heading
        self._provenance = provenance
        self._preliminary = preliminary
        self._line_of = line_of

    def accepted(self) -> list[Accepted]:
        """An observation for each figure whose place, time, unit and scope are known."""
        groups: dict[tuple[str, str, str, Status], list[int]] = defaultdict(list)
        for n, one in enumerate(self._statements):
            if self._obstacle(one) is None:
                place, time = str(one.division), str(one.period)
                groups[one.fact.indicator, place, time, self._status(one)].append(n)
        return [self._made(group, key[3]) for key, group in groups.items()]

    def refused(self) -> Iterator[Refused]:
        """The statements that give none, with the reason."""
        for n, one in enumerate(self._statements):
            reason = self._obstacle(one)
            if reason is not None:
                yield Refused(n, *reason)

    def _obstacle(self, one: Statement) -> tuple[str, str] | None:
        obstacles = (
            (one.stated is None, ("没有写明时期", "no time is stated")),
            (one.period is None, ("没有年份", "the year is not known")),
            (one.division is None, ("没有地区", "the place is not known")),
            (one.value is not None and one.unit is None, UNIT_OPEN),
            (one.value is None and one.growth is None, ("只有文字", "words only, no figure")),
        )
        found = next((reason for holds, reason in obstacles if holds), None)
        if found is None and one.period is not None:
            return None if scope_of(one.fact.family, one.period.year) else NO_SCOPE
        return found

    def _status(self, one: Statement) -> Status:
        period = one.period
        if period is None:
            raise AssertionError("only statements with a period have a status")
        if one.flags & _SHOULD_NOT_COUNT:
            return Status.DOUBTFUL
        if one.forecast:
            return Status.FORECAST if self._is_to_come(period) else Status.PRELIMINARY
        whole_year = period.kind is PeriodKind.YEAR
        return Status.PRELIMINARY if self._preliminary and whole_year else Status.REPORTED

    def _is_to_come(self, period: Period) -> bool:
        """Whether the period was not over when the bulletin came out."""
        published, year = self._heading.published, self._heading.year
        if published is not None:
            return period.end > published
        return year is None or period.year > year

    def _made(self, group: Sequence[int], status: Status) -> Accepted:
        ones = [self._statements[n] for n in group]
        best = min(range(len(ones)), key=lambda i: _preference(ones[i]))
        grown = [one for one in ones if one.growth_text and one.kind in ("level", "share")]
        growth = min(grown, key=_growth_preference) if grown else None
        one = ones[best]
        order = (group[best], *(n for n in group if n != group[best]))
        return Accepted(self._observation(one, ones, growth, status), order)

    def _observation(
        self,
        one: Statement,
        ones: Sequence[Statement],
        growth: Statement | None,
        status: Status,
    ) -> Observation:
        if one.period is None or one.division is None:
            raise AssertionError("only statements with place and period are observed")
        scope = scope_of(one.fact.family, one.period.year)
        if scope is None:
            raise AssertionError("only statements with a scope are observed")
        flags = {flag for each in ones for flag in each.flags}
        if not one.flags & {"at_least", "about"}:
            flags -= {"at_least", "about"}
        if one.value is None:
            flags.add("value_not_printed")
        return Observation(
            indicator=one.fact.indicator,
            published=one.fact.published,
            division=one.division,
            period=one.period,
            value=one.value,
            unit=_unit(one),
            growth=None if growth is None else growth.growth,
            status=status,
            source_kind=self._provenance.kind,
            source=self._provenance.source,
            scope=scope.id,
            price_base=scope.price_base,
            flags=tuple(sorted(flags)),
            note=self._note(one, growth),
        )

    def _note(self, one: Statement, growth: Statement | None) -> str:
        told = [f"第{self._line_of(one.span[0])}行"]
        if growth is not None and growth.comparable:
            told.append("同比按可比口径计算")
        if growth is not None and ("倍" in growth.growth_text or growth.growth is None):
            told.append(f"增速印作“{growth.growth_text}”")
        if one.kind in ("share_change", "index_change") and one.growth_text:
            told.append(f"印作“{one.growth_text}”")
        if one.reference is not None and one.kind == "index_change":
            told.append(f"与前{one.reference.last_month}个月相比")
        return "；".join(told)


def scope_of(family: str, year: int) -> Scope | None:
    """The scope of a family in a year; None when nothing was counted under it then."""
    fitting = [
        scope
        for scope in scopes().values()
        if scope.family == family and scope.first_year <= year <= scope.last_year
    ]
    return fitting[0] if fitting else None


def _preference(one: Statement) -> tuple[bool, bool, Decimal, bool]:
    """Smaller is better: a value, not vague, finely printed, in the table."""
    if one.value is None or one.unit is None:
        return (True, True, Decimal(0), True)
    fineness = half_unit(one.value) * one.unit.factor_to(one.unit.plain)
    vague = bool(one.flags & {"at_least", "about"})
    return (False, vague, fineness, one.where == "prose")


def _growth_preference(one: Statement) -> tuple[bool, Decimal, bool]:
    vague = bool(one.flags & {"growth_about", "growth_not_printed"})
    if one.growth is None:
        return (True, Decimal("Infinity"), True)
    return (vague, half_unit(one.growth), one.where == "prose")


def _unit(one: Statement) -> Unit:
    if one.unit is not None:
        return one.unit
    return plain_unit(one.fact.dimension) or PERCENT
