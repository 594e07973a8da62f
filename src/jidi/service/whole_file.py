"""A file that a user asked for, written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import xlsxwriter

from jidi.core.errors import InputError
from jidi.core.worded import reason_of


def check_place(path: Path) -> None:
    """Whether a file can be put there, before long work is begun whose result it is to hold.

    :raises InputError: V-101 when its folder is none, may not be written, or the path is a folder.
    """
    aside = path.with_name(f".{path.name}.partial")
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        aside.touch()
    except OSError as error:
        raise InputError("V-101", path=str(path), reason=reason_of(error)) from error
    finally:
        with suppress(OSError):
            aside.unlink()


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Where to write; it takes the file's place when all went well, and goes otherwise.

    :raises InputError: V-101 when it cannot be written.
    """
    aside = path.with_name(f".{path.name}.partial")
    try:
        yield aside
        aside.replace(path)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise InputError("V-101", path=str(path), reason=reason) from error
    finally:
        with suppress(OSError):
            aside.unlink()
