"""A bulletin against what is known already: the same figure, last month's, last year's.

Values of different scope or price base never meet in a subtraction
(:func:`jidi.model.statistics.difference`), except in a notice that says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jidi.core.errors import ValueProblem
from jidi.core.measure import Interval, rounding_interval
from jidi.core.period import Period, PeriodKind
from jidi.model.observation import Observation
from jidi.model.reading import Status
from jidi.model.statistics import difference
from jidi.statistics.finding import (
    Finding,
    Rule,
    Verdict,
    figure_text,
    in_unit_of,
    interval_in_unit_of,
    name_en,
    name_zh,
    shown,
    span_text,
)
from jidi.statistics.statement import Statement

Key = tuple[str, str, Period]
_USABLE = (Status.REPORTED, Status.REVISED)
_JUMP = Decimal(50)
_SLUMP = Decimal(-98)
"""A value so many times its year-before is another magnitude, whatever growth says. Own choice."""


@dataclass(frozen=True)
class Known:
    """Figures known before, by indicator, division and period; the best status of each."""

    figures: Mapping[Key, Observation]

    @classmethod
    def of(cls, observations: Iterable[Observation]) -> Known:
        """Reported and revised figures with a value; a revised one stands before a reported."""
        found: dict[Key, Observation] = {}
        for one in observations:
            key = (one.indicator, one.division.text, one.period)
            if one.value is None or one.status not in _USABLE or "at_least" in one.flags:
                continue
            if key not in found or one.status is Status.REVISED:
                found[key] = one
        return cls(found)

    def find(self, indicator: str, division: str, period: Period) -> Observation | None:
        """The figure, when it is known."""
        return self.figures.get((indicator, division, period))


class AgainstKnown:
    """A bulletin's observations against known figures.

    :ivar checked: as of :class:`~jidi.statistics.checks.relation.Relations`.
    """

    def __init__(self, pairs: Sequence[tuple[int, Statement, Observation]], known: Known) -> None:
        self._pairs = pairs
        self._known = known
        self.checked: dict[Rule, tuple[int, int]] = {}

    def findings(self) -> Iterator[Finding]:
        """What does not agree."""
        now = {(one.indicator, one.division.text, one.period): one for _, _, one in self._pairs}
        for n, statement, one in self._pairs:
            for found in (
                self._same(statement, one),
                self._previous(statement, one, now),
                self._year_before(n, statement, one),
            ):
                if found is not None:
                    yield found

    def _same(self, statement: Statement, one: Observation) -> Finding | None:
        known = self._known.find(one.indicator, one.division.text, one.period)
        if known is None or known.unit.dimension != one.unit.dimension:
            return None
        ours, theirs = plain_of(one), plain_of(known)
        if ours is None or theirs is None or one.status not in _USABLE:
            return None
        good = ours.meets(theirs)
        self._count(Rule.KNOWN, good)
        if good:
            return None
        return Finding(
            rule=Rule.KNOWN,
            verdict=Verdict.DOUBTFUL,
            zh=f"{name_zh(statement)}与已有公布数不同",
            en=f"{name_en(statement)} differs from the figure already known",
            arithmetic=f"{figure_text(statement)} ≠ {known.value}{known.unit}",
            reason_zh=f"已有公布数来自{known.source}；可能是修订，也可能有一处误印",
            reason_en=f"the known figure is from {known.source}; a revision, or a slip",
            printed=((name_zh(statement), figure_text(statement)),),
            recomputed=known.value,
            unit=str(known.unit),
            spans=(statement.span,),
        )

    def _previous(
        self, statement: Statement, one: Observation, now: Mapping[Key, Observation]
    ) -> Finding | None:
        """This year to date less the one before against the month."""
        if one.period.kind is not PeriodKind.MONTH or one.period.part == 1:
            return None
        year, month = one.period.year, one.period.part
        keys = [(one.indicator, one.division.text, period) for period in _years_to(year, month)]
        later = next((now[key] for key in keys if key in now), None)
        before = Period.for_ytd(year, month - 1) if month > 2 else Period.for_month(year, 1)
        earlier = self._known.find(one.indicator, one.division.text, before)
        if later is None or earlier is None or not _comparable(later, earlier):
            return None
        ours, end, start = plain_of(one), plain_of(later), plain_of(earlier)
        if ours is None or end is None or start is None:
            return None
        rest = end - start
        good = rest.meets(ours)
        self._count(Rule.PREVIOUS, good)
        return None if good else _not_the_rest(statement, later, earlier, rest)

    def _year_before(self, n: int, statement: Statement, one: Observation) -> Finding | None:
        """Growth against last year's published value: a notice only, the bases may differ."""
        earlier = self._known.find(one.indicator, one.division.text, one.period.years_before())
        if earlier is None or one.growth is None or earlier.price_base != one.price_base:
            return None
        new, old = one.plain_value, earlier.plain_value
        if new is None or not old or one.unit.plain != earlier.unit.plain:
            return None
        spans = (statement.growth_span or statement.span,)
        soared = new / old >= _JUMP and one.growth < _JUMP * 100
        if soared or (new / old <= 1 / _JUMP and one.growth > _SLUMP):
            return _other_magnitude(n, statement, earlier)
        ratio = _ratio(one, earlier)
        printed = rounding_interval(one.growth)
        good = ratio is not None and (ratio * 100 - 100).meets(printed)
        self._count(Rule.YEAR_BEFORE, good)
        if good:
            return None
        growth = (new / old - 1) * 100
        broken = not _comparable(one, earlier)
        return Finding(
            rule=Rule.YEAR_BEFORE,
            verdict=Verdict.NOTICE,
            zh=f"{name_zh(statement)}的公布增速不等于与上年公布数之比",
            en=f"{name_en(statement)}: printed growth is not the ratio to last year's value",
            arithmetic=f"{figure_text(statement)} ÷ {earlier.value}{earlier.unit} − 1 = "
            f"{shown(growth)}% ≠ {one.growth}%",
            reason_zh="两年口径不同，公布增速按可比口径计算，以公布增速为准"
            if broken or statement.comparable
            else "上年数可能已修订；公布增速单独保存，不作推算",
            reason_en="the scopes differ; printed growth is on a comparable base and stands"
            if broken or statement.comparable
            else "last year's value may have been revised; printed growth is kept as it is",
            recomputed=growth,
            interval=None if ratio is None else ratio * 100 - 100,
            unit="%",
            spans=spans,
        )

    def _count(self, rule: Rule, good: bool) -> None:
        judged, agreed = self.checked.get(rule, (0, 0))
        self.checked[rule] = (judged + 1, agreed + good)


