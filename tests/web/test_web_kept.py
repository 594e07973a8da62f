"""Pages are written once for all who would see the same, and anew as soon as anything changed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from book_copies import copied
from jidi.service import cases
from jidi.service.books import open_book
from jidi.service.people import add_demo_people
from jidi.web.app import create_app
from jidi.web.conditional import holds
from jidi.web.kept_pages import KeptPages, packed_page
from jidi.web.pages import plan
from jidi.web.shelf import Shelf

NOW = datetime(2026, 1, 20, tzinfo=UTC)


@pytest.fixture
def served(books, tmp_path):
    """A book of its own, to read and to write."""
    folder = tmp_path / "book"
    copied(books["shanxi"].workspace.root, folder)
    with open_book(folder) as book:
        app = create_app(Shelf({"sx": book}))
        yield book, app, TestClient(app, base_url="http://127.0.0.1")


def test_a_page_is_made_once_and_named_by_its_content():
    pages, made = KeptPages(), []

    def make():
        made.append(1)
        return "页" * 100

    first, again = pages.page("a", make), pages.page("a", make)
    assert first is again
    assert made == [1]
    assert first.plain == ("页" * 100).encode()
    assert first.tag == packed_page("页" * 100).tag != packed_page("页").tag


def test_those_asked_for_longest_ago_go_when_room_is_needed():
    size = len(packed_page("0").packed)
    pages = KeptPages(most_bytes=2 * size)
    for name in "0", "1", "0", "2":
        pages.page(name, lambda name=name: name)
    assert len(pages) == 2
    assert pages.page("0", lambda: "made anew").plain == b"0"
    assert pages.page("1", lambda: "made anew").plain == b"made anew"


def test_two_who_ask_the_same_at_once_wait_for_one():
    pages, begun, go, made = KeptPages(), threading.Event(), threading.Event(), []

    def slow():
        made.append(1)
        begun.set()
        go.wait(10)
        return "x"

    threads = [threading.Thread(target=pages.page, args=("k", slow)) for _ in range(3)]
    for one in threads:
        one.start()
    begun.wait(10)
    assert pages.page("other", lambda: "y").plain == b"y"
    go.set()
    for one in threads:
        one.join(10)
    assert made == [1]


def test_a_failure_is_not_kept():
    pages = KeptPages()
    with pytest.raises(ZeroDivisionError):
        pages.page("k", lambda: str(1 // 0))
    assert pages.page("k", lambda: "well").plain == b"well"


@pytest.mark.parametrize(
    ("told", "held"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", W/"a"', True),
        ("*", True),
        ('"b"', False),
        ("", False),
    ],
)
def test_names_are_compared_weakly(told, held):
    assert holds(told, '"a"') is held
    assert holds(told, 'W/"a"') is held


def test_a_page_is_not_sent_again_to_who_holds_it(served, monkeypatch):
    _, _, client = served
    first = client.get("/w/sx/plan")
    made = []
    monkeypatch.setattr(plan, "page", lambda visit: made.append(visit))
    again = client.get("/w/sx/plan", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, made) == (304, b"", [])
    assert "Cookie" in again.headers["vary"]
    plain = client.get("/w/sx/plan", headers={"Accept-Encoding": "identity"})
    assert (plain.text, plain.headers.get("content-encoding")) == (first.text, None)


def test_a_page_in_another_language_is_another_page(served):
    _, _, client = served
    chinese, english = client.get("/w/sx/plan?lang=zh"), client.get("/w/sx/plan?lang=en")
    assert chinese.headers["etag"] != english.headers["etag"]
    assert 'lang="zh-CN"' in chinese.text and 'lang="en"' in english.text
    assert english.headers["set-cookie"].startswith("jidi_lang=en")


def test_what_is_recorded_is_seen_at_once(served):
    book, _, client = served
    assert "YH000001" not in client.get("/w/sx/cases").text
    given = {"facility_id": "F1", "matter": "fire"}
    cases.open_case(book, "hazard", given, division="晋中市", by="李", now=NOW)
    assert "YH000001" in client.get("/w/sx/cases").text


def test_a_page_outlives_that_somebody_comes_and_goes_but_the_log_of_it_does_not(served):
    book, app, client = served
    add_demo_people(book, now=NOW)
    client.post("/w/sx/choose", data={"person": "demo-administrator"}, follow_redirects=False)
    before = client.get("/w/sx/plan").headers["etag"], client.get("/w/sx/admin/audit").text
    kept = len(app.state.pages)
    other = TestClient(app, base_url="http://127.0.0.1")
    other.post("/w/sx/choose", data={"person": "demo-officer"}, follow_redirects=False)
    assert client.get("/w/sx/plan").headers["etag"] == before[0]
    assert len(app.state.pages) == kept
    assert client.get("/w/sx/admin/audit").text != before[1]


def test_nobody_is_shown_the_page_of_another(served):
    book, _, client = served
    assert "data" in client.get("/w/sx/").text
    add_demo_people(book, now=NOW)  # from now on a visitor is a guest, who may not see cases
    assert client.get("/w/sx/cases", follow_redirects=False).status_code == 403
    told = client.post("/w/sx/choose", data={"person": "demo-officer"}, follow_redirects=False)
    assert told.status_code == 303
    assert client.get("/w/sx/cases").status_code == 200
    client.cookies.clear()
    assert client.get("/w/sx/cases", follow_redirects=False).status_code == 403


def test_the_json_interface_names_its_answers_too(served):
    _, _, client = served
    first = client.get("/api/v1/books/sx/plan")
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    again = client.get("/api/v1/books/sx/plan", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/api/v1/books/sx/indicators", headers={"If-None-Match": tag})
    assert other.status_code == 200
