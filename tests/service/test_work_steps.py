"""Steps of long work are told in words."""

import ast
from pathlib import Path

import pytest

import jidi
from jidi.service.work_steps import STEP_WORDS, step_words

ROOT = Path(jidi.__file__).parent
TELLERS = {"progress", "tell"}


def named_steps():
    """The constants that solvers and services give as the name of a step."""
    for folder in ("network", "service", "synth"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                called = node.func
                name = (
                    called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                )
                if name in TELLERS:
                    for one in node.args:
                        if (
                            isinstance(one, ast.Constant)
                            and isinstance(one.value, str)
                            and one.value
                        ):
                            yield path.name, one.value


def test_every_step_that_is_named_has_words_in_both_languages():
    named = set(named_steps())
    assert len(named) > 10
    assert {(file, step) for file, step in named if step not in STEP_WORDS} == set()
    assert all(zh != en and not zh.isascii() and en.isascii() for zh, en in STEP_WORDS.values())


@pytest.mark.parametrize(
    ("said", "zh"),
    [
        ("119 ways, 20 cuts, 5,203,000 yuan a day", "119 条走法、20 条割，5,203,000 元/日"),
        ("bound 5,197,147 yuan a day", "下界 5,197,147 元/日"),
        ("begins: none yet", "初始方案：尚无方案"),
        ("part 3: 5 yuan a day, 0.9% above the bound", "改善第 3 部分：5 元/日，高于下界 0.9%"),
        ("ends 2: 7 yuan a day, short of promises 4 kg", "第 2 轮末端计划：7 元/日，守时尚缺 4 千克"),  # noqa: E501
        ("dive 4: 17 yuan a day", "取整搜索：17 元/日"),
        ("days of the week: 9 yuan a day", "按一周各日计：9 元/日"),
        ("平遥县", "平遥县"),
    ],
)  # fmt: skip
def test_what_the_search_of_trunk_lines_says_is_told_in_chinese(said, zh):
    assert step_words(said, "zh") == zh
    assert step_words(said, "en") == said
