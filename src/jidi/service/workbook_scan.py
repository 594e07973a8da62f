"""A look into a workbook that somebody hands in, before a library lays out its cells in memory.

A workbook is a packed folder of XML. A small file can unpack to a very large one, and two cells far
apart span a rectangle of billions; both are refused here. What is found besides: where formulas
stand, which a library that reads values does not tell.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from jidi.core.errors import InputError, Place

MOST_BYTES: Final = 20_000_000
"""Of the file."""
MOST_UNPACKED: Final = 200_000_000
"""Of its content, unpacked."""
MOST_CELLS: Final = 2_000_000
"""Of the rectangle that the cells of one sheet span."""
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Position = tuple[int, int]
"""Row and column, both from 0."""


@dataclass(frozen=True)
class SheetScan:
    """What one sheet spans, and where its formulas stand."""

    rows: int
    columns: int
    formulas: frozenset[Position]


def scan_workbook(path: Path) -> Mapping[str, SheetScan]:
    """Every worksheet of an .xlsx workbook, by name.

    :raises InputError: R-401 when it is no such workbook, R-402 when it is too large.
    """
    where = Place(file=path.name)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError("R-402", where=where, size=f"{size:,} B", most=f"{MOST_BYTES:,} B")
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
            if unpacked > MOST_UNPACKED:
                most = f"{MOST_UNPACKED:,} B"
                raise InputError("R-402", where=where, size=f"{unpacked:,} B", most=most)
            return dict(_scans(packed, path.name))
    except (ElementTree.ParseError, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise InputError("R-401", where=where, reason=f"{error}") from error


def _scans(packed: zipfile.ZipFile, file: str) -> Iterator[tuple[str, SheetScan]]:
    names = set(packed.namelist())
    for sheet, part in _parts(packed):
        if part in names:
            scan = _scan(packed, part)
            if scan.rows * scan.columns > MOST_CELLS:
                size = f"{scan.rows:,} × {scan.columns:,}"
                where = Place(file=file, sheet=sheet)
                raise InputError("R-402", where=where, size=size, most=f"{MOST_CELLS:,}")
            yield sheet, scan


def _parts(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name, and the part of the package that holds it."""
    book = ElementTree.fromstring(packed.read("xl/workbook.xml"))
    related = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in related}
    for element in book.iter(f"{_MAIN}sheet"):
        target = targets.get(element.get(_RELATED), "")
        # A target that begins with a slash counts from the package's root, others from xl/.
        yield element.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _scan(packed: zipfile.ZipFile, part: str) -> SheetScan:
    row, column, rows, columns = -1, -1, 0, 0
    formulas: set[Position] = set()
    with packed.open(part) as content:
        for event, element in ElementTree.iterparse(content, events=("start", "end")):
            if event == "start" and element.tag == f"{_MAIN}row":
                row, column = int(element.get("r", row + 2)) - 1, -1
            elif event == "end" and element.tag == f"{_MAIN}c":
                row, column = _position(element.get("r"), otherwise=(row, column + 1))
                rows, columns = max(rows, row + 1), max(columns, column + 1)
                if element.find(f"{_MAIN}f") is not None:
                    formulas.add((row, column))
            elif event == "end" and element.tag == f"{_MAIN}row":
                element.clear()
    return SheetScan(rows, columns, frozenset(formulas))


def _position(reference: str | None, *, otherwise: Position) -> Position:
    """``B12`` → (11, 1); a cell that does not say where it stands follows the one before."""
    if not reference:
        return otherwise
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]) - 1, column - 1
