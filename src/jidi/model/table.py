"""Tables as data: each is defined once in ``definitions/tables/*.toml``.

From a table come the lake schema, the intake checks, the Excel template, the docs page and the
form the synthetic province must take. Every table has, after its own columns, the system column
``origin`` that says whether a row was reported, published or is synthetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any, Literal, Self

import pyarrow as pa
from pydantic import model_validator

from jidi.core.division_code import Level
from jidi.core.errors import DefinitionError, Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.personal import Kept, Personal, dangling
from jidi.model.strict import Strict, build, read_text, read_toml

ORIGINS = ("reported", "published", "synthetic")

ColumnType = Literal[
    "text", "code", "division", "integer", "decimal", "boolean", "date", "timestamp"
]

_ARROW: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "code": pa.string(),
    "division": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("s"),
}


class TableKind(StrEnum):
    """What a row of the table is."""

    REGISTER = "register"
    """One row per thing, with the days on which it began and ended (台账)."""
    RETURN = "return"
    """One row per division, sender and period (报表)."""
    FLOW = "flow"
    """One row per happening (流水)."""
    DERIVED = "derived"
    """Computed from other tables, never sent in (派生). A commit brings only the rows that changed:
    of rows with the same key and origin, the one of the newest version holds."""


class Column(Strict):
    """One column: what it means, its type, and what its values may be."""

    name: str
    zh: str
    en: str
    type: ColumnType
    required: bool = False
    unit: str | None = None
    codes: str | None = None
    """Code list of a ``code`` column: a file of ``definitions/codes``."""
    refers: str | None = None
    """``table.column`` whose values this column takes."""
    min: float | None = None
    max: float | None = None
    coarsest: Level | None = None
    """The highest level at which a division may stand here: a sum of a city in a column of counties
    would be counted a second time."""
    personal: Personal | None = None
    """What its values say about persons, and how they are kept; None when they say nothing."""
    note_zh: str = ""
    note_en: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.type == "code") != (self.codes is not None):
            raise ValueError(f"column {self.name}: 'codes' goes with type 'code' and only with it")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"column {self.name}: min is above max")
        if (self.min is not None or self.max is not None) and self.type not in (
            "integer",
            "decimal",
        ):
            raise ValueError(f"column {self.name}: min and max are for numbers")
        if self.coarsest is not None and self.type != "division":
            raise ValueError(f"column {self.name}: 'coarsest' is for divisions")
        if self.personal is not None and self.type != "text":
            raise ValueError(f"column {self.name}: only text columns are personal")
        return self

    @property
    def arrow_type(self) -> pa.DataType:
        """The Arrow type in the lake. Times are local (UTC+8) without zone, to the second."""
        return _ARROW[self.type]


class Table(Strict):
    """One table of the province's book."""

    name: str
    zh: str
    en: str
    kind: TableKind
    describes_zh: str
    describes_en: str
    key: tuple[str, ...]
    sort: tuple[str, ...] = ()
    """Row order inside a segment; decides what can be found without reading everything."""
    partition: str | None = None
    """A date or timestamp column by whose days the segments are cut; small days share one."""
    arrives: str | None = None
    """A timestamp column that tells from when on a row is known: what is asked of a moment reads no
    row that arrived later. Without one, a flow's partition column is taken for it."""
    withdrawn: str | None = None
    """A column whose row, where it is filled, declares the row of the same key to be in error: it
    stands beside that row instead of being a second one under a key that is taken."""
    disclosive: bool = False
    """Whether rows or counts stand for persons or their parcels: public outputs then hide small
    cells."""
    columns: tuple[Column, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [column.name for column in self.columns]
        if not self.key:
            raise ValueError("a table needs a key: the columns that tell its rows apart")
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"columns stand twice: {', '.join(twice)}")
        if "origin" in names:
            raise ValueError("'origin' is the system column; it is added to every table")
        marks = (self.partition, self.arrives, self.withdrawn)
        more = [name for name in marks if name is not None]
        for name in (*self.key, *self.sort, *more):
            if name not in names:
                raise ValueError(
                    f"key, sort, partition, arrives or withdrawn names '{name}', no column; "
                    f"nearest: {suggestion(name, names)}"
                )
        for name in self.key:
            if not self.column(name).required:
                raise ValueError(f"key column {name} must be required")
            personal = self.column(name).personal
            if personal is not None and personal.kept is Kept.SEALED:
                raise ValueError(
                    f"key column {name} cannot be sealed: it is what seals are bound to"
                )
        if self.partition and self.column(self.partition).type not in ("date", "timestamp"):
            raise ValueError(f"partition column {self.partition} must be a date or a timestamp")
        return self

    @property
    def known_from(self) -> str | None:
        """The column that tells from when on a row is known; None where nothing tells."""
        return self.arrives or (self.partition if self.kind is TableKind.FLOW else None)

    def column(self, name: str) -> Column:
        """The column of that name.

        :raises UnknownName: D-110, with the nearest known column.
        """
        found = self._by_name.get(name)
        if found is None:
            raise UnknownName(
                "D-110", table=self.name, column=name, nearest=suggestion(name, self._by_name)
            )
        return found

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def personal_columns(self) -> tuple[Column, ...]:
        """The columns whose values are about persons."""
        return tuple(column for column in self.columns if column.personal is not None)

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        """The schema in the lake: the table's own columns, then ``origin``."""
        own = [pa.field(c.name, c.arrow_type, nullable=not c.required) for c in self.columns]
        return pa.schema([*own, pa.field("origin", pa.string(), nullable=False)])


