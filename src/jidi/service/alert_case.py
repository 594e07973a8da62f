"""An alert made into a case: what it says of the case, and how both come to know each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from jidi.core.errors import InputError
from jidi.model.case import CaseKind
from jidi.service.access import Asker
from jidi.service.alerts import Shown, alert_book, one_alert
from jidi.service.books import Book
from jidi.service.cases import open_case
from jidi.service.supervision_rules import explained
from jidi.supervision.cases import Case

_FIELD_OF: Final = {
    "company": "operator_id",
    "company_county": "operator_id",
    "facility": "facility_id",
    "parcel": "parcel_id",
}
"""The field of a case in which an alert's subject stands, by the kind of the subject."""


def told_by_alert(one: Shown, kind: CaseKind) -> dict[str, str]:
    """What an alert says of the fields of a case; everything else is for a person to say."""
    alert = one.alert
    told = {}
    name = _FIELD_OF.get(alert.subject_kind)
    if name is not None:
        told[name] = alert.subject.partition("@")[0]
    if one.rule is not None:
        told["what"] = explained(one.rule, alert.verdict, "zh")
    return {name: value for name, value in told.items() if name in kind.by_field}


def open_from_alert(
    book: Book,
    number: int,
    kind: str,
    given: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    division: str = "",
    why: str = "",
    asker: Asker | None = None,
) -> Case:
    """Open a case about an alert; the alert is acknowledged with the number of the case.

    :param given: raw values by field, in place of what the alert says.
    :param division: where it belongs; where the alert lies when empty.
    :param asker: who signed in; whom ``by`` names when None.
    :raises UnknownName: U-130. :raises InputError: O-201 when the alert was made into one already.
    :raises JidiError: what :func:`jidi.service.cases.open_case` raises.
    """
    one, events = one_alert(book, number)
    earlier = case_of_alert(events)
    if earlier:
        raise InputError("O-201", alert=number, case=earlier)
    made = open_case(
        book, kind, given, division=division or one.alert.division, by=by, now=now, why=why,
        asker=asker,
        more={"alert": {"number": number, "rule": one.alert.rule, "subject": one.alert.subject}},
    )  # fmt: skip
    # Whoever may open the case may write so at the alert.
    opener = made.file.events[0].by
    alert_book(book).acknowledge(number, why=f"{_MADE}{made.id}", by=opener, at=now)
    return made


_MADE: Final = "立案 "
"""How the acknowledgement begins that names the case an alert was made into."""


def case_of_alert(events: Any) -> str:
    """The case that an alert was made into; empty where none was."""
    made = [one.why for one in events if one.change == "acknowledged" and one.why.startswith(_MADE)]
    return made[-1].removeprefix(_MADE) if made else ""
