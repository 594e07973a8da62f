"""What is exported is what is shown."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from jidi.core.numbers_as_text import grouped
from jidi.model.plan_figure import read_printed
from jidi.web import excel
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.printed import figure_cell

INDICATORS = ("indicators/village_coverage", "indicators/industry_revenue")
PAGES = ("overview", "indicators", "map", "plan", "register", "register/sx-t-07", "about")


def sheets(answer):
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(excel.MIME)
    return load_workbook(BytesIO(answer.content))


def table_of(text: str, caption: str) -> list[list[str]]:
    """The cells of the page's table of that name, as text."""
    table = next(t for t in re.findall(r"<table.*?</table>", text, re.S) if caption in t[:200])
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S)
    return [
        [
            unescape(re.sub(r"<[^>]+>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for row in rows
    ]


def body_of(sheet) -> list[list[object]]:
    """The rows below the frozen heads."""
    top = int(re.sub(r"\D", "", sheet.freeze_panes))
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=top)]


def test_the_scoreboard_is_exported_row_by_row(client):
    page = table_of(client.get("/w/shanxi/").text, "规划指标记分牌")
    rows = body_of(sheets(client.get("/w/shanxi/export/overview.xlsx")).worksheets[0])
    assert [row[1] for row in rows] == [row[1] for row in page[1:]]
    assert [row[0] for row in rows] == [row[0] for row in page[1:]]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["shanxi", "inner-mongolia"])
@pytest.mark.parametrize(
    ("path", "export", "caption"),
    [
        ("", "overview", {"zh": "规划指标记分牌", "en": "Scoreboard of the plan's targets"}),
        ("plan", "plan", {"zh": "目标与条件", "en": "Targets and their conditions"}),
    ],
)
def test_a_target_is_exported_with_its_operator(client, name, path, export, caption, lang):
    text = unescape(client.get(f"/w/{name}/{path}?lang={lang}").text)
    page = table_of(text, caption[lang])
    rows = body_of(sheets(client.get(f"/w/{name}/export/{export}.xlsx")).worksheets[0])
    goal = next(i for i, head in enumerate(page[0]) if head in ("目标 2025", "Target 2025"))
    shown = [row[goal] for row in page[1:]]
    assert any(said[0] in ">≥" for said in shown)
    for said, row in zip(shown, rows, strict=True):
        held = row[goal]
        assert said in ((held,) if isinstance(held, str) else (grouped(held, 0), grouped(held, 1)))


def test_a_bound_or_a_range_is_text_and_a_plain_number_a_number():
    cells = {text: figure_cell(read_printed(text), "zh").value for text in FIGURES}
    assert cells == FIGURES


FIGURES = {
    ">67.5": "> 67.5",
    "超过67.5%": "> 67.5",
    "不小于15": "≥ 15",
    "1-1.3": "1–1.3",
    "基本实现100": "基本实现 100",
    "约30": "≈ 30",
    "[10]": 10.0,
    "全覆盖": 100.0,
    "69.28": 69.28,
    "1/3": 1 / 3,
}


def test_shares_done_are_exported_without_binary_remainders(client):
    for name in ("shanxi", "inner-mongolia"):
        rows = body_of(sheets(client.get(f"/w/{name}/export/overview.xlsx")).worksheets[0])
        done = [row[7] for row in rows if not isinstance(row[7], str)]
        assert done
        assert all(number == int(number) for number in done)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", [*PAGES, *INDICATORS])
def test_every_sheet_has_a_whole_and_plain_name(client, path, lang):
    client.get(f"/w/shanxi/about?lang={lang}")
    for name in sheets(client.get(f"/w/shanxi/export/{path}.xlsx")).sheetnames:
        assert len(name) < 31
        assert "  " not in name and not name.endswith(" ")
        assert (lang == "zh") == bool(re.search(r"[\u4e00-\u9fff]", name))


def test_the_ranking_is_exported_in_the_order_and_with_the_numbers_shown(client):
    address = "indicators/village_coverage{}?level=county&division=1407&period=2024"
    text = client.get("/w/shanxi/" + address.format("")).text
    page = table_of(text[text.index('id="ranking"') :], "建制村快递服务通达率")
    book = sheets(client.get("/w/shanxi/export/" + address.format(".xlsx")))
    rows = body_of(book.worksheets[0])
    assert [row[1] for row in rows] == [row[1] for row in page[1:]]
    shown = [row[3] for row in page[1:]]
    exported = ["—" if row[3] == "—" else f"{row[3]:.1f}" for row in rows]
    assert exported == shown


def test_the_series_goes_along_with_the_ranking(client):
    book = sheets(client.get("/w/shanxi/export/indicators/village_coverage.xlsx"))
    assert len(book.worksheets) == 2


@pytest.mark.parametrize(
    "path",
    [
        "indicators.xlsx?topic=rural",
        "map.xlsx?indicator=village_coverage&division=140725",
        "plan.xlsx",
        "plan.xlsx?part=audit&verdict=compatible",
        "about.xlsx",
    ],
)
def test_every_page_can_be_exported(client, path):
    book = sheets(client.get(f"/w/shanxi/export/{path}"))
    assert body_of(book.worksheets[0])


def test_the_filter_of_the_page_is_the_filter_of_the_export(client):
    all_rows = body_of(sheets(client.get("/w/shanxi/export/indicators.xlsx")).worksheets[0])
    few = body_of(sheets(client.get("/w/shanxi/export/indicators.xlsx?topic=rural")).worksheets[0])
    assert 0 < len(few) < len(all_rows)
    assert {row[0] for row in few} == {"农村服务"}


def test_nothing_to_export_is_said(client):
    answer = client.get(
        "/w/shanxi/export/map.xlsx?indicator=village_coverage&division=140725100212"
    )
    assert answer.status_code == 404
    assert "F-206" in answer.text


def test_the_data_version_and_the_synthetic_mark_travel_along(client):
    sheet = sheets(client.get("/w/shanxi/export/overview.xlsx")).worksheets[0]
    notes = [sheet.cell(row, 1).value for row in range(1, 8)]
    assert any("数据版本" in (note or "") for note in notes)
    assert any("合成" in (note or "") for note in notes)


def grid(*values) -> Grid:
    rows = tuple(Row((Cell(value),)) for value in values)
    return Grid("g", "t", (Column("head"),), rows)


def test_a_text_that_looks_like_a_formula_stays_text():
    sheet = load_workbook(BytesIO(excel.workbook((grid("=1+1", "+2", "@x"),)))).worksheets[0]
    assert [row[0].data_type for row in sheet.iter_rows(min_row=3)] == ["s", "s", "s"]


def test_no_data_is_a_dash_and_not_zero():
    sheet = load_workbook(BytesIO(excel.workbook((grid(None, 0),)))).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=3)] == ["—", 0]


def test_division_codes_stay_text():
    sheet = load_workbook(BytesIO(excel.workbook((grid("140105001201"),)))).worksheets[0]
    assert sheet.cell(3, 1).value == "140105001201"


@given(st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), max_size=40)))
def test_the_same_grid_gives_the_same_bytes(values):
    assert excel.workbook((grid(*values),)) == excel.workbook((grid(*values),))
