"""XLSX and XLS by python-calamine, in a process of its own with bounded memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from jidi.core.errors import InputError
from jidi.feeds.archives import BROKEN, members
from jidi.feeds.feed import Block, Note
from jidi.feeds.handed import Part, handed_in, refuse_larger
from jidi.feeds.limits import Limits
from jidi.feeds.numbering import numbered_block, said_rows
from jidi.feeds.opened import Opened

_CHILD = Path(__file__).with_name("sheet_child.py")
_PROLOG = 4_096
_DECLARES = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY", "<!doctype")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


def opened_book(part: Part, path: Path, folder: Path, kind: str, limits: Limits) -> Opened:
    """A workbook, guarded and read into ``folder``.

    :param path: where it lies on disk.
    :param folder: for the sheets as read; made here.
    :param kind: ``xlsx`` or ``xls``.
    :raises InputError: E-102 too large, E-103 without a cell, E-132 and E-145 too many columns or
        cells, E-141 damaged, E-142 locked, E-143 too much memory or time, E-144 entities, and the
        archive's codes.
    """
    refuse_larger(part, path.stat().st_size, limits.book_bytes)
    notes: list[Note] = []
    if kind == "xlsx":
        notes += _guarded(part, path, limits)
    sheets = _by_child(part, path, folder, limits)
    notes += [note for sheet in sheets for note in _notes(sheet)]
    if any(sheet["macros"] for sheet in sheets):
        notes.insert(0, Note("E-906"))
    if not sheets or not any(_holds_rows(folder / sheet["file"]) for sheet in sheets):
        raise InputError("E-103", where=part.place())
    return Opened(kind, "", tuple(notes), _reader(part, folder, sheets))


def _reader(
    part: Part, folder: Path, sheets: list[dict[str, Any]]
) -> Callable[[], Iterator[Block]]:
    def read() -> Iterator[Block]:
        for sheet in sheets:
            yield from _sheet_blocks(part, folder / sheet["file"], sheet)

    return read


def _guarded(part: Part, path: Path, limits: Limits) -> list[Note]:
    """Look through the package before any reader unpacks it."""
    try:
        entries, _ = members(handed_in(path, limits), limits)
    except InputError as error:
        raise InputError(error.code, where=part.place(), **error.facts) from error
    names = [entry.filename for entry in entries]
    with zipfile.ZipFile(path) as package:
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels", ".vml")):
                _refuse_entities(part, package, entry)
    notes = [Note("E-906")] if any("vbaProject" in name for name in names) else []
    outside = sum(1 for name in names if name.startswith("xl/externalLinks/externalLink"))
    return notes + ([Note("E-907", {"count": outside})] if outside else [])


def _refuse_entities(part: Part, package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    try:
        with package.open(entry) as content:
            prolog = content.read(_PROLOG)
    except (*BROKEN, OSError, ValueError) as error:
        raise InputError("E-141", where=part.place(), reason=str(error)[:120]) from error
    if any(mark in prolog for mark in _DECLARES):
        raise InputError("E-144", where=part.place(), name=entry.filename)


def _by_child(part: Part, path: Path, folder: Path, limits: Limits) -> list[dict[str, Any]]:
    folder.mkdir()
    numbers = (limits.child_bytes, limits.child_seconds, limits.book_cells, limits.columns)
    command = [sys.executable, "-I", str(_CHILD), str(path), str(folder), *map(str, numbers)]
    environment = {**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system"}
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            timeout=limits.child_seconds * 2,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError("E-143", where=part.place()) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:  # it was stopped: too much memory, too much time
        raise InputError("E-143", where=part.place()) from error
    if "code" in answer:
        raise InputError(answer["code"], where=part.place(), **answer["facts"])
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets


def _sheet_blocks(part: Part, path: Path, sheet: dict[str, Any]) -> Iterator[Block]:
    name = f"{part.name}/{sheet['name']}" if part.name else sheet["name"]
    merged = tuple((first, left, last, right) for first, left, last, right in sheet["merged"])
    first = 1
    with pa.OSFile(str(path)) as source, pa.ipc.open_stream(source) as stream:
        for cells in stream:
            numbers = np.arange(first, first + cells.num_rows)
            first += cells.num_rows
            said = said_rows(cells)
            if said is not None:
                cells, numbers = cells.filter(pa.array(said)), numbers[said]
            if not cells.num_rows:
                continue
            yield numbered_block(
                cells, part=name, numbers=numbers, broken=(), is_grid=True, merged=merged
            )
            merged = ()


def _holds_rows(path: Path) -> bool:
    with pa.OSFile(str(path)) as source, pa.ipc.open_stream(source) as stream:
        return any(_says_something(cells) for cells in stream)


def _says_something(cells: pa.RecordBatch) -> bool:
    said = said_rows(cells)
    return cells.num_rows > 0 and (said is None or bool(said.any()))


def _notes(sheet: dict[str, Any]) -> Iterator[Note]:
    name = sheet["name"]
    for key, code in (
        ("formulas", "E-908"),
        ("unvalued", "E-909"),
        ("errors", "E-910"),
        ("long_numbers", "E-912"),
    ):
        if sheet[key]:
            yield Note(code, {"count": sheet[key], "sheet": name}, name)
    if sheet["hidden"]:
        yield Note("E-911", {"sheet": name}, name)
