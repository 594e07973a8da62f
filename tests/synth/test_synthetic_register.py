"""Invented reports keep the rules of the register, and say that they are invented."""

from __future__ import annotations

from itertools import groupby

from jidi.model.register import Form, WorkStatus
from jidi.plan.register_rules import faults


def test_every_entry_is_reported_on_and_every_step_keeps_the_rules(world):
    last = {entry.subject.id: (entry.subject, entry.state) for entry in world.entries}
    reports = world.reports()
    assert {report.entry for report in reports} == set(last)
    for report in reports:
        subject, before = last[report.entry]
        told = faults(before, report.state, subject=subject, on=report.on, why=report.why)
        assert [error.message("en") for error in told] == [], report.entry
        assert before != report.state
        last[report.entry] = (subject, report.state)


def test_the_days_of_an_entry_go_forward_within_the_plan(world):
    for _, steps in groupby(world.reports(), lambda report: report.entry):
        days = [step.on for step in steps]
        assert days == sorted(days)
        assert world.plan.base_year < days[0].year and days[-1].year <= world.plan.target_year


def test_evidence_and_reasons_say_that_they_are_invented(world):
    for report in world.reports():
        assert report.why.startswith("合成")
        assert report.state.evidence == "" or report.state.evidence.startswith("合成")


def test_the_same_seed_invents_the_same_and_another_seed_something_else(world):
    assert world.reports(7) == world.reports(7)
    assert world.reports(7) != world.reports(8)


def test_the_recipe_speaks_of_entries_there_are_and_is_kept_to(world):
    known = {entry.subject.id for entry in world.entries}
    told = {row.entry for row in world.recipe.projects}
    assert told <= known
    newest = {report.entry: report.state for report in world.reports()}
    for name in told:
        rows = [row for row in world.recipe.projects if row.entry == name]
        done = all(row.status == "done" for row in rows)
        assert (newest[name].status is WorkStatus.DONE) == done, name


def test_what_is_asked_of_the_whole_administration_is_never_said_to_be_stopped(world):
    asked = {e.subject.id for e in world.entries if e.subject.form in (Form.TASK, Form.GUARANTEE)}
    for report in world.reports():
        if report.entry in asked:
            assert report.state.status in (WorkStatus.UNDER_WAY, WorkStatus.DONE)
