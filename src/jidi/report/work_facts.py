"""The facts of the register of responsibility as a whole, and its counts with evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from jidi.model.register import WorkStatus
from jidi.report.desk import Desk
from jidi.report.evidence import Evidence
from jidi.report.facts import Facts, figure, name, quote, time, word
from jidi.report.milestone_figures import milestone_evidence, milestone_reason
from jidi.service.register import Entry

Picked = Callable[[Entry], bool]


def _with(status: WorkStatus) -> Picked:
    return lambda entry: entry.status is status


_PICKED: Mapping[str, Picked] = {
    "total": lambda _entry: True,
    **{status.value: _with(status) for status in WorkStatus},
    "overdue": lambda entry: entry.is_overdue,
    "due_unreported": lambda entry: entry.is_due_unreported,
    "late": lambda entry: entry.is_late,
    "due": lambda entry: entry.has_fallen_due,
    "nobody": lambda entry: not entry.state.responsible,
}


def work_facts(desk: Desk) -> Facts | None:
    """The facts of the register; None where there is none."""
    entries = desk.material.entries
    if desk.material.no_register is not None:
        return None
    counts = {key: work_count(desk, key, entries) for key in _PICKED}
    known = [e for e in entries if e.status not in (WorkStatus.UNREPORTED, WorkStatus.STOPPED)]
    asked = desk.counted(
        "register.known",
        subject=desk.word("register"),
        figure=desk.voice.say("已知状态且未停止的事项", "entries of known status, not stopped"),
        count=len(known),
        unit=desk.voice.say("项", ""),
        synthetic=any(entry.is_synthetic for entry in known),
    )
    return {
        **{key: figure(evidence) for key, evidence in counts.items()},
        "day": time(desk.voice.day(desk.material.day)),
        "completion": figure(_completion(desk, counts["done"], asked)),
    }


def _completion(desk: Desk, done: Evidence, known: Evidence) -> Evidence | None:
    """Done ÷ all whose status is known and that were not stopped; None of nothing."""
    if not known.value or done.value is None:
        return None
    return desk.derived(
        "register.completion",
        subject=desk.word("register"),
        figure=desk.voice.say("完成率", "share done"),
        value=done.value / known.value * 100,
        digits=0,
        unit="%",
        formula="{0} ÷ {1} × 100",
        inputs=(done, known),
    )


def work_count(desk: Desk, key: str, entries: Sequence[Entry], *, form: str = "") -> Evidence:
    """How many entries stand so; of one form, or of all."""
    picked = [entry for entry in entries if _PICKED[key](entry)]
    return desk.counted(
        f"register.{form}.{key}" if form else f"register.{key}",
        subject=desk.word("register"),
        figure=" · ".join(part for part in (form and _form(desk, form), _label(desk, key)) if part),
        count=len(picked),
        unit=desk.voice.say("项", ""),
        synthetic=any(entry.status_origin == "synthetic" for entry in entries),
        period=desk.voice.day(desk.material.day),
        members="" if key == "total" else _titles(desk, picked),
    )


def _form(desk: Desk, form: str) -> str:
    return desk.voice.say(*desk.material.form_names[form])


def _label(desk: Desk, key: str) -> str:
    return desk.word(f"column_{key}")


def _titles(desk: Desk, entries: Sequence[Entry]) -> str:
    return desk.voice.joint.join(entry.title(desk.lang) for entry in entries)


def milestone_facts(desk: Desk) -> list[Facts]:
    """The facts of every milestone of the plan."""
    return [
        {
            "milestone": name(desk.voice.say(one.milestone.zh, one.milestone.en)),
            "due": time(one.milestone.due.isoformat()),
            "asked": figure(milestone_evidence(desk, one.milestone)),
            "state": word(desk.voice.say(one.state.zh, one.state.en), one.state.value),
            "reason": quote(milestone_reason(desk, one)),
        }
        for one in desk.material.milestones
    ]
