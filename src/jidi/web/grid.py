"""A table, once: its columns and rows as values, from which the page and the Excel file are made.

What a reader exports is therefore exactly what stands on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, overload

from htpy import Node

from jidi.core.numbers_as_text import NO_DATA, grouped

Kind = Literal["text", "number", "code", "picture"]
Value = str | float | int | None


@dataclass(frozen=True)
class Column:
    """A column.

    :param head: its title, in the language of the page.
    :param unit: shown behind the title.
    :param kind: numbers stand right; pictures are not exported.
    :param wide: whether narrow screens leave it out.
    :param name: for the style sheet, where a column needs a width or place of its own.
    """

    head: str
    unit: str = ""
    kind: Kind = "text"
    wide: bool = False
    name: str = ""

    @property
    def title(self) -> str:
        """Head and unit in one line."""
        return f"{self.head} ({self.unit})" if self.unit else self.head


@dataclass(frozen=True)
class Cell:
    """One value.

    :param value: what is exported; None means *no data*.
    :param shown: what the page shows; the value itself when not given.
    :param digits: decimals of a number.
    :param strong: whether it is the number that matters in its row.
    """

    value: Value
    shown: Node = None
    digits: int | None = None
    strong: bool = False

    @property
    def on_page(self) -> Node:
        """What the page shows."""
        if self.shown is not None:
            return self.shown
        if isinstance(self.value, str):
            return self.value or NO_DATA
        return grouped(self.value, self.digits)


@dataclass(frozen=True)
class Row:
    """One row, with attributes for the page's table row."""

    cells: tuple[Cell, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)


class MadeRows(Sequence[Row]):
    """Rows that are made when they are looked at: of 18,000 villages a page makes only its own.

    :param make: the row at a position from 0.
    """

    def __init__(self, count: int, make: Callable[[int], Row]) -> None:
        self._positions = range(count)
        self._make = make

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(at, slice):
            return tuple(self._make(position) for position in self._positions[at])
        return self._make(self._positions[at])

    def __iter__(self) -> Iterator[Row]:
        return map(self._make, self._positions)


@dataclass(frozen=True)
class Grid:
    """A table with its title, and the remarks that must travel with it.

    :param name: short name in addresses.
    :param notes: period, source, data version, marks: one line each, in the exported file too.
    :param tab: title of the sheet where the whole title is too long for one.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    notes: tuple[str, ...] = ()
    tab: str = ""

    def part(self, page: int, size: int) -> Grid:
        """The rows of one page, counted from 1."""
        return replace(self, rows=self.rows[(page - 1) * size : page * size])

    def pages(self, size: int) -> int:
        """How many pages its rows fill."""
        return -(-len(self.rows) // size)
