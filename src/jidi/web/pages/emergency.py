"""应急: incidents with reports held against their parts, what is down, readiness, peak days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import htpy as h
from htpy import Node

from jidi.core.errors import JidiError
from jidi.intake.times import BEIJING
from jidi.model.emergency import load_emergency_rules
from jidi.model.seasons import seasons
from jidi.service import emergency
from jidi.service.alert_words import division_text
from jidi.service.emergency_json import LIGHT_WORDS, VERDICTS
from jidi.service.emergency_peak import PeakView, peak_view
from jidi.service.phrasing import unit_name
from jidi.service.register_input import read_day
from jidi.service.supervision_rules import newest_moment, read_moment
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.pages.supervision_parts import ways
from jidi.web.tables import table
from jidi.web.visit import Visit

_LIGHTS = {"IV": "on_track", "III": "watch", "II": "behind", "I": "behind"}
_MANY = 10_000
"""Parcels are shown in ten thousands (万件)."""


def page(visit: Visit) -> Page:
    """The emergencies of the book at a moment."""
    t = visit.t
    when = _moment(visit)
    return Page(
        title=t("Emergencies"),
        subtitle=t("as of {moment}", moment=f"{when:%Y-%m-%d %H:%M}"),
        actions=[print_button(visit), export_link(visit, "emergency")],
        body=[
            h.div(class_="filter")[ways(visit, "emergency")],
            *(_incident(visit, name, when) for name in emergency.incidents(visit.book, at=when)),
            _card(t("What is down"), _down(visit, when), t("Nothing is down.")),
            _peak(visit, when),
            *_ready(visit, when),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Every table of the page."""
    when = _moment(visit)
    found = [
        _reports(visit, emergency.situation(visit.book, name, at=when))
        for name in emergency.incidents(visit.book, at=when)
    ]
    view = _view(visit)
    days = [_days(visit, view)] if isinstance(view, PeakView) else []
    return (*found, _down(visit, when), *days, *_readiness(visit, when))


def _moment(visit: Visit) -> datetime:
    asked = visit.asked.get("at", "")
    return read_moment(asked) if asked else newest_moment(visit.book, now=datetime.now(BEIJING))


def _incident(visit: Visit, name: str, when: datetime) -> Node:
    t = visit.t
    found = emergency.situation(visit.book, name, at=when)
    level = found.level.level
    rules = {one.id: one for one in load_emergency_rules().measures}
    unknown = [t.of(rules[one].zh, rules[one].en) for one in found.level.unknown]
    return card(
        t("Incident {name}", name=name),
        h.p(class_="sentence")[
            h.span(class_=f"light light-{_LIGHTS[level.id]}")[
                shape("square"), t.of(level.zh, level.en)
            ],
            " ",
            t("Who answers: {who}", who=t.of(level.answers_zh, level.answers_en)),
        ],
        note(t("At least this level; unknown: {what}", what=t(", ").join(unknown)))
        if unknown
        else None,
        table(_reports(visit, found)),
        *_disagreements(visit, found),
        h.details[h.summary[t("Timeline")], h.ul[_timeline(visit, name, when)]],
        note(t("Limits of levels were not seen in the original (trust G).")),
        id=f"incident-{name}",
    )


def _disagreements(visit: Visit, found: emergency.Situation) -> Iterator[Node]:
    t = visit.t
    rules = {one.id: t.of(one.zh, one.en) for one in load_emergency_rules().measures}
    for part, one in found.disagreements:
        yield note(
            t(
                "{place}, {what}: {verdict}; reported {whole}, the parts add up to {total}.",
                place=division_text(visit.book, part.division, visit.lang),
                what=rules.get(one.measure, t("Parcels held up")),
                verdict=t.of(*VERDICTS[one.verdict]),
                whole=f"{one.whole:,.10g}",
                total=f"{one.total:,.10g}",
            ),
            "warning",
        )


def _timeline(visit: Visit, name: str, when: datetime) -> Iterator[Node]:
    for one in emergency.timeline(visit.book, name, at=when):
        words = visit.t.of(one.zh, one.en)
        yield h.li[f"{one.at:%Y-%m-%d %H:%M} ", quoted(words, visit.lang)]


