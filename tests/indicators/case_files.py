"""Cases of indicators and checks: small tables written by hand, and what must come out.

A case file is TOML: ``periods``, rows per table under ``[tables]`` written as text with ``|``
between cells (an empty cell is NULL, ``#`` begins a remark), and per indicator what its query must
return and what the roll-up must make of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from jidi.core.division import Division, DivisionCode, DivisionTree, Level
from jidi.core.period import Period
from jidi.indicators import divisions_relation, periods_relation, placement_relation
from jidi.model.catalogue import Catalogue
from jidi.model.table import Table

FOLDER = Path(__file__).parent / "cases"
CATALOGUE = Catalogue()

ROSTER = """
140000000000 山西省
140100000000 太原市
140105000000 小店区
140105001000 坞城街道
140105001001 师范街社区
140121000000 清徐县
140121100000 清源镇
140121100201 甲村
140121100202 乙村
140121100203 丙村
140121200000 柳杜乡
140121200201 丁村
140121200301 戊村
140171000000 某开发区
140200000000 大同市
140221000000 阳高县
140221100000 龙泉镇
140221100201 己村
140281000000 某市
140281100000 某镇
"""
"""One province: two cities, a district, a development zone, two counties and a
county-level city, six 建制村."""

TREE = DivisionTree(
    Division.of(*line.split(" ", 1)) for line in ROSTER.strip().splitlines() if line
)

_REMARK: Final = re.compile(r"(?:^|\s)#")
"""A remark stands alone or behind a blank; in an id the sign is one like others."""


@dataclass(frozen=True)
class Case:
    """One indicator or check in one case file."""

    file: str
    subject: str
    world: Mapping[str, pa.Table]
    periods: tuple[Period, ...]
    parts: str | None
    values: str | None
    found: str | None

    def __str__(self) -> str:
        return f"{self.file}:{self.subject}"


def cases(folder: str) -> list[Case]:
    """All cases of ``cases/<folder>``."""
    return [case for path in sorted((FOLDER / folder).glob("*.toml")) for case in _read(path)]


def _read(path: Path) -> Iterator[Case]:
    raw = tomllib.loads(path.read_text("utf-8"))
    unknown = set(raw) - {"periods", "tables", "parts", "values", "found"}
    assert not unknown, f"{path.name}: {unknown}"
    world = {name: rows(text, CATALOGUE.table(name)) for name, text in raw["tables"].items()}
    periods = tuple(Period.parse(p) for p in raw.get("periods", ()))
    parts, values, found = (raw.get(key, {}) for key in ("parts", "values", "found"))
    for subject in sorted(set(parts) | set(values) | set(found)):
        yield Case(
            path.stem,
            subject,
            world,
            periods,
            parts.get(subject),
            values.get(subject),
            found.get(subject),
        )


def lines(text: str) -> list[list[str]]:
    """The cells of a text table, without remarks and empty lines."""
    kept = (_REMARK.split(line)[0] for line in text.splitlines())
    return [[cell.strip() for cell in line.split("|")] for line in kept if line.strip()]


def rows(text: str, table: Table) -> pa.Table:
    """An Arrow table of the lake's schema; columns not written are NULL."""
    head, *body = lines(text)
    for row in body:
        assert len(row) == len(head), f"{table.name}: {row}"
    types = {name: table.column(name).type for name in head}
    given = {name: [_cell(row[n], types[name]) for row in body] for n, name in enumerate(head)}
    schema = pa.schema([field.with_nullable(True) for field in table.arrow_schema])
    columns = [given.get(name, [None] * len(body)) for name in schema.names]
    return pa.table(columns, schema=schema)


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


def engine(case: Case, level: Level | None = None) -> duckdb.DuckDBPyConnection:
    """A plain DuckDB that holds the tables of a case, all others empty, and the relations.

    One for each world of rows and level: indicators and checks only read.
    """
    known = (id(case.world), level)
    if known not in _ENGINES:
        _ENGINES[known] = (case.world, _made(case, level))
    return _ENGINES[known][1]


_ENGINES: dict[tuple[int, Level | None], tuple[object, duckdb.DuckDBPyConnection]] = {}
"""With the world, so that no other takes its id."""


def taken_back(case: Case) -> pa.Table:
    """The scans of a case's world that were taken back."""
    with duckdb.connect(config={"threads": 1}) as connection:
        empty = CATALOGUE.tables["event"].arrow_schema.empty_table()
        connection.register("event", case.world.get("event", empty))
        always = {"at": datetime(9999, 12, 31)}  # noqa: DTZ001
        found = connection.sql(CATALOGUE.shared_relations["taken_back"].sql, params=always)
        return found.to_arrow_table()


def _made(case: Case, level: Level | None) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1})
    for name, table in CATALOGUE.tables.items():
        connection.register(name, case.world.get(name, table.arrow_schema.empty_table()))
    connection.register("periods", periods_relation(case.periods))
    connection.register("divisions", divisions_relation(TREE))
    connection.register("taken_back", taken_back(case))
    if level is not None:
        connection.register("placement", placement_relation(TREE, level))
    return connection


def number(text: str) -> float | None:
    """A number of a case; ``-`` is no data; ``1/3`` and ``2+3`` may be spelled out."""
    if text == "-":
        return None
    if "/" in text:
        above, below = text.split("/")
        return float(above) / float(below)
    return sum(float(part) for part in text.split("+"))


def level_of(code: str) -> Level:
    return DivisionCode.parse(code).level
