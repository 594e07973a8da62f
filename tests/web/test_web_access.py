"""Every route × role × relation through the real door; signing in, cookies, tokens, other sites."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

import jidi
from jidi.core.errors import JidiError
from jidi.registry.capture import CaptureBook, NewJob
from jidi.registry.jobs import JobBook
from jidi.registry.jobs import NewJob as NewWork
from jidi.registry.people import Given, PeopleBook
from jidi.registry.sessions import TokenBook
from jidi.service import sign_in
from jidi.service.passwords import hashed
from jidi.service.people import add_demo_people, give_roles, make_token
from jidi.web.app import create_app
from jidi.web.door import admitted, cookie_name
from jidi.web.shelf import Shelf
from jidi.web.writes import Writes

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))
from founded_books import fresh

HOME = "http://127.0.0.1"
TABLES = Path(jidi.__file__).parent / "definitions/access"
GOOD = "Wang-2026-jinzhong"
JINZHONG = "140700000000"


def rows(name):
    with (TABLES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


ROLES = {row["id"]: row["bound"] for row in rows("roles.csv")}
MATRIX = {row["action"]: row for row in rows("matrix.csv")}
BOUNDS = {"province": "", "division": JINZHONG, "company": "顺通"}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A book in which one person of each role has a session, and two files were handed in."""
    now = datetime(2026, 1, 20, 1, tzinfo=UTC)
    with fresh(tmp_path_factory.mktemp("access"), now) as found:
        yield found


@pytest.fixture(scope="module")
def sessions(book):
    """A session by role, of somebody called like the role."""
    registry, now = book.workspace.registry, datetime.now(UTC)
    people, secret = PeopleBook(registry), hashed(GOOD)
    made = {}
    for role, bound in ROLES.items():
        given = [Given(role, BOUNDS[bound])]
        people.add(role, role, given, kind="local", by="test", at=now)
        people.set_secret(role, secret, by="test", at=now)
        made[role] = sign_in._session(registry, role, now).text
    return made


@pytest.fixture(scope="module")
def jobs(book, sessions):
    """Jobs by what they are to whoever asks: made by each role, of a company, nobody's."""
    kept, now = CaptureBook(book.workspace.registry), datetime.now(UTC)

    def job(by, sender):
        new = NewJob(now, by, sender, "f.csv", 1, "0" * 64, "place", {"whole": False})
        return kept.add(new).id

    made = {("own", role): job(role, "快达") for role in ROLES}
    return {**made, "company": job("someone", "顺通"), "strange": job("someone", "快达")}


@pytest.fixture(scope="module")
def work(book, sessions):
    """Long work by what it is to whoever asks: made by each role, lying in Jinzhong, neither."""
    queue, now = JobBook(book.workspace.registry), datetime.now(UTC)

    def job(by, division):
        asked = {"by": by, "in": division}
        return queue.ask(NewWork("rural", asked, division.ljust(12, "0"), by, now)).id

    made = {("own", role): job(role, "140203") for role in ROLES}
    return {**made, "division": job("someone", "140725"), "strange": job("someone", "140203")}


@pytest.fixture(scope="module")
def app(book):
    return create_app(Shelf({"sx": book}))


def asked(app, rule, session, name="x"):
    """Whether the door lets a request through; the code of the refusal otherwise."""
    cookie = f"{cookie_name('sx')}={session}" if session else ""
    named = {"book": "sx", "name": name, "link": "x", "page": "plan"}
    scope = {
        "type": "http",
        "method": rule["methods"].split("+")[0],
        "path": rule["path"],
        "headers": [(b"cookie", cookie.encode())],
        "query_string": f"division={name}".encode() if rule.get("thing") == "division" else b"",
        "path_params": {k: v for k, v in named.items() if f"{{{k}" in rule["path"]},
        "route": SimpleNamespace(path=rule["path"]),
        "app": app,
        "state": {},
    }
    try:
        admitted(Request(scope))
    except JidiError as error:
        return error.code
    return "through"


def expected(rule, role, relation):
    """What the tables say, read straightly."""
    action = rule["action"] if rule["action"] != "as_page" else "read"
    if rule["thing"] in ("none", "shelf") or action == "open":
        return "through"
    if role is None:
        return "A-100"
    cell = MATRIX[action][role]
    if cell == "no":
        return "A-102"
    if rule["thing"] == "book" or cell == "any":
        return "through"
    if rule["thing"] == "whole":
        return "A-103"
    return "through" if cell == relation else "A-103"


