"""Digests of rows: by key, and by all they say."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest

from jidi.lake.row_digests import RowDigests
from jidi.model.catalogue import Catalogue

FIRST = {
    "event_id": "E1",
    "parcel_id": "P1",
    "step": "accepted",
    "operator_id": "O1",
    "division": "140105000000",
    "occurred_at": datetime(2025, 11, 11, 8),  # noqa: DTZ001
    "received_at": datetime(2025, 11, 11, 9),  # noqa: DTZ001
}


@pytest.fixture(scope="module")
def event():
    return Catalogue().table("event")


def _rows(event, *rows):
    schema = pa.schema([field for field in event.arrow_schema if field.name != "origin"])
    return pa.RecordBatch.from_pylist([FIRST | row for row in rows], schema)


def test_a_copy_has_both_digests_and_another_under_its_key_only_the_first(event):
    rows = _rows(event, {}, {}, {"bag_id": "B"}, {"event_id": "E2"})
    keys, whole = RowDigests(event).of(rows)
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert whole[0] == whole[1]
    assert len(set(whole.tolist())) == 3


def test_the_same_text_in_another_column_is_another_row(event):
    rows = _rows(event, {"bag_id": "X"}, {"vehicle_id": "X"}, {"bag_id": "Y", "vehicle_id": "X"})
    _, whole = RowDigests(event).of(rows)
    assert len(set(whole.tolist())) == 3


def test_a_row_that_declares_another_to_be_in_error_has_a_key_of_its_own(event):
    later = {"withdrawn_at": datetime(2025, 11, 12)}  # noqa: DTZ001
    keys, _ = RowDigests(event).of(_rows(event, {}, later, later | {"bag_id": "B"}))
    assert keys[0] != keys[1] == keys[2]


def test_texts_by_way_of_a_dictionary_have_the_same_digests(event):
    rows = _rows(event, {}, {"facility_id": "F"}, {"facility_id": "F", "event_id": "E2"})
    coded = pa.RecordBatch.from_arrays(
        [c.dictionary_encode() if pa.types.is_string(c.type) else c for c in rows.columns],
        names=rows.schema.names,
    )
    digests = RowDigests(event)
    for plain, by_code in zip(digests.of(rows), digests.of(coded), strict=True):
        assert plain.tolist() == by_code.tolist()