class CodeList(Strict):
    """The values a ``code`` column may take, each with its Chinese and English name."""

    name: str
    entries: Mapping[str, tuple[str, str]]

    def label(self, code: str, lang: Literal["zh", "en"]) -> str:
        """The name of a code.

        :raises UnknownName: D-111, with the nearest known code.
        """
        if code not in self.entries:
            raise UnknownName(
                "D-111", list=self.name, value=code, nearest=suggestion(code, self.entries)
            )
        return self.entries[code][0 if lang == "zh" else 1]


def read_table(path: Traversable) -> Table:
    """One strictly read table definition; its name must be the file's.

    :raises DefinitionError: D-100 to D-104.
    """
    where = Place(file=path.name)
    table = build(Table, read_toml(read_text(path), file=path.name), where=where)
    if f"{table.name}.toml" != path.name:
        raise DefinitionError("D-104", where=where, name=table.name)
    return table


def check_references(
    tables: Mapping[str, Table], code_lists: Mapping[str, CodeList]
) -> tuple[DefinitionError, ...]:
    """Every column that points at a code list or a table which does not exist, in one pass."""
    return tuple(
        finding
        for table in tables.values()
        for column in table.columns
        for finding in _dangling(table, column, tables, code_lists)
    )


def _dangling(
    table: Table,
    column: Column,
    tables: Mapping[str, Table],
    code_lists: Mapping[str, CodeList],
) -> Iterable[DefinitionError]:
    where = Place(file=f"{table.name}.toml", column=column.name)
    if column.codes is not None and column.codes not in code_lists:
        yield _unknown("D-105", where, column.codes, code_lists)
    if column.refers is not None:
        target, _, name = column.refers.partition(".")
        if target not in tables:
            yield _unknown("D-106", where, target, tables)
        elif all(c.name != name for c in tables[target].columns):
            yield _unknown("D-106", where, column.refers, [c.name for c in tables[target].columns])
    if column.personal is not None:
        for code, name, known in dangling(column.personal):
            yield _unknown(code, where, name, known)


def _unknown(code: str, where: Place, name: str, known: Iterable[Any]) -> DefinitionError:
    return DefinitionError(code, where=where, name=name, nearest=suggestion(name, known))
