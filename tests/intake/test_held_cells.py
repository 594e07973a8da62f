"""Rows held aside say what was handed in, as JSON would write the text of every cell."""

from __future__ import annotations

import json
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.intake import held
from jidi.intake.held import cells_as_json

TEXTS = (
    st.none() | st.text(max_size=6) | st.sampled_from(['"', "\\", "\n", "\x00", "晋", "x" * 2100])
)
TIMES = st.none() | st.datetimes()
WHOLE = TIMES.map(lambda time: time and time.replace(microsecond=0))
COLUMNS = [
    (pa.string(), TEXTS),
    (pa.large_string(), TEXTS),
    (pa.timestamp("us"), TIMES),
    (pa.timestamp("us"), WHOLE),
    (pa.int64(), st.none() | st.integers(-(2**63), 2**63 - 1)),
    (pa.float64(), st.none() | st.floats()),
    (pa.bool_(), st.none() | st.booleans()),
    (pa.date32(), st.none() | st.dates(date(1, 1, 1))),
]


def written(values: dict[str, object]) -> str:
    """The row, written cell by cell."""
    said = {k: None if v is None else str(v)[:2000] for k, v in values.items()}
    return json.dumps(said, ensure_ascii=False)


@given(st.data())
def test_each_row_is_written_as_json_writes_it(data):
    rows = data.draw(st.integers(0, 5))
    cells, names = {}, {}
    for at in range(data.draw(st.integers(1, 4))):
        kind, values = COLUMNS[data.draw(st.integers(0, len(COLUMNS) - 1))]
        names[str(at)] = data.draw(st.text(max_size=3)) + str(at)
        cells[str(at)] = pa.array(data.draw(st.lists(values, min_size=rows, max_size=rows)), kind)
        if pa.types.is_string(kind) and data.draw(st.booleans()):
            cells[str(at)] = cells[str(at)].dictionary_encode()
    batch = pa.RecordBatch.from_pydict(cells)
    expected = [
        written({names[name]: value for name, value in row.items()}) for row in batch.to_pylist()
    ]
    assert cells_as_json(batch, [names[name] for name in cells]).to_pylist() == expected


def test_rows_that_say_much_are_joined_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch):
    batch = pa.RecordBatch.from_pydict({"a": ["1", "2", "3", "4", "5"], "b": [1, 2, 3, 4, 5]})
    at_once = cells_as_json(batch, ["a", "b"])
    monkeypatch.setattr(held, "MOST_BYTES", 70_000)
    in_pieces = cells_as_json(batch, ["a", "b"])
    assert in_pieces.num_chunks > 1
    assert in_pieces == at_once


def test_rows_without_a_column_are_rows_still():
    none = pa.RecordBatch.from_struct_array(pa.array([{}, {}], pa.struct([])))
    assert cells_as_json(none, []).to_pylist() == ["{}", "{}"]
