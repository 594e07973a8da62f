"""A registry that cannot be written: what it shows, and what it does not pass over."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from jidi.core.errors import WorkspaceError
from jidi.registry import Registry, sqlite_url
from jidi.registry.tables import setting


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "a ?#% 登记"
    folder.mkdir()
    Registry.create(sqlite_url(folder / "registry.db")).close()
    return folder / "registry.db"


def _shut(monkeypatch: pytest.MonkeyPatch, *shut: Path) -> None:
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda asked, mode: Path(asked) not in shut and real(asked, mode)
    )


def _put(registry: Registry, name: str) -> None:
    with registry.writing() as connection:
        connection.execute(insert(setting).values(name=name, value="1"))


def _names(registry: Registry) -> set[str]:
    with registry.reading() as connection:
        return set(connection.scalars(select(setting.c.name)))


def test_a_registry_that_can_be_written_is_not_read_only(path):
    with Registry.open(sqlite_url(path)) as registry:
        assert not registry.read_only


def test_a_registry_in_a_shut_folder_is_read_without_making_a_file(path, monkeypatch):
    _shut(monkeypatch, path.parent)
    with Registry.open(sqlite_url(path)) as registry:
        assert registry.read_only
        assert _names(registry) == {"schema"}
        assert [entry.name for entry in path.parent.iterdir()] == ["registry.db"]


def test_a_shut_file_in_an_open_folder_is_read_too_and_not_written(path, monkeypatch):
    _shut(monkeypatch, path)
    with Registry.open(sqlite_url(path)) as registry:
        assert _names(registry) == {"schema"}
        with pytest.raises(WorkspaceError) as failed:
            _put(registry, "never")
    assert failed.value.code == "W-209"
    assert path.name in failed.value.message("zh")


def test_a_reader_without_permission_sees_what_another_writer_adds(path, monkeypatch):
    """Also what stands in the write-ahead log alone while that writer lives."""
    with Registry.open(sqlite_url(path)) as writer:
        _shut(monkeypatch, path.parent, path)
        with Registry.open(sqlite_url(path)) as reader:
            assert _names(reader) == {"schema"}
            _put(writer, "first")
            assert path.with_name("registry.db-wal").stat().st_size > 0
            assert _names(reader) == {"schema", "first"}
            _put(writer, "second")
            assert _names(reader) == {"schema", "first", "second"}


def test_a_read_only_reader_sees_one_state_from_first_to_last(path, monkeypatch):
    with Registry.open(sqlite_url(path)) as writer:
        _put(writer, "first")
        _shut(monkeypatch, path.parent, path)
        with Registry.open(sqlite_url(path)) as reader, reader.reading() as connection:
            before = set(connection.scalars(select(setting.c.name)))
            _put(writer, "second")
            assert set(connection.scalars(select(setting.c.name))) == before


def test_a_refusal_of_the_database_to_write_has_its_code(path):
    with Registry.open(sqlite_url(path)) as registry:
        with pytest.raises(WorkspaceError) as failed, registry.writing() as connection:
            connection.execute(text("PRAGMA query_only = 1"))
            connection.execute(insert(setting).values(name="x", value="1"))
        assert failed.value.code == "W-209"


@pytest.mark.soak  # SQLite itself tries for ten seconds
def test_a_log_that_cannot_be_read_is_said_and_not_passed_over(path, monkeypatch):
    path.with_name("registry.db-wal").write_bytes(b"changes" * 100)
    path.with_name("registry.db-shm").mkdir()  # no index can be made there
    _shut(monkeypatch, path.parent, path)
    with pytest.raises(WorkspaceError) as failed:
        Registry.open(sqlite_url(path))
    assert failed.value.code == "W-210"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def _copy_shut(path: Path, disk: Path, *, suffixes: tuple[str, ...]) -> Path:
    for suffix in suffixes:
        shutil.copy(f"{path}{suffix}", disk)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    return disk / path.name


def test_changes_left_in_the_log_of_a_dead_writer_are_never_passed_over(path, disk):
    with Registry.open(sqlite_url(path)) as writer:
        _put(writer, "in the log alone")
        copy = _copy_shut(path, disk, suffixes=("", "-wal"))
    with pytest.raises(WorkspaceError) as failed:
        Registry.open(sqlite_url(copy))
    assert failed.value.code == "W-210"


def test_with_its_index_the_log_of_a_dead_writer_is_read(path, disk):
    with Registry.open(sqlite_url(path)) as writer:
        _put(writer, "in the log")
        copy = _copy_shut(path, disk, suffixes=("", "-wal", "-shm"))
    with Registry.open(sqlite_url(copy)) as registry:
        assert _names(registry) == {"schema", "in the log"}
