"""Fixtures of the lake's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_lake import Book, new_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    book = new_book(tmp_path)
    with book.registry:
        yield book
