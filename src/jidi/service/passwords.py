"""Passwords: which are taken, how they are kept. Argon2id with the library's current parameters."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from jidi.core.errors import InputError
from jidi.model.access import access_table

_CLASSES: Final = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z\d]")


def check_password(password: str, *, person: str) -> None:
    """:raises InputError: A-106 when it is too short or too simple, or holds the person's name."""
    terms = access_table().terms
    classes = sum(bool(re.search(one, password)) for one in _CLASSES)
    too_simple = classes < terms.password_classes or len(set(password)) < 5
    wrong_length = not terms.password_least <= len(password) <= terms.password_most
    # A name of two letters stands in too many good passwords.
    names_person = len(person) > 2 and person.lower() in password.lower()
    if too_simple or wrong_length or names_person:
        raise InputError(
            "A-106", least=terms.password_least, most=terms.password_most,
            classes=terms.password_classes,
        )  # fmt: skip


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher().hash(password)


def fits(password: str, secret: str | None) -> bool:
    """Whether a password is the one that was kept; as slow where there is none."""
    try:
        _hasher().verify(secret or _decoy(), password)
    except (VerificationError, InvalidHashError):
        return False
    return secret is not None


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _decoy() -> str:
    return _hasher().hash("nobody's")
