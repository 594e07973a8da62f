"""Writers that are killed, stopped, crowded or out of space: the book holds all or nothing."""

from __future__ import annotations

import multiprocessing as mp
import os
import shutil
import signal
import subprocess
import sys
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

from jidi.core.errors import JidiError
from jidi.lake import DuckDBEngine, Workspace

if sys.platform == "win32":  # pragma: no cover
    pytest.skip("processes are killed by signals here", allow_module_level=True)

PROCESSES = mp.get_context("forkserver")
# pyarrow asks for pandas when it is given lists: loaded once here, not in every killed child.
PROCESSES.set_forkserver_preload(["jidi.lake", "sqlalchemy.dialects.sqlite", "pandas"])


def _run(act, *arguments) -> int:
    process = PROCESSES.Process(target=act, args=arguments)
    process.start()
    process.join()
    return process.exitcode


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
    with Workspace.open(root) as book, DuckDBEngine(book.lake, threads=1) as engine:
        version = book.lake.version
        counts = tuple(
            engine.run(f"SELECT count(*) AS n FROM {table}").to_pylist()[0]["n"]
            for table in ("inspection", "facility")
        )
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
def test_a_writer_killed_at_any_step_leaves_all_or_nothing(root, tmp_path, replace):
    steps = _commit_steps(tmp_path)
    assert {"write", "synced", "staged", "locked", "renamed", "recorded", "committed"} <= set(steps)
    before = (1, ROWS, 1)
    after = (2, ROWS, 1) if replace else (2, 2 * ROWS, 2)
    for nth in _spread(steps):
        copy = tmp_path / f"killed-{nth}"
        shutil.copytree(root, copy)
        assert _run(commit_and_die, copy, "second", nth, replace) == -signal.SIGKILL
        assert _state(copy) == (after if steps[nth - 1] == "committed" else before), steps[nth - 1]
        with Workspace.open(copy) as book:  # and the book goes on
            commit(book, "third")
        assert _state(copy)[1] == _rows_after(nth, steps, replace) + ROWS
        shutil.rmtree(copy)


def _spread(steps: list[str]) -> list[int]:
    """Numbers of the steps to die at: each of the publishing, and some of the many writes."""
    writes = [n for n, step in enumerate(steps, start=1) if step == "write"]
    others = [n for n, step in enumerate(steps, start=1) if step != "write"]
    return sorted([*writes[:: max(1, len(writes) // 3)], *others])


def _rows_after(nth: int, steps: list[str], replace: bool) -> int:
    return 2 * ROWS if steps[nth - 1] == "committed" and not replace else ROWS


def test_a_book_whose_making_was_killed_can_be_made_again(tmp_path):
    steps = steps_of(lambda faults: create(tmp_path / "steps", faults).close())
    for nth, step in enumerate(steps, start=1):
        root = tmp_path / f"book-{nth}"
        assert _run(create_and_die, root, nth) == -signal.SIGKILL
        assert not root.exists(), step
        with create(root, lambda _step: None) as book:
            assert book.lake.version == 0
        assert not root.with_name(root.name + ".partial").exists()


def test_a_killed_writers_staging_folder_is_swept_when_it_is_old(root):
    assert _run(commit_and_die, root, "second", 1, False) == -signal.SIGKILL
    (stage,) = (root / "lake" / ".staging").iterdir()
    with Workspace.open(root):
        assert stage.exists()  # it might belong to a writer that lives
    for path in (*stage.rglob("*"), stage):
        os.utime(path, (0, 0))
    with Workspace.open(root):
        assert not stage.exists()


def test_two_writers_and_their_sweeps_do_not_disturb_each_other(root):
    count = 8
    writers = [PROCESSES.Process(target=write_many, args=(root, name, count)) for name in "ab"]
    for writer in writers:
        writer.start()
    seen: list[int] = []
    while any(writer.is_alive() for writer in writers):
        with Workspace.open(root) as book:
            version = book.lake.version
            assert book.lake.rows("inspection", at=version) == version * ROWS
            assert book.lake.read("inspection", at=version).num_rows == version * ROWS
            seen.append(version)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert seen == sorted(seen)
    assert _state(root) == (1 + 2 * count, (1 + 2 * count) * ROWS, 1 + 2 * count)


def test_two_writers_with_the_same_batch_commit_it_once(root, tmp_path):
    results = [tmp_path / f"result-{i}" for i in range(3)]
    writers = [PROCESSES.Process(target=write_once, args=(root, "d1", r)) for r in results]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    told = sorted(result.read_text() for result in results)
    assert told == ["B000002 False", "B000002 True", "B000002 True"]
    assert _state(root) == (2, 2 * ROWS, 2)


def test_ctrl_c_in_the_middle_of_a_stream_leaves_nothing(root):
    begun = PROCESSES.Event()
    writer = PROCESSES.Process(target=write_without_end, args=(root, begun))
    writer.start()
    assert begun.wait(60)
    os.kill(writer.pid, signal.SIGINT)
    writer.join()
    assert writer.exitcode == 3
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


@pytest.mark.parametrize("leave", range(0, 140_000, 8_192))
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
