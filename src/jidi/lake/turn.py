"""Who was overtaken goes next: writers that judge against a version and may find it moved.

Judging a file takes from a moment to many minutes, and what it was judged against may change
meanwhile; then it is judged anew. A large file among many small ones would always be overtaken.
So who was overtaken once holds a lock until it is through, and nobody begins while it is held: only
those already under way can still overtake, each of them once.

The lock is a file's (of ``filelock``): it ends with the process that holds it, however that ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from filelock import FileLock, Timeout

from jidi.core.errors import LakeError
from jidi.lake.disk import writing
from jidi.lake.sweep import STAGING

FILE: Final = "turn.lock"
MOST_TURNS: Final = 25
"""After so many an L-105 is an error: more than so many writers under way at once are a fault."""
_LOOK_SECONDS: Final = 0.05

Done = TypeVar("Done")


def in_turn(folder: Path, attempt: Callable[[], Done], *, on_wait: Callable[[], None]) -> Done:
    """Do it; again, ahead of all who have not begun, as long as it says L-105.

    :param folder: of the lake.
    :param on_wait: called again and again while others are let through; may raise to stop.
    :raises LakeError: L-105 after :data:`MOST_TURNS`; L-1xx when the disk refuses the lock.
    """
    with _held(folder, on_wait):
        pass  # whoever was overtaken goes first
    try:
        return attempt()
    except LakeError as error:
        _unless_overtaken(error)
    with _held(folder, on_wait):
        for _ in range(MOST_TURNS - 2):
            try:
                return attempt()
            except LakeError as error:
                _unless_overtaken(error)
        return attempt()


def _unless_overtaken(error: LakeError) -> None:
    if error.code != "L-105":
        raise error


@contextmanager
def _held(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    lock = FileLock(folder / STAGING / FILE)
    with writing(folder / STAGING / FILE):
        while True:
            try:
                lock.acquire(timeout=_LOOK_SECONDS, poll_interval=_LOOK_SECONDS / 5)
                break
            except Timeout:
                on_wait()
    try:
        yield
    finally:
        lock.release()
