"""Complaints that became enforcement leads: counted of those told of; what came of the leads."""

from __future__ import annotations

from datetime import date

import pytest

from jidi.core.errors import JidiError
from jidi.core.period import Period
from jidi.service import cases
from jidi.service.complaint_leads import leads_json, leads_of, leads_told, read_way
from jidi.supervision.credit import Fraction
from safety_books import YINGZE, filled


def complaint(name, kind, lead, *, fault="company", company="Q1"):
    return {
        "complaint_id": name, "operator_id": company, "division": YINGZE, "kind": kind,
        "business": "express", "responsibility": fault, "received_on": date(2026, 1, 5),
        "due_on": date(2026, 2, 4), "lead": lead,
    }  # fmt: skip


ROWS = [
    complaint("C1", "loss", True),
    complaint("C2", "loss", False),
    complaint("C3", "loss", None),
    complaint("C4", "delay", False, company="Q2"),
    complaint("C5", "delay", True, fault="user"),
]


def test_leads_are_counted_of_valid_complaints_that_tell_of_it(tmp_path, now):
    year = Period.for_year(2026)
    with filled(tmp_path, now, {"complaint": ROWS}) as book:
        found = leads_of(book, year, "kind")
        by = {one.name: one for one in found.rows}
        assert (by["loss"].valid, by["loss"].leads) == (3, Fraction(1, 2))
        assert by["delay"].leads == Fraction(0, 1)
        assert found.whole.leads == Fraction(1, 3)
        assert {one.name for one in leads_of(book, year, "company").rows} == {"Q1", "Q2"}
        assert leads_told(book, leads_of(book, year, "city")).lines[0].cells[1] == 4
        given = {
            "operator_id": "Q1",
            "kind": "loss",
            "business": "express",
            "responsibility": "company",
        }
        made = cases.open_case(book, "complaint", given, division="太原市", by="王", now=now)
        cases.raise_case(book, made.id, "lead", by="王", now=now, why="虚假签收")
        told = leads_json(leads_of(book, year, "kind"))["cases"]
        assert (told["raised"], told["open"], told["decided"], told["days"]) == (1, 1, 0, None)


def test_without_complaints_there_is_no_data_and_an_unknown_way_is_refused(tmp_path, now):
    with filled(tmp_path, now, {}) as book:
        assert leads_json(leads_of(book, Period.for_year(2026), "kind"))["rows"] is None
    with pytest.raises(JidiError, match="F-206"):
        read_way("kinds")
