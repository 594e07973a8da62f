"""What people read: every command without ``--json``, in both languages."""

from __future__ import annotations

import json

import pytest

from book_copies import copied as copy_of
from jidi.service.books import open_book

LANGUAGES = ("zh", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_plans_are_listed_with_their_sizes(jidi, lang):
    status, out, _ = jidi("--lang", lang, "plan", "list")
    assert status == 0
    assert "inner-mongolia" in out
    assert "30" in out  # targets of Inner Mongolia


@pytest.mark.parametrize(("lang", "word"), [("zh", "年均增速 8.2%"), ("en", "growth a year 8.2%")])
def test_a_plan_is_shown_with_conditions_facts_and_projects(jidi, lang, word):
    status, out, _ = jidi("--lang", lang, "plan", "show", "shanxi")
    assert status == 0
    assert word in out
    assert "8185" in out
    assert "2024-12-31" in out or "2024-12" in out


@pytest.mark.parametrize(
    ("lang", "verdict", "words"),
    [("zh", "矛盾", ("✗ 矛盾", "13.68%")), ("en", "contradicts", ("✗ contradicts", "13.68%"))],
)
def test_findings_are_printed_with_their_arithmetic(jidi, lang, verdict, words):
    status, out, _ = jidi("--lang", lang, "plan", "audit", "im", "--verdict", verdict)
    assert status == 0
    for word in words:
        assert word in out
    assert "✓" not in out


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("仅当：", "起约束作用的条件", "81.12")),
        ("en", ("only if", "What binds", "binds at 81.12")),
    ],
)
def test_an_audit_prints_its_conditions_and_what_binds(jidi, lang, words):
    status, out, _ = jidi("--lang", lang, "plan", "audit", "im")
    assert status == 0
    for word in words:
        assert word in out


def test_an_increment_of_a_rate_is_in_points(jidi):
    _, out, _ = jidi("plan", "audit", "shanxi", "--verdict", "agrees")
    assert "90 − 50 = 40个百分点" in out


@pytest.mark.parametrize(("lang", "title"), [("zh", "项指标"), ("en", "indicators")])
def test_indicators_are_listed_and_shown(jidi, lang, title):
    status, out, _ = jidi("--lang", lang, "indicators", "list", "--topic", "green")
    assert (status, title in out) == (0, True)
    assert "slim_tape_rate" in out
    status, out, _ = jidi("--lang", lang, "indicators", "show", "slim_tape_rate")
    assert status == 0
    assert "SELECT" in out


def test_an_indicator_is_printed_with_parts_mark_and_version(jidi, demo_books):
    words = ("indicators", "run", "village_coverage", "-w", str(demo_books["shanxi"]))
    _, out, _ = jidi(*words, "--by", "city")
    assert "太原市" in out
    assert "合成" in out
    _, told, _ = jidi(*words, "--by", "city", "--json")
    assert f"数据版本 {json.loads(told)['data_version']}" in out


def test_published_values_are_printed_beside_computed_ones(jidi, demo_books):
    words = ("indicators", "run", "express_volume", "-w", str(demo_books["shanxi"]))
    _, out, _ = jidi(*words, "--by", "province", "--period", "2024-06ytd")
    assert "公布值" in out
    assert "6.70" in out


def test_a_question_without_an_answer_says_no_data(jidi, demo_books):
    words = ("indicators", "run", "industry_revenue", "-w", str(demo_books["shanxi"]))
    _, out, _ = jidi(*words, "--by", "province", "--period", "2012")
    assert "没有数据" in out or "无数据" in out
    assert " 0 " not in out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_are_listed_and_shown(jidi, lang):
    status, out, _ = jidi("--lang", lang, "tables", "list")
    assert status == 0
    assert "village_service" in out
    status, out, _ = jidi("--lang", lang, "tables", "show", "locker")
    assert status == 0
    assert "cells_usable" in out


def test_tables_are_json_too(jidi, tmp_path):
    _, out, _ = jidi("tables", "list", "--json")
    names = [table["name"] for table in json.loads(out)]
    assert "village" in names
    _, out, _ = jidi("tables", "show", "village", "--json")
    assert json.loads(out)["key"] == ["village"]
    path = tmp_path / "v.xlsx"
    _, out, _ = jidi("tables", "template", "village", "-o", str(path), "--json")
    assert json.loads(out)["columns"] == 5


