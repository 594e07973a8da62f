"""Separated text gives every row once: as cells, or set aside with its number and a reason."""

from __future__ import annotations

import csv
import gzip
import io

import pytest
from feed_files import read
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.feeds import open_feed

SCANS = "运单号,企业,件数\n773001,顺丰,1\n773002,中通,2\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_the_encoding_is_found_and_reported(tmp_path, encoding):
    seen = read(tmp_path, SCANS.encode(encoding))
    assert seen.feed.encoding == encoding
    assert seen.rows["", 3] == {"运单号": "773002", "企业": "中通", "件数": "2"}
    assert ("E-901" in seen.notes) == (encoding in ("utf-16-le", "utf-16-be"))


def test_traditional_characters_in_big5_are_not_taken_for_gb18030(tmp_path):
    seen = read(tmp_path, "單號,企業\n1,順豐\n".encode("big5"))
    assert seen.rows["", 2] == {"單號": "1", "企業": "順豐"}
    assert seen.notes == {"E-901"}


def test_an_encoding_that_shows_late_is_found(tmp_path):
    early = b"id,name\n" + (b"773001," + b"p" * 500 + b"\n") * 3_000
    seen = read(tmp_path, early + "773002,顺丰\n".encode("gb18030"))
    assert seen.feed.encoding == "gb18030"
    assert seen.rows["", 3_002]["name"] == "顺丰"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("kind", "delimiter"), [("csv", ","), ("tsv", "\t"), ("csv", ";")])
def test_separators_and_line_ends_are_told_by_the_content(tmp_path, line_end, kind, delimiter):
    text = SCANS.replace(",", delimiter).replace("\n", line_end)
    seen = read(tmp_path, text.encode(), "无名")
    assert seen.feed.kind == kind
    assert [row["件数"] for row in seen.rows.values()] == ["1", "2"]


def test_broken_rows_stand_beside_the_good_ones_with_number_and_reason(tmp_path):
    seen = read(
        tmp_path,
        b'a,b\n1,2\n1,2,3\n4\n\n"5,6\n7,"8"\n9,"x\ny"\n"p"q,1\n\xff,1\nz\x00,1\n1\r2,3\n10,11',
    )
    assert list(seen.rows) == [("", n) for n in (2, 7, 8, 13)]
    assert seen.rows["", 8] == {"a": "9", "b": "x\ny"}
    assert {row: code for (_, row), code in seen.broken.items()} == {
        3: "E-301",
        4: "E-301",
        6: "E-302",
        9: "E-302",
        10: "E-304",
        11: "E-303",
        12: "E-309",
    }


def test_a_line_longer_than_allowed_is_set_aside_and_the_next_ones_are_read(tmp_path):
    seen = read(tmp_path, b"a,b\n1,2\n" + b"x" * 20_000_000 + b"\n3,4")
    assert seen.values == [["1", "2"], ["3", "4"]]
    assert seen.broken == {("", 3): "E-305"}


def test_one_open_quote_in_a_long_file_costs_one_row(tmp_path):
    line = b"773001,arrived_hub," + b"x" * 500 + b"\n"
    seen = read(tmp_path, b"a,b,c\n" + line * 20_000 + b'773,"x,1\n' + line * 20_000)
    assert len(seen.rows) == 40_000
    assert seen.broken == {("", 20_002): "E-302"}


@pytest.mark.parametrize(
    "text",
    ["2025年快递业务量,,\n企业,件数,\n甲,1,\n合计,1\n", "企业,件数,件数\n甲,1,2\n", "1,2\n3,4\n"],
)
def test_without_a_plain_header_the_rows_come_as_a_grid(tmp_path, text):
    seen = read(tmp_path, text.encode())
    assert seen.grids == {True}
    assert next(iter(seen.rows)) == ("", 1)
    assert list(seen.rows["", 1]) == [str(n + 1) for n in range(len(seen.rows["", 1]))]
    assert len(seen.rows) == text.count("\n")


def test_a_gz_is_seen_through(tmp_path):
    seen = read(tmp_path, gzip.compress(SCANS.encode("gb18030")), "交来.csv.gz")
    assert (seen.feed.kind, seen.feed.encoding, len(seen.rows)) == ("csv", "gb18030", 2)


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t"),
    max_size=8,
)


@settings(max_examples=60)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=30), quote=st.booleans())
def test_what_the_standard_library_writes_is_read_back(tmp_path_factory, rows, quote):
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL)
    writer.writerows([("甲", "乙", "丙"), *rows])
    seen = read(tmp_path_factory.getbasetemp(), out.getvalue().encode())
    assert not seen.broken
    written = [[cell or None for cell in row] for row in rows]
    assert seen.values == [row for row in written if any(row)]


def test_a_plain_file_needs_no_folder_that_a_killed_process_could_leave_behind(
    tmp_path, monkeypatch
):
    def refuse(**_):
        raise AssertionError("no folder is needed")

    monkeypatch.setattr("jidi.feeds.opening.tempfile.TemporaryDirectory", refuse)
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with open_feed(path) as feed:
        (block,) = feed.blocks()
    assert block.cells.to_pylist() == [{"a": "1", "b": "2"}]
