"""An alert as plain values and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jidi.service.supervision_rules import verdict_json
from jidi.supervision.alerts import Alert
from jidi.supervision.rules import Verdict


def alert_to(alert: Alert) -> dict[str, Any]:
    """The alert as plain values."""
    return {
        "rule": alert.rule,
        "subject_kind": alert.subject_kind,
        "subject": alert.subject,
        "division": alert.division,
        "state": alert.state,
        "since": alert.since.isoformat(),
        "at": alert.at.isoformat(),
        "fired_at": alert.fired_at.isoformat() if alert.fired_at else None,
        "resolved_at": alert.resolved_at.isoformat() if alert.resolved_at else None,
        "breaches": alert.breaches,
        "sound": alert.sound,
        "judged": alert.judged,
        "verdict": verdict_json(alert.verdict),
    }


def alert_from(plain: Mapping[str, Any]) -> Alert:
    """The alert that these values tell."""
    return Alert(
        rule=plain["rule"],
        subject_kind=plain["subject_kind"],
        subject=plain["subject"],
        division=plain["division"],
        state=plain["state"],
        since=datetime.fromisoformat(plain["since"]),
        at=datetime.fromisoformat(plain["at"]),
        fired_at=_moment(plain["fired_at"]),
        resolved_at=_moment(plain["resolved_at"]),
        breaches=plain["breaches"],
        sound=plain["sound"],
        judged=plain["judged"],
        verdict=_verdict(plain["verdict"]),
    )


def _verdict(plain: Mapping[str, Any]) -> Verdict:
    start, end = plain["window"]
    return Verdict(
        kind=plain["kind"],
        subject=plain["subject"],
        division=plain["division"],
        window_start=datetime.fromisoformat(start),
        window_end=datetime.fromisoformat(end),
        value=plain["value"],
        threshold=plain["threshold"],
        breached=plain["breached"],
        evidence=plain["evidence"],
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
