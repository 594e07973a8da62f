"""An indicator table as read: columns, rows with their cells, notes, and what was left over."""

from __future__ import annotations

from dataclasses import dataclass, field

from jidi.plan.read.flow import Flow
from jidi.plan.read.table_header import Column


@dataclass
class Row:
    """One indicator.

    :param index: its running number, where one is printed.
    :param cells: figures and dashes by position of their column.
    """

    name: Flow
    index: int | None = None
    category: str = ""
    unit: str = ""
    nature: str = ""
    cells: dict[int, Flow] = field(default_factory=dict)


@dataclass
class IndicatorTable:
    """A table of indicators.

    :param first: position of its first line; :param last: of the last, notes included.
    :param head: the characters of its head.
    :param left: cells that fit nowhere, with the reason in two languages.
    """

    columns: tuple[Column, ...]
    rows: list[Row]
    first: int
    last: int
    head: Flow
    title: Flow | None = None
    notes: list[Flow] = field(default_factory=list)
    left: list[tuple[Flow, str, str]] = field(default_factory=list)
