"""Keys: each serves one purpose with one algorithm; newer ones replace older ones, which are kept.

The number of a key stands in every pseudonym and seal it made, so that what an earlier key made is
still matched and opened while that key is kept.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from jidi.core.errors import InputError, UnknownName, WorkspaceError
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.model.personal import purposes

Entropy = Callable[[int], bytes]
"""Gives so many unpredictable bytes: ``secrets.token_bytes``."""

ALGORITHMS: Final = {
    "hmac-sha256": ("pseudonym", 32),
    "hmac-sm3": ("pseudonym", 32),
    "aes-256-gcm": ("seal", 32),
    "sm4-gcm": ("seal", 16),
}
"""Each algorithm with what it is used for and the bytes of its key."""
SUITES: Final = {
    "international": {"pseudonym": "hmac-sha256", "seal": "aes-256-gcm"},
    "guomi": {"pseudonym": "hmac-sm3", "seal": "sm4-gcm"},
}
"""Algorithms that go together: the international ones, and the Chinese commercial ones (国密)."""


@dataclass(frozen=True)
class Key:
    """One key.

    :param id: its number, unique in the ring.
    :param purpose: of ``definitions/privacy/purposes.toml``.
    :param made: when, ISO 8601.
    :param secret: never printed, logged or put into a message.
    """

    id: int
    purpose: str
    algorithm: str
    made: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        use, size = ALGORITHMS[self.algorithm]
        if purposes()[self.purpose].use != use or len(self.secret) != size or self.id < 1:
            raise ValueError("algorithm, purpose and length of a key do not go together")

    @property
    def fingerprint(self) -> str:
        """Eight signs that tell keys apart and say nothing about the secret."""
        made = hmac.new(self.secret, b"jidi key fingerprint", hashlib.sha256)
        return made.hexdigest()[:8]

    def derived(self, use: bytes) -> bytes:
        """32 bytes that only the holder of the key can compute, different for each use."""
        return hmac.new(self.secret, b"jidi derived key\x00" + use, hashlib.sha256).digest()


@dataclass(frozen=True)
class KeyRing:
    """The keys of one book, in the order of their numbers."""

    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        numbers = [key.id for key in self.keys]
        if numbers != sorted(set(numbers)):
            raise ValueError("keys stand in the order of their numbers, each once")

    def current(self, purpose: str) -> Key:
        """The key that new values of a purpose are made with: its newest.

        :raises UnknownName: K-110 for an unknown purpose.
        :raises WorkspaceError: K-104 when the ring holds none for it.
        """
        return self.all_of(purpose)[0]

    def all_of(self, purpose: str) -> tuple[Key, ...]:
        """Every key of a purpose, the newest first.

        :raises UnknownName: K-110. :raises WorkspaceError: K-104.
        """
        check_purpose(purpose)
        found = tuple(key for key in reversed(self.keys) if key.purpose == purpose)
        if not found:
            raise WorkspaceError("K-104", purpose=purpose)
        return found

    def key(self, number: int, purpose: str) -> Key:
        """The key of that number.

        :raises WorkspaceError: K-105 when the ring no longer holds it for the purpose.
        """
        for key in self.keys:
            if key.id == number and key.purpose == purpose:
                return key
        raise WorkspaceError("K-105", number=number, purpose=purpose)

    def is_current(self, key: Key) -> bool:
        """Whether new values of its purpose are made with this key."""
        return self.current(key.purpose) == key


def new_ring(*, suite: str, entropy: Entropy, now: datetime) -> KeyRing:
    """A ring with one fresh key for every purpose.

    :raises UnknownName: K-111 for an unknown suite.
    """
    ring = KeyRing(())
    for purpose in purposes():
        ring = rotated(ring, purpose, suite=suite, entropy=entropy, now=now)
    return ring


def rotated(ring: KeyRing, purpose: str, *, suite: str, entropy: Entropy, now: datetime) -> KeyRing:
    """The ring with a fresh newest key for the purpose; the earlier ones stay to match and open.

    :raises UnknownName: K-110 for an unknown purpose, K-111 for an unknown suite.
    """
    check_purpose(purpose)
    if suite not in SUITES:
        raise UnknownName("K-111", name=suite, nearest=suggestion(suite, SUITES))
    algorithm = SUITES[suite][purposes()[purpose].use]
    number = max((key.id for key in ring.keys), default=0) + 1
    secret = entropy(ALGORITHMS[algorithm][1])
    key = Key(number, purpose, algorithm, now.isoformat(timespec="seconds"), secret)
    return replace(ring, keys=(*ring.keys, key))


def without(ring: KeyRing, number: int) -> KeyRing:
    """The ring without an old key. What it made can then neither be matched nor opened.

    :raises InputError: K-112 when there is no such key, or it is the current one of its purpose.
    """
    old = [key for key in ring.keys if key.id == number and not ring.is_current(key)]
    if not old:
        known = listed(str(key.id) for key in ring.keys if not ring.is_current(key))
        raise InputError("K-112", number=number, known=known)
    return replace(ring, keys=tuple(key for key in ring.keys if key.id != number))


def earlier(ring: KeyRing) -> Iterator[KeyRing]:
    """The ring without the newest key of each purpose that has others, then without the newest two,
    and so on: with which values were kept before keys were changed."""
    newest_first = {key.purpose: ring.all_of(key.purpose) for key in ring.keys}
    for back in range(1, max(map(len, newest_first.values()), default=1)):
        kept = {k for mine in newest_first.values() for k in mine[min(back, len(mine) - 1) :]}
        yield replace(ring, keys=tuple(key for key in ring.keys if key in kept))


def suite_of(ring: KeyRing) -> str:
    """The suite of the newest key, which a rotation keeps."""
    newest = ring.keys[-1].algorithm if ring.keys else "hmac-sha256"
    return next(name for name, suite in SUITES.items() if newest in suite.values())


def check_purpose(purpose: str) -> None:
    """:raises UnknownName: K-110 for a purpose that is not defined, with the nearest."""
    if purpose not in purposes():
        raise UnknownName("K-110", name=purpose, nearest=suggestion(purpose, purposes()))
