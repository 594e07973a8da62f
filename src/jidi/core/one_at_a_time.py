"""Many threads, many keys: of those who come with the same key, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class OneAtATime:
    """A lock for each key, there as long as somebody holds it or waits at it.

    Whoever holds a key may ask for it again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[Hashable, tuple[threading.RLock, int]] = {}

    def __len__(self) -> int:
        return len(self._held)

    @contextmanager
    def alone(self, key: Hashable) -> Iterator[None]:
        """Hold the key while the block runs."""
        with self._lock:
            lock, waiting = self._held.get(key, (threading.RLock(), 0))
            self._held[key] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                _, waiting = self._held[key]
                if waiting == 1:
                    del self._held[key]
                else:
                    self._held[key] = (lock, waiting - 1)
