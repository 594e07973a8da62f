"""The command line as a user meets it: results, refusals, exits; never a traceback."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from rich.cells import cell_len

from book_copies import copied


def test_help_names_every_command(jidi):
    status, out, _ = jidi("--help")
    assert status == 0
    for command in ("new", "demo", "status", "plan", "indicators", "tables", "synth", "serve"):
        assert f"  {command}" in out


@pytest.mark.parametrize("words", [(), ("plan",), ("indicators",), ("tables",)])
def test_a_group_without_a_command_shows_its_help(jidi, words):
    status, out, err = jidi(*words)
    assert (status, err) == (0, "")
    assert "Usage: jidi" in out


def test_the_scoreboard_is_printed_and_is_json(jidi, demo_books):
    status, out, _ = jidi("status", "-w", str(demo_books["shanxi"]))
    assert status == 0
    assert "邮政行业业务收入" in out
    assert "合成" in out
    assert "160 → 160" in out
    status, out, _ = jidi("status", "-w", str(demo_books["shanxi"]), "--json")
    board = json.loads(out)
    assert board["synthetic"] is True
    assert len(board["targets"]) == 17


def test_the_board_speaks_english_when_asked(jidi, demo_books):
    _, out, _ = jidi("--lang", "en", "status", "-w", str(demo_books["shanxi"]))
    assert "industry revenue" in out.lower()
    assert "synthetic" in out


def test_the_progress_of_a_year_is_printed_within_120_columns(jidi, demo_books):
    status, out, err = jidi("progress", "-w", str(demo_books["inner-mongolia"]), "--year", "2023")
    assert (status, err) == (0, "")
    assert "期限节点" in out
    assert "口径不可比" in out
    assert max(cell_len(line) for line in out.splitlines()) <= 120


def test_the_progress_of_one_target_shows_its_path_and_years_in_english(jidi, demo_books):
    words = ("progress", "-w", str(demo_books["inner-mongolia"]), "--year", "2023")
    _, out, _ = jidi("--lang", "en", *words, "--indicator", "village_coverage")
    assert "path through milestones (linear), 50 (2020) → 90 (2022) → 100 (2025)" in out
    assert "Year by year" in out
    assert re.search("[\u4e00-\u9fff]", out) is None
    _, out, _ = jidi(*words, "--indicator", "village_coverage", "--json")
    (target,) = json.loads(out)["targets"]
    assert [year["year"] for year in target["years"]] == [2020, 2021, 2022, 2023]


def test_an_indicator_is_read_by_county_as_json(jidi, demo_books):
    words = ("indicators", "run", "village_coverage", "-w", str(demo_books["shanxi"]))
    status, out, _ = jidi(*words, "--by", "county", "--json")
    told = json.loads(out)
    assert status == 0
    assert len(told["readings"]) == 120  # the Datong zone, 121st county unit, has no 建制村
    for row in told["readings"]:
        assert row["value"] == pytest.approx(100 * row["numerator"] / row["denominator"])


@pytest.mark.parametrize(
    ("words", "code", "offers"),
    [
        (("plan", "audit", "shangxi"), "P-100", "shanxi"),
        (("plan", "audit", "shanxi", "--verdict", "contradict"), "V-105", "contradicts"),
        (("plan", "audit", "shanxi", "--verdict", "consistent"), "V-105", "agrees"),
        (("plan", "audit", "shanxi", "--verdict", "存疑"), "V-105", "附条件相容"),
        (("indicators", "show", "vilage_coverage"), "D-113", "village_coverage"),
        (("tables", "template", "facilty"), "D-112", "facility"),
        (("demo", "gansu"), "P-100", "shanxi"),
        (("indicators", "list", "--topic", "gren"), "V-104", "green"),
        (("status", "-w", "no/such/folder"), "W-102", "jidi new"),
        (("progress", "-w", "no/such/folder"), "W-102", "jidi new"),
        (("stat",), "F-101", "jidi --help"),
        (("tables", "list", "--jsn"), "F-101", "--json"),
        (("--lang", "fr", "tables", "list"), "F-102", "zh"),
    ],
)
def test_a_wrong_word_is_refused_with_a_code_and_the_nearest(jidi, words, code, offers):
    status, out, err = jidi(*words)
    assert status == 2
    assert out == ""
    assert err.startswith(code)
    assert offers in err


def test_a_refusal_is_json_when_json_is_asked_for(jidi):
    status, _, err = jidi("plan", "audit", "shangxi", "--json")
    error = json.loads(err)["error"]
    assert status == 2
    assert error["code"] == "P-100"
    assert error["zh"]
    assert error["en"]
    assert error["do_zh"]


def test_a_template_is_written_where_asked(jidi, tmp_path):
    path = tmp_path / "f.xlsx"
    status, out, _ = jidi("tables", "template", "facility", "-o", str(path))
    assert status == 0
    assert str(path) in out.replace("\n", "")
    assert path.stat().st_size > 5_000


def test_a_template_that_cannot_be_written_is_refused(jidi, tmp_path):
    status, _, err = jidi("tables", "template", "facility", "-o", str(tmp_path / "no" / "f.xlsx"))
    assert status == 2
    assert err.startswith("V-101")


def test_a_new_book_holds_published_figures_and_nothing_synthetic(jidi, tmp_path):
    folder = tmp_path / "book"
    status, out, _ = jidi("new", str(folder), "--province", "山西", "--json")
    told = json.loads(out)
    assert status == 0
    assert told["synthetic"] is False
    assert told["rows"]["observation"] > 100
    status, _, err = jidi("new", str(folder), "--province", "山西")
    assert (status, err[:5]) == (2, "W-101")


def test_a_book_of_a_newer_version_is_refused(jidi, demo_books, tmp_path):
    book = tmp_path / "book"
    copied(demo_books["shanxi"], book)
    settings = book / "jidi.toml"
    settings.write_text(settings.read_text("utf-8").replace("format = 1", "format = 9"), "utf-8")
    status, _, err = jidi("status", "-w", str(book))
    assert (status, err[:5]) == (2, "W-104")


@pytest.mark.parametrize(
    ("name", "text", "code", "says"),
    [
        ("broken.sql", "SELECT 1", "D-107", "broken.sql"),
        ("toml.sql", '/*\nid = "toml\n*/\nSELECT 1', "D-100", "toml.sql"),
        ("other.sql", '/*\nid = "another"\n*/\nSELECT 1', "D-104", "another"),
    ],
)
def test_a_broken_definition_of_the_users_own_is_refused_by_file(
    jidi, demo_books, tmp_path, name, text, code, says
):
    book = tmp_path / "book"
    copied(demo_books["shanxi"], book)
    (book / "definitions" / "indicators" / name).write_text(text, "utf-8")
    status, _, err = jidi("indicators", "list", "-w", str(book))
    assert status == 2
    assert err.startswith(code)
    assert says in err


def test_an_indicator_of_the_users_own_is_run_like_ours(jidi, demo_books, tmp_path):
    book = tmp_path / "book"
    copied(demo_books["shanxi"], book)
    status, ours, _ = jidi("indicators", "show", "express_parks", "--json")
    header = json.loads(ours)
    sql = header.pop("sql").replace("'park'", "'hub'")
    header = {k: v for k, v in header.items() if v not in (None, [], "")} | {"id": "own_hubs"}
    toml = "\n".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in header.items()
    )
    path = book / "definitions" / "indicators" / "own_hubs.sql"
    path.write_text(f"/*\n{toml}\n*/\n{sql}", "utf-8")
    status, out, err = jidi(
        "indicators", "run", "own_hubs", "-w", str(book), "--by", "province", "--json"
    )
    assert status == 0, err
    assert json.loads(out)["readings"][0]["value"] > 0


def test_a_wrong_column_in_ones_own_sql_is_refused_by_file(jidi, demo_books, tmp_path):
    book = tmp_path / "book"
    copied(demo_books["shanxi"], book)
    _, ours, _ = jidi("indicators", "show", "express_parks", "--json")
    header = json.loads(ours)
    sql = header.pop("sql").replace("f.kind", "f.knd")
    header = {k: v for k, v in header.items() if v not in (None, [], "")} | {"id": "own_parks"}
    toml = "\n".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in header.items()
    )
    path = book / "definitions" / "indicators" / "own_parks.sql"
    path.write_text(f"/*\n{toml}\n*/\n{sql}", "utf-8")
    status, _, err = jidi("indicators", "run", "own_parks", "-w", str(book))
    assert status == 2
    assert err.startswith("I-115")
    assert "own_parks.sql" in err
    assert "knd" in err
    assert "kind" in err


def test_checks_report_counts_and_first_rows(jidi, demo_books):
    status, out, _ = jidi("check", "-w", str(demo_books["shanxi"]), "--json")
    results = json.loads(out)
    assert status == 0
    assert len(results) >= 15
    for result in results:
        assert len(result["rows"]) == min(result["count"], 20)


def test_an_interrupted_demo_leaves_nothing_behind(tmp_path, monkeypatch, jidi):
    from jidi.service import demo

    def stop(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "synthesise_into", stop)
    status, _, err = jidi("demo", "shanxi", "--into", str(tmp_path / "book"))
    assert status == 130
    assert err.startswith("F-103")
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_our_own_is_a_coded_message_not_a_traceback(monkeypatch, jidi):
    from jidi.service import plans

    def fail(*_args):
        raise RuntimeError("wires crossed")

    monkeypatch.setattr(plans, "audit_as_asked", fail)
    status, _, err = jidi("plan", "audit", "shanxi")
    assert status == 70
    assert err.startswith("F-100")
    assert "Traceback" not in err


def test_the_program_runs_as_a_module():
    ran = subprocess.run(
        [sys.executable, "-m", "jidi.cli.main", "--version"], capture_output=True, text=True
    )
    assert ran.returncode == 0
    assert ran.stdout.startswith("jidi ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("trace", "--foo"), "没有选项 --foo"),
        (("tables", "list", "--jsn"), "没有选项 --jsn；"),
        (("stat",), "没有命令“stat”"),
        (("trace", "X", "--at", "x"), "--at 的值不是整数"),
        (("privacy", "reveal", "complaint"), "缺少参数 column"),
        (("export", "table", "event"), "缺少选项 -o / --output"),
        (("tables", "list", "more"), "多出参数：more"),
        (("trace", "--bag"), "选项 --bag 后面缺少值"),
        (("ingest", "files"), "没有指明文件"),
        (("lockers", "--limit", "0"), "--limit 不能小于 1"),
        (("lockers", "--limit", "1.5"), "--limit 的值不是整数"),
        (("design", "rural", "-o", "x", "--coverage", "2"), "--coverage 不能大于 1"),
        (("design", "hubs", "-o", "x", "--seed", "-1"), "--seed 不能小于 0"),
        (("design", "joint", "-o", "x", "--rule", "fair"), "没有“fair”这一项，可选：shapley"),
    ],
)
def test_what_was_typed_wrongly_is_told_in_the_language_asked_for(jidi, words, told):
    status, _, err = jidi(*words)
    assert status == 2
    assert told in err and ".。" not in err
    _, _, err = jidi("--lang", "en", *words)
    assert "F-101" in err and err.isascii()


@pytest.mark.parametrize(
    "words",
    [
        ("design", "rural"),
        ("design", "joint"),
        ("design", "hubs"),
        ("design", "trunk"),
        ("design", "cold-chain"),
        ("design", "sorting"),
        ("design", "cross-border"),
        ("plancheck",),
        ("reach", "--from", "x", "--at", "18:00"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_before_the_work_begins(jidi, tmp_path, words):
    folder, missing = tmp_path, tmp_path / "none" / "design.json"
    for place, reason in ((folder, "这是文件夹"), (missing, "没有这个文件或文件夹")):
        status, out, err = jidi(*words, "-o", str(place), "-w", str(tmp_path / "no-book"))
        assert (status, out, err[:5]) == (2, "", "V-101") and reason in err
    assert list(tmp_path.iterdir()) == []
