"""Tracing: the same scans as a query gives, with names, and clear refusals."""

from __future__ import annotations

import json

import pytest

from jidi.core.errors import JidiError
from jidi.service.books import open_book
from jidi.service.trace import Passed, Traced, trace_asked


@pytest.fixture(scope="module")
def book(demo_books):
    with open_book(demo_books["shanxi"]) as opened:
        yield opened


def _one(book, sql: str) -> dict[str, object]:
    return book.ask(sql, {}).to_pylist()[0]


def test_a_parcels_scans_are_those_of_the_book_with_names(book):
    some = _one(
        book,
        "SELECT parcel_id, COUNT(*) AS n FROM event GROUP BY parcel_id "
        "ORDER BY COUNT(*) DESC, parcel_id LIMIT 1",
    )
    found = trace_asked(book, parcel=str(some["parcel_id"]))
    assert isinstance(found, Traced)
    told = json.loads(json.dumps(found.to_json(), ensure_ascii=False))
    assert len(told["events"]) == some["n"]
    assert told["synthetic"] is True
    assert [e["occurred_at"] for e in told["events"]] == sorted(
        e["occurred_at"] for e in told["events"]
    )
    assert told["events"][0]["step"] == {"code": "accepted", "zh": "收寄", "en": "Accepted"}
    assert told["events"][0]["division"]["zh"] not in ("", told["events"][0]["division"]["code"])
    assert told["parcel"]["from_division"]["code"] == told["events"][0]["division"]["code"]
    assert "recipient_key" not in told["parcel"]


@pytest.mark.parametrize("what", ["bag", "vehicle"])
def test_what_a_bag_or_a_vehicle_carried_is_counted(book, what):
    some = _one(
        book,
        f"SELECT {what}_id AS id, COUNT(*) AS n, COUNT(DISTINCT parcel_id) AS p FROM event "
        f"WHERE {what}_id IS NOT NULL GROUP BY {what}_id ORDER BY COUNT(*) DESC, 1 LIMIT 1",
    )
    found = trace_asked(book, **{what: str(some["id"])})
    assert isinstance(found, Passed)
    assert (found.total, found.parcels) == (some["n"], some["p"])
    assert sum(found.by_step.values()) == found.total


def test_a_facilitys_hour_holds_the_scans_of_that_hour(book):
    some = _one(
        book,
        "SELECT facility_id AS id, DATE_TRUNC('hour', occurred_at) AS h, COUNT(*) AS n "
        "FROM event WHERE facility_id IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 1",
    )
    hour = f"{some['h']:%Y-%m-%dT%H}"
    found = trace_asked(book, facility=str(some["id"]), hour=hour)
    assert isinstance(found, Passed)
    assert found.total == some["n"]
    assert {f"{row['occurred_at']:%Y-%m-%dT%H}" for row in found.rows} == {hour}


@pytest.mark.parametrize(
    "asked, code",
    [
        ({}, "X-101"),
        ({"parcel": "a", "bag": "b"}, "X-101"),
        ({"parcel": "a", "day": "2025-11-11"}, "X-101"),
        ({"facility": "a"}, "X-103"),
        ({"facility": "a", "hour": "2025-11-11"}, "X-102"),
        ({"bag": "a", "day": "2025-11"}, "V-106"),
        ({"parcel": "no such parcel"}, "X-104"),
    ],
)
def test_what_is_unclear_or_unknown_is_refused(book, asked, code):
    with pytest.raises(JidiError) as refused:
        trace_asked(book, **asked)
    assert refused.value.code == code


def test_an_id_in_full_width_is_found_and_one_in_other_case_is_named(book):
    some = str(_one(book, "SELECT MIN(parcel_id) AS id FROM event")["id"])
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in some)
    found = trace_asked(book, parcel=wide)
    assert isinstance(found, Traced) and found.key == some
    with pytest.raises(JidiError) as refused:
        trace_asked(book, parcel=some.lower())
    assert refused.value.code == "X-104"
    assert some in refused.value.message("zh") and some in refused.value.message("en")
