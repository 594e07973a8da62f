"""Making a book: complete or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from jidi.core.errors import WorkspaceError
from jidi.lake import Workspace
from jidi.model.plan_loader import load_plan
from jidi.service.books import Book, book_of, open_book
from jidi.service.publishing import commit_published

_ASIDE: Final = ".building"


@contextmanager
def make_book(
    root: Path, *, plan: str, now: datetime, fill: Callable[[Book], None] | None = None
) -> Iterator[Book]:
    """A new book for the province of a plan, with its published figures as first data version.

    It is built in a sibling folder and renamed when everything is in it, so that a book that can
    be seen is whole.

    :param plan: the plan's id or any of its aliases (山西, 14, shanxi).
    :param fill: what else belongs into it before anyone may see it.
    :raises UnknownName: when there is no such plan; offers the nearest.
    :raises WorkspaceError: when the folder holds something already or cannot be written.
    """
    chosen = load_plan(plan)
    root = root.absolute()
    if root.exists() and any(root.iterdir()):
        raise WorkspaceError("W-101", path=str(root))
    with _aside(root) as folder:
        made = Workspace.create(
            folder,
            province=chosen.province,
            plan=chosen.id,
            title=chosen.zh,
            by="jidi",
            clock=lambda: now,
        )
        with made as workspace:
            commit_published(workspace.lake, province=chosen.province, now=now)
            if fill is not None:
                book = book_of(workspace)
                try:
                    fill(book)
                finally:
                    book.close()
        if root.exists():
            root.rmdir()
        folder.rename(root)
    with open_book(root) as book:
        yield book


@contextmanager
def _aside(root: Path) -> Iterator[Path]:
    """A sibling folder to build in; whatever goes wrong, nothing of it stays."""
    folder = root.with_name(root.name + _ASIDE)
    _remove(folder)
    try:
        yield folder
    except OSError as error:
        raise WorkspaceError("W-109", path=str(root), reason=str(error)) from error
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    if (folder / "jidi.toml").exists() or folder.with_name(folder.name + ".partial").exists():
        shutil.rmtree(folder.with_name(folder.name + ".partial"), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
