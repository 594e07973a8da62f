"""English pages speak English of figures and units; what stays Chinese says so."""

from __future__ import annotations

import re

import pytest
from htpy import fragment

from jidi.model.plan_figure import Operator, read_printed
from jidi.service.english import phrase
from jidi.service.phrasing import unit_name
from jidi.web.english import quoted, spoken, text_cell

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("printed 超过67.5%, recomputed", "printed >67.5%, recomputed"),
        ("突破100", ">100"),
        ("11.5%以上", "≥11.5%"),
        ("45以下", "≤45"),
        ("30左右", "≈30"),
        ("基本实现100", "largely 100"),
        ("only '基本实现'", "only 'largely'"),
        ("全覆盖, 全部", "100 %, 100 %"),
        ("原则上全部", "in principle 100 %"),
        ("107.76亿元; printed 107.8", "107.76 ×10⁸ CNY; printed 107.8"),
        ("53583.56万件 = 5.3584亿件", "53583.56 ×10⁴ items = 5.3584 ×10⁸ items"),
        ("counted in '分'.", "counted in 'points'."),
        ("25 − 16 = 9个", "25 − 16 = 9"),
        ("17.78个/组", "17.78 per set"),
        ("[>11.5%]、[>14%]", "[>11.5%], [>14%]"),
        ("现价", "current prices"),
        ("三", "3"),
        ("areas: 科技创新", "areas: 科技创新"),
        ("plain English 12.5", "plain English 12.5"),
    ],
)
def test_figures_of_the_plan_are_worded_in_english(chinese, english):
    assert phrase(chinese, "en") == english
    assert phrase(chinese, "zh") == chinese


@pytest.mark.parametrize(
    "text", ["超过8", "突破8", "不小于8", "8以上", "8以下", "8左右", "8余", "约8"]
)
def test_the_sign_is_the_operator_that_the_figure_is_read_as(text):
    signs = {"ABOVE": ">", "AT_LEAST": "≥", "AT_MOST": "≤", "ABOUT": "≈"}
    operator: Operator = read_printed(text).operator
    assert phrase(text, "en") == f"{signs[operator.name]}8"


def test_chinese_that_stays_says_that_it_is_chinese():
    said = str(fragment[quoted("line 12: 完成160亿元，年均增长8.2%", "en")])
    assert said == 'line 12: <span lang="zh">完成160亿元，年均增长8.2%</span>'
    assert str(fragment[quoted("完成", "zh")]) == "完成"
    assert 'lang="zh">科技创新<' in str(fragment[spoken("areas: 科技创新.", "en")])


def test_a_text_of_a_table_is_exported_in_the_words_shown():
    cell = text_cell("80, 120, 超过67.5%", "en")
    assert cell.value == "80, 120, >67.5%"
    assert str(fragment[cell.on_page]) == "80, 120, &gt;67.5%"
    assert text_cell("", "en").on_page == "—"


def test_a_rate_of_plain_counts_keeps_what_it_is_per():
    assert unit_name("个/组", "en") == "per set"
    assert unit_name("元/件", "en") == "CNY/items"


@pytest.mark.parametrize("name", ["shanxi", "inner-mongolia"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "indicators",
        "indicators/village_coverage",
        "plan",
        "plan?part=audit",
        "plan?part=bindings",
        "plan?part=milestones",
        "plan?part=projects",
        "plan?part=facts",
        "map",
        "reports",
        "about",
    ],
)
def test_all_chinese_on_an_english_page_says_so(client, name, path):
    text = client.get(f"/w/{name}/{path}{'&' if '?' in path else '?'}lang=en").text
    for tag in ("script", "select", "pre"):
        text = re.sub(rf"<{tag}\b.*?</{tag}>", "", text, flags=re.S)
    text = re.sub(r'<(\w+)[^>]* lang="zh[^"]*"[^>]*>[^<]*</\1>', "", text)
    shown = re.findall(r">([^<]+)<", text) + re.findall(r'(?:title|aria-label)="([^"]*)"', text)
    assert shown
    assert [one for one in shown if HAN.search(one)] == []
