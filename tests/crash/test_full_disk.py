"""A disk that is full, or can only be read, from the n-th change on: it is said, nothing is half.

The faults are put below every library, where Python, Arrow and SQLite meet the C library.
"""

from __future__ import annotations

import ctypes
import errno
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from drills import DRILLS, Past
from zygote import Zygote, tell

from jidi.core.errors import JidiError

if sys.platform != "linux":  # pragma: no cover
    pytest.skip("the faults are put in as Linux does it", allow_module_level=True)

SOURCE = Path(__file__).parent / "full_disk.c"
ERRORS = {"full": errno.ENOSPC, "read only": errno.EROFS}
SAID = {
    "full": {"L-101", "W-201", "W-208"},
    "read only": {"L-102", "W-208"},
}
"""What the user may be told."""
FRESH_AFTER = 10


@pytest.fixture(scope="module")
def zygote(tmp_path_factory) -> Iterator[Zygote]:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler here, which the faults need")
    library = tmp_path_factory.mktemp("faults") / "full_disk.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
    modules = ("drills", "test_full_disk", "sqlalchemy.dialects.sqlite", "pandas")
    with Zygote(*modules, preload=library) as process:
        yield process


def refused_at(nth: int, error: int, name: str, folder: Path, number: int) -> None:
    """In a child: one round of a drill on a disk that refuses from the n-th change; 0 for never."""
    disk = ctypes.CDLL(None)
    disk.full_disk(nth, error, 1)
    try:
        DRILLS[name].act(folder, number)
    except JidiError as said:
        tell(f"said {said.code}")
    changes = disk.full_disk_changes()
    disk.full_disk(0, 0, 0)
    tell(f"changes {changes}")


def _told(told: tuple[str, ...], word: str) -> set[str]:
    return {one.removeprefix(word) for one in told if one.startswith(word)}


def _refused(zygote: Zygote, root: Path, name: str, why: str, *, step: int) -> None:
    drill, past, folder = DRILLS[name], Past(), root / "drill"
    codes: set[str] = set()
    nth = number = 0
    changes = 1
    while nth <= changes:
        if number % FRESH_AFTER == 0:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            drill.make(folder)
            past = Past()
        number += 1
        drill.prepare(folder, number)
        ended = zygote.run(refused_at, nth, ERRORS[why], name, folder, number)
        assert ended.exit == 0, (nth, ended)
        past.done |= _told(ended.told, "done ")
        drill.check(folder, past)
        said = _told(ended.told, "said ")
        assert said <= SAID[why], (nth, said)
        if nth == 0:
            assert not said
            (changes,) = map(int, _told(ended.told, "changes "))
        codes |= said
        nth += 1 if nth == 0 else step
    assert codes


@pytest.mark.parametrize("why", ERRORS)
@pytest.mark.parametrize("name", ["intake", "compaction", "backup"])
def test_a_disk_that_refuses_is_said_and_nothing_is_half(zygote, tmp_path, name, why):
    _refused(zygote, tmp_path, name, why, step=19)


@pytest.mark.soak
@pytest.mark.parametrize("why", ERRORS)
@pytest.mark.parametrize("name", ["intake", "compaction", "journeys", "backup", "migration"])
def test_a_disk_that_refuses_at_any_change_is_said(zygote, tmp_path, name, why):
    _refused(zygote, tmp_path, name, why, step=1)
