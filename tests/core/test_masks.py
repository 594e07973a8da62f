"""Masks of whole columns say of every cell what PyArrow says of it by itself."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.masks import as_bits, as_mask, is_there

CELLS = st.lists(st.none() | st.booleans(), max_size=40)
CUTS = st.tuples(st.integers(0, 20), st.integers(0, 40))


@given(CELLS, CUTS, st.booleans())
def test_a_cell_is_what_it_says_and_an_empty_one_what_was_asked_for(cells, cut, absent):
    some = pa.array(cells, pa.bool_()).slice(*cut)
    expected = [absent if cell is None else cell for cell in some.to_pylist()]
    mask = as_mask(some, absent=absent)
    assert mask.tolist() == expected
    assert as_bits(mask).to_pylist() == expected
    assert mask.flags.writeable


@given(CELLS, CUTS)
def test_a_cell_is_there_unless_it_is_null(cells, cut):
    some = pa.array(cells, pa.bool_()).slice(*cut)
    assert is_there(some).tolist() == some.is_valid().to_pylist()


@pytest.mark.parametrize(
    "cells",
    [
        pa.array(["a", None, "b", None, "a"]),
        pa.array(["a", None, "b", None, "a"]).dictionary_encode(),
        pa.nulls(5),
        pa.nulls(5, pa.string()),
        pa.array([1.5, 2.5, 3.5, 4.5, 5.5]),
        pa.array([], pa.string()),
    ],
    ids=str,
)
def test_cells_of_any_type_are_there_unless_they_are_null(cells):
    for some in (cells, cells.slice(1, 3)):
        assert is_there(some).tolist() == some.is_valid().to_pylist()
