"""The register as rows of the table ``project``, from which indicators are computed.

An entry of which the plan wants several is as many rows, each finished on the day from which the
register counts it; so the rows of two registers are counted alike, however their plans word it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from jidi.model.plan_figure import read_printed
from jidi.model.register import Form, Revision, Subject, WorkStatus

MOST_UNITS: Final = 100
"""More than so many of one thing are one row: then the indicator linked to it counts them. Our own
choice."""


@dataclass(frozen=True)
class SnapshotRow:
    """One row of ``project``; ``owner`` is the code of the responsible body."""

    project_id: str
    item: str
    form: Form
    division: str
    title: str
    kind: str
    status: WorkStatus
    percent: int | None
    started_on: date | None
    due_on: date | None
    finished_on: date | None
    owner: str
    evidence: str


def snapshot_rows(subject: Subject, chain: Sequence[Revision]) -> Iterator[SnapshotRow]:
    """The rows of one entry as its newest revision leaves it.

    :param chain: its revisions, oldest first.
    """
    whole = _whole(subject, chain[-1])
    units = units_wanted(subject)
    if units is None:
        yield whole
        return
    days = _days_counted(chain)
    for number in range(1, max(units, len(days)) + 1):
        yield _unit(whole, number, days)


def units_wanted(subject: Subject) -> int | None:
    """How many things the plan wants, where it counts them; None where the entry is one thing.

    Of a range (3-4) the lower end.
    """
    if not subject.wanted or subject.unit == "%":
        return None
    wanted = read_printed(subject.wanted)
    if wanted.percent or wanted.value != wanted.value.to_integral_value():
        return None
    return int(wanted.value) if 1 < wanted.value <= MOST_UNITS else None


def _whole(subject: Subject, newest: Revision) -> SnapshotRow:
    state = newest.state
    return SnapshotRow(
        project_id=subject.id,
        item=subject.items[0],
        form=subject.form,
        division=state.division,
        title=state.title,
        kind=state.kind,
        status=state.status,
        percent=state.percent,
        started_on=state.started_on,
        due_on=state.due_on,
        finished_on=state.finished_on,
        owner=state.responsible,
        evidence=state.evidence,
    )


def _unit(whole: SnapshotRow, number: int, days: Sequence[date]) -> SnapshotRow:
    """The n-th of several; done when so many are counted, or when the whole entry is."""
    row = replace(whole, project_id=f"{whole.project_id}#{number}")
    counted = days[number - 1] if number <= len(days) else None
    if whole.finished_on is not None:
        return replace(row, finished_on=min(counted or whole.finished_on, whole.finished_on))
    if counted is not None:
        return replace(row, status=WorkStatus.DONE, percent=100, finished_on=counted)
    return replace(row, percent=None)


def _days_counted(chain: Sequence[Revision]) -> list[date]:
    """For each thing that is counted as done, the day from which it has been without a break."""
    total = int(chain[-1].state.done or 0)
    days: list[date] = []
    for number in range(1, min(total, MOST_UNITS) + 1):
        since = chain[-1]
        for revision in reversed(chain):
            if (revision.state.done or 0) < number:
                break
            since = revision
        days.append(since.on)
    return days
