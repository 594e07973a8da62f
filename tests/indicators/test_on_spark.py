"""Every definition gives the same answer on Spark as on DuckDB, on the cases worked out by hand.

Needs ``pyspark`` and a Java runtime; a few minutes long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from case_files import CATALOGUE, FOLDER, TREE, cases, engine, taken_back

from jidi.core.division import Level
from jidi.indicators import divisions_relation, in_spark, periods_relation, placement_relation

sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
pytestmark = pytest.mark.soak

FILES = [(path.parent.name, path.stem) for path in sorted(FOLDER.rglob("*.toml"))]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
        .getOrCreate()
    )
    yield session
    session.stop()


def _rows(rows: Iterable[tuple[Any, ...]]) -> list[tuple[str, ...]]:
    return sorted(tuple(_spelled(cell) for cell in row) for row in rows)


def _spelled(cell: Any) -> str:
    if cell is None or isinstance(cell, str):
        return str(cell)
    return f"{float(cell):.9g}"


@pytest.mark.parametrize("kind, file", FILES, ids=[f"{kind}-{file}" for kind, file in FILES])
def test_both_engines_give_the_same_rows(spark, kind, file):
    held = [case for case in cases(kind) if case.file == file]
    relations = {name: table.arrow_schema.empty_table() for name, table in CATALOGUE.tables.items()}
    relations |= dict(held[0].world)
    relations["periods"] = periods_relation(held[0].periods)
    relations["divisions"] = divisions_relation(TREE)
    relations["placement"] = placement_relation(TREE, Level.CITY)
    relations["taken_back"] = taken_back(held[0])
    for name, table in relations.items():
        spark.createDataFrame(table).createOrReplaceTempView(name)
    known = {**CATALOGUE.indicators, **CATALOGUE.checks}
    for case in held:
        definition = known[case.subject]
        here = _rows(engine(case, Level.CITY).sql(definition.sql).fetchall())
        there = _rows(tuple(row) for row in spark.sql(in_spark(definition)).collect())
        assert there == here, case.subject
