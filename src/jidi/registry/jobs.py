"""The queue of long work: asked for once, held by one worker at a time, ended once.

A worker holds a job by a lease that it must renew. When the lease is over (the worker was killed,
its machine stopped), the next worker takes the job up again, at most :data:`MOST_ATTEMPTS` times in
all. What a worker gives at the end counts only while it still holds the job: the check stands in
the transaction that keeps the result, so no result is doubled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from jidi.core.errors import InputError, JidiError, UnknownName, WorkspaceError
from jidi.core.nearest import suggestion
from jidi.core.utc import utc_text
from jidi.registry.audit import append, canonical
from jidi.registry.database import Registry
from jidi.registry.job_tables import job

SINCE: Final = 10
"""The schema version from which a registry holds jobs."""
QUEUED, RUNNING, CANCELLING = "queued", "running", "cancelling"
DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
STATES: Final = (QUEUED, RUNNING, CANCELLING, DONE, FAILED, CANCELLED)
OPEN_STATES: Final = (QUEUED, RUNNING, CANCELLING)
MOST_ATTEMPTS: Final = 3
"""How often a job is taken up in all when its workers die. Own choice."""


@dataclass(frozen=True)
class NewJob:
    """Work that somebody asks for.

    :param asked: as plain JSON values; with the kind it says which work this is.
    :param division: 12 digits, where it lies.
    :param again_of: the job it repeats.
    """

    kind: str
    asked: Mapping[str, Any]
    division: str
    by: str
    at: datetime
    again_of: str | None = None

    @property
    def digest(self) -> str:
        """The same for the same work."""
        return sha256(canonical({"kind": self.kind, "asked": self.asked}).encode()).hexdigest()


@dataclass(frozen=True)
class Job:
    """A job as it is kept.

    :param share: how much is done, 0 to 1.
    :param body: what came of it, as plain JSON values; empty until it ended.
    """

    id: str
    kind: str
    asked: Mapping[str, Any]
    digest: str
    division: str
    at: str
    by: str
    again_of: str | None
    state: str
    attempt: int
    worker: str | None
    lease: str | None
    started: str | None
    ended: str | None
    share: float
    step: str
    stopped_by: str | None
    body: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN_STATES


@dataclass(frozen=True)
class Held:
    """A job in the hands of one worker, at one attempt: what it may write must bear both."""

    job: str
    worker: str
    attempt: int


class JobBook:
    """The jobs of one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    # Asking and looking ------------------------------------------------------

    def ask(self, new: NewJob) -> Job:
        """Put work into the queue, with its audit entry.

        :raises InputError: M-101 when the same work waits or runs already.
        :raises WorkspaceError: M-113 when the registry is too old, W-209 when it is only read.
        """
        self._check_schema()
        with self._registry.writing() as connection:
            twin = select(job.c.id).where(job.c.digest == new.digest, job.c.state.in_(OPEN_STATES))
            found = connection.scalar(twin)
            if found is not None:
                raise InputError("M-101", job=found)
            number = (connection.scalar(select(func.count()).select_from(job)) or 0) + 1
            id_ = f"W{number:06d}"
            row = {
                "id": id_,
                "kind": new.kind,
                "asked": canonical(new.asked),
                "digest": new.digest,
                "division": new.division,
                "at": utc_text(new.at),
                "actor": new.by,
                "again_of": new.again_of,
                "state": QUEUED,
                "attempt": 0,
                "share": 0,
                "step": "",
                "body": "{}",
            }
            connection.execute(insert(job).values(**row))
            facts = {"kind": new.kind, "asked": dict(new.asked), "again_of": new.again_of}
            _note(connection, id_, "ask", by=new.by, at=new.at, facts=facts)
        return self.job(id_)

    def job(self, id_: str) -> Job:
        """The job of that number.

        :raises UnknownName: M-102 with the nearest.
        """
        found = self._found(job.c.id == id_)
        if not found:
            known = [one.id for one in self.newest(100)]
            raise UnknownName("M-102", name=id_, nearest=suggestion(id_, known))
        return found[0]

    def newest(self, most: int) -> tuple[Job, ...]:
        """The newest jobs, newest first; none in a registry too old to hold any."""
        return self._found(most=most)

    def cancel(self, id_: str, *, by: str, now: datetime) -> Job:
        """Stop a job: at once while it waits, as soon as its worker notices while it runs.

        :raises UnknownName: M-102. :raises InputError: M-104 when it has ended.
        """
        self.job(id_)
        with self._registry.writing() as connection:
            row = connection.execute(select(job.c.state).where(job.c.id == id_)).one()
            if row.state not in OPEN_STATES:
                raise InputError("M-104", job=id_, state=row.state)
            if row.state == CANCELLING:
                return self.job(id_)
            waits = row.state == QUEUED
            values: dict[str, Any] = {"state": CANCELLED if waits else CANCELLING, "stopped_by": by}
            values |= {"ended": utc_text(now)} if waits else {}
            connection.execute(update(job).where(job.c.id == id_).values(**values))
            _note(connection, id_, "cancel", by=by, at=now, facts={"state": row.state})
        return self.job(id_)

    # Working -----------------------------------------------------------------

    def take(self, worker: str, *, now: datetime, lease: timedelta) -> tuple[Held, Job] | None:
        """The next job, held by this worker; None when none waits.

        Jobs whose lease is over are settled first: taken up again, failed after too many attempts,
        cancelled when that was asked for.
        """
        if self._registry.read_only or not self._found(_waiting(now), most=1):
            return None
        with self._registry.writing() as connection:
            _settle(connection, now)
            query = select(job.c.id, job.c.attempt).where(job.c.state == QUEUED)
            row = connection.execute(query.order_by(job.c.id).limit(1)).first()
            if row is None:
                return None
            held = Held(row.id, worker, row.attempt + 1)
            values = {
                "state": RUNNING,
                "worker": worker,
                "attempt": held.attempt,
                "lease": utc_text(now + lease),
                "started": func.coalesce(job.c.started, utc_text(now)),
                "share": 0,
                "step": "",
            }
            connection.execute(update(job).where(job.c.id == row.id).values(**values))
            facts = {"attempt": held.attempt}
            _note(connection, row.id, "take", by=worker, at=now, facts=facts)
        return held, self.job(held.job)

    def beat(self, held: Held, *, now: datetime, lease: timedelta, share: float, step: str) -> bool:
        """Renew the lease and tell how far the work is.

        :return: whether somebody wants it stopped.
        :raises InputError: M-103 when the job is not held any more.
        """
        with self._registry.writing() as connection:
            state = _check_held(connection, held)
            values = {
                "lease": utc_text(now + lease),
                "share": round(min(max(share, 0.0), 1.0) * 1000),
                "step": step,
            }
            connection.execute(update(job).where(job.c.id == held.job).values(**values))
        return state == CANCELLING

    @contextmanager
    def ending(
        self, held: Held, *, state: str, body: Mapping[str, Any], now: datetime
    ) -> Iterator[Connection]:
        """End a job in the transaction in which its result is kept.

        :raises InputError: M-103 when the job is not held any more; nothing is kept then.
        """
        with self._registry.writing() as connection:
            end_held(connection, held, state=state, body=body, now=now)
            yield connection

    def put_back(self, held: Held, *, now: datetime, counts: bool) -> None:
        """Let another worker do it, or this one later.

        :param counts: whether the attempt counts as one of the few.
        :raises InputError: M-103 when the job is not held any more.
        """
        with self._registry.writing() as connection:
            _check_held(connection, held)
            values: dict[str, Any] = {"lease": utc_text(now)}
            values |= {} if counts else {"attempt": held.attempt - 1}
            connection.execute(update(job).where(job.c.id == held.job).values(**values))
            _settle(connection, now)

    def release(self, worker: str, *, now: datetime) -> None:
        """Say that a worker is dead: what it held is free at once, not only after its lease."""
        if self._registry.schema < SINCE or self._registry.read_only:
            return
        with self._registry.writing() as connection:
            theirs = and_(job.c.worker == worker, job.c.state.in_((RUNNING, CANCELLING)))
            connection.execute(update(job).where(theirs).values(lease=utc_text(now)))

    def _found(self, *chosen: ColumnElement[bool], most: int | None = None) -> tuple[Job, ...]:
        if self._registry.schema < SINCE:
            return ()
        query = select(job).where(*chosen).order_by(job.c.id.desc()).limit(most)
        with self._registry.reading() as connection:
            return tuple(map(_job, connection.execute(query)))

    def _check_schema(self) -> None:
        if self._registry.schema < SINCE:
            raise WorkspaceError("M-113")


