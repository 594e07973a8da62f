"""What a revision must hold together, rule by rule; and the entries a plan gives rise to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jidi.model.catalogue import Catalogue
from jidi.model.divisions import load_divisions
from jidi.model.plan_loader import load_plan, load_plans
from jidi.model.register import Form, State, Subject, WorkStatus, load_fields
from jidi.plan.register_entries import begins_on, ends_on, founded_entries
from jidi.plan.register_rules import faults

ON = date(2024, 6, 30)
BEFORE = State(title="项目", kind="hub", division="140000000000", due_on=date(2025, 12, 31))
DONE = {"status": "done", "percent": 100, "evidence": "验收单", "finished_on": date(2024, 5, 1)}


def subject(wanted: str = "", unit: str = "个") -> Subject:
    return Subject(
        id="x",
        plan="shanxi",
        form="project",
        record="x",
        items=("SX-060",),
        zh="项目",
        en="Project",
        wanted=wanted,
        unit=unit,
        due=date(2025, 12, 31),
        due_stated=False,
        at=[{"line": 1, "text": "x"}],
    )


def state(**values: object) -> State:
    return State.model_validate({**dict(BEFORE), **values})


def found(before: State = BEFORE, *, why: str = "", wanted: str = "", **values: object):
    after = State.model_validate({**dict(before), **values})
    told = faults(before, after, subject=subject(wanted), on=ON, why=why)
    return [error.code for error in told]


def test_what_is_done_with_evidence_and_a_day_is_accepted():
    assert found(**DONE) == []


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (DONE | {"evidence": ""}, ["R-101"]),
        (DONE | {"finished_on": None}, ["R-102"]),
        (DONE | {"evidence": "", "finished_on": None, "percent": 99}, ["R-101", "R-102", "R-104"]),
        ({"status": "under_way", "finished_on": date(2024, 1, 1)}, ["R-103"]),
        (DONE | {"percent": 90}, ["R-104"]),
        ({"status": "under_way", "percent": 100}, ["R-104"]),
        ({"status": "not_started", "percent": 1}, ["R-104"]),
        ({"percent": 0}, ["R-104"]),  # unreported: nothing is known
        (DONE | {"started_on": date(2024, 5, 2)}, ["R-105"]),
        (DONE | {"finished_on": date(2024, 7, 1)}, ["R-106"]),
        ({"status": "under_way", "started_on": date(2024, 7, 1)}, ["R-106"]),
        ({"due_on": date(2026, 12, 31)}, ["R-107"]),
        ({"due_on": None}, ["R-107"]),
        ({"status": "stopped"}, ["R-108"]),
        ({"status": "not_started", "started_on": date(2024, 1, 1)}, ["R-110"]),
        ({"started_on": date(2024, 1, 1)}, ["R-110"]),
        ({"status": "not_started", "done": Decimal(1)}, ["R-110"]),
    ],
)
def test_what_contradicts_itself_is_found_in_one_pass(values, codes):
    assert found(**values) == codes


@pytest.mark.parametrize(
    "values",
    [
        {"status": "under_way"},
        {"status": "under_way", "percent": 0},
        {"status": "under_way", "percent": 99, "started_on": ON},
        {"status": "not_started"},
        {"status": "not_started", "percent": 0, "done": Decimal(0)},
        {"responsible": "provincial_bureau", "note": "x"},
        DONE | {"finished_on": ON, "started_on": ON},
    ],
)
def test_what_fits_together_is_accepted(values):
    assert found(**values) == []


def test_a_reason_lets_a_deadline_be_moved_and_an_entry_be_stopped_or_reopened():
    assert found(due_on=date(2026, 12, 31), why="省局批复") == []
    assert found(status="stopped", percent=60, why="选址变更") == []
    done = state(**DONE)
    reopened = {"status": "under_way", "percent": 90, "finished_on": None}
    assert found(done, **reopened) == ["R-108"]
    assert found(done, **reopened, why="验收撤回") == []


def test_what_was_reported_cannot_become_unreported():
    assert found(state(status="under_way"), status="unreported") == ["R-111"]


@pytest.mark.parametrize(
    ("wanted", "done", "codes"),
    [
        ("10", Decimal(9), ["R-109"]),
        ("10", Decimal(10), []),
        ("10", None, []),
        ("3-4", Decimal(2), ["R-109"]),
        ("3-4", Decimal(3), []),
        ("30左右", Decimal(28), []),
        ("基本实现100", Decimal(97), []),
        ("90%以上", Decimal("89.9"), ["R-109"]),
        ("全部", Decimal(99), ["R-109"]),
        ("", Decimal(1), []),
    ],
)
def test_done_means_that_the_plans_number_is_reached(wanted, done, codes):
    assert found(wanted=wanted, **DONE, done=done) == codes


def test_messages_name_the_status_in_the_language_spoken():
    after = state(status="under_way", percent=100)
    (error,) = faults(BEFORE, after, subject=subject(), on=ON, why="")
    assert "进行中" in error.what("zh")
    assert "Under way" in error.what("en")


def test_the_statuses_and_forms_are_those_of_the_code_lists():
    lists = Catalogue().code_lists
    assert set(lists["project_status"].entries) == {status.value for status in WorkStatus}
    assert set(lists["register_form"].entries) == {form.value for form in Form}


def test_every_coded_column_of_the_register_has_its_list():
    lists = Catalogue().code_lists
    coded = [column for column in load_fields().by_name.values() if column.codes]
    assert coded
    assert all(column.codes in lists for column in coded)


@pytest.mark.parametrize("plan", load_plans(), ids=lambda plan: plan.id)
def test_every_milestone_project_and_task_of_a_plan_is_an_entry_or_said_to_be_none(plan):
    entries = founded_entries(plan, load_divisions(plan.province))
    records = {r.id for r in (*plan.milestones, *plan.projects, *plan.tasks)}
    left_out = {name for outside in plan.outside_register for name in outside.records}
    assert {entry.subject.record for entry in entries} == records - left_out
    ids = [entry.subject.id for entry in entries]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("plan", load_plans(), ids=lambda plan: plan.id)
def test_an_entry_of_the_plan_alone_says_nothing_that_nobody_said(plan):
    for entry in founded_entries(plan, load_divisions(plan.province)):
        state = entry.state
        assert state.status is WorkStatus.UNREPORTED
        assert (state.percent, state.done, state.started_on, state.finished_on) == (None,) * 4
        assert state.evidence == state.note == ""
        assert begins_on(plan) <= state.due_on <= ends_on(plan)


def test_a_project_of_several_places_is_an_entry_for_each_where_it_lies():
    plan = load_plan("shanxi")
    entries = founded_entries(plan, load_divisions(plan.province))
    found = {e.subject.id: (e.state.place, e.state.division) for e in entries}
    assert found["sx-p-077.3"] == ("晋中", "140700000000")
    assert found["sx-p-061.1"] == ("太原-北京", "140100000000")
    # A region of industry, though a city bears its name.
    assert found["sx-p-080.2"] == ("晋中中成药", "140000000000")
    assert found["sx-p-093.2"] == ("平遥推光漆", "140728000000")


def test_a_counted_project_is_one_entry_with_the_plans_own_number():
    plan = load_plan("shanxi")
    entries = founded_entries(plan, load_divisions(plan.province))
    model = next(e.subject for e in entries if e.subject.record == "sx-p-092-model")
    assert (model.wanted, model.unit, model.wanted_in_words) == ("30左右", "个", "30左右个")


def test_a_body_stands_in_an_entry_only_where_the_plan_names_it():
    named = {}
    for plan in load_plans():
        for entry in founded_entries(plan, load_divisions(plan.province)):
            if entry.state.responsible:
                named[entry.subject.id] = entry.state.responsible
    assert named == {"im-g-4": "city_bureaus"}


def test_a_task_stands_before_what_belongs_to_it():
    plan = load_plan("inner-mongolia")
    ids = [e.subject.id for e in founded_entries(plan, load_divisions(plan.province))]
    assert ids.index("im-t-1-1") < ids.index("im-p-061.1") < ids.index("im-t-1-2")
