"""Alerts as the registry keeps them: as they are now, what happened to each, runs and silences.

What an alert means is decided above; here its body is JSON. Events, runs and silences are only
added, each in one transaction with its entry in the audit log.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from jidi.core.errors import InputError, UnknownName, WorkspaceError
from jidi.registry.audit import append, canonical
from jidi.registry.database import Registry
from jidi.registry.tables import alert, alert_event, alert_run, alert_silence

SINCE: Final = 9
"""The schema version from which a registry holds alerts."""


@dataclass(frozen=True)
class KeptAlert:
    """An alert as it is now. :param body: JSON. :param fired: whether it ever fired."""

    id: int
    rule: str
    subject_kind: str
    subject: str
    division: str
    state: str
    fired: bool
    body: str


@dataclass(frozen=True)
class KeptEvent:
    """What happened to an alert. :param silence: what suppressed the message of it, if anything."""

    alert: int
    number: int
    change: str
    recorded_at: str
    actor: str
    why: str
    silence: int | None
    body: str


@dataclass(frozen=True)
class Silence:
    """Messages not to be sent for a time; an empty rule, subject or division means any.

    :param division: the digits that places begin with.
    """

    id: int
    rule: str
    subject: str
    division: str
    begins: str
    ends: str
    why: str
    recorded_at: str
    actor: str


@dataclass(frozen=True)
class Run:
    """Rules asked and written down at a moment of the book."""

    id: int
    moment: str
    version: int
    recorded_at: str
    actor: str
    answers: str


@dataclass(frozen=True)
class Draft:
    """An alert to be written as it now is.

    :param id: its number; None for a new one.
    :param changes: what happened to it in this run, oldest first: the change, what suppressed its
        message, and the alert after it.
    """

    id: int | None
    rule: str
    subject_kind: str
    subject: str
    division: str
    state: str
    fired: bool
    body: str
    changes: tuple[tuple[str, int | None, str], ...]


class AlertBook:
    """The alerts of one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @property
    def has_tables(self) -> bool:
        """Whether the registry can hold alerts; not if it is old and cannot be upgraded."""
        return self._registry.schema >= SINCE

    def alerts(self, *, states: Collection[str] = ()) -> tuple[KeptAlert, ...]:
        """The alerts in one of these states, or all, oldest first.

        :raises WorkspaceError: U-140 when the registry is too old.
        """
        query = select(alert).order_by(alert.c.id)
        if states:
            query = query.where(alert.c.state.in_(states))
        with self._reading() as connection:
            return tuple(_alert(row) for row in connection.execute(query))

    def one(self, number: int) -> tuple[KeptAlert, tuple[KeptEvent, ...]]:
        """One alert with everything that happened to it.

        :raises UnknownName: U-130. :raises WorkspaceError: U-140.
        """
        with self._reading() as connection:
            newest = connection.scalar(select(func.max(alert.c.id))) or 0
            wanted = select(alert).where(alert.c.id == number)
            # A number beyond what the registry can hold is never asked of it.
            row = connection.execute(wanted).first() if 0 < number <= newest else None
            if row is None:
                raise UnknownName("U-130", name=number, newest=newest)
            return _alert(row), tuple(_events(connection, number))

    def suppressed(self) -> tuple[KeptEvent, ...]:
        """Every message that was suppressed, oldest first."""
        query = select(alert_event).where(alert_event.c.silence.is_not(None))
        ordered = query.order_by(alert_event.c.run, alert_event.c.alert, alert_event.c.number)
        with self._reading() as connection:
            return tuple(_event(row) for row in connection.execute(ordered))

    def silences(self) -> tuple[Silence, ...]:
        """Every silence, oldest first, those that are over too."""
        with self._reading() as connection:
            rows = connection.execute(select(alert_silence).order_by(alert_silence.c.id))
            return tuple(Silence(**row._mapping) for row in rows)

    def last_run(self) -> Run | None:
        """The newest run; None before the first."""
        query = select(alert_run).order_by(alert_run.c.id.desc()).limit(1)
        with self._reading() as connection:
            row = connection.execute(query).first()
            return None if row is None else Run(**row._mapping)

    def write_run(
        self,
        drafts: Sequence[Draft],
        *,
        after: int,
        moment: str,
        version: int,
        answers: Sequence[Mapping[str, Any]],
        by: str,
        at: datetime,
    ) -> int:
        """Write what a run found, all or nothing, with one entry in the audit log.

        :param after: the newest run that it builds on; 0 when there was none.
        :returns: the run's number.
        :raises InputError: U-131 when another run was written meanwhile.
        """
        self._check()
        with self._registry.writing() as connection:
            newest = connection.scalar(select(func.max(alert_run.c.id))) or 0
            if newest != after:
                raise InputError("U-131", moment=moment)
            recorded = at.isoformat()
            head = {
                "moment": moment,
                "version": version,
                "recorded_at": recorded,
                "actor": by,
                "answers": canonical({"rules": list(answers)}),
            }
            run = newest + 1
            connection.execute(insert(alert_run).values(id=run, **head))
            events = [
                row
                for draft, number in zip(drafts, _numbers(connection, drafts), strict=True)
                for row in _rows(connection, draft, number, run=run, by=by, at=recorded)
            ]
            if events:
                connection.execute(insert(alert_event), events)
            told = "\n".join(canonical(row) for row in events)
            facts = {
                "moment": moment,
                "version": version,
                "changes": dict(Counter(str(row["change"]) for row in events)),
                "suppressed": sum(row["silence"] is not None for row in events),
                "sha256": hashlib.sha256(told.encode("utf-8")).hexdigest(),
            }
            append(connection, at=at, by=by, action="alerts.run", subject=f"run-{run}", facts=facts)
            return run

    def silence(
        self,
        *,
        rule: str,
        subject: str,
        division: str,
        begins: str,
        ends: str,
        why: str,
        by: str,
        at: datetime,
    ) -> int:
        """Write a silence, with its entry in the audit log; its number."""
        self._check()
        row = {"rule": rule, "subject": subject, "division": division, "begins": begins}
        row |= {"ends": ends, "why": why}
        with self._registry.writing() as connection:
            number = (connection.scalar(select(func.max(alert_silence.c.id))) or 0) + 1
            made = {"id": number, "recorded_at": at.isoformat(), "actor": by}
            connection.execute(insert(alert_silence).values(**row, **made))
            append(
                connection,
                at=at,
                by=by,
                action="alerts.silence",
                subject=f"silence-{number}",
                facts=row,
            )
            return number

    def acknowledge(self, number: int, *, why: str, by: str, at: datetime) -> None:
        """Write that somebody has seen an alert and what is done, with an entry in the audit log.

        :raises UnknownName: U-130.
        """
        self._check()
        kept, _ = self.one(number)
        with self._registry.writing() as connection:
            row = _event_row(
                connection, kept.id, "acknowledged", kept.body, at=at.isoformat(), by=by, why=why
            )
            connection.execute(insert(alert_event).values(**row))
            facts = {"alert": number, "why": why}
            append(
                connection,
                at=at,
                by=by,
                action="alerts.acknowledge",
                subject=f"alert-{number}",
                facts=facts,
            )

    def acknowledged(self) -> frozenset[int]:
        """The alerts that somebody has seen."""
        query = select(alert_event.c.alert).where(alert_event.c.change == "acknowledged")
        with self._reading() as connection:
            return frozenset(connection.scalars(query))

    def _check(self) -> None:
        if not self.has_tables:
            raise WorkspaceError("U-140")

    def _reading(self) -> AbstractContextManager[Connection]:
        self._check()
        return self._registry.reading()


