"""Cases as the registry keeps them: files once, events in chains, personal values apart.

Files and events are only ever added, in one transaction with an entry in the audit log that holds
the digest of what was written. What may follow what is decided above; here an event is refused
only when it was made from a history that is no longer the newest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select

from jidi.core.errors import InputError, UnknownName, WorkspaceError
from jidi.core.nearest import suggestion
from jidi.model.case import CaseEvent, CaseFile
from jidi.registry.audit import append, canonical
from jidi.registry.database import Registry
from jidi.registry.tables import case_event, case_file, case_personal

SINCE: Final = 7
"""The schema version from which a registry holds cases."""
_AT_A_TIME: Final = 500
"""Files asked for in one query: databases bound the number of parameters."""


@dataclass(frozen=True)
class NewCase:
    """A case to be opened; its number is known only inside the transaction.

    :param events: makes its first events from its number.
    :param personal: makes its sealed values from its number.
    """

    kind: str
    prefix: str
    division: str
    events: Callable[[str], Sequence[CaseEvent]]
    source: str = ""
    origin: str = "reported"
    personal: Callable[[str], Mapping[str, str]] = field(default=lambda _id: {})


class CaseBook:
    """The cases of one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @property
    def has_tables(self) -> bool:
        """Whether the registry can hold cases; not if it is old and cannot be upgraded."""
        return self._registry.schema >= SINCE

    def commit(
        self,
        news: Sequence[NewCase],
        *,
        by: str,
        action: str,
        clock: Callable[[], datetime],
        follow: Callable[[Sequence[str]], Sequence[CaseEvent]] = lambda _ids: (),
        why: str = "",
        more: Mapping[str, Any] | None = None,
    ) -> tuple[str, ...]:
        """Open cases and write events of others, all or none, with one entry in the audit log.

        A case whose source was opened before is passed over.

        :param more: further facts for the audit entry.
        :param follow: makes events of other cases from the numbers of the new ones.
        :returns: the numbers of the new cases, in order.
        :raises InputError: Y-301 when another event was written since.
        :raises WorkspaceError: Y-302 when the registry is too old; W-2xx when it refuses.
        """
        self._check_tables()
        with self._registry.writing() as connection:
            known = _known_sources(connection, [new.source for new in news if new.source])
            fresh = [new for new in news if new.source not in known]
            files, events, personal = _rows_of(connection, fresh)
            ids = tuple(str(row["id"]) for row in files)
            followed = list(follow(ids))
            for event in followed:
                _check_newest(connection, event)
            events += followed
            if not events:
                return ()
            for table, rows in (
                (case_file, files),
                (case_event, [_event_row(event) for event in events]),
                (case_personal, personal),
            ):
                if rows:
                    connection.execute(insert(table), rows)
            cases = list(dict.fromkeys(event.case for event in events))
            facts = {
                "cases": cases if len(cases) <= _AT_A_TIME else [cases[0], cases[-1]],
                "count": len(cases),
                "events": len(events),
                "steps": sorted({event.step for event in events}),
                "sha256": digest_of(events),
                "why": why,
                **(more or {}),
            }
            subject = cases[0] if len(cases) == 1 else f"{cases[0]}…{cases[-1]}"
            append(connection, at=clock(), by=by, action=action, subject=subject, facts=facts)
            return ids

    def file(self, id_: str) -> CaseFile:
        """One case.

        :raises UnknownName: Y-303 with the nearest number. :raises WorkspaceError: Y-302.
        """
        self._check_tables()
        with self._registry.reading() as connection:
            found = list(_files(connection, select(case_file).where(case_file.c.id == id_)))
            if found:
                return found[0]
            known = [str(name) for name in connection.scalars(select(case_file.c.id).limit(5000))]
        raise UnknownName("Y-303", case=id_, nearest=suggestion(id_, known))

    def of_source(self, source: str) -> str:
        """The number of the case that was opened from a source; empty where none was."""
        self._check_tables()
        with self._registry.reading() as connection:
            query = select(case_file.c.id).where(case_file.c.source == source)
            return str(connection.scalar(query) or "")

    def files(
        self,
        *,
        kind: str = "",
        states: Collection[str] = (),
        divisions: str = "",
        since: str = "",
        limit: int | None = None,
    ) -> tuple[CaseFile, ...]:
        """Cases, the newest of each kind first.

        :param states: only those whose newest event left them in one of these, given as
            ``kind.state``; all when empty.
        :param divisions: only those whose division's code begins so.
        :param since: only those with an event on or after that day.
        :raises WorkspaceError: Y-302.
        """
        self._check_tables()
        newest = (
            select(case_event.c.file, func.max(case_event.c.number).label("number"))
            .group_by(case_event.c.file)
            .subquery()
        )
        last = case_event.alias("last")
        query = (
            select(case_file)
            .join(newest, newest.c.file == case_file.c.id)
            .join(last, and_(last.c.file == newest.c.file, last.c.number == newest.c.number))
            .order_by(case_file.c.kind, case_file.c.number.desc())
        )
        if kind:
            query = query.where(case_file.c.kind == kind)
        if states:
            query = query.where((case_file.c.kind + "." + last.c.state).in_(list(states)))
        if divisions:
            query = query.where(case_file.c.division.startswith(divisions, autoescape=True))
        if since:
            query = query.where(last.c.at >= since)
        if limit is not None:
            query = query.limit(limit)
        with self._registry.reading() as connection:
            return tuple(_files(connection, query))

    def counts(self) -> dict[tuple[str, str], int]:
        """How many cases there are, by kind and state.

        :raises WorkspaceError: Y-302.
        """
        self._check_tables()
        newest = (
            select(case_event.c.file, func.max(case_event.c.number).label("number"))
            .group_by(case_event.c.file)
            .subquery()
        )
        query = (
            select(case_file.c.kind, case_event.c.state, func.count())
            .join(newest, newest.c.file == case_file.c.id)
            .join(
                case_event,
                and_(case_event.c.file == newest.c.file, case_event.c.number == newest.c.number),
            )
            .group_by(case_file.c.kind, case_event.c.state)
        )
        with self._registry.reading() as connection:
            return {(row[0], row[1]): int(row[2]) for row in connection.execute(query)}

    def forget_personal(
        self, ids: Sequence[str], *, by: str, why: str, rule: str, at: datetime
    ) -> int:
        """Remove the personal values of cases, with their entry in the audit log; how many went.

        :raises WorkspaceError: Y-302; W-2xx when the registry refuses.
        """
        self._check_tables()
        gone = 0
        with self._registry.writing() as connection:
            for part in _parts(ids):
                removed = delete(case_personal).where(case_personal.c.file.in_(part))
                gone += connection.execute(removed).rowcount
            facts = {"rule": rule, "cases": len(ids), "values": gone, "why": why}
            append(
                connection, at=at, by=by, action="case.forget_personal", subject=rule, facts=facts
            )
        return gone

    def _check_tables(self) -> None:
        if not self.has_tables:
            raise WorkspaceError("Y-302")


