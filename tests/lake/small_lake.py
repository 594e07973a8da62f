"""A small lake to try things on: one flow with days, one register without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from jidi.lake import Lake, Receipt
from jidi.model.table import Column, Table
from jidi.registry import Registry, sqlite_url

AT = datetime(2026, 3, 1, 9, 30)  # noqa: DTZ001


def _column(name: str, type_: str, **more: object) -> dict[str, object]:
    return {"name": name, "zh": name, "en": name, "type": type_, **more}


SCAN = Table.model_validate(
    {
        "name": "scan",
        "zh": "扫描",
        "en": "Scan",
        "kind": "flow",
        "describes_zh": "试",
        "describes_en": "For tests",
        "key": ["id"],
        "sort": ["parcel", "at"],
        "partition": "at",
        "columns": [
            _column("id", "text", required=True),
            _column("parcel", "text"),
            _column("at", "timestamp"),
            _column("step", "code", codes="event_step"),
            _column("place", "text", refers="place.name"),
            _column("count", "integer"),
            _column("weight", "decimal"),
            _column("ok", "boolean"),
        ],
    }
)
PLACE = Table.model_validate(
    {
        "name": "place",
        "zh": "地点",
        "en": "Place",
        "kind": "register",
        "describes_zh": "试",
        "describes_en": "For tests",
        "key": ["name"],
        "columns": [
            _column("name", "text", required=True),
            _column("opened_on", "date", required=True),
        ],
    }
)
VISIT = Table.model_validate(
    {
        "name": "visit",
        "zh": "检查",
        "en": "Visit",
        "kind": "flow",
        "describes_zh": "试",
        "describes_en": "For tests",
        "key": ["id"],
        "sort": ["id"],
        "partition": "on",
        "columns": [
            _column("id", "text", required=True),
            _column("on", "date", required=True),
        ],
    }
)
TABLES = {table.name: table for table in (SCAN, PLACE, VISIT)}


def with_column(table: Table, column: Column) -> Table:
    """The table with one more column, as a later definition might have it."""
    given = table.model_dump() | {"columns": [*table.columns, column]}
    return Table.model_validate(given)


@dataclass
class Book:
    """A lake in a temporary folder, and its registry."""

    folder: Path
    registry: Registry
    lake: Lake

    def commit(self, loads, **more) -> Receipt:
        order = {"source": "test", "origin": "reported", "by": "tester", "clock": lambda: AT}
        return self.lake.commit(loads, **(order | more))

    def files(self) -> set[str]:
        """Every file in the lake's folder, staging too."""
        lake = self.folder / "lake"
        return {p.relative_to(lake).as_posix() for p in lake.rglob("*") if p.is_file()}


def new_book(folder: Path, tables=TABLES) -> Book:
    (folder / "lake").mkdir()
    registry = Registry.create(sqlite_url(folder / "registry.db"))
    return Book(folder, registry, Lake(folder / "lake", registry=registry, tables=tables))


def scans(*rows: tuple[str, str | None, str | None]) -> pa.Table:
    """Rows of ``scan`` from (id, parcel, time)."""
    ids, parcels, times = zip(*rows, strict=True) if rows else ((), (), ())
    at = [None if time is None else datetime.fromisoformat(time) for time in times]
    return pa.table(
        {
            "id": pa.array(ids, pa.string()),
            "parcel": pa.array(parcels, pa.string()),
            "at": pa.array(at, pa.timestamp("s")),
        }
    )


def places(*names: str) -> pa.Table:
    """Rows of ``place``."""
    day = [AT.date()] * len(names)
    return pa.table({"name": pa.array(names, pa.string()), "opened_on": pa.array(day, pa.date32())})
