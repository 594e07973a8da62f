"""Books with published figures only: founded once, copied for each test that writes."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from jidi.service.books import Book, open_book
from jidi.service.founding import make_book


@cache
def founded(plan: str, now) -> Path:
    """A founded book of the plan; nothing is reported in it."""
    room = Path(mkdtemp(prefix="jidi-founded-"))
    atexit.register(shutil.rmtree, room, ignore_errors=True)
    folder = room / plan
    with make_book(folder, plan=plan, now=now):
        pass
    return folder


@contextmanager
def fresh(tmp_path: Path, now, plan: str = "shanxi") -> Iterator[Book]:
    """A copy of its own to write to."""
    folder = tmp_path / "book"
    shutil.copytree(founded(plan, now), folder)
    with open_book(folder) as book:
        yield book