@pytest.mark.parametrize("relation", ["own", "company", "division", "strange"])
@pytest.mark.parametrize("role", [None, *ROLES])
def test_the_door_does_for_every_route_what_the_tables_say(
    app, sessions, jobs, work, role, relation
):
    session = sessions[role] if role else ""
    key = ("own", role or "planner") if relation == "own" else relation
    wrong = []
    for rule in rows("routes.csv"):
        places = {"division": JINZHONG, "strange": "140100000000"}
        things = {"capture_job": jobs, "job": work, "division": places}.get(
            rule["thing"], {("own", role or "planner"): "x"}
        )
        if rule["thing"] in ("receipt", "case", "alert", "patrol") or key not in things:
            continue
        found = asked(app, rule, session, things[key])
        if found != expected(rule, role, relation):
            wrong.append((rule["methods"], rule["path"], found))
    assert wrong == []


def test_an_address_outside_the_table_is_open_to_nobody(app, sessions):
    rule = {"methods": "GET", "path": "/w/{book}/new-page"}
    assert {asked(app, rule, s) for s in ("", *sessions.values())} == {"A-101"}


@pytest.fixture
def client(app, sessions):
    """A visitor of a book with people."""
    return TestClient(app, base_url=HOME, raise_server_exceptions=False, follow_redirects=False)


def sign(client, person="planner", password=GOOD, **more):
    form = {"person": person, "password": password, **more}
    return client.post("/w/sx/sign-in", data=form)


def test_a_visitor_is_led_to_the_sign_in_and_back_to_what_was_asked(client):
    first = client.get("/w/sx/plan?lang=en")
    assert first.status_code == 303
    assert first.headers["location"] == "/w/sx/sign-in?next=%2Fw%2Fsx%2Fplan%3Flang%3Den"
    assert client.get("/api/v1/books/sx").status_code == 401
    assert client.get("/api/v1/books").json() == []
    there = client.get(first.headers["location"])
    assert 'value="/w/sx/plan?lang=en"' in there.text
    answer = sign(client, next="/w/sx/plan")
    assert (answer.status_code, answer.headers["location"]) == (303, "/w/sx/plan")
    page = client.get("/w/sx/plan")
    assert page.status_code == 200
    assert "planner" in page.text
    assert "/w/sx/data/upload" not in client.get("/w/sx/data").text  # planners hand nothing in
    out = client.post("/w/sx/sign-out")
    assert out.status_code == 303
    assert client.get("/w/sx/plan").status_code == 303


@pytest.mark.parametrize(
    "next_", ["https://elsewhere.example/", "//elsewhere.example", "/w/sx/\\..", ""]
)
def test_a_sign_in_leads_nowhere_else(client, next_):
    assert sign(client, next=next_).headers["location"] == "/w/sx/"


def test_the_cookie_is_hidden_from_scripts_and_other_sites_and_sent_encrypted_where_it_can(app):
    plain = sign(TestClient(app, base_url=HOME, follow_redirects=False)).headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Secure" not in plain
    safe = TestClient(app, base_url="https://127.0.0.1", follow_redirects=False)
    assert "Secure" in sign(safe).headers["set-cookie"]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
        {"host": "elsewhere.example"},
    ],
)
def test_another_site_can_neither_sign_in_nor_out(client, headers):
    form = {"person": "planner", "password": GOOD}
    for path in ("sign-in", "sign-out", "choose", "account/password"):
        answer = client.post(f"/w/sx/{path}", data=form, headers={"accept": "x", **headers})
        assert answer.status_code in (401, 403)
        assert "set-cookie" not in answer.headers


def test_a_wrong_password_is_said_on_the_page_and_lets_nobody_in(client):
    answer = sign(client, password="wrong")
    assert answer.status_code == 401
    assert "A-104" in answer.text
    assert "wrong" not in answer.text
    assert "set-cookie" not in answer.headers


def test_lists_and_counts_show_only_what_one_may_open(client, jobs):
    sign(client, "company_planner")
    told = client.get("/api/v1/books/sx/capture").json()
    assert [one["captureID"] for one in told] == [jobs["company"]]
    page = client.get("/w/sx/data").text
    assert jobs["company"] in page
    assert jobs["strange"] not in page
    assert client.get(f"/w/sx/data/jobs/{jobs['strange']}").status_code == 403
    assert client.get("/w/sx/data?part=scores").status_code == 404


