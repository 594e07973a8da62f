"""Reading the sheet of a register that somebody hands in: a file that may be anything.

Only the form is looked at here: whether it is a workbook, where the heads stand, which cells hold
formulas or are merged. What the cells mean is judged by :mod:`jidi.service.register_import`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from jidi.core.errors import InputError, JidiError, Place, UnknownName, raise_together
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.model.register import load_fields
from jidi.service.register_workbook import SHEET
from jidi.service.workbook_scan import scan_workbook

_HEADS_WITHIN: Final = 20
"""The rows at the top among which the heads are looked for."""
_NEEDED: Final = ("entry_id", "revision")


@dataclass(frozen=True)
class SheetRow:
    """One row with something in it.

    :param number: as spreadsheets count, from 1.
    :param cells: raw values by name of the column; blank ones are None.
    :param odd: columns whose cell cannot be taken as it stands, with the code of the reason.
    """

    number: int
    cells: Mapping[str, Any]
    odd: Mapping[str, str]


@dataclass(frozen=True)
class RegisterSheet:
    """The sheet as read.

    :param letters: letter of each column by its name.
    :param missing: columns that people may report in and that the sheet does not have; what they
        say stays as it is.
    """

    file: str
    name: str
    rows: tuple[SheetRow, ...]
    letters: Mapping[str, str]
    missing: tuple[str, ...]

    def place(self, row: int, column: str | None = None) -> Place:
        """Where a finding stands."""
        head = None
        if column is not None and column in self.letters:
            head = f"{self.letters[column]} {load_fields().by_name[column].zh}"
        return Place(file=self.file, sheet=self.name, row=row, column=head)


def read_sheet(path: Path) -> RegisterSheet:
    """The sheet of a workbook that holds the register, under whatever name.

    :raises InputError: R-401 not a workbook that can be read, R-402 too large, R-403 no sheet or
        several hold the register, R-405 a head stands twice, R-413 values without a head.
    :raises UnknownName: R-404 an unknown head, with the nearest.
    """
    scans = scan_workbook(path)
    sheet, table = _the_one(path, _tables(path))
    scan = scans.get(sheet.name)
    odd = dict.fromkeys(scan.formulas if scan is not None else (), "R-409")
    return _understood(path, sheet.name, table, {**odd, **_merged(sheet, table)})


def _tables(path: Path) -> list[tuple[CalamineSheet, list[list[Any]]]]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
            return [(sheet, sheet.to_python(skip_empty_area=False)) for sheet in sheets]
    except (CalamineError, PasswordError, OSError, ValueError) as error:
        raise InputError("R-401", where=Place(file=path.name), reason=str(error)) from error
    except BaseException as error:
        # The reader is Rust: what it did not foresee comes as a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError("R-401", where=Place(file=path.name), reason=str(error)) from error


def _merged(sheet: CalamineSheet, table: Sequence[Sequence[Any]]) -> dict[tuple[int, int], str]:
    """The cells that are merged with others, as far as the table goes."""
    found: dict[tuple[int, int], str] = {}
    width = max((len(row) for row in table), default=0)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top, min(bottom + 1, len(table))):
            for column in range(left, min(right + 1, width)):
                found[row, column] = "R-410"
    return found


def _the_one(
    path: Path, tables: Sequence[tuple[CalamineSheet, list[list[Any]]]]
) -> tuple[CalamineSheet, list[list[Any]]]:
    """The sheet with the heads of a register; of several the one that bears its name."""
    found = [(sheet, table) for sheet, table in tables if _head_row(table) is not None]
    named = [one for one in found if one[0].name == SHEET]
    chosen = found if len(found) == 1 else named
    if len(chosen) != 1:
        names = listed(sheet.name for sheet, _ in tables)
        raise InputError("R-403", where=Place(file=path.name), count=len(found), sheets=names)
    return chosen[0]


def _head_row(table: Sequence[Sequence[Any]]) -> int | None:
    """The row that holds the columns' names (entry_id, revision …), from 0."""
    for number, row in enumerate(table[:_HEADS_WITHIN]):
        names = {_name(cell) for cell in row}
        if names.issuperset(_NEEDED):
            return number
    return None


def _name(cell: Any) -> str:
    """A head without its unit: ``percent（%）`` → ``percent``."""
    return re.sub(r"\s*[（(].*", "", str(cell)).strip().casefold()


def _understood(
    path: Path, name: str, table: list[list[Any]], odd: Mapping[tuple[int, int], str]
) -> RegisterSheet:
    head = _head_row(table)
    assert head is not None  # chosen for it
    columns = _columns(path, name, table, head)
    known = load_fields()
    first = head + 1 + _hint_rows(table, head)
    rows = tuple(_rows(table, first, columns, odd))
    reported = [column.name for column in known.reported]
    return RegisterSheet(
        file=path.name,
        name=name,
        rows=rows,
        letters={columns[at]: _letter(at) for at in columns},
        missing=tuple(one for one in reported if one not in columns.values()),
    )


def _columns(path: Path, name: str, table: list[list[Any]], head: int) -> dict[int, str]:
    """Which column stands where, every head known and once.

    :raises UnknownName: R-404. :raises InputError: R-405, R-413.
    """
    known = load_fields().by_name
    found: dict[int, str] = {}
    findings: list[JidiError] = []
    for at, cell in enumerate(table[head]):
        here = _name(cell)
        where = Place(file=path.name, sheet=name, row=head + 1, column=_letter(at))
        if not here:
            below = (n for n in range(head + 1, len(table)) if _given(table, n, at) is not None)
            filled = next(below, None)
            if filled is not None:
                findings.append(InputError("R-413", where=where, row=filled + 1))
        elif here not in known:
            near = suggestion(here, known)
            findings.append(UnknownName("R-404", where=where, name=str(cell), nearest=near))
        elif here in found.values():
            findings.append(InputError("R-405", where=where, name=here))
        else:
            found[at] = here
    raise_together(findings)
    return found


def _hint_rows(table: list[list[Any]], head: int) -> int:
    """1 when the row below the heads says how to fill them in, as in what we export; else 0."""
    below = table[head + 1] if head + 1 < len(table) else []
    names = [_name(cell) for cell in table[head]]
    if "entry_id" not in names or names.index("entry_id") >= len(below):
        return 0
    words = {"只读", "not to be changed"}
    return int(str(below[names.index("entry_id")]).strip() in words)


def _rows(
    table: list[list[Any]],
    first: int,
    columns: Mapping[int, str],
    odd: Mapping[tuple[int, int], str],
) -> Iterator[SheetRow]:
    for number in range(first, len(table)):
        cells = {name: _given(table, number, at) for at, name in columns.items()}
        strange = {name: odd[number, at] for at, name in columns.items() if (number, at) in odd}
        if strange or any(value is not None for value in cells.values()):
            yield SheetRow(number + 1, cells, strange)


def _given(table: list[list[Any]], row: int, at: int) -> Any:
    value = table[row][at] if at < len(table[row]) else None
    return None if isinstance(value, str) and not value.strip() else value


def _letter(at: int) -> str:
    """``A`` … ``Z``, ``AA`` …"""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
