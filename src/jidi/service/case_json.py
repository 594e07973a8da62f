"""Cases as plain values: lists, one case with its history and the explanation of its deadlines.

Personal values are masked; sealed ones only said to be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from jidi.core.errors import Language
from jidi.model.case import DUPLICATE, CaseKind
from jidi.model.table import Column
from jidi.service.books import Book
from jidi.service.case_clocks import local
from jidi.service.case_fields import shown_value
from jidi.service.cases import DueClock, RunningClock, clocks_of
from jidi.service.register_wording import division_name
from jidi.supervision.cases import Case, suggested_leads

CLOCK_WORDS: Mapping[str, tuple[str, str]] = {
    "running": ("进行中", "running"),
    "overdue": ("已逾期", "overdue"),
    "paused": ("暂停中", "paused"),
    "kept": ("按期", "in time"),
    "missed": ("逾期办结", "late"),
    "stopped": ("不再计时", "stopped"),
    "open": ("期限未定", "not certain"),
}
EVENT_WORDS: Mapping[str, tuple[str, str]] = {
    "open": ("立案", "Opened"),
    "pause": ("暂停", "Paused"),
    "resume": ("恢复", "Resumed"),
    "evidence": ("登记证据", "Evidence"),
    "link": ("转出", "Raised another case"),
}


def kind_json(kind: CaseKind) -> dict[str, Any]:
    """A kind of case: fields, states, steps, clocks, rules of eligibility."""
    return kind.model_dump(mode="json", by_alias=True)


def case_json(case: Case, *, now: datetime) -> dict[str, Any]:
    """A case in a list."""
    state = case.kind.by_state[case.state]
    running = clocks_of(case, running=True)
    return {
        "case": case.id,
        "kind": case.kind.id,
        "kind_zh": case.kind.zh,
        "kind_en": case.kind.en,
        "state": state.id,
        "state_zh": state.zh,
        "state_en": state.en,
        "open": case.is_open,
        "paused": case.is_paused,
        "division": case.file.division,
        "origin": case.file.origin,
        "source": case.file.source or None,
        "opened_at": case.opened_at.isoformat(),
        "values": shown_values(case),
        "clocks": [clock_json(one, now=now) for one in running],
    }


def whole_json(case: Case, *, now: datetime) -> dict[str, Any]:
    """One case with its history, every deadline explained."""
    return {
        **case_json(case, now=now),
        "clocks": [
            {**clock_json(one, now=now), "reading": one.reading.to_json()}
            for one in clocks_of(case)
        ],
        "sealed": sorted(case.file.personal),
        "eligibility": [one.to_json() for one in case.verdicts()],
        "next_steps": [
            {"step": one.id, "zh": one.zh, "en": one.en, "who": list(one.who), "why": one.why}
            for one in case.next_steps()
        ],
        "may_raise": [{"to": one.to, "zh": one.zh, "en": one.en} for one in suggested_leads(case)],
        "evidence": [dict(one) for one in case.evidence],
        "links": [dict(one) for one in case.links],
        "alert": case.file.events[0].facts.get("alert"),
        "history": [
            {
                "number": event.number,
                "at": event.at,
                "recorded_at": event.recorded_at,
                "by": event.by,
                "step": event.step,
                "zh": step_word(case.kind, event.step, "zh"),
                "en": step_word(case.kind, event.step, "en"),
                "why": event.why,
                "state": event.state,
                "set": _shown(case.kind, event.facts.get("set", {})),
            }
            for event in case.file.events
        ],
    }


def clock_json(clock: RunningClock, *, now: datetime) -> dict[str, Any]:
    """A clock of a case in short."""
    found, state = clock.reading.deadline, clock.state(local(now))
    return {
        "clock": clock.reading.clock.id,
        "zh": clock.reading.clock.zh,
        "en": clock.reading.clock.en,
        "state": state,
        "state_zh": CLOCK_WORDS[state][0],
        "state_en": CLOCK_WORDS[state][1],
        "started": clock.started.at.isoformat(),
        "due": None if found.due is None else found.due.isoformat(),
        "last_day": None if found.last_day is None else found.last_day.isoformat(),
        "met": None if clock.started.met_at is None else clock.started.met_at.isoformat(),
    }


def due_json(found: Iterable[DueClock], *, now: datetime) -> list[dict[str, Any]]:
    """Clocks that run, with their cases in short."""
    return [
        {
            "case": one.case.id,
            "kind": one.case.kind.id,
            "division": one.case.file.division,
            "origin": one.case.file.origin,
            "case_state": one.case.state,
            **clock_json(one.clock, now=now),
        }
        for one in found
    ]


def shown_values(case: Case) -> dict[str, Any]:
    """The fields that are known, as they may be shown."""
    return _shown(case.kind, case.values)


def _shown(kind: CaseKind, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: shown_value(kind.by_field[name], value) if name in kind.by_field else value
        for name, value in values.items()
        if value is not None
    }


def step_word(kind: CaseKind, step: str, lang: Language) -> str:
    """The name of an event."""
    if step in kind.by_step:
        found = kind.by_step[step]
        return found.zh if lang == "zh" else found.en
    return EVENT_WORDS[step][0 if lang == "zh" else 1]


def field_text(book: Book, kind: CaseKind, name: str, value: Any, lang: Language) -> str:
    """A field in words: codes by their names, yes and no, units."""
    column = kind.by_field.get(name)
    if column is None:
        return str(value)
    if column.type == "code" and column.codes is not None:
        return book.catalogue.code_lists[column.codes].label(str(value), lang)
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if column.type == "division":
        return division_name(book, str(value), lang)
    return f"{value}{f' {column.unit}' if column.unit else ''}"


def field_name(kind: CaseKind, name: str, lang: Language) -> str:
    """The name of a field."""
    if name == DUPLICATE:
        return "重复于" if lang == "zh" else "Repeats"
    column: Column | None = kind.by_field.get(name)
    if column is None:
        return name
    return column.zh if lang == "zh" else column.en
