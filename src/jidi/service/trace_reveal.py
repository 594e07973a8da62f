"""A trace with its numbers in full: by right, with a reason, and on record before it is given."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from jidi.core.errors import InputError
from jidi.privacy.masking import mask
from jidi.service.access import Asker
from jidi.service.books import Book
from jidi.service.personal_values import check_asked, record
from jidi.service.trace import Passed, Traced, trace_asked

REVEAL: Final = "trace.reveal"
_MASKED: Final = {"parcel": "waybill", "vehicle": "vehicle"}


def trace_revealed(
    book: Book,
    what: str,
    key: str,
    *,
    day: str | None = None,
    hour: str | None = None,
    why: str,
    now: datetime,
    asker: Asker,
) -> Traced | Passed:
    """What :func:`jidi.service.trace.trace_asked` finds; who asked, what and why is noted first.

    :param what: of :data:`jidi.service.trace.WHAT`.
    :raises InputError: A-100 without a sign-in, A-102; K-114 without a reason; as ``trace_asked``.
    :raises UnknownName: X-104. :raises WorkspaceError: W-209.
    """
    if not asker.id:
        raise InputError("A-100")
    asker.demand(REVEAL)
    check_asked(by=asker.id, why=why)
    found = trace_asked(book, **{what: key}, day=day, hour=hour)
    subject = mask(key, _MASKED[what]) if what in _MASKED else key
    facts = {
        "what": what,
        "day": day or "",
        "hour": hour or "",
        "parcels": 1 if isinstance(found, Traced) else found.parcels,
        "data_version": found.version,
        "why": why.strip(),
    }
    record(book.workspace, REVEAL, subject, facts, by=asker.id, now=now)
    return found
