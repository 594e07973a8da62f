"""How the thing that an address names relates to people: where it lies, whose it is, by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from jidi.registry.capture import CaptureJob
from jidi.service.access import Thing
from jidi.service.acting import thing_of_case
from jidi.service.alerts import one_alert, thing_in
from jidi.service.capture import job
from jidi.service.cases import case_named
from jidi.service.intake import receipt
from jidi.service.jobs import job as work_named
from jidi.service.jobs import thing_of as thing_of_work
from jidi.service.patrols import place_of_event

if TYPE_CHECKING:
    from jidi.service.books import Book
    from jidi.service.intake_receipt import IntakeReceipt


def thing_of_job(one: CaptureJob) -> Thing:
    """A file that was handed in: its sender's and of whoever handed it in."""
    return Thing(company=one.sender, by=one.by)


def thing_of_receipt(one: IntakeReceipt) -> Thing:
    """A receipt: of the sender and of whoever took the file in."""
    return Thing(company=one.sender, by=one.by)


def _job_named(book: Book, name: str) -> Thing:
    return thing_of_job(job(book, name))


def _receipt_named(book: Book, name: str) -> Thing:
    return thing_of_receipt(receipt(book, name))


def _case_named(book: Book, name: str) -> Thing:
    return thing_of_case(case_named(book, name))


def _work_named(book: Book, name: str) -> Thing:
    return thing_of_work(work_named(book, name))


def _alert_named(book: Book, number: str) -> Thing:
    """What is no number is nobody's; the address itself then says what is wrong with it."""
    if not (number.isascii() and number.isdigit()):
        return Thing()
    return thing_in(one_alert(book, int(number))[0].alert.division)


def _patrol_named(book: Book, event: str) -> Thing:
    return Thing(division=place_of_event(book, event))


_KINDS: Final[Mapping[str, Callable[[Book, str], Thing]]] = {
    "alert": _alert_named,
    "capture_job": _job_named,
    "case": _case_named,
    "job": _work_named,
    "patrol": _patrol_named,
    "receipt": _receipt_named,
}


def thing_named(kind: str, book: Book, name: str) -> Thing:
    """The thing of that kind and name.

    :raises UnknownName: when there is none.
    """
    return _KINDS[kind](book, name)
