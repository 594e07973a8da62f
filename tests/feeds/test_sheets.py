"""Workbooks come as grids of text; what a spreadsheet hides is noted; hostile ones are refused."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from feed_files import read, refusal, seen, written
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import InputError
from jidi.feeds import open_feed


def book(fill, **options) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as workbook:
        fill(workbook)
    return out.getvalue()


def monthly(workbook):
    sheet = workbook.add_worksheet("一月")
    sheet.merge_range("B2:C2", "快递业务量（万件）")
    sheet.write_row("A3", ["企业", "同城", "日期", "时刻", "已核"])
    dated = workbook.add_format({"num_format": "yyyy-mm-dd"})
    timed = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row("A5", ["甲", 1.5])
    sheet.write_datetime("C5", datetime(2025, 1, 31), dated)  # noqa: DTZ001
    sheet.write_datetime("D5", datetime(2025, 1, 31, 12, 30), timed)  # noqa: DTZ001
    sheet.write_boolean("E5", True)
    sheet.write_formula("A6", "=1/0", None, "#DIV/0!")
    sheet.write_formula("B6", "=B5*2", None, 3)
    sheet.write_formula("C6", "=B5", None, "")
    sheet.write_number("A7", 773012345678901234)
    hidden = workbook.add_worksheet("底稿")
    hidden.write("A1", "x")
    hidden.hide()
    workbook.add_worksheet("空")


def repacked(data: bytes, *, packed: bool = True, **changed: str | bytes) -> bytes:
    """The workbook with members replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else 0) as new:
        for name, content in {**members, **changed}.items():
            new.writestr(name, content)
    return out.getvalue()


SMALL = book(lambda b: b.add_worksheet().write_row(0, 0, ["a", 1]))
SHEET = "xl/worksheets/sheet1.xml"


def with_cells(cells: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
    return repacked(SMALL, **{SHEET: xml})


def test_cells_come_as_text_with_their_row_numbers(tmp_path):
    found = read(tmp_path, book(monthly), "月报.xlsx")
    assert (found.feed.kind, found.feed.encoding, found.grids) == ("xlsx", "", {True})
    assert found.rows["一月", 3] == {
        "1": "企业",
        "2": "同城",
        "3": "日期",
        "4": "时刻",
        "5": "已核",
    }
    assert list(found.rows["一月", 5].values()) == [
        *("甲", "1.5", "2025-01-31", "2025-01-31T12:30:00", "TRUE")
    ]
    assert list(found.rows["一月", 6].values()) == ["#DIV/0!", "3", None, None, None]
    assert [key for key in found.rows if key[0] == "底稿"] == [("底稿", 1)]
    assert ("一月", 4) not in found.rows


def test_what_a_spreadsheet_hides_is_noted(tmp_path):
    with open_feed(written(tmp_path, book(monthly), "月报.xlsx")) as feed:
        said = {note.code: note for note in feed.notes}
        merged = next(feed.blocks()).merged
    assert set(said) == {"E-908", "E-909", "E-910", "E-911", "E-912"}
    assert said["E-908"].facts["count"] == 3
    assert said["E-909"].facts["count"] == 1
    assert "底稿" in said["E-911"].what("zh")
    assert merged == ((2, 2, 2, 3),)


def test_macros_and_links_to_other_files_are_noted(tmp_path):
    data = repacked(
        SMALL, **{"xl/vbaProject.bin": b"\0", "xl/externalLinks/externalLink1.xml": "<x/>"}
    )
    found = read(tmp_path, data, "宏.xlsm")
    assert found.notes == {"E-906", "E-907"}
    assert found.values == [["a", "1"]]


def test_a_workbook_in_a_zip_is_read(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("月报.xlsx", SMALL)
    found = read(tmp_path, out.getvalue(), "月报.zip")
    assert found.feed.kind == "xlsx"
    assert list(found.rows) == [("月报.xlsx/Sheet1", 1)]


def as_xls(folder):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice, which writes .xls, is not installed")
    path = written(folder, book(monthly), "月报.xlsx")
    command = [soffice, "--headless", "--convert-to", "xls", "--outdir", folder, path]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "月报.xls"


def test_an_old_workbook_is_read(tmp_path):
    with open_feed(as_xls(tmp_path)) as feed:
        found = seen(feed)
    assert found.feed.kind == "xls"
    assert list(found.rows["一月", 5].values())[:3] == ["甲", "1.5", "2025-01-31"]


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{}">]><sst><si><t>&a;</t></si></sst>'
HOSTILE = {
    "two cells far apart": (
        with_cells(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
            '<c r="XFD1048576"><v>1</v></c></row>'
        ),
        {"E-143", "E-132", "E-141"},
    ),
    "long and wide": (
        with_cells(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
            '<c r="BZ1048576"><v>1</v></c></row>'
        ),
        {"E-145", "E-143"},
    ),
    "too many columns": (
        with_cells('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
        {"E-132"},
    ),
    "packed beyond belief": (with_cells(" " * 100_000_000), {"E-113"}),
    "billion laughs": (
        repacked(SMALL, **{"xl/sharedStrings.xml": LAUGHS.format("ha" * 100)}),
        {"E-144"},
    ),
    "laughs in UTF-16": (
        repacked(SMALL, **{"xl/sharedStrings.xml": LAUGHS.format("ha").encode("utf-16")}),
        {"E-144"},
    ),
    "not XML": (with_cells("<row><c r='A1"), {"E-141", "E-103"}),
    "no sheet": (repacked(SMALL, **{"xl/workbook.xml": "<x/>"}), {"E-103", "E-141"}),
    "path outside": (repacked(SMALL, **{"../x.xml": "<x/>"}), {"E-115"}),
    "empty": (book(lambda b: b.add_worksheet()), {"E-103"}),
    "locked": (OLD + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(504), {"E-142"}),
    "old one of nothing": (OLD + bytes(2_000), {"E-141"}),
    "old one cut off": (OLD, {"E-141"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused(tmp_path, name):
    data, codes = HOSTILE[name]
    assert refusal(written(tmp_path, data, "月报.xlsx")).code in codes


@settings(max_examples=6)
@given(at=st.floats(0, 1), put=st.binary(min_size=1, max_size=8))
def test_a_spoilt_workbook_is_read_or_refused_with_a_code(tmp_path_factory, at, put):
    read_or_refused(tmp_path_factory.getbasetemp(), spoilt(SMALL, at, put))


def spoilt(data: bytes, at: float, put: bytes) -> bytes:
    place = int(at * len(data))
    return data[:place] + put + data[place + len(put) :]


def read_or_refused(folder, data: bytes) -> None:
    try:
        read(folder, data, "月报.xlsx")
    except InputError as error:
        assert error.code.startswith("E-")


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["packed", "not packed", "xls"])
def test_a_spoilt_workbook_is_read_or_refused_at_length(tmp_path_factory, kind):
    data = {"packed": lambda: SMALL, "not packed": lambda: repacked(SMALL, packed=False),
            "xls": lambda: as_xls(tmp_path_factory.mktemp("xls")).read_bytes()}[kind]()  # fmt: skip

    @settings(max_examples=300)
    @given(at=st.floats(0, 1), put=st.binary(min_size=1, max_size=8))
    def spoils(at, put):
        read_or_refused(tmp_path_factory.getbasetemp(), spoilt(data, at, put))

    spoils()
