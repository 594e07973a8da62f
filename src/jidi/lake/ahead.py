"""Computing the next rows while the last are being written: a query and a file keep both busy."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Given = TypeVar("_Given")


def ahead(
    given: Iterator[_Given], *, stop: Callable[[], None], most: int = 1
) -> Generator[_Given, None, None]:
    """What an iterator gives, in its order, each made by a thread while the one before is used.

    What the iterator raises is raised where the thing would have come. To be closed
    (``contextlib.closing``) before what the iterator reads is closed: when it is closed early, the
    thread is waited for.

    :param stop: called when it ends early, from another thread than the one that computes; makes
        what is being computed end soon.
    :param most: things more than without that are held at a time; several let both sides go on
        where some things take longer than others.
    :raises ValueError: when that is none.
    """
    if most < 1:
        raise ValueError(most)
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = deque(pool.submit(_next, given) for _ in range(most))
        try:
            while (found := coming[0].result()) is not None:
                coming.popleft()
                coming.append(pool.submit(_next, given))
                yield found[0]
        finally:
            for one in coming:
                one.cancel()
            if not any(map(_is_last, coming)) and not all(one.done() for one in coming):
                stop()


def _next(given: Iterator[_Given]) -> tuple[_Given] | None:
    return next(((thing,) for thing in given), None)


def _is_last(one: Future[tuple[_Given] | None]) -> bool:
    """Whether nothing comes after this."""
    if not one.done() or one.cancelled():
        return False
    return one.exception() is not None or one.result() is None
