"""The engine is named in one line, and what is no engine is refused with the nearest."""

from __future__ import annotations

import sys

import pytest
from small_lake import new_book

from jidi.core.errors import LakeError, WorkspaceError
from jidi.lake.engine_address import DUCKDB, EngineAddress, read_engine
from jidi.lake.engines import engine_at
from jidi.lake.spark_engine import SparkEngine


@pytest.mark.parametrize(
    "master",
    [
        "local",
        "local[*]",
        "local[4]",
        "local[4,2]",
        "yarn",
        "spark://10.0.0.1:7077",
        "spark://a:7077,b:7077",
        "k8s://https://10.0.0.1:6443",
    ],
)
def test_every_kind_of_master_is_known(master):
    assert read_engine(master) == EngineAddress("spark", master)


def test_settings_of_spark_follow_the_master():
    found = read_engine("spark://a:7077?spark.executor.memory=4g&spark.executor.cores=2")
    assert found.master == "spark://a:7077"
    assert found.settings == {"spark.executor.memory": "4g", "spark.executor.cores": "2"}


def test_duckdb_is_the_one_in_the_process():
    assert read_engine("duckdb") is DUCKDB


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("duckbd", "duckdb"), ("spark:/a:7077", "spark://HOST:7077"), ("locl[*]", "local[*]")],
)
def test_an_unknown_engine_is_refused_with_the_nearest(text, nearest):
    with pytest.raises(WorkspaceError) as refused:
        read_engine(text)
    assert refused.value.code == "W-105"
    assert refused.value.facts["nearest"] == nearest


@pytest.mark.parametrize("query", ["memory=4g", "spark.executor.memory=", "spark"])
def test_what_is_no_setting_of_spark_is_refused(query):
    with pytest.raises(WorkspaceError) as refused:
        read_engine(f"local[2]?{query}")
    assert refused.value.code == "W-112"


def test_without_pyspark_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    book = new_book(tmp_path)
    with pytest.raises(LakeError) as refused:
        engine_at(read_engine("local[1]"), book.lake, at=0)
    assert refused.value.code == "L-420"
    assert "jidi[spark]" in refused.value.message("en")


def test_without_java_it_is_said_so(tmp_path, monkeypatch):
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    monkeypatch.setattr(sql.SparkSession, "getActiveSession", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(LakeError) as refused:
        SparkEngine(new_book(tmp_path).lake, address=read_engine("local[1]"))
    assert refused.value.code == "L-420"
