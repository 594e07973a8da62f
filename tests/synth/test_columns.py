from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import InputError
from jidi.model.table import Column, Table, TableKind
from jidi.synth.columns import batch, coded, fixed, joined_columns, known_if, numbered, picked

TABLE = Table(
    name="thing",
    zh="物",
    en="Thing",
    kind=TableKind.REGISTER,
    describes_zh="物",
    describes_en="Things",
    key=("id",),
    columns=(
        Column(name="id", zh="号", en="Id", type="text", required=True),
        Column(name="count", zh="数", en="Count", type="integer"),
        Column(name="share", zh="比", en="Share", type="decimal"),
        Column(name="on", zh="日", en="On", type="date"),
        Column(name="good", zh="好", en="Good", type="boolean"),
    ),
)


@given(
    numbers=st.lists(st.integers(0, 10**12 - 1), min_size=1, max_size=20),
    prefix=st.sampled_from(["A", "SX-F", "IM250101"]),
)
def test_numbered_texts_are_the_prefix_and_the_padded_number(numbers, prefix):
    texts = numbered(prefix, np.array(numbers, np.int64), digits=12)
    assert [t.decode() for t in texts] == [f"{prefix}{n:012}" for n in numbers]


def test_fewer_digits_keep_the_low_ones():
    assert numbered("B", np.array([7, 421]), digits=3).tolist() == [b"B007", b"B421"]


@given(st.lists(st.one_of(st.none(), st.integers(0, 999)), min_size=1, max_size=40))
def test_fixed_texts_become_an_arrow_column_with_nulls_where_empty(values):
    texts = np.array([b"" if v is None else f"{v:03}".encode() for v in values], "S3")
    column = fixed(texts)
    column.validate(full=True)
    assert column.to_pylist() == [None if v is None else f"{v:03}" for v in values]


def test_a_place_below_zero_is_unknown():
    assert coded(("a", "b"), np.array([1, -1, 0])).to_pylist() == ["b", None, "a"]
    texts = np.array([b"x", b"y"])
    assert picked(texts, np.array([1, -1])).tolist() == [b"y", b""]


def test_a_batch_has_the_schema_of_the_lake_and_says_it_is_synthetic():
    made = batch(
        TABLE,
        {
            "id": np.array([b"a1", b"a2"]),
            "count": np.ma.masked_array([3, 4], [False, True]),
            "share": np.array([0.5, np.nan]),
            "on": np.array(["2025-01-02", "NaT"], "M8[D]"),
        },
    )
    assert made.schema == TABLE.arrow_schema
    assert made.to_pylist() == [
        {
            "id": "a1",
            "count": 3,
            "share": 0.5,
            "on": date(2025, 1, 2),
            "good": None,
            "origin": "synthetic",
        },
        {"id": "a2", "count": None, "share": None, "on": None, "good": None, "origin": "synthetic"},
    ]


@pytest.mark.parametrize(
    ("columns", "named"), [({"count": np.array([1])}, "id"), ({"id": ["a"], "x": ["b"]}, "x")]
)
def test_a_batch_refuses_columns_that_lack_or_are_too_many(columns, named):
    with pytest.raises(InputError) as refused:
        batch(TABLE, columns)
    assert (refused.value.code, refused.value.facts["columns"]) == ("S-102", named)


def test_unknown_values_keep_their_kind():
    condition = np.array([True, False])
    assert known_if(condition, np.array([b"a", b"b"])).tolist() == [b"a", b""]
    assert np.isnat(known_if(condition, np.array(["2025", "2025"], "M8[D]"))).tolist() == [
        False,
        True,
    ]
    assert known_if(condition, np.array([1, 2])).mask.tolist() == [False, True]


def test_parts_are_joined_with_their_masks():
    parts = [
        {"a": [1], "b": np.array([1]), "c": np.ma.masked_array([1], [True])},
        {"a": [2], "b": np.array([2]), "c": np.array([2])},
    ]
    joined = joined_columns(parts)
    assert joined["a"] == [1, 2]
    assert joined["b"].tolist() == [1, 2]
    assert pa.array(joined["c"].data, mask=joined["c"].mask).to_pylist() == [None, 2]
