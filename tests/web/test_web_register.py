"""The register on the web: read, chosen by the address, exported as shown, never written."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from book_copies import copied
from jidi.core.errors import InputError
from jidi.service.books import open_book
from jidi.service.register_changes import change_entry
from jidi.web.app import create_app
from jidi.web.provider import Services
from jidi.web.shelf import Shelf

NOW = datetime(2026, 1, 20, 9, 0)  # noqa: DTZ001


class OnADay(Services):
    """The services, on a day that does not pass."""

    def today(self) -> date:
        return NOW.date()


@pytest.fixture(scope="module")
def register_book(books, tmp_path_factory):
    """Shanxi with three entries that were reported on."""
    folder = tmp_path_factory.mktemp("register") / "book"
    copied(books["shanxi"].workspace.root, folder)
    with open_book(folder) as book:
        for name, given, on in (
            ("sx-m-085", {"status": "under_way", "percent": 80}, date(2021, 6, 1)),
            (
                "sx-p-060",
                {
                    "status": "done",
                    "finished_on": "2023-11-20",
                    "evidence": "=验收单<b>",
                    "responsible": "太原市邮政管理局",
                },
                date(2023, 11, 20),
            ),
            ("sx-t-01", {"status": "not_started", "note": "<script>alert(1)</script>"}, None),
        ):
            change_entry(book, name, given, by="王<i>", now=NOW, on=on)
        yield book


@pytest.fixture
def reader(register_book):
    app = create_app(Shelf({"sx": register_book}), provider=OnADay())
    return TestClient(app, raise_server_exceptions=False)


def rows_of(text: str) -> list[list[str]]:
    table = next(t for t in re.findall(r"<table.*?</table>", text, re.S) if "entries" in t[:60])
    return [
        [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<td.*?</td>", row)]
        for row in re.findall(r"<tr.*?</tr>", table, re.S)[1:]
    ]


def test_overdue_entries_stand_first_with_shape_and_word(reader):
    text = reader.get("/w/sx/register").text
    rows = rows_of(text)
    assert rows[0][:3] == ["逾期 1,116 天", "进行中", "sx-m-085"]
    assert rows[1][:2] == ["逾期 20 天", "未启动"]
    assert rows[2][:2] == ["到期未填报", "未填报"]
    marks = re.findall(r'<span class="light [^"]+"><svg', text)
    assert len(marks) >= 2 * 50, "a shape beside every status and every delay"


def test_the_page_says_that_it_only_reads(reader):
    text = reader.get("/w/sx/register").text
    assert "本页只供查看" in text
    assert "jidi register import" in text
    assert reader.post("/w/sx/register").status_code == 405


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("status=done", ["sx-p-060"]),
        ("status=已完成", ["sx-p-060"]),
        ("overdue=1", ["sx-m-085", "sx-t-01"]),
        ("body=bureau_1401", ["sx-p-060"]),
        ("form=milestone&box=专栏5&kind=rural&overdue=1", ["sx-m-085"]),
        ("q=互换局", ["sx-p-060"]),
        ("at=2023-11-19&status=done", []),
        ("at=2023-11-20&status=done", ["sx-p-060"]),
        ("at=2022-12-31&overdue=1", []),
    ],
)
def test_the_address_chooses_what_is_shown_and_exported(reader, query, ids):
    text = reader.get(f"/w/sx/register?{query}").text
    shown = [row[2] for row in rows_of(text)] if ids else []
    assert shown == ids
    assert ids or "没有这一类内容" in text or "<table" not in text
    answer = reader.get(f"/w/sx/export/register.xlsx?{query}")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    top = int(re.sub(r"\D", "", sheet.freeze_panes))
    exported = [row[2].value for row in sheet.iter_rows(min_row=top) if row[2].value]
    assert exported == ids


def test_the_export_holds_all_pages_as_the_page_words_them(reader):
    answer = reader.get("/w/sx/export/register.xlsx")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    top = int(re.sub(r"\D", "", sheet.freeze_panes))
    exported = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=top)]
    assert len(exported) == 75
    for shown, row in zip(rows_of(reader.get("/w/sx/register").text), exported, strict=False):
        told = ["" if value is None else f"{value}" for value in row]
        assert shown == told, row[2]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("status=finished", "D-111"),
        ("kind=x", "D-111"),
        ("form=x", "D-111"),
        ("body=x", "R-206"),
        ("box=x", "R-310"),
        ("at=yesterday", "V-106"),
        ("page=9", "F-207"),
    ],
)
def test_an_unknown_choice_is_refused_with_the_nearest(reader, query, code):
    answer = reader.get(f"/w/sx/register?{query}")
    assert answer.status_code in (400, 404)
    assert code in answer.text


def test_an_entry_shows_its_history_and_its_passage(reader):
    text = unescape(re.sub(r"<[^>]+>", " ", reader.get("/w/sx/register/sx-p-060").text))
    assert "第 150 行" in text and "太原国际邮件互换局" in text
    assert "太原市邮政管理局" in text
    assert "未填报 → 已完成" in text
    assert "由规划列入" in text
    assert "规划期末" in text


def test_what_people_write_is_shown_as_text(reader):
    for path in ("register", "register/sx-p-060", "register/sx-t-01"):
        text = reader.get(f"/w/sx/{path}").text
        assert "<script>alert" not in text
        assert "王<i>" not in text and "<b>" not in text
    book = load_workbook(BytesIO(reader.get("/w/sx/export/register.xlsx?q=互换局").content))
    cell = next(c for row in book.worksheets[0].iter_rows() for c in row if "=验收" in str(c.value))
    assert (cell.value, cell.data_type) == ("=验收单<b>", "s")


def test_an_entry_before_its_day_and_an_unknown_one_are_refused(reader):
    assert "R-304" in reader.get("/w/sx/register/sx-p-60").text
    assert reader.get("/w/sx/register/sx-p-60").status_code == 404
    assert "R-305" in reader.get("/w/sx/register/sx-p-060?at=2019-01-01").text


def test_the_history_of_an_entry_can_be_exported(reader):
    book = load_workbook(BytesIO(reader.get("/w/sx/export/register/sx-p-060.xlsx").content))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert any("未填报 → 已完成" in cell for cell in cells)


def test_an_address_without_a_book_leads_to_the_first_books_entry(reader):
    answer = reader.get("/register/sx-p-060", follow_redirects=False)
    assert answer.headers["location"] == "/w/sx/register/sx-p-060"


def test_the_interface_answers_as_the_command_line(reader):
    told = reader.get("/api/v1/books/sx/register?status=done").json()
    assert [entry["entry"] for entry in told["entries"]] == ["sx-p-060"]
    assert told["summary"]["total"] == 1
    told = reader.get("/api/v1/books/sx/register", params={"overdue": True, "at": "2025-06-30"})
    assert [entry["entry"] for entry in told.json()["entries"]] == ["sx-m-085"]
    entry = reader.get("/api/v1/books/sx/register/sx-p-060", params={"at": "2023-11-19"}).json()
    assert (entry["state"]["status"], entry["revision"]) == ("unreported", 2)
    chain = reader.get("/api/v1/books/sx/register/sx-p-060/history").json()
    assert [step["by"] for step in chain] == ["jidi", "王<i>"]
    refused = reader.get("/api/v1/books/sx/register?box=x")
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "R-310")


class WithoutRegister(OnADay):
    """A book that nobody has started a register in."""

    def register_missing(self, book):
        return InputError("R-302", book=book.name)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_book_without_a_register_says_so_and_what_to_do(register_book, lang):
    app = create_app(Shelf({"sx": register_book}), provider=WithoutRegister())
    reader = TestClient(app, raise_server_exceptions=False)
    answer = reader.get(f"/w/sx/register?lang={lang}")
    assert answer.status_code == 200
    assert "jidi register start" in answer.text
    assert "R-302" in reader.get("/w/sx/export/register.xlsx").text


def test_the_plan_leads_to_the_register(reader):
    text = reader.get("/w/sx/plan?part=tasks").text
    assert 'href="/w/sx/register?form=task"' in text
    assert "优化寄递枢纽布局" in text
