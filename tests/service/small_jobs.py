"""A kind of job that takes no time, for tests and for processes that are killed."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from small_kept import judged

from jidi.core.errors import InputError, Interrupted
from jidi.service import design_folders, job_kinds, jobs
from jidi.service.books import open_book
from jidi.service.job_fields import Field, text, whole
from jidi.service.job_heart import Beats
from jidi.service.job_kinds import KINDS, Kind
from jidi.service.job_rural import where_county
from jidi.service.job_task import Outcome, Task
from jidi.service.job_worker import Worker
from jidi.service.rural_designs import of_county

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
FAST = Beats(lease=timedelta(seconds=30), every=0.02, told_every=0.01)


class Clock:
    """A clock that tests move."""

    def __init__(self, now: datetime = AT) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def small(task: Task) -> Outcome:
    """Keeps the small design of a county and a file."""
    task.progress(0.5, "lines")
    found = of_county(task.book, judged(task.book, seed=task.asked["seed"]), file="small")
    return Outcome(
        designs=((found, "小县"),),
        files={"note.txt": b"small"},
        lines=(("成", "done"),),
        told={"cost": 1.0},
        synthetic=True,
    )


def until_stopped(task: Task) -> Outcome:
    """Works until it is told to stop, and gives what it has."""
    while not task.cancelled():
        task.progress(0.25, "feeders")
        time.sleep(0.01)
    return Outcome(lines=(("半成", "half done"),))


def never_ready(task: Task) -> Outcome:
    """Works until it is told to stop, and has nothing."""
    while not task.cancelled():
        time.sleep(0.01)
    raise Interrupted("N-503", county="—")


def refused(_task: Task) -> Outcome:
    """What cannot be done."""
    raise InputError("N-720", folder="x")


def broken(_task: Task) -> Outcome:
    """A fault of ours."""
    raise ZeroDivisionError


@contextmanager
def kind(run: Callable[[Task], Outcome], *later: Field) -> Iterator[None]:
    """A kind ``small`` of job that is done so. :param later: fields besides the usual."""
    fields = (
        Field("county", "区县", "county", text(), needed=True),
        Field("seed", "种子", "seed", whole(least=0, most=99), default=5),
        *later,
    )
    made = Kind("small", "小", "small", fields, ("county", where_county), run)
    with patch.dict(job_kinds.KINDS, {"small": made}):
        yield


def ask(book, clock: Callable[[], datetime], **told) -> str:
    """Ask for a small job; its number."""
    assert "small" in KINDS
    return jobs.ask(book, "small", {"county": "寿阳县", **told}, by="王", now=clock()).id


def worker(book, clock: Callable[[], datetime], name: str = "a", **more) -> Worker:
    """A worker of one book."""
    return Worker([book], name=name, clock=clock, **{"beats": FAST, **more})


def killed_at(root: str, place: str, at: datetime) -> None:
    """In a process of its own: do a job and be killed on the way."""

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    write, note = design_folders._write, design_folders._note

    def write_and_die(*arguments: object) -> None:
        write(*arguments)
        die()

    def note_and_die(*arguments: object) -> None:
        note(*arguments)
        die()

    runs = {"run": lambda _task: die()}
    with kind(runs.get(place, small)), open_book(Path(root)) as book:
        if place == "write":
            design_folders._write = write_and_die
        if place == "note":
            design_folders._note = note_and_die
        worker(book, lambda: at).round()
