"""The chapter on tasks and projects: dated milestones, and the register of responsibility."""

from __future__ import annotations

from decimal import Decimal

from jidi.model.register import Form, Origin
from jidi.report.desk import Desk
from jidi.report.document import Column
from jidi.report.evidence import Evidence
from jidi.report.evidence import Origin as Grounds
from jidi.report.facts import Facts, name
from jidi.report.flow import Flow
from jidi.report.milestone_figures import milestone_evidence, milestone_reason
from jidi.report.pieces import Cited, Name, Quote, Stamp, StampKind, Text, words
from jidi.report.saying import said
from jidi.report.work_facts import work_count
from jidi.service.register import Entry
from jidi.service.register_bodies import body_name
from jidi.service.register_wording import ORIGIN_WORDS

_GROUNDS: dict[Origin, Grounds] = {
    "published": "plan",
    "reported": "published",
    "synthetic": "synthetic",
}


def write_works(desk: Desk, flow: Flow, works: Facts | None) -> None:
    """The chapter; ``works`` are the facts of the register, None where there is no register."""
    if not desk.material.milestones and works is None and desk.material.no_register is None:
        return
    flow.heading(1, desk.label("chapter_works"))
    if desk.material.milestones:
        flow.heading(2, desk.label("works_milestones"))
        _milestones(desk, flow)
    flow.heading(2, desk.label("works_register"))
    if works is None:
        _no_register(desk, flow)
        return
    flow.say(said(desk.wording.section("works"), works, report=desk.kind, lang=desk.lang))
    _forms(desk, flow)
    _entries(desk, flow)


def _milestones(desk: Desk, flow: Flow) -> None:
    columns = (
        Column(desk.word("column_due_on"), 1.5),
        Column(desk.word("column_milestone"), 2.6),
        Column(desk.word("column_asked"), 1.3, "right"),
        Column(desk.word("column_state"), 1.2, "center"),
        Column(desk.word("column_grounds"), 2.8),
    )
    rows = []
    for standing in desk.material.milestones:
        milestone, state = standing.milestone, standing.state
        rows.append(
            (
                (Stamp(milestone.due.isoformat(), StampKind.TIME),),
                (Name(desk.voice.say(milestone.zh, milestone.en)),),
                (Cited(milestone_evidence(desk, milestone)),),
                words(desk.voice.say(state.zh, state.en)),
                (Quote(milestone_reason(desk, standing)),),
            )
        )
    flow.table(
        desk.label("table_milestones"),
        columns,
        rows,
        tab=desk.word("tab_milestones"),
        small=True,
    )


def _no_register(desk: Desk, flow: Flow) -> None:
    """Why there is nothing to show, as the register itself says it."""
    reason = desk.material.no_register
    if reason is not None:
        facts = {"reason": name(reason.what(desk.lang)), "remedy": name(reason.remedy(desk.lang))}
        flow.say(said(desk.wording.section("no_register"), facts, report=desk.kind, lang=desk.lang))


def _forms(desk: Desk, flow: Flow) -> None:
    """Counts by what an entry is in the plan."""
    entries = desk.material.entries
    columns = (
        Column(desk.word("column_form"), 2.0),
        *(Column(desk.word(f"column_{key}"), 1.0, "right") for key in _COUNTS),
    )
    rows = []
    for form in Form:
        mine = [entry for entry in entries if entry.subject.form is form]
        if mine:
            label = desk.material.form_names[form.value]
            counted = (work_count(desk, key, mine, form=form.value) for key in _COUNTS)
            rows.append(
                (words(desk.voice.say(*label)), *((Cited(one, bare=True),) for one in counted))
            )
    flow.table(desk.label("table_forms"), columns, rows, tab=desk.word("tab_forms"), small=True)


_COUNTS = ("total", "done", "under_way", "not_started", "stopped", "unreported", "overdue")


