"""The tasks of both plans, as the register of responsibility follows them up."""

from __future__ import annotations

from collections import Counter

import pytest

from jidi.core.errors import DefinitionError
from jidi.model.catalogue import Catalogue
from jidi.model.divisions import load_divisions
from jidi.model.plan_loader import load_plan, load_plans

TASK = {"id": "t-1", "section": "（一）", "kind": "hub", "zh": "任务", "en": "Task"}
TASK |= {"items": ["SX-001"], "at": [{"line": 1, "text": "1"}]}


def _sizes(tasks):
    """How many tasks stand in each section, in the plan's order."""
    return list(Counter(task.section for task in tasks).values())


def test_shanxi_has_its_23_numbered_tasks_in_nine_sections_and_seven_guarantees():
    tasks = load_plan("shanxi").tasks
    numbered = [task for task in tasks if task.part == "task"]
    assert [task.number for task in numbered] == [str(n) for n in range(1, 24)]
    assert _sizes(numbered) == [3, 2, 4, 2, 2, 3, 2, 2, 3]
    assert sum(task.part == "guarantee" for task in tasks) == 7


def test_inner_mongolia_has_its_named_tasks_in_six_sections_and_four_guarantees():
    tasks = load_plan("inner-mongolia").tasks
    named = [task for task in tasks if task.part == "task"]
    assert _sizes(named) == [4, 3, 3, 3, 3, 4]
    assert sum(task.part == "guarantee" for task in tasks) == 4


@pytest.mark.parametrize("plan", load_plans(), ids=lambda plan: plan.id)
def test_kinds_bodies_and_divisions_are_known(plan):
    lists = Catalogue().code_lists
    kinds = {record.kind for record in (*plan.tasks, *plan.milestones, *plan.projects)}
    bodies = {task.responsible for task in plan.tasks} - {""}
    bodies |= {body for task in plan.tasks for body in task.cooperating}
    assert kinds <= set(lists["project_kind"].entries)
    assert bodies <= set(lists["responsible_body"].entries)
    codes = {d.code.text for d in load_divisions(plan.province)}
    assert {code for project in plan.projects for code in project.divisions} <= codes


@pytest.mark.parametrize(
    ("records", "says"),
    [
        ({"tasks": [TASK, TASK]}, "'t-1' stands twice"),
        ({"tasks": [TASK | {"serves": ["SX-001"]}]}, "items stand twice: SX-001"),
        ({"tasks": [TASK | {"items": ["SX1"]}]}, "should match"),
        (
            {"tasks": [TASK], "outside_register": [{"items": ["SX-001"], "zh": "无", "en": "no"}]},
            "a task covers it",
        ),
        (
            {"outside_register": [{"records": ["sx-m-1"], "zh": "无", "en": "no"}]},
            "no milestone or project 'sx-m-1'",
        ),
        ({"outside_register": [{"zh": "无", "en": "no"}]}, "says of nothing"),
    ],
)
def test_a_register_that_contradicts_itself_is_refused(plan, records, says):
    with pytest.raises(DefinitionError) as refused:
        plan(**records)
    assert says in refused.value.facts["reason"]


def test_a_project_names_the_divisions_of_all_its_places_or_of_one_for_all(plan):
    project = {"id": "p", "item": "SX-001", "kind": "hub", "zh": "项", "en": "Project"}
    project |= {"places": ["甲", "乙"], "at": [{"line": 1, "text": "1"}]}
    assert plan(projects=[project | {"divisions": ["140100000000"]}]).projects[0].places
    with pytest.raises(DefinitionError) as refused:
        plan(projects=[project | {"places": ["甲", "乙", "丙"], "divisions": ["140100000000"] * 2}])
    assert "one for all places" in refused.value.facts["reason"]
