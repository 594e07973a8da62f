"""What a query may be."""

from __future__ import annotations

import pytest

from jidi.core.errors import LakeError
from jidi.lake.guard import guarded

TABLES = ("event", "periods")


def _code(sql: str) -> str:
    with pytest.raises(LakeError) as failed:
        guarded(sql, relations=TABLES)
    return failed.value.code


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 AS x",
        "SELECT * FROM event",
        'SELECT * FROM "event" AS e JOIN PERIODS ON true;',
        "WITH a AS (SELECT 1 AS x), b AS (SELECT * FROM a) SELECT * FROM b",
        "(SELECT 1 AS x) UNION ALL SELECT 2 AS x",
        "SELECT * FROM (SELECT division FROM event GROUP BY division) AS d",
        "SELECT * FROM range(3) AS r",
        "SELECT * FROM generate_series(1, 3) AS r",
        "SELECT * FROM (VALUES (1), (2)) AS v(x)",
        "SELECT * FROM unnest([1, 2]) AS u",
        "SELECT * FROM event AS e, LATERAL (SELECT e.event_id) AS own",
        "SELECT * FROM event AS e, LATERAL unnest([1, 2]) AS u",
        "SELECT age(occurred_at, received_at) AS x FROM event",
        "SELECT count(*) FILTER (WHERE event_id IS NULL) AS n FROM event",
        "-- a remark\nSELECT 1 AS x -- and another",
    ],
)
def test_a_select_over_known_relations_passes(sql):
    assert guarded(sql, relations=TABLES) is not None


@pytest.mark.parametrize("sql", ["", ";", "-- nothing", "SELECT 1; SELECT 2", "SELECT 1; DROP x"])
def test_it_must_be_exactly_one_statement(sql):
    assert _code(sql) == "L-402"


@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM event", "UPDATE event SET x = 1", "DESCRIBE event", "EXPLAIN SELECT 1"],
)
def test_it_must_be_a_select(sql):
    assert _code(sql) == "L-402"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT now() AS x",
        "SELECT current_date AS x",
        "SELECT current_timestamp AS x",
        "SELECT random() AS x",
        "SELECT uuid() AS x",
        "SELECT getenv('HOME') AS x",
        "SELECT current_setting('threads') AS x",
        "SELECT * INTO copy FROM event",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM event ORDER BY Random()",
        "SELECT * FROM event JOIN LATERAL duckdb_settings() ON true",
        "SELECT * FROM LATERAL glob('/etc/*')",
        "SELECT * FROM event USING SAMPLE 10",
        "SELECT * FROM event TABLESAMPLE 10%",
        "SELECT localtimestamp AS x",
        "SELECT localtime AS x",
        "SELECT current_localtimestamp() AS x",
        "SELECT session_user AS x",
        "SELECT age(occurred_at) AS x FROM event",
        "SELECT write_log('x') AS x",
    ],
)
def test_nothing_ambient_may_be_asked(sql):
    assert _code(sql) == "L-403"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM evnt",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM main.event",
        "SELECT * FROM pg_catalog.pg_class",
        "SELECT * FROM event WHERE x IN (SELECT y FROM other)",
    ],
)
def test_only_known_relations_may_be_read(sql):
    assert _code(sql) == "L-404"


def test_broken_sql_is_refused_with_its_line():
    with pytest.raises(LakeError) as failed:
        guarded("SELECT 1\nFROM (", relations=TABLES, file="x.sql", header_lines=5)
    assert failed.value.code == "L-401"
    assert failed.value.where.line == 7


def test_text_that_cannot_even_be_cut_into_words_is_refused():
    assert _code("SELECT 'never closed") == "L-401"
