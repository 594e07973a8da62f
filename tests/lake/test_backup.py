"""Backup and restore: the book as of one moment, every byte verified, or nothing at all."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from small_lake import AT

from jidi.core.errors import JidiError
from jidi.lake import Workspace
from jidi.lake.backup import LIST, backup, record_drill, restore


@pytest.fixture
def root(tmp_path) -> Path:
    root = tmp_path / "book"
    with Workspace.create(
        root, province="14", plan="shanxi", title="试", by="test", clock=lambda: AT
    ) as book:
        _commit(book, "first")
        (root / "definitions" / "indicators" / "own.sql").write_text("/* */", "utf-8")
    return root


def _commit(book: Workspace, name: str) -> None:
    rows = {"facility_id": [name], "name": [name], "kind": ["outlet"], "division": ["140105000000"]}
    table = pa.table({**rows, "opened_on": [AT.date()]})
    book.lake.commit({"facility": table}, source=name, origin="reported", by="t", clock=lambda: AT)


def _contents(root: Path) -> list[dict[str, object]]:
    with Workspace.open(root) as book:
        return [
            row
            for version in range(book.lake.version + 1)
            for row in book.lake.read("facility", at=version).to_pylist()
        ]


def test_what_is_restored_is_the_book_with_every_version(root, tmp_path):
    with Workspace.open(root) as book:
        made = backup(book, tmp_path / "kept", now=AT, by="t")
        record_drill(book, made, seconds=1.5, now=AT, by="t")
        actions = [entry.action for entry in book.registry.audit.entries()]
    assert actions[-2:] == ["book.backup", "book.restore_drill"]
    assert restore(tmp_path / "kept", tmp_path / "again") == made
    assert _contents(tmp_path / "again") == _contents(root)
    assert (tmp_path / "again" / "definitions" / "indicators" / "own.sql").exists()
    with Workspace.open(tmp_path / "again") as book:
        _commit(book, "goes on")
        assert book.lake.rows("facility") == 2


def test_what_is_committed_during_a_backup_is_not_half_in_it(root, tmp_path):
    with Workspace.open(root) as book, Workspace.open(root) as writer:
        made = backup(book, tmp_path / "kept", now=AT, by="t", faults=lambda s: _commit(writer, s))
    assert made.version == 1
    restore(tmp_path / "kept", tmp_path / "again")
    with Workspace.open(tmp_path / "again") as book:
        assert (book.lake.version, book.lake.rows("facility")) == (1, 1)


def test_a_damaged_backup_is_refused_with_every_file_named(root, tmp_path):
    with Workspace.open(root) as book:
        backup(book, tmp_path / "kept", now=AT, by="t")
    (segment,) = (tmp_path / "kept" / "lake" / "facility").iterdir()
    content = bytearray(segment.read_bytes())
    content[9] ^= 1
    segment.write_bytes(content)
    (tmp_path / "kept" / "definitions" / "indicators" / "own.sql").unlink()
    with pytest.raises(JidiError) as refused:
        restore(tmp_path / "kept", tmp_path / "again")
    assert [error.code for error in (refused.value, *refused.value.also)] == ["X-305", "X-305"]
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / "again.partial").exists()


def test_a_book_that_is_damaged_is_not_backed_up_as_if_it_were_whole(root, tmp_path):
    (segment,) = (root / "lake" / "facility").iterdir()
    segment.write_bytes(segment.read_bytes()[:-1] + b"x")
    with Workspace.open(root) as book, pytest.raises(JidiError) as refused:
        backup(book, tmp_path / "kept", now=AT, by="t")
    assert refused.value.code == "L-303"
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside"])
def test_a_list_that_leads_out_of_the_folder_is_no_backup(tmp_path, name):
    (tmp_path / "kept").mkdir()
    told = {
        "format": 1,
        "made_at": "",
        "by": "",
        "version": 0,
        "audit": "",
        "files": {name: [1, ""]},
    }
    (tmp_path / "kept" / LIST).write_text(json.dumps(told))
    with pytest.raises(JidiError) as refused:
        restore(tmp_path / "kept", tmp_path / "again")
    assert refused.value.code == "X-304"


def test_a_full_folder_is_left_alone(root, tmp_path):
    with Workspace.open(root) as book, pytest.raises(JidiError) as refused:
        backup(book, root, now=AT, by="t")
    assert refused.value.code == "X-302"
    assert len(_contents(root)) == 1


def test_keys_that_lie_in_the_book_are_not_carried_away_with_it(root, tmp_path):
    (root / "definitions" / "ours.toml").write_text("# keys\n[[key]]\nnumber = 1\n", "utf-8")
    with Workspace.open(root) as book, pytest.raises(JidiError) as refused:
        backup(book, tmp_path / "kept", now=AT, by="t")
    assert refused.value.code == "X-310"
    assert not (tmp_path / "kept").exists()
    assert not (tmp_path / "kept.partial").exists()


@pytest.mark.parametrize("left", ["jidi.toml", "registry.db", "lake/facility/half.parquet"])
def test_a_target_that_is_half_a_book_is_left_as_it_is(root, tmp_path, left):
    with Workspace.open(root) as book:
        backup(book, tmp_path / "kept", now=AT, by="t")
    half = tmp_path / "again" / left
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    with pytest.raises(JidiError) as refused:
        restore(tmp_path / "kept", tmp_path / "again")
    assert refused.value.code == "X-302"
    assert half.read_bytes() == b"half"


def test_a_folder_of_somebody_else_beside_the_target_is_not_cleared(root, tmp_path):
    theirs = tmp_path / "again.partial" / "letter.txt"
    theirs.parent.mkdir()
    theirs.write_text("mine", "utf-8")
    with Workspace.open(root) as book:
        backup(book, tmp_path / "kept", now=AT, by="t")
    with pytest.raises(JidiError) as refused:
        restore(tmp_path / "kept", tmp_path / "again")
    assert refused.value.code == "X-302"
    assert theirs.read_text("utf-8") == "mine"


def test_what_a_killed_restore_left_is_cleared_and_nothing_of_it_stays(root, tmp_path):
    with Workspace.open(root) as book:
        backup(book, tmp_path / "kept", now=AT, by="t")
    left = tmp_path / "again.partial"
    left.mkdir()
    (left / ".jidi-partial").touch()
    (left / "stray").touch()
    restore(tmp_path / "kept", tmp_path / "again")
    assert not left.exists()
    assert not {".jidi-partial", "stray"} & {path.name for path in (tmp_path / "again").iterdir()}


def test_what_a_killed_clearing_left_is_still_known_for_a_leftover(root, tmp_path, monkeypatch):
    """Whatever removal it is killed at, and however often, the next attempt makes a whole book."""
    left = tmp_path / "again.partial"
    kept_root = tmp_path / "kept"
    with Workspace.open(root) as book:
        backup(book, kept_root, now=AT, by="王")

    class Killed(BaseException):
        pass

    removals = {name: getattr(os, name) for name in ("unlink", "rmdir")}
    room, killed = [0], 0

    def counted(name):
        def remove(*args, **more):
            room[0] -= 1
            if room[0] < 0:
                raise Killed
            return removals[name](*args, **more)

        return remove

    for number in range(12):
        shutil.rmtree(tmp_path / "again", ignore_errors=True)
        left.mkdir(exist_ok=True)
        (left / ".jidi-partial").touch()
        for name in ("a", "lake/event/x", "lake/y", "z"):
            (left / name).parent.mkdir(parents=True, exist_ok=True)
            (left / name).write_text("of before")
        with monkeypatch.context() as patched:
            for name in removals:
                patched.setattr(os, name, counted(name))
            room[0] = number
            try:
                restore(kept_root, tmp_path / "again")
            except Killed:
                killed += 1
        assert not left.exists() or not any(left.iterdir()) or (left / ".jidi-partial").exists()
    assert killed > 6, "each removal was tried"
    shutil.rmtree(tmp_path / "again", ignore_errors=True)
    restore(kept_root, tmp_path / "again")
    with Workspace.open(tmp_path / "again") as again:
        assert again.lake.version
