"""Lines of JSON give the values as text, the same whether a piece is sound or not."""

from __future__ import annotations

import json

import pytest
from feed_files import read
from hypothesis import given, settings
from hypothesis import strategies as st

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.just("2025-06-01 12:00:00"),
    st.lists(st.integers(), max_size=2),
)
OBJECTS = st.dictionaries(st.sampled_from("甲乙丙"), PLAIN, min_size=1)


def read_lines(folder, lines):
    return read(folder, "\n".join(lines).encode(), "交来.ndjson")


def test_values_become_text_and_keep_every_digit(tmp_path):
    seen = read_lines(
        tmp_path,
        [
            '{"a": 1, "at": "2025-06-01 12:00:00", "ok": true, "w": 1.50}',
            '{"a": 12345678901234567890123, "n": {"x": [1, "二"]}, "e": ""}',
        ],
    )
    assert seen.feed.kind == "ndjson"
    assert seen.rows["", 1]["at"] == "2025-06-01 12:00:00"
    assert (seen.rows["", 1]["ok"], seen.rows["", 1]["w"]) == ("true", "1.5")
    assert seen.rows["", 2]["a"] == "12345678901234567890123"
    assert seen.rows["", 2]["n"] == '{"x":[1,"二"]}'
    assert seen.rows["", 2]["e"] is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"a": 1,}', "E-306"),
        ("{'a': 1}", "E-306"),
        ('{"a": NaN}', "E-306"),
        ('{"a": 1e999}', "E-306"),
        ('{"a": 1} {"a": 2}', "E-306"),
        ('{"a": "\\ud800"}', "E-306"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "E-306"),
        ("[1, 2]", "E-307"),
        ('{"a": 1, "a": 2}', "E-308"),
        ('{"a": "' + "x" * 2_000_000 + '"}', "E-305"),
    ],
)
def test_a_bad_line_is_set_aside_and_costs_no_other(tmp_path, line, code):
    seen = read_lines(tmp_path, ['{"a": 0}', line, "", '{"a": 3}'])
    assert {row: cells["a"] for (_, row), cells in seen.rows.items()} == {1: "0", 4: "3"}
    assert seen.broken == {("", 2): code}


@settings(max_examples=60)
@given(objects=st.lists(OBJECTS, min_size=1, max_size=20))
def test_the_library_and_the_careful_reading_agree(tmp_path_factory, objects):
    lines = [json.dumps(found, ensure_ascii=False) for found in objects]
    folder = tmp_path_factory.getbasetemp()
    fast = read_lines(folder, lines)
    careful = read_lines(folder, [*lines, "{"])
    assert list(fast.rows.values()) == list(careful.rows.values())
    assert not fast.broken
    assert list(careful.broken) == [("", len(lines) + 1)]
    for found, row in zip(objects, fast.rows.values(), strict=True):
        assert {n for n, v in row.items() if v is None} >= {
            n for n, v in found.items() if v is None
        }
        for name, value in found.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert float(row[name]) == float(value)
