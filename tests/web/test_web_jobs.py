"""Jobs on the web: asked for by form and API, followed, stopped, run again, within one's rights."""

from __future__ import annotations

import json
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))

import small_jobs
from own_visitor import HOME, visitor_of
from small_jobs import Clock, kind, small, worker

from founded_books import fresh
from jidi.registry.jobs import Job
from jidi.registry.people import Given, PeopleBook
from jidi.service import jobs
from jidi.web.api_jobs import event_of
from jidi.web.app import create_app
from jidi.web.shelf import Shelf
from jidi.web.writes import Writes

FORM = {"kind": "rural", "county": "140725", "coverage_percent": "90", "by": "王"}


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as found:
        yield found


@pytest.fixture
def client(book):
    return visitor_of(book)


def ask(client, **told):
    body = {"kind": "small", "asked": {"county": "寿阳县", **told}, "by": "王"}
    return client.post("/api/v1/books/sx/jobs", json=body)


def events(client, id_: str) -> list[tuple[str, dict]]:
    """Every event of a stream that ends."""
    text = client.get(f"/api/v1/books/sx/jobs/{id_}/events").text
    found = []
    for part in text.split("\n\n"):
        if part.startswith("event: "):
            name, data = part.split("\n")
            found.append((name[7:], json.loads(data[6:])))
    return found