def end_held(
    connection: Connection, held: Held, *, state: str, body: Mapping[str, Any], now: datetime
) -> None:
    """Write how a job ended, inside the transaction that keeps its result.

    :param connection: of ``registry.writing()``.
    :raises InputError: M-103 when the job is not held any more.
    """
    _check_held(connection, held)
    _end(connection, held.job, state=state, body=body, by=held.worker, now=now)


def _end(
    connection: Connection,
    id_: str,
    *,
    state: str,
    body: Mapping[str, Any],
    by: str,
    now: datetime,
) -> None:
    values: dict[str, Any] = {"state": state, "ended": utc_text(now), "body": canonical(body)}
    values |= {"worker": None, "lease": None} | ({"share": 1000} if state == DONE else {})
    connection.execute(update(job).where(job.c.id == id_).values(**values))
    told = {name: body[name] for name in ("designs", "files", "error") if name in body}
    _note(connection, id_, "end", by=by, at=now, facts={"state": state, **told})


def _check_held(connection: Connection, held: Held) -> str:
    """The state of a job that is held; another worker's, and an ended one's, is not."""
    query = select(job.c.state, job.c.worker, job.c.attempt).where(job.c.id == held.job)
    row = connection.execute(query).one()
    if (row.worker, row.attempt) != (held.worker, held.attempt) or row.state not in OPEN_STATES:
        raise InputError("M-103", job=held.job, worker=held.worker)
    return str(row.state)


