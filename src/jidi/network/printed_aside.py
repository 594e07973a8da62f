"""What a library in C prints of its own accord, kept away from standard output.

HiGHS is told to be silent, and still prints a line where values found for its simplified program do
not quite fit the one it was given. Standard output belongs to the answer (``--json``), so while
HiGHS runs such lines go to standard error.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_OUT, _ERR = 1, 2
_lock = Lock()


class _Inside:
    """How many threads are inside, and where standard output was before the first."""

    count = 0
    before = _OUT


@contextmanager
def printed_aside() -> Iterator[None]:
    """Lines that C prints to standard output go to standard error meanwhile, from every thread."""
    if os.name != "posix":
        yield
        return
    with _lock:
        if not _Inside.count:
            sys.stdout.flush()
            _flush()
            _Inside.before = os.dup(_OUT)
            os.dup2(_ERR, _OUT)
        _Inside.count += 1
    try:
        yield
    finally:
        with _lock:
            _Inside.count -= 1
            if not _Inside.count:
                _flush()
                os.dup2(_Inside.before, _OUT)
                os.close(_Inside.before)


def _flush() -> None:
    """C holds back what it prints; it must leave while it goes where it should."""
    ctypes.CDLL(None).fflush(None)
