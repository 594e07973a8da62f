"""Does the printed annual growth lead from the printed base to the printed target?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.model.plan import Plan
from jidi.model.plan_figure import unit_factor
from jidi.model.plan_record import Condition, ConditionKind, Figure, Target
from jidi.plan.checks.baseline import figures_of_base_year, in_unit
from jidi.plan.demand import HUNDRED, demands
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.shown import shown, span


@dataclass(frozen=True)
class _Case:
    """A record that states growth and level, with the base printed in the plan's table."""

    target: Target
    base: Figure
    level: Figure
    growth: Condition

    @property
    def implied(self) -> Decimal:
        years = self.level.year - self.base.year
        ratio = self.level.value / self.base.value
        return (Interval.point(ratio).power(Decimal(1) / years).low - 1) * HUNDRED

    @property
    def interval(self) -> Interval:
        years = self.level.year - self.base.year
        return self.level.rounding.growth_per_year(self.base.rounding, years) * HUNDRED

    @property
    def needed(self) -> Decimal:
        years = self.level.year - self.base.year
        return self.base.value * (1 + self.growth.printed.value / HUNDRED) ** years


def check_growth(plan: Plan) -> Iterator[Finding]:
    """One finding per record that states growth beside a level."""
    for case in _cases(plan):
        base, level = case.base.printed.value, case.level.printed.value
        years = case.level.year - case.base.year
        forward = f"({level}/{base})^(1/{years}) − 1 = {shown(case.implied)}%"
        back = f"{base} × (1 + {case.growth.printed.value}%)^{years} = {shown(case.needed)}"
        finer = _from_finer_bases(plan, case)
        finding = Finding(
            id=f"growth:{case.target.id}",
            plan=plan.id,
            family=Family.GROWTH,
            item=case.target.item,
            zh=f"{case.target.zh}：年均增速与目标值",
            en=f"{case.target.en}: annual growth against level",
            opinion=_with_note(_opinion(case), case.target),
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
            at=case.target.at,
        )
        yield with_binding(finding, plan, case.target.indicator)


def _cases(plan: Plan) -> Iterator[_Case]:
    seen: list[tuple[str, Condition, Condition]] = []
    for target in plan.targets:
        growth, level = target.condition(ConditionKind.GROWTH), target.level
        base = _base(plan, target.indicator)
        if growth is None or base is None:
            continue
        known = (
            name == target.indicator and growth.says_the_same_as(g) and level.says_the_same_as(v)
            for name, g, v in seen
        )
        if any(known):
            continue
        seen.append((target.indicator, growth, level))
        yield _Case(target, base, plan.figure(f"{target.id}.level"), growth)


def _base(plan: Plan, indicator: str) -> Figure | None:
    for target in plan.stated(indicator):
        if target.baseline is not None:
            return plan.figure(f"{target.id}.baseline")
    return None


def _from_finer_bases(plan: Plan, case: _Case) -> list[tuple[str, str, str]]:
    """Base, growth and interval for each finer figure of the base that agrees with the table's."""
    found: dict[Interval, tuple[str, str, str]] = {}
    years = case.level.year - case.base.year
    for other in figures_of_base_year(plan, case.target.indicator):
        base = in_unit(other, case.base.unit)
        if base is None or not base.meets(case.base.rounding):
            continue
        if base.width < case.base.rounding.width:
            middle = other.value * unit_factor(other.unit, to=case.base.unit)
            rate = Interval.point(case.level.value).growth_per_year(Interval.point(middle), years)
            spread = case.level.rounding.growth_per_year(base, years) * HUNDRED
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
    return compatible(
        f"差{shown(abs(case.implied - case.growth.printed.value))}个百分点，而“{vague}”留有余地",
        f"{shown(abs(case.implied - case.growth.printed.value))} points apart, and '{vague}' "
        "leaves room.",
        only_if_zh=f"“{vague}”容得下年均增长{shown(case.implied)}%",
        only_if_en=f"'{vague}' has room for a growth of {shown(case.implied)} % a year",
    )


def _with_note(opinion: Opinion, target: Target) -> Opinion:
    if not target.note_zh:
        return opinion
    return replace(
        opinion,
        reason_zh=f"{opinion.reason_zh}。{target.note_zh}",
        reason_en=f"{opinion.reason_en} {target.note_en}",
    )


def with_binding(finding: Finding, plan: Plan, indicator: str) -> Finding:
    """The finding with the condition of ``indicator`` that asks for most, where several do."""
    target = plan.headline(indicator)
    ranked = demands(target, years=plan.years)
    steps = {shown(d.level): d for d in reversed(ranked)}  # of equal levels the strictest stays
    if len(steps) < 2:
        return finding
    steps_text = [f"{d.condition.printed}→{text}" for text, d in reversed(steps.items())]
    first = ranked[0]
    return finding.binding(
        zh=f"起约束作用的是“{first.condition.printed}”，须达{shown(first.level)}{target.unit}"
        f"（{'，'.join(steps_text)}）",
        en=f"'{first.condition.printed}' binds at {shown(first.level)} ({', '.join(steps_text)})",
    )
