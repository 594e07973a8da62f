"""Alerts of a book: recorded run by run, looked at, silenced, acknowledged.

Who acts, the moment of the book and the clock are arguments; every change stands in the audit log.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError
from jidi.model.rule import SEVERITIES, Rule
from jidi.registry.alerts import AlertBook, Draft, KeptAlert, KeptEvent, Run, Silence
from jidi.registry.audit import canonical
from jidi.service.access import EVERYTHING, Asker, Reach, Thing
from jidi.service.acting import SILENCE, WATCH, signed
from jidi.service.alert_json import alert_from, alert_to
from jidi.service.books import Book
from jidi.service.kept_scans import KeptScans
from jidi.service.later_rows import may_change
from jidi.service.supervision_rules import Answer, Moment
from jidi.supervision.alerts import Alert, advance, group_of

ALIVE: Final = ("pending", "firing")
CHANGE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "pending": ("待定", "pending"),
    "firing": ("触发", "firing"),
    "resolved": ("解除", "resolved"),
    "dropped": ("未成", "dropped"),
    "revised": ("因迟到数据修订", "revised by late data"),
    "withdrawn": ("因迟到数据撤回", "withdrawn by late data"),
    "unjudged": ("不再有数据可判", "not judged any more"),
    "acknowledged": ("已知悉", "acknowledged"),
}


@dataclass(frozen=True)
class Shown:
    """An alert as it is looked at.

    :param group: what it is gathered under: cause and county.
    :param rule: its rule; None when the book does not have it any more.
    """

    id: int
    alert: Alert
    rule: Rule | None
    group: str
    acknowledged: bool

    @property
    def severity(self) -> str:
        """The rule's; ``notice`` when there is no rule any more."""
        return self.rule.severity if self.rule else "notice"

    def to_json(self) -> dict[str, Any]:
        """The alert as plain values."""
        return {
            "id": self.id,
            "severity": self.severity,
            "group": self.group,
            "acknowledged": self.acknowledged,
            **alert_to(self.alert),
        }


@dataclass(frozen=True)
class Recorded:
    """What a run wrote. :param suppressed: messages that a silence kept back."""

    run: int
    at: datetime
    version: int
    changes: Mapping[str, int]
    suppressed: int
    unjudged_rules: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The run as plain values."""
        return {**vars(self), "at": self.at.isoformat(), "changes": dict(self.changes)}


def alert_book(book: Book) -> AlertBook:
    """The alerts of a book's registry."""
    return AlertBook(book.workspace.registry)


def record(
    book: Book, *, at: datetime, by: str, now: datetime, asker: Asker | None = None
) -> Recorded:
    """Ask every rule that is due at ``at`` and write what became of the alerts.

    When data came since the last run that can change what was said then, the rules with living
    alerts are first asked again at the last run's moment: what late data changed is written as a
    revision. What the rules read of the events is kept for the next run
    (:mod:`jidi.service.kept_scans`).

    :param at: the moment of the book. :param now: the clock, for the record.
    :param asker: who signed in; whom ``by`` names when None. So in all functions here.
    :raises InputError: U-120 when ``at`` is before the last run; U-131, U-132; what
        :func:`jidi.service.acting.signed` raises.
    """
    if not by.strip():
        raise InputError("U-132")
    by = signed(book, by, WATCH, [Thing()], asker=asker)
    kept = alert_book(book)
    last = kept.last_run()
    if last is not None and at < datetime.fromisoformat(last.moment):
        raise InputError("U-120", moment=at.isoformat(), last=last.moment)
    with book.steady() as version:
        work = _Work(book, at, last, *_asked_before(last), kept)
        answers = [work.step(rule) for rule in book.catalogue.rules.values()]
        work.scans.keep(at)
    drafts = work.drafts()
    run = kept.write_run(
        drafts,
        after=last.id if last else 0,
        moment=at.isoformat(),
        version=version,
        answers=answers,
        by=by,
        at=now,
    )
    changes = Counter(change for draft in drafts for change, _, _ in draft.changes)
    suppressed = sum(silence is not None for d in drafts for _, silence, _ in d.changes)
    unjudged = tuple(str(a["rule"]) for a in answers if a["state"] != "answered")
    return Recorded(run, at, version, dict(changes), suppressed, unjudged)


