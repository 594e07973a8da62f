"""A book that cannot be written is read as any other, and says so when a commit is tried."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from jidi.core.errors import LakeError, WorkspaceError
from jidi.lake import DuckDBEngine, Lake, Workspace
from jidi.registry import append

AT = datetime(2026, 3, 1, 9, 30)  # noqa: DTZ001
ORDER = {"source": "s", "origin": "reported", "by": "王", "clock": lambda: AT}


def _facility(name: str) -> pa.Table:
    return pa.table(
        {
            "facility_id": [name],
            "name": [name],
            "kind": ["outlet"],
            "division": ["140105000000"],
            "opened_on": [AT.date()],
        }
    )


def _make(root: Path) -> None:
    made = {"province": "14", "plan": "shanxi", "title": "山西", "by": "王", "clock": lambda: AT}
    with Workspace.create(root, **made) as book:
        book.lake.commit({"facility": _facility("here")}, once_as="first", **ORDER)
    (root / "lake" / "facility" / "orphan.parquet").write_bytes(b"left behind")
    (root / "lake" / ".staging" / "abandoned").mkdir()
    os.utime(root / "lake" / ".staging" / "abandoned", (0, 0))


@pytest.fixture
def shut_disk(tmp_path: Path) -> Iterator[Path]:
    """A book on a disk that is then mounted read-only."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    _make(disk / "山西 book")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    yield disk / "山西 book"
    subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def shut_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of which the system says that it may not be written, wherever the tests run."""
    root = tmp_path / "book"
    _make(root)
    real = os.access

    def access(path: os.PathLike[str], mode: int) -> bool:
        return not (mode & os.W_OK and Path(path).is_relative_to(root)) and real(path, mode)

    monkeypatch.setattr(os, "access", access)
    return root


@pytest.fixture(params=["shut_disk", "shut_folder"])
def shut(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


def _files(root: Path) -> set[Path]:
    return set(root.rglob("*"))


def test_a_read_only_book_is_read_and_left_as_it_is(shut):
    before = _files(shut)
    with Workspace.open(shut) as book:
        assert book.lake.read_only
        assert book.lake.version == 1
        assert book.registry.audit.verify() is None
        assert book.lake.verify() == ()
        assert book.lake.read("facility", columns=["name"]).to_pylist() == [{"name": "here"}]
        with DuckDBEngine(book.lake) as engine:
            assert engine.run("SELECT name FROM facility").to_pylist() == [{"name": "here"}]
        assert _files(shut) == before


def test_a_commit_to_a_read_only_book_says_so(shut):
    with Workspace.open(shut) as book:
        with pytest.raises(LakeError) as failed:
            book.lake.commit({"facility": _facility("more")}, **ORDER)
        assert failed.value.code == "L-104"
        assert "只读" in failed.value.message("zh")
        with pytest.raises(LakeError) as failed, book.lake.staging():
            pass
        assert failed.value.code == "L-104"


def test_an_entry_in_the_registry_of_a_read_only_book_says_so(shut):
    with Workspace.open(shut) as book:
        with pytest.raises(WorkspaceError) as failed, book.registry.writing() as connection:
            append(connection, at=AT, by="王", action="a", subject="s", facts={})
        assert failed.value.code == "W-209"


def test_a_lake_apart_from_its_registry_may_be_read_only_alone(tmp_path, monkeypatch):
    root = tmp_path / "book"
    _make(root)
    with Workspace.open(root) as book:
        assert not book.lake.read_only
        real = os.access
        lake = root / "lake"
        monkeypatch.setattr(os, "access", lambda path, mode: path != lake and real(path, mode))
        assert book.lake.read_only
        monkeypatch.undo()
        gone = Lake(tmp_path / "gone", registry=book.registry, tables=book.lake.tables)
        assert not gone.read_only
