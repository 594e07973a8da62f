"""For each target the condition that binds: of level, growth, increment and share the one that asks
for most.

Inner Mongolia's express revenue is printed as 80; its growth above 14 % from 42.13 asks for 81.12,
its share above 67.5 % of 120 for 81.0. So 81.12 binds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jidi.core.errors import ValueProblem
from jidi.model.plan_figure import unit_factor
from jidi.model.plan_record import Condition, ConditionKind, Figure, Passage, Target
from jidi.plan.checks.growth import base_of
from jidi.plan.demand import Demand, demands
from jidi.plan.finding import Finding
from jidi.plan.relate.evidence import Evidence
from jidi.plan.shown import shown


@dataclass(frozen=True)
class Binding:
    """The conditions of one target, the most demanding first.

    :param demands: each stated condition and the level it asks for, in ``unit``.
    """

    indicator: str
    item: str
    zh: str
    en: str
    unit: str
    year: int
    demands: tuple[Demand, ...]
    at: tuple[Passage, ...]

    @property
    def binds(self) -> Demand:
        """The condition that binds."""
        return self.demands[0]

    @property
    def level_text(self) -> str:
        """The level that binds, as findings print numbers."""
        return shown(self.binds.level)

    @property
    def sentence_zh(self) -> str:
        """In one line."""
        return (
            f"起约束作用的是“{self.binds.condition.printed}”，须达{self.level_text}"
            f"{self.unit}（{'，'.join(self._steps())}）"
        )

    @property
    def sentence_en(self) -> str:
        """In one line, in English."""
        return (
            f"'{self.binds.condition.printed}' binds at {self.level_text} "
            f"({', '.join(self._steps())})"
        )

    def _steps(self) -> Iterator[str]:
        for demand in self.demands:
            yield f"{demand.condition.printed}→{shown(demand.level)}"

    def to_json(self) -> dict[str, Any]:
        """The binding as plain values."""
        return {
            "indicator": self.indicator,
            "item": self.item,
            "zh": self.zh,
            "en": self.en,
            "unit": self.unit,
            "year": self.year,
            "binds": _demand(self.binds),
            "conditions": [_demand(demand) for demand in self.demands],
            "sentence_zh": self.sentence_zh,
            "sentence_en": self.sentence_en,
            "at": [{"line": place.line, "text": place.text} for place in self.at],
        }


def _demand(demand: Demand) -> dict[str, Any]:
    condition = demand.condition
    return {
        "kind": condition.kind.value,
        "printed": str(condition.printed),
        "record": condition.record,
        "level": float(demand.level),
    }


def bindings(evidence: Evidence) -> tuple[Binding, ...]:
    """The binding of every target that states more than one condition, in the plan's order."""
    found = (_binding(evidence, target) for target in evidence.plan.headlines)
    return tuple(binding for binding in found if binding is not None)


def binding_of(evidence: Evidence, indicator: str) -> Binding | None:
    """The binding of one indicator's target; None where only one condition is stated."""
    headlines = {target.indicator: target for target in evidence.plan.headlines}
    return _binding(evidence, headlines[indicator]) if indicator in headlines else None


def with_binding(finding: Finding, evidence: Evidence, indicator: str) -> Finding:
    """The finding with the condition of ``indicator`` that binds, where conditions differ."""
    binding = binding_of(evidence, indicator)
    if binding is None or len({shown(demand.level) for demand in binding.demands}) < 2:
        return finding
    return finding.binding(zh=binding.sentence_zh, en=binding.sentence_en)


def _binding(evidence: Evidence, target: Target) -> Binding | None:
    based = _with_base(evidence, target)
    whole = based.model_copy(update={"conditions": _all_conditions(evidence, based)})
    ranked = _once_each(demands(whole, years=whole.year - evidence.plan.base_year))
    if len(ranked) < 2:
        return None
    return Binding(
        indicator=target.indicator,
        item=target.item,
        zh=target.zh,
        en=target.en,
        unit=target.unit,
        year=target.year,
        demands=ranked,
        at=target.at,
    )


def _once_each(ranked: tuple[Demand, ...]) -> tuple[Demand, ...]:
    """Of demands for the same level by the same kind of condition the strictest."""
    found: dict[tuple[ConditionKind, str], Demand] = {}
    for demand in ranked:
        found.setdefault((demand.condition.kind, shown(demand.level)), demand)
    return tuple(found.values())


def _with_base(evidence: Evidence, target: Target) -> Target:
    """The target with the base that facts state where its own records state none."""
    if target.baseline is not None:
        return target
    base = base_of(evidence, target.indicator)
    if base is None or base.unit != target.unit or base.printed.value <= 0:
        return target
    return target.model_copy(update={"baseline": base.printed})


def _all_conditions(evidence: Evidence, target: Target) -> tuple[Condition, ...]:
    kinds = {condition.kind for condition in target.conditions}
    if ConditionKind.SHARE in kinds:
        return target.conditions
    return (*target.conditions, *_shares(evidence, target))


def _shares(evidence: Evidence, target: Target) -> Iterator[Condition]:
    """What targets for the share of this indicator ask of it."""
    for identity in evidence.identities.shares:
        if identity.part != target.indicator:
            continue
        share = evidence.best(identity.share, target.year)
        whole = evidence.best(identity.whole, target.year)
        if share is None or whole is None or not _in(whole, target.unit):
            continue
        yield Condition(
            kind=ConditionKind.SHARE,
            printed=share.printed,
            whole=identity.whole,
            whole_level=whole.printed,
            record=share.ref,
        )


def _in(figure: Figure, unit: str) -> bool:
    try:
        return unit_factor(figure.unit, to=unit) == Decimal(1)
    except ValueProblem:
        return False
