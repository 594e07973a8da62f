"""The key file: apart from the book, readable by its owner alone.

A TOML file of ``[[key]]`` tables. It is refused inside the book's folder, because whoever copies
the book must not get the keys with it, and refused when others than its owner may read it.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ConfigDict, Field

from jidi.core.errors import DefinitionError, Place, WorkspaceError
from jidi.core.worded import reason_of
from jidi.model.strict import Strict, build, read_text, read_toml
from jidi.privacy.key import Key, KeyRing

_HEAD: Final = (
    "# Jidi 密钥。只给属主读写（chmod 600），不与数据同放、同备份。\n"
    "# Keys of Jidi. Readable by the owner alone; never kept or backed up beside the data.\n"
)


def _secret(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise ValueError("the secret is not base64") from None


class _KeyEntry(Strict):
    model_config = ConfigDict(hide_input_in_errors=True)

    id: int = Field(ge=1, le=999_999)
    purpose: str
    algorithm: str
    made: str
    secret: Annotated[bytes, BeforeValidator(_secret)] = Field(repr=False)


class _KeyFile(Strict):
    model_config = ConfigDict(hide_input_in_errors=True)  # a trace shows no secret either

    key: tuple[_KeyEntry, ...]


def read_keys(path: Path, *, apart_from: Path) -> KeyRing:
    """The keys in a file.

    :param apart_from: the book's folder, in which the file must not lie.
    :raises WorkspaceError: K-101 no such file, K-102 it lies in the book, K-103 others may read it.
    :raises DefinitionError: D-100 to D-103 when it is not a key file; no message shows a secret.
    """
    path = path.expanduser()
    check_apart(path, apart_from)
    if not path.is_file():
        raise WorkspaceError("K-101", path=str(path))
    _check_private(path)
    data = read_toml(_text(path), file=str(path))
    where = Place(file=str(path))
    entries = build(_KeyFile, data, where=where).key
    try:
        keys = tuple(Key(e.id, e.purpose, e.algorithm, e.made, e.secret) for e in entries)
        return KeyRing(keys)
    except (KeyError, ValueError):
        reason = "a key's purpose, algorithm, number and length do not go together"
        raise DefinitionError("D-102", where=where, key="key", reason=reason) from None


def write_keys(path: Path, ring: KeyRing, *, apart_from: Path, anew: bool) -> None:
    """Write a key file that only its owner can read, complete or not at all.

    :param anew: True: there must be no such file yet. False: it takes the place of the one there.
    :raises WorkspaceError: K-102 inside the book, K-106 there is one already, K-107 the disk
        refuses.
    """
    path = path.expanduser()
    check_apart(path, apart_from)
    if anew and path.exists():
        raise WorkspaceError("K-106", path=str(path))
    aside = path.with_name(f".{path.name}.partial")
    try:
        with suppress(FileNotFoundError):
            aside.unlink()
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_HEAD + "".join(_toml_of(key) for key in ring.keys))
            file.flush()
            os.fsync(file.fileno())
        if anew:
            _link_new(aside, path)
        else:
            aside.replace(path)
    except FileExistsError as error:
        raise WorkspaceError("K-106", path=str(path)) from error
    except OSError as error:
        reason = reason_of(error)
        raise WorkspaceError("K-107", path=str(path), reason=reason) from error
    finally:
        with suppress(OSError):
            aside.unlink()


def check_apart(path: Path, book: Path) -> None:
    """:raises WorkspaceError: K-102 when the file lies, or would lie, in the book's folder."""
    if path.expanduser().resolve().is_relative_to(book.resolve()):
        raise WorkspaceError("K-102", path=str(path), book=str(book))


def _link_new(aside: Path, path: Path) -> None:
    """Give the file its name unless another writer was faster."""
    os.link(aside, path)


def _check_private(path: Path) -> None:
    """Where the system knows owners: nobody else may read or write it (root owns all)."""
    if os.name == "nt":
        return
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o077 or found.st_uid not in (os.geteuid(), 0):
        raise WorkspaceError("K-103", path=str(path), mode=f"{mode:04o}")


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except OSError as error:
        reason = reason_of(error)
        raise WorkspaceError("K-107", path=str(path), reason=reason) from error


def _toml_of(key: Key) -> str:
    values: Mapping[str, Any] = {
        "id": key.id,
        "purpose": f'"{key.purpose}"',
        "algorithm": f'"{key.algorithm}"',
        "made": f'"{key.made}"',
        "secret": f'"{base64.b64encode(key.secret).decode("ascii")}"',
    }
    return "\n[[key]]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())
