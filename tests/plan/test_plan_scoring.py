"""The judge of plan reading is itself judged: it sees every fault and calls no truth false."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from plan_scoring.anchored import Edit, anchored  # noqa: E402
from plan_scoring.corpus import load  # noqa: E402
from plan_scoring.documents import strays  # noqa: E402
from plan_scoring.names import alike, same_members  # noqa: E402
from plan_scoring.plain_text import PlanText  # noqa: E402
from plan_scoring.score import score  # noqa: E402
from plan_scoring.truth import Truth, load_truth  # noqa: E402

CORPUS = sorted((ROOT / "tests/plan/corpus").glob("*.plan"))
SHARED = next((p / "shared/plans" for p in ROOT.parents if (p / "shared/plans").is_dir()), None)
needs_texts = pytest.mark.skipif(SHARED is None, reason="the plan texts of ../shared are not here")

TEXT = "到2025年，快递业务量达到9.5亿件，年均增长12%。\n2020年有园区16个。\n"


def perfect(rows: list[Truth], text: str, *, base: int = 2020, aim: int = 2025) -> dict:
    """The reading that says exactly what the rows say."""
    plan: dict = {"base_year": base, "target_year": aim}
    for key in ("targets", "facts", "milestones", "projects", "areas", "boxes"):
        plan[key] = []
    lines = PlanText(text)
    for number, row in enumerate(rows):
        _say(plan, row, _at(row, lines), number)
    return plan


def _at(row: Truth, lines: PlanText) -> list[dict]:
    if not row.line:
        return [{"line": 1, "text": row.text[:30], "span": None}]
    start = lines.text.index(row.text.split(" ")[0], lines.start_of(int(row.line)))
    return [{"line": int(row.line), "text": row.text, "span": [start, start + len(row.text)]}]


def _printed(row: Truth) -> str:
    words = {">": "超过", "≥": "", "<": "<", "≤": "≤", "≈": "", "=": ""}
    tails = {"≥": "以上", "≈": "左右"}
    number = f"{row.value}-{row.high}" if row.high else row.value
    return f"{words[row.operator]}{number}{tails.get(row.operator, '')}"


def _say(plan: dict, row: Truth, at: list[dict], number: int) -> None:
    unit, zh, year = (row.units or [""])[0], row.names[0], int(row.when[:4] or plan["target_year"])
    shared = {"id": f"r{number}", "zh": f"{row.must.split('|')[0]}{zh}", "unit": unit, "at": at}
    due = row.when if len(row.when) == 10 else f"{year}-12-31"
    fact = {**shared, "year": year, "kind": "level"}
    if row.what == "list":
        plan["projects"].append(shared | {"places": row.members, "count": None})
        return
    if row.section == "outline":
        kind = {"area": "areas", "box": "boxes"}[row.what]
        plan[kind].append({"number": row.value, "zh": zh, "at": at})
        return
    fact["printed"] = _printed(row)
    if row.what in ("level", "growth", "increment", "baseline"):
        target = shared | {"source": row.section, "year": year, "conditions": []}
        if row.what == "baseline":
            target["baseline"] = _printed(row)
        else:
            target["conditions"] = [{"kind": row.what, "printed": _printed(row)}]
        plan["targets"].append(target)
    elif row.what == "milestone":
        plan["milestones"].append(shared | {"printed": _printed(row), "due": due})
    elif row.what == "project":
        plan["projects"].append(shared | {"count": _printed(row), "due": due if row.when else None})
    elif row.what == "multiple":
        words = {"wording": row.certainty, "base_year": row.base, "kind": "multiple"}
        plan["facts"].append(fact | words)
    else:
        plan["facts"].append(fact | {"kind": "level" if row.what == "fact" else row.what})


@pytest.fixture
def rows() -> list[Truth]:
    blank = Truth(*[""] * 15)
    level = replace(blank, item="a", section="prose", what="level", name="快递业务量", value="9.5")
    level = replace(level, unit="亿件", operator="=", when="2025", line="1", text="9.5")
    growth = replace(level, item="b", what="growth", value="12", unit="%", text="12%")
    park = replace(level, item="c", what="fact", name="园区", value="16", unit="个", when="2020")
    return [level, growth, replace(park, line="2", text="16")]


def judged(plan: dict, rows: list[Truth], text: str = TEXT):
    return score("text", plan, rows, text=PlanText(text))


def test_what_says_the_truth_is_neither_missed_nor_false(rows):
    result = judged(perfect(rows, TEXT), rows)
    assert result.figures_recall.value == 1
    assert result.figures_precision.value == 1
    assert (result.astray, result.dropped) == ((), ())


FAULTS = {
    "value": lambda plan: plan["targets"][0]["conditions"][0].update(printed="9.6"),
    "unit": lambda plan: plan["targets"][0].update(unit="万件"),
    "operator": lambda plan: plan["targets"][0]["conditions"][0].update(printed="超过9.5"),
    "year": lambda plan: plan["targets"][0].update(year=2024),
    "kind": lambda plan: plan["targets"][0]["conditions"][0].update(kind="increment"),
    "name": lambda plan: plan["targets"][0].update(zh="快递业务收入"),
    "place": lambda plan: plan["targets"][0]["at"][0].update(span=[0, 6], text="到2025年"),
    "figure": lambda plan: plan["targets"][0]["conditions"][0].update(printed="若干"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_makes_one_miss_and_one_false_statement(rows, fault):
    plan = perfect(rows, TEXT)
    FAULTS[fault](plan)
    result = judged(plan, rows)
    assert [row.item for row in result.matches.missed] == ["a"]
    assert len(result.matches.false) == 1


def test_another_unit_of_the_same_quantity_is_the_same_value(rows):
    plan = perfect(rows, TEXT)
    plan["targets"][0].update(unit="万件", conditions=[{"kind": "level", "printed": "95000"}])
    assert judged(plan, rows).matches.missed == []


def test_a_span_that_points_elsewhere_is_told(rows):
    plan = perfect(rows, TEXT)
    plan["facts"][0]["at"][0]["span"] = [0, 2]
    assert len(judged(plan, rows).astray) == 1


def test_a_figure_that_nobody_holds_is_told_and_one_reported_as_unread_is_not(rows):
    plan = perfect(rows[:2], TEXT)
    assert [d.figure for d in judged(plan, rows).dropped] == ["16"]
    at = [{"line": 2, "text": "16个", "span": None}]
    plan["unread"] = [{"text": "16个", "reason_zh": "不懂", "reason_en": "no rule", "at": at}]
    assert judged(plan, rows).dropped == ()


@pytest.mark.parametrize(
    "text",
    ["2020年10月1日起", "（3）健全机制", "4. 提升能力", "一、总则......12", "- 12 -\n", "5G技术",
     "专栏3 工程", "2035年远景目标纲要", "建科规〔2020〕7号", "第12页", "“9571”工程"],
)  # fmt: skip
def test_dates_numbering_and_names_are_not_figures(text):
    assert judged({}, [], f"正文。\n{text}\n").dropped == ()


def test_what_is_said_twice_is_true_once_and_false_the_second_time(rows):
    plan = perfect(rows, TEXT)
    plan["targets"] += [plan["targets"][0], plan["targets"][0]]
    result = judged(plan, rows)
    assert len(result.matches.false) == 2


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        ("快递业务量", "全省快递业务量", True),
        ("快递业务量", "快递业务收入", False),
        ("快递业务量", "邮政业务总量", False),
        ("邮政行业业务收入", "快递业务收入", False),
        ("快递业务量年均增速", "快递业务量", True),
        ("建制村快递服务通达率", "建制村快递通达率", True),
        ("县级配送中心", "乡镇服务站", False),
        ("网点", "邮政快递网点禁止使用不可降解塑料包装", False),
    ],
)
def test_names_are_alike_only_when_they_mean_the_same(mine, theirs, same):
    assert alike(mine, theirs) is same


def test_lists_agree_by_their_common_names():
    assert same_members(["太原", "大同"], ["大同市", "太原市"]) == 1
    assert same_members(["太原", "大同", "长治"], ["太原"]) == 0.5


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_mark_of_an_invented_plan_has_its_truth(path):
    assert strays(load(path)) == []


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_perfect_reading_of_an_invented_plan_scores_one(path):
    plan = load(path)
    text = plan.anchored().text
    rows = plan.truth
    base, aim = int(plan.settings["base"]), int(plan.settings["aim"])
    reading = perfect(rows, text, base=base, aim=aim)
    result = score(plan.name, reading, rows, text=PlanText(text) if plan.format == "txt" else None)
    assert [str(row) for row, _ in result.misses()] == []
    assert result.figures_precision.value == 1


@needs_texts
@pytest.mark.realdata
@pytest.mark.parametrize("name", ["shanxi", "inner_mongolia"])
def test_every_row_of_truth_stands_on_its_line(name):
    text = (SHARED / f"{name}.txt").read_text("utf-8")
    folder = ROOT / "benchmarks/plan_truth"
    for file in (f"{name}.csv", f"{name}_also.csv"):
        rows = load_truth(folder / file)
        assert rows
        assert all(len(row.text) <= 30 for row in rows)
        anchored(text, rows)


def test_anchors_move_with_their_characters():
    rows = [Truth(*[""] * 15)]
    row = replace(rows[0], item="a", value="12", line="1", text="增长12%")
    text = anchored("业务量增长12%。", [row])
    moved = text.edited([Edit(0, 0, "\n\n"), Edit(5, 7, "8.25")])
    assert moved.text == "\n\n业务量增长8.25%。"
    assert [(one.line, one.text) for one in moved.truth] == [("3", "8.25")]
