"""Who was last found to ask, so that a page with ten parts does not look it up ten times.

Whoever signs in or out, is locked, closed or given another role leaves an entry in the audit log:
what was found holds for one state of that log. What ends by the clock alone (a session after so
many hours, or so long unused) is looked up again after :data:`LOOKED_UP_AGAIN`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from jidi.service.access import Asker

LOOKED_UP_AGAIN: Final = timedelta(seconds=20)
"""Well under the minute in which the registry notes at most once that a session is in use."""
_MOST: Final = 10_000
"""Visitors remembered; who was quiet longest is looked up anew."""


@dataclass(frozen=True)
class _Found:
    stamp: str
    until: datetime
    asker: Asker


class Visitors:
    """Visitors by book and session. Safe for several threads.

    :param most: so many are remembered.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], _Found] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def asker(
        self, book: str, session: str, *, stamp: str, now: datetime, look_up: Callable[[], Asker]
    ) -> Asker:
        """Who asks.

        :param session: of their browser; empty without one.
        :param stamp: the head of the book's audit log.
        :param look_up: asks the registry; whatever it raises goes on.
        """
        key = (book, session)
        with self._lock:
            found = self._known.get(key)
            if found is not None and found.stamp == stamp and now < found.until:
                self._known.move_to_end(key)
                return found.asker
        asker = look_up()
        with self._lock:
            self._known[key] = _Found(stamp, now + LOOKED_UP_AGAIN, asker)
            self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return asker
