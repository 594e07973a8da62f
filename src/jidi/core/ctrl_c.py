"""Ctrl-C reaches every process of a terminal; only the first of them knows what to do about it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Processes begun within never hear Ctrl-C, from their very first moment.

    A handler of their own would come too late: a process that is still loading its modules dies of
    it with a traceback. Whoever began them ends them. Systems without signal masks go on as before.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # beginning it lets Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
