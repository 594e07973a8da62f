"""Digests of cells: the same exactly where the cells say the same."""

from __future__ import annotations

import math
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.lake import cell_digests as made
from jidi.lake.cell_digests import cell_digests

SALT = 0x1234_5678_9ABC_DEF0
TEXTS = st.text("ab中\0", max_size=5) | st.integers(0, 300).map("x".__mul__)
VALUES = {
    pa.string(): TEXTS,
    pa.int64(): st.integers(-2, 2) | st.integers(-(2**63), 2**63 - 1),
    pa.float64(): st.sampled_from([0.0, -0.0, 1.5, -1.5, math.nan, math.inf]),
    pa.bool_(): st.booleans(),
    pa.date32(): st.dates(date(1960, 1, 1), date(1960, 1, 9)),
    pa.timestamp("s"): st.datetimes(datetime(2025, 1, 1), datetime(2025, 1, 1, 0, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0)
    ),
}
COLUMNS = st.sampled_from(sorted(VALUES, key=str)).flatmap(
    lambda kind: st.lists(st.none() | VALUES[kind], max_size=25).map(
        lambda cells: pa.array(cells, kind)
    )
)


def _same(one: object, other: object) -> bool:
    both_nan = one != one and other != other
    return both_nan or one == other


@given(COLUMNS)
@settings(max_examples=150)
def test_two_cells_have_the_same_digest_exactly_where_they_say_the_same(cells):
    said, digests = cells.to_pylist(), cell_digests(cells, SALT)
    for at in range(len(said)):
        for other in range(at):
            assert (digests[at] == digests[other]) == _same(said[at], said[other])


@given(COLUMNS, st.integers(0, 5))
def test_a_digest_does_not_depend_on_how_the_cells_lie_in_the_memory(cells, begin):
    digests = cell_digests(cells, SALT)
    slice_ = cells.slice(begin)
    assert (cell_digests(slice_, SALT) == digests[begin:]).all()
    alone = [cell_digests(cells.take(pa.array([at])), SALT)[0] for at in range(len(cells))]
    assert alone == digests.tolist()
    if pa.types.is_string(cells.type):
        coded = cells.dictionary_encode().slice(begin)
        assert (cell_digests(coded, SALT) == digests[begin:]).all()


def test_another_salt_gives_other_digests():
    cells = pa.array(["a", "b", None, ""])
    other = SALT ^ 0xFEDC_BA98_7654_3210
    assert not set(cell_digests(cells, SALT).tolist()) & set(cell_digests(cells, other).tolist())


def test_a_million_keys_that_count_up_have_a_million_digests():
    texts = pa.array(np.arange(1_000_000)).cast(pa.string())
    assert len(np.unique(cell_digests(texts, SALT))) == 1_000_000
    assert len(np.unique(cell_digests(pa.array(np.arange(1_000_000)), SALT))) == 1_000_000


def test_cells_of_another_kind_are_refused():
    with pytest.raises(TypeError):
        cell_digests(pa.array([[1]]), SALT)


def both_ways(cells):
    """The digests without and with machine code, which are the same."""
    found = []
    for is_loaded in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(made, "is_loaded", lambda is_loaded=is_loaded: is_loaded)
            found.append(cell_digests(cells, SALT).tolist())
    assert found[0] == found[1]
    return found[0]


@given(COLUMNS, st.integers(0, 5))
@settings(max_examples=100)
def test_machine_code_makes_the_same_digests(cells, begin):
    both_ways(cells.slice(min(begin, len(cells))))


def test_machine_code_reads_long_and_short_texts_to_their_end():
    texts = ["x" * length for length in (*range(40), 255, 256, 257, 4_000)] + ["山西" * 9, None, ""]
    found = both_ways(pa.array(texts, pa.string()))
    assert len(set(found)) == len(texts) - 1  # two of them are empty texts
