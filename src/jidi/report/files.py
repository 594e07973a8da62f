"""Writing a report into a folder: whole files or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.worded import reason_of
from jidi.report.document import Document
from jidi.report.material import Progressing
from jidi.report.page import write_html
from jidi.report.sheets import write_xlsx
from jidi.report.word import write_docx

WRITERS: Mapping[str, Callable[[Document], bytes]] = {
    "docx": write_docx,
    "html": write_html,
    "xlsx": write_xlsx,
}
"""The formats a report can be written in."""


def formats_of(asked: str | None) -> tuple[str, ...]:
    """The formats named in ``docx,html``; all of them when nothing is named.

    :raises UnknownName: B-103 for an unknown format, with the nearest.
    """
    names = [name.strip().lower() for name in (asked or "").split(",") if name.strip()]
    for name in names:
        if name not in WRITERS:
            raise UnknownName("B-103", name=name, nearest=suggestion(name, WRITERS))
    return tuple(name for name in WRITERS if name in names) or tuple(WRITERS)


def format_of(asked: str) -> str:
    """The one format named: a single file cannot be of none, nor of several.

    :raises UnknownName: B-103 for anything but the name of one format.
    """
    name = asked.strip().lower()
    if name not in WRITERS:
        raise UnknownName("B-103", name=asked, nearest=suggestion(name, WRITERS))
    return name


def file_name(document: Document, format_name: str) -> str:
    """``shanxi-midterm-2023.docx``; English reports end in ``-en``."""
    tail = "" if document.lang == "zh" else f"-{document.lang}"
    return f"{document.plan}-{document.kind}-{document.year}{tail}.{format_name}"


def write_files(
    document: Document, folder: Path, formats: Iterable[str], *, progress: Progressing
) -> tuple[Path, ...]:
    """Write the report into ``folder``, which is made when it is not there.

    A file is written aside and takes its place when it is whole; when one cannot be written, none
    of this report's files is left half-written.

    :raises InputError: V-101 when a file cannot be written.
    """
    names = tuple(formats)
    made: dict[Path, bytes] = {}
    for done, name in enumerate(names):
        progress(name, 0.9 + 0.1 * done / len(names))
        made[folder / file_name(document, name)] = WRITERS[name](document)
    _store(made)
    return tuple(made)


def _store(files: Mapping[Path, bytes]) -> None:
    aside = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in files}
    path = next(iter(files))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            _write_through(aside[path], content)
        for path in files:
            aside[path].replace(path)
    except OSError as error:
        raise InputError("V-101", path=str(path), reason=reason_of(error)) from error
    finally:
        for part in aside.values():
            part.unlink(missing_ok=True)


def _write_through(path: Path, content: bytes) -> None:
    """Write and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
