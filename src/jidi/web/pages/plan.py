"""规划: what the plan asks for, what its own arithmetic says, what it promises to build."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import htpy as h
from htpy import Element, Node

from jidi.model.plan_record import Milestone, Project, Target
from jidi.model.plan_task import Task
from jidi.service.english import phrase
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import tag
from jidi.web.pages.aim import condition_text
from jidi.web.pages.plan_audit import BINDINGS, TITLE, bindings, findings, verdict_filter
from jidi.web.pages.plan_quotes import places, plan_name
from jidi.web.printed import figure_cell, unit_cell
from jidi.web.tables import table
from jidi.web.texts import mark
from jidi.web.visit import Visit
from jidi.web.who import leads_in

NATURES = {"约束": mark("binding"), "预期": mark("expected"), "未标注": mark("not stated")}
SOURCES = {
    "table": mark("indicator table"),
    "prose": mark("text"),
    "box": mark("box"),
    "merged": mark("several places"),
}
TITLES = {
    "targets": mark("Targets and their conditions"),
    "audit": TITLE,
    "bindings": BINDINGS,
    "milestones": mark("Milestones"),
    "projects": mark("Projects"),
    "tasks": mark("Tasks and guarantees"),
    "facts": mark("Where the plan starts from"),
}
FOLLOWED_UP = {"milestones": "milestone", "projects": "project", "tasks": "task"}
"""Parts whose records stand in the register, and as what."""


def page(visit: Visit) -> Page:
    """The plan, part by part."""
    t, plan = visit.t, visit.book.plan
    chosen = _chosen_part(visit)
    grid = PARTS[chosen](visit)
    return Page(
        title=t.of(plan.zh, plan.en),
        subtitle=t("{base} to {target}", base=plan.base_year, target=plan.target_year),
        actions=[
            print_button(visit),
            leads_in(visit, "plan/drafts")
            and h.a(class_="button", href=visit.href("plan/drafts"))[t("Drafts to review")],
            export_link(visit, "plan"),
        ],
        body=[
            _tabs(visit, chosen),
            card(
                grid.title,
                chosen == "audit"
                and verdict_filter(visit, visit.provider.audit(visit.book).findings),
                _content(visit, grid),
                aside=chosen in FOLLOWED_UP and _register_link(visit, FOLLOWED_UP[chosen]),
                id="part",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The part that is shown."""
    return (PARTS[_chosen_part(visit)](visit),)


def _chosen_part(visit: Visit) -> str:
    return visit.choice("part", tuple(PARTS), "targets")


def _tabs(visit: Visit, chosen: str) -> Element:
    t, plan = visit.t, visit.book.plan
    counts = {
        "targets": len(plan.targets),
        "audit": len(visit.provider.audit(visit.book).findings),
        "bindings": len(visit.provider.audit(visit.book).bindings),
        "milestones": len(plan.milestones),
        "projects": len(plan.projects),
        "tasks": len(plan.tasks),
        "facts": len(plan.facts),
    }
    return h.nav(class_="tabs page-tabs", aria_label=t("Parts of the plan"))[
        (
            h.a(
                href=visit.href(part=None if name == "targets" else name, verdict=None),
                aria_current="true" if name == chosen else None,
            )[t(TITLES[name]), h.span(class_="count")[f"{counts[name]:,}"]]
            for name in PARTS
        )
    ]


def _register_link(visit: Visit, form: str) -> Element:
    """The way to who answers for them and how far they are."""
    return h.a(href=visit.href("register", form=form))[visit.t("How far they are")]


def _content(visit: Visit, grid: Grid) -> Node:
    if not grid.rows:
        return note(visit.t("Nothing of this kind."))
    return [
        table(grid, class_=f"plan-{grid.name}"),
        h.p(class_="result")[
            visit.t.count("{n} row in total", "{n} rows in total", len(grid.rows))
        ],
    ]


def _targets(visit: Visit) -> Grid:
    t, plan = visit.t, visit.book.plan
    columns = (
        Column(t("Item"), kind="code", wide=True),
        Column(t("Indicator")),
        Column(t("Nature"), wide=True),
        Column(t("Unit")),
        Column(t("Base {year}", year=plan.base_year), kind="number"),
        Column(t("Target {year}", year=plan.target_year), kind="number"),
        Column(t("Stated conditions")),
        Column(t("Stands in"), wide=True),
        Column(t("Plan text"), wide=True),
    )
    rows = tuple(_target_row(visit, target) for target in plan.targets)
    return Grid("targets", t(TITLES["targets"]), columns, rows, plan_name(visit))


def _target_row(visit: Visit, target: Target) -> Row:
    t, lang = visit.t, visit.lang
    name = t.of(target.zh, target.en)
    conditions = [condition_text(visit, condition) for condition in target.conditions]
    linked: Node = name
    if target.indicator in visit.book.catalogue.indicators:
        linked = h.a(href=visit.href(f"indicators/{target.indicator}"))[name]
    return Row(
        (
            Cell(target.item),
            Cell(name, linked),
            Cell(t(NATURES[target.nature])),
            unit_cell(target.unit, lang),
            figure_cell(target.baseline, lang),
            figure_cell(target.level.printed if target.level else None, lang, strong=True),
            Cell(
                "; ".join(conditions),
                h.ul(class_="plain")[(h.li[text] for text in conditions)],
            ),
            Cell(t(SOURCES[target.source])),
            places(visit, target.at),
        ),
        {"id": target.id},
    )