def digest_of(events: Iterable[CaseEvent]) -> str:
    """The SHA-256 of events as they are kept, for the audit log."""
    rows = [_event_row(event) for event in events]
    return hashlib.sha256(canonical({"events": rows}).encode("utf-8")).hexdigest()


def _rows_of(
    connection: Connection, news: Sequence[NewCase]
) -> tuple[list[dict[str, Any]], list[CaseEvent], list[dict[str, Any]]]:
    """Files, events and personal values of new cases, numbered on."""
    numbers: dict[str, int] = {}
    files, events, personal = [], list[CaseEvent](), []
    for new in news:
        if new.kind not in numbers:
            newest = select(func.max(case_file.c.number)).where(case_file.c.kind == new.kind)
            numbers[new.kind] = connection.scalar(newest) or 0
        numbers[new.kind] += 1
        id_ = f"{new.prefix}{numbers[new.kind]:06d}"
        files.append(
            {
                "id": id_,
                "kind": new.kind,
                "number": numbers[new.kind],
                "division": new.division,
                "source": new.source or None,
                "origin": new.origin,
            }
        )
        events += new.events(id_)
        personal += [
            {"file": id_, "field": name, "value": value}
            for name, value in new.personal(id_).items()
        ]
    return files, events, personal


def _known_sources(connection: Connection, sources: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for part in _parts(sources):
        query = select(case_file.c.source).where(case_file.c.source.in_(part))
        found |= {str(one) for one in connection.scalars(query)}
    return found


def _check_newest(connection: Connection, event: CaseEvent) -> None:
    newest = connection.scalar(
        select(func.max(case_event.c.number)).where(case_event.c.file == event.case)
    )
    if newest != event.number - 1:
        raise InputError("Y-301", case=event.case, expected=event.number - 1, newest=newest or 0)


def _files(connection: Connection, query: Select[Any]) -> Iterator[CaseFile]:
    heads = list(connection.execute(query))
    events: dict[str, list[CaseEvent]] = {}
    personal: dict[str, dict[str, str]] = {}
    for part in _parts([row.id for row in heads]):
        chain = select(case_event).where(case_event.c.file.in_(part))
        for row in connection.execute(chain.order_by(case_event.c.file, case_event.c.number)):
            events.setdefault(row.file, []).append(_event(row))
        for row in connection.execute(select(case_personal).where(case_personal.c.file.in_(part))):
            personal.setdefault(row.file, {})[row.field] = row.value
    for row in heads:
        yield CaseFile(
            id=row.id,
            kind=row.kind,
            division=row.division,
            source=row.source or "",
            origin=row.origin,
            events=tuple(events[row.id]),
            personal=personal.get(row.id, {}),
        )


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[at : at + _AT_A_TIME] for at in range(0, len(names), _AT_A_TIME))


def _event_row(event: CaseEvent) -> dict[str, Any]:
    return {
        "file": event.case,
        "number": event.number,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "actor": event.by,
        "step": event.step,
        "why": event.why,
        "state": event.state,
        "facts": canonical(event.facts),
    }


def _event(row: Row[Any]) -> CaseEvent:
    return CaseEvent(
        case=row.file,
        number=row.number,
        at=row.at,
        recorded_at=row.recorded_at,
        by=row.actor,
        step=row.step,
        why=row.why,
        state=row.state,
        facts=json.loads(row.facts),
    )
