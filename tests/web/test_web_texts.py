"""Both languages are complete."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import jidi.web
from jidi.core.period import Period
from jidi.model.catalogue import Catalogue
from jidi.model.plan_loader import load_plans
from jidi.service.phrasing import difference, period_name, unit_name, with_unit
from jidi.web.texts import Texts, catalogue

SOURCE = Path(jidi.web.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def texts_in_code() -> dict[str, str]:
    """Every literal that is looked up, with the file it stands in."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for text in _looked_up(node):
                found[text] = path.name
    return found


def _looked_up(node: ast.AST) -> list[str]:
    if not isinstance(node, ast.Call) or not node.args:
        return []
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name == "count" and len(node.args) >= 3:
        return [node.args[1].value]
    if name not in ("t", "mark"):
        return []
    first = node.args[0]
    options = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return [one.value for one in options if isinstance(one, ast.Constant)]


def test_every_text_of_the_pages_has_a_chinese_one():
    missing = {text: file for text, file in texts_in_code().items() if not catalogue().get(text)}
    assert not missing


def test_no_chinese_text_is_left_over():
    assert set(catalogue()) <= set(texts_in_code())


@pytest.mark.parametrize("english", sorted(catalogue()))
def test_both_languages_name_the_same_facts(english):
    assert _facts(english) == _facts(catalogue()[english])


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_catalogue_is_a_catalogue_others_can_read():
    with (SOURCE / "texts" / "zh.po").open("rb") as file:
        assert len(read_po(file)) == len(catalogue())


def test_english_in_code_holds_no_chinese():
    assert not [text for text in texts_in_code() if CHINESE.search(text)]


def test_one_and_many():
    t = Texts("en")
    assert t.count("{n} row in total", "{n} rows in total", 1) == "1 row in total"
    assert t.count("{n} row in total", "{n} rows in total", 1234) == "1,234 rows in total"
    assert Texts("zh").count("{n} row in total", "{n} rows in total", 1) == "共 1 行"


def test_every_unit_in_use_has_an_english_name():
    units = {i.unit for i in Catalogue().indicators.values()}
    units |= {record.unit for plan in load_plans() for record in plan.records}
    assert not [unit for unit in units if CHINESE.search(unit_name(unit, "en"))]


def test_units_stand_as_printed_in_chinese():
    assert unit_name("亿元", "zh") == "亿元"
    assert unit_name("亿元", "en") == "×10⁸ CNY"
    assert unit_name("平方米/处", "en").startswith("m²")
    assert unit_name("不认识的单位", "en") == "不认识的单位"


def test_per_cent_stands_close_and_other_units_apart():
    assert with_unit("90.0", "%", "zh") == "90.0%"
    assert with_unit("1,234", "组", "zh") == "1,234 组"
    assert with_unit("1,234", "个", "en") == "1,234"
    assert with_unit("—", "%", "zh") == "—"


def test_differences_of_rates_are_percentage_points():
    assert difference(-1.93, 1, "%", "zh") == "−1.9 个百分点"
    assert difference(1.93, 1, "%", "en") == "+1.9 pp"
    assert difference(0.001, 1, "%", "en") == "0.0 pp"
    assert difference(None, 1, "%", "en") == "—"


def test_the_sign_of_a_difference_is_that_of_the_number_printed():
    assert difference(0.5, 0, "", "en") == "+1"
    assert difference(0.25, 1, "", "en") == "+0.3"
    assert difference(0.4, 0, "", "en") == "0"
    assert difference(-0.5, 0, "", "en") == "−1"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2025", "2025年", "2025"),
        ("2025H1", "2025年上半年", "H1 2025"),
        ("2025Q3", "2025年第三季度", "Q3 2025"),
        ("2026-10", "2026年10月", "Oct 2026"),
        ("2025-06ytd", "2025年1–6月", "Jan–Jun 2025"),
        ("2025-06-30", "2025年6月30日", "30 Jun 2025"),
    ],
)
def test_periods_are_named_in_both_languages(text, zh, en):
    period = Period.parse(text)
    assert period_name(period, "zh") == zh
    assert period_name(period, "en") == en
