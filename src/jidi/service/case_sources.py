"""Opening a case: on its own, or from an alert or a patrol event that becomes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jidi.privacy import KeyRing
from jidi.service.access import Asker
from jidi.service.alert_case import open_from_alert
from jidi.service.books import Book
from jidi.service.cases import open_case
from jidi.service.patrol_case import open_from_patrol
from jidi.supervision.cases import Case


def open_about(
    book: Book,
    kind: str,
    given: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    alert: int | None = None,
    patrol: str = "",
    division: str = "",
    why: str = "",
    at: datetime | None = None,
    keys: KeyRing | None = None,
    asker: Asker | None = None,
) -> Case:
    """Open a case.

    :param alert: number of the alert it comes from. :param patrol: event it comes from.
    :param division: name or code; where alert or event lie when empty.
    :param at: when it came in; the alert's and the event's cases come in now.
    :raises JidiError: what :func:`open_from_alert`, :func:`open_from_patrol` and
        :func:`open_case` raise.
    """
    if alert is not None:
        return open_from_alert(
            book, alert, kind, given, division=division, by=by, now=now, why=why, asker=asker
        )
    if patrol:
        return open_from_patrol(
            book, patrol, kind, given, division=division, by=by, now=now, why=why, asker=asker
        )
    return open_case(
        book, kind, given, division=division, by=by, now=now, at=at, why=why, keys=keys,
        asker=asker,
    )  # fmt: skip
