"""A Parquet file comes in blocks along its row groups, every row once and in its order."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from feed_files import refusal
from hypothesis import given
from hypothesis import strategies as st

from jidi.feeds import open_feed, parquet

MOST = 10
GROUPS = st.lists(st.integers(0, 3 * MOST), max_size=8)


def blocks(path: Path, groups: list[int]):
    """The blocks of a file with row groups of these sizes."""
    total = sum(groups)
    rows = pa.table(
        {
            "number": pa.array(range(1, total + 1), pa.int64()),
            "few": pa.array(["ab"[n % 2] for n in range(total)], pa.string()),
            "text": pa.array([f"{n:060}" for n in range(total)], pa.string()),
        }
    )
    with pq.ParquetWriter(path, rows.schema) as writer:
        first = 0
        for size in groups:
            writer.write_table(rows.slice(first, size))
            first += size
    with open_feed(path) as feed, mock.patch.object(parquet, "_BLOCK_ROWS", MOST):
        return list(feed.blocks())


@given(GROUPS)
def test_every_row_comes_once_in_its_order_under_its_number(tmp_path_factory, groups):
    path = tmp_path_factory.mktemp("parquet") / "a.parquet"
    found = blocks(path, groups)
    numbers = [n for block in found for n in block.row_numbers().to_pylist()]
    said = [n for block in found for n in block.cells.column("number").to_pylist()]
    assert numbers == said == list(range(1, sum(groups) + 1))
    texts = [t for block in found for t in block.cells.column("text").to_pylist()]
    assert texts == [f"{n:060}" for n in range(sum(groups))]
    assert all(0 < block.cells.num_rows <= MOST for block in found)


@given(GROUPS)
def test_each_block_says_how_many_rows_are_still_to_come(tmp_path_factory, groups):
    path = tmp_path_factory.mktemp("parquet") / "a.parquet"
    found = blocks(path, groups)
    assert [block.coming for block in found[:1]] == [sum(groups)] * len(found[:1])
    for one, following in pairwise(found):
        assert following.coming == one.coming - one.cells.num_rows


def test_a_large_row_group_comes_in_equal_parts_and_none_with_a_piece_of_the_next(tmp_path):
    found = blocks(tmp_path / "a.parquet", [12, 12, 25])
    assert [block.cells.num_rows for block in found] == [6, 6, 6, 6, 9, 9, 7]


FILE, COLUMN, GROUP = 0, 1, 3
"""Which of the places that tell how many there are, in the order of the footer; the third is the
column's histogram of levels."""


@pytest.mark.parametrize(
    ("said", "places"),
    [
        (5_002, [FILE]),
        (5_002, [GROUP]),
        (5_002, [FILE, GROUP]),
        (5_004, [FILE, GROUP]),
        (5_004, [FILE, COLUMN, GROUP]),
    ],
)
def test_a_file_whose_footer_counts_otherwise_is_refused(tmp_path, said, places):
    """PyArrow reads as many rows as its row group says; the others would be lost in silence."""
    path = tmp_path / "a.parquet"
    rows = pa.table({"number": pa.array(range(5_003), pa.int64())})
    pq.write_table(rows, path, use_dictionary=False, compression="none", write_statistics=False)
    whole = bytearray(path.read_bytes())
    at = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    told = []
    while (at := whole.find(as_written(5_003), at + 1)) >= 0:
        told.append(at)
    assert len(told) == 4
    for place in places:
        whole[told[place] : told[place] + 2] = as_written(said)
    path.write_bytes(bytes(whole))
    assert refusal(path).code == "E-151"


def as_written(number: int) -> bytes:
    """A whole number of two bytes as Thrift writes it compactly."""
    doubled = 2 * number
    return bytes([doubled & 0x7F | 0x80, doubled >> 7])
