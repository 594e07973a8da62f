"""A part whose kind is known and whose reader stands ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jidi.feeds.feed import Block, Note


@dataclass(frozen=True)
class Opened:
    """A part that passed the guard.

    :param kind: as in :class:`~jidi.feeds.feed.Feed`.
    :param encoding: of text; empty for binary kinds.
    :param notes: what was noticed.
    :param read: gives its blocks; called anew for each reading.
    """

    kind: str
    encoding: str
    notes: tuple[Note, ...]
    read: Callable[[], Iterator[Block]]
