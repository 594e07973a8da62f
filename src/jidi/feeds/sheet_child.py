"""The process that opens a spreadsheet: its memory and time are bounded, its crash is no one's.

Run as a script of its own, without the rest of Jidi, so that it starts fast::

    python sheet_child.py BOOK FOLDER MEMORY SECONDS CELLS COLUMNS

Writes each sheet as an Arrow stream into FOLDER and what it saw as one JSON object to standard
output: ``{"sheets": [...]}``, or ``{"code": "E-…", "facts": {…}}`` when the book is refused.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

_BATCH_ROWS = 16_384
_SCANNED = 2**22
_MOST_ERRORS = 100_000
_EXACT_DIGITS = 10**15
_WHOLE = 1e21
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)</")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_INLINE = re.compile(rb"<(?:\w+:)?is\b")


class Refused(Exception):  # noqa: N818
    """The book is not read; a code of the catalogue says why."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.said = {"code": code, "facts": facts}


def main(arguments: list[str]) -> None:
    """Read the book; the answer is one line on standard output."""
    book, folder = Path(arguments[0]), Path(arguments[1])
    memory, seconds, cells, columns = (int(number) for number in arguments[2:6])
    _bound(memory, seconds)
    answer: dict[str, Any]
    try:
        answer = {"sheets": list(_sheets(book, folder, cells, columns))}
    except Refused as refused:
        answer = refused.said
    except PasswordError:
        answer = Refused("E-142").said
    except MemoryError:
        answer = Refused("E-143").said
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        answer = Refused("E-141", reason=str(error)[:120] or type(error).__name__).said
    except BaseException as error:
        # The reader is Rust: what it did not foresee comes as a panic, which is no Exception.
        answer = Refused("E-141", reason=type(error).__name__).said
    print(json.dumps(answer))  # noqa: T201


def _bound(memory: int, seconds: int) -> None:
    """Bound this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: only the size of the file bounds it
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _sheets(book: Path, folder: Path, cells: int, columns: int) -> Iterator[dict[str, Any]]:
    is_packed = zipfile.is_zipfile(book)
    if not is_packed and _LOCKED in book.read_bytes():
        raise Refused("E-142")
    has_macros = not is_packed and _MACROS in book.read_bytes()
    scans = _scanned(book) if is_packed else {}
    with CalamineWorkbook.from_path(book) as workbook:
        for number, known in enumerate(workbook.sheets_metadata):
            if known.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(known.name)
            if sheet.start is None:
                continue
            _refuse_large(sheet, cells, columns)
            scan = scans.get(known.name, Scan())
            long_numbers = _written(sheet, folder / f"{number}.arrow", scan)
            merged = sheet.merged_cell_ranges or []
            yield {
                "name": known.name,
                "file": f"{number}.arrow",
                "hidden": known.visible != SheetVisibleEnum.Visible,
                "macros": has_macros,
                "merged": [[n + 1 for n in (*first, *last)] for first, last in merged],
                "formulas": scan.formulas,
                "unvalued": scan.unvalued,
                "errors": len(scan.errors),
                "long_numbers": long_numbers,
            }


def _refuse_large(sheet: CalamineSheet, cells: int, columns: int) -> None:
    if sheet.total_width > columns:
        raise Refused("E-132", columns=sheet.total_width, most=columns)
    if sheet.total_height * sheet.total_width > cells:
        size = f"{sheet.total_height} × {sheet.total_width}"
        raise Refused("E-145", size=size, most=cells)


def _written(sheet: CalamineSheet, path: Path, scan: Scan) -> int:
    """Write the sheet as text; returns how many numbers are longer than a spreadsheet can hold."""
    sys.meta_path.insert(0, _NoPandas())
    import pyarrow as pa  # here, so that a book that is refused does not wait for it

    table = sheet.to_python(skip_empty_area=False)
    width = max((len(row) for row in table), default=0)
    schema = pa.schema([(str(n + 1), pa.string()) for n in range(width)])
    long_numbers = 0
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, schema) as stream:
        rows: list[list[str | None]] = []
        for at, row in enumerate(table):
            long_numbers += sum(1 for cell in row if _is_long(cell))
            texts = [_text(cell) for cell in row]
            texts += [None] * (width - len(texts))
            for column, error in scan.errors_in(at):
                if column < width:
                    texts[column] = error
            rows.append(texts)
            if len(rows) == _BATCH_ROWS:
                stream.write_batch(_batch(rows, schema))
                rows = []
        stream.write_batch(_batch(rows, schema))
    return long_numbers


def _batch(rows: list[list[str | None]], schema: Any) -> Any:
    import pyarrow as pa

    columns = zip(*rows, strict=True) if rows else [[] for _ in schema]
    return pa.RecordBatch.from_arrays([pa.array(c, pa.string()) for c in columns], schema=schema)


def _is_long(cell: Any) -> bool:
    return isinstance(cell, float) and cell.is_integer() and abs(cell) >= _EXACT_DIGITS


def _text(cell: Any) -> str | None:
    """The shortest text that gives the same value; dates and times as ISO 8601 writes them."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _WHOLE else repr(cell)
    return _time_text(cell)


