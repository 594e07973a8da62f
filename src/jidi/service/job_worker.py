"""A worker: takes jobs of some books one after the other, until it is told to leave."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from multiprocessing import parent_process
from pathlib import Path
from typing import Final
from uuid import uuid4

from jidi.core.errors import Interrupted, JidiError
from jidi.registry.jobs import CANCELLED, Held, Job, JobBook
from jidi.service.books import Book, open_book
from jidi.service.job_heart import USUAL, Beats, Heart
from jidi.service.job_task import Doers, nobody

REST_SECONDS: Final = 0.1
LOOK_SECONDS: Final = 1.0
"""How often an idle worker looks for work."""


def new_label() -> str:
    """What parts a worker from every other one, saying on which machine it runs."""
    return f"{socket.gethostname()[:40]}:{uuid4().hex[:8]}"


def name_of(label: str, pid: int | None) -> str:
    """The name of a worker that runs in this process."""
    return f"{label}:{pid}"


class Worker:
    """Works for some books, which others may work for too.

    :param name: which it signs with; no other worker's.
    :param leaving: whether it is to end; what it does then is put back.
    :param processes: how many may work at once on a job that can be parted.
    :param overdue: see :class:`~jidi.service.job_heart.Heart`.
    :param doers: who does what the floors above do.
    """

    def __init__(
        self,
        books: Sequence[Book],
        *,
        name: str,
        clock: Callable[[], datetime],
        leaving: Callable[[], bool] = lambda: False,
        processes: int = 1,
        engine: str = "",
        beats: Beats = USUAL,
        overdue: Callable[[Book, Held], None] = lambda _book, _held: None,
        doers: Doers = nobody,
    ) -> None:
        self._books = [book for book in books if not book.workspace.lake.read_only]
        self._name, self._clock, self._leaving = name, clock, leaving
        self._processes, self._engine, self._beats = processes, engine, beats
        self._overdue, self._doers = overdue, doers

    def round(self) -> int:
        """Do one job of each book where one waits; how many there were.

        What does the work is loaded with the first job: an idle worker stays small.

        :raises JidiError: when a registry refuses.
        """
        return sum(self._one(book) for book in self._books if not self._leaving())

    def _one(self, book: Book) -> bool:
        queue, now = JobBook(book.workspace.registry), self._clock()
        taken = queue.take(self._name, now=now, lease=self._beats.lease)
        if taken is None:
            return False
        from jidi.service.job_running import Attempt, run

        held, job = taken
        heart = Heart(
            queue,
            held,
            clock=self._clock,
            leaving=self._leaving,
            until=_until(job, now),
            overdue=lambda one: self._overdue(book, one),
            beats=self._beats,
        )
        how = (self._processes, self._engine, self._doers)
        run(Attempt(book, held, job, heart, self._clock, *how))
        return True


def _until(job: Job, now: datetime) -> datetime | None:
    minutes = job.asked.get("minutes")
    return None if minutes is None else now + timedelta(minutes=minutes)


def work(
    roots: Sequence[str], *, label: str, processes: int, engine: str, doers: Doers = nobody
) -> None:
    """Work until SIGTERM, or until the process that began this one is gone.

    :param label: makes the worker's name, with the number of this process.
    :param doers: who does what the floors above do.

    For a process of its own: handles its signals, and ends itself when a job does not stop.
    """
    leaving = Leaving()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that began this one
    signal.signal(signal.SIGTERM, leaving.say)
    os.dup2(2, 1)  # what a library prints by itself is no result of a server
    _leave_with_parent(leaving)
    with ExitStack() as opened:
        books = [opened.enter_context(open_book(Path(root), engine=engine)) for root in roots]
        worker = Worker(
            books,
            name=name_of(label, os.getpid()),
            clock=lambda: datetime.now().astimezone(),
            leaving=leaving.is_said,
            processes=processes,
            engine=engine,
            overdue=_end_process,
            doers=doers,
        )
        while not leaving.is_said():
            try:
                busy = worker.round()
            except JidiError:  # a registry refuses: asked again
                busy = 0
            if not busy:
                leaving.wait(LOOK_SECONDS)


class Leaving:
    """Whether a process is to end; may be said by a signal, which no lock may stand in the way of
    (an event's own could be held by the very thread that the signal interrupts).
    """

    _said = False

    def say(self, *_: object) -> None:
        """From now on it is."""
        self._said = True

    def is_said(self) -> bool:
        """Whether it is."""
        return self._said

    def wait(self, seconds: float) -> None:
        """Rest so long, or until it is said."""
        until = time.monotonic() + seconds
        while not self._said and time.monotonic() < until:
            time.sleep(REST_SECONDS)


def _leave_with_parent(leaving: Leaving) -> None:
    """Leave when the process that began this one is gone, however it went."""
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        leaving.say()

    threading.Thread(target=wait, name="parent", daemon=True).start()


def _end_process(book: Book, held: Held) -> None:
    """The work does not stop: its end is written, and this process ends with it."""
    seconds = int(USUAL.grace.total_seconds())
    error = Interrupted("M-111", seconds=seconds)
    now = datetime.now().astimezone()
    body = {"error": error.to_json()}
    with JobBook(book.workspace.registry).ending(held, state=CANCELLED, body=body, now=now):
        pass
    time.sleep(0.1)  # let the registry's files be closed by the thread that wrote them
    os._exit(1)
