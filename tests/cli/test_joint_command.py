"""``jidi design joint``: designed, verified, exported, and refused where it was changed."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from jidi.core.errors import InputError
from jidi.network.rural import solve as solving
from jidi.network.rural.files import design_bytes
from jidi.network.rural.joint_files import read_joint
from jidi.service.answer_store import kept_answer
from jidi.service.books import open_book
from jidi.service.rural_design import posed_again
from jidi.service.rural_joint_words import player_name

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from small_county import one_line_each
from small_draft import TABLES

COMPANIES = [
    {"id": "a", "name": "甲快递", "share": 0.5},
    {"id": "b", "name": "乙快递", "share": 0.3},
    {"id": "p", "name": "邮政", "share": 0.2},
]


@pytest.fixture
def solver(monkeypatch):
    """What stands in the solver's place."""
    monkeypatch.setattr(solving, "solve", one_line_each)


@pytest.fixture
def tables(tmp_path) -> Path:
    """The good draft as a folder of CSV files, with companies."""
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, rows in {**TABLES, "company": COMPANIES}.items():
        if name not in ("work", "rates"):
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    return folder


@pytest.fixture
def made(jidi, solver, tables, tmp_path):
    joint, problem = tmp_path / "joint.json", tmp_path / "problem.json"
    words = ("design", "joint", "--tables", str(tables), "-o", str(joint), "--coverage", "1")
    status, out, err = jidi(*words, "--problem", str(problem), "--json")
    assert (status, err) == (0, "")
    return joint, problem, json.loads(out)


def test_what_each_company_pays_is_told_and_adds_up(made):
    _, _, told = made
    assert told["holds"] is True and told["rule"] == "shapley"
    assert sum(c["share_yuan_a_day"] for c in told["companies"]) == pytest.approx(told["cost"])
    assert told["cost"] < told["cost_apart"]
    assert told["saving"] == pytest.approx(1 - told["cost"] / told["cost_apart"])
    assert (told["coalitions_checked"], told["coalitions_possible"]) == (6, 6)
    alone = {c["name"]: c["alone_yuan_a_day"] for c in told["companies"]}
    assert sum(alone.values()) == pytest.approx(told["cost_apart"])


def test_a_joint_network_is_verified_from_its_file_in_both_languages(jidi, made):
    joint, problem, _ = made
    status, out, _ = jidi("verify", str(joint), "--problem", str(problem))
    assert status == 0 and "核验通过" in out and "沙普利值" in out and "比较口径" in out
    status, out, _ = jidi("--lang", "en", "verify", str(joint), "--problem", str(problem))
    assert status == 0 and "Verified" in out and "Compared on these terms" in out


def test_a_share_that_was_changed_is_told(jidi, made):
    joint, problem, _ = made
    data = json.loads(joint.read_text("utf-8"))
    data["joint"]["shares"][0]["yuan"] -= 10
    data["joint"]["shares"][1]["yuan"] += 10
    joint.write_text(json.dumps(data, separators=(",", ":")), "utf-8")
    status, out, _ = jidi("verify", str(joint), "--problem", str(problem))
    assert status == 1 and out.count("N-356") == 2
    status, _, err = jidi("design", "export", str(joint), "--problem", str(problem), "-o", "x.xlsx")
    assert status == 2 and "N-669" in err


def test_the_workbook_has_the_split_before_the_network(jidi, made, tmp_path):
    joint, problem, told = made
    out = tmp_path / "joint.xlsx"
    status, _, _ = jidi("design", "export", str(joint), "--problem", str(problem), "-o", str(out))
    assert status == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[:4] == ["共配", "分摊", "组合", "概要"]
    paid = [row[3] for row in book["分摊"].iter_rows(min_row=2, values_only=True)]
    assert sum(paid) == pytest.approx(told["cost"])
    assert book["组合"].max_row == 1 + 7
    mapped = tmp_path / "joint.geojson"
    assert (
        jidi("design", "export", str(joint), "--problem", str(problem), "-o", str(mapped))[0] == 0
    )


def test_tables_without_companies_are_told(jidi, solver, tables, tmp_path):
    (tables / "company.csv").unlink()
    out = str(tmp_path / "j.json")
    status, _, err = jidi("design", "joint", "--tables", str(tables), "-o", out, "--coverage", "1")
    assert status == 2 and "N-570" in err


