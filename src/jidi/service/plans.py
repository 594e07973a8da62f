"""Plans as users ask for them: the audit with its counts, the plan as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jidi.core.division import DivisionCode, DivisionTree, Level
from jidi.core.errors import Language, UnknownName, ValueProblem
from jidi.core.nearest import suggestion
from jidi.model.divisions import load_country, load_divisions
from jidi.model.plan import Plan
from jidi.model.plan_loader import load_plan, load_plans
from jidi.model.statistics import load_statistics
from jidi.plan import Audit, Binding, Finding, Verdict
from jidi.plan import audit as audit_of
from jidi.service.plan_documents import plan_at
from jidi.service.plan_review import without_rejected


@dataclass(frozen=True)
class AuditReport:
    """Findings about one plan, how many of each verdict, and what binds its targets."""

    plan: Plan
    findings: tuple[Finding, ...]
    bindings: tuple[Binding, ...]
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
            "bindings": [binding.to_json() for binding in self.bindings],
        }


_RENAMED = {
    "consistent": Verdict.AGREES.value,
    "ambiguous": Verdict.COMPATIBLE.value,
    "inconsistent": Verdict.CONTRADICTS.value,
    "存疑": Verdict.COMPATIBLE.zh,
}
"""What verdicts used to be called: nearer in meaning than in spelling."""


def audit(plan_id: str) -> tuple[Finding, ...]:
    """Every finding about a plan that ships.

    :raises UnknownName: when there is no such plan; offers the nearest.
    """
    return _of_shipped(load_plan(plan_id).id).findings


@cache
def report(plan_id: str) -> AuditReport:
    """The whole audit of a plan that ships.

    :raises UnknownName: when there is no such plan; offers the nearest.
    """
    plan = load_plan(plan_id)
    return report_of(plan, _of_shipped(plan.id))


def report_about(plan: Plan) -> AuditReport:
    """The whole audit of a plan, also of one that a workspace brings along."""
    if any(plan is ours for ours in load_plans()):
        return report(plan.id)
    return report_of(plan, audited(plan))


@cache
def _of_shipped(plan_id: str) -> Audit:
    return audited(load_plan(plan_id))


def audited(plan: Plan) -> Audit:
    """The audit of any plan, with the published figures and the divisions of its region."""
    return audit_of(plan, published=load_statistics(), divisions=_divisions(plan.province))


def _divisions(region: str) -> DivisionTree | None:
    """The finest roster that holds a region; None for a region without a code."""
    if not region:
        return None
    try:
        return load_divisions(DivisionCode(region).at(Level.PROVINCE))
    except UnknownName:
        return load_country()
    except ValueProblem:
        return None


def audit_as_asked(plan: str, verdict: str | None = None) -> AuditReport:
    """The audit of a plan, a draft or a document: all of it, or the findings of one verdict.

    The counts are always of all. What a person rejected in a draft is left out.

    :param plan: id, title or province of a plan, or the path of a draft or document.
    :raises UnknownName: for an unknown plan, or V-105 for an unknown verdict.
    :raises InputError: T-100 to T-108 for a file that cannot be read.
    """
    known = {word: v for v in Verdict for word in (v.value, v.zh)}
    if verdict is not None and verdict not in known:
        nearest = _RENAMED.get(verdict) or suggestion(verdict, known)
        raise UnknownName("V-105", name=verdict, nearest=nearest)
    found = without_rejected(plan_at(plan))
    return report_of(found, audited(found), only=None if verdict is None else known[verdict])


def report_of(plan: Plan, found: Audit, *, only: Verdict | None = None) -> AuditReport:
    """The audit as faces show it.

    :param only: the verdict whose findings are kept.
    """
    kept = tuple(f for f in found.findings if only in (None, f.verdict))
    counts = {v: sum(f.verdict is v for f in found.findings) for v in Verdict}
    return AuditReport(plan=plan, findings=kept, bindings=found.bindings, counts=counts)


def plan_json(plan: Plan) -> dict[str, Any]:
    """The plan as plain values; figures as printed."""
    dumped: dict[str, Any] = plan.model_dump(mode="json", fallback=str)
    return dumped
