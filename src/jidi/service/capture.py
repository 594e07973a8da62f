"""Capture jobs: a file handed in over the network is acknowledged, then taken in by the same
intake as any other, exactly once.

A job stands in the registry before its sender gets an answer. Whoever opens the book later takes up
the jobs that have not ended; content that came before is not taken twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from jidi.core.errors import InputError, Interrupted, JidiError, LakeError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.utc import utc_text
from jidi.lake.disk import Faults, no_faults
from jidi.registry.capture import (
    CANCELLED,
    FAILED,
    TAKEN,
    TAKEN_IN_PART,
    TRIED,
    CaptureBook,
    CaptureJob,
    JobEnd,
    NewJob,
)
from jidi.registry.intake import IntakeBook
from jidi.service.access import EVERYTHING, Reach
from jidi.service.books import Book
from jidi.service.capture_files import HandedIn, path_of, remove, sweep
from jidi.service.intake import Setting, ingest_file, plan_file
from jidi.service.intake_asked import IntakeAsked

ORIGINS: Final = ("reported", "published", "synthetic")
TRIED_KEPT: Final = timedelta(hours=24)
"""How long a file that was only tried waits to be taken in without being handed in again."""
_log = logging.getLogger("jidi.capture")

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class CaptureAsked:
    """What is asked with a file that is handed in over the network.

    :param by: who hands it in: who signed in, else what the sender says.
    :param dry_run: only say what taking it in would change.
    :raises InputError: J-403 without a name.
    :raises UnknownName: J-404 for an origin there is not.
    """

    by: str
    sender: str = ""
    table: str = ""
    origin: str = "reported"
    whole: bool = False
    dry_run: bool = False

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise InputError("J-403")
        if self.origin not in ORIGINS:
            near = suggestion(self.origin, ORIGINS)
            raise UnknownName("J-404", name=self.origin, nearest=near)

    def to_json(self) -> dict[str, Any]:
        """What a job keeps of it; who and sender stand beside."""
        names = ("table", "origin", "whole", "dry_run")
        return {name: getattr(self, name) for name in names}


def check_writable(book: Book) -> None:
    """:raises LakeError: L-104 when nothing can be written to the book."""
    if book.workspace.lake.read_only:
        raise LakeError("L-104", path=book.name)


def hand_in(book: Book, handed: HandedIn, asked: CaptureAsked, *, now: datetime) -> CaptureJob:
    """Acknowledge a file that lies in its place: from here on it is not lost.

    :raises UnknownName: D-112 for a table there is not.
    :raises WorkspaceError: W-2xx when the registry refuses; the file is removed.
    """
    try:
        check_writable(book)
        if asked.table:
            book.catalogue.table(asked.table)
        new = NewJob(
            at=now,
            by=asked.by.strip(),
            sender=asked.sender.strip(),
            file=handed.file,
            bytes=handed.bytes,
            digest=handed.digest,
            place=handed.place,
            asked=asked.to_json(),
        )
        return CaptureBook(book.workspace.registry).add(new)
    except JidiError:
        remove(book.workspace, handed.place)
        raise


def take_tried(book: Book, id_: str, *, by: str, now: datetime) -> CaptureJob:
    """Take in a file that was only tried, without its being handed in again.

    :raises UnknownName: J-401. :raises InputError: J-403, J-405 when its file is not kept.
    """
    tried = job(book, id_)
    file = path_of(book.workspace, tried.place, tried.file)
    if tried.end is None or tried.end.state != TRIED or not file.is_file():
        raise InputError("J-405", job=id_)
    handed = HandedIn(tried.place, tried.file, tried.bytes, tried.digest)
    asked = CaptureAsked(by=by, sender=tried.sender, **{**tried.asked, "dry_run": False})
    return hand_in(book, handed, asked, now=now)


def job(book: Book, id_: str) -> CaptureJob:
    """The job of that number.

    :raises UnknownName: J-401 with the nearest.
    """
    return CaptureBook(book.workspace.registry).job(id_)


def newest_jobs(
    book: Book, most: int, *, before: str = "", reach: Reach = EVERYTHING
) -> tuple[CaptureJob, ...]:
    """The newest jobs of the book, newest first.

    :param before: only those older than the job of this number.
    :param reach: only those within it.
    """
    kept = CaptureBook(book.workspace.registry)
    if reach.everything:
        return kept.newest(most, before=before)
    return kept.newest(most, before=before, senders=reach.companies, by=reach.own)


def waiting(book: Book) -> tuple[CaptureJob, ...]:
    """Jobs that have not ended, in the order in which they came."""
    return CaptureBook(book.workspace.registry).waiting()


def cancel(book: Book, id_: str, *, by: str, now: datetime) -> CaptureJob:
    """Stop a job that has not ended; nothing of its file is taken in.

    :raises UnknownName: J-401. :raises InputError: J-403 without a name, J-407 when it has ended.
    """
    if not by.strip():
        raise InputError("J-403")
    found = job(book, id_)
    error = Interrupted("J-406", job=id_, by=by)
    _end(book, found, CANCELLED, by=by, now=now, body={"error": error.to_json()})
    remove(book.workspace, found.place)
    return job(book, id_)


def run_job(
    book: Book,
    found: CaptureJob,
    *,
    clock: Callable[[], datetime],
    progress: Progress = lambda _step, _share: None,
    faults: Faults = no_faults,
) -> CaptureJob:
    """Take a job's file in, or try it; the job with its end.

    :raises LakeError, WorkspaceError: L-1xx, W-2xx when disk or registry refuse: the job waits on.
    """
    try:
        _done(book, found, Setting(found.by, clock(), progress, faults, job=found.id))
    except Interrupted:
        pass  # its end says by whom
    except JidiError as error:
        if error.code.startswith(("L-1", "W-2")):
            raise
        if error.code != "J-407":  # ended meanwhile by somebody else
            _failed(book, found, error, now=clock())
    except Exception as error:
        reference = uuid4().hex[:8]
        _log.error("internal error %s in job %s", reference, found.id, exc_info=error)
        _failed(book, found, JidiError("F-299", reference=reference), now=clock())
    ended = job(book, found.id)
    if ended.end is not None and ended.end.state != TRIED:
        remove(book.workspace, found.place)
    return ended


def tidy(book: Book, *, now: datetime) -> None:
    """Remove files that no job needs: of broken uploads, and tried ones nobody took in."""
    kept = CaptureBook(book.workspace.registry)
    needed = (*kept.waiting(), *kept.tried_since(utc_text(now - TRIED_KEPT)))
    sweep(book.workspace, known={one.place for one in needed})


def is_kept(book: Book, found: CaptureJob) -> bool:
    """Whether a file that was only tried still waits to be taken in."""
    is_tried = found.end is not None and found.end.state == TRIED
    return is_tried and path_of(book.workspace, found.place, found.file).is_file()


def _done(book: Book, found: CaptureJob, setting: Setting) -> None:
    told = dict(found.asked)
    is_trial = bool(told.pop("dry_run"))
    asked = IntakeAsked(sender=found.sender, **told)
    path = path_of(book.workspace, found.place, found.file)
    if not path.is_file():
        raise InputError("J-409", file=found.file)
    if not is_trial:
        receipt = ingest_file(book, path, asked, setting)
        if receipt.repeated:
            state = TAKEN if not receipt.counts.held else TAKEN_IN_PART
            told = {"repeated": True}
            _end(book, found, state, by=found.by, now=setting.now, body=told, receipt=receipt.id)
        return
    would, plan = plan_file(book, path, replace(asked, save_mapping=False), setting)
    told = {"would": would.to_json(), "plan": None if plan is None else plan.to_json()}
    told["repeated"] = would.repeated
    _end(book, found, TRIED, by=found.by, now=setting.now, body=told, receipt=would.id or None)


def _failed(book: Book, found: CaptureJob, error: JidiError, *, now: datetime) -> None:
    _end(book, found, FAILED, by=found.by, now=now, body={"error": error.to_json()})


def _end(
    book: Book, found: CaptureJob, state: str, *,
    by: str, now: datetime, body: Mapping[str, Any], receipt: str | None = None,
) -> None:  # fmt: skip
    end = JobEnd(found.id, utc_text(now), state, receipt, body)
    CaptureBook(book.workspace.registry).end(end, by=by, at=now)


def receipt_body(book: Book, found: CaptureJob) -> Mapping[str, Any] | None:
    """The receipt a job gave, or that its file would get; None while there is none."""
    if found.end is None:
        return None
    if found.end.receipt is not None:
        filed = IntakeBook(book.workspace.registry).receipt(found.end.receipt)
        return {"receipt": filed.id, **filed.body}
    would: Mapping[str, Any] | None = found.end.body.get("would")
    return would
