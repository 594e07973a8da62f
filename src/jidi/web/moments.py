"""The moment that a page of supervision is about where nobody names one."""

from __future__ import annotations

from datetime import datetime

from jidi.intake.times import BEIJING
from jidi.service.supervision_rules import newest_moment
from jidi.web.visit import Visit


def moment_shown(visit: Visit) -> datetime | None:
    """The newest moment that the book knows, to the minute; None where the address names one.

    It stands still while the book holds nothing newer, so that a page about it need not be made
    anew with every minute.

    :raises InputError: U-112 when the book holds no flow.
    """
    if visit.asked.get("at"):
        return None
    newest = newest_moment(visit.book, now=visit.now().astimezone(BEIJING))
    return newest.replace(second=0, microsecond=0)
