"""A planner's own tables: written out, changed in Excel, read again; what is wrong told once."""

from __future__ import annotations

import csv

import numpy as np
import pytest
import xlsxwriter
from openpyxl import load_workbook

from jidi.core.errors import InputError
from jidi.model.rural import draft_tables
from jidi.network.rural.drafting import posed
from jidi.service.books import open_book
from jidi.service.rural_problem import county_problem, county_tables
from jidi.service.rural_table_writing import GUIDE, write_tables
from jidi.service.rural_tables import draft_of_folder

TABLES = {
    "centre": [["编号", "名称", "经度", "纬度"], ["c", "中心", 112.55, 37.35]],
    "建制村": [
        ["寿阳县建制村登记表"],
        [
            "编号 *",
            "名称",
            "经度（°）",
            "纬度",
            "地形",
            "日均投递（件/日）",
            "日均揽收",
            "每周频次",
        ],
        ["v1", "一村", "112.57", "37.36", "山区", "1,200", "３", "3"],
        ["v2", "二村", "112.58", "37.37", "", "12", "3", "3"],
    ],
    "point": [["kind", "fee_per_day", "fee_per_parcel"], ["快商", 0, 0.6]],
    "车型": [
        ["编号", "名称", "容积", "载重", "固定费用", "每公里费用", "每公里排放", "可进村"],
        ["van", "面包车", 40, 20, 60, 1, 270, "是"],
    ],
}


def workbook(path, tables=TABLES, **changed):
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in {**tables, **changed}.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return path


def told(draft):
    with pytest.raises(InputError) as caught:
        posed(draft)
    return [caught.value, *caught.value.also]


def test_a_workbook_with_chinese_heads_below_a_title_is_read(tmp_path):
    problem = posed(draft_of_folder(workbook(tmp_path / "寿阳.xlsx")))
    assert [v.name for v in problem.villages] == ["一村", "二村"]
    assert (problem.villages[0].down, problem.villages[0].up) == (1200.0, 3.0)
    assert problem.wanted.coverage == 1.0 and not problem.synthetic


def test_what_is_asked_for_takes_the_place_of_its_own_cell_alone(tmp_path):
    path = workbook(tmp_path / "a.xlsx", wanted=[["覆盖率（0–1）", "预算"], [0.5, 9000]])
    both = posed(draft_of_folder(path, coverage=1.0)).wanted
    assert (both.coverage, both.budget) == (1.0, 9000.0)


def test_a_head_that_is_none_is_told_once_and_in_its_own_language(tmp_path):
    rows = [[*TABLES["建制村"][1], "投递频率"], *([*row, "x"] for row in TABLES["建制村"][2:])]
    found = told(draft_of_folder(workbook(tmp_path / "a.xlsx", 建制村=rows)))
    assert [one.code for one in found] == ["N-203"]
    assert found[0].facts["nearest"] == "日均投递"


def test_a_column_that_is_missing_is_told_once(tmp_path):
    rows = [row[:-1] for row in TABLES["建制村"][1:]]
    found = told(draft_of_folder(workbook(tmp_path / "a.xlsx", 建制村=rows)))
    assert [(one.code, one.where.row, one.where.sheet) for one in found] == [
        ("N-224", None, "建制村")
    ]
    assert "每周频次" in found[0].message("zh")


def test_a_head_that_is_there_twice_is_told(tmp_path):
    rows = [[*TABLES["建制村"][1], "down"], *([*row, "4"] for row in TABLES["建制村"][2:])]
    found = told(draft_of_folder(workbook(tmp_path / "a.xlsx", 建制村=rows)))
    assert [one.code for one in found] == ["N-225"]


def test_two_files_of_one_table_are_told(tmp_path):
    for name in ("village.csv", "建制村.csv"):
        (tmp_path / name).write_text("id,name\nv1,村\n", "utf-8")
    with pytest.raises(InputError) as caught:
        draft_of_folder(tmp_path)
    assert caught.value.code == "N-656"


