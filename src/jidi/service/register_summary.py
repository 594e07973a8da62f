"""Counting the register: by status, kind and body; how much is done, and how much in time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from jidi.core.errors import Language
from jidi.model.register import Form, Origin, WorkStatus

if TYPE_CHECKING:
    from jidi.service.register import Entry

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Share:
    """A part of a whole, kept as its two numbers."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> float | None:
        """The share in per cent; None where there is nothing to divide by."""
        return 100 * self.numerator / self.denominator if self.denominator else None

    def to_json(self) -> dict[str, Any]:
        """The share as plain values."""
        return {
            "numerator": self.numerator,
            "denominator": self.denominator,
            "percent": self.percent,
        }


@dataclass(frozen=True)
class Counted:
    """How many entries a group has, and how many of them are done, overdue or unreported."""

    total: int
    done: int
    overdue: int
    unreported: int


@dataclass(frozen=True)
class Summary:
    """The register in numbers.

    :param day: the day asked about; None when there is no entry.
    :param by_status: every status, those without entries too.
    :param by_kind: by code of ``project_kind``, in the plan's order.
    :param by_body: by code of the responsible body; ``""`` where none is named.
    :param overdue: past the deadline and known not to be done.
    :param due_unreported: past the deadline, and nobody has said how far they are.
    :param late: done, but after the deadline.
    :param completion: done ÷ all whose status is known and that were not stopped.
    :param on_time: done by the deadline ÷ all that were due by the day and whose status is known.
    :param status_origins: how many statuses come from the plan alone, from people, from invention.
    """

    day: date | None
    total: int
    by_status: Mapping[WorkStatus, int]
    by_form: Mapping[Form, Counted]
    by_kind: Mapping[str, Counted]
    by_body: Mapping[str, Counted]
    overdue: int
    due_unreported: int
    late: int
    completion: Share
    on_time: Share
    status_origins: Mapping[Origin, int]
    synthetic: int

    @property
    def is_synthetic(self) -> bool:
        """Whether any entry counted here holds an invented value."""
        return self.synthetic > 0

    def sentence(self, lang: Language) -> str:
        """The register in one sentence."""
        counts = {status: self.by_status[status] for status in WorkStatus}
        done, under_way = counts[WorkStatus.DONE], counts[WorkStatus.UNDER_WAY]
        if lang == "zh":
            return (
                f"共 {self.total} 项：已完成 {done}，进行中 {under_way}，"
                f"未启动 {counts[WorkStatus.NOT_STARTED]}，已停止 {counts[WorkStatus.STOPPED]}，"
                f"未填报 {counts[WorkStatus.UNREPORTED]}；逾期 {self.overdue}，"
                f"到期未填报 {self.due_unreported}。"
            )
        return (
            f"{self.total} entries: {done} done, {under_way} under way, "
            f"{counts[WorkStatus.NOT_STARTED]} not started, {counts[WorkStatus.STOPPED]} stopped, "
            f"{counts[WorkStatus.UNREPORTED]} not reported; {self.overdue} overdue, "
            f"{self.due_unreported} due and not reported."
        )

    def to_json(self) -> dict[str, Any]:
        """The summary as plain values."""
        return {
            "day": None if self.day is None else self.day.isoformat(),
            "total": self.total,
            "by_status": {status.value: n for status, n in self.by_status.items()},
            "by_form": {form.value: vars(n) for form, n in self.by_form.items()},
            "by_kind": {kind: vars(n) for kind, n in self.by_kind.items()},
            "by_body": {body: vars(n) for body, n in self.by_body.items()},
            "overdue": self.overdue,
            "due_unreported": self.due_unreported,
            "late": self.late,
            "completion": self.completion.to_json(),
            "on_time": self.on_time.to_json(),
            "status_origins": dict(self.status_origins),
            "synthetic": self.synthetic,
        }


def summary(found: Sequence[Entry]) -> Summary:
    """Count the entries; all of them, or those that somebody chose."""
    by_status = {status: sum(e.status is status for e in found) for status in WorkStatus}
    origins: tuple[Origin, ...] = ("published", "reported", "synthetic")
    return Summary(
        day=found[0].day if found else None,
        total=len(found),
        by_status=by_status,
        by_form=_counted(found, lambda entry: entry.subject.form),
        by_kind=_counted(found, lambda entry: entry.state.kind),
        by_body=_counted(found, lambda entry: entry.state.responsible),
        overdue=sum(entry.is_overdue for entry in found),
        due_unreported=sum(entry.is_due_unreported for entry in found),
        late=sum(entry.is_late for entry in found),
        completion=_completion(found),
        on_time=_on_time(found),
        status_origins={o: sum(e.status_origin == o for e in found) for o in origins},
        synthetic=sum(entry.is_synthetic for entry in found),
    )


def _completion(found: Iterable[Entry]) -> Share:
    left_out = (WorkStatus.UNREPORTED, WorkStatus.STOPPED)
    asked = [entry for entry in found if entry.status not in left_out]
    return Share(sum(entry.status is WorkStatus.DONE for entry in asked), len(asked))


def _on_time(found: Iterable[Entry]) -> Share:
    known = [e for e in found if e.has_fallen_due and e.status is not WorkStatus.UNREPORTED]
    done = [e for e in known if e.status is WorkStatus.DONE and not e.is_late]
    return Share(len(done), len(known))


def _counted(found: Iterable[Entry], key: Callable[[Entry], Key]) -> dict[Key, Counted]:
    groups: dict[Key, list[Entry]] = {}
    for entry in found:
        groups.setdefault(key(entry), []).append(entry)
    return {
        name: Counted(
            total=len(group),
            done=sum(entry.status is WorkStatus.DONE for entry in group),
            overdue=sum(entry.is_overdue for entry in group),
            unreported=sum(entry.status is WorkStatus.UNREPORTED for entry in group),
        )
        for name, group in groups.items()
    }
