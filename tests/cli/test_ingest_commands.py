"""Files handed in through the command line; the JSON API tells of them in the same words."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from jidi.service.books import open_book
from jidi.service.founding import make_book
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

HEAD = ["企业编号", "企业名称", "品牌", "类别", "所有制", "注册地", "开业日期"]
GOOD = ["SF1", "顺通", "顺通", "express", "private", "140105000000", "2015-01-01"]
COUNTS = {"in": 3, "accepted": 1, "held": 1, "duplicate": 1}


@pytest.fixture
def root(tmp_path, now) -> Path:
    with make_book(tmp_path / "book", plan="shanxi", now=now) as book:
        return book.workspace.root


@pytest.fixture
def spoilt(tmp_path) -> Path:
    """A good row, the same again, and one of an unknown kind."""
    path = tmp_path / "企业.csv"
    bad = ["SF2", "快达", "快达", "expres", *GOOD[4:]]
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEAD, GOOD, GOOD, bad])
    return path


def test_a_file_comes_in_once_and_the_receipt_adds_up(jidi, root, spoilt):
    asked = ("ingest", "files", str(spoilt), "-w", str(root), "--sender", "顺通", "--by", "王")
    status, out, err = jidi(*asked, "--json")
    assert status == 0, err
    (first,) = json.loads(out)
    assert first["counts"] == COUNTS
    (again,) = json.loads(jidi(*asked, "--json")[1])
    assert again["receipt"] == first["receipt"]
    listed = json.loads(jidi("ingest", "receipts", "-w", str(root), "--json")[1])
    assert [one["receipt"] for one in listed] == [first["receipt"]]


def test_the_api_tells_what_the_command_line_tells(jidi, root, spoilt):
    jidi("ingest", "files", str(spoilt), "-w", str(root), "--sender", "顺通", "--by", "王")
    listed = json.loads(jidi("ingest", "receipts", "-w", str(root), "--json")[1])
    day = ("--on", "2026-01-20")
    card = json.loads(jidi("ingest", "scorecard", "-w", str(root), *day, "--json")[1])
    with open_book(root) as book:
        client = TestClient(create_app(Shelf({"book": book})))
        base = "/api/v1/books/book/intake"
        assert client.get(f"{base}/receipts").json() == listed
        one = client.get(f"{base}/receipts/{listed[0]['receipt']}").json()
        assert one["counts"] == COUNTS
        assert client.get(f"{base}/scorecard", params={"on": "2026-01-20"}).json() == card
        unknown = client.get(f"{base}/receipts/I000009")
        assert unknown.status_code == 404
        assert unknown.json()["error"]["do_en"]


def test_all_or_nothing_takes_none_of_a_spoilt_file(jidi, root, spoilt):
    asked = ("ingest", "files", str(spoilt), "-w", str(root), "--all-or-nothing", "--json")
    status, _, err = jidi(*asked)
    assert (status, json.loads(err)["error"]["code"]) == (2, "J-408")
    assert json.loads(jidi("ingest", "receipts", "-w", str(root), "--json")[1]) == []


def test_jobs_of_the_network_are_listed_as_the_api_tells_them(jidi, root, spoilt):
    with open_book(root) as book:
        client = TestClient(create_app(Shelf({"book": book})), base_url="http://127.0.0.1")
        asked = {"by": "王", "file": "企业.csv"}
        client.post("/api/v1/capture", params=asked, content=spoilt.read_bytes())
        told = client.get("/api/v1/capture").json()
    assert json.loads(jidi("ingest", "jobs", "-w", str(root), "--json")[1]) == told
    shown = jidi("ingest", "jobs", "C000001", "-w", str(root))[1]
    assert "C000001" in shown and "等待" in shown
    assert "J-401" in jidi("ingest", "jobs", "C9", "-w", str(root))[2]


def test_what_lies_in_the_inbox_is_taken_in_and_put_away(jidi, root, spoilt):
    inbox = root / "inbox" / "顺通"
    inbox.mkdir(parents=True, exist_ok=True)
    os.utime(spoilt.rename(inbox / spoilt.name), (0, 0))  # nobody writes to it any more
    status, out, err = jidi("ingest", "files", "--inbox", "-w", str(root), "--by", "王", "--json")
    assert status == 0, err
    assert [one["receipt"]["counts"] for one in json.loads(out)] == [COUNTS]
    assert not (inbox / spoilt.name).exists()
    assert list((root / "inbox" / "done").rglob(spoilt.name))
    assert list((root / "inbox" / "returned").rglob("*.xlsx"))


def test_the_return_sheet_names_the_cell_and_the_nearest_code(jidi, root, spoilt, tmp_path):
    jidi("ingest", "files", str(spoilt), "-w", str(root), "--by", "王")
    receipt = json.loads(jidi("ingest", "receipts", "-w", str(root), "--json")[1])[0]["receipt"]
    sheet = tmp_path / "退回.xlsx"
    status, _, err = jidi("ingest", "held", "export", receipt, "-w", str(root), "-o", str(sheet))
    assert status == 0, err
    told = [
        str(cell.value)
        for page in openpyxl.load_workbook(sheet)
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    (reason,) = (text for text in told if "J-203" in text or "express" in text)
    assert "expres" in told
    assert "express" in reason


def test_a_file_that_cannot_be_read_is_refused_with_a_code(jidi, root, tmp_path):
    empty = tmp_path / "空.csv"
    empty.write_bytes(b"")
    status, _, err = jidi("ingest", "files", str(empty), "-w", str(root), "--by", "王")
    assert status != 0
    assert "E-" in err
    assert "Traceback" not in err