@pytest.mark.parametrize("cell, code", [(125.0, "N-228"), (37.36, "N-206"), ("112.57E", "N-205")])
def test_a_village_at_sea_swapped_or_with_a_letter_is_told(tmp_path, cell, code):
    rows = [list(row) for row in TABLES["建制村"]]
    rows[2][2] = cell
    found = told(draft_of_folder(workbook(tmp_path / "a.xlsx", 建制村=rows)))
    assert [one.code for one in found] == [code]
    assert found[0].where.row == 3


def test_a_village_of_another_county_is_told_where_others_tell_how_large_this_one_is(tmp_path):
    rows = TABLES["建制村"][:2] + [
        [f"v{n}", f"{n}村", 112.55 + n / 100, 37.36, "", 12, 3, 3] for n in range(9)
    ]
    assert len(posed(draft_of_folder(workbook(tmp_path / "a.xlsx", 建制村=rows))).villages) == 9
    rows[2][2] = 115.0
    found = told(draft_of_folder(workbook(tmp_path / "b.xlsx", 建制村=rows)))
    assert [(one.code, one.facts["id"]) for one in found] == [("N-228", "v0")]


@pytest.mark.parametrize("column, value", [("容积", 4500), ("载重", 700), ("固定费用", 1e9)])
def test_a_figure_in_another_unit_is_told(tmp_path, column, value):
    rows = [list(row) for row in TABLES["车型"]]
    rows[1][rows[0].index(column)] = value
    found = told(draft_of_folder(workbook(tmp_path / "a.xlsx", 车型=rows)))
    assert [one.code for one in found] == ["N-206"]


def test_a_time_that_excel_keeps_as_a_part_of_the_day_is_a_clock(tmp_path):
    centre = [[*TABLES["centre"][0], "到件分拣完成"], [*TABLES["centre"][1], 0.3125]]
    path = workbook(tmp_path / "a.xlsx", centre=centre)
    assert posed(draft_of_folder(path)).centre.ready == 450.0


@pytest.mark.parametrize("lang, form", [("zh", ".xlsx"), ("en", ".xlsx"), ("zh", "")])
def test_a_countys_tables_pose_its_problem_again(demo_books, tmp_path, lang, form):
    path = tmp_path / f"county{form}"
    with open_book(demo_books["shanxi"]) as book:
        draft, notes = county_tables(book, "寿阳县", coverage=0.95)
        whole = county_problem(book, "寿阳县", coverage=0.95)
    write_tables(path, draft, lang)
    again = posed(draft_of_folder(path))
    assert {note.code for note in notes} <= {note.code for note in whole.notes}
    assert again.villages == whole.problem.villages and again.lanes == whole.problem.lanes
    assert again.stations == whole.problem.stations and again.vehicles == whole.problem.vehicles
    assert np.allclose(again.km, whole.problem.km, atol=1e-9) and again.wanted.coverage == 0.95
    assert again.synthetic, "the mark must not get lost on the way through Excel"


def test_blank_tables_have_every_column_and_explain_it(tmp_path):
    path = tmp_path / "blank.xlsx"
    write_tables(path, None, "zh")
    book = load_workbook(path)
    assert book.sheetnames == [GUIDE, *(t.zh for t in draft_tables().values())]
    explained = {row[2] for row in book[GUIDE].iter_rows(min_row=5, values_only=True)}
    assert explained == {f"{n}.{c.name}" for n, t in draft_tables().items() for c in t.columns}
    write_tables(tmp_path / "csv", None, "zh")
    with (tmp_path / "csv" / "village.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file))[0] == "编号 *"
    found = {one.code for one in told(draft_of_folder(path))}
    assert found == {"N-209"}


def test_tables_are_not_written_as_another_form(tmp_path):
    with pytest.raises(InputError) as caught:
        write_tables(tmp_path / "a.docx", None, "zh")
    assert caught.value.code == "N-658"
