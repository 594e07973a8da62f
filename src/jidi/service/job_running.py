"""One attempt at a job: run beside a heart that keeps it held, and ended once.

The result and the job's end are written in one transaction, which is refused when the job is not
held any more. So a worker that was thought dead and comes back gives nothing twice.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from jidi.core.errors import InputError, Interrupted, JidiError
from jidi.registry.jobs import CANCELLED, DONE, FAILED, Held, Job, JobBook, end_held
from jidi.service.answer_store import KeptAnswer, keep_design_answer
from jidi.service.books import Book, open_book
from jidi.service.hub_store import KeptHubs, keep_hub_design
from jidi.service.job_heart import Heart
from jidi.service.job_kinds import VERSION, Kind, kind_named
from jidi.service.job_task import Doer, Doers, Outcome, Task, nobody
from jidi.service.jobs import work_folder
from jidi.service.rural_store import Kept, keep_designs
from jidi.service.trunk_store import KeptTrunk, keep_trunk_designs

PASSING: Final = ("W-2", "L-1")
"""Codes of disk and registry: the work is tried again later."""
_log = logging.getLogger("jidi.jobs")


@dataclass(frozen=True)
class Attempt:
    """A job in a worker's hands, and how the worker works.

    :param clock: the time at which things are written down.
    :param processes: how many may work at once.
    :param doers: who does what the floors above do.
    """

    book: Book
    held: Held
    job: Job
    heart: Heart
    clock: Callable[[], datetime]
    processes: int = 1
    engine: str = ""
    doers: Doers = nobody


def run(attempt: Attempt) -> None:
    """Do the work and write how it ended; whatever the work does, this does not raise.

    What disk or registry refuse leaves the job held until its lease is over.
    """
    try:
        with attempt.heart:
            outcome = _worked(attempt)
            _end_well(attempt, outcome)
    except JidiError as error:
        _end_ill(attempt, error)
    except Exception as error:
        reference = uuid4().hex[:8]
        _log.error("internal error %s in job %s", reference, attempt.job.id, exc_info=error)
        _end_ill(attempt, JidiError("F-299", reference=reference))


def _worked(attempt: Attempt) -> Outcome:
    """What came of the work, at the data version that was asked for."""
    asked = dict(attempt.job.asked)
    kind, version = kind_named(attempt.job.kind), asked.pop(VERSION)
    # What can be asked since an upgrade is as where nothing was told.
    asked = {field.name: field.default for field in kind.all_fields} | asked
    folder = work_folder(attempt.book) / f"going-{attempt.job.digest[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    root = attempt.book.workspace.root
    with open_book(root, at=version, engine=attempt.engine) as book:
        task = Task(
            book=book,
            asked=asked,
            progress=attempt.heart.progress,
            cancelled=attempt.heart.cancelled,
            folder=folder,
            processes=attempt.processes,
        )
        return _doer(attempt, kind)(task)


def _doer(attempt: Attempt, kind: Kind) -> Doer:
    """Who does that kind of work.

    :raises InputError: O-160 when this worker was not handed anybody who does.
    """
    found = kind.run or attempt.doers().get(kind.id)
    if found is None:
        raise InputError("O-160", kind_zh=kind.zh, kind_en=kind.en)
    return found


def _end_well(attempt: Attempt, outcome: Outcome) -> None:
    """Keep what came of it, unless it was cut short only because the worker leaves."""
    heart = attempt.heart
    if heart.leaves and heart.was_cut:
        _put_back(attempt, counts=False)
        return
    state = CANCELLED if heart.was_cut and heart.is_unwanted else DONE
    body = _body(outcome, stopped=heart.reason if heart.was_cut else "")
    _keep(attempt, outcome, state=state, body=body)
    if not outcome.folder_needed:
        _remove_going(attempt)
    for stale in work_folder(attempt.book).glob(f".{attempt.job.id}-*.partial"):
        shutil.rmtree(stale, ignore_errors=True)  # of attempts that died


def _body(outcome: Outcome, *, stopped: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "stopped": stopped,
        "files": sorted(outcome.files),
        "lines_zh": [zh for zh, _ in outcome.lines],
        "lines_en": [en for _, en in outcome.lines],
        "tables": [table.to_json() for table in outcome.tables],
        "told": outcome.told,
        "synthetic": outcome.synthetic,
    }
    # What is kept must be JSON and nothing else: infinities are told as null.
    found: dict[str, Any] = json.loads(json.dumps(told), parse_constant=lambda _name: None)
    return found


def _keep(attempt: Attempt, outcome: Outcome, *, state: str, body: Mapping[str, Any]) -> None:
    """Designs, files and the job's end, all in one transaction or none of it.

    :raises InputError: M-103 when the job is not held any more.
    """
    place = work_folder(attempt.book) / attempt.job.id
    aside = _written_aside(attempt, outcome.files)
    now = attempt.clock()

    def end(connection: Any, kept: Sequence[Kept | KeptHubs | KeptTrunk | KeptAnswer]) -> None:
        told = {**body, "designs": [one.id for one in kept]}
        end_held(connection, attempt.held, state=state, body=told, now=now)
        if aside is not None:
            shutil.rmtree(place, ignore_errors=True)  # of an attempt that died before its end
            aside.rename(place)

    try:
        if outcome.designs:
            keep_designs(attempt.book, outcome.designs, by=attempt.job.by, now=now, also=end)
            return
        if outcome.hubs is not None:
            found, title = outcome.hubs
            keep_hub_design(attempt.book, found, by=attempt.job.by, title=title, now=now, also=end)
            return
        if outcome.trunks:
            keep_trunk_designs(attempt.book, outcome.trunks, by=attempt.job.by, now=now, also=end)
            return
        if outcome.answer is not None:
            answer, title = outcome.answer
            keep_design_answer(
                attempt.book, answer, by=attempt.job.by, title=title, now=now, also=end
            )
            return
        with attempt.book.workspace.registry.writing() as connection:
            end(connection, ())
    except BaseException:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
        raise


def _written_aside(attempt: Attempt, files: Mapping[str, bytes]) -> Path | None:
    if not files:
        return None
    aside = work_folder(attempt.book) / f".{attempt.job.id}-{uuid4().hex[:8]}.partial"
    try:
        aside.mkdir(parents=True)
        for name, content in files.items():
            (aside / name).write_bytes(content)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise InputError("V-101", path=str(aside), reason=str(error)) from error
    return aside


def _end_ill(attempt: Attempt, error: JidiError) -> None:
    """Write how a job ended that gave nothing; or put it back."""
    heart = attempt.heart
    try:
        if error.code == "M-103":  # another worker has it, or it ended
            _log.warning("%s", error)
        elif heart.leaves and isinstance(error, Interrupted):
            _put_back(attempt, counts=False)
        elif error.code.startswith(PASSING):  # tried again when the lease is over
            _log.warning("%s", error)
        else:
            state, told = _end_told(attempt, error)
            _keep(attempt, Outcome(), state=state, body={"error": told.to_json()})
    except JidiError as refused:  # the lease runs out, and another worker takes it up
        _log.warning("%s", refused)


def _end_told(attempt: Attempt, error: JidiError) -> tuple[str, JidiError]:
    """The state and the reason to tell of a job that gave nothing."""
    heart = attempt.heart
    if not (isinstance(error, Interrupted) and heart.was_cut):
        return FAILED, error
    if heart.is_unwanted:
        now = JobBook(attempt.book.workspace.registry).job(attempt.job.id)
        return CANCELLED, Interrupted("M-110", by=now.stopped_by or "—")
    return FAILED, Interrupted("M-115", minutes=f"{attempt.job.asked.get('minutes'):g}")


def _put_back(attempt: Attempt, *, counts: bool) -> None:
    queue = JobBook(attempt.book.workspace.registry)
    queue.put_back(attempt.held, now=attempt.clock(), counts=counts)


def _remove_going(attempt: Attempt) -> None:
    folder = work_folder(attempt.book) / f"going-{attempt.job.digest[:16]}"
    shutil.rmtree(folder, ignore_errors=True)