def test_what_is_done_is_recorded_under_the_name_of_who_signed_in(client):
    sign(client, "company_planner")
    body, asked_ = b"a,b\n1,2\n", {"by": "somebody else", "file": "x.csv"}
    made = client.post("/api/v1/books/sx/capture", content=body, params=asked_).json()
    assert (made["by"], made["sender"]) == ("company_planner", "顺通")
    other = {**asked_, "sender": "快达"}
    refused = client.post("/api/v1/books/sx/capture", content=body, params=other)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "A-103")


def test_a_program_with_a_token_writes_also_from_elsewhere_within_its_scopes(book, sessions):
    now = datetime.now(UTC)
    _, key = make_token(
        book, "statistician", name="月报", scopes=["data.hand_in"], days=1, by="t", now=now
    )
    app = create_app(Shelf({"sx": book}), writes=Writes(host="0.0.0.0"))
    client = TestClient(app, base_url="http://10.1.2.3:8080", raise_server_exceptions=False)
    head = {"authorization": f"Bearer {key.text}"}
    sent = {"content": b"a,b\n1,2\n", "params": {"file": "x.csv"}, "headers": head}
    assert client.post("/api/v1/capture", **sent).json()["by"] == "statistician"
    refused = client.get("/api/v1/capture", headers=head)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "A-131")
    assert "data.hand_in" in str(refused.json()["error"])
    for wrong in ("Bearer jidi_no", "Basic dzp4", "Bearer"):
        answer = client.get("/api/v1/books/sx", headers={"authorization": wrong})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "A-105")


@pytest.mark.parametrize("scopes", [["people.manage"], [], ["read", "nothing"]])
def test_a_token_is_never_made_for_more_than_its_person_may(book, sessions, scopes):
    before = TokenBook(book.workspace.registry).all()
    with pytest.raises(JidiError) as refused:
        make_token(book, "planner", name="x", scopes=scopes, days=1, by="t", now=datetime.now(UTC))
    assert refused.value.code in ("A-121", "A-129")
    assert TokenBook(book.workspace.registry).all() == before


def test_a_right_that_is_taken_away_is_gone_at_the_next_request(client, book, sessions):
    sign(client, "auditor")
    assert client.get("/api/v1/books/sx/audit").json()["verified"] is True
    now = datetime.now(UTC)
    give_roles(book, "auditor", ["planner"], by="t", now=now)
    try:
        assert client.get("/api/v1/books/sx/audit").status_code == 403
    finally:
        give_roles(book, "auditor", ["auditor"], by="t", now=now)


def test_a_one_time_link_sets_the_password_and_signs_in(client, book):
    now, registry = datetime.now(UTC), book.workspace.registry
    PeopleBook(registry).add("neu", "新", [Given("planner")], kind="local", by="t", at=now)
    link = sign_in.make_link(registry, "neu", by="t", now=now).text
    assert "neu" in client.get(f"/w/sx/welcome/{link}").text
    twice = {"new": GOOD, "again": "another"}
    assert "A-113" in client.post(f"/w/sx/welcome/{link}", data=twice).text
    done = client.post(f"/w/sx/welcome/{link}", data={"new": GOOD, "again": GOOD})
    assert done.status_code == 303
    assert "新" in client.get("/w/sx/account").text
    gone = client.get(f"/w/sx/welcome/{link}")
    assert (gone.status_code, "A-108" in gone.text) == (410, True)


@pytest.fixture
def demo(tmp_path):
    """A book with the people of a demonstration."""
    now = datetime.now(UTC) - timedelta(days=1)
    with fresh(tmp_path, now.replace(year=2026, month=1, day=20)) as found:
        add_demo_people(found, now=now)
        yield found


def test_a_demonstration_begins_as_a_guest_and_can_be_seen_as_others_on_this_machine(demo):
    app = create_app(Shelf({"sx": demo}))
    client = TestClient(app, base_url=HOME, follow_redirects=False)
    page = client.get("/w/sx/plan").text
    assert "演示访客" in page
    assert client.post("/w/sx/data/upload", data={}).status_code == 403
    assert client.post("/w/sx/choose", data={"person": "demo-officer"}).status_code == 303
    assert "演示：" in client.get("/w/sx/plan").text
    assert "演示工作人员" in client.get("/w/sx/plan").text
    far = create_app(Shelf({"sx": demo}), writes=Writes(host="0.0.0.0"))
    elsewhere = TestClient(far, base_url="http://10.0.0.1", cookies=client.cookies)
    assert "演示访客" in elsewhere.get("/w/sx/plan").text
    refused = elsewhere.post("/w/sx/choose", data={"person": "demo-officer"})
    assert (refused.status_code, "F-211" in refused.text) == (403, True)
