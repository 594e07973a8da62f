"""A changed plan keeps its truth: every figure stands where its row says, and the table adds up."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from plan_scoring import layouts  # noqa: E402
from plan_scoring.anchored import anchored  # noqa: E402
from plan_scoring.mutation import mutated, tabulated  # noqa: E402
from plan_scoring.plain_text import flat, plain  # noqa: E402
from plan_scoring.truth import load_truth, rows_of  # noqa: E402

SHARED = next((p / "shared/plans" for p in ROOT.parents if (p / "shared/plans").is_dir()), None)
NAMES = ("shanxi", "inner_mongolia")
needs_texts = pytest.mark.skipif(SHARED is None, reason="the plan texts of ../shared are not here")

TABLE = (
    "类别\t指标\t2020年\t2025年\t增量\n规模\t园区（个）\t16\t>25\t[>9]\n后文有园区16个，共三处。\n"
)
ROWS = """item,section,what,name,must,value,high,unit,operator,certainty,when,base,line,text,listed
a,table,baseline,园区,,16,,个,=,,2020,,2,16,
a,table,level,园区,,25,,个,>,,2025,,2,>25,
a,table,increment,园区,,9,,个,>,,2025,,2,[>9],
b,prose,fact,园区,,16,,个,=,,2020,,3,园区16个,
"""


@pytest.fixture
def small():
    return anchored(TABLE, rows_of(ROWS))


def places(text):
    """Every row with the characters it holds on to."""
    return [(row.what, row.line, row.text) for row in text.truth]


def test_columns_move_with_their_rows_of_truth(small):
    moved = layouts.with_columns(small, [0, 1, 4, 3, 2])
    assert moved.text.split("\n")[1] == "规模\t园区（个）\t[>9]\t>25\t16"
    assert places(moved) == [
        ("increment", "2", "9"),
        ("level", "2", "25"),
        ("baseline", "2", "16"),
        ("fact", "3", "16"),
    ]


def test_a_column_left_out_takes_its_rows_of_truth_along(small):
    without = layouts.with_columns(small, [0, 1, 2, 3])
    assert [row.what for row in without.truth] == ["baseline", "level", "fact"]
    assert "[>9]" not in without.text


def test_cells_come_to_stand_on_lines_of_their_own(small):
    cells = layouts.one_cell_to_a_line(small)
    assert [row.line for row in cells.truth] == ["8", "9", "10", "11"]


def test_a_line_is_broken_between_words_and_never_inside_a_number():
    broken = layouts.wrapped(anchored("一二三四12.50万件七八九十。", []), width=6)
    assert broken.text == "一二三四12.50\n万件七八九十。"


def test_joining_undoes_wrapping():
    text = anchored("到二〇二五年快递业务量达到九亿件，网络覆盖全部乡镇与建制村。\n二、目标\n", [])
    wrapped = layouts.wrapped(text, width=24, gap=1)
    assert wrapped.text != text.text
    assert layouts.joined(wrapped).text == text.text


@needs_texts
@pytest.mark.realdata
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(1, 7))
def test_every_figure_of_a_changed_plan_stands_where_its_row_says(name, seed):
    source = (SHARED / f"{name}.txt").read_text("utf-8")
    rows = load_truth(ROOT / f"benchmarks/plan_truth/{name}.csv")
    text, done = mutated(anchored(source, rows), seed)
    again, _ = mutated(anchored(source, rows), seed)
    assert text.text == again.text != source
    digits = [anchor for anchor in text.anchors if anchor.row.value.replace(".", "").isdigit()]
    stand = [(a.row.value, flat(text.text[a.start : a.end])) for a in digits]
    wrong = [
        (value, held)
        for value, held in stand
        if held.replace(".", "").isdigit() and plain(held) != value
    ]
    assert wrong == [], done


@needs_texts
@pytest.mark.realdata
@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_a_changed_plan_still_adds_up(name):
    source = (SHARED / f"{name}.txt").read_text("utf-8")
    rows = load_truth(ROOT / f"benchmarks/plan_truth/{name}.csv")
    text = mutated(tabulated(anchored(source, rows)), 5)[0]
    table = [row for row in text.truth if row.section == "table"]
    for item in {row.item for row in table}:
        kinds = {row.what: Decimal(row.value) for row in table if row.item == item}
        if "increment" in kinds:
            assert kinds["level"] - kinds["baseline"] == kinds["increment"]
        if "growth" in kinds:
            grown = float(kinds["baseline"]) * (1 + float(kinds["growth"]) / 100) ** 5
            assert grown == pytest.approx(float(kinds["level"]), rel=0.06)
