"""Two who take files in, one who merges and one who backs up, all at once: none loses anything."""

from __future__ import annotations

import sys

import pytest
from drills import DRILLS, GOOD, NOW, Past
from zygote import Zygote, tell

from jidi.core.errors import JidiError
from jidi.lake import Workspace
from jidi.lake.backup import backup, restore
from jidi.lake.compaction import compact

if sys.platform == "win32":  # pragma: no cover
    pytest.skip("processes are forked here", allow_module_level=True)

FILES = 5
"""Files that each of the two takes in."""


def take_all(folder, numbers):
    """In a child: one file after the other."""
    for number in numbers:
        DRILLS["intake"].act(folder, number)


def merge_often(folder):
    """In a child: merge; that a writer was faster is said and is no harm."""
    for _ in range(FILES):
        with Workspace.open(folder / "book") as book:
            try:
                made = compact(
                    book.lake, by="m", clock=lambda: NOW, tables=("inspection",), threads=1
                )
                tell(f"merged {len(made)}")
            except JidiError as error:
                tell(f"said {error.code}")


def back_up_twice(folder):
    """In a child: two backups."""
    for name in ("kept-1", "kept-2"):
        with Workspace.open(folder / "book") as book:
            backup(book, folder / name, now=NOW, by="b")


def test_who_write_at_once_lose_nothing_and_disturb_nobody(tmp_path):
    drill = DRILLS["intake"]
    drill.make(tmp_path)
    numbers = range(1, 2 * FILES + 1)
    for number in numbers:
        drill.prepare(tmp_path, number)
    with Zygote("drills", "test_at_once", "sqlalchemy.dialects.sqlite", "pandas") as zygote:
        begun = [
            zygote.begin(take_all, tmp_path, numbers[0::2]),
            zygote.begin(take_all, tmp_path, numbers[1::2]),
            zygote.begin(merge_often, tmp_path),
            zygote.begin(back_up_twice, tmp_path),
        ]
        ended = [zygote.wait(pid) for pid in begun]
        assert [one.exit for one in ended] == [0, 0, 0, 0]
        said = {word for word in ended[2].told if word.startswith("said ")}
        assert said <= {"said X-301"}
        drill.check(tmp_path, Past({f"{number}" for number in numbers}))
    for name in ("kept-1", "kept-2"):
        restore(tmp_path / name, tmp_path / f"{name} again")
        with Workspace.open(tmp_path / f"{name} again") as book:
            assert book.lake.rows("inspection") % GOOD == 0
