"""``jidi design rural`` and ``jidi verify``, with a simple maker of designs for a solver."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from jidi.network.rural import solve as solving

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from small_county import one_line_each
from small_draft import TABLES


@pytest.fixture
def solver(monkeypatch):
    """What stands in the solver's place; its designs can be spoiled."""
    monkeypatch.setattr(solving, "solve", one_line_each)
    return solving


@pytest.fixture
def tables(tmp_path) -> Path:
    """The good draft as a folder of CSV files; work and rates are left out."""
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, rows in TABLES.items():
        if name not in ("work", "rates"):
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    return folder


def test_a_design_is_made_kept_and_verified(jidi, solver, tables, tmp_path):
    design, problem = tmp_path / "design.json", tmp_path / "problem.json"
    words = ("design", "rural", "--tables", str(tables), "-o", str(design))
    status, out, err = jidi(*words, "--problem", str(problem), "--coverage", "0.9")
    assert (status, err) == (0, "")
    assert "服务 4/4 个建制村" in out and "核验通过" in out
    status, out, _ = jidi("verify", str(design), "--problem", str(problem), "--json")
    judged = json.loads(out)
    assert status == 0
    assert judged["holds"] is True and judged["violations"] == []
    assert judged["cost"]["total"] > judged["cost"]["vehicles"] > 0
    assert judged["fleet"] == {"van": 5}
    again = tmp_path / "again.json"
    jidi(*words[:-1], str(again), "--coverage", "0.9")
    assert again.read_bytes() == design.read_bytes()


def test_the_real_solver_is_held_to_the_checker_and_cheaper(jidi, tables, tmp_path, monkeypatch):
    words = ("design", "rural", "--tables", str(tables), "--json", "-o")
    status, out, err = jidi(*words, str(tmp_path / "solved.json"))
    assert (status, err) == (0, "")
    solved = json.loads(out)
    assert solved["holds"] is True and solved["served"] == 4
    monkeypatch.setattr(solving, "solve", one_line_each)
    simple = json.loads(jidi(*words, str(tmp_path / "simple.json"))[1])
    assert solved["cost"]["total"] < simple["cost"]["total"]


def test_own_tables_allow_trips_overnight_and_no_option_does(jidi, tables, tmp_path):
    design = str(tmp_path / "design.json")
    words = ("design", "rural", "--tables", str(tables), "-o", design)
    status, _, err = jidi(*words, "--overnight", "3")
    assert status == 2 and "N-672" in err and "overnight" in err
    station = (tables / "station.csv").read_text("utf-8").replace("112.6,37.45", "115.0,37.4")
    (tables / "station.csv").write_text(station, "utf-8")
    assert "N-218" in jidi(*words)[2]
    (tables / "overnight.csv").write_text("often,night\n2,80\n", "utf-8")
    status, out, err = jidi(*words)
    assert (status, err) == (0, "")
    assert "隔夜支线 1 条" in out and "隔夜食宿" in out and "次日到站发放" in out


def test_a_verified_design_is_exported(jidi, solver, tables, tmp_path):
    design, problem = str(tmp_path / "design.json"), str(tmp_path / "problem.json")
    jidi("design", "rural", "--tables", str(tables), "-o", design, "--problem", problem)
    for form in ("xlsx", "geojson", "html"):
        out = tmp_path / f"design.{form}"
        status, said, _ = jidi("design", "export", design, "--problem", problem, "-o", str(out))
        assert (status, str(out) in said.replace("\n", "")) == (0, True)
        assert out.stat().st_size > 1000


def test_a_design_that_was_changed_is_not_verified(jidi, solver, tables, tmp_path):
    design, problem = tmp_path / "design.json", tmp_path / "problem.json"
    jidi("design", "rural", "--tables", str(tables), "-o", str(design), "--problem", str(problem))
    data = json.loads(design.read_text("utf-8"))
    data["design"]["bill"]["distance"] /= 2
    design.write_text(json.dumps(data), "utf-8")
    status, out, _ = jidi("--lang", "en", "verify", str(design), "--problem", str(problem))
    assert status == 1
    assert "Not verified, violations: 1" in out and "N-338" in out


