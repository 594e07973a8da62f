"""Printed column heads and the table's columns they stand for, with the units they name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pydantic import Field

from jidi.core.errors import InputError, JidiError, Place, UnknownName, raise_together
from jidi.core.nearest import suggestion
from jidi.core.units import Unit
from jidi.model.intake_rules import Words, load_heads, plain
from jidi.model.strict import Strict
from jidi.model.table import Column, Table

_BRACKETED: Final = re.compile(
    r"^(?P<name>.+?)\s*[(（\[【](?:单位[:：])?(?P<unit>[^()（）\[\]【】]+)[)）\]】]$"
)
_SLASHED: Final = re.compile(r"^(?P<name>[^/／]+)[/／](?P<unit>.+)$")
_SPOKEN: Final = re.compile(r"^(?P<name>.+?)[,，、;；:：]?\s*单位[:：](?P<unit>.+)$")
_FORMS: Final = (_SPOKEN, _BRACKETED, _SLASHED)


class HeadMapping(Strict):
    """What a sender's heads mean, where they are not ours. Kept per sender in the workspace.

    :param columns: printed head → column of the table.
    :param ignore: printed heads of columns that are left out; the receipt names them.
    :param units: printed head → unit, where the head names none.
    """

    columns: Mapping[str, str] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    units: Mapping[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Printed:
    """A head as it stands: the text, without its unit, and the unit where it names one."""

    text: str
    name: str
    unit: Unit | None


@dataclass(frozen=True)
class Source:
    """Where a table's column stands in what was handed in.

    :param name: of the column among the cells.
    :param head: as it is printed.
    :param factor: numbers are multiplied by it to stand in the column's unit.
    """

    column: Column
    name: str
    head: str
    factor: Decimal = Decimal(1)
    unit: str = ""


@dataclass(frozen=True)
class Heads:
    """How the heads of a part were understood.

    :param left: heads of columns that are left out knowingly, by their name among the cells.
    """

    table: Table
    sources: tuple[Source, ...]
    left: Mapping[str, str] = field(default_factory=dict)

    @property
    def beside(self) -> tuple[str, ...]:
        """The heads of columns that are left out."""
        return tuple(self.left.values())

    @property
    def units(self) -> dict[str, str]:
        """The unit in which numbers were printed, by their column, where it is not the column's."""
        return {one.column.name: one.unit for one in self.sources if one.factor != 1}

    @property
    def by_column(self) -> dict[str, Source]:
        """Sources by the name of their column."""
        return {source.column.name: source for source in self.sources}


def vocabulary(table: Table) -> dict[str, Column]:
    """Every head that means a column of the table, in the form of :func:`plain`."""
    own = {plain(word): c for c in table.columns for word in (c.name, c.zh, c.en)}
    taught = {
        plain(head.head): column
        for head in load_heads()
        for column in table.columns
        if head.column == column.name and head.table in ("", table.name)
    }
    return {**taught, **own}


def printed(text: str, known: Mapping[str, object]) -> Printed:
    """A head taken apart. What stands in brackets belongs to the name unless it is a unit.

    :param known: heads in the form of :func:`plain`; a text that is one of them is not taken apart.
    """
    text = " ".join(text.replace("*", " ").split())
    if plain(text) in known:
        return Printed(text, text, None)
    for form in _FORMS:
        match = form.match(text)
        unit = None if match is None else unit_of(match["unit"])
        if match is not None and unit is not None:
            return Printed(text, match["name"].strip(), unit)
    return Printed(text, text, None)


def unit_of(text: str) -> Unit | None:
    """The unit that a text is; None when it is none."""
    try:
        return Unit.parse(text.strip())
    except JidiError:
        return None


def understood(
    named: Sequence[tuple[str, str]],
    table: Table,
    words: Words,
    *,
    mapping: HeadMapping,
    units: Mapping[str, Unit],
    where: Place,
) -> Heads:
    """Each head's column, or every reason why that cannot be told, in one pass.

    :param named: name among the cells, and head as printed.
    :param units: units printed elsewhere, by name among the cells.
    :raises UnknownName: J-103 for a head that means no column, with the nearest; J-109.
    :raises InputError: J-104 two heads of one column, J-105 a required column without head, J-106 a
        unit that cannot be converted.
    """
    known = vocabulary(table)
    _check_mapping(mapping, table, where)
    findings: list[JidiError] = []
    sources: dict[str, Source] = {}
    left: dict[str, str] = {}
    ignored = {plain(head) for head in mapping.ignore}
    no_column = {plain(head) for head in words.beside}
    told = {plain(head): column for head, column in mapping.columns.items()}
    for name, text in named:
        head = printed(text, known)
        if plain(text) == "origin":  # every table has it; the judge holds rows to it
            continue
        if plain(text) in ignored:
            left[name] = text
            continue
        column = _column_of(head, table, known, told)
        if column is None and plain(text) in no_column:
            left[name] = text
            continue
        if column is None:
            findings.append(_unknown(text, table, where))
            continue
        if column.name in sources:
            first = sources[column.name].head
            findings.append(_twice(text, first, column, table, where))
            continue
        unit = _unit_told(mapping, text) or head.unit or units.get(name)
        made = _source(column, name, text, unit, where)
        findings += [made] if isinstance(made, JidiError) else []
        sources[column.name] = Source(column, name, text) if isinstance(made, JidiError) else made
    findings += [
        InputError("J-105", where=where, table=table.name, column=f"{c.zh} {c.name}")
        for c in table.columns
        if c.required and c.name not in sources
    ]
    raise_together(findings)
    return Heads(table, tuple(sources.values()), left)


def matches(texts: Sequence[str], known: Mapping[str, Column], told: Mapping[str, str]) -> int:
    """How many different columns the texts name."""
    found = set()
    for text in texts:
        head = printed(text, known)
        column = known.get(plain(head.name))
        if column is not None:
            found.add(column.name)
        elif plain(text) in told:
            found.add(told[plain(text)])
    return len(found)


def _column_of(
    head: Printed, table: Table, known: Mapping[str, Column], told: Mapping[str, str]
) -> Column | None:
    for text in (head.text, head.name):
        if plain(text) in told:
            return table.column(told[plain(text)])
    return known.get(plain(head.name))


def _unit_told(mapping: HeadMapping, text: str) -> Unit | None:
    for head, unit in mapping.units.items():
        if plain(head) == plain(text):
            return Unit.parse(unit)
    return None


def _source(
    column: Column, name: str, head: str, unit: Unit | None, where: Place
) -> Source | JidiError:
    if unit is None or column.type not in ("integer", "decimal"):
        return Source(column, name, head)
    try:
        factor = unit.factor_to(Unit.parse(column.unit or ""))
    except JidiError:
        wanted = column.unit or "—"
        return InputError("J-106", where=where, head=head, unit=str(unit), wanted=wanted)
    return Source(column, name, head, factor, str(unit))


def _twice(text: str, first: str, column: Column, table: Table, where: Place) -> JidiError:
    return InputError(
        "J-104", where=where, head=text, other=first, table=table.name, column=column.name
    )


def _unknown(text: str, table: Table, where: Place) -> JidiError:
    offered = [word for c in table.columns for word in (c.zh, c.name)]
    return UnknownName(
        "J-103", where=where, head=text, table=table.name, nearest=suggestion(text, offered)
    )


def _check_mapping(mapping: HeadMapping, table: Table, where: Place) -> None:
    names = [column.name for column in table.columns]
    raise_together(
        UnknownName(
            "J-109", where=where, column=name, table=table.name, nearest=suggestion(name, names)
        )
        for name in mapping.columns.values()
        if name not in names
    )
