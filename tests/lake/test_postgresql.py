"""The same lake with its ledger in PostgreSQL. Skipped where no server can be started."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from small_lake import TABLES, Book, places, scans
from sqlalchemy import URL, text, update

from jidi.core.errors import WorkspaceError
from jidi.lake import DuckDBEngine, Lake
from jidi.registry import Broken, Registry
from jidi.registry.tables import audit


@pytest.fixture
def book(postgresql: URL, tmp_path: Path) -> Iterator[Book]:
    (tmp_path / "lake").mkdir()
    with Registry.create(postgresql) as registry:
        lake = Lake(tmp_path / "lake", registry=registry, tables=TABLES)
        yield Book(tmp_path, registry, lake)
        with registry.writing() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))


def test_commits_replacements_and_past_versions(book):
    first = book.commit({"scan": scans(("a", "p", None)), "place": places("here")}, once_as="d1")
    book.commit({"scan": scans(("b", "p", None))}, replace=True)
    assert book.commit({"scan": scans(("a", "p", None))}, once_as="d1").batch == first.batch
    assert book.lake.version == 2
    assert [book.lake.read("scan", at=v)["id"].to_pylist() for v in range(3)] == [[], ["a"], ["b"]]
    assert [receipt.batch for receipt in book.lake.receipts()] == ["B000001", "B000002"]
    with DuckDBEngine(book.lake, at=1) as engine:
        assert engine.run("SELECT id FROM scan").to_pylist() == [{"id": "a"}]


def test_a_commit_that_fails_leaves_nothing(book):
    def fail(step):
        if step == "recorded":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        book.commit({"place": places("here")}, faults=fail)
    assert book.lake.version == 0
    assert book.files() == set()


def test_the_audit_chain_holds_and_breaks_where_it_is_touched(book):
    for name in "abc":
        book.commit({"place": places(name)}, source="来源")
    assert book.registry.audit.verify() is None
    with book.registry.writing() as connection:
        connection.execute(update(audit).where(audit.c.number == 2).values(actor="李"))
    assert book.registry.audit.verify() == Broken(number=2, fault="altered")


def test_many_writers_at_once_queue_up(book):
    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda n: book.commit({"place": places(f"{n}")}), range(12)))
    assert sorted(receipt.version for receipt in receipts) == list(range(1, 13))
    assert book.lake.rows("place") == 12
    assert book.registry.audit.verify() is None


def test_writers_with_the_same_digest_commit_it_once(book):
    with ThreadPoolExecutor(4) as pool:
        commits = [pool.submit(book.commit, {"place": places("x")}, once_as="d") for _ in range(4)]
        receipts = [each.result() for each in commits]
    assert sorted(receipt.repeated for receipt in receipts) == [False, True, True, True]
    assert book.lake.rows("place") == 1


def test_an_existing_registry_opens_and_an_empty_database_does_not(book, postgresql):
    Registry.open(postgresql).close()
    with book.registry.writing() as connection:
        connection.execute(text("DROP TABLE setting CASCADE"))
        connection.execute(text("CREATE TABLE setting (name text, value text)"))
    with pytest.raises(WorkspaceError) as failed:
        Registry.open(postgresql)
    assert failed.value.code == "W-205"


def test_a_server_that_is_not_there_is_said(postgresql):
    with pytest.raises(WorkspaceError) as failed:
        Registry.open(postgresql.set(query={"host": "/nowhere"}))
    assert failed.value.code == "W-204"
