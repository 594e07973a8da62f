"""The index of complaints of a book against plain counting and the indicator; twins; page; JSON."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from fastapi.testclient import TestClient

from jidi.core.division import Level
from jidi.core.errors import JidiError
from jidi.core.period import Period
from jidi.service.books import open_book
from jidi.service.complaint_index import index_table
from jidi.service.complaint_texts import twins_of_table
from jidi.service.readings import read
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

YEAR = Period.parse("2025")


@pytest.fixture(scope="module")
def book(demo_books):
    with open_book(demo_books["shanxi"]) as opened:
        yield opened


def test_companies_cities_and_months_add_up_to_the_same_cases(book):
    closed = book.ask(
        "SELECT operator_id, division, closed_on FROM complaint WHERE closed_once IS NOT NULL"
        " AND closed_on >= DATE '2025-01-01' AND closed_on < DATE '2026-01-01'", {},
    ).to_pylist()  # fmt: skip
    keys = {
        "company": lambda r: r["operator_id"],
        "city": lambda r: r["division"][:4] + "00000000",
        "month": lambda r: f"{r['closed_on']:%Y-%m}",
    }
    for by, key in keys.items():
        found = {
            one.subject: one.parts["complaints_closed_once"].denominator
            for one in index_table(book, YEAR, by).rows
            if one.parts["complaints_closed_once"].denominator
        }
        assert found == Counter(map(key, closed))


def test_where_every_share_is_known_the_index_is_that_of_the_indicator(book):
    readings = read(book, "complaint_handling_index", periods=[YEAR], level=Level.CITY)
    told = {one.division: one.value for one in readings.rows}
    for one in index_table(book, YEAR, "city").rows:
        assert one.value == pytest.approx(float(told[one.subject]), abs=1e-6)


def test_one_company_in_one_city_can_be_asked_for(book):
    whole = index_table(book, YEAR, "company", within="太原市")
    name = whole.rows[0].subject
    alone = index_table(book, YEAR, "city", company=name, within="太原市")
    assert [one.subject for one in alone.rows] == ["140100000000"]
    assert alone.rows[0].parts == whole.rows[0].parts
    with pytest.raises(JidiError, match="G-120"):
        index_table(book, YEAR, "city", company="没有这家")


def test_planted_repeats_are_found_by_their_waybill_and_nothing_else_is_shown(book):
    found = twins_of_table(book)
    assert found.planted == 30
    assert found.found == len(found.pairs) == 30


def test_page_json_and_command_tell_the_same(book, jidi):
    visitor = TestClient(create_app(Shelf({"sx": book})))
    told = visitor.get("/api/v1/books/sx/complaints/index?period=2025&by=city").json()
    assert told["synthetic"] is True
    assert sum(told["weights"].values()) == pytest.approx(1)
    first = told["rows"][0]
    page = visitor.get("/w/sx/supervision/complaints?by=city&period=2025&lang=zh").text
    assert first["name_zh"] in page
    assert "本平台自定指数" in page
    assert visitor.get("/w/sx/export/complaints.xlsx").content[:2] == b"PK"
    assert visitor.get("/api/v1/books/sx/complaints/index?period=2025&by=x").status_code == 404
    words = ("complaints", "index", "--period", "2025", "--by", "city", "--json")
    status, out, _ = jidi(*words, "-w", str(book.workspace.root))
    assert status == 0
    assert json.loads(out)["rows"] == told["rows"]
    _, english, _ = jidi("--lang", "en", "complaints", "measure")
    assert "held out" in english
