"""Administration and help: people, links, tokens, the audit log, the glossary."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from jidi.model.access import access_table
from jidi.model.access_help import hints
from jidi.registry.people import PeopleBook
from jidi.registry.tables import audit
from jidi.service.glossary import glossary
from jidi.service.people import add_demo_people
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))
from founded_books import fresh

HOME = "http://127.0.0.1"
GOOD = "Taiyuan-2026-ok"
SECRET = re.compile(r'<code class="secret"[^>]*>([^<]+)</code>')


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    now = datetime(2026, 1, 20, 1, tzinfo=UTC)
    with fresh(tmp_path_factory.mktemp("admin"), now) as found:
        add_demo_people(found, now=now)
        yield found


@pytest.fixture(scope="module")
def app(book):
    return create_app(Shelf({"sx": book}))


@pytest.fixture
def admin(app):
    """The administrator of the demonstration."""
    client = TestClient(app, base_url=HOME, follow_redirects=False)
    client.post("/w/sx/choose", data={"person": "demo-administrator"})
    return client


def test_a_person_is_added_gets_a_link_and_works_in_their_division(admin, app, book):
    form = {"person": "li", "name": "李强", "city_bureau": "太原市，大同市"}
    made = admin.post("/w/sx/admin/people", data=form)
    assert made.headers["location"] == "/w/sx/admin/people/li"
    page = admin.get("/w/sx/admin/people/li").text
    assert "太原市" in page
    assert "待设密码" in page
    given = admin.post("/w/sx/admin/people/li/link")
    assert given.headers["cache-control"] == "no-store"
    link = SECRET.search(given.text).group(1)
    assert link not in admin.get("/w/sx/admin/people/li").text  # shown once
    other = TestClient(app, base_url=HOME)
    assert other.post(link, data={"new": GOOD, "again": GOOD}).status_code == 200
    assert other.get("/w/sx/admin").status_code == 403
    assert "可登录" in admin.get("/w/sx/admin").text
    admin.post("/w/sx/admin/people/li/lock")
    assert "演示访客" in other.get("/w/sx/plan").text  # out at once: a guest again
    admin.post("/w/sx/admin/people/li/open")
    assert PeopleBook(book.workspace.registry).person("li").closed is None


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"person": "x y", "role": "planner"}, "A-109"),
        ({"person": "neu"}, "A-127"),
        ({"person": "neu", "role": "planer"}, "A-120"),
        ({"person": "neu", "city_bureau": "太原诗"}, "C-207"),
        ({"person": "demo-guest", "role": "planner"}, "A-123"),
    ],
)
def test_what_does_not_fit_is_said_on_the_page_and_adds_nobody(admin, book, form, code):
    before = PeopleBook(book.workspace.registry).all()
    answer = admin.post("/w/sx/admin/people", data=form)
    assert answer.status_code in (400, 404)
    assert code in answer.text
    assert PeopleBook(book.workspace.registry).all() == before


def test_a_token_is_shown_once_and_ends_when_it_is_revoked(admin, app):
    admin.post("/w/sx/admin/people", data={"person": "zhao", "role": "planner"})
    form = {"person": "zhao", "name": "接口", "scope": ["read"], "days": "30"}
    key = SECRET.search(admin.post("/w/sx/admin/tokens", data=form).text).group(1)
    page = admin.get("/w/sx/admin/tokens").text
    assert "T0001" in page
    assert key not in page
    program = TestClient(app, headers={"authorization": f"Bearer {key}"})
    assert program.get("/api/v1/books/sx").status_code == 200
    assert program.get("/api/v1/books/sx/people").status_code == 403
    admin.post("/w/sx/admin/tokens/T0001/revoke")
    assert program.get("/api/v1/books/sx").status_code == 401
    for wrong in ({"days": "0"}, {"days": "9999"}, {"scope": ["people.manage"]}):
        answer = admin.post("/w/sx/admin/tokens", data={**form, **wrong})
        assert (answer.status_code, "A-129" in answer.text) == (400, True)


def test_the_audit_page_says_that_the_chain_holds_and_where_it_breaks(admin, book):
    page = admin.get("/w/sx/admin/audit").text
    assert "链完整" in page
    assert book.workspace.registry.audit.head() in page
    only = admin.get("/w/sx/admin/audit?action=workspace.create&lang=en").text
    assert "1 row in total" in only
    assert admin.get("/w/sx/admin/audit?page=99").status_code == 400
    registry = book.workspace.registry
    with registry.reading() as connection:
        kept = connection.execute(audit.select().where(audit.c.number == 1)).one().actor
    try:
        _rewrite(registry, "somebody else")
        page = admin.get("/w/sx/admin/audit?lang=en").text
        assert "The chain is broken at entry 1" in page
        told = admin.get("/api/v1/books/sx/audit").json()
        assert told["broken"] == {"entry": 1, "fault": "altered"}
    finally:
        _rewrite(registry, kept)


def _rewrite(registry, actor):
    with registry.writing() as connection:
        connection.execute(update(audit).where(audit.c.number == 1).values(actor=actor))


def test_keys_and_backups_are_told_without_a_key(admin):
    page = admin.get("/w/sx/admin/system?lang=en").text
    assert "names no file of keys" in page
    assert "No backup was ever made" in page
    assert admin.get("/api/v1/books/sx/system").json() == {
        "keys": [],
        "keys_error": None,
        "backups": [],
    }


def test_each_part_is_shown_to_whom_it_is_open(app):
    guest = TestClient(app, base_url=HOME)
    for path in ("admin", "admin/tokens", "admin/audit", "admin/system"):
        assert guest.get(f"/w/sx/{path}").status_code == 403
    assert "/w/sx/admin" not in guest.get("/w/sx/help").text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_holds_the_guide_of_the_role_and_finds_words_in_both_languages(app, lang):
    guest = TestClient(app, base_url=HOME)
    page = guest.get(f"/w/sx/help?lang={lang}").text
    first = next(hint for hint in hints() if hint.role == "guest")
    assert (first.zh if lang == "zh" else first.en) in page
    found = guest.get(f"/w/sx/help?q=village+coverage&lang={lang}").text
    assert "indicators/village_coverage" in found
    assert "indicators/express_volume" not in found


def test_every_role_has_a_guide_and_every_term_both_languages(book):
    assert {hint.role for hint in hints()} == set(access_table().roles)
    for term in glossary(book.catalogue):
        assert term.zh
        assert term.en
