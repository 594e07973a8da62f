"""The audit of drafts read from the two documents finds what the register of plan items marks.

Part 5 of the register: every ✗ and ~ that a program can tell is found, and nothing that is marked ✓
is questioned. The drafts have no relations, no references and names as printed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from jidi.plan import Verdict
from jidi.service.plan_documents import plan_at
from jidi.service.plans import audited

SHARED = Path(__file__).parents[3] / "shared" / "plans"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the plan texts of ../shared are not here"),
]

SHANXI = {
    "5.1 row 8": ("increment", "compatible", "1.2 − 1"),
    "5.1 row 9": ("increment", "compatible", "基本实现100"),
    "5.1 row 6": ("survey", "compatible", "43,218"),
    "SX-E1": ("period", "compatible", "累计"),
    "SX-E2": ("prices", "compatible", "也没有2025年目标"),
    "SX-E3 cells": ("ratio", "compatible", "17.78个/组"),
    "SX-E3 scope": ("scope", "compatible", "智能信包箱"),
    "SX-E4": ("reproduce", "compatible", "5877"),
    "SX-E5": ("timeline", "compatible", "农村寄递物流服务"),
    "SX-E6": ("areas", "compatible", "科技创新、安全水平、监管效能"),
    "SX-E7": ("box", "compatible", "寄递枢纽布局建设项目"),
    "SX-E8": ("sum", "compatible", "1 + 3 + 6 = 10"),
    "SX-E9": ("baseline", "agrees", "107.76亿元"),
    "SX-E11": ("remainder", "compatible", "8185 − 5626 = 2559"),
    "SX-E12 share": ("ratio", "agrees", "68.75%"),
    "SX-E12 yield": ("ratio", "agrees", "11.58元/件"),
    "SX-E13 note": ("footnote", "compatible", "注1有正文，无标记"),
}
INNER_MONGOLIA = {
    "5.3 row 1": ("growth", "agrees", "11.61%"),
    "5.3 row 2": ("growth", "agrees", "14.02%"),
    "5.3 row 3": ("growth", "contradicts", "13.68%"),
    "5.3 row 4": ("growth", "contradicts", "15.33%"),
    "5.3 rows 5–7": ("notation", "compatible", "[≥2.5]"),
    "IM-E1": ("share", "contradicts", "60.81%"),
    "IM-E2": ("share", "contradicts", "66.67%"),
    "IM-E3": ("growth", "contradicts", "81.12，超过67.5%→81，80→80"),
    "IM-E4": ("growth", "compatible", "4.12"),
    "IM-E5 volume": ("multiple", "compatible", "5417.61万件"),
    "IM-E5 revenue": ("multiple", "agrees", "29.26"),
    "IM-E5 total": ("multiple", "compatible", "不变价"),
    "IM-E6": ("notation", "contradicts", "年均增速"),
    "IM-E7 revenue": ("wording", "compatible", "超过120"),
    "IM-E7 total": ("wording", "compatible", "突破100"),
    "IM-E7 volume": ("wording", "compatible", "超过4"),
    "IM-E7 villages": ("wording", "compatible", "基本"),
    "IM-E8 order": ("timeline", "agrees", "90%以上"),
    "IM-E8 count": ("share", "compatible", "6317/11094 = 56.94%"),
    "IM-E9": ("naming", "compatible", "四级"),
    "IM-E10 sum": ("sum", "agrees", "1 + 1 + 11 + 2 = 15"),
    "IM-E10 missing": ("count", "compatible", "乌海市、兴安盟、锡林郭勒盟、阿拉善盟"),
    "IM-E10 all but one": ("roster", "agrees", "除另列的呼和浩特市外"),
    "IM-E11": ("reached", "compatible", "盟市综合快递物流园区"),
    "IM-E12 number": ("roster", "agrees", "不含城区80个"),
    "IM-E12 name": ("naming", "compatible", "“集散中心”"),
    "IM-E13": ("unit", "contradicts", "印为“%”"),
    "IM-E14": ("reached", "compatible", "苏木乡镇"),
    "IM-E17 boxes": ("box", "agrees", "七个工程"),
    "IM-E17 capabilities": ("areas", "compatible", "跨境寄递能力"),
    "IM-E18": ("remainder", "agrees", "69.28 − 42.13 = 27.15"),
    "IM-E19": ("ratio", "compatible", "150元/件"),
    "IM-E20": ("baseline", "compatible", "69.5亿元"),
    "IM-E21": ("footnote", "compatible", "脚注①"),
}
CASES = [("shanxi.txt", *item) for item in SHANXI.items()]
CASES += [("inner_mongolia.txt", *item) for item in INNER_MONGOLIA.items()]


@pytest.fixture(scope="module")
def drafts():
    return {
        name: audited(plan_at(str(SHARED / name))) for name in ("shanxi.txt", "inner_mongolia.txt")
    }


def _said(finding):
    texts = (finding.zh, finding.arithmetic_zh, finding.reason_zh, finding.only_if_zh)
    return "；".join((*texts, finding.binds_zh))


@pytest.mark.parametrize(("document", "item", "wanted"), CASES, ids=lambda part: str(part)[:24])
def test_what_the_register_marks_is_found_in_the_draft(drafts, document, item, wanted):
    family, verdict, words = wanted
    found = [f for f in drafts[document].findings if f.family == family and words in _said(f)]
    assert [f.verdict.value for f in found if f.verdict == verdict], (item, found)


def test_a_draft_of_shanxi_contradicts_nothing(drafts):
    found = [f for f in drafts["shanxi.txt"].findings if f.verdict is Verdict.CONTRADICTS]
    assert found == []


def test_a_draft_of_inner_mongolia_contradicts_itself_where_the_plan_does(drafts):
    found = [f.family for f in drafts["inner_mongolia.txt"].findings if f.verdict == "contradicts"]
    assert sorted(found) == ["growth", "growth", "notation", "share", "share", "unit"]


@pytest.mark.parametrize("name", ["建制村直接通邮", "快递物流园区", "邮政行业业务收入"])
def test_rows_marked_as_right_are_not_questioned(drafts, name):
    found = [f for f in drafts["shanxi.txt"].findings if f.zh.startswith(f"{name}：")]
    assert {f.verdict.value for f in found} <= {"agrees"}


def test_the_growth_binds_in_the_draft_too(drafts):
    bindings = {b.indicator: b for b in drafts["inner_mongolia.txt"].bindings}
    assert "binds at 81.12" in bindings["express_revenue"].sentence_en
