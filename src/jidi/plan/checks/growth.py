"""Does the printed annual growth lead from the base to the printed target?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.model.plan_figure import unit_factor
from jidi.model.plan_index import half_of, is_one_digit
from jidi.model.plan_record import Condition, ConditionKind, Figure, Target
from jidi.plan.demand import HUNDRED
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.relate.evidence import Evidence, in_unit
from jidi.plan.shown import shown, span


@dataclass(frozen=True)
class _Case:
    """A stated growth, the level it should lead to, and the base it starts from.

    :param spread: every number the base may be, in the level's unit.
    """

    target: Target
    base: Figure
    spread: Interval
    level: Figure
    growth: Condition

    @property
    def years(self) -> int:
        return self.level.year - self.base.year

    @property
    def start(self) -> Decimal:
        return self.base.value * unit_factor(self.base.unit, to=self.level.unit)

    @property
    def implied(self) -> Decimal:
        ratio = self.level.value / self.start
        return (Interval.point(ratio).power(Decimal(1) / self.years).low - 1) * HUNDRED

    @property
    def interval(self) -> Interval:
        return self.level.rounding.growth_per_year(self.spread, self.years) * HUNDRED

    @property
    def needed(self) -> Decimal:
        return self.start * (1 + self.growth.printed.value / HUNDRED) ** self.years


def check_growth(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each different statement of growth and level."""
    for case in _cases(evidence):
        start, level, years = shown(case.start, 4), case.level.value, case.years
        forward = f"({level}/{start})^(1/{years}) − 1 = {shown(case.implied)}%"
        back = f"{start} × (1 + {case.growth.printed.value}%)^{years} = {shown(case.needed)}"
        finer = _from_finer_bases(evidence, case)
        yield Finding(
            id=f"growth:{case.target.id}",
            plan=evidence.plan.id,
            family=Family.GROWTH,
            item=case.target.item,
            zh=f"{case.level.zh}：年均增速与目标值",
            en=f"{case.level.en}: annual growth against level",
            opinion=_noted(_opinion(case), case),
            printed=(
                (case.base.ref, str(case.base.printed)),
                (case.level.ref, str(case.level.printed)),
                (f"{case.target.id}.growth", str(case.growth.printed)),
            ),
            recomputed=case.implied,
            interval=case.interval,
            unit="%",
            arithmetic_zh="；".join(
                [f"{forward}（按取整 {span(case.interval)}%）", back]
                + [f"基数取{base}：{rate}%（{ends}%）" for base, rate, ends in finer]
            ),
            arithmetic_en="; ".join(
                [f"{forward} ({span(case.interval)} % with rounding)", back]
                + [f"from {base}: {rate} % ({ends} %)" for base, rate, ends in finer]
            ),
            at=tuple(dict.fromkeys((*case.target.at, *case.base.at))),
        )


def _cases(evidence: Evidence) -> Iterator[_Case]:
    seen: list[tuple[str, Condition, Condition]] = []
    for target in evidence.plan.targets:
        growth, level = target.condition(ConditionKind.GROWTH), target.level
        if growth is None or any(
            name == target.indicator and growth.says_the_same_as(g) and level.says_the_same_as(v)
            for name, g, v in seen
        ):
            continue
        case = _case(evidence, target, growth)
        if case is not None:
            seen.append((target.indicator, growth, level))
            yield case


def _case(evidence: Evidence, target: Target, growth: Condition) -> _Case | None:
    level = evidence.plan.figure(f"{target.id}.level")
    base = base_of(evidence, target.indicator)
    spread = in_unit(base, level.unit) if base is not None else None
    if base is None or spread is None or spread.low <= 0 or level.rounding.low <= 0:
        return None
    return _Case(target, base, spread, level, growth) if level.year > base.year else None


def base_of(evidence: Evidence, indicator: str) -> Figure | None:
    """The base the plan itself states: in its table, else among the facts of the base year."""
    for target in evidence.plan.stated(indicator):
        if target.baseline is not None:
            return evidence.plan.figure(f"{target.id}.baseline")
    return evidence.best(indicator, evidence.plan.base_year)


