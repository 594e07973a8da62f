"""Licences of a book: what is due against plain counting, reports, ratings, faces that agree."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from jidi.core.errors import JidiError
from jidi.service.books import open_book
from jidi.service.founding import make_book
from jidi.service.licences import licences_due, licensing
from jidi.service.supervision_replay import planted
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

DAY = date(2025, 12, 31)


@pytest.fixture(scope="module")
def book(demo_books):
    with open_book(demo_books["shanxi"]) as opened:
        yield opened


def test_what_is_due_is_what_stands_and_ends_within_the_days(book):
    rows = book.ask("SELECT * FROM licence", {}).to_pylist()
    standing = [r for r in rows if r["ended_on"] is None or r["ended_on"] > DAY]
    wanted = {
        r["licence_id"]: "expired" if r["expires_on"] < DAY
        else "late" if r["expires_on"] < DAY + timedelta(days=30) else "due"
        for r in standing
        if r["expires_on"] and r["granted_on"] <= DAY
        and r["expires_on"] <= DAY + timedelta(days=90)
    }  # fmt: skip
    found = licences_due(book, DAY, within_days=90)
    assert {one.id: one.state for one in found} == wanted
    assert {"expired", "late", "due"} <= set(wanted.values())
    expired = {fault.subject for fault in planted(book) if fault.kind == "licence_expired"}
    assert expired <= {one.id for one in found if one.state == "expired"}


def test_a_place_and_a_kind_cut_the_list_and_an_unknown_kind_is_refused(book):
    found = licences_due(book, DAY, within="太原市", kind="branch")
    assert found
    assert {(one.division[:4], one.kind) for one in found} == {("1401", "branch")}
    with pytest.raises(JidiError):
        licences_due(book, DAY, kind="licens")


def test_stocks_reports_and_ratings_add_up(book):
    found = licensing(book, DAY)
    rows = book.ask("SELECT * FROM licence", {}).to_pylist()
    standing = Counter(
        r["kind"] for r in rows
        if r["granted_on"] <= DAY and (r["ended_on"] is None or r["ended_on"] > DAY)
    )  # fmt: skip
    assert {one.kind: one.standing for one in found.stocks} == standing
    reports = book.ask("SELECT * FROM annual_report WHERE year = 2024", {}).to_pylist()
    late = {r["operator_id"] for r in reports if r["submitted_on"] > date(2025, 4, 30)}
    assert {one.company for one in found.reports if one.state == "late"} <= late
    told = {r["operator_id"] for r in reports}
    assert not told & {one.company for one in found.reports if one.state == "missing"}
    rated = book.ask("SELECT * FROM service_rating WHERE year(rated_on) = 2024", {}).to_pylist()
    bad = [r for r in rated if r["level"] in ("poor", "very_poor")]
    assert sum(one.rated for one in found.ratings) == len(rated)
    assert sum(one.answered.denominator for one in found.ratings) == len(bad)
    assert sum(one.answered.numerator for one in found.ratings) == sum(
        r["answered_on"] is not None for r in bad
    )


def test_empty_tables_give_no_data_and_not_zero(tmp_path, now):
    with make_book(tmp_path / "book", plan="shanxi", now=now) as bare:
        found = licensing(bare, DAY)
        assert (found.stocks, found.reports, found.ratings) == ((), None, None)


def test_page_json_and_command_tell_the_same(book, jidi):
    visitor = TestClient(create_app(Shelf({"sx": book})))
    told = visitor.get("/api/v1/books/sx/licences/due?at=2025-12-31&days=30").json()
    page = visitor.get("/w/sx/supervision/licences?at=2025-12-31&lang=zh").text
    assert told["due"][0]["id"] in page
    assert "年度报告" in page
    assert visitor.get("/w/sx/export/licences.xlsx?at=2025-12-31").content[:2] == b"PK"
    summary = visitor.get("/api/v1/books/sx/licences/summary?at=2025-12-31").json()
    assert summary["synthetic"] is True
    words = ("--at", "2025-12-31", "--json", "-w", str(book.workspace.root))
    _, out, _ = jidi("licences", "due", "--days", "30", *words)
    assert json.loads(out) == told
    _, out, _ = jidi("licences", "summary", *words)
    assert json.loads(out) == summary