@pytest.mark.parametrize(("lang", "word"), [("zh", "错误"), ("en", "error")])
def test_checks_are_printed_in_words(jidi, demo_books, lang, word):
    _, out, _ = jidi("--lang", lang, "check", "-w", str(demo_books["shanxi"]))
    assert word in out


def test_a_new_book_and_a_kept_demo_say_where_they_are(jidi, demo_books, tmp_path):
    folder = tmp_path / "book"
    status, out, _ = jidi("new", str(folder), "--province", "15")
    assert status == 0
    assert "内蒙古" in out
    into = str(demo_books["shanxi"])
    status, out, _ = jidi("demo", "shanxi", "--into", into, "--keep")
    assert status == 0
    assert "已在" in out
    _, out, _ = jidi("demo", "shanxi", "--into", into, "--keep", "--json")
    assert json.loads(out)["made"] is None


@pytest.fixture
def copied(demo_books, tmp_path):
    book = tmp_path / "book"
    copy_of(demo_books["shanxi"], book)
    return book


def test_whole_files_are_said_to_be_whole_and_a_damaged_one_is_named(jidi, copied):
    status, out, _ = jidi("check", "-w", str(copied), "--files")
    assert (status, "完好" in out) == (0, True)
    _, out, _ = jidi("check", "-w", str(copied), "--files", "--json")
    assert json.loads(out) == {"damaged": []}
    file = next((copied / "lake" / "monthly_return").rglob("*.parquet"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.chmod(0o644)
    file.write_bytes(data)
    status, _, err = jidi("check", "-w", str(copied), "--files")
    assert (status, err[:5]) == (2, "L-303")
    words = ("indicators", "run", "industry_revenue", "-w", str(copied), "--by", "province")
    status, _, err = jidi(*words)
    assert (status, err[:5]) == (2, "L-303")
    assert file.name in err


def test_synthetic_data_is_replaced_not_doubled(jidi, copied):
    words = ("synth", "-w", str(copied), "--seed", "7", "--scale", "0.0001", "--day", "2025-11-12")
    with open_book(copied) as book:
        villages = book.rows("village")
    status, out, err = jidi(*words, "--json")
    assert status == 0, err
    told = json.loads(out)
    with open_book(copied) as book:
        assert book.rows("village") == villages
    assert told["days"] == ["2025-11-12"]
    _, out, _ = jidi("status", "-w", str(copied), "--json")
    assert json.loads(out)["data_version"] == told["data_version"]


@pytest.mark.parametrize("day", ["2025-11", "tomorrow"])
def test_what_is_no_day_is_refused(jidi, copied, day):
    status, _, err = jidi("synth", "-w", str(copied), "--day", day)
    assert status == 2
    assert err[1] == "-"


def test_serving_needs_a_book_and_a_free_port(jidi, tmp_path):
    status, _, err = jidi("serve", "-w", str(tmp_path / "none"))
    assert (status, err[:5]) == (2, "W-102")
    status, _, err = jidi("serve")
    assert (status, err[:5]) == (2, "F-101")


def test_a_reader_that_goes_away_ends_the_program_quietly(monkeypatch, jidi):
    from jidi.cli import main

    def broken(*_args, **_kwargs):
        raise BrokenPipeError

    monkeypatch.setattr(main, "_commands", lambda: broken)
    monkeypatch.setattr(main, "_silence_stdout", lambda: None)
    status, _, err = jidi("tables", "list")
    assert (status, err) == (141, "")


def test_a_trace_is_printed_only_for_those_who_ask(monkeypatch, jidi):
    monkeypatch.setenv("JIDI_TRACE", "1")
    _, _, err = jidi("plan", "audit", "nowhere")
    assert "Traceback" in err
    assert "P-100" in err


def test_a_bar_is_drawn_only_where_someone_looks(monkeypatch):
    import io
    import sys

    from jidi.cli.output import progress_bar

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress_bar(quiet=False) as progress:
        progress("villages", 0.5)
    assert screen.getvalue()
    silent = Terminal()
    monkeypatch.setattr(sys, "stderr", silent)
    with progress_bar(quiet=True) as progress:
        progress("villages", 0.5)
    assert silent.getvalue() == ""
