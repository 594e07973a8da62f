"""Every number a plan sets or states can be measured: its indicator exists, in a fitting unit."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from jidi.model.plan_figure import unit_factor
from jidi.model.plan_loader import load_plans

FOLDER = files("jidi.definitions") / "indicators"


def unit_of(indicator):
    text = (FOLDER / f"{indicator}.sql").read_text("utf-8")
    return tomllib.loads(text.split("/*")[1].split("*/")[0])["unit"]


@pytest.mark.parametrize("plan", load_plans(), ids=lambda plan: plan.id)
def test_every_indicator_a_plan_names_is_defined(plan):
    named = {record.indicator for record in plan.records if record.indicator}
    named |= {name for task in plan.tasks for name in task.indicators}
    assert sorted(name for name in named if not (FOLDER / f"{name}.sql").is_file()) == []


@pytest.mark.parametrize("plan", load_plans(), ids=lambda plan: plan.id)
def test_every_target_stands_in_a_unit_its_indicator_converts_to(plan):
    for target in plan.targets:
        assert unit_factor(unit_of(target.indicator), to=target.unit) > 0
