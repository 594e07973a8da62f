"""Rows take the table's form without loss, or are refused with every finding."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_lake import SCAN, places

from jidi.core.errors import LakeError
from jidi.lake.conform import conform


def _rows(**columns: pa.Array) -> pa.RecordBatch:
    return pa.record_batch({"id": pa.array(["a", "b"]), **columns})


def _conform(rows: pa.RecordBatch, **more) -> pa.RecordBatch:
    return conform(SCAN, rows, **({"origin": "reported"} | more))


def _codes(rows: pa.RecordBatch, **more) -> list[tuple[str, str]]:
    with pytest.raises(LakeError) as failed:
        _conform(rows, **more)
    found = [failed.value, *failed.value.also]
    return [(error.code, error.where.column) for error in found]


def test_absent_optional_columns_become_empty_and_the_origin_is_filled_in():
    done = _conform(_rows())
    assert done.schema == SCAN.arrow_schema
    assert done.column("weight").null_count == 2
    assert done.column("origin").to_pylist() == ["reported", "reported"]


def test_columns_may_come_in_any_order():
    done = _conform(pa.record_batch({"count": pa.array([1]), "id": pa.array(["a"])}))
    assert done.schema.names == SCAN.arrow_schema.names
    assert done.column("count").to_pylist() == [1]


TIME = datetime(2026, 1, 1, 10)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("column", "given_", "wanted"),
    [
        ("parcel", pa.array(["x", "y"], pa.large_string()), ["x", "y"]),
        ("parcel", pa.array(["x", "y"], pa.string_view()), ["x", "y"]),
        ("parcel", pa.array(["x", None]).dictionary_encode(), ["x", None]),
        ("count", pa.array([1, 2], pa.int8()), [1, 2]),
        ("count", pa.array([1, 2], pa.uint64()), [1, 2]),
        ("weight", pa.array([0.5, 2], pa.float32()), [0.5, 2.0]),
        ("weight", pa.array([1, 2], pa.int64()), [1.0, 2.0]),
        ("at", pa.array([TIME, None], pa.timestamp("ns")), [TIME, None]),
        ("ok", pa.nulls(2), [None, None]),
    ],
)
def test_what_loses_nothing_is_changed_to_the_lakes_type(column, given_, wanted):
    assert _conform(_rows(**{column: given_})).column(column).to_pylist() == wanted


@pytest.mark.parametrize(
    ("column", "given_"),
    [
        ("count", pa.array([1.0, 2.0])),
        ("count", pa.array(["1", "2"])),
        ("count", pa.array([2**63, 1], pa.uint64())),
        ("weight", pa.array([2**53 + 1, 1])),
        ("parcel", pa.array([1, 2])),
        ("parcel", pa.array([b"x", b"y"])),
        ("ok", pa.array([0, 1])),
        ("at", pa.array(["2026-01-01", None])),
        ("at", pa.array([TIME, TIME], pa.timestamp("s", tz="UTC"))),
        ("at", pa.array([datetime(2026, 1, 1, 1, 1, 1, 5), None])),  # noqa: DTZ001
        ("at", pa.array([TIME.date(), None])),
    ],
)
def test_what_would_lose_or_guess_is_refused(column, given_):
    assert _codes(_rows(**{column: given_})) == [("L-204", column)]


def test_all_findings_about_columns_come_in_one_pass():
    rows = pa.RecordBatch.from_arrays(
        [pa.array([1]), pa.array(["x"]), pa.array(["x"]), pa.array(["x"])],
        names=["count", "parcell", "step", "step"],
    )
    assert _codes(rows) == [("L-202", "parcell"), ("L-205", "step"), ("L-203", "id")]


def test_all_findings_about_values_come_in_one_pass():
    rows = pa.record_batch(
        {
            "id": pa.array(["a", None, None]),
            "weight": pa.array([1.0, float("nan"), float("inf")]),
            "origin": pa.array(["reported", "synthetic", None]),
        }
    )
    found = _codes(rows)
    assert found == [("L-206", "id"), ("L-208", "weight"), ("L-206", "origin"), ("L-207", "origin")]


def test_an_unknown_column_names_the_nearest():
    with pytest.raises(LakeError) as failed:
        _conform(_rows(parcell=pa.array(["x", "y"])))
    assert failed.value.facts["nearest"] == "parcel"


@given(st.lists(st.sampled_from(["x", None]), min_size=1), st.integers(1, 10**6))
def test_empty_required_values_are_counted_and_the_rows_named(values, first):
    if None not in values:
        _conform(pa.record_batch({"id": pa.array(values)}), first_row=first)
        return
    with pytest.raises(LakeError) as failed:
        _conform(pa.record_batch({"id": pa.array(values, pa.string())}), first_row=first)
    assert failed.value.code == "L-206"
    assert failed.value.facts["count"] == values.count(None)
    assert failed.value.facts["first"] == first
    assert failed.value.facts["last"] == first + len(values) - 1


def test_a_batch_without_rows_conforms():
    empty = pa.record_batch({"id": pa.array([], pa.string()), "weight": pa.array([], pa.float64())})
    assert _conform(empty).num_rows == 0


def test_row_numbers_in_messages_count_over_the_whole_load(book):
    broken = pa.table({"name": pa.array(["x", None]), "opened_on": [TIME.date()] * 2})
    with pytest.raises(LakeError) as failed:
        book.commit({"place": [places("a", "b", "c"), broken]})
    assert (failed.value.facts["first"], failed.value.facts["last"]) == (4, 5)
    assert book.files() == set()