def _not_the_rest(
    statement: Statement, later: Observation, earlier: Observation, rest: Interval
) -> Finding:
    middle = (later.plain_value or Decimal(0)) - (earlier.plain_value or Decimal(0))
    own = in_unit_of(middle, statement)
    return Finding(
        rule=Rule.PREVIOUS,
        verdict=Verdict.DOUBTFUL,
        zh=f"{name_zh(statement)}不等于两次累计之差",
        en=f"{name_en(statement)} is not the difference of the cumulative figures",
        arithmetic=f"{later.value}{later.unit} − {earlier.value}{earlier.unit} = "
        f"{shown(own)}{statement.unit}（{span_text(interval_in_unit_of(rest, statement))}）≠ "
        f"{figure_text(statement)}",
        reason_zh="以前月份的数可能已修订，或口径一次性调整",
        reason_en="earlier months may have been revised, or a scope changed at one stroke",
        recomputed=own,
        interval=interval_in_unit_of(rest, statement),
        unit=str(statement.unit),
        spans=(statement.span,),
    )


def plain_of(one: Observation) -> Interval | None:
    """The numbers that print like an observation's value, without multiplier."""
    if one.value is None:
        return None
    return rounding_interval(one.value) * one.unit.factor_to(one.unit.plain)


def _ratio(one: Observation, earlier: Observation) -> Interval | None:
    new, old = plain_of(one), plain_of(earlier)
    if new is None or old is None or old.low <= 0:
        return None
    return new / old


def _comparable(later: Observation, earlier: Observation) -> bool:
    try:
        difference(later, earlier)
    except ValueProblem:
        return False
    return True


def _years_to(year: int, month: int) -> tuple[Period, ...]:
    whole = (Period.for_year(year),) if month == 12 else ()
    return (Period.for_ytd(year, month), *whole)


def _other_magnitude(n: int, statement: Statement, earlier: Observation) -> Finding:
    ratio = (statement.plain_value or Decimal(0)) / (earlier.plain_value or Decimal(1))
    return Finding(
        rule=Rule.MAGNITUDE,
        verdict=Verdict.CONTRADICTS,
        zh=f"{name_zh(statement)}的数量级与上年公布数相差过大",
        en=f"{name_en(statement)} is of another magnitude than last year's value",
        arithmetic=f"{figure_text(statement)} ÷ {earlier.value}{earlier.unit} = {shown(ratio)}",
        reason_zh=f"公布增速为{statement.growth}%，单位可能有误",
        reason_en=f"printed growth is {statement.growth} %; the unit may be wrong",
        printed=((name_zh(statement), figure_text(statement)),),
        recomputed=ratio,
        unit="倍",
        spans=(statement.span,),
        flags=((n, "magnitude_doubtful"),),
    )
