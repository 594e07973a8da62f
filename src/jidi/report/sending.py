"""A report for a browser or a program that asks over the network: one file."""

from __future__ import annotations

from dataclasses import dataclass

from jidi.model.report_order import Order
from jidi.report.asking import asked_report, report_file
from jidi.report.files import file_name, format_of
from jidi.service.books import Book

MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What each format is called on the web."""


@dataclass(frozen=True)
class ReportFile:
    """One file of a report.

    :param figures: how many figures it states, each with its evidence.
    """

    name: str
    mime: str
    content: bytes
    figures: int


def report_sent(book: Book, order: Order) -> ReportFile:
    """Make one file of a report.

    :raises JidiError: as :func:`asked_report`; B-103 for an unknown format.
    """
    name = format_of(order.format_name)
    document = asked_report(
        book,
        order.kind,
        year=order.year,
        lang=order.lang,
        at=order.at or None,
        forecast=order.forecast,
        progress=_silent,
    )
    return ReportFile(
        name=file_name(document, name),
        mime=MIME[name],
        content=report_file(document, name),
        figures=len(document.annex),
    )


def _silent(_step: str, _share: float) -> None:
    """Nobody watches a request."""