def _from_finer_bases(evidence: Evidence, case: _Case) -> list[tuple[str, str, str]]:
    """Base, growth and interval for each finer figure of the base that agrees with it."""
    found: dict[Interval, tuple[str, str, str]] = {}
    year = evidence.plan.base_year
    indicator = case.target.indicator
    for other in (*evidence.values(indicator, year), *evidence.outside(indicator, year)):
        base = in_unit(other, case.level.unit)
        if base is None or base.low <= 0 or not base.meets(case.spread):
            continue
        if base.width < case.spread.width:
            middle = other.value * unit_factor(other.unit, to=case.level.unit)
            point = Interval.point(middle)
            rate = Interval.point(case.level.value).growth_per_year(point, case.years)
            spread = case.level.rounding.growth_per_year(base, case.years) * HUNDRED
            found[base] = (shown(middle, 4), shown(rate.low * HUNDRED), span(spread))
    return list(found.values())


def _opinion(case: _Case) -> Opinion:
    wanted, got = case.growth.printed.allowed, case.interval
    exact = case.growth.operator.side == "exact"
    if got.meets(wanted) and (exact or wanted.contains(case.implied)):
        return _agreement(clear=exact or got.is_within(wanted))
    if got.meets(wanted):
        return compatible(
            "只有在取整误差之内才能同时成立",
            "both can hold only within rounding.",
            only_if_zh=f"目标值取整前即为{shown(case.needed)}",
            only_if_en=f"the level is {shown(case.needed)} before rounding",
        )
    if _asks_beyond_a_bound(case):
        return compatible(
            f"目标值只是界限，增速要求更高，须达到{shown(case.needed)}",
            f"the level is only a bound and the growth asks for more: {shown(case.needed)}.",
            only_if_zh=f"实际达到{shown(case.needed)}，而不止{case.level.printed}",
            only_if_en=f"{shown(case.needed)} is reached, not merely {case.level.printed}",
        )
    return _hedged(case) or contradicts(
        "计入取整误差后仍不相符", "they do not agree, even with rounding."
    )


def _agreement(*, clear: bool) -> Opinion:
    if clear:
        return agrees("计入取整误差后相符", "they agree within rounding.")
    return agrees("相符，但余量小于取整误差", "they agree, by less than rounding.")


def _asks_beyond_a_bound(case: _Case) -> bool:
    """Whether the level is a bound and the growth asks for more on its open side."""
    side, growth = case.level.printed.operator.side, case.growth.printed.value
    if side == "lower":
        return case.interval.high <= growth
    return side == "upper" and case.interval.low >= growth


def _hedged(case: _Case) -> Opinion | None:
    """What a word like 左右 or 基本 may still bridge; None where the plan uses none."""
    vague = next((p for p in (case.growth.printed, case.level.printed) if p.hedged), None)
    if vague is None:
        return None
    apart = shown(abs(case.implied - case.growth.printed.value))
    return compatible(
        f"相差{apart}个百分点，而“{vague}”留有余地",
        f"{apart} points apart, and '{vague}' leaves room.",
        only_if_zh=f"“{vague}”容得下年均增长{shown(case.implied)}%",
        only_if_en=f"'{vague}' has room for a growth of {shown(case.implied)} % a year",
    )


def _noted(opinion: Opinion, case: _Case) -> Opinion:
    """The opinion with how a level of one digit was read, where that decides."""
    printed = case.level.printed
    if not is_one_digit(printed) or half_of(printed, case.level.unit) == printed.half:
        return opinion
    ends = span(case.level.rounding)
    return replace(
        opinion,
        reason_zh=f"{opinion.reason_zh}。“{printed.value}”按{ends}理解（本系统的取法）：一位数字按"
        "半个单位取整过宽",
        reason_en=f"{opinion.reason_en} '{printed.value}' is read as {ends} (our own choice): half "
        "a unit of a single digit is too wide.",
    )
