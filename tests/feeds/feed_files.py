"""Files handed in during tests, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from jidi.core.errors import InputError
from jidi.feeds import Feed, open_feed


@dataclass
class Seen:
    """A whole feed: its rows by number, its broken rows by number."""

    feed: Feed
    rows: dict[tuple[str, int], dict[str, object]] = field(default_factory=dict)
    broken: dict[tuple[str, int], str] = field(default_factory=dict)
    grids: set[bool] = field(default_factory=set)

    @property
    def values(self) -> list[list[object]]:
        return [list(row.values()) for row in self.rows.values()]

    @property
    def notes(self) -> set[str]:
        return {note.code for note in self.feed.notes}


def written(folder: Path, data: bytes, name: str = "交来.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read(folder: Path, data: bytes, name: str = "交来.csv") -> Seen:
    with open_feed(written(folder, data, name)) as feed:
        return seen(feed)


def seen(feed: Feed) -> Seen:
    found = Seen(feed)
    for block in feed.blocks():
        found.grids.add(block.is_grid)
        numbers = block.row_numbers().to_pylist()
        assert len(numbers) == block.cells.num_rows
        for number, row in zip(numbers, block.cells.to_pylist(), strict=True):
            assert (block.part, number) not in found.rows, "a row was given twice"
            found.rows[block.part, number] = row
        for row in block.broken:
            assert row.reason.what("zh")
            assert row.reason.remedy("en")
            found.broken[block.part, row.row] = row.reason.code
    assert not found.rows.keys() & found.broken.keys()
    return found


def refusal(path: Path) -> InputError:
    """Why the file is refused, when it is opened or while it is read."""
    with pytest.raises(InputError) as caught, open_feed(path) as feed:
        for _ in feed.blocks():
            pass
    error = caught.value
    assert error.where is not None
    assert error.where.file == path.name
    assert "请" in error.message("zh") or "不可信" in error.message("zh")
    assert error.message("en").isprintable()
    return error