def test_a_design_out_of_a_book_is_verified_against_the_book(jidi, solver, demo_books, tmp_path):
    design, book = tmp_path / "design.json", str(demo_books["shanxi"])
    words = ("design", "rural", "-w", book, "--county", "寿阳县", "-o", str(design))
    status, out, err = jidi(*words, "--coverage", "0.5", "--json")
    assert (status, err) == (0, "")
    made = json.loads(out)
    assert made["synthetic"] is True
    assert made["made"]["county"] == "140725"
    assert {note["code"] for note in made["notes"]} >= {"N-607"}
    status, out, _ = jidi("verify", str(design), "-w", book)
    assert status == 0
    assert "含合成数据" in out


def test_a_design_the_checker_refuses_is_not_written(jidi, solver, tables, tmp_path, monkeypatch):
    spoil = lambda problem, **more: replace(one_line_each(problem, **more), grams=0.0)  # noqa: E731
    monkeypatch.setattr(solver, "solve", spoil)
    design = tmp_path / "design.json"
    status, _, err = jidi("design", "rural", "--tables", str(tables), "-o", str(design))
    assert status == 2
    assert "N-650" in err and "N-339" in err
    assert not design.exists()


def test_a_problem_without_a_design_says_what_clashes_and_what_mends_it(jidi, tables, tmp_path):
    out = str(tmp_path / "none.json")
    words = ("design", "rural", "--tables", str(tables), "-o", out, "--budget", "5")
    status, _, err = jidi(*words, "--coverage", "1", "--json")
    assert status == 2
    told = json.loads(err)["error"]
    assert told["code"] == "N-510"
    assert [one["code"] for one in told["also"]][:3] == ["N-511", "N-512", "N-530"]
    assert told["also"][1]["where"] is not None
    assert "预算由 5.00 元/日 改为" in told["also"][2]["zh"]
    assert told["also"][-1]["code"] == "N-223"
    assert not Path(out).exists()


@pytest.mark.parametrize(
    "code, words",
    [
        ("N-655", ("design", "rural", "-o", "x.json")),
        ("N-675", ("design", "rural", "-o", "x.json", "--county", "1", "--datum", "gcj02")),
        ("N-654", ("verify", "nothing.json", "--problem", "nothing.json")),
    ],
)
def test_what_is_missing_is_told(jidi, solver, code, words):
    status, _, err = jidi(*words)
    assert (status, err[:5]) == (2, code)


def test_a_design_without_its_problem_is_told(jidi, solver, tables, demo_books, tmp_path):
    design = tmp_path / "design.json"
    jidi("design", "rural", "--tables", str(tables), "-o", str(design))
    for more in ((), ("-w", str(demo_books["shanxi"]))):
        status, _, err = jidi("verify", str(design), *more)
        assert (status, err[:5]) == (2, "N-653")


def test_every_finding_of_the_tables_is_told_with_file_and_row(jidi, solver, tables, tmp_path):
    path = tables / "village.csv"
    path.write_text(
        path.read_text("utf-8").replace("第2村,112.54", "第2村,").replace("11,3,3", "-1,3,3")
    )
    status, _, err = jidi(
        "design", "rural", "--tables", str(tables), "-o", str(tmp_path / "d.json")
    )
    assert status == 2
    assert "village.csv，第2行" in err and "N-206" in err


def test_a_file_that_cannot_be_written_is_told(jidi, solver, tables, tmp_path):
    status, _, err = jidi(
        "design", "rural", "--tables", str(tables), "-o", str(tmp_path / "no" / "d.json")
    )
    assert (status, err[:5]) == (2, "V-101")
