"""A rural problem from a folder of tables that a user filled in: one file for each table."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jidi.core.errors import InputError
from jidi.core.nearest import suggestion
from jidi.network.rural.draft import Datum, Draft, DraftRow
from jidi.service.rural_distances import table_rows

DATUMS: Final[tuple[Datum, ...]] = ("wgs84", "cgcs2000", "gcj02")


def draft_of_folder(
    folder: Path,
    *,
    datum: str = "wgs84",
    coverage: float | None = None,
    budget: float | None = None,
) -> Draft:
    """The draft in a folder of ``centre.csv``, ``village.csv`` and so on: the tables of
    ``definitions/network/draft.toml``.

    ``work`` and ``rates`` may be left out and have their stand-in values then. Coverage and budget
    given here take the place of the file ``wanted``. A file of another name is a finding of the
    draft: it may be a table with its name misspelt.

    :raises InputError: N-664 when there is no such folder, N-665 for a datum that is not known.
    """
    if not folder.is_dir():
        raise InputError("N-664", folder=str(folder))
    known = {name: name for name in DATUMS}
    if datum not in known:
        raise InputError("N-665", datum=datum, nearest=suggestion(datum, DATUMS))
    files = {path.name.split(".")[0]: path for path in sorted(folder.iterdir()) if path.is_file()}
    tables = {name: table_rows(path) for name, path in files.items() if not name.startswith("_")}
    blank = (DraftRow({}),)
    tables = {"work": blank, "rates": blank, **tables}
    if coverage is not None or budget is not None:
        tables["wanted"] = (DraftRow({"coverage": coverage, "budget": budget}),)
    return Draft(
        id=f"rural-{folder.resolve().name}",
        name=folder.resolve().name,
        tables=tables,
        datum=known[datum],
        sources=(f"tables {', '.join(sorted(files))}",),
    )
