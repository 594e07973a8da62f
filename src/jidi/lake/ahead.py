"""Computing the next rows while the last are being written: a query and a file keep both busy."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Given = TypeVar("_Given")


def ahead(given: Iterator[_Given], *, stop: Callable[[], None]) -> Generator[_Given, None, None]:
    """What an iterator gives, in its order, each made by a thread while the one before is used.

    One thing more than without is held at a time. What the iterator raises is raised where the
    thing would have come. To be closed (``contextlib.closing``) before what the iterator reads is
    closed: when it is closed early, the thread is waited for.

    :param stop: called when it ends early, from another thread than the one that computes; makes
        what is being computed end soon.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(_next, given)
        try:
            while (found := coming.result()) is not None:
                coming = pool.submit(_next, given)
                yield found[0]
        finally:
            if not coming.done():
                stop()


def _next(given: Iterator[_Given]) -> tuple[_Given] | None:
    return next(((thing,) for thing in given), None)
