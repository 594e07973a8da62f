"""Worker processes of a server or a command: begun, begun again when they die, ended with it."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from typing import Final

from jidi.core.closing import Closing
from jidi.core.ctrl_c import deaf_to_ctrl_c
from jidi.core.errors import JidiError
from jidi.registry.jobs import JobBook
from jidi.service.books import Book
from jidi.service.job_task import Doers, nobody
from jidi.service.job_worker import name_of, new_label, work

WATCH_SECONDS: Final = 1.0
MOST_REST_SECONDS: Final = 30.0
PATIENCE_SECONDS: Final = 10.0
"""How long a worker has to put its job back when it is told to leave; then it is killed."""
_log = logging.getLogger("jidi.jobs")


def others() -> int:
    """How many processes a job that can be parted may use here: one is left for the answering."""
    return max(1, (os.cpu_count() or 1) - 1)


@dataclass(frozen=True)
class _Begun:
    name: str
    process: SpawnProcess
    time: int
    """The how manieth process in this place it is."""


class Workers(Closing):
    """Some worker processes over the same books, from :meth:`start` to :meth:`close`.

    :param count: how many; none is allowed.
    :param processes: how many more each may use for a job that can be parted.
    :param doers: who does what the floors above do.
    """

    def __init__(
        self,
        books: Sequence[Book],
        *,
        count: int,
        clock: Callable[[], datetime],
        processes: int = 1,
        engine: str = "",
        doers: Doers = nobody,
    ) -> None:
        self._books = [book for book in books if not book.workspace.lake.read_only]
        self._count = count if self._books else 0
        self._clock = clock
        self._how = {"processes": processes, "engine": engine, "doers": doers}
        self._begun: list[_Begun] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="workers", daemon=True)

    def start(self) -> None:
        """Begin; once."""
        self._begun = [self._begin() for _ in range(self._count)]
        self._thread.start()

    @property
    def alive(self) -> tuple[int, ...]:
        """The process ids of those that live."""
        return tuple(
            one.process.pid for one in self._begun if one.process.is_alive() and one.process.pid
        )

    def close(self) -> None:
        """Return when no worker runs any more; what was not finished is taken up by the next."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        for one in self._begun:
            one.process.terminate()
        for one in self._begun:
            one.process.join(PATIENCE_SECONDS)
            if one.process.is_alive():
                one.process.kill()
                one.process.join()
            self._release(one.name)
        self._begun.clear()

    def _begin(self, time: int = 1) -> _Begun:
        label = new_label()
        roots = [str(book.workspace.root) for book in self._books]
        process = get_context("spawn").Process(
            target=work,
            args=(roots,),
            kwargs={"label": label, **self._how},
            name="jidi-worker",
        )
        with deaf_to_ctrl_c():
            process.start()
        return _Begun(name_of(label, process.pid), process, time)

    def _watch(self) -> None:
        while not self._over.wait(WATCH_SECONDS):
            for place, one in enumerate(self._begun):
                if not one.process.is_alive():
                    _log.warning("worker %s ended (%s)", one.name, one.process.exitcode)
                    self._release(one.name)
                    # What dies again and again is begun again less and less often.
                    if not self._over.wait(min(MOST_REST_SECONDS, one.time - 1)):
                        self._begun[place] = self._begin(one.time + 1)

    def _release(self, name: str) -> None:
        """What a dead worker held is free at once."""
        for book in self._books:
            try:
                JobBook(book.workspace.registry).release(name, now=self._clock())
            except JidiError as error:  # free all the same when the lease is over
                _log.warning("%s", error)
