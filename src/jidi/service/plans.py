"""Plans as users ask for them: the audit with its counts, the plan as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jidi.core.errors import Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.plan import Plan
from jidi.model.plan_loader import load_plan
from jidi.plan import Finding, Verdict
from jidi.plan import audit as audit_plan


@dataclass(frozen=True)
class AuditReport:
    """Every finding about one plan, and how many of each verdict."""

    plan: Plan
    findings: tuple[Finding, ...]
    counts: Mapping[Verdict, int]

    def sentence(self, lang: Language) -> str:
        """The audit in one sentence."""
        good, open_, bad = (self.counts[v] for v in Verdict)
        if lang == "zh":
            return f"共核对 {good + bad + open_} 处：一致 {good}，附条件相容 {open_}，矛盾 {bad}。"
        return (
            f"{good + bad + open_} statements checked: {good} agree, {open_} are compatible only "
            f"if …, {bad} contradict."
        )

    def to_json(self) -> dict[str, Any]:
        """The audit as plain values."""
        return {
            "plan": self.plan.id,
            "zh": self.plan.zh,
            "en": self.plan.en,
            "counts": {verdict.value: count for verdict, count in self.counts.items()},
            "findings": [finding.to_json() for finding in self.findings],
        }


_RENAMED = {
    "consistent": Verdict.AGREES.value,
    "ambiguous": Verdict.COMPATIBLE.value,
    "inconsistent": Verdict.CONTRADICTS.value,
    "存疑": Verdict.COMPATIBLE.zh,
}
"""What verdicts used to be called: nearer in meaning than in spelling."""


@cache
def audit(plan_id: str) -> tuple[Finding, ...]:
    """Every finding about a plan.

    :raises UnknownName: when there is no such plan; offers the nearest.
    """
    return audit_plan(load_plan(plan_id))


def audit_as_asked(plan: str, verdict: str | None) -> AuditReport:
    """The audit, all of it or the findings of one verdict; the counts are always of all.

    :raises UnknownName: for an unknown plan, or V-105 for an unknown verdict.
    """
    known = {word: v for v in Verdict for word in (v.value, v.zh)}
    if verdict is not None and verdict not in known:
        nearest = _RENAMED.get(verdict) or suggestion(verdict, known)
        raise UnknownName("V-105", name=verdict, nearest=nearest)
    found = audit(plan)
    kept = tuple(f for f in found if verdict is None or f.verdict is known[verdict])
    counts = {v: sum(f.verdict is v for f in found) for v in Verdict}
    return AuditReport(plan=load_plan(plan), findings=kept, counts=counts)


def plan_json(plan: Plan) -> dict[str, Any]:
    """The plan as plain values; figures as printed."""
    dumped: dict[str, Any] = plan.model_dump(mode="json", fallback=str)
    return dumped
