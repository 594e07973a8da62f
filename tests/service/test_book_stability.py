"""The stability of a book's outlets: a planted failure is seen, outlets inherit, faces agree."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from jidi.core.errors import JidiError
from jidi.service.books import open_book
from jidi.service.stability import back_test, outlet_stability, stabilities
from jidi.service.supervision_replay import planted
from jidi.web.app import create_app
from jidi.web.shelf import Shelf


@pytest.fixture(scope="module")
def book(demo_books):
    with open_book(demo_books["shanxi"]) as opened:
        yield opened


@pytest.fixture(scope="module")
def spike(book):
    """A planted spike of complaints, and a moment within it."""
    one = next(p for p in planted(book) if p.kind == "complaint_spike")
    return one, datetime.combine(one.ends, datetime.min.time()) + timedelta(days=1)


def test_a_planted_failure_is_watched_and_its_sign_shows_value_threshold_and_evidence(book, spike):
    fault, at = spike
    found = stabilities(book, at)
    one = next(row for row in found.watched if row.subject == fault.subject)
    taken = next(t for t in one.taken if t.sign.rule == "complaint_spike")
    assert taken.seen.value > taken.seen.threshold
    assert taken.seen.evidence["expected"] is not None
    assert found.synthetic
    assert sum(row.score is None for row in found.rows) > 0


def test_an_outlet_inherits_the_signs_of_its_company_in_the_county(book, spike):
    fault, at = spike
    found = stabilities(book, at, outlets=True, within=fault.subject.partition("@")[2])
    spiked = [
        row
        for row in found.watched
        if any(t.sign.rule == "complaint_spike" and t.of == fault.subject for t in row.taken)
    ]
    assert spiked
    assert all("@" not in row.subject for row in spiked)
    assert outlet_stability(book, at, spiked[0].subject)[1] == spiked[0]
    with pytest.raises(JidiError, match="G-130"):
        outlet_stability(book, at, "SX-F9999999")


def test_a_back_test_counts_false_alarms_a_week(book, spike):
    fault, at = spike
    first = at - timedelta(days=14)
    found = back_test(book, first=first, last=at, step=timedelta(days=7), progress=lambda *_: None)
    assert found.moments == 2
    assert fault.subject in {one.subject for one in found.alarms}
    assert found.score.found >= 1
    assert found.false_a_week == (found.score.judged - found.score.right) / 2


def test_page_json_and_command_tell_the_same(book, spike, jidi):
    fault, at = spike
    visitor = TestClient(create_app(Shelf({"sx": book})))
    told = visitor.get(f"/api/v1/books/sx/stability?at={at:%Y-%m-%d}").json()
    assert fault.subject in [row["subject"] for row in told["rows"]]
    page = visitor.get(f"/w/sx/supervision/stability?at={at:%Y-%m-%d}&lang=zh").text
    assert fault.subject in page
    one = visitor.get(f"/w/sx/supervision/stability/{fault.subject}?at={at:%Y-%m-%d}&lang=en").text
    assert "A spike of complaints" in one
    assert visitor.get("/w/sx/export/stability.xlsx").content[:2] == b"PK"
    words = ("stability", "--at", f"{at:%Y-%m-%d}", "--json", "-w", str(book.workspace.root))
    status, out, _ = jidi(*words)
    assert status == 0
    assert json.loads(out)["rows"] == told["rows"]