def _milestones(visit: Visit) -> Grid:
    t = visit.t
    columns = (
        Column(t("Due"), kind="code"),
        Column(t("Item"), kind="code", wide=True),
        Column(t("Milestone")),
        Column(t("Aim"), kind="number"),
        Column(t("Unit")),
        Column(t("Plan text"), wide=True),
    )
    rows = tuple(
        _milestone_row(visit, m) for m in sorted(visit.book.plan.milestones, key=lambda m: m.due)
    )
    return Grid("milestones", t(TITLES["milestones"]), columns, rows, plan_name(visit))


def _milestone_row(visit: Visit, milestone: Milestone) -> Row:
    t, lang = visit.t, visit.lang
    name = t.of(milestone.zh, milestone.en)
    return Row(
        (
            Cell(milestone.due.isoformat()),
            Cell(milestone.item),
            Cell(name, [name, milestone.per and [" ", tag(phrase(milestone.per, lang))]]),
            figure_cell(milestone.printed, lang),
            unit_cell(milestone.unit, lang),
            places(visit, milestone.at),
        ),
        {"id": milestone.id},
    )


def _projects(visit: Visit) -> Grid:
    t = visit.t
    columns = (
        Column(t("Item"), kind="code", wide=True),
        Column(t("Kind")),
        Column(t("Project")),
        Column(t("How many"), kind="number"),
        Column(t("Places")),
        Column(t("Due"), kind="code"),
        Column(t("Plan text"), wide=True),
    )
    rows = tuple(_project_row(visit, project) for project in visit.book.plan.projects)
    return Grid("projects", t(TITLES["projects"]), columns, rows, plan_name(visit))


def _project_row(visit: Visit, project: Project) -> Row:
    t = visit.t
    kinds = visit.book.catalogue.code_lists["project_kind"].entries
    kind = t.of(*kinds[project.kind]) if project.kind in kinds else project.kind
    return Row(
        (
            Cell(project.item),
            Cell(kind),
            Cell(t.of(project.zh, project.en)),
            figure_cell(project.count, visit.lang),
            _namedplaces(visit, project.places),
            Cell(project.due.isoformat() if project.due else ""),
            places(visit, project.at),
        ),
        {"id": project.id},
    )


def _tasks(visit: Visit) -> Grid:
    t = visit.t
    columns = (
        Column(t("Number"), kind="code"),
        Column(t("Task")),
        Column(t("Section"), wide=True),
        Column(t("Kind"), wide=True),
        Column(t("Plan items"), kind="code", wide=True),
        Column(t("Plan text"), wide=True),
    )
    rows = tuple(_task_row(visit, task) for task in visit.book.plan.tasks)
    return Grid("tasks", t(TITLES["tasks"]), columns, rows, plan_name(visit))


def _task_row(visit: Visit, task: Task) -> Row:
    t, lang = visit.t, visit.lang
    kinds = visit.book.catalogue.code_lists["project_kind"].entries
    section = " · ".join(part for part in (task.section, task.box) if part)
    return Row(
        (
            Cell(task.number, quoted(task.number, lang) or h.span),
            Cell(t.of(task.zh, task.en)),
            Cell(section, quoted(section, lang)),
            Cell(t.of(*kinds[task.kind]) if task.kind in kinds else task.kind),
            Cell(", ".join(task.items)),
            places(visit, task.at),
        ),
        {"id": task.id},
    )


def _namedplaces(visit: Visit, names: Iterable[str]) -> Cell:
    """Places under their own names in the language of the page; what is no place stays as it is."""
    said = visit.listed(_place_name(visit, name) for name in names)
    return Cell(said, quoted(said, visit.lang) if said else None)


def _place_name(visit: Visit, name: str) -> str:
    found = visit.book.tree.meant(name)
    return name if found is None else visit.place(found)


def _facts(visit: Visit) -> Grid:
    t, lang = visit.t, visit.lang
    columns = (
        Column(t("Item"), kind="code", wide=True),
        Column(t("Fact")),
        Column(t("Printed"), kind="number"),
        Column(t("Unit")),
        Column(t("Year"), kind="code"),
        Column(t("Plan text"), wide=True),
    )
    rows = tuple(
        Row(
            (
                Cell(fact.item),
                Cell(t.of(fact.zh, fact.en)),
                figure_cell(fact.printed, lang),
                unit_cell(fact.unit, lang),
                Cell(f"{fact.year}"),
                places(visit, fact.at),
            ),
            {"id": fact.id},
        )
        for fact in visit.book.plan.facts
    )
    return Grid("facts", t(TITLES["facts"]), columns, rows, plan_name(visit))


PARTS: dict[str, Callable[[Visit], Grid]] = {
    "targets": _targets,
    "audit": findings,
    "bindings": bindings,
    "milestones": _milestones,
    "projects": _projects,
    "tasks": _tasks,
    "facts": _facts,
}
