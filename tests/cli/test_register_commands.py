"""``jidi register`` as a user meets it."""

from __future__ import annotations

import json
import shutil

import pytest


@pytest.fixture
def book(jidi, tmp_path_factory, tmp_path):
    """A founded book of Shanxi; founded once, copied for each test."""
    made = tmp_path_factory.getbasetemp() / "register-cli"
    if not made.exists():
        jidi("new", str(made), "--province", "山西")
    shutil.copytree(made, tmp_path / "book")
    return str(tmp_path / "book")


DONE = ("--status", "done", "--finished-on", "2023-11-20", "--evidence", "验收单")


def test_an_entry_is_changed_listed_shown_and_told_about(jidi, book):
    status, out, _ = jidi("register", "set", "sx-p-060", *DONE, "--by", "王", "-w", book)
    assert status == 0
    assert "未填报 → 已完成" in out
    status, out, _ = jidi("register", "list", "--status", "done", "-w", book)
    assert status == 0
    assert "sx-p-060" in out and "填报" in out
    _, out, _ = jidi("register", "show", "sx-p-060", "-w", book)
    assert "第150行" in out and "验收单" in out
    _, out, _ = jidi("register", "history", "sx-p-060", "-w", book)
    assert "由规划列入" in out and "王" in out


def test_every_command_speaks_english_and_json(jidi, book):
    jidi("register", "set", "sx-p-060", *DONE, "--by", "Wang", "-w", book)
    _, out, _ = jidi("--lang", "en", "register", "list", "--status", "done", "-w", book)
    assert "Enlarging the Taiyuan office of exchange" in out
    assert "1 entries: 1 done" in out
    _, out, _ = jidi("register", "list", "-w", book, "--json")
    told = json.loads(out)
    assert told["summary"]["total"] == len(told["entries"]) == 75
    _, out, _ = jidi("register", "show", "sx-p-060", "-w", book, "--json")
    assert json.loads(out)["state"]["status"] == "done"
    _, out, _ = jidi("register", "history", "sx-p-060", "-w", book, "--json")
    assert [step["number"] for step in json.loads(out)] == [1, 2]
    _, out, _ = jidi("register", "start", "--by", "Wang", "-w", book, "--json")
    assert json.loads(out) == {"added": []}


def test_the_register_is_looked_at_on_a_day(jidi, book):
    jidi("register", "set", "sx-p-060", *DONE, "--by", "王", "--at", "2023-11-20", "-w", book)
    for day, expected in (("2023-11-19", "unreported"), ("2023-11-20", "done")):
        _, out, _ = jidi("register", "show", "sx-p-060", "-w", book, "--at", day, "--json")
        assert json.loads(out)["state"]["status"] == expected


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("set", "sx-p-060", "--status", "done", "--by", "王"), "R-101"),
        (("set", "sx-p-060", "--note", "x"), "F-101"),
        (("set", "sx-p-060", "--note", "x", "--by", " "), "R-308"),
        (("set", "sx-p-060", "--note", "x", "--by", "王", "--revision", "7"), "R-301"),
        (("set", "sx-p-60", "--note", "x", "--by", "王"), "R-304"),
        (("list", "--body", "太原邮政"), "R-206"),
        (("list", "--at", "2025"), "V-106"),
        (("show", "sx-p-060", "--at", "2019-01-01"), "R-305"),
        (("history", "x"), "R-304"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_code(jidi, book, words, code):
    status, out, err = jidi("register", *words, "-w", book)
    assert (status, out) == (2, "")
    assert err.startswith(code)


def test_the_register_goes_out_and_in_again_by_excel(jidi, book, tmp_path):
    from openpyxl import load_workbook

    path = str(tmp_path / "台账.xlsx")
    status, out, _ = jidi("register", "export", "-o", path, "--box", "专栏5", "-w", book)
    assert (status, "7 项" in out) == (0, True)
    words = ("register", "import", path, "--by", "王", "-w", book)
    status, out, _ = jidi(*words, "--json")
    told = json.loads(out)
    assert (told["in"], told["unchanged"], told["held_file"]) == (7, 7, None)
    made = load_workbook(path)
    sheet = made.worksheets[0]
    heads = {str(cell.value).split("（")[0]: cell.column for cell in sheet[2]}
    sheet.cell(4, heads["note"]).value = "季报"
    sheet.cell(5, heads["percent"]).value = 0.6
    made.save(path)
    status, out, _ = jidi(*words, "--dry-run")
    assert "备注：— → 季报" in out and "R-203" in out and "未写入" in out
    status, out, _ = jidi("--lang", "en", *words)
    assert (status, "1 changes were written, 5 unchanged, 1 held aside" in out) == (0, True)
    assert "returned.xlsx" in out


def test_a_file_that_is_no_workbook_is_refused(jidi, book, tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_text("a novel")
    status, out, err = jidi("register", "import", str(path), "--by", "王", "-w", book)
    assert (status, out, err[:5]) == (2, "", "R-401")


def test_the_register_is_published_for_the_indicators(jidi, book):
    jidi("register", "set", "sx-m-085", *DONE, "--by", "王", "-w", book)
    status, out, _ = jidi("register", "publish", "--by", "王", "-w", book)
    assert (status, "数据版本 2" in out) == (0, True)
    _, out, _ = jidi("--lang", "en", "register", "publish", "--by", "王", "-w", book, "--json")
    told = json.loads(out)
    assert (told["data_version"], told["repeated"], told["origin"]) == (2, True, "reported")
    words = ("indicators", "run", "project_completion_rate", "--by", "province", "-w", book)
    _, out, _ = jidi(*words, "--period", "2022", "--json")
    reading = json.loads(out)["readings"][0]
    assert (reading["numerator"], reading["denominator"]) == (0, 1), "done, but after its deadline"
