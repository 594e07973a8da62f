"""What GTFS asks of the files of a timetable, and how our transport modes are told in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from jidi.model.rows import read_models
from jidi.model.strict import Strict

_FOLDER = files("jidi.definitions") / "gtfs"

Form = Literal["", "date", "exception", "flag", "latitude", "longitude", "time", "whole"]


class TimetableField(Strict):
    """One column of one file.

    :param file: the member without ``.txt``.
    :param required: the column must be there, and its cells filled.
    :param form: what its cells look like; empty for any text.
    :param unique: no two rows have the same.
    :param refers: ``file.field`` whose values it takes.
    """

    file: str
    field: str
    required: bool
    form: Form = ""
    unique: bool = False
    refers: str = ""


class _RouteType(Strict):
    mode: str
    route_type: int


@cache
def timetable_fields() -> Mapping[str, tuple[TimetableField, ...]]:
    """The columns that are checked, by file, in an order in which references come after."""
    found: dict[str, list[TimetableField]] = {}
    for _, field in read_models(_FOLDER / "fields.csv", TimetableField):
        found.setdefault(field.file, []).append(field)
    return MappingProxyType({file: tuple(fields) for file, fields in found.items()})


@cache
def route_types() -> Mapping[str, int]:
    """The GTFS route type of each transport mode; where GTFS has none, the nearest: own choice."""
    rows = read_models(_FOLDER / "route_types.csv", _RouteType)
    return MappingProxyType({row.mode: row.route_type for _, row in rows})
