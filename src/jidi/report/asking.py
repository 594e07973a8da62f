"""Reports as users ask for them: words of a command line or an address into a document."""

from __future__ import annotations

from datetime import UTC, datetime

from jidi.core.errors import InputError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.intake.times import BEIJING
from jidi.lake.load import SAME_ROWS
from jidi.model.report_wording import REPORTS
from jidi.report.composing import compose
from jidi.report.document import Document
from jidi.report.files import WRITERS, format_of
from jidi.report.material import Progressing
from jidi.service.attainment import forecast_target
from jidi.service.books import Book


def asked_report(
    book: Book,
    kind: str,
    *,
    year: int | None,
    lang: Language,
    at: str | None,
    forecast: bool = True,
    progress: Progressing,
) -> Document:
    """The report asked for.

    :param at: the clock of the report, ISO 8601; the book's newest commit when not given.
    :raises UnknownName: B-104 for an unknown kind. :raises InputError: B-105 for a time that is
        none, B-106 for a book without data and no time given; else as :func:`compose`.
    """
    known = {name: name for name in REPORTS}
    if kind not in known:
        raise UnknownName("B-104", name=kind, nearest=suggestion(kind, known))
    clock = moment(at) if at else newest_commit(book)
    return compose(
        book,
        known[kind],
        year=year,
        lang=lang,
        at=clock,
        forecast=forecast_target if forecast else None,
        progress=progress,
    )


def report_file(document: Document, format_name: str) -> bytes:
    """The bytes of the report in one format.

    :raises UnknownName: B-103 for an unknown format.
    """
    return WRITERS[format_of(format_name)](document)


def moment(text: str) -> datetime:
    """A time as ISO 8601 writes it; without an offset it is Beijing time.

    :raises InputError: B-105 when it is none, or none everywhere: of the calendar's first and last
        hours other zones have no day.
    """
    try:
        found = datetime.fromisoformat(text)
        found = found if found.tzinfo is not None else found.replace(tzinfo=BEIJING)
        found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InputError("B-105", text=text) from error
    return found


def newest_commit(book: Book) -> datetime:
    """When the data version that the book reads was committed.

    :raises InputError: B-106 when nothing was.
    """
    stamps = [
        r.at
        for r in book.workspace.lake.receipts()
        if r.version <= book.version and r.kind not in SAME_ROWS
    ]
    if not stamps:
        raise InputError("B-106", book=book.name)
    return datetime.fromisoformat(max(stamps))