def _numbers(connection: Connection, drafts: Sequence[Draft]) -> Iterator[int]:
    new = (connection.scalar(select(func.max(alert.c.id))) or 0) + 1
    for draft in drafts:
        if draft.id is not None:
            yield draft.id
        else:
            yield new
            new += 1


def _rows(
    connection: Connection, draft: Draft, number: int, *, run: int, by: str, at: str
) -> Iterator[dict[str, Any]]:
    now = {"state": draft.state, "fired": int(draft.fired), "body": draft.body}
    if draft.id is None:
        named = {
            "id": number,
            "rule": draft.rule,
            "subject_kind": draft.subject_kind,
            "subject": draft.subject,
            "division": draft.division,
        }
        connection.execute(insert(alert).values(**named, **now))
        first = 1
    else:
        connection.execute(update(alert).where(alert.c.id == number).values(**now))
        first = _next_number(connection, number) if draft.changes else 1
    for place, (change, silence, body) in enumerate(draft.changes):
        yield {
            "alert": number,
            "number": first + place,
            "run": run,
            "change": change,
            "recorded_at": at,
            "actor": by,
            "why": "",
            "silence": silence,
            "body": body,
        }


def _event_row(
    connection: Connection, number: int, change: str, body: str, *, at: str, by: str, why: str
) -> dict[str, Any]:
    return {
        "alert": number,
        "number": _next_number(connection, number),
        "run": None,
        "change": change,
        "recorded_at": at,
        "actor": by,
        "why": why,
        "silence": None,
        "body": body,
    }


def _next_number(connection: Connection, number: int) -> int:
    newest = select(func.max(alert_event.c.number)).where(alert_event.c.alert == number)
    return (connection.scalar(newest) or 0) + 1


def _events(connection: Connection, number: int) -> Iterator[KeptEvent]:
    query = select(alert_event).where(alert_event.c.alert == number)
    return map(_event, connection.execute(query.order_by(alert_event.c.number)))


def _event(row: Row[Any]) -> KeptEvent:
    return KeptEvent(
        alert=row.alert,
        number=row.number,
        change=row.change,
        recorded_at=row.recorded_at,
        actor=row.actor,
        why=row.why,
        silence=row.silence,
        body=row.body,
    )


def _alert(row: Row[Any]) -> KeptAlert:
    return KeptAlert(
        id=row.id,
        rule=row.rule,
        subject_kind=row.subject_kind,
        subject=row.subject,
        division=row.division,
        state=row.state,
        fired=bool(row.fired),
        body=row.body,
    )