def _entries(desk: Desk, flow: Flow) -> None:
    """Every entry, in the plan's order, by what it is in the plan."""
    columns = (
        Column(desk.word("column_entry"), 3.4),
        Column(desk.word("column_body"), 1.3),
        Column(desk.word("column_due_on"), 1.4),
        Column(desk.word("column_status"), 1.1),
        Column(desk.word("column_percent"), 0.75, "right"),
        Column(desk.word("column_wanted"), 1.2, "right"),
        Column(desk.word("column_shown_by"), 1.3),
    )
    flow.table(
        desk.label("table_entries"),
        columns,
        (_entry(desk, entry) for entry in desk.material.entries),
        tab=desk.word("tab_entries"),
        notes=(desk.label("note_entries"),),
        small=True,
    )


def _entry(desk: Desk, entry: Entry) -> tuple[Text, ...]:
    state, voice = entry.state, desk.voice
    title = entry.title(desk.lang)
    place = f" · {state.place}" if state.place and state.place not in title else ""
    body = body_name(desk.material.book, state.responsible, desk.lang)
    due = (Stamp(state.due_on.isoformat(), StampKind.TIME),) if state.due_on else voice.nothing
    percent = None if state.percent is None else _percent(desk, entry, state.percent)
    return (
        (Name(f"{title}{place}"),),
        (Name(body),) if body else voice.nothing,
        due,
        _status(desk, entry),
        voice.nothing if percent is None else (Cited(percent, bare=True),),
        _wanted(desk, entry),
        (Name(state.evidence),) if state.evidence else voice.nothing,
    )


def _status(desk: Desk, entry: Entry) -> Text:
    """The status, what is overdue or late, and the sign of an invented one."""
    told = desk.voice.say(entry.status.zh, entry.status.en)
    if entry.is_overdue or entry.is_due_unreported:
        told += desk.word("mark_overdue")
    elif entry.is_late:
        told += desk.word("mark_late")
    return words(told + ("※" if entry.status_origin == "synthetic" else ""))


def _percent(desk: Desk, entry: Entry, percent: int) -> Evidence:
    return _reported(desk, entry, "percent", Decimal(percent), "%")


def _wanted(desk: Desk, entry: Entry) -> Text:
    """How many are done of how many the plan wants; a dash where it prints no number."""
    subject, state = entry.subject, entry.state
    if not subject.wanted:
        return desk.voice.nothing
    wanted = (Cited(_asked(desk, entry)),)
    if state.done is None:
        return wanted
    done = _reported(desk, entry, "done", state.done, subject.unit)
    return (Cited(done, bare=True), *words("/"), *wanted)


def _asked(desk: Desk, entry: Entry) -> Evidence:
    """The plan's number, as printed."""
    subject = entry.subject
    return desk.evidence(
        f"register.{entry.id}.wanted",
        subject=entry.title(desk.lang),
        figure=desk.word("column_wanted"),
        text=desk.voice.phrase(subject.wanted_in_words),
        bare=desk.voice.phrase(subject.wanted),
        value=None,
        unit=subject.unit,
        origin="plan",
        status=desk.voice.origin("plan"),
        sources=(desk.plan_name,),
        passages=subject.at,
    )


def _reported(desk: Desk, entry: Entry, field: str, value: Decimal, unit: str) -> Evidence:
    origin = entry.origins[field]
    return desk.evidence(
        f"register.{entry.id}.{field}",
        subject=entry.title(desk.lang),
        figure=desk.word(f"column_{'percent' if field == 'percent' else 'finished'}"),
        text=desk.voice.number(value, None, unit),
        bare=desk.voice.number(value, None, "%" if unit == "%" else ""),
        value=value,
        unit=unit,
        origin=_GROUNDS[origin],
        status=desk.voice.say(*ORIGIN_WORDS[origin]),
        period=desk.voice.day(entry.told.on),
        sources=(desk.word("register"),),
        note=f"{entry.told.by} {entry.told.at}" if origin != "published" else "",
    )
