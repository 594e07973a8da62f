"""A Parquet file comes in blocks along its row groups, every row once and in its order."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from jidi.feeds import open_feed, parquet

MOST = 10
GROUPS = st.lists(st.integers(1, 3 * MOST), max_size=8)


def blocks(path: Path, groups: list[int]):
    """The blocks of a file with row groups of these sizes, its texts few or all different."""
    total = sum(groups)
    rows = pa.table(
        {
            "number": pa.array(range(1, total + 1), pa.int64()),
            "few": pa.array(["ab"[n % 2] for n in range(total)], pa.string()),
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
    assert all(block.cells.num_rows <= MOST for block in found)


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