def _time_text(cell: Any) -> str | None:
    if isinstance(cell, datetime.timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3_600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return cell.isoformat()
    return None if cell is None else str(cell)


class _NoPandas(MetaPathFinder):
    """Arrow loads pandas where there is one, which takes longer than to read a monthly return."""

    def find_spec(self, name: str, *_: Any) -> None:
        """Say that there is none."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


class Scan:
    """What the library does not tell of a sheet: formulas, those without a value, error cells."""

    def __init__(self) -> None:
        self.formulas = 0
        self.unvalued = 0
        self.errors: dict[tuple[int, int], str] = {}
        self._by_row: dict[int, list[tuple[int, str]]] | None = None

    def see(self, attributes: bytes, content: bytes | None) -> None:
        """Take note of one cell."""
        if content is None:
            return
        value = _VALUE.search(content)
        if _FORMULA.search(content):
            self.formulas += 1
            self.unvalued += value is None and _INLINE.search(content) is None
        if b't="e"' in attributes and value and len(self.errors) < _MOST_ERRORS:
            where = _REFERENCE.search(attributes)
            if where:
                at = int(where[2]) - 1, _column(where[1])
                self.errors[at] = value[1].decode("ascii", "replace")

    def errors_in(self, row: int) -> list[tuple[int, str]]:
        """The error cells of a row: column from 0, text."""
        if self._by_row is None:
            self._by_row = {}
            for (at, column), text in self.errors.items():
                self._by_row.setdefault(at, []).append((column, text))
        return self._by_row.get(row, [])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _scanned(book: Path) -> dict[str, Scan]:
    with zipfile.ZipFile(book) as packed:
        return {name: _scan(packed, part) for name, part in _parts(packed)}


def _parts(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the member that holds it."""
    from xml.etree import ElementTree

    known = set(packed.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= known:
        return
    try:
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"))
        related = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
    except ElementTree.ParseError as error:
        raise Refused("E-141", reason=str(error)[:120]) from error
    targets = {one.get("Id"): one.get("Target", "") for one in related}
    for element in book.iter():
        if element.tag.endswith("}sheet"):
            ids = [value for key, value in element.attrib.items() if key.endswith("}id")]
            target = targets.get(ids[0] if ids else None, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in known:
                yield element.get("name", ""), part


def _scan(packed: zipfile.ZipFile, part: str) -> Scan:
    """Only cells with a formula or an error are looked at; the others pass by the search."""
    scan, rest = Scan(), b""
    with packed.open(part) as content:
        while data := content.read(_SCANNED):
            rest += data
            cut = rest.rfind(b"</row>") + 1 or rest.rfind(b"row>") + 1
            whole, rest = rest[:cut], rest[cut:]
            if len(rest) > 8 * _SCANNED:
                raise Refused("E-143")
            if b't="e"' in whole or _FORMULA.search(whole):
                for cell in _CELL.finditer(whole):
                    scan.see(cell[1], cell[2])
    return scan


if __name__ == "__main__":
    main(sys.argv[1:])
