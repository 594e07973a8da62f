"""A copy of a book that other processes read meanwhile."""

from __future__ import annotations

import shutil
from pathlib import Path


def copied(book: Path, to: Path) -> Path:
    """The book copied, but for the two files beside its registry, which come and go with whoever
    reads it; a book that nobody has open has none."""
    return shutil.copytree(book, to, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
