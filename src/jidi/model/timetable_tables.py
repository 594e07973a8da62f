"""Into which of our tables the files of a GTFS timetable go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from jidi.model.rows import read_models
from jidi.model.strict import Strict

_FILE = files("jidi.definitions") / "gtfs" / "tables.csv"

CellForm = Literal["", "date", "exception", "seconds"]


class TimetableColumn(Strict):
    """One field of one file, and the column it goes to.

    :param file: the member without ``.txt``.
    :param form: what its cells must be made into: a date, whether it runs, seconds of the day.
    """

    file: str
    field: str
    table: str
    column: str
    form: CellForm = ""


@cache
def timetable_columns() -> Mapping[str, tuple[TimetableColumn, ...]]:
    """The columns by file; a file that is not among them has no table."""
    found: dict[str, list[TimetableColumn]] = {}
    for _, column in read_models(_FILE, TimetableColumn):
        found.setdefault(column.file, []).append(column)
    return MappingProxyType({file: tuple(columns) for file, columns in found.items()})