def _reports(visit: Visit, found: emergency.Situation) -> Grid:
    t = visit.t
    measures = {one.id: one for one in load_emergency_rules().measures}
    names = load_emergency_rules().added
    heads = [
        Column(
            t.of(measures[n].zh, measures[n].en) if n in measures else t("Parcels held up"),
            unit=_unit(visit, n, measures[n].unit if n in measures else ""),
            kind="number",
            wide=n in ("leaked", "loss_yuan"),
        )
        for n in names
    ]
    rows = tuple(
        Row(
            (
                Cell(division_text(visit.book, part.division, visit.lang)),
                Cell(f"{part.reported_at:%Y-%m-%d %H:%M}" if part.reported_at else None),
                *(Cell(part.figures[name], digits=0) for name in names),
                Cell(_added(visit, part)),
            )
        )
        for part in found.parts
    )
    columns = (
        Column(t("Division")),
        Column(t("Reported"), kind="code"),
        *heads,
        Column(t("Parts"), wide=True),
    )
    return Grid(
        f"incident-{found.incident}", t("Incident {name}", name=found.incident), columns, rows,
        _notes(visit), tab=found.incident,
    )  # fmt: skip


def _unit(visit: Visit, name: str, unit: str) -> str:
    """The unit of a measure; 条 counts records here, elsewhere lines."""
    return visit.t("records") if name == "leaked" else unit_name(unit, visit.lang)


def _added(visit: Visit, part: emergency.Part) -> str:
    """The worst of what the additions of a part say; empty where it has no parts."""
    said = {one.verdict for one in part.additions}
    worst = next((v for v in ("differs", "parts_missing", "unknown", "equal") if v in said), None)
    return visit.t.of(*VERDICTS[worst]) if worst else ""


def _down(visit: Visit, when: datetime) -> Grid:
    t = visit.t
    rows = tuple(
        Row(
            (
                Cell(one["incident"]),
                Cell(one["subject"]),
                Cell(one["name"] or "—", quoted(one["name"] or "—", visit.lang)),
                Cell(f"{one['from_at']:%Y-%m-%d %H:%M}"),
                Cell(one["why"] or "—", quoted(one["why"] or "—", visit.lang)),
            )
        )
        for one in emergency.down(visit.book, at=when)
    )
    columns = (
        Column(t("Incident"), kind="code"),
        Column(t("Facility or lane"), kind="code"),
        Column(t("Called")),
        Column(t("Since"), kind="code", wide=True),
        Column(t("Why"), wide=True),
    )
    return Grid("down", t("What is down"), columns, rows, _notes(visit))


def _view(visit: Visit) -> PeakView | JidiError | None:
    first, last = (visit.asked.get(name, "") for name in ("from", "to"))
    if not (first and last):
        return None
    try:
        return peak_view(visit.book, first=read_day(first), last=read_day(last))
    except JidiError as error:
        return error


def _peak(visit: Visit, when: datetime) -> Node:
    t = visit.t
    view = _view(visit)
    shown: list[Node] = []
    if isinstance(view, JidiError):
        shown.append(note(str(view), "warning"))
    elif view is not None:
        zh = f"预测方法 {view.method}，数据至 {view.as_of}；{view.factor_source}"
        en = (
            f"method {view.method}, data until {view.as_of}; "
            f"a day of a season counts {view.factor:g}"
        )
        shown += [
            h.p(class_="sentence")[
                t(
                    "{hubs} hubs work, {down} are down; the greatest day is {ratio} × the mean.",
                    hubs=view.hubs,
                    down=view.hubs_down,
                    ratio=f"{view.peak_to_mean:.2f}",
                )
            ],
            table(_days(visit, view)),
            note(t.of(zh, en)),
        ]
    links = [h.a(href=visit.href(**span))[word] for word, span in _coming(visit, when)]
    return card(
        t("Expected volume against hub capacity, by day"),
        h.nav(class_="tabs", aria_label=t("Season"))[links],
        *shown,
        id="peak",
    )


