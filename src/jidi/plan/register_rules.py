"""What a revision of the register must hold together: status, dates, progress, counts, reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jidi.core.errors import InputError
from jidi.model.plan_figure import read_printed
from jidi.model.register import State, Subject, WorkStatus, number_text


def faults(
    before: State, after: State, *, subject: Subject, on: date, why: str
) -> tuple[InputError, ...]:
    """Everything that keeps ``after`` from following ``before``, in one pass; empty when nothing.

    :param on: the day from which it is to hold.
    :param why: the reason given.
    :returns: R-101 done without evidence, R-102 done without a day, R-103 a day of finishing
        without being done, R-104 progress that contradicts the status, R-105 finished before it
        was started, R-106 a day still to come, R-107 a deadline moved without a reason, R-108
        stopped or reopened without a reason, R-109 done with fewer than the plan asks for, R-110
        begun though not started, R-111 reported once and unreported again.
    """
    found = [*_of_being_done(after), *_of_progress(after), *_of_days(after, on)]
    found += [*_of_reasons(before, after, why), *_of_counts(after, subject)]
    return tuple(found)


def _of_being_done(after: State) -> Iterator[InputError]:
    if after.status is WorkStatus.DONE:
        if not after.evidence:
            yield InputError("R-101")
        if after.finished_on is None:
            yield InputError("R-102")
    elif after.finished_on is not None:
        yield InputError("R-103", day=after.finished_on, **_named(status=after.status))


def _of_progress(after: State) -> Iterator[InputError]:
    if after.percent is not None and not _is_fitting(after.percent, after.status):
        yield InputError("R-104", percent=after.percent, **_named(status=after.status))
    has_begun = after.started_on is not None or (after.done or 0) > 0
    if after.status in (WorkStatus.UNREPORTED, WorkStatus.NOT_STARTED) and has_begun:
        yield InputError("R-110", **_named(status=after.status))


def _is_fitting(percent: int, status: WorkStatus) -> bool:
    """Done is 100 and only done is; what is not started is 0; of the unreported nothing is known.

    A stopped entry keeps what it had reached.
    """
    if status is WorkStatus.DONE:
        return percent == 100
    if status is WorkStatus.NOT_STARTED:
        return percent == 0
    return status is not WorkStatus.UNREPORTED and percent < 100


def _of_days(after: State, on: date) -> Iterator[InputError]:
    started, finished = after.started_on, after.finished_on
    if started is not None and finished is not None and finished < started:
        yield InputError("R-105", started=started, finished=finished)
    for day in (started, finished):
        if day is not None and day > on:
            yield InputError("R-106", day=day, on=on)


def _of_reasons(before: State, after: State, why: str) -> Iterator[InputError]:
    if before.due_on != after.due_on and not why:
        yield InputError("R-107", before=before.due_on or "—", after=after.due_on or "—")
    if before.status is after.status:
        return
    is_reopened = before.status in (WorkStatus.DONE, WorkStatus.STOPPED)
    if (after.status is WorkStatus.STOPPED or is_reopened) and not why:
        yield InputError("R-108", **_named(before=before.status, after=after.status))
    if after.status is WorkStatus.UNREPORTED:
        yield InputError("R-111", **_named(before=before.status))


def _of_counts(after: State, subject: Subject) -> Iterator[InputError]:
    if not subject.wanted or after.status is not WorkStatus.DONE or after.done is None:
        return
    wanted = read_printed(subject.wanted)
    # «About thirty» and «basically all» leave it open how many are enough.
    if not wanted.hedged and after.done < wanted.value:
        yield InputError(
            "R-109", done=number_text(after.done), wanted=subject.wanted, unit=subject.unit
        )


def _named(**statuses: WorkStatus) -> dict[str, Any]:
    """Statuses as facts of a message, in both languages."""
    words: dict[str, Any] = {f"{name}_zh": status.zh for name, status in statuses.items()}
    return words | {f"{name}_en": status.en for name, status in statuses.items()}
