"""What is personal: kinds of personal values, the purposes they are kept for, the form they take.

A column of a table says ``personal = { kind = …, kept = …, purpose = … }``. Kinds and purposes are
data (``definitions/privacy``); the forms are three and fixed, because the lake's door knows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final, Literal, Self, TypeVar

from pydantic import model_validator

from jidi.core.errors import Place
from jidi.model.strict import Strict, build, read_text, read_toml

PSEUDONYM_FORM: Final = r"^[0-9]{1,6}\.[A-Za-z0-9_-]{22}$"
"""A keyed hash as it is stored: the number of its key, a dot, 128 bits in base64url."""
SEALED_FORM: Final = r"^s[0-9]{1,6}\.[A-Za-z0-9_-]{38,}$"
"""A sealed value as it is stored: s, the number of its key, a dot, nonce + text + tag."""


class Kept(StrEnum):
    """The form in which a personal value lies in the lake."""

    PSEUDONYM = "pseudonym"
    """As a keyed hash (假名): can be matched, never read back."""
    SEALED = "sealed"
    """Encrypted: can be opened with right, reason and an entry in the audit log."""
    PLAIN = "plain"
    """As it is, because the supervisor's work needs it; masked wherever it is shown or exported."""


class Personal(Strict):
    """What a column says about the persons behind its values."""

    kind: str
    kept: Kept
    purpose: str = ""
    """Of ``definitions/privacy/purposes.toml``; empty for what is kept plain."""

    @model_validator(mode="after")
    def _keyed_for_a_purpose(self) -> Self:
        if (self.kept is Kept.PLAIN) != (self.purpose == ""):
            raise ValueError(
                "what is kept as pseudonym or sealed has a purpose, what is plain none"
            )
        return self


class Kind(Strict):
    """A kind of personal value."""

    zh: str
    en: str
    sensitive: bool
    """Sensitive in the sense of 个人信息保护法 第二十八条."""
    mask_zh: str
    mask_en: str
    reference: str


class Purpose(Strict):
    """Why values are kept; its keys serve nothing else."""

    zh: str
    en: str
    use: Literal["pseudonym", "seal"]
    why_zh: str
    why_en: str
    law: str


@cache
def personal_kinds() -> Mapping[str, Kind]:
    """Kinds of personal values by id.

    :raises DefinitionError: D-100 to D-103.
    """
    return _loaded("kinds.toml", Kind)


@cache
def purposes() -> Mapping[str, Purpose]:
    """Purposes by id.

    :raises DefinitionError: D-100 to D-103.
    """
    return _loaded("purposes.toml", Purpose)


def dangling(personal: Personal) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Error code, name and known names for what a column names but definitions do not hold."""
    if personal.kind not in personal_kinds():
        yield "D-116", personal.kind, tuple(personal_kinds())
    if personal.kept is Kept.PLAIN:
        return
    use = "pseudonym" if personal.kept is Kept.PSEUDONYM else "seal"
    known = tuple(name for name, purpose in purposes().items() if purpose.use == use)
    if personal.purpose not in known:
        yield "D-117", personal.purpose, known


M = TypeVar("M", bound=Strict)


def _loaded(name: str, model: type[M]) -> Mapping[str, M]:
    path = files("jidi.definitions") / "privacy" / name
    data = read_toml(read_text(path), file=name)
    return {
        key: build(model, value, where=Place(file=name, column=key)) for key, value in data.items()
    }
