"""Figures of tables as workbooks and pages tell them."""

from io import BytesIO

import openpyxl
import pytest

from jidi.service.rural_sheets import Sheet, digits_of, in_percent, with_numbers
from jidi.service.rural_workbook import sheets_bytes

SHEET = Sheet(
    "t", ("县", "件/日", "利用率", "元"), (("甲", 1776691.4, 0.9955, 3.25), ("乙", 7.0, None, 9.0))
)


def test_a_share_is_told_as_percent_and_never_rounded_to_full():
    told = in_percent(SHEET, 2)
    assert told.heads == ("县", "件/日", "利用率 %", "元")
    assert [row[2] for row in told.rows] == [99.55, None]


def test_large_and_whole_figures_have_no_digits_behind_the_point_and_small_ones_two():
    columns = [[row[n] for row in SHEET.rows] for n in range(4)]
    assert [digits_of(column) for column in columns] == [0, 0, 2, 2]
    book = openpyxl.load_workbook(BytesIO(sheets_bytes([SHEET], title="t", mark="")))
    page = book["t"]
    assert [page.cell(2, n).number_format for n in (2, 3, 4)] == ["#,##0", "#,##0.00", "#,##0.00"]
    assert page.cell(2, 2).value == 1776691.4  # the figure itself is kept whole


def test_a_row_that_has_more_cells_than_heads_is_no_table():
    with pytest.raises(AssertionError):
        Sheet("t", ("从", "到"), (("甲", "乙", 3),))


def test_printed_figures_become_numbers_and_codes_and_texts_stay():
    told = with_numbers(
        Sheet(
            "t",
            ("编号", "件/日", "利用率", "变化", "积压", "时", "空"),
            (
                ("140105", "1,234,567", "97.1%", "−3.5", "越积越多", "16:00", ""),
                ("140106", "—", "100%", "+20", "1,000", "17:00", "—"),
            ),
        )
    )
    assert told.heads == ("编号", "件/日", "利用率 %", "变化", "积压", "时", "空")
    assert told.rows == (
        ("140105", 1234567, 97.1, -3.5, "越积越多", "16:00", ""),
        ("140106", None, 100, 20, "1,000", "17:00", "—"),
    )


def test_a_long_text_gets_a_row_as_high_as_its_lines_and_pages_are_printed_by_width():
    long = Sheet("t", ("内容",), (("字" * 120,), ("短",)))
    page = openpyxl.load_workbook(BytesIO(sheets_bytes([long], title="t", mark="m")))["t"]
    assert page.row_dimensions[3].height == 45 and page.row_dimensions[4].height is None
    assert page.page_setup.orientation == "landscape" and page.page_setup.fitToHeight == 0