def test_companies_of_a_book_are_those_of_its_parcels(jidi, solver, demo_books, tmp_path):
    joint, book = tmp_path / "joint.json", str(demo_books["shanxi"])
    words = ("design", "joint", "-w", book, "--county", "寿阳县", "-o", str(joint))
    status, out, err = jidi(*words, "--coverage", "0.5", "--players", "2", "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["synthetic"] is True and told["holds"] is True
    assert {note["code"] for note in told["notes"]} & {"N-580", "N-581"}
    assert len({c["player"] for c in told["companies"]}) == 2
    assert sum(c["share_yuan_a_day"] for c in told["companies"]) == pytest.approx(told["cost"])
    assert told["made"]["companies"] == "book"
    status, out, _ = jidi("verify", str(joint), "-w", book)
    assert status == 0 and "含合成数据" in out


def test_a_joint_network_is_kept_in_the_book_and_verified_whenever_it_is_opened(
    jidi, solver, demo_books, tmp_path
):
    book, joint = tmp_path / "book", tmp_path / "joint.json"
    shutil.copytree(demo_books["shanxi"], book)
    words = ("design", "joint", "-w", str(book), "--county", "寿阳县", "-o", str(joint))
    status, out, _ = jidi(*words, "--coverage", "0.5", "--players", "2", "--json")
    designed = json.loads(out)
    status, out, err = jidi("design", "keep", str(joint), "-w", str(book), "--by", "王工", "--json")
    assert (status, err) == (0, "")
    (kept,) = json.loads(out)
    assert (kept["kind"], kept["title"]) == ("joint", "寿阳县 共同配送")
    assert kept["figures"]["cost"] == designed["cost"] and kept["figures"]["synthetic"] is True

    status, out, _ = jidi("design", "list", "-w", str(book))
    assert status == 0 and kept["id"] in out and "共同配送" in out
    with open_book(book) as opened:
        _, answer = kept_answer(opened, kept["id"])
    split, coalitions = answer.tables[:2]
    assert len(split.rows[0]) == len(designed["companies"])
    assert len(coalitions.rows[0]) == len(designed["coalitions"]) == 3
    assert sum(term.yuan for term in answer.bill) == pytest.approx(designed["cost"])
    assert answer.drawn is not None and len(answer.drawn.legs) > 0

    design = book / "designs" / kept["id"] / "design.json"
    design.write_text(design.read_text("utf-8") + " ", "utf-8")
    with open_book(book) as opened, pytest.raises(InputError, match="N-741"):
        kept_answer(opened, kept["id"])


def test_a_joint_network_with_another_split_is_not_kept(jidi, solver, demo_books, tmp_path):
    book, joint = tmp_path / "book", tmp_path / "joint.json"
    shutil.copytree(demo_books["shanxi"], book)
    words = ("design", "joint", "-w", str(book), "--county", "寿阳县", "-o", str(joint))
    assert jidi(*words, "--coverage", "0.5", "--players", "2")[0] == 0
    data = json.loads(joint.read_text("utf-8"))
    data["joint"]["shares"][0]["yuan"] -= 10
    data["joint"]["shares"][1]["yuan"] += 10
    joint.write_text(json.dumps(data, separators=(",", ":")), "utf-8")
    status, _, err = jidi("design", "keep", str(joint), "-w", str(book), "--by", "王工")
    assert status != 0 and "N-975" in err
    assert not (book / "designs").exists() or not list((book / "designs").glob("joint-*"))


def test_a_joint_network_of_own_tables_cannot_be_kept(jidi, made, demo_books, tmp_path):
    joint, _, _ = made
    status, _, err = jidi(
        "design", "keep", str(joint), "-w", str(demo_books["shanxi"]), "--by", "王"
    )
    assert status != 0 and "N-653" in err


def test_the_network_of_all_together_is_explained_and_its_effect_told(
    jidi, solver, demo_books, tmp_path
):
    joint, alone, book = tmp_path / "joint.json", tmp_path / "alone.json", demo_books["shanxi"]
    words = ("design", "joint", "-w", str(book), "--county", "寿阳县", "-o", str(joint))
    assert jidi(*words, "--coverage", "0.5", "--players", "2")[0] == 0
    found, synthetic = read_joint(joint.read_bytes(), file=joint.name)
    design = replace(found.together.design, made=found.made)
    alone.write_bytes(design_bytes(design, synthetic=synthetic))
    with open_book(book) as opened:
        problem, _ = posed_again(found.made, opened, file=joint.name)
    village = problem.villages[design.services[0].village]
    asked = (("explain", "--mode", "bus"), ("effect",))
    for command, *more in asked:
        told = [
            jidi(command, str(file), "-w", str(book), *more, "--json") for file in (joint, alone)
        ]
        assert told[0][0] == 0 and told[0] == told[1]
    status, out, _ = jidi("explain", str(joint), "-w", str(book), "--village", village.id)
    assert status == 0 and village.name in out and "含合成数据" in out


def test_small_companies_together_are_told_in_the_language_asked_for():
    assert player_name("其他 35 家", "en") == "35 others"
    assert player_name("其他 35 家", "zh") == "其他 35 家"
    assert player_name("示例快递", "en") == "示例快递"
