"""Pages as they were last written: made once for all who would see the same, named by content.

What a page shows follows from the book at its data version, from what the registry holds (each of
its changes leaves an entry in the audit log), from who asks, in which language, and on which day or
in which minute. All of that is the key, so nothing has to be thrown away when something changes:
what was true before is not asked for again, and goes when room is needed.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

from jidi.core.one_at_a_time import OneAtATime

MOST_BYTES: Final = 48 << 20
"""Room for pages, compressed: some thousands of them."""
_LEVEL: Final = 5


@dataclass(frozen=True)
class KeptPage:
    """A page, compressed; ``tag`` names its content."""

    packed: bytes
    tag: str

    @property
    def plain(self) -> bytes:
        """The page for those who take nothing compressed."""
        return gzip.decompress(self.packed)


class KeptPages:
    """The pages asked for last. Safe for several threads; two who ask the same wait for one."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._held = 0
        self._lock = threading.Lock()
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._making = OneAtATime()

    def __len__(self) -> int:
        return len(self._pages)

    def page(self, key: Hashable, make: Callable[[], str]) -> KeptPage:
        """The page of that key, made when it is not there; whatever ``make`` raises goes on."""
        found = self._known(key)
        if found is not None:
            return found
        with self._making.alone(key):
            found = self._known(key)
            if found is None:
                found = packed_page(make())
                self._keep(key, found)
            return found

    def _known(self, key: Hashable) -> KeptPage | None:
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def _keep(self, key: Hashable, page: KeptPage) -> None:
        with self._lock:
            self._pages[key] = page
            self._held += len(page.packed)
            while self._held > self._most:
                _, gone = self._pages.popitem(last=False)
                self._held -= len(gone.packed)


def packed_page(text: str) -> KeptPage:
    """A page compressed and named."""
    plain = text.encode()
    tag = f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
    return KeptPage(gzip.compress(plain, _LEVEL, mtime=0), tag)
