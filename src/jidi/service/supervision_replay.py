"""A rule replayed over a book's past, before it is switched on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow.parquet as pq

from jidi.core.errors import InputError, Language
from jidi.model.rule import Rule
from jidi.service.books import Book
from jidi.service.supervision_rules import Moment
from jidi.service.synthesis import FAULTS_FILE
from jidi.supervision.alerts import Alert, advance
from jidi.supervision.rules_replay import Fired, Planted, Score, score

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Replay:
    """What a rule would have said.

    :param moments: how often it was asked. :param silent: of these, moments at which it judged
        nobody, for want of data or because it was not in force.
    :param fired: every alert that fired.
    :param score: against planted faults; None when none of its kinds was planted.
    """

    rule: Rule
    first: datetime
    last: datetime
    step: timedelta
    moments: int
    silent: int
    missing: tuple[str, ...]
    judged: int
    fired: tuple[Fired, ...]
    score: Score | None

    @property
    def days(self) -> float:
        """How many days were replayed."""
        return (self.last - self.first) / timedelta(days=1)

    @property
    def per_day(self) -> Mapping[date, int]:
        """Alerts that fired, by day; days without one are left out."""
        return dict(sorted(Counter(one.at.date() for one in self.fired).items()))

    def to_json(self) -> dict[str, Any]:
        """The replay as plain values."""
        found = self.score
        return {
            "rule": self.rule.id,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "step_hours": self.step / timedelta(hours=1),
            "moments": self.moments,
            "moments_without_a_judgement": self.silent,
            "missing_tables": list(self.missing),
            "judged": self.judged,
            "alerts": len(self.fired),
            "alerts_a_day": len(self.fired) / self.days,
            "by_day": {day.isoformat(): n for day, n in self.per_day.items()},
            "truth": None
            if found is None
            else {**vars(found), "precision": found.precision, "recall": found.recall},
            "subjects": [_fired_json(one) for one in self.fired],
        }


def replay(
    book: Book,
    rule: Rule,
    *,
    first: datetime,
    last: datetime,
    progress: Progress,
    step: timedelta | None = None,
) -> Replay:
    """Ask the rule at every moment from ``first`` to ``last`` and let its alerts live.

    :param step: how far apart the moments are: a day when None, or the rule's beat where longer.
    :raises InputError: U-111 when ``first`` is not before ``last``.
    """
    if first >= last:
        raise InputError("U-111", start=first.isoformat(), end=last.isoformat())
    step = step or max(timedelta(days=1), timedelta(hours=rule.every_hours))
    alive: tuple[Alert, ...] = ()
    ended: list[Alert] = []
    at, moments, silent, judged = first + step, 0, 0, 0
    missing: tuple[str, ...] = ()
    while at <= last:
        progress(at.date().isoformat(), (at - first) / (last - first))
        answer = Moment(book, at, step).ask(rule)
        moments, judged = moments + 1, judged + answer.count
        silent += not answer.count
        missing = answer.missing
        if answer.judged is not None:
            said = answer.judged.about(alert.key for alert in alive)
            done = advance(rule, alive, said, at)
            alive = done.alive
            ended += [a for change, a in done.changes if change in ("resolved", "withdrawn")]
        at += step
    fired = tuple(
        sorted(map(_fired, _that_fired((*ended, *alive))), key=lambda f: (f.at, f.subject))
    )
    found = score(rule, fired, planted(book), first=first, last=last)
    return Replay(rule, first, last, step, moments, silent, missing, judged, fired, found)


def about_truth(found: Replay, lang: Language) -> str:
    """Precision and recall in words, or that there is no truth to hold the alerts against."""
    got = found.score
    if got is None:
        return (
            "没有真值：账册中没有为此规则植入的故障，准确率与召回率无从谈起。"
            if lang == "zh"
            else "No truth: no fault was planted for this rule; precision and recall are unknown."
        )
    precision, recall = (_share(one) for one in (got.precision, got.recall))
    if lang == "zh":
        return (
            f"与植入的故障相比：准确率 {precision}（{got.right}/{got.judged}），"
            f"召回率 {recall}（{got.found}/{got.planted}）。"
        )
    return (
        f"Against planted faults: precision {precision} ({got.right} of {got.judged}), "
        f"recall {recall} ({got.found} of {got.planted})."
    )


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def planted(book: Book) -> tuple[Planted, ...]:
    """The faults planted in a synthetic book; none where no such file lies beside it."""
    path = book.workspace.root / FAULTS_FILE
    if not path.exists():
        return ()
    rows = pq.read_table(path).to_pylist()
    return tuple(Planted(r["kind"], r["subject"], r["starts"], r["ends"]) for r in rows)


def _that_fired(alerts: tuple[Alert, ...]) -> list[Alert]:
    return [alert for alert in alerts if alert.fired_at is not None]


def _fired(alert: Alert) -> Fired:
    verdict = alert.verdict
    return Fired(
        kind=alert.subject_kind,
        subject=alert.subject,
        at=alert.fired_at or alert.at,
        until=alert.resolved_at,
        value=verdict.value,
        threshold=verdict.threshold,
    )


def _fired_json(one: Fired) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "subject": one.subject,
        "at": one.at.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "value": one.value,
        "threshold": one.threshold,
    }
