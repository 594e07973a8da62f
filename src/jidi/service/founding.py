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
from jidi.lake.settings import FILE
from jidi.model.plan import Plan
from jidi.model.plan_loader import load_plan
from jidi.service.books import Book, book_of, open_book
from jidi.service.publishing import commit_published
from jidi.service.register_changes import start_register

_ASIDE: Final = ".building"


@contextmanager
def make_book(
    root: Path, *, plan: str | Plan, now: datetime, fill: Callable[[Book], None] | None = None
) -> Iterator[Book]:
    """A new book for the province of a plan: its published figures as first data version, and the
    plan's register of responsibility, in which nothing is reported yet.

    It is built in a sibling folder and renamed when everything is in it, so that a book that can
    be seen is whole.

    :param plan: the plan's id or any of its aliases (山西, 14, shanxi); or a plan that is none of
        ours, such as a reviewed draft: it is kept in the book.
    :param fill: what else belongs into it before anyone may see it.
    :raises UnknownName: when there is no such plan; offers the nearest.
    :raises WorkspaceError: W-101 when the folder holds something already, W-107 when the sibling
        folder holds something that is not ours, W-109 when it cannot be written.
    """
    chosen = load_plan(plan) if isinstance(plan, str) else plan
    root = root.absolute()
    if root.exists() and any(root.iterdir()):
        raise WorkspaceError("W-101", path=str(root))
    with _aside(root) as folder:
        made = Workspace.create(
            folder,
            province=chosen.province,
            plan=chosen.id,
            title=chosen.zh,
            own_plan=None if isinstance(plan, str) else plan,
            by="jidi",
            clock=lambda: now,
        )
        with made as workspace:
            commit_published(workspace.lake, province=chosen.province, now=now)
            book = book_of(workspace)
            try:
                start_register(book, by="jidi", now=now)
                if fill is not None:
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
    _sweep(folder)
    try:
        yield folder
    except OSError as error:
        raise WorkspaceError("W-109", path=str(root), reason=str(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what an earlier attempt left: a book. Anything else of that name is left alone."""
    if not folder.exists():
        return
    found = sorted(path.name for path in folder.iterdir())
    if found and FILE not in found:
        raise WorkspaceError("W-107", path=str(folder), found=found[0])
    shutil.rmtree(folder, ignore_errors=True)
