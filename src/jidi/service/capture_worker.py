"""The worker of a server: takes capture jobs in one after the other, beside the answering."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from jidi.core.closing import Closing
from jidi.core.errors import Interrupted, JidiError
from jidi.registry.capture import CaptureJob
from jidi.service.books import Book
from jidi.service.capture import cancel, run_job, tidy, waiting

AGAIN_SECONDS: Final = 60.0
"""How long a job waits that disk or registry refused, and how often leftovers are looked for."""
_log = logging.getLogger("jidi.capture")


class CaptureWorker(Closing):
    """Runs the waiting jobs of some books in a thread of its own, from :meth:`start` to
    :meth:`close`. Jobs that an earlier server left are taken up first.

    :param clock: the time at which a job is taken in.
    """

    def __init__(self, books: Sequence[Book], *, clock: Callable[[], datetime]) -> None:
        self._books = [book for book in books if not book.workspace.lake.read_only]
        self._clock = clock
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._running: dict[tuple[str, str], str] = {}
        self._cancelled: set[tuple[str, str]] = set()
        self._thread = threading.Thread(target=self._work, name="capture", daemon=True)

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is a new job."""
        self._woken.set()

    def step(self, book: Book, job: CaptureJob) -> str | None:
        """What a job is at, such as «month.csv 120,000»; None when it does not run here."""
        return self._running.get(_key(book, job.id))

    def cancel(self, book: Book, id_: str, *, by: str) -> CaptureJob:
        """Stop a job, waiting or running; see :func:`jidi.service.capture.cancel`."""
        done = cancel(book, id_, by=by, now=self._clock())
        self._cancelled.add(_key(book, id_))
        return done

    def close(self) -> None:
        """Return when no job runs any more; what was not finished is taken up by the next."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._stopped.is_set():
            for book in self._books:
                self._round(book)
            self._woken.wait(AGAIN_SECONDS)
            self._woken.clear()

    def _round(self, book: Book) -> None:
        try:
            tidy(book, now=self._clock())
            for job in waiting(book):
                if self._stopped.is_set():
                    return
                self._run(book, job)
        except JidiError as error:  # disk or registry refuse: the jobs wait
            _log.warning("%s", error)

    def _run(self, book: Book, job: CaptureJob) -> None:
        key = _key(book, job.id)
        self._running[key] = ""

        def progress(step: str, _share: float) -> None:
            if key in self._cancelled or self._stopped.is_set():
                raise Interrupted("J-406", job=job.id, by="—")
            self._running[key] = step

        try:
            run_job(book, job, clock=self._clock, progress=progress)
        finally:
            del self._running[key]
            self._cancelled.discard(key)


def _key(book: Book, id_: str) -> tuple[str, str]:
    return str(book.workspace.root), id_
