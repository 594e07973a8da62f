"""Pseudonyms: HMAC of the value under a key of its purpose, cut to 128 bits, with the key's number.

``3.Vw1sJdC0Qk9pR0oXn2y5Zg``: key 3. The kind of value goes into the hash, so that a number that is
a telephone number here and a waybill there has two pseudonyms. A value is hashed once for all the
rows it stands in, from a state that has taken in key and kind already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from cryptography.hazmat.primitives import hashes

from jidi.core.masks import is_there
from jidi.model.personal import PSEUDONYM_FORM
from jidi.privacy.key import Key, KeyRing
from jidi.privacy.normal import normalised

BYTES: Final = 16
"""Of the hash; by the birthday bound 2^64 values until two of them may be expected to meet."""
_BLOCK: Final = 64
_ALPHABET: Final = np.frombuffer(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", np.uint8
)


def pseudonyms(values: pa.Array, *, kind: str, purpose: str, keys: KeyRing) -> pa.Array:
    """The pseudonyms of text values under the current key of the purpose; nulls stay null.

    What is a pseudonym of this purpose already is left as it is, so that sending rows through the
    door a second time changes nothing.

    :raises WorkspaceError: K-104 without a key. :raises UnknownName: K-110.
    """
    key = keys.current(purpose)
    encoded = values.cast(pa.string()).dictionary_encode()
    texts, done = encoded.dictionary, are_pseudonyms(encoded.dictionary, purpose, keys)
    written = normalised(texts, kind)
    made = _hashed(written, kind, key)
    kept = pc.if_else(done, texts, made)
    return kept.take(encoded.indices)


def pseudonyms_of(value: str, *, kind: str, purpose: str, keys: KeyRing) -> tuple[str, ...]:
    """Every pseudonym one value may have in the lake: under the current key first, then old ones.

    To be searched for all together; empty for a value that is empty once written as one.
    """
    written = normalised(pa.array([value], pa.string()), kind)
    if written.null_count:
        keys.current(purpose)
        return ()
    return tuple(_hashed(written, kind, key)[0].as_py() for key in keys.all_of(purpose))


def are_pseudonyms(values: pa.Array, purpose: str, keys: KeyRing) -> pa.Array:
    """For each value whether it has the form of a pseudonym under a key of the purpose."""
    formed = pc.match_substring_regex(values, PSEUDONYM_FORM)
    if not pc.any(formed, min_count=0).as_py():
        return pc.fill_null(formed, False)
    numbers = pa.array([f"{key.id}" for key in keys.all_of(purpose)])
    named = pc.replace_substring_regex(values, r"\..*$", "")
    return pc.fill_null(pc.and_(formed, pc.is_in(named, value_set=numbers)), False)


def _hashed(written: pa.Array, kind: str, key: Key) -> pa.Array:
    known = written.drop_null()
    digests = _MACS[key.algorithm](key.secret, kind.encode("ascii") + b"\x00")
    raw = b"".join(digests(known.cast(pa.binary()).to_pylist()))
    made = _texts(np.frombuffer(raw, np.uint8).reshape(len(known), BYTES), f"{key.id}.")
    return made.take(_places(written))


def _places(written: pa.Array) -> pa.Array:
    """For each value its place among those that are not null; null for null."""
    valid = is_there(written)
    return pa.array(np.cumsum(valid) - 1, pa.int64(), mask=~valid)


def _texts(digests: np.ndarray[Any, np.dtype[np.uint8]], head: str) -> pa.Array:
    """``head`` and base64url of each row, without padding, written for all rows at once."""
    count = len(digests)
    padded = np.zeros((count, 18), np.uint32)
    padded[:, :BYTES] = digests
    triples = padded.reshape(count, 6, 3)
    bits = (triples[:, :, 0] << 16) | (triples[:, :, 1] << 8) | triples[:, :, 2]
    sextets = (bits[:, :, None] >> np.array([18, 12, 6, 0], np.uint32)) & 63
    start = np.frombuffer(head.encode("ascii"), np.uint8)
    texts = np.empty((count, len(start) + 22), np.uint8)
    texts[:, : len(start)] = start
    texts[:, len(start) :] = _ALPHABET[sextets.reshape(count, 24)[:, :22]]
    offsets = np.arange(count + 1, dtype=np.int64) * texts.shape[1]
    made = pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(texts))
    return made.cast(pa.string())


_Digests = Callable[[Iterable[bytes]], Iterable[bytes]]


def _sha256(secret: bytes, kind: bytes) -> _Digests:
    """HMAC-SHA-256 (RFC 2104) from prepared states, faster than one call for each value."""
    inner, outer = hashlib.sha256(_pad(secret, 0x36) + kind), hashlib.sha256(_pad(secret, 0x5C))

    def digests(values: Iterable[bytes]) -> Iterable[bytes]:
        for value in values:
            within = inner.copy()
            within.update(value)
            around = outer.copy()
            around.update(within.digest())
            yield around.digest()[:BYTES]

    return digests


def _sm3(secret: bytes, kind: bytes) -> _Digests:
    """HMAC-SM3 (GB/T 15852.2) from prepared states."""
    inner, outer = hashes.Hash(hashes.SM3()), hashes.Hash(hashes.SM3())
    inner.update(_pad(secret, 0x36) + kind)
    outer.update(_pad(secret, 0x5C))

    def digests(values: Iterable[bytes]) -> Iterable[bytes]:
        for value in values:
            within = inner.copy()
            within.update(value)
            around = outer.copy()
            around.update(within.finalize())
            yield around.finalize()[:BYTES]

    return digests


def _pad(secret: bytes, with_: int) -> bytes:
    return bytes(byte ^ with_ for byte in secret.ljust(_BLOCK, b"\x00"))


_MACS: Final[dict[str, Callable[[bytes, bytes], _Digests]]] = {
    "hmac-sha256": _sha256,
    "hmac-sm3": _sm3,
}
