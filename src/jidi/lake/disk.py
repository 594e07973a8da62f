"""Writing that survives: bytes are on the disk before a name points at them."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from jidi.core.errors import LakeError
from jidi.core.worded import reason_of

Faults = Callable[[str], None]
"""Called with the name of each step of a commit; a test raises or kills from it."""

_FULL = (errno.ENOSPC, errno.EDQUOT)


def no_faults(_step: str) -> None:
    """The hook of ordinary work: it does nothing."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn faults of the disk inside the block into coded errors.

    :raises LakeError: L-101 when the disk is full, L-102 for any other refusal.
    """
    try:
        yield
    except OSError as error:
        code = "L-101" if error.errno in _FULL else "L-102"
        raise LakeError(code, path=str(path), reason=reason_of(error)) from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of the file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def plain_files(root: Path, *, without: Collection[str] = ()) -> list[Path]:
    """The files below a folder while others write and remove there, sorted; links are left out.

    What vanishes while we look is not there, and no error; a folder that may not be read is one.

    :param without: folders directly below ``root`` that are not entered.
    :raises LakeError: L-102 when a folder cannot be read.
    """
    found: list[Path] = []
    with writing(root):
        for folder, below, names in os.walk(root, onerror=_unless_gone):
            if Path(folder) == root:
                below[:] = [name for name in below if name not in without]
            found += [path for name in names if _is_plain(path := Path(folder, name))]
    return sorted(found)


def _unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def sync_file(path: Path) -> None:
    """Return only when the file's bytes are on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Return only when the folder's entries are on the disk; where folders can be synced."""
    if os.name == "nt":  # pragma: no cover (Windows orders renames itself)
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
