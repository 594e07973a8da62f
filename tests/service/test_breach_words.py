"""What checkers find wrong is told in words, in both languages, whatever they find."""

from __future__ import annotations

import ast
import inspect
from types import ModuleType
from typing import get_args

import pytest

from jidi.network.border import verify as border
from jidi.network.cold import verify as cold
from jidi.network.hubs import verify as hubs
from jidi.network.hubs import verify_levels, verify_years
from jidi.network.hubs.verify import Breach
from jidi.network.sorting import verify as sorting
from jidi.network.trunk import verify as trunk
from jidi.service.breach_words import CLAIMS, KIND_WORDS, breach_words


def module(checker: object) -> ModuleType:
    found = checker if isinstance(checker, ModuleType) else inspect.getmodule(checker)
    assert found is not None
    return found


CHECKERS = [module(one) for one in (hubs, trunk, sorting, cold, border)]


def kinds_told() -> set[str]:
    told = {kind for one in [*CHECKERS, module(verify_levels)] for kind in get_args(one.Kind)}
    for node in ast.walk(ast.parse(inspect.getsource(module(verify_years)))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "YearBreach":
            told |= {str(arg.value) for arg in node.args[1:2] if isinstance(arg, ast.Constant)}
    return told


def test_every_condition_of_every_checker_has_words_and_no_other_has():
    assert kinds_told() == set(KIND_WORDS)
    assert set(KIND_WORDS) > CLAIMS


@pytest.mark.parametrize(
    "breach, chinese, english",
    [
        (
            Breach("wrong_cost", "design", 1234.5, 2000000.25),
            "费用与核算不符：方案，所称 1,234.5，核算为 2,000,000.25",
            "the cost is not what the check reckons: the design, told 1,234.5, "
            "reckoned 2,000,000.25",
        ),
        (
            Breach("overfull_hub", "node 7", 12.0, 10.0),
            "枢纽超出能力：节点 7，实际 12，规定 10",
            "a hub is overfull: node 7, found 12, held against 10",
        ),
        (Breach("missing_flow", "from 3 to 4"), "有的流量没有走法：从 3 到 4",
         "a flow has no way: from 3 to 4"),
        (Breach("level", "main", 2, 1), "这一层级的枢纽个数不符：main，实际 2，规定 1",
         "wrong number of hubs of the level: main, found 2, held against 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_numbers(breach, chinese, english):
    told = breach_words(breach)
    assert told == chinese
    assert told.english == english
