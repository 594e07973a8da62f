"""A table with merged cells, and the ways in which extracted texts lay one out."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"⟦[^:⟦⟧]+:([^⟦⟧]*)⟧")


@dataclass(frozen=True)
class Table:
    """Rows of cells; ``^`` continues the cell above, ``<`` the one to the left.

    :param layout: ``tabs``, ``pipes``, ``spaces``, ``cells`` (one to a line), ``sparse`` (the same
        with blank lines between) or ``grid`` for documents with real tables.
    """

    layout: str
    rows: tuple[tuple[str, ...], ...]


def unmarked(cell: str) -> str:
    """The cell's text without marks."""
    return _MARK.sub(r"\1", cell)


def laid_out(table: Table) -> str:
    """The table as lines of text, marks kept."""
    return _LAYOUTS[table.layout]([[_shown(cell) for cell in row] for row in table.rows])


def _shown(cell: str) -> str:
    return "" if cell in ("^", "<") else cell


def _tabs(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def _pipes(rows: list[list[str]]) -> str:
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    rule = "|" + " --- |" * len(rows[0])
    return "\n".join([head, rule, *body])


def _spaces(rows: list[list[str]]) -> str:
    return "\n".join("  ".join(cell for cell in row if cell) for row in rows)


def _cells(rows: list[list[str]]) -> str:
    return "\n".join(cell for row in rows for cell in row if cell)


def _sparse(rows: list[list[str]]) -> str:
    return "\n\n".join(cell for row in rows for cell in row if cell)


_LAYOUTS = {
    "tabs": _tabs,
    "pipes": _pipes,
    "spaces": _spaces,
    "cells": _cells,
    "sparse": _sparse,
    "grid": _tabs,
}
