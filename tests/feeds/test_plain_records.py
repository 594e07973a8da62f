"""Separated text says the same whether machine code splits it or it is read with all care."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.feeds import cell_places, columns, separated
from jidi.feeds.cell_places import SplitPiece
from jidi.feeds.columns import Columns
from jidi.feeds.handed import Part
from jidi.feeds.limits import LIMITS

CELLS = st.text("ab中 .", max_size=18) | st.integers(0, 99).map(str)
QUOTED = CELLS.map(lambda cell: f'"{cell}"') | st.sampled_from(['""', '"a,b;c\t|"', '"\x01\t"'])
RECORDS = st.builds(
    lambda cells, sign, end: (sign.join(cells) + end).encode(),
    st.lists(CELLS | QUOTED, min_size=3, max_size=3),
    st.just(","),
    st.sampled_from(["", "\r"]),
)
ODD = (
    b"",
    b"\r",
    b",,",
    b"a,b",
    b"a,b,c,d",
    b"a,b,c,",
    b'"a,b,c',
    b'a"b,c,d',
    b'"a"b,c,d',
    b'"a""b",c,d',
    b'""a,b,c',
    b'a,b,"c',
    b"a\0,b,c",
    b'"a\0",b,c',
    b"a\rb,c,d",
    b'"a\rb",c,d',
    b"a,b,c\r\r",
    b"\xff,b,c",
    b'"a\nb",c,d',
    b'"",,""',
)
LINES = st.lists(RECORDS | RECORDS | RECORDS | st.sampled_from(ODD), max_size=12)
PIECES = st.lists(LINES.filter(bool), min_size=1, max_size=4)
HEAD = b"x,y,z\n"


def blocks_of(pieces: list[bytes]) -> list[object]:
    """All that a reading of these pieces gives, block by block."""
    part = Part("x.csv", "", BytesIO, None)
    reading = separated._Reading(part, separated.shape_of(part, HEAD, LIMITS), next_row=2)
    last = len(pieces) - 1
    return [
        (
            block.cells.schema.names,
            [column.to_pylist() for column in block.cells.columns],
            block.row_numbers().to_pylist(),
            [(row.row, row.text, row.reason.code, row.reason.facts) for row in block.broken],
        )
        for block in reading.blocks((piece, at == last) for at, piece in enumerate(pieces))
    ]


def rows_of(pieces: list[bytes]) -> tuple[list[object], list[object]]:
    """The rows, and those set aside: which block they stand in says nothing."""
    blocks = blocks_of(pieces)
    rows = [row for _, cells, numbers, _ in blocks for row in zip(numbers, *cells, strict=True)]
    return rows, [row for *_, broken in blocks for row in broken]


def both_ways(pieces: list[bytes], mp: pytest.MonkeyPatch) -> tuple[object, object]:
    """By machine code, and without it."""
    mp.setattr(cell_places, "_ODD_LINES", 1)
    mp.setattr(separated, "is_kernel_worth_it", lambda *_: True)
    fast = rows_of(pieces)
    mp.setattr(separated, "is_kernel_worth_it", lambda *_: False)
    return fast, rows_of(pieces)


@given(PIECES)
@settings(max_examples=200)
def test_machine_code_and_careful_reading_agree(pieces):
    texts = [b"\n".join(lines) + b"\n" for lines in pieces]
    with pytest.MonkeyPatch.context() as mp:
        fast, careful = both_ways(texts, mp)
    assert fast == careful


@pytest.mark.parametrize("line", ODD)
def test_each_odd_line_among_plain_ones_is_read_with_care(line, monkeypatch):
    piece = b"a,b,c\n" + line + b'\n"d",e,\n' + b"f,g,h\r\n"
    fast, careful = both_ways([piece, piece, b"i,j,k\n"], monkeypatch)
    assert fast == careful


def test_of_a_piece_with_few_odd_lines_only_those_are_read_with_care(monkeypatch):
    read = []
    careful = separated._Reading._with_care
    monkeypatch.setattr(
        separated._Reading,
        "_with_care",
        lambda self, lines, **how: read.append(lines) or careful(self, lines, **how),
    )
    monkeypatch.setattr(separated, "is_kernel_worth_it", lambda *_: True)
    (found,) = blocks_of([b"a,b,c\n" * 20 + b"a,b\n" + b"a,b,c\n" * 20])
    assert read == [b"a,b\n"]
    assert found[2] == [*range(2, 22), *range(23, 43)]
    assert [(row, code) for row, _, code, _ in found[3]] == [(22, "E-301")]


# Columns


def split(texts: list[str | None]) -> SplitPiece:
    """These texts as the cells of one column."""
    said = [(text or "").encode() for text in texts]
    lengths = np.array([[len(one) or -1 for one in said]], np.int32)
    starts = np.array([np.cumsum([0, *map(len, said[:-1])])], np.int32)
    piece = np.frombuffer(b"".join(said) + b"\n" * 8, np.uint8)
    return SplitPiece(piece, starts, lengths, np.zeros(len(said), bool))


TEXTS = st.none() | st.sampled_from(["a", "b", "a long text of thirty letters!", "中文", "x" * 300])


@given(st.lists(st.lists(TEXTS | st.text(min_size=1, max_size=9), min_size=1), max_size=4))
def test_a_column_says_what_its_cells_say_in_whatever_way_it_is_kept(pieces):
    with pytest.MonkeyPatch.context() as mp:
        mp.setattr(columns, "_LOOKED_AT", 4)
        mp.setattr(columns, "_MOST_TEXTS", 8)
        mp.setattr(columns, "_MOST_LETTERS", 64)
        made = Columns(1)
        for texts in pieces:
            (column,) = made.of(split(texts), None)
            column.validate(full=True)
            assert column.to_pylist() == texts


def test_few_texts_that_come_often_come_by_way_of_one_dictionary():
    made = Columns(1)
    often = ["a", "b", None, "c"] * 1_024
    (first,) = made.of(split(often), None)
    (second,) = made.of(split(["c", "d", "a"]), None)
    assert pa.types.is_string(first.type)
    assert second.dictionary.to_pylist() == ["c", "d", "a"]
    (third,) = made.of(split(["d", "e"]), None)
    assert third.dictionary.to_pylist() == ["c", "d", "a", "e"]
    (many,) = made.of(split([str(number) for number in range(5_000)]), None)
    assert pa.types.is_string(many.type)
