"""Files as bureaus write them: names for numbers, ways down to a place, sheets given back."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from jidi.core.errors import InputError, JidiError
from jidi.lake import Workspace
from jidi.service.books import Book, book_of
from jidi.service.intake import Setting, ingest_file, plan_file, receipts
from jidi.service.intake_asked import IntakeAsked
from jidi.service.intake_held import export_held, repair_held, resubmit_receipt
from jidi.service.intake_held_states import held_rows, waiting_rows
from jidi.service.intake_inbox import take_inbox
from jidi.service.intake_wording import receipt_lines

HEAD = "月份,县级区划,企业名称,业务,业务量（万件）,业务收入,备注"
RETURNS = IntakeAsked(table="monthly_return", sender="顺通")


@pytest.fixture(scope="module")
def made(tmp_path_factory, now) -> Path:
    root = tmp_path_factory.mktemp("book") / "book"
    clock = {"by": "test", "clock": lambda: now}
    operators = pa.table(
        {
            "operator_id": ["SF", "ZT", "YD"],
            "name": ["顺通有限公司", "众通有限公司", "众通有限公司"],
            "brand": ["顺通", "众通", "韵"], "kind": ["express"] * 3, "ownership": ["private"] * 3,
            "division": ["140105000000"] * 3, "opened_on": [date(2015, 1, 1)] * 3,
        }
    )  # fmt: skip
    with Workspace.create(root, province="14", plan="shanxi", title="试", **clock) as workspace:
        workspace.lake.commit({"operator": operators}, source="t", origin="reported", **clock)
    return root


@pytest.fixture
def book(made, tmp_path):
    shutil.copytree(made, tmp_path / "book")
    with Workspace.open(tmp_path / "book") as workspace:
        found = book_of(workspace)
        yield found
        found.close()


@pytest.fixture
def setting(now) -> Setting:
    return Setting("王", now)


def text(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding)
    return path


def stored(book: Book) -> list[dict[str, object]]:
    rows = book.workspace.lake.read("monthly_return").to_pylist()
    return sorted(rows, key=lambda row: str(row["division"]))


def test_places_companies_and_services_are_read_as_bureaus_call_them(book, setting, tmp_path):
    path = text(
        tmp_path / "a.csv",
        HEAD,
        "2025年1月,太原市迎泽区,顺通,同城快递,1.5,￥90,含春节",
        "202501,山西省太原市尖草坪区,顺通有限公司,异地,2,80,",
        "2025-01,万柏林,ＳＦ,国际/港澳台,0.5,70,",
        "2025-01,晋中/平遥县,众通有限公司,快递同城,1,60,两家同名",
        "2025-01,阳泉市乱写区,SF,快递同城,1,60,",
        encoding="gb18030",
    )
    receipt = ingest_file(book, path, RETURNS, setting)
    assert receipt.counts.to_json() == {"in": 5, "accepted": 3, "held": 2, "duplicate": 0}
    assert receipt.body["reasons"] == {"J-205": 1, "J-206": 1}
    found = [(r["division"], r["operator_id"], r["business"], r["volume"]) for r in stored(book)]
    assert found == [
        ("140106000000", "SF", "express_same_city", 15_000.0),
        ("140108000000", "SF", "express_inter_city", 20_000.0),
        ("140109000000", "SF", "express_international", 5_000.0),
    ]
    told = "\n".join(receipt_lines(receipt, "zh"))
    assert "编码：gb18030" in told
    assert "按名称认定编号：operator_id 3" in told
    assert "未读的列：备注" in told


def test_what_would_be_counted_twice_or_ten_thousandfold_is_held(book, setting, tmp_path):
    path = text(
        tmp_path / "a.csv",
        HEAD,
        "2025-01,太原市,SF,快递同城,1,1,",
        "2025-01,山西省,SF,快递同城,1,1,",
        "2025-01-15,小店区,SF,快递同城,1,1,",
        "2025-01,小店区,SF,快递异地,7.1万,1,",
        "2025-01,小店区,SF,快递同城,71000件,1,",
        "2025-01,小店区,SF,快递同城,7.1万件,1,",
    )
    receipt = ingest_file(book, path, RETURNS, setting)
    assert receipt.counts.to_json() == {"in": 6, "accepted": 1, "held": 5, "duplicate": 0}
    assert receipt.body["reasons"] == {"J-203": 2, "J-214": 2, "J-215": 1}
    assert [row["volume"] for row in stored(book)] == [71_000.0]
    said = [one.row.reasons[0].short("zh") for one in held_rows(book, receipt.id)]
    assert "是市级区划，本列须到县级" in said[0]
    assert "以“万件”计的数值" in said[3]


def test_a_text_with_a_title_above_its_heads_is_laid_out_like_a_sheet(book, setting, tmp_path):
    path = text(
        tmp_path / "a.csv",
        "2025年1月业务量收月报",
        "单位：万件",
        "月份,县级区划,企业编号,业务,业务量,业务收入",
        "2025-01,小店区,SF,快递同城,1.5,90",
        "2025-01,迎泽区,SF,快递同城,2,2,000",
        "合计,,,,1.5,",
        "填表人：,张三,,审核人：李四,,填表日期：2025年2月5日",
    )
    receipt = ingest_file(book, path, RETURNS, setting)
    assert receipt.counts.to_json() == {"in": 2, "accepted": 1, "held": 1, "duplicate": 0}
    assert receipt.body["reasons"] == {"J-201": 1}
    assert receipt.body["parts"][0]["beside"] == {"remark": 1, "total": 1}
    assert [row["volume"] for row in stored(book)] == [15_000.0]


def test_full_width_numbers_of_parcels_are_the_same_parcels(book, setting, tmp_path):
    path = text(
        tmp_path / "a.csv",
        "事件编号,运单号,操作,企业编号,发生地,发生时间,到达时间",
        "E1,YT88,揽收,SF,小店区,2025-01-02 09:00:00,2025-01-02 09:01:00",
        "Ｅ２,ＹＴ８８,已签收,SF,小店区,2025-01-03 09:00:00,2025-01-03 09:01:00",
        "E2,YT88,签收,SF,小店区,2025-01-03 09:00:00,2025-01-03 09:01:00",
    )
    receipt = ingest_file(book, path, IntakeAsked(table="event"), setting)
    assert receipt.counts.to_json() == {"in": 3, "accepted": 2, "held": 0, "duplicate": 1}
    rows = book.workspace.lake.read("event", columns=["event_id", "parcel_id", "step"]).to_pylist()
    assert sorted(map(tuple, (row.values() for row in rows))) == [
        ("E1", "YT88", "accepted"),
        ("E2", "YT88", "delivered"),
    ]


def test_a_letter_in_an_archive_does_not_keep_the_tables_out_and_is_named(book, setting, tmp_path):
    path = tmp_path / "a.zip"
    row = "2025-01,小店区,SF,快递同城,1,1,"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("说明.txt", "各位领导：\n附件为一月报表，请查收，谢谢！ 顺通 张三\n")
        archive.writestr("函.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        archive.writestr("空表.csv", HEAD + "\n")
        archive.writestr("月报.csv", f"{HEAD}\n{row}\n")
    receipt = ingest_file(book, path, RETURNS, setting)
    assert receipt.counts.accepted == 1
    notes = [note["zh"] for note in receipt.body["notes"] if note["code"] == "E-914"]
    assert [note.split()[1] for note in notes] == ["说明.txt", "函.pdf"]
    assert [left["part"] for left in receipt.body["parts_left_out"]] == ["空表.csv"]


def test_days_where_times_belong_are_told_on_the_receipt(book, setting, tmp_path):
    head = "事件编号,运单号,操作,企业编号,发生地,发生时间,到达时间"
    path = text(
        tmp_path / "a.csv",
        head,
        "E1,YT1,收寄,SF,小店区,2025-01-02,2025年1月3日",
        "E2,YT1,派件,SF,小店区,2025-01-04 00:00:00,2025/1/4 0:00",
        "E3,YT1,签收,SF,小店区,2025-01-05T09:00:00,2025-01-05 09:01:00",
    )
    receipt = ingest_file(book, path, IntakeAsked(table="event"), setting)
    assert receipt.counts.accepted == 3
    assert receipt.body["parts"][0]["read_as_midnight"] == {"occurred_at": 1, "received_at": 1}
    told = "\n".join(receipt_lines(receipt, "zh"))
    assert "只有日期，按零时计：occurred_at 1、received_at 1" in told


def a_return_sheet(book: Book, setting: Setting, folder: Path) -> tuple[str, Path]:
    """A receipt with two rows held aside, and its sheet with one of them mended."""
    path = text(folder / "a.csv", HEAD, *(f"2025-0{n},小店区,SF,快递同城,x,1," for n in (1, 2)))
    first = ingest_file(book, path, RETURNS, setting)
    sheet = folder / "退回.xlsx"
    export_held(book, first.id, sheet, setting=setting)
    workbook = openpyxl.load_workbook(sheet)
    page = workbook["业务量收月报"]
    page.cell(2, [cell.value for cell in page[1]].index("业务量（万件）") + 1).value = "3"
    workbook.save(sheet)
    return first.id, sheet


def test_a_return_sheet_is_taken_like_any_file_and_once(book, setting, tmp_path):
    first, sheet = a_return_sheet(book, setting, tmp_path)
    planned, _ = plan_file(book, sheet, IntakeAsked(), setting)
    assert planned.counts.to_json() == {"in": 2, "accepted": 1, "held": 1, "duplicate": 0}
    again = ingest_file(book, sheet, IntakeAsked(), setting)
    assert again.counts == planned.counts
    assert (again.sender, again.body["again_from"]) == ("顺通", first)
    assert {one.into for one in held_rows(book, first)} == {again.id}
    assert ingest_file(book, sheet, IntakeAsked(), setting).repeated
    assert [row["volume"] for row in stored(book)] == [30_000.0]


def test_a_return_sheet_that_changed_after_it_came_again_is_refused(book, setting, tmp_path):
    _, sheet = a_return_sheet(book, setting, tmp_path)
    ingest_file(book, sheet, IntakeAsked(), setting)
    workbook = openpyxl.load_workbook(sheet)
    workbook["业务量收月报"]["B3"].value = "7"
    workbook.save(sheet)
    with pytest.raises(JidiError) as unknown:
        ingest_file(book, sheet, IntakeAsked(), setting)
    assert unknown.value.code == "J-302"
    workbook["业务量收月报"]["B3"].value = "2"
    workbook["业务量收月报"]["D3"].value = "2025-03"
    workbook.save(sheet)
    with pytest.raises(JidiError) as refused:
        ingest_file(book, sheet, IntakeAsked(), setting)
    assert refused.value.code == "J-303"


def test_a_return_sheet_in_the_inbox_comes_again(book, setting, tmp_path):
    import os

    _, sheet = a_return_sheet(book, setting, tmp_path)
    placed = shutil.copy(sheet, book.workspace.inbox_folder / "退回.xlsx")
    os.utime(placed, (0, 0))
    (outcome,) = take_inbox(book, setting)
    assert outcome.error is None
    assert outcome.receipt is not None
    assert outcome.receipt.counts.accepted == 1
    assert len(receipts(book)) == 2


def test_rows_held_aside_are_read_some_at_a_time_and_are_the_same_however(
    book, setting, tmp_path, monkeypatch
):
    from jidi.service import intake_held_file, intake_held_states

    monkeypatch.setattr(intake_held_file, "_BUFFERED", 7)
    monkeypatch.setattr(intake_held_file, "_READ_AT_ONCE", 4)
    monkeypatch.setattr(intake_held_states, "_NEAR", 3)
    for name, rows in (("a", 10), ("b", 23)):
        lines = (f"2025-01,小店区,SF,快递同城,x{n},1," for n in range(rows))
        ingest_file(book, text(tmp_path / f"{name}.csv", HEAD, *lines), RETURNS, setting)
    said = [f"x{n}" for n in (*range(10), *range(23))]
    held = held_rows(book)
    assert (len(held), held.tables) == (33, {"monthly_return"})
    assert [one.row.cells["volume"] for one in held] == said
    assert [held[at].row.cells["volume"] for at in range(33)] == said
    assert [one.row.cells["volume"] for one in held[8:15]] == said[8:15]
    assert [one.row.cells["volume"] for one in held[30:99]] == said[30:]
    assert [one.row.cells["volume"] for one in held[::-5]] == said[::-5]
    assert held[-1].row.number == 23


def test_how_many_rows_wait_is_known_without_reading_them(book, setting, tmp_path):
    first, sheet = a_return_sheet(book, setting, tmp_path)
    repair_held(book, first, 2, {"volume": "1"}, why="", setting=setting)
    assert waiting_rows(book) == 1
    ingest_file(book, sheet, IntakeAsked(), setting)
    states = [one.state for one in held_rows(book)]
    assert waiting_rows(book) == states.count("open") == 1


def mended(sheet: Path, changes: dict[str, str], *, rename: dict[str, str] | None = None) -> Path:
    """The sheet with other cells in all rows below these heads, and with other heads."""
    workbook = openpyxl.load_workbook(sheet)
    for page in workbook.worksheets[:-1]:
        for cell in page[1]:
            for row in range(2, page.max_row + 1) if cell.value in changes else ():
                page.cell(row, cell.column).value = changes[cell.value]
            cell.value = (rename or {}).get(cell.value, cell.value)
    workbook.save(sheet)
    return sheet


def test_numbers_that_come_again_keep_the_unit_in_which_they_were_printed(book, setting, tmp_path):
    path = text(tmp_path / "a.csv", HEAD, "2025-01,小店区,无此企业,快递同城,1.5,9,春节")
    first = ingest_file(book, path, RETURNS, setting)
    sheet = tmp_path / "b.xlsx"
    export_held(book, first.id, sheet, setting=setting)
    heads = [cell.value for cell in openpyxl.load_workbook(sheet)["业务量收月报"][1]]
    assert {"业务量（万件）", "业务收入", "备注"} <= set(heads)
    ingest_file(book, mended(sheet, {"企业编号": "SF"}), IntakeAsked(), setting)
    assert [(row["volume"], row["revenue"]) for row in stored(book)] == [(15_000.0, 9.0)]


def test_numbers_repaired_by_hand_keep_the_unit_too_and_those_held_again(book, setting, tmp_path):
    path = text(tmp_path / "a.csv", HEAD, "2025-01,小店区,无此企业,快递同城,1.5,9,")
    first = ingest_file(book, path, RETURNS, setting)
    repair_held(book, first.id, 1, {"operator_id": "还是没有"}, why="", setting=setting)
    (second,) = resubmit_receipt(book, first.id, setting=setting)
    assert second.counts.held == 1
    repair_held(book, second.id, 1, {"operator_id": "SF"}, why="", setting=setting)
    (third,) = resubmit_receipt(book, second.id, setting=setting)
    assert third.counts.accepted == 1
    assert [row["volume"] for row in stored(book)] == [15_000.0]


def test_a_unit_that_the_sender_writes_into_the_return_sheet_holds(book, setting, tmp_path):
    path = text(tmp_path / "a.csv", HEAD, "2025-01,小店区,无此企业,快递同城,1.5,9,")
    first = ingest_file(book, path, RETURNS, setting)
    sheet = tmp_path / "b.xlsx"
    export_held(book, first.id, sheet, setting=setting)
    changes = {"企业编号": "SF", "业务量（万件）": "15001", "业务收入": "2"}
    renamed = {"业务量（万件）": "业务量（件）", "业务收入": "业务收入（万元）"}
    ingest_file(book, mended(sheet, changes, rename=renamed), IntakeAsked(), setting)
    assert [(row["volume"], row["revenue"]) for row in stored(book)] == [(15_001.0, 20_000.0)]


def test_parts_in_different_units_come_again_each_in_its_own(book, setting, tmp_path):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, unit, county in (
        ("一", "万件", "小店区"),
        ("二", "件", "迎泽区"),
        ("三", "万件", "晋源区"),
    ):
        page = workbook.create_sheet(title)
        page.append(["月份", "县级区划", "企业编号", "业务", f"业务量({unit})"])
        page.append(["2025-01", county, "无此企业", "快递同城", 3])
    path = tmp_path / "a.xlsx"
    workbook.save(path)
    first = ingest_file(book, path, RETURNS, setting)
    assert first.counts.held == 3
    sheet = tmp_path / "b.xlsx"
    export_held(book, first.id, sheet, setting=setting)
    assert openpyxl.load_workbook(sheet).sheetnames[:2] == ["业务量收月报", "业务量收月报 2"]
    again = ingest_file(book, mended(sheet, {"企业编号": "SF"}), IntakeAsked(), setting)
    assert again.counts.accepted == 3
    assert [row["volume"] for row in stored(book)] == [30_000.0, 3.0, 30_000.0]


def test_a_receipt_that_does_not_say_its_units_takes_nothing_for_granted(book, setting, tmp_path):
    path = text(tmp_path / "a.csv", HEAD, "2025-01,小店区,无此企业,快递同城,1.5,,")
    first = ingest_file(book, path, RETURNS, setting)
    _forget_units(book)
    sheet = tmp_path / "b.xlsx"
    export_held(book, first.id, sheet, setting=setting)
    with pytest.raises(InputError, match="J-310") as refused:
        ingest_file(book, mended(sheet, {"企业编号": "SF"}), IntakeAsked(), setting)
    assert refused.value.facts["column"] == "业务量"
    assert stored(book) == []
    renamed = {"业务量": "业务量（万件）"}
    told = mended(sheet, {"企业编号": "SF"}, rename=renamed)
    assert ingest_file(book, told, IntakeAsked(), setting).counts.accepted == 1
    assert [row["volume"] for row in stored(book)] == [15_000.0]


def _forget_units(book) -> None:
    """Receipts as they were kept before they said in which units numbers are printed."""
    with sqlite3.connect(book.workspace.root / "registry.db") as registry:
        for id_, body in registry.execute("SELECT id, body FROM intake_receipt").fetchall():
            told = json.loads(body)
            for part in told["parts"]:
                del part["units"]
            kept = json.dumps(told, ensure_ascii=False)
            registry.execute("UPDATE intake_receipt SET body = ? WHERE id = ?", (kept, id_))
