"""The entries of the register that a plan gives rise to: its milestones, projects and tasks.

A project that names its places becomes one entry each, because each has a responsible body and a
state of its own; otherwise a record is one entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from jidi.core.division import Division, DivisionTree, Level
from jidi.model.plan import Plan
from jidi.model.plan_record import Milestone, Project
from jidi.model.plan_task import Task
from jidi.model.register import Form, State, Subject

_BETWEEN = " · "
"""Stands between the title of a project and the one of its places."""


@dataclass(frozen=True)
class Founded:
    """An entry as the plan alone gives it: nobody has reported anything yet."""

    subject: Subject
    state: State


def begins_on(plan: Plan) -> date:
    """The day from which the plan's entries hold: the first of its period."""
    return date(plan.base_year + 1, 1, 1)


def ends_on(plan: Plan) -> date:
    """The last day of the plan's period: what it asks for without a date is due then."""
    return date(plan.target_year, 12, 31)


def founded_entries(plan: Plan, tree: DivisionTree) -> tuple[Founded, ...]:
    """Every entry of the plan's register, in the order of its text.

    :param tree: the divisions of the province, in which named places are looked up.
    """
    tree = down_to_counties(tree)
    left_out = {name for outside in plan.outside_register for name in outside.records}
    made = [_of_task(task, plan) for task in plan.tasks]
    made += [_of_milestone(m, plan) for m in plan.milestones if m.id not in left_out]
    for project in plan.projects:
        if project.id not in left_out:
            made += _of_project(project, plan, tree)
    return tuple(sorted(made, key=_place_in_text))


@lru_cache(maxsize=4)
def down_to_counties(tree: DivisionTree) -> DivisionTree:
    """The divisions an entry can lie in. A village may bear any word for a name."""
    return DivisionTree(d for d in tree if d.level <= Level.COUNTY)


def _place_in_text(entry: Founded) -> tuple[int, bool]:
    """A task before what it is made of, where both begin on one line."""
    subject = entry.subject
    return subject.at[0].line, subject.form not in (Form.TASK, Form.GUARANTEE)


def _of_project(project: Project, plan: Plan, tree: DivisionTree) -> Iterator[Founded]:
    if _is_split(project):
        for number in range(1, len(project.places) + 1):
            yield _of_place(project, number, plan, tree)
    else:
        yield _of_whole(project, plan, tree)


def _is_split(project: Project) -> bool:
    """Whether each place is an entry: where the plan counts something else, none is."""
    counted = project.count is None or project.count.value == len(project.places)
    return len(project.places) > 1 and counted


def _of_milestone(record: Milestone, plan: Plan) -> Founded:
    subject = Subject(
        id=record.id,
        plan=plan.id,
        form=Form.MILESTONE,
        record=record.id,
        items=(record.item,),
        box=record.box,
        zh=record.zh,
        en=record.en,
        place=f"每{record.per}" if record.per else "",
        wanted=record.printed.text,
        unit=record.unit,
        due=record.due,
        due_stated=True,
        at=record.at,
    )
    return _founded(subject, record.kind, plan.province, _named(record.indicator))


def _of_whole(record: Project, plan: Plan, tree: DivisionTree) -> Founded:
    place = "、".join(record.places)
    subject = _project_subject(record, plan, record.id, record.zh, record.en, place)
    if record.count is not None:
        subject = subject.model_copy(update={"wanted": record.count.text})
    return _founded(
        subject, record.kind, _division_of(record, 0, plan, tree), _named(record.indicator)
    )


def _of_place(record: Project, number: int, plan: Plan, tree: DivisionTree) -> Founded:
    place = record.places[number - 1]
    known = None if "-" in place else _found(place, tree)
    place_en = (known.name_en if known is not None else None) or place
    subject = _project_subject(
        record,
        plan,
        f"{record.id}.{number}",
        f"{record.zh}{_BETWEEN}{place}",
        f"{record.en}{_BETWEEN}{place_en}",
        place,
    )
    division = _division_of(record, number - 1, plan, tree)
    return _founded(subject, record.kind, division, _named(record.indicator))


def _project_subject(
    record: Project, plan: Plan, name: str, zh: str, en: str, place: str
) -> Subject:
    return Subject(
        id=name,
        plan=plan.id,
        form=Form.PROJECT,
        record=record.id,
        items=(record.item,),
        box=record.box,
        zh=zh,
        en=en,
        place=place,
        unit=record.unit,
        due=record.due or ends_on(plan),
        due_stated=record.due is not None,
        at=record.at,
    )


def _of_task(task: Task, plan: Plan) -> Founded:
    subject = Subject(
        id=task.id,
        plan=plan.id,
        form=Form.TASK if task.part == "task" else Form.GUARANTEE,
        record=task.id,
        items=task.items,
        number=task.number,
        section=task.section,
        box=task.box,
        zh=task.zh,
        en=task.en,
        due=ends_on(plan),
        due_stated=False,
        at=task.at,
    )
    founded = _founded(subject, task.kind, plan.province, task.indicators)
    named = {"responsible": task.responsible, "cooperating": task.cooperating}
    return Founded(subject, founded.state.model_copy(update=named))


def _founded(subject: Subject, kind: str, division: str, indicators: tuple[str, ...]) -> Founded:
    state = State(
        title=subject.zh,
        kind=kind,
        place=subject.place,
        division=division,
        due_on=subject.due,
        indicators=indicators,
    )
    return Founded(subject, state)


def _named(indicator: str) -> tuple[str, ...]:
    return (indicator,) if indicator else ()


def _division_of(record: Project, at: int, plan: Plan, tree: DivisionTree) -> str:
    """Where a place lies: as the plan's data say, else the division of that very name."""
    if record.divisions:
        return record.divisions[at if len(record.divisions) > 1 else 0]
    places = record.places[at : at + 1] if _is_split(record) else record.places
    found = {_found(place, tree) for place in places}
    only = found.pop() if len(found) == 1 else None
    return only.code.text if only is not None else plan.province


def _found(place: str, tree: DivisionTree) -> Division | None:
    """The division a place is, or the one a line begins in (太原-北京); None when it is none."""
    return tree.meant(place.split("-")[0])
