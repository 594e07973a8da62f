"""Intake killed at any step: every acknowledged file is in the book once, and none by half."""

from __future__ import annotations

import multiprocessing as mp
import random
import signal
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from crash_intake import NOW, hand_in_file, take_in, take_in_and_die, take_up, take_up_and_die
from crash_writer import create

from jidi.lake import Workspace
from jidi.registry.capture import CaptureBook
from jidi.registry.intake import IntakeBook
from jidi.service.books import book_of
from jidi.service.capture_files import FOLDER
from jidi.service.intake_held import held_rows

if sys.platform == "win32":  # pragma: no cover
    pytest.skip("processes are killed by signals here", allow_module_level=True)

PROCESSES = mp.get_context("forkserver")
PROCESSES.set_forkserver_preload(["crash_intake"])
GOOD, BAD = 30, 3
"""Rows of a file that are accepted, and that are held aside."""


def _file(folder: Path, number: int) -> Path:
    lines = ["inspection_id,operator_id,division,inspected_on,matter,passed"]
    lines += [f"{number}-{i},op,140105000000,2025-03-01,safety,是" for i in range(GOOD)]
    lines += [f"{number}-bad-{i},op,140105000000,2025-03-01,saftey,是" for i in range(BAD)]
    path = folder / f"{number}.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _check(root: Path, files: list[Path]) -> None:
    """Acknowledged files are in once, no other is in by half; receipts and audit hold."""
    with Workspace.open(root) as workspace:
        book = book_of(workspace)
        ids = workspace.lake.read("inspection")["inspection_id"].to_pylist()
        receipts = IntakeBook(workspace.registry).receipts()
        assert len(ids) == len(set(ids)) == GOOD * len(receipts)
        assert len(held_rows(book)) == BAD * len(receipts)
        taken = {one.file for one in receipts}
        assert {i.split("-")[0] + ".csv" for i in ids} == taken
        acknowledged = {f.name for f in files if f.with_suffix(".acknowledged").exists()}
        assert acknowledged <= taken
        assert workspace.registry.audit.verify() is None
        assert workspace.lake.verify() == ()


def _operator() -> pa.Table:
    return pa.table(
        {
            "operator_id": ["op"], "name": ["a"], "brand": ["a"], "kind": ["express"],
            "ownership": ["private"], "division": ["140105000000"],
            "opened_on": [date(2015, 1, 1)],
        }
    )  # fmt: skip


def _book(tmp_path: Path) -> Path:
    root = tmp_path / "book"
    order = {"source": "t", "origin": "reported", "by": "test", "clock": lambda: NOW}
    with create(root, lambda _step: None) as workspace:
        workspace.lake.commit({"operator": _operator()}, **order)
    return root


def _killed_again_and_again(tmp_path: Path, *, times: int, seed: int) -> None:
    root = _book(tmp_path)
    steps: list[str] = []
    first = _file(tmp_path, 0)
    take_in(root, first, steps.append)
    assert {"judged", "staged", "locked", "held kept", "recorded", "committed"} <= set(steps)
    chance = random.Random(seed)
    files = [first]
    killed = 0
    for number in range(1, times + 1):
        # A file that was not acknowledged is handed in again, as its sender would.
        again = files[-1] if not files[-1].with_suffix(".acknowledged").exists() else None
        file = again or _file(tmp_path, number)
        files += [] if again else [file]
        nth = chance.randint(1, len(steps) + 1)
        process = PROCESSES.Process(target=take_in_and_die, args=(root, file, nth))
        process.start()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        _check(root, files)
    assert killed > times // 2


def test_intake_killed_at_random_steps_keeps_what_it_acknowledged(tmp_path):
    _killed_again_and_again(tmp_path, times=4, seed=1)


def _servers_killed(tmp_path: Path, *, times: int, seed: int) -> None:
    """Every job of a server that dies is ended by a later one, once, with its own receipt."""
    root = _book(tmp_path)
    steps: list[str] = []
    hand_in_file(root, _file(tmp_path, 0))
    take_up(root, steps.append)
    chance = random.Random(seed)
    killed = 0
    for number in range(1, times + 1):
        hand_in_file(root, _file(tmp_path, number))
        nth = chance.randint(1, len(steps) + 1)
        process = PROCESSES.Process(target=take_up_and_die, args=(root, nth))
        process.start()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        _check(root, [])
    assert killed > times // 2
    take_up(root, lambda _step: None)
    _check(root, [])
    with Workspace.open(root) as workspace:
        jobs = CaptureBook(workspace.registry).newest(times + 1)
        ends = [(one.end.state, one.end.receipt, one.end.body) for one in jobs if one.end]
        receipts = [one.id for one in IntakeBook(workspace.registry).receipts()]
        assert sorted(ends) == [("partial", id_, {}) for id_ in receipts]
        assert len(receipts) == times + 1
        assert not list((root / FOLDER).iterdir())


def test_jobs_of_servers_that_are_killed_are_ended_once(tmp_path):
    _servers_killed(tmp_path, times=4, seed=3)


@pytest.mark.soak
def test_jobs_of_a_hundred_servers_that_are_killed_are_ended_once(tmp_path):
    _servers_killed(tmp_path, times=100, seed=4)


@pytest.mark.soak
def test_intake_killed_a_thousand_times_keeps_what_it_acknowledged(tmp_path):
    _killed_again_and_again(tmp_path, times=1000, seed=2)
