"""A plan document handed in on the web or over the API, read by a worker, decided by right."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))

from small_jobs import Clock, worker

from founded_books import fresh
from jidi.registry.people import Given, PeopleBook
from jidi.service.draft_store import draft_named, place_of, plan_of
from jidi.service.plan_review import states
from jidi.service.sign_in import _session
from jidi.web.app import create_app
from jidi.web.door import cookie_name
from jidi.web.shelf import Shelf
from plan_documents import plan_text

NOW = datetime(2026, 1, 20, 1, tzinfo=UTC)
HOME = "http://127.0.0.1"
HERE, API = "/w/sx/plan/drafts", "/api/v1/books/sx/drafts"
TEXT = plan_text().encode()
ROLES = {"planner": "planner", "auditor": "auditor", "stat": "statistician", "guest": "guest"}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    with fresh(tmp_path_factory.mktemp("drafts"), NOW) as found:
        people = PeopleBook(found.workspace.registry)
        for id_, role in ROLES.items():
            people.add(id_, id_, [Given(role)], kind="local", by="t", at=NOW)
            people.set_secret(id_, "x", by="t", at=NOW)
        yield found


@pytest.fixture(scope="module")
def app(book):
    return create_app(Shelf({"sx": book}))


@pytest.fixture(scope="module")
def visitor(app, book):
    def of(id_):
        client = TestClient(app, base_url=HOME, follow_redirects=False)
        session = _session(book.workspace.registry, id_, datetime.now(UTC)).text
        client.cookies.set(cookie_name("sx"), session)
        return client

    return of


@pytest.fixture(scope="module")
def planner(visitor):
    return visitor("planner")


@pytest.fixture(scope="module")
def draft(book, planner):
    """The id of a document that was handed in and read."""
    told = planner.post(HERE, files={"file": ("../省 规划.txt", TEXT)})
    assert told.status_code == 303, told.text
    assert told.headers["location"].startswith("/w/sx/jobs/W")
    listed = planner.get(HERE).text
    assert "尚未读取" in listed and "省 规划.txt" in listed
    name = planner.get(API).json()[0]["id"]
    waiting = planner.get(f"{HERE}/{name}").text
    assert "等待读取" in waiting and "every 2s" in waiting
    assert planner.get(f"{API}/{name}").status_code == 409
    assert worker(book, Clock()).round() == 1
    done = planner.get(told.headers["location"]).text
    assert f"{HERE}/{name}" in done and "22 条记录待审" in done
    return name


def state_of(book, draft, record):
    plan = plan_of(book, draft_named(book, draft))
    return [review.decision for review in plan.reviews if review.record == record]


def sent(client, draft, **form):
    told = {"seen": "0", "next": "", **form}
    return client.post(f"{HERE}/{draft}/decide?state=open", data=told)


def test_each_record_stands_beside_the_words_it_was_read_from(planner, draft):
    page = unescape(planner.get(f"{HERE}/{draft}?kind=target").text)
    assert "<mark>快递业务量达到34亿件</mark>" in page
    assert f'href="{HERE}/{draft}?part=text#line-11"' in page
    assert "12 条" in page or "共 12 行" in page


def test_the_whole_text_leads_to_the_records(planner, draft):
    page = unescape(planner.get(f"{HERE}/{draft}?part=text").text)
    assert 'id="line-11"' in page and 'class="stands stands-open"' in page
    assert f"{HERE}/{draft}#fact-01" in page
    bare = re.sub(r"<[^>]+>", "", page)
    assert all(line.strip() in bare for line in TEXT.decode().splitlines())


def test_the_audit_of_a_draft_leaves_out_what_was_rejected(planner, draft):
    before = unescape(planner.get(f"{HERE}/{draft}?part=audit&verdict=contradicts").text)
    assert "(230/152)^(1/5)" in before
    for record in ("target-02", "target-07"):
        form = {"record": record, "decision": "reject", "reason": "数字待核"}
        assert sent(planner, draft, **form).status_code == 303
    after = unescape(planner.get(f"{HERE}/{draft}?part=audit&verdict=contradicts").text)
    assert "(230/152)^(1/5)" not in after


def test_a_decision_leads_on_to_the_next_record_with_the_filter_kept(planner, book, draft):
    told = sent(planner, draft, record="target-01", decision="accept", next="target-03")
    assert told.headers["location"] == f"{HERE}/{draft}?state=open#target-03"
    assert state_of(book, draft, "target-01") == ["accept"]
    page = planner.get(f"{HERE}/{draft}?state=accept").text
    assert 'id="target-01"' in page and "planner" in page


def test_a_correction_sends_every_field_and_changes_those_that_differ(planner, book, draft):
    form = {
        "record": "target-05", "decision": "correct", "reason": "漏字",
        "field-zh": "可循环快递包装保有量", "field-unit": "万个", "field-baseline": "2.4",
        "field-level": "6.5", "field-growth": "", "field-increment": "[3.6]",
        "field-year": "2030", "field-indicator": "reusable_packaging_stock",
    }  # fmt: skip
    assert sent(planner, draft, **form).status_code == 303
    made = plan_of(book, draft_named(book, draft))
    assert [r.field for r in made.reviews if r.record == "target-05"] == ["level"]
    page = unescape(planner.get(f"{HERE}/{draft}?state=correct").text)
    assert "<del>6</del> → <ins>6.5</ins>" in page


def test_several_records_are_accepted_at_once(planner, book, draft):
    form = {"decision": "accept", "record": ["fact-01", "fact-02"], "seen": ["0", "0"]}
    assert sent(planner, draft, **form).status_code == 303
    assert state_of(book, draft, "fact-01") == state_of(book, draft, "fact-02") == ["accept"]


def test_what_does_not_fit_is_said_above_the_records(planner, book, draft):
    late = sent(planner, draft, record="fact-01", decision="reject", reason="误读")
    assert late.status_code == 409 and "P-153" in late.text and 'id="records"' in late.text
    assert f'action="{HERE}/{draft}/decide?state=open"' in unescape(late.text)
    bare = sent(planner, draft, record="fact-03", decision="reject")
    assert bare.status_code == 400 and "P-141" in bare.text
    odd = sent(planner, draft, record="fact-03", decision="acept")
    assert odd.status_code == 404 and "P-155" in odd.text and "accept" in odd.text
    none = planner.post(f"{HERE}/{draft}/decide", data={"decision": "correct", "reason": "误读"})
    assert none.status_code == 400 and "P-159" in none.text
    assert state_of(book, draft, "fact-03") == []


def test_files_that_are_no_plan_documents_are_refused_beside_the_form(planner):
    told = planner.post(HERE, files={"file": ("a.xlsx", b"PK\x03\x04" + bytes(60))})
    assert told.status_code == 400 and "T-106" in told.text
    two = planner.post(HERE, files=[("file", ("a.txt", TEXT)), ("file", ("b.txt", TEXT))])
    assert two.status_code == 400 and "O-170" in two.text


def test_a_page_shows_what_was_decided_in_the_file_itself(planner, book, draft):
    path = place_of(book, draft) / "plan.toml"
    before = planner.get(f"{HERE}/{draft}")
    assert planner.get(f"{HERE}/{draft}").headers["etag"] == before.headers["etag"]
    text = path.read_text("utf-8")
    path.write_text(text.replace("末端网点", "末端服务网点"), "utf-8")
    assert "末端服务网点" in planner.get(f"{HERE}/{draft}?kind=fact").text
    path.write_text(text, "utf-8")
    assert planner.get(f"{HERE}/%00").status_code == 404


def test_the_same_document_again_leads_to_its_draft(planner, draft):
    told = planner.post(HERE, files={"file": ("另名.txt", TEXT)})
    assert told.headers["location"] == f"{HERE}/{draft}"


def test_document_and_draft_are_taken_as_files(planner, draft):
    document = planner.get(f"{HERE}/{draft}/document")
    assert document.content == TEXT
    assert document.headers["content-type"] == "application/octet-stream"
    assert document.headers["content-disposition"].startswith("attachment")
    toml = planner.get(f"{HERE}/{draft}/plan.toml")
    assert "[[targets]]" in toml.text


@pytest.mark.parametrize("part", ["records", "text", "unread", "audit"])
def test_every_part_is_exported(planner, draft, part):
    told = planner.get(f"/w/sx/export/plan/drafts/{draft}.xlsx?part={part}")
    assert told.status_code == 200 and told.content[:2] == b"PK"
    assert planner.get("/w/sx/export/plan-drafts.xlsx").status_code == 200


def test_the_api_lists_shows_and_decides(planner, book, draft):
    (one,) = planner.get(API).json()
    assert (one["id"], one["read"], one["plan"][:3]) == (draft, True, "山西省")
    whole = planner.get(f"{API}/{draft}").json()
    assert len(whole["items"]) == 22 and whole["document"] is True
    asked = {"decision": "accept", "records": ["project-01"], "seen": {"project-01": 0}}
    told = planner.post(f"{API}/{draft}/decisions", json=asked)
    assert told.json()["states"] == states(plan_of(book, draft_named(book, draft)))
    assert state_of(book, draft, "project-01") == ["accept"]
    assert planner.post(f"{API}/{draft}/decisions", json=asked).status_code == 409
    unknown = planner.post(f"{API}/{draft}/decisions", json={**asked, "decided": 1})
    assert unknown.json()["error"]["code"] == "O-104"
    handed = planner.post(API, files={"file": ("x.txt", TEXT)})
    assert (handed.status_code, handed.json()["job"]) == (202, None)


@pytest.mark.parametrize(
    ("id_", "reads", "decides"), [("auditor", 200, 403), ("stat", 200, 403), ("guest", 403, 403)]
)
def test_rights_hold_at_every_address(visitor, draft, id_, reads, decides):
    client = visitor(id_)
    for path in (HERE, f"{HERE}/{draft}", f"{HERE}/{draft}/document", API, f"{API}/{draft}"):
        assert client.get(path).status_code == reads, path
    assert sent(client, draft, record="fact-04", decision="accept").status_code == decides
    assert client.post(HERE, files={"file": ("x.txt", TEXT)}).status_code == decides
    if reads == 200:
        page = client.get(f"{HERE}/{draft}").text
        assert "/decide" not in page and "multipart" not in client.get(HERE).text


@pytest.mark.parametrize("part", ["records", "text", "unread", "audit"])
def test_every_part_is_shown_in_english(planner, draft, part):
    page = planner.get(f"{HERE}/{draft}?part={part}&lang=en").text
    planner.get(f"{HERE}?lang=zh")
    assert "How far the review is" in page
