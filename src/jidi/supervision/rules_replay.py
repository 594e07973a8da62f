"""A rule replayed over the past: alerts a day, and how they stand to faults that were planted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol


class FindsFaults(Protocol):
    """What is held against planted faults: a rule, or a score."""

    @property
    def faults(self) -> tuple[str, ...]:
        """Kinds of planted faults that it should find."""

    @property
    def fault_days(self) -> int:
        """Days after a fault's last within which an alert counts as finding it."""


@dataclass(frozen=True)
class Planted:
    """A planted fault: what kind, where, from when to when (last day included; None: no end)."""

    kind: str
    subject: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True)
class Fired:
    """An alert of a replay: its subject, when it fired and when it was resolved (None: not yet)."""

    kind: str
    subject: str
    at: datetime
    until: datetime | None
    value: float
    threshold: float


@dataclass(frozen=True)
class Score:
    """How alerts stand to the planted faults.

    :param judged: alerts of the kinds of subject that the faults have; the others have no truth.
    :param right: of these, those that name a planted fault in its time.
    :param planted: faults that could have been found in the time replayed.
    :param found: of these, those that an alert names.
    """

    judged: int
    right: int
    planted: int
    found: int

    @property
    def precision(self) -> float | None:
        """Share of alerts that are right; None without an alert."""
        return self.right / self.judged if self.judged else None

    @property
    def recall(self) -> float | None:
        """Share of faults that were found; None without a fault."""
        return self.found / self.planted if self.planted else None


def score(
    rule: FindsFaults,
    fired: Sequence[Fired],
    truth: Iterable[Planted],
    *,
    first: datetime,
    last: datetime,
) -> Score | None:
    """Alerts against planted faults; None when none of the rule's kinds was planted at all.

    An alert is right when a fault of one of the rule's kinds concerns its subject and they overlap,
    with ``rule.fault_days`` of grace. A fault counts when its time touches the time replayed.
    """
    known = [one for one in truth if one.kind in rule.faults]
    if not known:
        return None
    kinds = {_kind_of(one.subject) for one in known}
    judged = [one for one in fired if _kind_of(one.subject) in kinds]
    inside = [one for one in known if _overlap(rule, one, first, last)]
    right = [a for a in judged if any(_names(rule, a, one, last) for one in known)]
    found = [one for one in inside if any(_names(rule, a, one, last) for a in judged)]
    return Score(len(judged), len(right), len(inside), len(found))


def _kind_of(subject: str) -> bool:
    """Whether a subject is a company in a county; other kinds are not mixed within a rule."""
    return "@" in subject


def _names(rule: FindsFaults, alert: Fired, fault: Planted, last: datetime) -> bool:
    ends = alert.until or last
    return alert.subject == fault.subject and _overlap(rule, fault, alert.at, ends)


def _overlap(rule: FindsFaults, fault: Planted, first: datetime, last: datetime) -> bool:
    begins = fault.starts is None or fault.starts <= last.date()
    if fault.ends is None:
        return begins
    return begins and fault.ends + timedelta(days=rule.fault_days) >= first.date()
