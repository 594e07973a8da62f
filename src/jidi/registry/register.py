"""The register of responsibility as the registry keeps it: subjects once, revisions in chains.

Entries and revisions are only ever added, each in one transaction with its entry in the audit log.
What may follow what is decided above; here a revision is refused only when it was made from one
that is no longer the newest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select

from jidi.core.errors import InputError, UnknownName, WorkspaceError
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.model.register import Change, Draft, Revision, State, Subject, differences
from jidi.registry.audit import append, canonical
from jidi.registry.database import Registry
from jidi.registry.tables import register_entry, register_revision

Faults = Callable[[str], None]
"""Called at every step of writing; tests raise from it."""

SINCE: Final = 2
"""The schema version from which a registry holds a register."""


def no_faults(_step: str) -> None:
    """Nothing goes wrong."""


class Register:
    """The register of one book's plan.

    :param plan: id of the plan whose entries are meant.
    """

    def __init__(self, registry: Registry, plan: str, *, faults: Faults = no_faults) -> None:
        self._registry = registry
        self._plan = plan
        self._faults = faults

    @property
    def has_tables(self) -> bool:
        """Whether the registry can hold a register; not if it is old and cannot be upgraded."""
        return self._registry.schema >= SINCE

    def subjects(self) -> tuple[Subject, ...]:
        """What is followed up, in the order of the plan; empty when none was started.

        :raises WorkspaceError: R-303 when the registry is too old to hold a register.
        """
        self._check_tables()
        with self._registry.reading() as connection:
            return self._subjects(connection)

    def chains(self) -> dict[str, tuple[Revision, ...]]:
        """Every revision of every entry, oldest first, by entry in the order of the plan.

        :raises WorkspaceError: R-303.
        """
        return {subject.id: chain for subject, chain in self.whole()}

    def whole(self) -> tuple[tuple[Subject, tuple[Revision, ...]], ...]:
        """Subjects with their chains, from one consistent state, in the order of the plan.

        :raises WorkspaceError: R-303.
        """
        self._check_tables()
        with self._registry.reading() as connection:
            found: dict[str, list[Revision]] = {}
            for revision in self._revisions(connection):
                found.setdefault(revision.entry, []).append(revision)
            return tuple((s, tuple(found[s.id])) for s in self._subjects(connection))

    def chain(self, entry: str) -> tuple[Revision, ...]:
        """The revisions of one entry, oldest first.

        :raises UnknownName: R-304 with the nearest id.
        :raises WorkspaceError: R-303.
        """
        self._check_tables()
        with self._registry.reading() as connection:
            found = tuple(self._revisions(connection, entry))
            if not found:
                raise self._unknown(connection, entry)
            return found

    def start(
        self,
        founded: Iterable[tuple[Subject, State]],
        *,
        on: date,
        by: str,
        clock: Callable[[], datetime],
    ) -> tuple[str, ...]:
        """Add the entries that are not there yet, each with its first revision.

        :param founded: every entry of the plan, in its order.
        :param on: the day from which the plan's entries hold.
        :returns: the ids of those that were added; empty when all were there.
        :raises WorkspaceError: R-303; W-2xx when the registry refuses.
        """
        self._check_tables()
        with self._registry.writing() as connection:
            known = {subject.id for subject in self._subjects(connection)}
            new = [(n, s, state) for n, (s, state) in enumerate(founded) if s.id not in known]
            if not new:
                return ()
            at = clock()
            connection.execute(insert(register_entry), [_entry_row(n, s) for n, s, _ in new])
            self._faults("entries")
            first = [_first(subject, state, on=on, at=at, by=by) for _, subject, state in new]
            connection.execute(insert(register_revision), [_revision_row(r) for r in first])
            self._faults("revisions")
            ids = tuple(subject.id for _, subject, _ in new)
            facts = {"entries": list(ids)}
            append(
                connection, at=at, by=by, action="register.start", subject=self._plan, facts=facts
            )
            self._faults("audited")
            return ids

    def revise(
        self,
        drafts: Sequence[Draft],
        *,
        by: str,
        clock: Callable[[], datetime],
        source: str = "",
    ) -> tuple[Revision, ...]:
        """Write revisions, all or none, with one entry in the audit log that tells every change.

        :param drafts: at most one per entry and newest revision; several of one entry count on.
        :param source: the file they come from, if any.
        :raises UnknownName: R-304 for an entry there is not.
        :raises InputError: R-301 when another revision was written since, with what it changed.
        :raises WorkspaceError: R-303; W-2xx when the registry refuses.
        """
        self._check_tables()
        if not drafts:
            return ()
        with self._registry.writing() as connection:
            at = clock()
            written = []
            for draft in drafts:
                newest = self._newest(connection, draft)
                revision = _next(newest, draft, at=at, by=by)
                connection.execute(insert(register_revision).values(**_revision_row(revision)))
                self._faults("revision")
                written.append(revision)
            append(
                connection,
                at=at,
                by=by,
                action="register.revise",
                subject=self._plan,
                facts={"source": source, "revisions": [_told(revision) for revision in written]},
            )
            self._faults("audited")
        return tuple(written)

    def count(self) -> int:
        """How many revisions there are; grows with every change. 0 without a register."""
        if not self.has_tables:
            return 0
        query = select(func.count()).select_from(register_revision).join(register_entry)
        with self._registry.reading() as connection:
            mine = query.where(register_entry.c.plan == self._plan)
            return connection.scalar(mine) or 0

    def _check_tables(self) -> None:
        if not self.has_tables:
            raise WorkspaceError("R-303")

    def _subjects(self, connection: Connection) -> tuple[Subject, ...]:
        query = select(register_entry.c.subject).where(register_entry.c.plan == self._plan)
        ordered = query.order_by(register_entry.c.position, register_entry.c.id)
        return tuple(Subject.model_validate_json(body) for body in connection.scalars(ordered))

    def _revisions(self, connection: Connection, entry: str | None = None) -> Iterator[Revision]:
        query = select(register_revision).join(register_entry)
        query = query.where(register_entry.c.plan == self._plan)
        if entry is not None:
            query = query.where(register_revision.c.entry == entry)
        ordered = query.order_by(register_revision.c.entry, register_revision.c.number)
        return map(_revision, connection.execute(ordered))

    def _newest(self, connection: Connection, draft: Draft) -> Revision:
        """The revision the draft was made from.

        :raises InputError: R-301 when it is not the newest.
        """
        chain = tuple(self._revisions(connection, draft.entry))
        if not chain:
            raise self._unknown(connection, draft.entry)
        if chain[-1].number != draft.expected:
            raise conflict(chain, draft.expected)
        return chain[-1]

    def _unknown(self, connection: Connection, entry: str) -> UnknownName:
        known = [subject.id for subject in self._subjects(connection)]
        return UnknownName("R-304", name=entry, nearest=suggestion(entry, known))


def conflict(chain: Sequence[Revision], expected: int) -> InputError:
    """R-301: what was written since the revision that was expected to be the newest."""
    since = [revision for revision in chain if revision.number > expected]
    last = chain[-1]
    fields = dict.fromkeys(change.field for revision in since for change in revision.changes)
    return InputError(
        "R-301",
        entry=last.entry,
        expected=expected,
        newest=last.number,
        by=last.by,
        at=last.at,
        fields=listed(fields),
    )


def _first(subject: Subject, state: State, *, on: date, at: datetime, by: str) -> Revision:
    return Revision(
        entry=subject.id,
        number=1,
        on=on,
        at=at.isoformat(),
        by=by,
        origin="published",
        state=state,
    )


def _next(newest: Revision, draft: Draft, *, at: datetime, by: str) -> Revision:
    return Revision(
        entry=draft.entry,
        number=newest.number + 1,
        on=draft.on,
        at=at.isoformat(),
        by=by,
        why=draft.why,
        origin=draft.origin,
        changes=differences(newest.state, draft.state),
        state=draft.state,
    )


def _entry_row(position: int, subject: Subject) -> dict[str, Any]:
    body = subject.model_dump(mode="json")
    return {
        "id": subject.id,
        "plan": subject.plan,
        "position": position,
        "subject": canonical(body),
    }


def _revision_row(revision: Revision) -> dict[str, Any]:
    return {
        "entry": revision.entry,
        "number": revision.number,
        "on_day": revision.on.isoformat(),
        "at": revision.at,
        "actor": revision.by,
        "why": revision.why,
        "origin": revision.origin,
        "changes": json.dumps(_changes(revision), ensure_ascii=False),
        "state": canonical(revision.state.plain()),
    }


def _revision(row: Row[Any]) -> Revision:
    return Revision(
        entry=row.entry,
        number=row.number,
        on=date.fromisoformat(row.on_day),
        at=row.at,
        by=row.actor,
        why=row.why,
        origin=row.origin,
        changes=tuple(Change.model_validate(change) for change in json.loads(row.changes)),
        state=State.model_validate_json(row.state),
    )


def _changes(revision: Revision) -> list[dict[str, Any]]:
    return [change.model_dump(mode="json") for change in revision.changes]


def _told(revision: Revision) -> dict[str, Any]:
    """The revision for the audit log: what changed, not all that stayed."""
    return {
        "entry": revision.entry,
        "revision": revision.number,
        "on": revision.on.isoformat(),
        "why": revision.why,
        "origin": revision.origin,
        "changes": _changes(revision),
    }
