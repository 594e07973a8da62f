"""How the thing that an address names relates to people: where it lies, whose it is, by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from jidi.registry.capture import CaptureJob
from jidi.service.access import Thing
from jidi.service.acting import thing_of_case
from jidi.service.capture import job
from jidi.service.cases import case_named
from jidi.service.intake import receipt
from jidi.service.jobs import job as work_named
from jidi.service.jobs import thing_of as thing_of_work

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


_KINDS: Final[Mapping[str, Callable[[Book, str], Thing]]] = {
    "capture_job": _job_named,
    "case": _case_named,
    "job": _work_named,
    "receipt": _receipt_named,
}


def thing_named(kind: str, book: Book, name: str) -> Thing:
    """The thing of that kind and name.

    :raises UnknownName: when there is none.
    """
    return _KINDS[kind](book, name)
