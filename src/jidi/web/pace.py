"""How often a program may ask: a minute's worth at once, then at a steady pace."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Final

from jidi.core.errors import InputError

_ASKERS: Final = 10_000
"""Askers remembered; whoever was quiet longest is forgotten and begins anew."""


@dataclass
class _Bucket:
    left: float
    seen: float


class Pace:
    """Counts requests of each asker. Safe for several threads.

    :param most: requests a minute.
    :param clock: seconds that only grow.
    """

    def __init__(self, most: int, *, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, who: str) -> None:
        """Let one request of somebody through.

        :raises InputError: O-101 when they asked too often, with the seconds to wait.
        """
        now, a_second = self._clock(), self._most / 60
        with self._lock:
            bucket = self._buckets.setdefault(who, _Bucket(self._most, now))
            self._buckets.move_to_end(who)
            bucket.left = min(self._most, bucket.left + (now - bucket.seen) * a_second)
            bucket.seen = now
            if bucket.left < 1:
                seconds = ceil((1 - bucket.left) / a_second)
                raise InputError("O-101", most=self._most, seconds=seconds)
            bucket.left -= 1
            while len(self._buckets) > _ASKERS:
                self._buckets.popitem(last=False)
