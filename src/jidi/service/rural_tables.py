"""A rural problem from tables that a user filled in: a file for each, or a workbook of sheets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jidi.core.errors import InputError
from jidi.core.nearest import suggestion
from jidi.model.rural import draft_tables
from jidi.network.rural.draft import Datum, Draft, DraftRow
from jidi.network.rural.draft_heads import column_of
from jidi.service.rural_table_files import WORKBOOKS, table_named, table_rows, workbook_tables

_MAY_BE_BLANK: Final = ("work", "rates", "wanted")
DATUMS: Final[tuple[Datum, ...]] = ("wgs84", "cgcs2000", "gcj02")


def draft_of_folder(
    folder: Path,
    *,
    datum: str = "wgs84",
    coverage: float | None = None,
    budget: float | None = None,
    distances: Path | None = None,
) -> Draft:
    """The draft in a folder of ``centre.csv``, ``village.csv`` and so on, or in a workbook with a
    sheet for each: the tables of ``definitions/network/draft.toml``, by name or label.

    ``work`` and ``rates`` may be left out and have their stand-in values then. Coverage and budget
    given here take the place of those in ``wanted``; without either all villages are wanted. A file
    of another name is a finding of the draft: it may be a table with its name misspelt.

    :param distances: a table of distances that lies elsewhere.

    :raises InputError: N-664 when there is no such folder or workbook, N-665 for a datum that is
        not known, N-656 for two files of one table.
    """
    is_book = folder.is_file() and folder.suffix.lower() in WORKBOOKS
    if not (folder.is_dir() or is_book):
        raise InputError("N-664", folder=str(folder))
    known = {name: name for name in DATUMS}
    if datum not in known:
        raise InputError("N-665", datum=datum, nearest=suggestion(datum, DATUMS))
    found = workbook_tables(folder) if is_book else _tables_of_files(folder)
    tables = {name: rows for name, rows in found.items() if rows or name not in _MAY_BE_BLANK}
    blank = (DraftRow({}),)
    whole = (DraftRow({"coverage": 1.0}),)
    tables = {"work": blank, "rates": blank, "wanted": whole, **tables}
    asked = {"coverage": coverage, "budget": budget}
    tables["wanted"] = tuple(_asked_otherwise(row, asked) for row in tables["wanted"])
    if distances is not None:
        if tables.get("distance"):
            raise InputError("N-656", table="distance", one=folder.name, other=distances.name)
        tables["distance"] = table_rows(distances, "distance")
    name = folder.resolve().stem if is_book else folder.resolve().name
    return Draft(
        id=f"rural-{name}",
        name=name,
        tables=tables,
        datum=known[datum],
        sources=(f"tables {', '.join(sorted(found))}",),
    )


def _asked_otherwise(row: DraftRow, asked: Mapping[str, float | None]) -> DraftRow:
    """The wanted row with what was asked for on the command line in place of its own cells."""
    given = {name: value for name, value in asked.items() if value is not None}
    own = {h: c for h, c in row.cells.items() if column_of("wanted", h) not in given}
    return DraftRow({**own, **given}, row.place)


def _tables_of_files(folder: Path) -> dict[str, tuple[DraftRow, ...]]:
    files: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith((".", "_", "~$")):
            name = table_named(path.name.split(".")[0])
            if name in files:
                raise InputError("N-656", table=name, one=files[name].name, other=path.name)
            files[name] = path
    known = draft_tables()
    return {n: table_rows(path, n) if n in known else () for n, path in files.items()}
