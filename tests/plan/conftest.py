"""Small plans made for one question each."""

from __future__ import annotations

import pytest

from jidi.core.errors import Place
from jidi.model.plan import Plan
from jidi.model.strict import build

AT = [{"line": 1, "text": "1"}]


def _condition(kind, printed):
    return {"kind": kind, "printed": printed}


@pytest.fixture
def target():
    """A target record: ``target("t", "107.8", level="160", growth="8.2%", …)``."""

    def made(name, baseline=None, *, level, growth=None, increment=None, share=None, **more):
        conditions = [_condition("level", level)]
        conditions += [_condition("growth", growth)] if growth else []
        conditions += [_condition("increment", increment)] if increment else []
        if share:
            printed, whole, whole_level = share
            conditions.append(
                _condition("share", printed) | {"whole": whole, "whole_level": whole_level}
            )
        data = {
            "id": name,
            "item": "SX-001",
            "indicator": "thing",
            "zh": "事项",
            "en": "Thing",
            "unit": "亿元",
            "quantity": "money",
            "source": "table",
            "path": "geometric",
            "conditions": conditions,
            "at": AT,
        }
        return data | ({"baseline": baseline} if baseline else {}) | more

    return made


@pytest.fixture
def fact():
    def made(name, printed, **more):
        data = {"id": name, "item": "SX-001", "zh": "现状", "en": "Fact", "printed": printed}
        return data | {"unit": "亿元", "at": AT} | more

    return made


@pytest.fixture
def milestone():
    def made(name, printed, due, **more):
        data = {"id": name, "item": "SX-001", "zh": "节点", "en": "Milestone", "unit": "%"}
        return data | {"printed": printed, "due": due, "at": AT} | more

    return made


@pytest.fixture
def outside():
    def made(name, printed, **more):
        data = {"id": name, "indicator": "thing", "zh": "外部", "en": "Outside", "unit": "亿元"}
        return data | {"printed": printed, "year": 2020, "source": "a bulletin"} | more

    return made


@pytest.fixture
def project():
    """A project record: ``project("p", count="7", places=("甲", "乙"))``."""

    def made(name, **more):
        data = {"id": name, "item": "SX-001", "kind": "hub", "zh": "枢纽", "en": "Hub"}
        return data | {"at": AT} | more

    return made


@pytest.fixture
def plan(target):
    """A plan of the records given; where no target is given, of one that nothing is wrong with."""

    def made(*targets, **more) -> Plan:
        data = {
            "id": "test",
            "zh": "试",
            "en": "Test",
            "province": "140000000000",
            "text_file": "none.txt",
            "notation": {"brackets": "cumulative", "zh": "累计", "en": "cumulative", "at": AT},
            "targets": list(targets) or [target("t", level="100")],
        }
        return build(Plan, data | more, where=Place(file="test"))

    return made
