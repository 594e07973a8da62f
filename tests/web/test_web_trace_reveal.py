"""A trace's numbers in full: only signed in, by right, with a reason, and noted before."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from fastapi.testclient import TestClient

from founded_books import fresh
from jidi.registry.people import Given, PeopleBook
from jidi.service.sign_in import _session
from jidi.web.app import create_app
from jidi.web.door import cookie_name
from jidi.web.shelf import Shelf

NOW = datetime(2026, 1, 20, 1, tzinfo=UTC)
PARCEL, VEHICLE = "SX1234567890123", "晋A12345"
ROLES = {"watch": "supervisor", "audit": "auditor", "stat": "statistician"}
PAGE, API = "/w/sx/trace", "/api/v1/books/sx/trace/reveal"
BAG = {"what": "bag", "key": "B1"}


@pytest.fixture
def book(tmp_path):
    with fresh(tmp_path, NOW) as found:
        event = {
            "event_id": "E1", "parcel_id": PARCEL, "step": "accepted", "operator_id": "SF",
            "division": "140105000000", "facility_id": "F1", "bag_id": "B1", "vehicle_id": VEHICLE,
            "occurred_at": datetime(2025, 9, 1, 8), "received_at": datetime(2025, 9, 1, 9),  # noqa: DTZ001
        }  # fmt: skip
        rows = {"event": pa.Table.from_pylist([event])}
        found.workspace.lake.commit(rows, source="t", origin="reported", by="t", clock=lambda: NOW)
        people = PeopleBook(found.workspace.registry)
        for id_, role in ROLES.items():
            people.add(id_, id_, [Given(role)], kind="local", by="t", at=NOW)
            people.set_secret(id_, "x", by="t", at=NOW)
        yield found


@pytest.fixture
def visitor(book):
    app = create_app(Shelf({"sx": book}))

    def of(id_):
        client = TestClient(app, base_url="http://127.0.0.1")
        session = _session(book.workspace.registry, id_, datetime.now(UTC)).text
        client.cookies.set(cookie_name("sx"), session)
        return client

    return of


def noted(book):
    return [e for e in book.workspace.registry.audit.entries() if e.action == "trace.reveal"]


def test_a_supervisor_sees_the_numbers_once_and_is_on_record(book, visitor):
    client = visitor("watch")
    masked = client.get(PAGE, params=BAG)
    assert "trace/reveal" in masked.text and PARCEL not in masked.text
    shown = client.post(f"{PAGE}/reveal", data={**BAG, "why": "查找失联快件"})
    assert shown.status_code == 200 and shown.headers["cache-control"] == "no-store"
    assert PARCEL in shown.text and VEHICLE in shown.text
    (entry,) = noted(book)
    assert (entry.actor, entry.subject, entry.facts["why"]) == ("watch", "B1", "查找失联快件")
    assert PARCEL not in client.get(PAGE, params=BAG).text


def test_the_log_names_a_vehicle_masked(book, visitor):
    asked = {"what": "vehicle", "key": VEHICLE, "why": "核对"}
    told = visitor("watch").post(API, json=asked)
    assert told.json()["events"][0]["parcel_id"] == PARCEL
    assert told.headers["cache-control"] == "no-store"
    (entry,) = noted(book)
    assert VEHICLE not in entry.subject and entry.facts["parcels"] == 1


@pytest.mark.parametrize("id_", ["audit", "stat"])
def test_who_may_only_trace_is_refused_and_shown_no_form(book, visitor, id_):
    client = visitor(id_)
    if id_ == "audit":
        assert "trace/reveal" not in client.get(PAGE, params=BAG).text
    told = client.post(f"{PAGE}/reveal", data={**BAG, "why": "想看"})
    assert told.status_code == 403 and PARCEL not in told.text
    assert client.post(API, json={**BAG, "why": "想看"}).status_code == 403
    assert noted(book) == []


def test_nothing_is_shown_where_nobody_signed_in(book, visitor):
    client = visitor("watch")
    client.cookies.clear()
    told = client.post(f"{PAGE}/reveal", data={**BAG, "why": "想看"})
    assert told.status_code in (401, 403) and PARCEL not in told.text
    assert noted(book) == []


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"why": " "}, 400, "K-114"),
        ({"key": "B9"}, 404, "X-104"),
        ({"what": "bags"}, 404, "F-206"),
        ({"what": "facility", "key": "F1"}, 400, "X-103"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_noted(book, visitor, change, status, code):
    told = visitor("watch").post(f"{PAGE}/reveal", data={**BAG, "why": "查找", **change})
    assert (told.status_code, code in told.text) == (status, True)
    assert PARCEL not in told.text and noted(book) == []


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"what": "parcel", "key": "B9"}, 404, "X-104"),
        ({"what": "facility", "key": "F1"}, 400, "X-103"),
    ],
)
def test_what_is_not_found_is_said_beside_the_question(visitor, asked, status, code):
    told = visitor("watch").get(PAGE, params=asked)
    assert (told.status_code, code in told.text) == (status, True)
    assert f'value="{asked["key"]}"' in told.text and "trace/reveal" not in told.text
