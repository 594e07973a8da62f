"""Cases of rules: small tables written by hand, and what the rule must say of them.

A case file is TOML: ``at``, rows per table under ``[tables]`` as text with ``|`` between cells (an
empty cell is unknown, ``#`` begins a remark), and under ``[found]`` for each rule its lines
``kind | subject | value | threshold | breach``, of everything that it judges.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources.abc import Traversable
from typing import Any, Final

import pyarrow as pa

from jidi.core.errors import DefinitionError, Place
from jidi.model.strict import Strict, build, read_text, read_toml
from jidi.model.table import Table


class _File(Strict):
    at: datetime
    divisions: str = ""
    tables: Mapping[str, str] = {}
    found: Mapping[str, str]


_REMARK: Final = re.compile(r"(?:^|\s)#")
"""A remark stands alone or behind a blank; in an id the sign is one like others."""


@dataclass(frozen=True)
class RuleCase:
    """One rule in one case file.

    :param divisions: codes of a roster, one a line, with names.
    :param found: lines of cells: kind, subject, value, threshold, ``yes`` or ``no``.
    """

    file: str
    rule: str
    at: datetime
    divisions: tuple[tuple[str, str], ...]
    tables: Mapping[str, pa.Table]
    found: tuple[tuple[str, ...], ...]


def read_cases(path: Traversable, tables: Mapping[str, Table]) -> tuple[RuleCase, ...]:
    """The cases of a file.

    :raises DefinitionError: D-100 to D-103; U-106 for rows that do not fit their table.
    """
    raw = read_toml(read_text(path), file=path.name)
    file = build(_File, raw, where=Place(file=path.name))
    world = {name: _rows(path.name, name, text, tables) for name, text in file.tables.items()}
    roster = tuple((row[0].ljust(12, "0"), row[1]) for row in lines(file.divisions))
    return tuple(
        RuleCase(path.name, rule, file.at, roster, world, tuple(tuple(r) for r in lines(text)))
        for rule, text in file.found.items()
    )


def lines(text: str) -> list[list[str]]:
    """The cells of a text table, without remarks and empty lines."""
    kept = (_REMARK.split(line)[0] for line in text.splitlines())
    return [[cell.strip() for cell in line.split("|")] for line in kept if line.strip()]


def _rows(file: str, name: str, text: str, tables: Mapping[str, Table]) -> pa.Table:
    def bad(reason: str) -> DefinitionError:
        return DefinitionError("U-106", where=Place(file=file), reason=f"{name}: {reason}")

    if name not in tables:
        raise bad("no such table")
    table = tables[name]
    head, *body = lines(text)
    schema = pa.schema([field.with_nullable(True) for field in table.arrow_schema])
    given: dict[str, list[Any]] = {n: [None] * len(body) for n in schema.names}
    for place, column in enumerate(head):
        kind = table.column(column).type
        for number, row in enumerate(body):
            if len(row) != len(head):
                raise bad(" | ".join(row))
            try:
                given[column][number] = _cell(row[place], kind)
            except (ValueError, KeyError) as error:
                raise bad(f"{column}: {row[place]}") from error
    return pa.table(list(given.values()), schema=schema)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "division": lambda text: text.ljust(12, "0"),
    "integer": int,
    "decimal": float,
    "boolean": {"yes": True, "no": False}.__getitem__,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
}


def _cell(text: str, kind: str) -> Any:
    return None if text == "" else _READERS.get(kind, str)(text)


def case_files(folder: Traversable) -> Iterator[Traversable]:
    """The case files of a folder, by name; none when it is not there."""
    if folder.is_dir():
        found = [path for path in folder.iterdir() if path.name.endswith(".toml")]
        yield from sorted(found, key=lambda path: path.name)