def _settle(connection: Connection, now: datetime) -> None:
    """What becomes of jobs whose lease is over."""
    query = select(job.c.id, job.c.state, job.c.attempt).where(_lost(now))
    for row in connection.execute(query).all():
        if row.state == CANCELLING:
            _end(connection, row.id, state=CANCELLED, body={}, by="jidi", now=now)
        elif row.attempt >= MOST_ATTEMPTS:
            error = JidiError("M-109", job=row.id, count=row.attempt)
            body = {"error": error.to_json()}
            _end(connection, row.id, state=FAILED, body=body, by="jidi", now=now)
        else:
            free = {"state": QUEUED, "worker": None, "lease": None}
            connection.execute(update(job).where(job.c.id == row.id).values(**free))


def _lost(now: datetime) -> ColumnElement[bool]:
    return and_(job.c.state.in_((RUNNING, CANCELLING)), job.c.lease <= utc_text(now))


def _waiting(now: datetime) -> ColumnElement[bool]:
    return or_(job.c.state == QUEUED, _lost(now))


def _note(
    connection: Connection,
    id_: str,
    change: str,
    *,
    by: str,
    at: datetime,
    facts: Mapping[str, Any],
) -> None:
    append(connection, at=at, by=by, action=f"job.{change}", subject=id_, facts=facts)


def _job(row: Row[Any]) -> Job:
    told = dict(row._mapping)
    told |= {"asked": json.loads(row.asked), "body": json.loads(row.body)}
    told |= {"share": row.share / 1000, "by": told.pop("actor")}
    return Job(**told)
