"""Figures of tables as workbooks and pages tell them."""

from io import BytesIO

import openpyxl
import pytest

from jidi.service.rural_sheets import Sheet, digits_of, in_percent
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
