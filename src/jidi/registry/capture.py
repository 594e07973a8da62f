"""What the registry keeps of capture jobs: files handed in over the network, and how each ended.

A job is written before its sender gets an answer, and its end once: both are only ever added. So a
job is never lost, and none ends twice, whoever stops in between.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, false, func, insert, or_, select

from jidi.core.errors import InputError, UnknownName, WorkspaceError
from jidi.core.nearest import suggestion
from jidi.registry.audit import append, canonical
from jidi.registry.database import Registry
from jidi.registry.tables import capture_end, capture_job

SINCE: Final = 4
"""The schema version from which a registry holds capture jobs."""
TAKEN, TAKEN_IN_PART, TRIED = "success", "partial", "tried"
FAILED, CANCELLED = "failed", "cancelled"
ENDS: Final = (TAKEN, TAKEN_IN_PART, TRIED, FAILED, CANCELLED)
"""How a job may end: all rows in (or known); some held aside; only tried; nothing taken in, for a
reason; stopped by somebody."""


@dataclass(frozen=True)
class NewJob:
    """A file that was handed in, on its way into the registry.

    :param place: the folder it waits in.
    :param asked: what is asked with it, as plain JSON values.
    """

    at: datetime
    by: str
    sender: str
    file: str
    bytes: int
    digest: str
    place: str
    asked: Mapping[str, Any]


@dataclass(frozen=True)
class JobEnd:
    """How a job ended.

    :param state: one of :data:`ENDS`.
    :param receipt: the receipt it gave, or that its content had got before.
    :param body: the error, or what would change, as plain JSON values.
    """

    job: str
    at: str
    state: str
    receipt: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class CaptureJob:
    """A job as it is kept; ``end`` is None while it waits or runs."""

    id: str
    at: str
    by: str
    sender: str
    file: str
    bytes: int
    digest: str
    place: str
    asked: Mapping[str, Any]
    end: JobEnd | None


class CaptureBook:
    """The capture jobs of one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def add(self, new: NewJob) -> CaptureJob:
        """Note a job, with its entry in the audit log.

        :raises WorkspaceError: J-304 when the registry is too old, W-209 when it can be read only.
        """
        if self._registry.schema < SINCE:
            raise WorkspaceError("J-304")
        with self._registry.writing() as connection:
            number = (connection.scalar(select(func.count()).select_from(capture_job)) or 0) + 1
            row = {
                "id": f"C{number:06d}",
                "at": new.at.isoformat(),
                "actor": new.by,
                "sender": new.sender,
                "file": new.file,
                "bytes": new.bytes,
                "digest": new.digest,
                "place": new.place,
                "asked": canonical(new.asked),
            }
            connection.execute(insert(capture_job).values(**row))
            facts = {"file": new.file, "sender": new.sender, "bytes": new.bytes}
            append(
                connection,
                at=new.at,
                by=new.by,
                action="capture.job",
                subject=str(row["id"]),
                facts=facts | {"sha256": new.digest, "asked": dict(new.asked)},
            )
        return self.job(str(row["id"]))

    def job(self, id_: str) -> CaptureJob:
        """The job of that number.

        :raises UnknownName: J-401 with the nearest.
        """
        found = self._found(capture_job.c.id == id_)
        if not found:
            known = [one.id for one in self.newest(100)]
            raise UnknownName("J-401", name=id_, nearest=suggestion(id_, known))
        return found[0]

    def newest(
        self, most: int, *, before: str = "", senders: Sequence[str] | None = None, by: str = ""
    ) -> tuple[CaptureJob, ...]:
        """The newest jobs, newest first; none in a registry too old to hold any.

        :param before: only those older than the job of this number.
        :param senders: only those of these, and those that ``by`` handed in; all when None.
        """
        chosen = [capture_job.c.id < before] if before else []
        if senders is not None:
            handed_in = capture_job.c.actor == by if by else false()
            chosen.append(or_(capture_job.c.sender.in_(senders), handed_in))
        return self._found(*chosen, most=most)

    def waiting(self) -> tuple[CaptureJob, ...]:
        """Jobs that have not ended, in the order in which they came."""
        return self._found(capture_end.c.job.is_(None))[::-1]

    def tried_since(self, at: str) -> tuple[CaptureJob, ...]:
        """Jobs that ended as only tried, at that time or later (ISO 8601, in UTC)."""
        return self._found(capture_end.c.state == TRIED, capture_end.c.at >= at)

    def end(self, end: JobEnd, *, by: str, at: datetime) -> None:
        """Note how a job ended that gave no receipt of its own, with its audit entry.

        :raises InputError: J-407 when it has ended already.
        """
        with self._registry.writing() as connection:
            end_job(connection, end)
            facts = {"state": end.state, "receipt": end.receipt, "error": end.body.get("error")}
            append(connection, at=at, by=by, action="capture.end", subject=end.job, facts=facts)

    def _found(
        self, *chosen: ColumnElement[bool], most: int | None = None
    ) -> tuple[CaptureJob, ...]:
        """The jobs for which all of it holds, newest first."""
        if self._registry.schema < SINCE:
            return ()
        joined = capture_job.outerjoin(capture_end, capture_end.c.job == capture_job.c.id)
        ends = (
            capture_end.c.at.label("end_at"),
            capture_end.c.state,
            capture_end.c.receipt,
            capture_end.c.body,
        )
        query = select(capture_job, *ends).select_from(joined).where(*chosen)
        query = query.order_by(capture_job.c.id.desc()).limit(most)
        with self._registry.reading() as connection:
            return tuple(map(_job, connection.execute(query)))


def end_job(connection: Connection, end: JobEnd) -> None:
    """Write how a job ended.

    :param connection: of ``registry.writing()``.
    :raises InputError: J-407 when it has ended already.
    """
    query = select(capture_end.c.state).where(capture_end.c.job == end.job)
    before = connection.scalar(query)
    if before is not None:
        raise InputError("J-407", job=end.job, state=before)
    row = {"job": end.job, "at": end.at, "state": end.state, "receipt": end.receipt}
    connection.execute(insert(capture_end).values(**row, body=canonical(end.body)))


def _job(row: Row[Any]) -> CaptureJob:
    end = None
    if row.state is not None:
        end = JobEnd(row.id, row.end_at, row.state, row.receipt, json.loads(row.body))
    return CaptureJob(
        id=row.id,
        at=row.at,
        by=row.actor,
        sender=row.sender,
        file=row.file,
        bytes=row.bytes,
        digest=row.digest,
        place=row.place,
        asked=json.loads(row.asked),
        end=end,
    )
