"""Spark gives what DuckDB gives, over the same lake. Needs ``pyspark`` and Java; a minute long."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest
from small_lake import AT, new_book

from jidi.core.errors import LakeError
from jidi.lake import DuckDBEngine
from jidi.lake.engine_address import read_engine
from jidi.lake.spark_engine import SparkEngine

pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
pytestmark = pytest.mark.soak

SPARK = read_engine("local[2]?spark.sql.shuffle.partitions=2")
QUERIES = (
    'SELECT parcel, "at", "count", weight, ok FROM scan',
    'SELECT count(*) AS n, sum("count") AS c, max("at") AS last FROM scan',
    'SELECT CAST("at" AS DATE) AS day, count(DISTINCT parcel) AS n FROM scan GROUP BY 1',
    "SELECT s.parcel, m.mark FROM scan s JOIN marks m ON m.parcel = s.parcel",
    "SELECT name, opened_on FROM place",
)


def scans(number: int, rows: int = 5) -> pa.Table:
    """Rows over several days, with everything that may be empty empty somewhere."""
    return pa.table(
        {
            "id": [f"{number}-{i}" for i in range(rows)],
            "parcel": [None if i == 3 else f"p{i % 3}" for i in range(rows)],
            "at": pa.array([AT + timedelta(hours=17 * i) for i in range(rows)], pa.timestamp("s")),
            "count": [None if i == 1 else number * 10 + i for i in range(rows)],
            "weight": [None if i == 2 else i / 8 for i in range(rows)],
            "ok": [None if i == 0 else i % 2 == 0 for i in range(rows)],
        }
    )


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = new_book(tmp_path_factory.mktemp("lake"))
    for number in range(3):
        book.commit({"scan": scans(number)})
    return book


def _rows(table: pa.Table) -> list[tuple[str, ...]]:
    return sorted(tuple(map(_spelled, row.values())) for row in table.to_pylist())


def _spelled(value: object) -> str:
    return f"{float(value):.12g}" if isinstance(value, (int, float)) else str(value)


@pytest.mark.parametrize("sql", QUERIES)
@pytest.mark.parametrize("at", [0, 1, 3])
def test_both_engines_give_the_same_rows_at_every_version(book, sql, at):
    marks = pa.table({"parcel": ["p0", "p1"], "mark": ["a", "b"]})
    with (
        DuckDBEngine(book.lake, at=at) as here,
        SparkEngine(book.lake, address=SPARK, at=at) as there,
    ):
        for engine in (here, there):
            engine.register("marks", marks)
        assert _rows(there.run(sql)) == _rows(here.run(sql))


def test_parameters_are_values(book):
    sql = 'SELECT count(*) AS n FROM scan WHERE "at" >= $since'
    with DuckDBEngine(book.lake) as here, SparkEngine(book.lake, address=SPARK) as there:
        asked = {"since": AT}
        assert _rows(there.run(sql, asked)) == _rows(here.run(sql, asked))


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT * FROM scann", "L-404"),
        ("SELECT nothing FROM scan", "L-406"),
        ("SELECT read_text('/etc/passwd') FROM scan", "L-403"),
        ("SELECT quantile_cont(weight, 0.3) FROM scan", "L-412"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_code(book, sql, code):
    with SparkEngine(book.lake, address=SPARK) as there, pytest.raises(LakeError) as refused:
        there.run(sql)
    assert refused.value.code == code


def test_a_process_speaks_to_one_spark(book):
    with SparkEngine(book.lake, address=SPARK), pytest.raises(LakeError) as refused:
        SparkEngine(book.lake, address=read_engine("local[1]"))
    assert refused.value.code == "L-420"


def test_a_damaged_file_gives_no_number(book, tmp_path):
    own = new_book(tmp_path)
    own.commit({"scan": scans(1)})
    (segment, *_) = own.lake.segments("scan")
    content = bytearray(segment.file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    segment.file.write_bytes(bytes(content))
    with SparkEngine(own.lake, address=SPARK) as there, pytest.raises(LakeError) as refused:
        there.run("SELECT count(*) AS n FROM scan")
    assert refused.value.code == "L-303"
