"""A file that a user asked for, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import xlsxwriter

from jidi.core.errors import InputError


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
        raise InputError("V-101", path=str(path), reason=str(error)) from error
    finally:
        with suppress(OSError):
            aside.unlink()
