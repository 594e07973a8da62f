"""A case as it stands: its events folded into state, fields, pauses, clocks, links and evidence.

And what may happen to it next: :func:`next_event` says whether a step may be taken, and why not.
All moments are local time without zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jidi.core.errors import InputError, JidiError, raise_together
from jidi.core.worded import listed
from jidi.model.case import OPEN, CaseClock, CaseEvent, CaseFile, CaseKind, LeadRule, Step
from jidi.supervision.clocks import Pause
from jidi.supervision.eligibility import Verdict, judge, judge_one


@dataclass(frozen=True)
class Started:
    """A clock of a case that was started, and what became of it.

    :param at: when it started.
    :param met_at: when a step met it; None while it runs or when it was stopped.
    :param stopped_at: when it ceased to matter.
    """

    clock: CaseClock
    at: datetime
    met_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def runs(self) -> bool:
        """Whether it is neither met nor stopped."""
        return self.met_at is None and self.stopped_at is None


@dataclass(frozen=True)
class Case:
    """A case after all its events.

    :param values: its fields as far as they are known, as plain JSON values.
    :param clocks: every clock that was started, in order.
    """

    file: CaseFile
    kind: CaseKind
    state: str
    values: Mapping[str, Any]
    pauses: tuple[Pause, ...]
    clocks: tuple[Started, ...]
    links: tuple[Mapping[str, Any], ...]
    evidence: tuple[Mapping[str, Any], ...]

    @property
    def id(self) -> str:
        """Its number."""
        return self.file.id

    @property
    def opened_at(self) -> datetime:
        """When it was opened."""
        return datetime.fromisoformat(self.file.events[0].at)

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return not self.kind.by_state[self.state].over

    @property
    def is_paused(self) -> bool:
        """Whether its clocks stand."""
        return bool(self.pauses) and self.pauses[-1].end is None

    @property
    def last_at(self) -> datetime:
        """When the newest event happened."""
        return datetime.fromisoformat(self.file.events[-1].at)

    def verdicts(self) -> tuple[Verdict, ...]:
        """What each rule of eligibility says."""
        return judge(self.kind.eligible, self.values, on=self.opened_at.date())

    def next_steps(self) -> tuple[Step, ...]:
        """Steps that lead on from its state."""
        if self.is_paused:
            return ()
        return tuple(step for step in self.kind.steps if self.state in step.from_)


def folded(file: CaseFile, kind: CaseKind) -> Case:
    """The case after all its events."""
    values: dict[str, Any] = {}
    pauses: list[Pause] = []
    clocks: list[Started] = []
    for event in file.events:
        at = datetime.fromisoformat(event.at)
        values |= event.facts.get("set", {})
        if event.step == "pause":
            pauses.append(Pause(at, None, event.why))
        elif event.step == "resume":
            pauses[-1] = replace(pauses[-1], end=at)
        clocks = [_told(one, event.step, at) for one in clocks]
        clocks += [Started(one, at) for one in kind.clocks if event.step in one.starts]
    return Case(
        file=file,
        kind=kind,
        state=file.events[-1].state,
        values=values,
        pauses=tuple(pauses),
        clocks=tuple(clocks),
        links=tuple(_of(file.events, "link")),
        evidence=tuple(_of(file.events, "evidence")),
    )


def _told(started: Started, step: str, at: datetime) -> Started:
    """The clock after a step."""
    if not started.runs:
        return started
    if step in started.clock.met_by:
        return replace(started, met_at=at)
    if step in (*started.clock.stops, *started.clock.starts):
        return replace(started, stopped_at=at)
    return started


def _of(events: Iterable[CaseEvent], name: str) -> Iterator[Mapping[str, Any]]:
    return (
        {**event.facts[name], "at": event.at, "by": event.by}
        for event in events
        if name in event.facts
    )


def next_event(
    case: Case,
    name: str,
    given: Mapping[str, Any],
    *,
    at: datetime,
    by: str,
    why: str,
    recorded_at: datetime,
) -> CaseEvent:
    """The event of a step that may be taken.

    :param given: fields handed in with it, read already.
    :raises UnknownName: Y-202. :raises InputError: Y-204 to Y-211, all in one pass where they do
        not hide one another.
    """
    step = case.kind.step(name)
    check_moment(case, at, recorded_at)
    if case.is_paused:
        raise InputError("Y-205", case=case.id)
    if case.state not in step.from_:
        state = case.kind.by_state[case.state]
        raise InputError(
            "Y-204",
            case=case.id,
            state_zh=state.zh,
            state_en=state.en,
            step_zh=step.zh,
            step_en=step.en,
            may=listed(one.id for one in case.next_steps()),
        )
    after = replace(case, values={**case.values, **given})
    raise_together(_faults(after, step, given, by=by, why=why))
    return event_of(
        case, name, at=at, by=by, why=why, recorded_at=recorded_at, state=step.to,
        facts={"set": dict(given)} if given else {},
    )  # fmt: skip


def event_of(
    case: Case,
    step: str,
    *,
    at: datetime,
    by: str,
    why: str,
    recorded_at: datetime,
    state: str = "",
    facts: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """The next event of a case."""
    return CaseEvent(
        case=case.id,
        number=len(case.file.events) + 1,
        at=at.isoformat(timespec="seconds"),
        recorded_at=recorded_at.isoformat(timespec="seconds"),
        by=by,
        step=step,
        why=why,
        state=state or case.state,
        facts=facts or {},
    )


def check_moment(case: Case, at: datetime, recorded_at: datetime) -> None:
    """:raises InputError: Y-206 for what is still to come, Y-207 for before the newest event."""
    if at > recorded_at:
        raise InputError("Y-206", at=at, now=recorded_at)
    if at < case.last_at:
        raise InputError("Y-207", at=at, last=case.last_at)


def check_pause(case: Case, *, resumes: bool, why: str) -> None:
    """:raises InputError: Y-212 when it is over, Y-213 or Y-214 when it is so already, Y-208."""
    if not case.is_open:
        raise InputError("Y-212", case=case.id)
    if case.is_paused is not resumes:
        raise InputError("Y-213" if not resumes else "Y-214", case=case.id)
    if not why.strip():
        raise InputError("Y-208")


def _faults(
    after: Case, step: Step, given: Mapping[str, Any], *, by: str, why: str
) -> Iterator[JidiError]:
    allowed = (*step.needs, *step.may_set)
    for name in given:
        if name not in allowed:
            may = listed(allowed)
            yield InputError("Y-209", field=name, step_zh=step.zh, step_en=step.en, may=may)
    if step.why and not why.strip():
        yield InputError("Y-208")
    for name in step.needs:
        if after.values.get(name) is None:
            column = after.kind.by_field[name]
            yield InputError("Y-210", field=name, field_zh=column.zh, field_en=column.en)
    if step.eligible:
        yield from (_not_eligible(one) for one in after.verdicts() if one.holds is not True)
    for earlier in step.not_by:
        taken = [event.by for event in after.file.events if event.step == earlier]
        if taken and taken[-1] == by:
            other = after.kind.by_step[earlier]
            yield InputError("Y-215", by=by, other_zh=other.zh, other_en=other.en)


def _not_eligible(verdict: Verdict) -> InputError:
    said = verdict.words()
    return InputError(
        "Y-211",
        rule_zh=verdict.rule.zh,
        rule_en=verdict.rule.en,
        verdict_zh=said["verdict_zh"],
        verdict_en=said["verdict_en"],
    )


def suggested_leads(case: Case) -> Sequence[LeadRule]:
    """Rules by which the case may give rise to another and has not yet done so."""
    raised = {link["kind"] for link in case.links if link["role"] == "to"}
    return [
        lead
        for lead in case.kind.leads
        if lead.to not in raised
        and judge_one(lead.when, case.values, on=case.opened_at.date()) is True
    ]


def first_event(
    case_id: str,
    kind: CaseKind,
    values: Mapping[str, Any],
    *,
    at: datetime,
    by: str,
    why: str,
    recorded_at: datetime,
    more: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """The opening of a case."""
    return CaseEvent(
        case=case_id,
        number=1,
        at=at.isoformat(timespec="seconds"),
        recorded_at=recorded_at.isoformat(timespec="seconds"),
        by=by,
        step=OPEN,
        why=why,
        state=kind.states[0].id,
        facts={"set": dict(values), **(more or {})},
    )
