"""The filters of keys in Parquet files, read by us and written by Arrow."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.lake.key_filter import KeyFilter, key_digest


@pytest.mark.parametrize(
    "text, digest",
    [
        ("", 0xEF46DB3751D8E999),
        ("a", 0xD24EC4F1A98C6E5B),
        ("abc", 0x44BC2CF5AD770999),
    ],
)
def test_the_digest_is_the_published_one(text, digest):
    assert key_digest(text) == digest


def _written(keys: list[str]) -> tuple[KeyFilter | None, bytes]:
    sink = io.BytesIO()
    filters = {"k": {"ndv": max(1, len(set(keys))), "fpp": 0.01}}
    pq.write_table(pa.table({"k": keys}), sink, bloom_filter_options=filters)
    content = sink.getvalue()
    column = pq.read_metadata(io.BytesIO(content)).row_group(0).column(0)
    offset, length = column.bloom_filter_offset, column.bloom_filter_length
    return KeyFilter.at(offset, length, lambda start, end: content[start:end]), content


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=90), min_size=1, max_size=60))
def test_a_key_that_was_written_is_never_ruled_out(keys):
    found, content = _written(keys)
    assert found is not None
    for key in keys:
        assert found.may_hold(key_digest(key), lambda start, end: content[start:end])


def test_nearly_every_key_that_was_not_written_is_ruled_out():
    found, content = _written([f"SX{n:014d}" for n in range(5_000)])
    assert found is not None
    others = [f"NM{n:014d}" for n in range(2_000)]
    wrong = [o for o in others if found.may_hold(key_digest(o), lambda a, b: content[a:b])]
    assert len(wrong) < 60


@pytest.mark.parametrize("header", [b"", b"\x15", b"\x16\x40", b"\x15\x40\x1c\x2c", b"\x15" * 40])
def test_a_filter_of_another_form_is_not_asked(header):
    assert KeyFilter.at(0, 64, lambda start, end: header[start:end]) is None
