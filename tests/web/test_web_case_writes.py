"""Cases are opened and handled on the web by whoever may, and by nobody else."""

from __future__ import annotations

import itertools
import sys
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from jidi.registry.people import Given, PeopleBook
from jidi.service.alerts import one_alert
from jidi.service.cases import case_named
from jidi.service.sign_in import _session
from jidi.web import case_routes
from jidi.web.app import create_app
from jidi.web.door import cookie_name
from jidi.web.shelf import Shelf
from jidi.web.writes import Writes

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))
from small_alerts import SHOUYANG, record_alert

from founded_books import fresh

NOW = datetime(2026, 1, 20, 1, tzinfo=UTC)
HOME = "http://127.0.0.1"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    with fresh(tmp_path_factory.mktemp("handled"), NOW) as found:
        yield found


@pytest.fixture(scope="module")
def officer(book):
    """Whoever is on this machine, where nobody can sign in."""
    return TestClient(create_app(Shelf({"sx": book})), base_url=HOME, follow_redirects=False)


def test_an_alert_becomes_a_case_and_the_case_is_closed_in_time(book, officer):
    number = record_alert(book)
    page = unescape(officer.get(f"/w/sx/supervision/{number}").text)
    assert f"/w/sx/cases/new?alert={number}&kind=finding" in page
    form = unescape(officer.get(f"/w/sx/cases/new?alert={number}&kind=finding").text)
    assert f'value="{SHOUYANG}"' in form and 'value="Q1"' in form and "月报已缺 2 个月" in form
    fields = {"division": SHOUYANG, "field-operator_id": "Q1", "field-matter": "fire", "by": "王"}
    opened = officer.post(f"/w/sx/cases/new?alert={number}&kind=finding", data=fields)
    assert (opened.status_code, opened.headers["location"]) == (303, "/w/sx/cases/AQ000001")
    _, events = one_alert(book, number)
    assert (events[-1].change, events[-1].why) == ("acknowledged", "立案 AQ000001")
    assert "/w/sx/cases/AQ000001" in officer.get(f"/w/sx/supervision/{number}").text

    page = unescape(officer.get("/w/sx/cases/AQ000001").text)
    assert f"/w/sx/supervision/{number}" in page and "/steps/verify" in page
    step = {"field-confirmed": "yes", "why": "现场核实", "by": "王"}
    assert officer.post("/w/sx/cases/AQ000001/steps/verify", data=step).status_code == 303
    last = {"why": "已整改", "by": "王"}
    assert officer.post("/w/sx/cases/AQ000001/steps/close", data=last).status_code == 303
    case = case_named(book, "AQ000001")
    assert (case.state, case.is_open, case.values["confirmed"]) == ("closed", False, True)
    assert "按期" in unescape(officer.get("/w/sx/cases/AQ000001").text)
    again = officer.post(f"/w/sx/cases/new?alert={number}&kind=finding", data=fields)
    assert again.status_code == 409
    assert "AQ000001" in again.text
    assert book.workspace.registry.audit.verify() is None


def test_what_is_missing_is_said_on_the_page_and_nothing_is_written(book, officer):
    before = book.workspace.registry.audit.head()
    lacking = officer.post("/w/sx/cases/new?kind=hazard", data={"division": "寿阳县", "by": "王"})
    assert lacking.status_code == 400
    assert "Y-210" in lacking.text
    nobody = officer.post(
        "/w/sx/cases/new?kind=hazard",
        data={"division": "寿阳县", "field-facility_id": "F1", "field-matter": "fire"},
    )
    assert "Y-307" in nobody.text
    nowhere = officer.post("/w/sx/cases/new?kind=hazard", data={"division": "寿羊县", "by": "王"})
    assert "C-207" in nowhere.text
    assert officer.get("/w/sx/cases/new?kind=hazzard").status_code == 404
    assert book.workspace.registry.audit.head() == before


