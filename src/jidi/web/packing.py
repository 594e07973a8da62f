"""Large answers as JSON, written and compressed once while the services keep them."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

MOST = 16
"""Answers kept: outlines and villages of a few books and periods, a few megabytes each."""


@dataclass(frozen=True)
class Packed:
    """An answer in both forms, named by its content."""

    plain: bytes
    packed: bytes
    tag: str


class Packer:
    """Packs values; remembers the last ones by identity. Safe for several threads.

    The values must not change: the services keep them frozen.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        # The value stays beside its packed form: its id is not given to another meanwhile.
        self._known: OrderedDict[int, tuple[Any, Packed]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def pack(self, value: Any) -> Packed:
        """The value as JSON, plain and compressed."""
        with self._lock:
            if id(value) not in self._known:
                self._known[id(value)] = (value, _packed(value))
            self._known.move_to_end(id(value))
            while len(self._known) > self._most:
                self._known.popitem(last=False)
            return self._known[id(value)][1]


def _packed(value: Any) -> Packed:
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(plain).hexdigest()
    return Packed(plain, gzip.compress(plain, 6, mtime=0), f'"{digest[:16]}"')
