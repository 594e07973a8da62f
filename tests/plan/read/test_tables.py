"""Indicator tables are rebuilt however a text tears them."""

from __future__ import annotations

import pytest
from reading import read

ROWS = [
    ("邮政行业业务收入", "亿元", "69.28", "120", "[>11.5%]"),
    ("快递业务量", "亿件", "1.96", "4", "[>16%]"),
    ("建制村快递服务通达率", "%", "50", "≥90", "－"),
]
HEAD = ["序号", "指标名称", "单位", "2020年", "2025年", "年均增速[累计]"]


def cells():
    yield from ([str(n), *row] for n, row in enumerate(ROWS, start=1))


LAYOUTS = {
    "tabs": "\n".join("\t".join(row) for row in [HEAD, *cells()]),
    "bars": "\n".join(f"| {' | '.join(row)} |" for row in [HEAD, *cells()]),
    "bars without edges": "\n".join(" | ".join(row) for row in [HEAD, *cells()]),
    "blanks": "\n".join("  ".join(row) for row in [HEAD, *cells()]),
    "a cell a line": "\n\n".join(cell for row in [HEAD, *cells()] for cell in row),
    "head glued and split": "序\n号 指标名称 单位 2020年2025年\n\n年均增速\n[累计]\n\n"
    + "\n\n".join(" ".join(row) for row in cells()),
    "page number inside": "\n".join(
        " ".join(row) + ("\n—7—" if n == 1 else "") for n, row in enumerate([HEAD, *cells()])
    ),
    "full width": "\n".join(" ".join(row) for row in [HEAD, *cells()]).translate(
        {ord(d): ord(d) + 0xFEE0 for d in "0123456789>%"}
    ),
}


def told(draft):
    return [
        (
            t.zh,
            t.unit,
            t.baseline.text,
            *(c.printed.text for c in t.conditions),
        )
        for t in draft.targets
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_a_table_gives_the_same_rows(layout):
    draft = read(f"二、发展目标\n\n表1 主要指标\n\n{LAYOUTS[layout]}\n\n三、主要任务\n")
    assert told(draft) == [
        ("邮政行业业务收入", "亿元", "69.28", "120", "[>11.5%]"),
        ("快递业务量", "亿件", "1.96", "4", "[>16%]"),
        ("建制村快递服务通达率", "%", "50", "≥90"),
    ]
    assert [t.source for t in draft.targets] == ["table"] * 3
    assert [[c.kind for c in t.conditions] for t in draft.targets] == [
        ["level", "growth"], ["level", "growth"], ["level"],
    ]  # fmt: skip


def test_a_name_that_wraps_behind_its_figures_is_put_together():
    table = "序号 指标 单位 2020年 2025年\n1 许可企业、备案分支机构 个 6000 >8000\n"
    table += "及末端网点\n2 满意度 分 85 ≥86"
    draft = read(f"二、目标\n{table}\n\n三、任务\n")
    assert [t.zh for t in draft.targets] == ["许可企业、备案分支机构及末端网点", "满意度"]


def test_the_arithmetic_tells_growth_from_increment():
    table = "指标\t2020年\t2025年\t年均增速/[累计]\n网点(个)\t16\t>25\t[>9]\n"
    table += "收入(亿元)\t67\t110\t10.4\n"
    draft = read(f"二、目标\n{table}\n三、任务\n")
    assert [t.conditions[1].kind for t in draft.targets] == ["increment", "growth"]


def test_an_interim_year_is_a_milestone_and_an_earlier_one_a_fact():
    table = "指标\t单位\t2015年\t2020年\t2023年\t2025年\n快递业务量\t亿件\t1\t2\t3\t4\n"
    draft = read(f"二、目标\n{table}\n三、任务\n")
    assert [(f.year, f.printed.text) for f in draft.facts] == [(2015, "1")]
    assert [(m.due.year, m.printed.text) for m in draft.milestones] == [(2023, "3")]
    assert draft.targets[0].baseline.text == "2"


def test_a_note_says_what_brackets_mean():
    table = "指标\t2020年\t2025年\t增量\n网点(个)\t16\t25\t[9]\n注:[]内为5年累计数。\n"
    draft = read(f"二、目标\n{table}\n三、任务\n")
    assert draft.notation.brackets == "cumulative"


def test_nature_and_category_are_kept():
    table = "类别\t指标\t2020年\t2025年\t属性\n规模\t收入(亿元)\t67\t110\t预期性\n"
    table += "\t网点(个)\t6\t9\t约束性\n"
    draft = read(f"二、目标\n{table}\n三、任务\n")
    assert [(t.area, t.nature) for t in draft.targets] == [("规模", "预期"), ("规模", "约束")]


def test_a_table_cut_in_half_gives_what_it_has_and_invents_nothing():
    draft = read("二、目标\n序号 指标名称 单位 2020年 2025年\n1 邮政行业业务收入 亿元 69.28\n")
    assert not draft.targets
    assert [(f.zh, f.printed.text) for f in draft.facts] == [("邮政行业业务收入", "69.28")]