def thing_in(division: str) -> Thing:
    """An alert of a division; one without belongs to the whole province."""
    return Thing(division=DivisionCode(division.ljust(12, "0")) if division else None)


def shown(book: Book, *, all_states: bool = False, within: Reach = EVERYTHING) -> tuple[Shown, ...]:
    """The alerts that live, or all: worst first, then by group and rule.

    :param within: what the reader may see.
    """
    kept = alert_book(book)
    seen = kept.acknowledged()
    every = kept.alerts(states=() if all_states else ALIVE)
    found = [_shown(book, one, seen) for one in every]
    found = [one for one in found if within.holds(thing_in(one.alert.division))]
    rank = list(SEVERITIES)
    return tuple(
        sorted(
            found,
            key=lambda s: (s.alert.state, rank.index(s.severity), s.group, s.alert.rule, s.id),
        )
    )


def one_alert(book: Book, number: int) -> tuple[Shown, tuple[KeptEvent, ...]]:
    """One alert and everything that happened to it.

    :raises UnknownName: U-130.
    """
    kept, events = alert_book(book).one(number)
    seen = {kept.id} if any(e.change == "acknowledged" for e in events) else set()
    return _shown(book, kept, frozenset(seen)), events


def silence(
    book: Book,
    *,
    rule: str = "",
    subject: str = "",
    division: str = "",
    begins: datetime,
    ends: datetime,
    why: str,
    by: str,
    now: datetime,
    asker: Asker | None = None,
) -> int:
    """Keep back messages of a rule, a subject or a place for a time; the silence's number.

    Alerts live on and are recorded; each message kept back is recorded with the silence.

    :raises InputError: U-132 without name or reason, U-133 without an end after its beginning,
        U-134 when it would silence everything.
    :raises UnknownName: U-102 for an unknown rule; C-201 for an unknown division.
    """
    if not by.strip() or not why.strip():
        raise InputError("U-132")
    if ends <= begins:
        raise InputError("U-133", start=begins.isoformat(), end=ends.isoformat())
    if not (rule or subject or division):
        raise InputError("U-134")
    if rule:
        book.catalogue.rule(rule)
    code = book.tree.find(division).code if division else None
    by = signed(book, by, SILENCE, [Thing(division=code)], asker=asker)
    prefix = _prefix(code) if code else ""
    return alert_book(book).silence(
        rule=rule,
        subject=subject,
        division=prefix,
        begins=begins.isoformat(),
        ends=ends.isoformat(),
        why=why,
        by=by,
        at=now,
    )


def acknowledge(
    book: Book, number: int, *, why: str, by: str, now: datetime, asker: Asker | None = None
) -> None:
    """Write that somebody has seen an alert and what is being done.

    :raises InputError: U-132 without name or reason. :raises UnknownName: U-130.
    """
    if not by.strip() or not why.strip():
        raise InputError("U-132")
    kept, _ = alert_book(book).one(number)
    division = DivisionCode(alert_from(json.loads(kept.body)).division)
    by = signed(book, by, WATCH, [Thing(division=division)], asker=asker)
    alert_book(book).acknowledge(number, why=why, by=by, at=now)


