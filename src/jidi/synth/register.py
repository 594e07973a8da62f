"""Invented reports about the entries of a register: who is responsible, and how far it is.

The recipe says of some entries how they went; the others go by chance. Every step keeps the rules
of the register, and evidence says that it is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jidi.model.plan_figure import read_printed
from jidi.model.register import Form, State, Subject, WorkStatus, bureau_of
from jidi.synth.recipe import ProjectRow, Recipe
from jidi.synth.streams import stream

_WHOLE_PROVINCE = "provincial_bureau"
_OUTCOMES = (WorkStatus.DONE, WorkStatus.UNDER_WAY, WorkStatus.NOT_STARTED, WorkStatus.STOPPED)
_SHARES = {
    Form.PROJECT: (0.60, 0.32, 0.05, 0.03),
    Form.MILESTONE: (0.60, 0.40, 0.0, 0.0),
    Form.TASK: (0.55, 0.45, 0.0, 0.0),
    Form.GUARANTEE: (0.55, 0.45, 0.0, 0.0),
}
"""How often an entry of which the recipe says nothing is done, under way, not started, stopped."""
STOPPED_WHY = "合成：选址未落实，停止"
WHY = "合成：演示数据"


@dataclass(frozen=True)
class Report:
    """One invented step: what holds of an entry from a day on."""

    entry: str
    on: date
    why: str
    state: State


@dataclass(frozen=True)
class _Course:
    """How an entry goes: when it starts and ends, as what, and when each thing of it is done.

    :param level: per cent reached in the end by what is not done.
    """

    starts: date | None
    ends: date | None
    outcome: WorkStatus
    level: int
    counted: tuple[date, ...] = ()


def synthetic_reports(
    entries: Sequence[tuple[Subject, State]], recipe: Recipe, *, seed: int, begins: date
) -> tuple[Report, ...]:
    """Reports about every entry, in order of their days within each entry.

    :param entries: as the plan alone gives them.
    :param begins: the first day of the plan's period.
    """
    last = date(recipe.last_year, 12, 31)
    found: list[Report] = []
    for subject, state in entries:
        course = _course(subject, state, recipe, seed, begins)
        found += _changing(_reports(subject, state, course, begins, last))
    return tuple(found)


def _changing(reports: Iterator[Report]) -> Iterator[Report]:
    """Without those that say what held already."""
    said: State | None = None
    for report in reports:
        if report.state != said:
            yield report
        said = report.state


def _course(subject: Subject, state: State, recipe: Recipe, seed: int, begins: date) -> _Course:
    rows = [row for row in recipe.projects if row.entry == subject.id]
    rng = stream(seed, "register", subject.id)
    level = 5 * int(rng.integers(11, 19))
    if rows:
        return _told(rows, level)
    last = date(recipe.last_year, 12, 31)
    outcome = _OUTCOMES[int(rng.choice(len(_OUTCOMES), p=_SHARES[subject.form]))]
    if outcome is WorkStatus.NOT_STARTED:
        return _Course(None, None, outcome, 0)
    starts = begins + timedelta(days=int(rng.integers(60, 660)))
    due = state.due_on or last
    latest = min(max(due, starts + timedelta(days=200)) + timedelta(days=60), last)
    ends = starts + timedelta(days=int((latest - starts).days * rng.uniform(0.45, 1.0)))
    share = 1.0 if outcome is WorkStatus.DONE else level / 100
    counted = _counted(starts, ends, _wanted(subject) or 0, share)
    if outcome is WorkStatus.UNDER_WAY:
        return _Course(starts, None, outcome, level, counted)
    return _Course(starts, ends, outcome, level, counted)


def _counted(starts: date, ends: date, wanted: int, share: float) -> tuple[date, ...]:
    """The days on which the things done so far are counted: year ends, and the end itself."""
    days = (starts + (ends - starts) * (n + 1) / wanted for n in range(int(wanted * share)))
    return tuple(min(date(day.year, 12, 31), ends) for day in days)


def _told(rows: Sequence[ProjectRow], level: int) -> _Course:
    """The course the recipe tells: of one row the whole, of several each thing."""
    starts = min((row.started_on for row in rows if row.started_on), default=None)
    finished = sorted(row.finished_on for row in rows if row.finished_on)
    if all(row.status == "done" for row in rows):
        return _Course(starts, finished[-1], WorkStatus.DONE, 100, tuple(finished))
    outcome = WorkStatus(rows[0].status) if len(rows) == 1 else WorkStatus.UNDER_WAY
    return _Course(starts, None, outcome, level, tuple(finished))


def _reports(
    subject: Subject, state: State, course: _Course, begins: date, last: date
) -> Iterator[Report]:
    named = {"responsible": state.responsible or _responsible(state)}
    if course.starts is None:
        values = {**named, "status": WorkStatus.NOT_STARTED, "percent": 0}
        yield _report(subject, state, date(begins.year, 12, 31), values)
        return
    begun = {**named, "status": WorkStatus.UNDER_WAY, "started_on": course.starts}
    for on in _days(course, last):
        if on == course.ends:
            yield _ended(subject, state, course, begun)
            return
        yield _report(subject, state, on, {**begun, **_progress(subject, course, on, last)})


def _days(course: _Course, last: date) -> list[date]:
    """The days of reporting: the start, year ends, days on which something was done, the end."""
    assert course.starts is not None  # nothing else is reported over time
    ends = course.ends or last
    years = range(course.starts.year, ends.year + 1)
    days = {course.starts, *course.counted, *(date(year, 12, 31) for year in years)}
    days |= {course.ends} if course.ends is not None else set()
    return sorted(day for day in days if course.starts <= day <= ends)


def _progress(subject: Subject, course: _Course, on: date, last: date) -> dict[str, object]:
    assert course.starts is not None
    done = sum(day <= on for day in course.counted)
    wanted = _wanted(subject)
    if wanted is not None:
        share = 100 * done / wanted
        return {"done": Decimal(done), "percent": min(int(share), 95)}
    span = ((course.ends or last) - course.starts).days or 1
    share = course.level * (on - course.starts).days / span
    return {"percent": min(5 * int(share / 5), 95)}


def _ended(subject: Subject, state: State, course: _Course, begun: dict[str, object]) -> Report:
    assert course.ends is not None
    wanted = _wanted(subject)
    if course.outcome is WorkStatus.STOPPED:
        values = {**begun, "status": WorkStatus.STOPPED, "percent": min(course.level, 95)}
        return _report(subject, state, course.ends, values, why=STOPPED_WHY)
    counted = {} if wanted is None else {"done": Decimal(max(wanted, len(course.counted)))}
    values = {
        **begun,
        **counted,
        "status": WorkStatus.DONE,
        "percent": 100,
        "finished_on": course.ends,
        "evidence": f"合成佐证：{subject.id} 演示验收单",
    }
    return _report(subject, state, course.ends, values)


def _report(
    subject: Subject, state: State, on: date, values: dict[str, object], *, why: str = WHY
) -> Report:
    return Report(subject.id, on, why, State.model_validate({**dict(state), **values}))


def _responsible(state: State) -> str:
    whole = state.division.endswith("0" * 10)
    return _WHOLE_PROVINCE if whole else bureau_of(state.division)


def _wanted(subject: Subject) -> int | None:
    """How many things the plan wants; None where it counts none."""
    if not subject.wanted or subject.unit == "%":
        return None
    wanted = read_printed(subject.wanted)
    return None if wanted.percent else int(wanted.value)
