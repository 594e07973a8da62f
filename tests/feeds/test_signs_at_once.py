"""What is looked for in a whole piece at once is found as if it were looked for sign by sign."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from jidi.feeds.lines import count_of, line_ends
from jidi.feeds.ndjson import _is_one_a_line
from jidi.feeds.quotes import is_suspect

PIECES = st.lists(st.sampled_from([b"{", b"}", b"\r", b"\n", b'"', b",", b"x"]), max_size=12)
STRAY = re.compile(rb'(?<=[^,\t;|\n\r"])"(?=[^,\t;|\n\r"])')


@given(PIECES)
@example([b"\r"])
@settings(max_examples=150)
def test_lines_that_end_with_an_object_are_counted(signs):
    piece = b"".join(signs) + b"\n"
    lines = piece.count(b"\n")
    assert line_ends(piece) == lines
    assert count_of(piece, b"{") == piece.count(b"{")
    ends = piece.count(b"}\n") + piece.count(b"}\r\n")
    holds_two = re.search(rb"\}[ \t\r]*\{", piece) is not None
    assert _is_one_a_line(piece, lines) == (ends == lines and not holds_two)


@given(PIECES)
@settings(max_examples=150)
def test_quotes_in_doubt_are_those_between_two_characters_and_those_without_a_pair(signs):
    piece = b"".join(signs).replace(b"\r", b"") + b"\n"
    in_doubt = piece.count(b'"') % 2 == 1 or STRAY.search(piece) is not None
    assert is_suspect(piece) == in_doubt