def _coming(visit: Visit, when: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in seasons().values():
        for year in (when.year, when.year + 1):
            days = one.days(year)
            if days is not None and days[0] > when.date():
                span = {"from": days[0].isoformat(), "to": days[1].isoformat()}
                yield f"{visit.t.of(one.zh, one.en)} {year}", span
                break


def _days(visit: Visit, view: PeakView) -> Grid:
    t = visit.t
    unit = t("10,000 parcels")
    rows = tuple(
        Row(
            (
                Cell(one.day.isoformat()),
                Cell(one.expected / _MANY, digits=1, strong=True),
                Cell(one.upper / _MANY, digits=1),
                Cell(one.capacity / _MANY if one.capacity else None, digits=1),
                Cell(one.use, digits=1),
                Cell(one.most, digits=0),
                Cell(t.of(*LIGHT_WORDS[one.light])),
            )
        )
        for one in view.days
    )
    columns = (
        Column(t("Day"), kind="code"),
        Column(t("Expected"), unit, "number"),
        Column(t("Upper end, 80 %"), unit, "number", wide=True),
        Column(t("Capacity"), unit, "number", wide=True),
        Column(t("Use of capacity"), "%", "number"),
        Column(t("Limit"), "%", "number", wide=True),
        Column(t("Verdict")),
    )
    title = t("Expected volume against hub capacity, by day")
    return Grid("peak", title, columns, rows, _notes(visit), tab=t("Season"))


def _ready(visit: Visit, when: datetime) -> Iterator[Node]:
    for grid in _readiness(visit, when):
        yield _card(grid.title, grid, visit.t("No data."))


def _readiness(visit: Visit, when: datetime) -> tuple[Grid, ...]:
    found = emergency.readiness(visit.book, day=when.date())
    return (_plans(visit, found), _drills(visit, found), _resources(visit, found))


def _plans(visit: Visit, found: emergency.Readiness) -> Grid:
    t = visit.t
    rows = tuple(
        Row(
            (
                Cell(division_text(visit.book, one["division"], visit.lang)),
                Cell(one["title"], quoted(one["title"], visit.lang)),
                Cell(str(one["version"])),
                Cell(one["in_force_from"].isoformat()),
                Cell(t("review due") if one["review_due"] else t("not due")),
            )
        )
        for one in found.plans
    )
    columns = (
        Column(t("Division")),
        Column(t("Plan"), wide=True),
        Column(t("Version"), kind="code"),
        Column(t("In force from"), kind="code"),
        Column(t("Review")),
    )
    return Grid("plans", t("Plans in force"), columns, rows, _notes(visit))


def _drills(visit: Visit, found: emergency.Readiness) -> Grid:
    t = visit.t
    rows = tuple(
        Row(
            (
                Cell(str(one["year"])),
                *_counts(one, ("due", "held", "findings", "closed", "overdue")),
            )
        )
        for one in found.drills
    )
    columns = (
        Column(t("Year"), kind="code"),
        Column(t("Drills due"), kind="number"),
        Column(t("Held"), kind="number"),
        Column(t("Findings"), kind="number"),
        Column(t("Put right"), kind="number"),
        Column(t("Overdue"), kind="number"),
    )
    title = t("Drills and what they brought to light")
    return Grid("drills", title, columns, rows, _notes(visit), tab=t("Drills"))


def _resources(visit: Visit, found: emergency.Readiness) -> Grid:
    t = visit.t
    kinds = visit.book.catalogue.code_lists["emergency_resource_kind"]
    rows = tuple(
        Row(
            (
                Cell(kinds.label(one["kind"], visit.lang)),
                *_counts(one, ("quantity", "ready", "unchecked")),
            )
        )
        for one in found.resources
    )
    columns = (
        Column(t("Kind")),
        Column(t("Quantity"), kind="number"),
        Column(t("Ready"), kind="number"),
        Column(t("Not checked"), kind="number"),
    )
    return Grid("resources", t("Resources"), columns, rows, _notes(visit))


def _counts(row: Mapping[str, Any], names: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(row[name], digits=0) for name in names)


def _card(title: str, grid: Grid, otherwise: str) -> Node:
    return card(title, table(grid) if len(grid.rows) else note(otherwise), id=grid.name)


def _notes(visit: Visit) -> tuple[str, ...]:
    return (visit.book.title(visit.lang),)