def test_clocks_are_stopped_and_run_again_and_two_people_close_a_hazard(book, officer, monkeypatch):
    minutes = itertools.count()
    monkeypatch.setattr(case_routes, "_now", lambda: NOW + timedelta(minutes=next(minutes)))
    fields = {"division": "寿阳县", "field-facility_id": "F1", "field-matter": "fire", "by": "王"}
    case = officer.post("/w/sx/cases/new?kind=hazard", data=fields).headers["location"]
    assert officer.post(f"{case}/pause", data={"by": "王"}).status_code == 400
    assert officer.post(f"{case}/pause", data={"by": "王", "why": "等材料"}).status_code == 303
    assert "恢复计时" in officer.get(case).text
    assert officer.post(f"{case}/resume", data={"by": "王", "why": "到了"}).status_code == 303
    mend = {"by": "王", "field-measure": "换灭火器"}
    assert officer.post(f"{case}/steps/mend", data=mend).status_code == 303
    own = officer.post(f"{case}/steps/confirm", data={"by": "王"})
    assert "Y-215" in own.text  # not by whoever reported it
    assert officer.post(f"{case}/steps/confirm", data={"by": "李"}).status_code == 303


def test_a_pause_without_length_is_refused_so_that_the_case_can_still_be_read(
    book, officer, monkeypatch
):
    monkeypatch.setattr(case_routes, "_now", lambda: NOW.replace(microsecond=700_000))
    fields = {"division": "寿阳县", "field-facility_id": "F2", "field-matter": "fire", "by": "王"}
    case = officer.post("/w/sx/cases/new?kind=hazard", data=fields).headers["location"]
    mark = {"by": "王", "why": "等材料"}
    assert officer.post(f"{case}/pause", data=mark).status_code == 303
    assert "Y-207" in officer.post(f"{case}/resume", data=mark).text
    assert officer.get(case).status_code == 200


def test_the_json_interface_opens_and_handles_cases_too(book, officer):
    new = {"kind": "finding", "division": "寿阳县", "by": "接口",
           "values": {"operator_id": "Q1", "matter": "fire"}}  # fmt: skip
    made = officer.post("/api/v1/books/sx/cases", json=new)
    assert made.status_code == 201
    name = made.json()["case"]
    assert made.headers["location"] == f"/api/v1/cases/{name}"
    taken = officer.post(
        f"/api/v1/books/sx/cases/{name}/steps/verify",
        json={"values": {"confirmed": True}, "why": "核实", "by": "接口"},
    )
    assert taken.json()["state"] == "verified"
    assert taken.json()["may_raise"][0]["to"] == "hazard"
    raised = officer.post(f"/w/sx/cases/{name}/raise/lead", data={"why": "移送", "by": "王"})
    assert raised.headers["location"].startswith("/w/sx/cases/XS")
    unknown = officer.post("/api/v1/books/sx/cases", json={**new, "kinds": "x"})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (422, "O-104")
    broken = officer.post("/api/v1/books/sx/cases", content=b"{")
    assert broken.status_code == 422


def test_nothing_is_written_for_another_site_nor_where_nothing_may_be(book, officer):
    mark = {"why": "x", "by": "王"}
    other = {"Origin": "http://elsewhere.example"}
    path = "/w/sx/cases/AQ000001/pause"
    assert officer.post(path, data=mark, headers=other).status_code == 403
    reading = TestClient(
        create_app(Shelf({"sx": book}), writes=Writes(read_only=True)), base_url=HOME
    )
    assert reading.post(path, data=mark).status_code == 403
    assert "/steps/" not in reading.get("/w/sx/cases/AQ000001").text


@pytest.mark.parametrize(
    ("role", "bound", "may"),
    [
        ("supervisor", "", True),
        ("city_bureau", "140700000000", True),
        ("city_bureau", "140200000000", False),
        ("auditor", "", False),
        ("planner", "", False),
    ],
)
def test_a_case_is_handled_only_by_whoever_may_and_only_where(tmp_path, role, bound, may):
    with fresh(tmp_path, NOW) as book:
        registry = book.workspace.registry
        now = datetime.now(UTC)
        people = PeopleBook(registry)
        people.add("li", "李", [Given(role, bound)], kind="local", by="t", at=now)
        people.set_secret("li", "x", by="t", at=now)
        client = TestClient(create_app(Shelf({"sx": book})), base_url=HOME, follow_redirects=False)
        client.cookies.set(cookie_name("sx"), _session(registry, "li", now).text)
        fields = {"division": "寿阳县", "field-facility_id": "F1", "field-matter": "fire"}
        told = client.post("/w/sx/cases/new?kind=hazard", data=fields)
        assert (told.status_code == 303) is may, told.text
        if not may:
            assert told.status_code == 403
            return
        case = case_named(book, told.headers["location"].rsplit("/", 1)[1])
        assert case.file.events[0].by == "li"
        assert "/steps/mend" in client.get(told.headers["location"]).text
