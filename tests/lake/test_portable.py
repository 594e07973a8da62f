"""Queries that another engine can carry, and those that it cannot."""

from __future__ import annotations

import pytest

from jidi.core.errors import LakeError
from jidi.lake import transpiled
from jidi.model.catalogue import Catalogue


def test_plain_sql_is_carried():
    sql = "SELECT division, count(*) AS n FROM event WHERE step = $step GROUP BY division"
    assert transpiled(sql) == (
        "SELECT division, COUNT(*) AS n FROM event WHERE step = :step GROUP BY division"
    )


def test_what_is_said_otherwise_there_is_translated():
    assert transpiled("SELECT arg_max(a, b) AS x FROM t") == "SELECT MAX_BY(a, b) AS x FROM t"


def test_a_median_is_carried_exactly():
    assert transpiled("SELECT median(x) AS m FROM t") == "SELECT MEDIAN(x) AS m FROM t"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * EXCLUDE (a) FROM t",
        "SELECT * REPLACE (1 AS a) FROM t",
        "SELECT COLUMNS(*) FROM t",
        "SELECT [x FOR x IN l] AS l FROM t",
        "SELECT #1 FROM t",
        "SELECT hash(a) AS h FROM t",
        "SELECT quantile_cont(a, 0.5) AS q FROM t",
        "SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY a) AS q FROM t",
        "SELECT date_diff('hour', a, b) AS h FROM t",
        "SELECT 1 AS x FROM t POSITIONAL JOIN u",
        "SELECT 1 AS x FROM t ASOF JOIN u ON t.a >= u.a",
        "PIVOT t ON a",
    ],
)
def test_what_only_duckdb_has_is_refused(sql):
    with pytest.raises(LakeError) as failed:
        transpiled(sql, file="x.sql", header_lines=3)
    assert failed.value.code in ("L-412", "L-402")
    assert failed.value.where.file == "x.sql"


def test_what_the_translator_gives_up_on_is_refused():
    with pytest.raises(LakeError) as failed:
        transpiled("SELECT a FROM t USING SAMPLE 10 ROWS", dialect="mysql")
    assert failed.value.code == "L-412"


def test_the_line_of_the_fault_counts_from_the_top_of_the_file():
    with pytest.raises(LakeError) as failed:
        transpiled("SELECT a,\n  b,\n  farm_fingerprint2(c) AS h\nFROM t", header_lines=20)
    assert failed.value.where.line == 23


@pytest.mark.parametrize("kind", ["indicators", "checks"])
def test_every_definition_of_ours_can_be_carried_to_spark(kind):
    found = getattr(Catalogue(), kind)
    for definition in found.values():
        sql = transpiled(definition.sql, file=definition.file, header_lines=definition.header_lines)
        assert sql.startswith(("SELECT", "WITH"))


def test_a_fraction_stays_a_double():
    """As a decimal it would cut what it is mixed with to its own few digits."""
    assert (
        transpiled("SELECT CASE WHEN ok THEN seconds ELSE 0.0 END AS s FROM scan").count(
            "CAST(0.0 AS DOUBLE)"
        )
        == 1
    )
    assert "DECIMAL" in transpiled("SELECT CAST(0.5 AS DECIMAL(9, 2)) AS s FROM scan")
