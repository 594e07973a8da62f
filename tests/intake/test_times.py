"""Times read by the column say what each says when it is read by itself."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jidi.intake.times import read_time, times, usual_times
from jidi.model.intake_rules import load_words

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
PIECES = ["2025", "0000", "9999", "11", "02", "30", "31", "24", "60", "-", "/", ".", ":", " ", "T"]
PIECES += ["Z", "+08:00", "+0800", "-03:30", ".5", ".123456", "年", "日", "１", "x", "无"]
USUAL = st.builds(
    "{:04}{}{:02}{}{:02}{}{:02}:{:02}:{:02}{}".format,
    st.sampled_from([0, 1, 1969, 2000, 2023, 2024, 2025, 9998, 9999]),
    st.sampled_from("-/."),
    st.integers(0, 13),
    st.sampled_from("-/."),
    st.integers(0, 32),
    st.sampled_from(" T"),
    st.integers(0, 25),
    st.integers(0, 61),
    st.integers(0, 61),
    st.sampled_from(["", "Z", ".5", ".250Z", "+08:00", ".1+0800", "+09:00", ".", " Z", "+08"]),
)
ANY = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def alone(text: str | None) -> tuple[datetime | None, bool]:
    try:
        return (None if text is None else read_time(text, load_words())), False
    except ValueError:
        return None, True


@given(st.lists(st.none() | USUAL | ANY, max_size=30), st.integers(0, 5))
@example(["2024-02-29 08:00:00", "2023-02-29 08:00:00", "2025-11-11T00:00:00Z", "昨天"], 0)
@settings(max_examples=150)
def test_a_column_of_times_says_what_each_of_them_says(texts, begin):
    cells = pa.array([*texts, "昨天"], pa.string())  # so that the library's own cast refuses
    found = times(cells.slice(min(begin, len(texts))), load_words())
    expected = [alone(text) for text in cells.to_pylist()[min(begin, len(texts)) :]]
    assert found.values.to_pylist() == [value for value, _ in expected]
    assert found.wrong is not None
    assert found.wrong.tolist() == [wrong for _, wrong in expected]


@given(st.lists(USUAL, min_size=1, max_size=30))
@settings(max_examples=100)
def test_what_is_read_at_once_is_what_is_read_by_itself(texts):
    seconds, is_read = usual_times(pa.array(texts, pa.string()))
    for text, second, done in zip(texts, seconds.tolist(), is_read.tolist(), strict=True):
        if done:
            assert (alone(text)[0] - EPOCH).total_seconds() == second


@pytest.mark.parametrize(
    "text",
    [
        "2025-11-11 08:05:00",
        "2025/11/11 08:05:00",
        "2025-11-11T08:05:00+08:00",
        "2025-11-11T00:05:00.000Z",
    ],
)
def test_the_forms_that_senders_use_most_are_read_at_once(text):
    seconds, is_read = usual_times(pa.array([text], pa.string()))
    assert is_read.tolist() == [True]
    assert seconds.tolist() == [(datetime(2025, 11, 11, 8, 5) - EPOCH).total_seconds()]  # noqa: DTZ001


def test_a_time_beyond_the_calendar_is_wrong_and_no_crash():
    found = times(pa.array(["9999-12-31 23:00:00-12:00", "x"]), load_words())
    assert found.wrong.tolist() == [True, True]
