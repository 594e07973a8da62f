"""Lines of JSON say the same whether machine code splits them or they are read with all care."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.feeds import cell_places, ndjson
from jidi.feeds.handed import Part
from jidi.feeds.limits import LIMITS

KEYS = ("甲", "b", "a_key_of_more_than_eight")
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.text(st.characters(codec="utf-8", exclude_characters='"\\'), max_size=20)
)
ODD = st.sampled_from([1.5, -0.0, 10**30, 'a"b', "a\\b", "\u2028\x01", [1], {"x": None}, "\ud800"])
SAID = st.dictionaries(st.sampled_from(KEYS), PLAIN)
OBJECTS = st.builds(
    lambda said, is_ascii, blanks: json.dumps(
        said, ensure_ascii=is_ascii, separators=(f"{blanks},{blanks}", f"{blanks}:{blanks}")
    ).encode("utf-8", "surrogatepass"),
    SAID | st.dictionaries(st.sampled_from(KEYS), PLAIN | ODD),
    st.sampled_from([False, False, True]),
    st.sampled_from(["", " ", "\t"]),
)
BROKEN = (
    b"",
    b"  \r",
    b"{}",
    b"{} {}",
    b"{",
    b'{"b"',
    b'{"b":',
    b'{"b": "x',
    b'{"b": 1,}',
    b'{"b": 01}',
    b'{"b": -0}',
    b'{"b": -}',
    b'{"b": 1e3}',
    b'{"b": nul}',
    b'{"b": trueish}',
    b'{"b": 1} x',
    b'{"b": 1, "b": 2}',
    b'{"b"1": 2}',
    b'{"bb": 2}',
    b'{"\\u0062": 2}',
    b'{"b": "\xff"}',
    b'{"b": "\t"}',
    b'  {"b": ""}\r',
    b"[1]",
    b"null",
)
LINES = st.lists(
    OBJECTS | SAID.map(lambda said: json.dumps(said).encode()) | st.sampled_from(BROKEN),
    max_size=12,
)
PIECES = st.lists(LINES, min_size=1, max_size=4)
FIRST = json.dumps(dict.fromkeys(KEYS, "x"), ensure_ascii=False).encode()


def blocks_of(pieces: list[bytes]) -> list[object]:
    """All that a reading of these pieces gives, block by block."""
    reading = ndjson._Reading(Part("x.ndjson", "", BytesIO, None), LIMITS)
    found = [reading.block(piece) for piece in pieces]
    return [
        block
        and (
            block.cells.schema.names,
            block.cells.to_pydict(),
            block.row_numbers().to_pylist(),
            [(row.row, row.text, row.reason.code, row.reason.facts) for row in block.broken],
        )
        for block in found
    ]


def both_ways(pieces: list[bytes], mp: pytest.MonkeyPatch) -> tuple[list[object], list[object]]:
    """By machine code, and without it."""
    mp.setattr(cell_places, "_ODD_LINES", 1)
    mp.setattr(ndjson, "is_kernel_worth_it", lambda *_: True)
    fast = blocks_of(pieces)
    mp.setattr(ndjson, "is_kernel_worth_it", lambda *_: False)
    return fast, blocks_of(pieces)


@given(PIECES)
@settings(max_examples=200)
def test_machine_code_and_careful_reading_agree(pieces):
    texts = [b"\n".join([FIRST, *lines]) + b"\n" for lines in pieces]
    with pytest.MonkeyPatch.context() as mp:
        fast, careful = both_ways(texts, mp)
    assert fast == careful


def test_of_a_piece_with_few_odd_lines_only_those_are_read_one_by_one(monkeypatch):
    read = []
    monkeypatch.setattr(ndjson, "is_kernel_worth_it", lambda *_: True)
    monkeypatch.setattr(ndjson, "object_of", lambda line: read.append(line) or {"a": "odd"})
    plain, odd = b'{"a": "x"}\n', b'{"a": 1.5}\n'
    _, found = blocks_of([plain * 3, plain * 20 + odd + plain * 20])
    assert read == [odd.strip()]
    assert found[1] == {"a": ["x"] * 20 + ["odd"] + ["x"] * 20}
    assert found[2] == list(range(4, 45))


def test_where_most_lines_are_odd_machine_code_is_given_up(monkeypatch):
    monkeypatch.setattr(ndjson, "is_kernel_worth_it", lambda *_: True)
    reading = ndjson._Reading(Part("x.ndjson", "", BytesIO, None), LIMITS)
    for _ in range(6):
        reading.block(b'{"a": 1.5}\n' * 10)
    assert reading.odd_pieces == cell_places.ODD_PIECES


def test_a_long_line_is_split_at_every_place(monkeypatch):
    long = [{"b": "x" * length, "甲": "y" * (40 - length)} for length in range(41)]
    pieces = [FIRST + b"\n"] + [
        json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in long
    ]
    fast, careful = both_ways(pieces, monkeypatch)
    assert fast == careful


@pytest.mark.parametrize("line", BROKEN)
def test_each_odd_line_among_plain_ones_is_read_with_care(line, monkeypatch):
    piece = FIRST + b"\n" + line + b"\n" + FIRST + b"\n"
    fast, careful = both_ways([FIRST + b"\n", piece, piece], monkeypatch)
    assert fast == careful


@pytest.mark.parametrize(
    "late", [b'{"b": "new"}\n', b'{"a": 1.50}\n', b"{broken\n", b"\n", b'{"a": null}\n']
)
@pytest.mark.parametrize("where", [1, 4_999, 5_000])
def test_keys_learnt_from_the_first_lines_do_not_hide_later_ones(late, where, monkeypatch):
    lines = [b'{"a": "x", "at": "2025-01-02 03:04:05"}\n' for _ in range(5_000)]
    lines.insert(where, late)
    fast, careful = both_ways([b"".join(lines)] * 2, monkeypatch)
    assert fast == careful