@dataclass
class _Work:
    """One run over all rules."""

    book: Book
    at: datetime
    last: Run | None
    before: Mapping[str, datetime]
    since: Mapping[str, datetime]
    kept: AlertBook

    def __post_init__(self) -> None:
        alive = self.kept.alerts(states=ALIVE)
        self._numbers = {(a.rule, a.subject_kind, a.subject): a.id for a in alive}
        self._alive: dict[str, list[Alert]] = {}
        for one in alive:
            self._alive.setdefault(one.rule, []).append(alert_from(json.loads(one.body)))
        self._silences = self.kept.silences()
        self.scans = KeptScans(self.book, make=True)
        self._moments: dict[datetime, Moment] = {}
        self._drafts: dict[tuple[str, str, str], Draft] = {}

    def step(self, rule: Rule) -> dict[str, Any]:
        """Ask a rule where it is due; what it could say."""
        before = self.before.get(rule.id)
        if before is not None and before < self.at and self._is_to_revise(rule, before):
            self._take(rule, self._ask(rule, before, self.since[rule.id]))
        beat = timedelta(hours=rule.every_hours)
        if before is not None and before < self.at < before + beat:
            asked = {"at": before.isoformat(), "since": self.since[rule.id].isoformat()}
            return {"rule": rule.id, "state": "answered", "judged": None, **asked}
        since = self._since(rule)
        answer = self._ask(rule, self.at, since)
        self._take(rule, answer)
        return {
            "rule": rule.id,
            "state": answer.state,
            "at": self.at.isoformat(),
            "since": since.isoformat(),
            "judged": answer.count,
            "missing": list(answer.missing),
        }

    def drafts(self) -> list[Draft]:
        """What is to be written, by rule and subject."""
        return [self._drafts[key] for key in sorted(self._drafts)]

    def _since(self, rule: Rule) -> datetime:
        """Happenings after it are judged now: what came after the last time, or within a beat."""
        before = self.before.get(rule.id)
        if before is None:
            return self.at - timedelta(hours=rule.every_hours)
        return self.since[rule.id] if before == self.at else before

    def _is_to_revise(self, rule: Rule, before: datetime) -> bool:
        """Whether it has living alerts and what came since may tell otherwise of the moment."""
        if self.last is None or not self._alive.get(rule.id):
            return False
        return may_change(self.book, rule, since=self.last.version, at=before)

    def _ask(self, rule: Rule, at: datetime, since: datetime) -> Answer:
        moment = self._moments.setdefault(at, Moment(self.book, at, kept=self.scans))
        return replace(moment, step=at - since).ask(rule)

    def _take(self, rule: Rule, answer: Answer) -> None:
        if answer.judged is None:
            return
        alive = self._alive.get(rule.id, [])
        said = answer.judged.about(alert.key for alert in alive)
        done = advance(rule, alive, said, answer.at)
        self._alive[rule.id] = list(done.alive)
        changed: dict[tuple[str, str], list[tuple[str, Alert]]] = {}
        for change, alert in done.changes:
            changed.setdefault(alert.key, []).append((change, alert))
        gone = [alert for change, alert in done.changes if alert.state == "resolved"]
        for alert in (*done.alive, *gone):
            self._draft(alert, changed.get(alert.key, []), answer.at)

    def _draft(self, alert: Alert, changes: Sequence[tuple[str, Alert]], at: datetime) -> None:
        key = (alert.rule, *alert.key)
        told = tuple((change, self._silenced(alert, at), _body(after)) for change, after in changes)
        earlier = self._drafts.get(key)
        self._drafts[key] = Draft(
            id=self._numbers.get(key),
            rule=alert.rule,
            subject_kind=alert.subject_kind,
            subject=alert.subject,
            division=alert.division,
            state=alert.state,
            fired=alert.fired_at is not None,
            body=_body(alert),
            changes=((*earlier.changes, *told) if earlier else told),
        )

    def _silenced(self, alert: Alert, at: datetime) -> int | None:
        for one in self._silences:
            if _covers(one, alert, at):
                return one.id
        return None


def _covers(silence: Silence, alert: Alert, at: datetime) -> bool:
    inside = silence.begins <= at.isoformat() < silence.ends
    return (
        inside
        and silence.rule in ("", alert.rule)
        and silence.subject in ("", alert.subject)
        and alert.division.startswith(silence.division)
    )


def _prefix(code: DivisionCode) -> str:
    """The digits that all places within a division begin with."""
    stripped = code.text.rstrip("0")
    return next((code.text[:n] for n in (2, 4, 6, 9, 12) if n >= len(stripped)), code.text)


def _asked_before(last: Run | None) -> tuple[Mapping[str, datetime], Mapping[str, datetime]]:
    """When each rule was asked last, and since when it judged happenings then."""
    answers: Sequence[Mapping[str, Any]] = json.loads(last.answers)["rules"] if last else []
    at, since = (
        {str(a["rule"]): datetime.fromisoformat(str(a[name])) for a in answers}
        for name in ("at", "since")
    )
    return at, since


def _body(alert: Alert) -> str:
    return canonical(alert_to(alert))


def _shown(book: Book, kept: KeptAlert, acknowledged: frozenset[int]) -> Shown:
    rule = book.catalogue.rules.get(kept.rule)
    alert = alert_from(json.loads(kept.body))
    group = group_of(rule, alert.division) if rule else f"—:{alert.division[:6]}"
    return Shown(kept.id, alert, rule, group, kept.id in acknowledged)
