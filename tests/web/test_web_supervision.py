"""Alerts on the web: the list, one alert, the same as JSON; a book without a run says so."""

from __future__ import annotations

from datetime import datetime

import pytest
from fastapi.testclient import TestClient

from book_copies import copied
from jidi.service.alerts import acknowledge, record, shown, silence
from jidi.service.books import open_book
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

NOW = datetime.fromisoformat("2026-11-01T00:00+00:00")
AT = datetime.fromisoformat("2025-11-16")


@pytest.fixture(scope="module")
def visitor(demo_books, tmp_path_factory):
    """Two books: in one, alerts were recorded, of which one is silenced."""
    folder = tmp_path_factory.mktemp("supervision") / "book"
    copied(demo_books["shanxi"], folder)
    with open_book(folder) as book, open_book(demo_books["inner-mongolia"]) as other:
        silence(
            book,
            rule="hazard_left_open",
            begins=AT,
            ends=datetime.fromisoformat("2025-12-01"),
            why="检修",
            by="王",
            now=NOW,
        )
        record(book, at=AT, by="王", now=NOW)
        first = shown(book)[0].id
        acknowledge(book, first, why="已派人", by="李", now=NOW)
        yield TestClient(create_app(Shelf({"sx": book, "im": other})))


def test_the_page_lists_alerts_and_what_judged_nobody(visitor):
    text = visitor.get("/w/sx/supervision").text
    assert "2025-11-16" in text
    assert "没有判断任何对象的规则" in text
    assert "隐患逾期未整改" in text
    english = visitor.get("/w/sx/supervision?lang=en").text
    assert "A hazard or violation left open" in english
    only = visitor.get("/w/sx/supervision?lang=en&cause=licence").text
    assert "A hazard or violation left open</td>" not in only


def test_one_alert_explains_itself_and_tells_its_history(visitor):
    alerts = visitor.get("/api/v1/books/sx/alerts").json()
    one = next(a for a in alerts if a["rule"] == "hazard_left_open")
    text = visitor.get(f"/w/sx/supervision/{one['id']}?lang=zh").text
    assert "整改期限" in text
    assert "被静默 1 压下" in text
    told = visitor.get(f"/api/v1/books/sx/alerts/{one['id']}").json()
    assert told["history"][0]["silence"] == 1
    assert visitor.get("/w/sx/supervision/9999").status_code == 404


def test_silences_rules_and_severities_are_told_as_json(visitor):
    [one] = visitor.get("/api/v1/books/sx/silences").json()
    assert one["why"] == "检修"
    assert one["suppressed"]
    assert len(visitor.get("/api/v1/books/sx/rules").json()) > 20
    urgent = visitor.get("/api/v1/books/sx/alerts?severity=urgent").json()
    assert {a["severity"] for a in urgent} <= {"urgent"}
    assert visitor.get("/api/v1/books/sx/alerts?severity=bad").status_code == 404


def test_a_book_in_which_nothing_was_recorded_says_so(visitor):
    assert "尚未登记预警" in visitor.get("/w/im/supervision?lang=zh").text
    assert visitor.get("/api/v1/books/im/alerts").json() == []


def test_the_workbook_holds_what_the_page_shows(visitor):
    answer = visitor.get("/w/sx/export/supervision.xlsx")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
