"""规划: what the plan asks for, what its own arithmetic says, what it promises to build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.model.plan_record import Milestone, Passage, Project, Target
from jidi.service.english import phrase
from jidi.web.english import quoted, spoken, text_cell
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import shape, tag
from jidi.web.pages.aim import condition_text
from jidi.web.printed import figure_cell, unit_cell
from jidi.web.tables import swapping, table
from jidi.web.texts import mark
from jidi.web.visit import Visit

if TYPE_CHECKING:
    from jidi.plan.finding import Finding

QUOTED = 3
"""Passages shown at once; the others unfold."""
VERDICTS = {
    "contradicts": ("square", mark("contradicts")),
    "compatible": ("triangle", mark("compatible only if …")),
    "agrees": ("circle", mark("agrees")),
}
NATURES = {"约束": mark("binding"), "预期": mark("expected"), "未标注": mark("not stated")}
SOURCES = {
    "table": mark("indicator table"),
    "prose": mark("text"),
    "box": mark("box"),
    "merged": mark("several places"),
}
TITLES = {
    "targets": mark("Targets and their conditions"),
    "audit": mark("The plan audits itself"),
    "milestones": mark("Milestones"),
    "projects": mark("Projects"),
    "facts": mark("Where the plan starts from"),
}
FAMILIES = {
    "growth": mark("growth and target"),
    "increment": mark("increase and target"),
    "notation": mark("meaning of brackets"),
    "wording": mark("differing wordings"),
    "unit": mark("unit of measure"),
    "baseline": mark("baseline"),
    "reached": mark("already reached"),
    "share": mark("share of a whole"),
    "sum": mark("sum"),
    "count": mark("count"),
    "reproduce": mark("origin of a number"),
    "remainder": mark("part of a whole"),
    "ratio": mark("implied ratio"),
    "multiple": mark("multiple"),
    "timeline": mark("order in time"),
    "areas": mark("coverage by indicators"),
}


def page(visit: Visit) -> Page:
    """The plan, part by part."""
    t, plan = visit.t, visit.book.plan
    chosen = _chosen_part(visit)
    grid = PARTS[chosen](visit)
    return Page(
        title=t.of(plan.zh, plan.en),
        subtitle=t("{base} to {target}", base=plan.base_year, target=plan.target_year),
        actions=[print_button(visit), export_link(visit, "plan")],
        body=[
            _tabs(visit, chosen),
            card(
                grid.title,
                chosen == "audit" and _verdict_filter(visit),
                _content(visit, grid),
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
        "audit": len(visit.provider.audit(visit.book)),
        "milestones": len(plan.milestones),
        "projects": len(plan.projects),
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
    return Grid("targets", t(TITLES["targets"]), columns, rows, _notes(visit))


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
            _places(visit, target.at),
        ),
        {"id": target.id},
    )


def _places(visit: Visit, passages: Iterable[Passage]) -> Cell:
    """Line numbers with the words that stand there."""
    texts = [visit.t("line {line}: {text}", line=p.line, text=p.text) for p in passages]
    few, more = texts[:QUOTED], texts[QUOTED:]
    return Cell(
        "; ".join(texts),
        h.div(class_="quotes")[
            h.ul[(h.li[quoted(text, visit.lang)] for text in few)],
            more
            and h.details[
                h.summary[visit.t("and {n} more", n=len(more))],
                h.ul[(h.li[quoted(text, visit.lang)] for text in more)],
            ],
        ],
    )


def _chosen_findings(visit: Visit) -> Sequence[Finding]:
    wanted = visit.choice("verdict", ("all", *VERDICTS), "all")
    found = visit.provider.audit(visit.book)
    kept = [f for f in found if wanted in ("all", f.verdict.value)]
    return sorted(kept, key=lambda f: list(VERDICTS).index(f.verdict.value))


def _verdict_filter(visit: Visit) -> Node:
    t = visit.t
    found = visit.provider.audit(visit.book)
    counts = Counter(f.verdict.value for f in found)
    chosen = visit.asked.get("verdict", "all")
    said = t(
        "{all} statements checked: {bad} contradict, {open} hang on a condition, {good} agree.",
        all=len(found),
        bad=counts["contradicts"],
        open=counts["compatible"],
        good=counts["agrees"],
    )
    return [
        h.p(class_="sentence")[said],
        h.nav(class_="tabs", aria_label=t("Verdict"), **swapping("part"))[
            (
                h.a(
                    href=visit.href(verdict=None if name == "all" else name),
                    aria_current="true" if name == chosen else None,
                )[text, h.span(class_="count")[f"{number:,}"]]
                for name, text, number in [
                    ("all", t("all"), len(found)),
                    *((name, t(word), counts[name]) for name, (_, word) in VERDICTS.items()),
                ]
            )
        ],
    ]


def _audit(visit: Visit) -> Grid:
    t = visit.t
    columns = (
        Column(t("Verdict")),
        Column(t("Rule"), wide=True, name="rule"),
        Column(t("Item"), kind="code", wide=True),
        Column(t("Statement")),
        Column(t("Printed"), wide=True),
        Column(t("Arithmetic")),
        Column(t("Why")),
        Column(t("Plan text"), wide=True),
    )
    rows = tuple(_finding_row(visit, finding) for finding in _chosen_findings(visit))
    return Grid("audit", t(TITLES["audit"]), columns, rows, _notes(visit))


def _finding_row(visit: Visit, finding: Finding) -> Row:
    t, lang = visit.t, visit.lang
    form, word = VERDICTS[finding.verdict.value]
    arithmetic = t.of(finding.arithmetic_zh, finding.arithmetic_en)
    printed = ", ".join(text for _, text in finding.printed)
    return Row(
        (
            Cell(
                t(word),
                h.span(class_=f"light verdict-{finding.verdict.value}")[shape(form), t(word)],
            ),
            Cell(t(FAMILIES[finding.family.value])),
            Cell(finding.item),
            Cell(t.of(finding.zh, finding.en)),
            text_cell(printed, lang),
            Cell(phrase(arithmetic, lang), h.span(class_="arithmetic")[spoken(arithmetic, lang)]),
            _reason(visit, finding),
            _places(visit, finding.at),
        )
    )


def _reason(visit: Visit, finding: Finding) -> Cell:
    """Why the verdict, the condition it hangs on, and the condition that binds."""
    t, lang = visit.t, visit.lang
    why = t.of(finding.reason_zh, finding.reason_en)
    condition = t.of(finding.only_if_zh, finding.only_if_en)
    only_if = t("only if {condition}", condition=condition) if condition else ""
    binds = t.of(finding.binds_zh, finding.binds_en)
    return Cell(
        phrase(" ".join(text for text in (why, only_if, binds) if text), lang),
        [
            spoken(why, lang),
            only_if and h.p(class_="only-if")[spoken(only_if, lang)],
            binds and h.p(class_="fine")[spoken(binds, lang)],
        ],
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
    return Grid("milestones", t(TITLES["milestones"]), columns, rows, _notes(visit))


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
            _places(visit, milestone.at),
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
    return Grid("projects", t(TITLES["projects"]), columns, rows, _notes(visit))


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
            _named_places(visit, project.places),
            Cell(project.due.isoformat() if project.due else ""),
            _places(visit, project.at),
        ),
        {"id": project.id},
    )


def _named_places(visit: Visit, names: Iterable[str]) -> Cell:
    """Places under their own names in the language of the page; what is no place stays as it is."""
    said = visit.listed(_place_name(visit, name) for name in names)
    return Cell(said, quoted(said, visit.lang) if said else None)


def _place_name(visit: Visit, name: str) -> str:
    try:
        return visit.place(visit.book.tree.find(name))
    except JidiError:
        return name


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
                _places(visit, fact.at),
            ),
            {"id": fact.id},
        )
        for fact in visit.book.plan.facts
    )
    return Grid("facts", t(TITLES["facts"]), columns, rows, _notes(visit))


def _notes(visit: Visit) -> tuple[str, ...]:
    plan = visit.book.plan
    return (visit.t.of(plan.zh, plan.en),)


PARTS: dict[str, Callable[[Visit], Grid]] = {
    "targets": _targets,
    "audit": _audit,
    "milestones": _milestones,
    "projects": _projects,
    "facts": _facts,
}
