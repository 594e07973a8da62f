"""The heart of a running job: renews its hold, tells its progress, hears whether it is unwanted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from jidi.core.closing import Closing
from jidi.core.errors import JidiError
from jidi.registry.jobs import Held, JobBook

_log = logging.getLogger("jidi.jobs")


@dataclass(frozen=True)
class Beats:
    """How a worker holds its jobs. All figures are our own choice.

    :param lease: how long a job is held without a sign of life.
    :param every: seconds between two signs; progress is told no more often than ``told_every``.
    :param grace: how long work may go on after it was asked to stop.
    """

    lease: timedelta = timedelta(seconds=30)
    every: float = 5.0
    told_every: float = 1.0
    grace: timedelta = timedelta(seconds=120)


USUAL: Final = Beats()


class Heart(Closing):
    """Beats in a thread of its own while a job runs.

    :param leaving: whether the worker itself is to end.
    :param until: when the time for the work is over; None without a limit.
    :param overdue: called once, in the heart's thread, when the work does not stop in time.
    """

    def __init__(
        self,
        queue: JobBook,
        held: Held,
        *,
        clock: Callable[[], datetime],
        leaving: Callable[[], bool],
        until: datetime | None = None,
        overdue: Callable[[Held], None] = lambda _held: None,
        beats: Beats = USUAL,
    ) -> None:
        self._queue, self._held, self._clock = queue, held, clock
        self._leaving, self._until, self._overdue, self._beats = leaving, until, overdue, beats
        self._share, self._step, self._told = 0.0, "", (0.0, "")
        self._unwanted_since: datetime | None = None
        self._is_lost = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heart", daemon=True)
        self.was_cut = False
        """Whether the work was ever told to stop."""

    def __enter__(self) -> Heart:
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop beating."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def progress(self, share: float, step: str) -> None:
        """How far the work is."""
        self._share, self._step = share, step

    def cancelled(self) -> bool:
        """Whether the work is to stop with the best so far."""
        self.was_cut = self.was_cut or bool(self.reason) or self._is_lost
        return self.was_cut

    @property
    def is_unwanted(self) -> bool:
        """Whether somebody asked for the job to be stopped."""
        return self._unwanted_since is not None

    @property
    def leaves(self) -> bool:
        """Whether the worker is to end, and nobody else asked for a stop."""
        return self._leaving() and not self.is_unwanted

    @property
    def reason(self) -> str:
        """Why the work is to stop: ``asked``, ``leaving``, ``time``; empty while it is not."""
        if self.is_unwanted:
            return "asked"
        if self._leaving():
            return "leaving"
        return "time" if self._until is not None and self._clock() >= self._until else ""

    def _beat(self) -> None:
        quiet = 0.0
        while not self._over.wait(self._beats.told_every):
            quiet += self._beats.told_every
            if quiet < self._beats.every and self._told == (self._share, self._step):
                continue
            quiet = 0.0
            try:
                self._tell()
            except JidiError as error:
                if error.code == "M-103":  # it ended just now, or another worker has it
                    self._is_lost = True
                    return
                _log.warning("%s", error)

    def _tell(self) -> None:
        now, told = self._clock(), (self._share, self._step)
        unwanted = self._queue.beat(
            self._held, now=now, lease=self._beats.lease, share=told[0], step=told[1]
        )
        self._told = told
        if unwanted and self._unwanted_since is None:
            self._unwanted_since = now
        since = self._unwanted_since
        if since is not None and now - since > self._beats.grace:
            self._unwanted_since = now  # so that it is said once
            self._overdue(self._held)
