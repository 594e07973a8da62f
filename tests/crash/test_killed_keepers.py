"""Merging, deriving and backing up, killed at any step: the book holds, and what was not done is
done the next time."""

from __future__ import annotations

import multiprocessing as mp
import random
import shutil
import signal
import sys
from pathlib import Path

import pytest
from crash_keeper import ACTS, PARCELS, act_and_die, derive, scans
from crash_writer import create, steps_of

from jidi.lake import DuckDBEngine, Workspace
from jidi.lake.backup import restore

if sys.platform == "win32":  # pragma: no cover
    pytest.skip("processes are killed by signals here", allow_module_level=True)

PROCESSES = mp.get_context("forkserver")
PROCESSES.set_forkserver_preload(["jidi.service.journeys", "jidi.lake.backup"])


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Three batches of events, journeys of the first two."""
    root = tmp_path_factory.mktemp("keepers") / "book"
    with create(root, lambda _step: None) as book:
        scans(book, 0)
        scans(book, 1)
    derive(root)
    with Workspace.open(root) as book:
        scans(book, 2)
    return root


def _check(root: Path, act: str, *, is_done: bool) -> None:
    """Everything that can be said of a book holds."""
    with Workspace.open(root) as book, DuckDBEngine(book.lake, threads=1) as engine:
        events = engine.run("SELECT COUNT(*) AS n, COUNT(DISTINCT event_id) AS d FROM event")
        assert events.to_pylist() == [{"n": 3 * PARCELS, "d": 3 * PARCELS}]
        journeys = engine.run("SELECT COUNT(*) AS n, MAX(scans) AS s FROM journey").to_pylist()[0]
        assert journeys == {"n": PARCELS, "s": 3 if act == "derive" and is_done else 2}
        assert book.lake.rows("journey") == PARCELS
        assert len(book.lake.segments("event")) == (1 if act == "merge" and is_done else 3)
        assert book.registry.audit.verify() is None
        assert book.lake.verify() == ()
        known = {segment.file for segment in book.lake.all_segments()}
        assert set((root / "lake").glob("*/*.parquet")) == known


def _die(made: Path, folder: Path, act: str, nth: int) -> None:
    root = folder / "book"
    shutil.copytree(made, root)
    process = PROCESSES.Process(target=act_and_die, args=(act, root, nth))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    kept = root.with_name("kept")
    with Workspace.open(root) as book:
        newest = book.lake.receipts()[-1].kind
    done = {"merge": "compaction", "derive": "derivation"}.get(act) == newest
    _check(root, act, is_done=done)
    if act == "keep" and kept.exists():
        restore(kept, folder / "first")
        shutil.rmtree(kept)
    ACTS[act](root)
    _check(root, act, is_done=True)
    if act == "keep":
        restore(kept, folder / "second")
        _check(folder / "second", act, is_done=False)


def _steps(made: Path, folder: Path, act: str) -> int:
    root = folder / "book"
    shutil.copytree(made, root)
    return len(steps_of(lambda faults: ACTS[act](root, faults)))


@pytest.mark.parametrize("act", sorted(ACTS))
def test_a_keeper_killed_at_a_step_leaves_the_book_whole(made, tmp_path, act):
    steps = _steps(made, tmp_path / "steps", act)
    for nth in sorted({steps // 2, steps - 1, steps}):
        _die(made, tmp_path / f"{nth}", act, nth)


@pytest.mark.soak
@pytest.mark.parametrize("act", sorted(ACTS))
def test_a_keeper_killed_at_every_step_again_and_again_leaves_the_book_whole(made, tmp_path, act):
    steps, chance = _steps(made, tmp_path / "steps", act), random.Random(14)
    for turn in range(200):
        folder = tmp_path / f"{turn}"
        _die(made, folder, act, chance.randint(1, steps))
        shutil.rmtree(folder)
