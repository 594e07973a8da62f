"""An alert put into a book as a run would write it, without asking any rule."""

from __future__ import annotations

from datetime import UTC, datetime

from jidi.registry.alerts import Draft
from jidi.registry.audit import canonical
from jidi.service.alert_json import alert_to
from jidi.service.alerts import alert_book
from jidi.service.books import Book
from jidi.supervision.alerts import Alert
from jidi.supervision.rules import Verdict

AT = datetime(2026, 1, 19, 8)  # noqa: DTZ001  (of the book)
SHOUYANG = "140725000000"


def record_alert(book: Book) -> int:
    """An alert about a company in Shouyang; its number."""
    verdict = Verdict("company_county", f"Q1@{SHOUYANG}", SHOUYANG, AT, AT, 2.0, 0.0, True,
                      {"newest": 202510.0})  # fmt: skip
    alert = Alert(
        rule="monthly_return_late",
        subject_kind=verdict.kind,
        subject=verdict.subject,
        division=SHOUYANG,
        state="firing",
        since=AT,
        at=AT,
        fired_at=AT,
        verdict=verdict,
    )
    body = canonical(alert_to(alert))
    draft = Draft(None, alert.rule, alert.subject_kind, alert.subject, SHOUYANG, "firing", True,
                  body, (("firing", None, body),))  # fmt: skip
    kept = alert_book(book)
    last = kept.last_run()
    kept.write_run([draft], after=last.id if last else 0, moment=AT.isoformat(),
                   version=book.version, answers=[], by="王",
                   at=datetime(2026, 1, 20, tzinfo=UTC))  # fmt: skip
    return max(one.id for one in kept.alerts())
