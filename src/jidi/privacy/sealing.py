"""Seals: a text encrypted so that only the holder of the key reads it, bound to where it stands.

``s5.…``: key 5, then nonce, ciphertext and tag in base64url. Table, column and key of the row are
authenticated with it, so a seal moved to another row does not open. The nonce is an HMAC of text
and place under a key derived for it: the same row sealed twice gives the same bytes, and no nonce
ever serves two texts but by a collision of 96 bits.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Sequence
from typing import Final

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from jidi.core.errors import InputError
from jidi.model.personal import SEALED_FORM
from jidi.privacy.key import Key, KeyRing

_NONCE: Final = 12
_TAG: Final = 16
_FORM: Final = re.compile(SEALED_FORM)


def seal(values: pa.Array, *, places: Sequence[str], purpose: str, keys: KeyRing) -> pa.Array:
    """The texts sealed under the current key of the purpose; nulls stay null.

    :param places: for each value what it is bound to: ``complaint.personal_note`` and the row's
        key. A value that is a seal for its place already stays as it is.
    :raises WorkspaceError: K-104 without a key. :raises UnknownName: K-110.
    """
    key = keys.current(purpose)
    nonces = key.derived(b"nonce")
    made = [
        None if text is None else _sealed(text, place, key, nonces, keys)
        for text, place in zip(values.cast(pa.string()).to_pylist(), places, strict=True)
    ]
    return pa.array(made, pa.string())


def open_sealed(token: str, *, place: str, purpose: str, keys: KeyRing) -> str:
    """The text of a seal.

    :raises InputError: K-108 when it is no seal, K-109 when it was altered, stands elsewhere than
        where it was made, or the key of its number is another.
    :raises WorkspaceError: K-105 when its key is no longer kept.
    """
    if not _FORM.match(token):
        raise InputError("K-108", place=place)
    number, _, body = token[1:].partition(".")
    key = keys.key(int(number), purpose)
    try:
        raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        return _decrypted(raw, place.encode("utf-8"), key).decode("utf-8")
    except (InvalidTag, binascii.Error, ValueError):
        raise InputError("K-109", place=place, number=number) from None


def is_sealed(text: str) -> bool:
    """Whether a text has the form of a seal."""
    return _FORM.match(text) is not None


def _sealed(text: str, place: str, key: Key, nonces: bytes, keys: KeyRing) -> str:
    if is_sealed(text) and _opens(text, place, key.purpose, keys):
        return text
    raw = _encrypted(text.encode("utf-8"), place.encode("utf-8"), key, nonces)
    return f"s{key.id}.{base64.urlsafe_b64encode(raw).decode('ascii').rstrip('=')}"


def _opens(token: str, place: str, purpose: str, keys: KeyRing) -> bool:
    number = int(token[1:].partition(".")[0])
    if all(key.id != number for key in keys.all_of(purpose)):
        return False
    try:
        open_sealed(token, place=place, purpose=purpose, keys=keys)
    except InputError:
        return False
    return True


def _encrypted(text: bytes, place: bytes, key: Key, nonces: bytes) -> bytes:
    message = len(place).to_bytes(8, "big") + place + text
    nonce = hmac.digest(nonces, message, "sha256")[:_NONCE]
    encryptor = Cipher(_algorithm(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place)
    body = encryptor.update(text) + encryptor.finalize()
    return nonce + body + encryptor.tag


def _decrypted(raw: bytes, place: bytes, key: Key) -> bytes:
    nonce, body, tag = raw[:_NONCE], raw[_NONCE:-_TAG], raw[-_TAG:]
    decryptor = Cipher(_algorithm(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(place)
    return decryptor.update(body) + decryptor.finalize()


def _algorithm(key: Key) -> algorithms.AES | algorithms.SM4:
    return (
        algorithms.AES(key.secret) if key.algorithm == "aes-256-gcm" else algorithms.SM4(key.secret)
    )
