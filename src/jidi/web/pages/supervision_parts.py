"""The ways between the pages of supervision, and what they share."""

from __future__ import annotations

import htpy as h
from htpy import Element

from jidi.web.texts import mark
from jidi.web.visit import Visit
from jidi.web.who import leads_in

PARTS = (
    ("supervision", mark("Alerts")),
    ("supervision/safety", mark("Safety work")),
    ("supervision/credit", mark("Credit")),
    ("supervision/complaints", mark("Complaint handling")),
    ("supervision/stability", mark("Stability of outlets")),
    ("emergency", mark("Emergencies")),
    ("supervision/licences", mark("Licences and filings")),
    ("supervision/lockers", mark("Parcel lockers")),
    ("supervision/couriers", mark("Couriers' rights")),
)


def ways(visit: Visit, here: str) -> Element:
    """The parts of supervision that the visitor may open. :param here: path of the one shown."""
    return h.nav(class_="tabs", aria_label=visit.t("Supervision"))[
        (
            h.a(href=visit.href(path), aria_current="true" if path == here else None)[visit.t(text)]
            for path, text in PARTS
            if leads_in(visit, path)
        )
    ]


def year_asked(visit: Visit) -> int:
    """The year of the address; the newest of the book when none is named.

    :raises UnknownName: F-206 for a year the book does not hold.
    """
    years = years_of(visit)
    return int(visit.choice("year", tuple(map(str, years)), str(years[0])))


def years_of(visit: Visit) -> tuple[int, ...]:
    """The years of the book, the newest first."""
    found = sorted({period.year for period in visit.book.periods}, reverse=True)
    return tuple(found) or (visit.now().year,)
