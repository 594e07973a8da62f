"""A whole book answers on Spark what it answers on DuckDB; a worker that dies changes nothing.

Needs ``pyspark`` and Java; some minutes long.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jidi.core.division import Level
from jidi.core.period import Period
from jidi.lake.engine_address import read_engine
from jidi.lake.spark_engine import SparkEngine
from jidi.model.catalogue import Catalogue
from jidi.service.books import open_book
from jidi.service.checking import run_checks
from jidi.service.readings import read
from jidi.service.rule_cases import run_cases
from jidi.service.supervision_rules import Moment, read_moment

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")
pytestmark = pytest.mark.soak

LOCAL = "local[2]?spark.sql.shuffle.partitions=2"
TOLERANCE = 1e-12
"""Between sums of the same numbers in another order, relative. Counts must be the same."""
_ON_LOOPBACK = ("--host", "127.0.0.1", "--webui-port", "0")
YEAR = [Period.for_year(2023)]


@pytest.fixture(scope="module")
def books(demo_books) -> Iterator[list]:
    """The same book twice: answered by DuckDB, and by Spark."""
    with contextlib.ExitStack() as opened:
        pair = []
        for engine in ("duckdb", LOCAL):
            pair.append(opened.enter_context(open_book(demo_books["shanxi"], engine=engine)))
        assert [book.engine for book in pair] == [read_engine("duckdb"), read_engine(LOCAL)]
        yield pair


def same(here: float | None, there: float | None) -> bool:
    if here is None or there is None:
        return here is there
    return math.isclose(here, there, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


@pytest.mark.parametrize("name", sorted(Catalogue().indicators))
def test_every_indicator_reads_the_same(books, name):
    level = min(Level.COUNTY, books[0].catalogue.indicator(name).finest)
    here, there = (read(book, name, periods=YEAR, level=level).rows for book in books)
    assert [(r.division, r.status) for r in here] == [(r.division, r.status) for r in there]
    for mine, theirs in zip(here, there, strict=True):
        for part in ("numerator", "denominator", "value"):
            assert same(getattr(mine, part), getattr(theirs, part)), (mine, theirs)


@pytest.mark.parametrize("name", sorted(Catalogue().checks))
def test_every_check_finds_the_same_rows(books, name):
    (here,), (there,) = (run_checks(book, only=name) for book in books)
    assert here.to_json() == there.to_json()


@pytest.mark.parametrize("name", sorted(Catalogue().rules))
def test_every_rule_says_the_same(books, name):
    at = read_moment("2025-11-15T09:00")
    here, there = (Moment(book, at).ask(book.catalogue.rules[name]) for book in books)
    assert (here.state, here.missing, here.count) == (there.state, there.missing, there.count)
    mine, theirs = here.breaches, there.breaches
    assert [(v.kind, v.subject) for v in mine] == [(v.kind, v.subject) for v in theirs]
    for one, other in zip(mine, theirs, strict=True):
        assert same(one.value, other.value)
        assert same(one.threshold, other.threshold)
        assert all(same(one.evidence[k], other.evidence[k]) for k in one.evidence)


def test_every_rule_says_of_its_cases_on_spark_what_was_worked_out_by_hand(books):
    _, there = books

    def on_spark(tables):
        engine = SparkEngine(there.workspace.lake, (), address=read_engine(LOCAL))
        for name, rows in tables.items():
            engine.register(name, rows)
        return engine

    found = run_cases(there.catalogue, offering=on_spark)
    assert found
    assert [(r.case.rule, r.missing, r.extra) for r in found if not r.passed] == []


class Cluster:
    """A standalone Spark on this machine: a master and two workers as processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, _free_port()
        self.address = f"spark://127.0.0.1:{self.port}"
        self.processes = [self._begin("master.Master", "--port", str(self.port))]
        _wait_for(self.port)
        for number in (1, 2):
            work = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"work{number}"))
            self.processes.append(self._begin("worker.Worker", *work, self.address))

    def _begin(self, what: str, *words: str) -> subprocess.Popen[bytes]:
        program = Path(pyspark.__file__).parent / "bin" / "spark-class"
        log = (self.folder / f"{what}-{time.monotonic_ns()}.log").open("wb")
        return subprocess.Popen(
            [program, f"org.apache.spark.deploy.{what}", *_ON_LOOPBACK, *words],
            env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def executors(self) -> list[Path]:
        """Work folders of the executors that were launched, one each."""
        return sorted(self.folder.glob("work*/app-*/*/stderr"))

    def kill(self, number: int) -> None:
        """Kill a worker and what it has launched, as a machine that goes out."""
        os.killpg(self.processes[number].pid, signal.SIGKILL)
        pattern = str(self.folder / f"work{number}")
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                if pattern.encode() in path.read_bytes():
                    os.kill(int(path.parent.name), signal.SIGKILL)

    def close(self) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise TimeoutError(f"nothing listens on {port}")


@pytest.fixture
def cluster(tmp_path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.close()


def _asked(root: Path, *options: str) -> subprocess.Popen[bytes]:
    words = ["indicators", "run", "on_time_72h_rate", "-w", str(root), "--period"]
    months = ",".join(f"2023-{month:02}" for month in range(1, 13))
    return subprocess.Popen(
        [sys.executable, "-m", "jidi.cli.main", *options, *words, months, "--json"],
        stdout=subprocess.PIPE,
    )


def test_a_worker_killed_in_the_middle_changes_no_answer(demo_books, cluster):
    root = demo_books["shanxi"]
    expected = json.loads(_asked(root).communicate()[0])
    settings = "spark.driver.host=127.0.0.1&spark.executor.memory=512m"
    job = _asked(root, "--engine", f"{cluster.address}?{settings}")
    while len(cluster.executors()) < 2:
        assert job.poll() is None, "the job ended before both executors had begun"
        time.sleep(0.1)
    cluster.kill(1)
    assert job.poll() is None, "the job ended before the worker was killed"
    found = json.loads(job.communicate()[0])
    assert job.returncode == 0
    assert found == expected
