"""The life of an alert: pending, firing, resolved; late data revise it, and say so.

Pure: from what was known of the alerts of a rule and what the rule says at a moment to what is
known then. Steps count by the rule's own beat, so that asking often changes nothing.

::

    breach ──▶ pending ──fire_after breaches in a row──▶ firing ──clear_after sound──▶ resolved
                  └──sound──▶ (gone)                        └─ not judged: stays, and says so
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from jidi.model.rule import Rule
from jidi.supervision.rules import Verdict

State = Literal["pending", "firing", "resolved"]
Change = Literal["pending", "firing", "resolved", "dropped", "revised", "withdrawn", "unjudged"]
"""What happened to an alert in a step: ``dropped`` a pending one that was sound again;
``withdrawn`` one whose breach is gone after late data for the same moment."""


@dataclass(frozen=True)
class Alert:
    """One rule and one subject, from the first breach on.

    :param since: the moment of the first breach.
    :param at: the moment it was judged last.
    :param fired_at: when it began to fire; None while it is pending.
    :param resolved_at: when it was resolved; None before.
    :param verdict: the newest that was a breach.
    :param breaches: breaches in a row. :param sound: sound answers in a row.
    :param judged: whether the newest answer judged the subject at all.
    """

    rule: str
    subject_kind: str
    subject: str
    division: str
    state: State
    since: datetime
    at: datetime
    verdict: Verdict
    fired_at: datetime | None = None
    resolved_at: datetime | None = None
    breaches: int = 1
    sound: int = 0
    judged: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the other alerts of its rule that live."""
        return self.subject_kind, self.subject


@dataclass(frozen=True)
class Step:
    """What one moment did.

    :param alive: the alerts that are pending or firing after it.
    :param changes: each alert that changed, as it is now, with what happened.
    """

    alive: tuple[Alert, ...]
    changes: tuple[tuple[Change, Alert], ...]


def group_of(rule: Rule, division: str) -> str:
    """What alerts are gathered under: their cause within a county."""
    return f"{rule.cause}:{division[:6]}"


def advance(rule: Rule, alive: Iterable[Alert], verdicts: Iterable[Verdict], at: datetime) -> Step:
    """The alerts of a rule after it was asked at ``at``.

    A moment that was judged before is judged anew: values that changed are a revision, a breach
    that is gone withdraws the alert. A moment less than the rule's beat after the last changes
    values, but counts no step.
    """
    said = {(v.kind, v.subject): v for v in verdicts}
    changes: list[tuple[Change, Alert]] = []
    kept: list[Alert] = []
    for alert in sorted(alive, key=lambda a: a.key):
        change, after = _next(rule, alert, said.pop(alert.key, None), at)
        if change is not None:
            changes.append((change, after))
        if change not in ("resolved", "dropped", "withdrawn"):
            kept.append(after)
    for verdict in said.values():
        if verdict.breached:
            born = _born(rule, verdict, at)
            changes.append((born.state, born))
            kept.append(born)
    return Step(tuple(sorted(kept, key=lambda a: a.key)), tuple(changes))


def _born(rule: Rule, verdict: Verdict, at: datetime) -> Alert:
    fires = rule.fire_after == 1
    return Alert(
        rule=rule.id,
        subject_kind=verdict.kind,
        subject=verdict.subject,
        division=verdict.division,
        state="firing" if fires else "pending",
        since=at,
        at=at,
        verdict=verdict,
        fired_at=at if fires else None,
    )


def _next(
    rule: Rule, alert: Alert, verdict: Verdict | None, at: datetime
) -> tuple[Change | None, Alert]:
    if at < alert.at:
        return None, alert  # the past is not judged by what came after it
    if verdict is None and rule.judges == "all":
        unjudged = replace(alert, judged=False)
        return ("unjudged" if alert.judged else None), unjudged
    if at == alert.at:
        return _again(alert, verdict)
    counts = at - alert.at >= timedelta(hours=rule.every_hours)
    if verdict is not None and verdict.breached:
        return _breached(rule, alert, verdict, at, counts=counts)
    return _sound(rule, alert, at, counts=counts)


def _again(alert: Alert, verdict: Verdict | None) -> tuple[Change | None, Alert]:
    """The same moment asked again: late data may have changed what is known of it."""
    if verdict == alert.verdict:
        return None, replace(alert, judged=True)
    if verdict is None or not verdict.breached:
        if alert.sound:
            return None, replace(alert, judged=True)
        return "withdrawn", replace(alert, state="resolved", resolved_at=alert.at)
    return "revised", replace(alert, verdict=verdict, sound=0, judged=True)


def _breached(
    rule: Rule, alert: Alert, verdict: Verdict, at: datetime, *, counts: bool
) -> tuple[Change | None, Alert]:
    breaches = alert.breaches + counts if alert.sound == 0 else 1
    after = replace(
        alert,
        at=at if counts else alert.at,
        verdict=verdict,
        breaches=breaches,
        sound=0,
        judged=True,
    )
    if alert.state == "pending" and breaches >= rule.fire_after:
        return "firing", replace(after, state="firing", fired_at=at)
    return None, after


def _sound(rule: Rule, alert: Alert, at: datetime, *, counts: bool) -> tuple[Change | None, Alert]:
    if not counts:
        return None, alert
    sound = alert.sound + 1
    after = replace(alert, at=at, sound=sound, judged=True)
    if alert.state == "pending":
        return "dropped", replace(after, state="resolved", resolved_at=at)
    if sound >= rule.clear_after:
        return "resolved", replace(after, state="resolved", resolved_at=at)
    return None, after


def counts_by_state(alerts: Iterable[Alert]) -> Mapping[str, int]:
    """How many alerts are in each state."""
    found = {"pending": 0, "firing": 0, "resolved": 0}
    for alert in alerts:
        found[alert.state] += 1
    return found
