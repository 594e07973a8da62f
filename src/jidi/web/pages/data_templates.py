"""The Excel templates that senders fill in: one for every table that is handed in."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import htpy as h

from jidi.model.table import Table, TableKind
from jidi.service.templates import write_template
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.texts import mark
from jidi.web.visit import Visit

_KINDS: Final = {
    TableKind.REGISTER: mark("register"),
    TableKind.RETURN: mark("return"),
    TableKind.FLOW: mark("flow"),
}
"""What a sender sends; derived tables are computed, never sent."""


def grid(visit: Visit) -> Grid:
    """Every table that can be handed in, by kind, each with its template."""
    t = visit.t
    columns = (
        Column(t("Table")),
        Column(t("Kind"), wide=True),
        Column(t("What a row tells"), wide=True),
        Column(t("Columns"), kind="number"),
        Column(t("Required"), kind="number"),
        Column(t("Template"), kind="code"),
    )
    known = visit.book.catalogue.tables.values()
    order = list(_KINDS)
    found = sorted((one for one in known if one.kind in _KINDS), key=lambda o: order.index(o.kind))
    rows = tuple(_row(visit, one) for one in found)
    return Grid("templates", t("Templates"), columns, rows)


def _row(visit: Visit, one: Table) -> Row:
    t = visit.t
    file = f"{one.name}.xlsx"
    href = visit.href(f"data/templates/{file}", period=None, division=None)
    return Row(
        (
            Cell(t.of(one.zh, one.en)),
            Cell(t(_KINDS[one.kind])),
            Cell(t.of(one.describes_zh, one.describes_en)),
            Cell(len(one.columns), digits=0),
            Cell(sum(column.required for column in one.columns), digits=0),
            Cell(file, h.a(href=href, download="")[file]),
        )
    )


def template(visit: Visit, name: str) -> tuple[str, bytes]:
    """The file's name and content, of this day.

    :raises UnknownName: for a table there is not, with the nearest.
    """
    catalogue = visit.book.catalogue
    one = catalogue.table(name)
    made_at = datetime.combine(visit.provider.today(), time())
    with TemporaryDirectory(prefix="jidi-") as folder:
        path = Path(folder) / f"{one.name}.xlsx"
        write_template(one, catalogue.code_lists, path, made_at=made_at)
        return f"{one.name}-{one.zh}.xlsx", path.read_bytes()
