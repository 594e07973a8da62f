"""Writers that are killed, stopped, crowded or out of space: the book holds all or nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from crash_writer import (
    ROWS,
    commit,
    commit_and_die,
    create,
    create_and_die,
    steps_of,
    write_many,
    write_once,
    write_without_end,
)
from zygote import Zygote

from jidi.core.errors import JidiError
from jidi.lake import Workspace

if sys.platform == "win32":  # pragma: no cover
    pytest.skip("processes are killed by signals here", allow_module_level=True)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    # pyarrow asks for pandas when it is given lists: loaded once here, not in every killed child.
    with Zygote("crash_writer", "sqlalchemy.dialects.sqlite", "pandas") as process:
        yield process


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "book"
    with create(root, lambda _step: None) as book:
        commit(book, "first")
    return root


def _commit_steps(tmp: Path) -> list[str]:
    with create(tmp / "steps", lambda _step: None) as book:
        return steps_of(lambda faults: commit(book, "second", faults=faults))


def _state(root: Path) -> tuple[int, int, int]:
    """Version, inspections and facilities; everything that can be checked about a book holds."""
    with Workspace.open(root) as book:
        version = book.lake.version
        counts = tuple(book.lake.read(table).num_rows for table in ("inspection", "facility"))
        assert counts == (book.lake.rows("inspection"), book.lake.rows("facility"))
        assert book.registry.audit.verify() is None
        assert len(list(book.registry.audit.entries())) == version + 1
        receipts = book.lake.receipts()
        assert [receipt.version for receipt in receipts] == list(range(1, version + 1))
        known = {
            segment.file
            for table in ("inspection", "facility")
            for at in range(version + 1)
            for segment in book.lake.segments(table, at=at)
        }
        assert set((root / "lake").glob("*/*.parquet")) == known
        return version, *counts


@pytest.mark.parametrize("replace", [False, True])
def test_a_writer_killed_at_any_step_leaves_all_or_nothing(zygote, root, tmp_path, replace):
    steps = _commit_steps(tmp_path)
    assert {"write", "synced", "staged", "locked", "renamed", "recorded", "committed"} <= set(steps)
    before = (1, ROWS, 1)
    after = (2, ROWS, 1) if replace else (2, 2 * ROWS, 2)
    spread = _spread(steps)
    for nth in spread:
        copy = tmp_path / f"killed-{nth}"
        shutil.copytree(root, copy)
        assert zygote.run(commit_and_die, copy, "second", nth, replace).is_killed
        assert _state(copy) == (after if steps[nth - 1] == "committed" else before), steps[nth - 1]
        if nth in (spread[0], spread[-1]):  # and the book goes on
            with Workspace.open(copy) as book:
                commit(book, "third")
            assert _state(copy)[1] == _rows_after(nth, steps, replace) + ROWS
        shutil.rmtree(copy)


def _spread(steps: list[str]) -> list[int]:
    """Numbers of the steps to die at: the first and the last of each kind."""
    numbered = list(enumerate(steps, start=1))
    last = {step: n for n, step in numbered}
    first = {step: n for n, step in reversed(numbered)}
    return sorted({*first.values(), *last.values()})


def _rows_after(nth: int, steps: list[str], replace: bool) -> int:
    return 2 * ROWS if steps[nth - 1] == "committed" and not replace else ROWS


def test_a_book_whose_making_was_killed_can_be_made_again(zygote, tmp_path):
    steps = steps_of(lambda faults: create(tmp_path / "steps", faults).close())
    for nth in _spread(steps):
        step = steps[nth - 1]
        root = tmp_path / f"book-{nth}"
        assert zygote.run(create_and_die, root, nth).is_killed
        assert not root.exists(), step
        with create(root, lambda _step: None) as book:
            assert book.lake.version == 0
        assert not root.with_name(root.name + ".partial").exists()


def test_a_killed_writers_staging_folder_is_swept_when_it_is_old(zygote, root):
    assert zygote.run(commit_and_die, root, "second", 1, False).is_killed
    (stage,) = (root / "lake" / ".staging").iterdir()
    with Workspace.open(root):
        assert stage.exists()  # it might belong to a writer that lives
    for path in (*stage.rglob("*"), stage):
        os.utime(path, (0, 0))
    with Workspace.open(root):
        assert not stage.exists()


def test_two_writers_and_their_sweeps_do_not_disturb_each_other(zygote, root):
    count = 8
    writers = [zygote.begin(write_many, root, name, count) for name in "ab"]
    seen: list[int] = []
    while not seen or seen[-1] < 1 + 2 * count:
        with Workspace.open(root) as book:
            version = book.lake.version
            assert book.lake.rows("inspection", at=version) == version * ROWS
            assert book.lake.read("inspection", at=version).num_rows == version * ROWS
            seen.append(version)
        assert len(seen) < 10_000
    assert [zygote.wait(writer).exit for writer in writers] == [0, 0]
    assert seen == sorted(seen)
    assert _state(root) == (1 + 2 * count, (1 + 2 * count) * ROWS, 1 + 2 * count)


def test_two_writers_with_the_same_batch_commit_it_once(zygote, root, tmp_path):
    results = [tmp_path / f"result-{i}" for i in range(3)]
    writers = [zygote.begin(write_once, root, "d1", result) for result in results]
    assert [zygote.wait(writer).exit for writer in writers] == [0, 0, 0]
    told = sorted(result.read_text() for result in results)
    assert told == ["B000002 False", "B000002 True", "B000002 True"]
    assert _state(root) == (2, 2 * ROWS, 2)


def test_ctrl_c_in_the_middle_of_a_stream_leaves_nothing(zygote, root, tmp_path):
    begun = tmp_path / "begun"
    writer = zygote.begin(write_without_end, root, begun)
    deadline = time.monotonic() + 60
    while not begun.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.kill(writer, signal.SIGINT)
    assert zygote.wait(writer).exit == 3
    assert _state(root) == (1, ROWS, 1)
    assert list((root / "lake" / ".staging").iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def _fill(disk: Path, leave: int) -> Path:
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free
    ballast.write_bytes(bytes(max(0, free - leave)))
    return ballast


@pytest.mark.parametrize("leave", range(0, 140_000, 16_384))
def test_a_disk_that_is_full_is_said_and_nothing_changes(small_disk, leave):
    root = small_disk / "book"
    with create(root, lambda _step: None) as book:
        commit(book, "first")
        ballast = _fill(small_disk, leave)
        try:
            commit(book, "second")
            outcome = None
        except JidiError as error:
            outcome = error.code
    ballast.unlink()
    assert outcome in (None, "L-101", "W-201", "W-208"), outcome
    assert _state(root) == ((2, 2 * ROWS, 2) if outcome is None else (1, ROWS, 1))
    with Workspace.open(root) as book:
        commit(book, "third")
    assert _state(root)[1] == (3 if outcome is None else 2) * ROWS


def test_a_book_is_not_begun_on_a_full_disk(small_disk):
    for leave in range(0, 200_000, 20_480):
        ballast = _fill(small_disk, leave)
        root = small_disk / f"book-{leave}"
        try:
            create(root, lambda _step: None).close()
        except JidiError as error:
            assert error.code in ("W-108", "W-201", "W-208")
            assert not root.exists()
            assert not root.with_name(root.name + ".partial").exists()
        else:
            shutil.rmtree(root)
        ballast.unlink()