def test_a_form_becomes_a_job_that_its_page_and_the_list_show(client, book):
    answer = client.post("/w/sx/network/new", data={**FORM, "minutes": "2", "title": "甲"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/w/sx/jobs/W000001")
    (one,) = jobs.jobs(book)
    assert (one.kind, one.by, one.asked["coverage"], one.asked["minutes"]) == (
        "rural", "王", 0.9, 2.0,
    )  # fmt: skip
    page = client.get("/w/sx/jobs/W000001").text
    assert "data-events" in page and "排队" in page and "寿阳县" in page and "js/job.js" in page
    assert "W000001" in client.get("/w/sx/jobs").text
    assert "W000001" in client.get("/w/sx/network").text
    assert client.get("/w/sx/export/jobs.xlsx").status_code == 200
    again = client.post("/w/sx/network/new", data={**FORM, "minutes": "2", "title": "甲"})
    assert again.headers["location"] == "/w/sx/jobs/W000001"


def test_overnight_trips_are_asked_for_by_days_a_week(client, book):
    assert 'name="overnight"' in client.get("/w/sx/network/new").text
    client.post("/w/sx/network/new", data={**FORM, "overnight": "3"})
    (one,) = jobs.jobs(book)
    assert one.asked["overnight"] == 3
    answer = client.post("/w/sx/network/new", data={**FORM, "overnight": "8"})
    assert answer.status_code == 400 and 'value="8"' in answer.text


def test_all_counties_are_one_job_of_the_province(client, book):
    client.post("/w/sx/network/new", data={**FORM, "county": "all"})
    (one,) = jobs.jobs(book)
    assert (one.kind, one.division) == ("province", book.province.code.text)


def test_a_form_that_does_not_fit_comes_back_with_what_was_filled_in(client, book):
    answer = client.post("/w/sx/network/new", data={**FORM, "budget": "-1", "seed": "x"})
    assert answer.status_code == 400
    assert answer.text.count("须") >= 1 and 'value="-1"' in answer.text
    assert "不是数" in answer.text
    assert jobs.jobs(book) == ()


def test_the_api_asks_lists_tells_stops_and_asks_again(client, book):
    with kind(small):
        made = ask(client)
        assert made.status_code == 202
        address = made.headers["location"]
        assert ask(client).status_code == 409
        assert client.get(address).json()["state"] == "queued"
        stopped = client.post(f"{address}/cancel", json={"by": "李"}).json()
        assert (stopped["state"], stopped["stopped_by"]) == ("cancelled", "李")
        assert client.post(f"{address}/cancel", json={"by": "李"}).status_code == 409
        again = client.post(f"{address}/again", json={"by": "李"}).json()
        assert (again["id"], again["again_of"]) == ("W000002", "W000001")
        assert worker(book, Clock()).round() == 1
    told = client.get("/api/v1/books/sx/jobs").json()
    assert [(one["id"], one["state"]) for one in told] == [
        ("W000002", "done"), ("W000001", "cancelled"),
    ]  # fmt: skip
    file = client.get("/api/v1/books/sx/jobs/W000002/files/note.txt")
    assert (file.content, file.headers["jidi-synthetic"]) == (b"small", "true")
    assert client.get("/api/v1/books/sx/jobs/W000002/files/x").status_code == 404
    page = client.get("/w/sx/jobs/W000002?lang=en").text
    assert "Designs kept" in page and told[0]["designs"][0] in page and "note.txt" in page
    assert "data-events" not in page


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[1]", "M-114"),
        (b"{", "M-114"),
        (b'{"kind": "rural"}', "M-114"),
        (b'{"kind": "rural", "asked": 3}', "M-114"),
        (b'{"kind": "rural", "asked": {}, "by": "w", "now": 1}', "M-114"),
        (b'{"kind": "rural", "asked": {}, "by": "w"}', "M-107"),
        (b'{"kind": "x", "asked": {}, "by": "w"}', "M-108"),
        (b'{"kind": "\\ud800", "asked": {}, "by": "w"}', "M-114"),
        (b'{"kind": "rural", "asked": {"seed": 1' + b"0" * 400 + b'}, "by": "w"}', "M-107"),
        (b"[" * 8000, "M-114"),
        (b'{"kind": "rural", "asked": {"county": "140725"}}', "M-105"),
        (b'{"kind": "' + b"r" * 9000 + b'"}', "M-114"),
    ],
)
def test_a_body_that_is_no_job_is_refused(client, body, code):
    answer = client.post("/api/v1/books/sx/jobs", content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_a_stream_tells_every_change_and_the_end(client, book):
    begun, going = threading.Event(), threading.Event()

    def slow(task):
        begun.set()
        going.wait(30)
        return small(task)

    with kind(slow):
        ask(client)
        working = threading.Thread(target=worker(book, Clock()).round)
        working.start()
        begun.wait(30)
        threading.Timer(0.3, going.set).start()
        told = events(client, "W000001")
        working.join()
    assert told[0][0] == "progress"
    assert told[0][1]["state"] == "running"
    assert (told[-1][0], told[-1][1]["state"], told[-1][1]["share"]) == ("end", "done", 1.0)
    assert [name for name, _ in events(client, "W000001")] == ["end"]
    assert client.get("/api/v1/books/sx/jobs/W9/events").status_code == 404


def test_what_is_left_is_reckoned_from_the_share_that_is_done_and_else_unknown():
    at = datetime(2026, 11, 2, 8, tzinfo=UTC)
    told = dict.fromkeys(Job.__dataclass_fields__, "") | {
        "asked": {}, "body": {}, "state": "running", "started": at.isoformat(), "attempt": 1,
    }  # fmt: skip
    now = datetime(2026, 11, 2, 8, 1, tzinfo=UTC)
    assert event_of(Job(**{**told, "share": 0.25}), now=now)["left"] == 180
    assert event_of(Job(**{**told, "share": 0.05}), now=now)["left"] is None
    assert event_of(Job(**{**told, "share": 0.5, "attempt": 2}), now=now)["left"] is None
    assert event_of(Job(**{**told, "share": 0.5, "started": None}), now=now)["seconds"] is None


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site_cannot_ask_or_stop(client, book, headers):
    with kind(small):
        ask(client)
    for path in ("network/new", "jobs/W000001/cancel", "jobs/W000001/again"):
        answer = client.post(f"/w/sx/{path}", data=FORM, headers=headers)
        assert answer.status_code == 403
    assert [one.state for one in jobs.jobs(book)] == ["queued"]


def test_a_server_that_only_reads_asks_for_nothing(book):
    app = create_app(Shelf({"sx": book}), writes=Writes(read_only=True))
    reading = TestClient(app, base_url=HOME, raise_server_exceptions=False)
    assert reading.post("/w/sx/network/new", data=FORM).status_code == 403
    assert jobs.jobs(book) == ()


def test_who_is_not_signed_in_sees_and_asks_nothing_where_people_sign_in(client, book, now):
    with kind(small):
        ask(client)
    people = PeopleBook(book.workspace.registry)
    people.add("liu", "刘", [Given("planner")], kind="local", by="admin", at=now)
    people.set_secret("liu", "$argon2id$never", by="admin", at=now)
    assert client.get("/w/sx/jobs").status_code == 303
    assert client.get("/api/v1/books/sx/jobs").status_code == 401
    assert client.get("/api/v1/books/sx/jobs/W000001/events").status_code == 401
    assert ask(client, seed=9).status_code == 401


def test_a_job_that_failed_shows_why_and_what_to_do(client, book):
    with kind(small_jobs.refused):
        ask(client)
        worker(book, Clock()).round()
    page = client.get("/w/sx/jobs/W000001").text
    assert "N-720" in page and "再运行一次" in page
