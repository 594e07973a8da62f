"""A rural network problem as tables: rows as they were handed in, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jidi.core.errors import Place

Datum = Literal["wgs84", "cgcs2000", "gcj02"]


@dataclass(frozen=True)
class DraftRow:
    """One row: its cells by column, and where it stands (file, sheet, row)."""

    cells: Mapping[str, Any]
    place: Place = field(default_factory=Place)


@dataclass(frozen=True)
class Draft:
    """The tables of ``definitions/network/draft.toml``, filled in.

    Nothing is checked yet: :func:`jidi.network.rural.drafting.posed` makes the problem of it, or
    tells everything that is wrong.

    :param tables: rows by table.
    :param datum: of longitudes and latitudes; GCJ-02 is converted, the others are taken as equal.
    :param synthetic: whether any of it is synthetic.
    :param sources: where its figures come from.
    """

    id: str
    name: str
    tables: Mapping[str, tuple[DraftRow, ...]]
    datum: Datum = "wgs84"
    synthetic: bool = False
    sources: tuple[str, ...] = ()


def rows_of(cells: Iterable[Mapping[str, Any]], *, file: str, sheet: str) -> tuple[DraftRow, ...]:
    """Rows of one table, numbered as in a sheet whose first row is the head."""
    return tuple(
        DraftRow(row, Place(file=file, sheet=sheet, row=number))
        for number, row in enumerate(cells, start=2)
    )
