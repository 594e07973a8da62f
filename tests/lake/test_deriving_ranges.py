"""A table is parted by its keys into ranges of nearly equal size, however its files overlap."""

from __future__ import annotations

import bisect

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.lake.deriving import ranges
from jidi.lake.ledger import Segment


def segment(path, keys, *, group, statistics=True):
    keys = sorted(keys)
    rows = pa.table({"parcel_id": pa.array(keys, pa.string())})
    pq.write_table(rows, path, row_group_size=group, write_statistics=statistics)
    bounds = (keys[0], keys[-1]) if keys and statistics else (None, None)
    days = None, None
    named = "event", path, len(keys), path.stat().st_size, "", ()
    return Segment(*named, *days, *bounds, batch="B", origin="reported", added=1, removed=None)


def sizes(found, keys):
    """How many of the keys lie in each range; all lie in exactly one."""
    ordered = sorted(keys)
    edges = [0 if low is None else bisect.bisect_left(ordered, low) for low, _ in found]
    return np.diff([*edges, len(ordered)]).tolist()


@pytest.mark.parametrize("statistics", [True, False])
def test_files_that_each_hold_the_whole_day_are_parted_evenly(tmp_path, statistics):
    drawn = np.random.default_rng(3).integers(0, 10**9, size=(20, 6_000))
    files = [[f"P{key:09}" for key in keys] for keys in drawn]
    held = [
        segment(tmp_path / f"{number}.parquet", keys, group=2_048, statistics=statistics)
        for number, keys in enumerate(files)
    ]
    keys = [key for keys in files for key in keys]
    found = ranges(held, "parcel_id", rows=20_000)
    assert len(found) == 6
    assert max(sizes(found, keys)) < 26_000
    assert sum(sizes(found, keys)) == len(keys)


@given(
    st.lists(st.lists(st.text("ab7", max_size=4), min_size=1, max_size=30), max_size=4),
    st.integers(1, 40),
)
def test_ranges_follow_on_each_other_and_leave_no_key_out(tmp_path_factory, files, rows):
    folder = tmp_path_factory.mktemp("ranges")
    held = [
        segment(folder / f"{number}.parquet", keys, group=8) for number, keys in enumerate(files)
    ]
    found = ranges(held, "parcel_id", rows=rows)
    assert found[0][0] is None
    assert found[-1][1] is None
    assert [high for _, high in found[:-1]] == [low for low, _ in found[1:]]
    cuts = [low for low, _ in found[1:]]
    assert cuts == sorted(set(cuts))
