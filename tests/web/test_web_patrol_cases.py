"""A patrol event becomes a case, once: by page, by command and over the API."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from fastapi.testclient import TestClient

from jidi.core.errors import JidiError
from jidi.model.catalogue import Catalogue
from jidi.model.patrol_case import load_patrol_cases
from jidi.service.case_sources import open_about
from jidi.service.cases import case_named
from jidi.service.patrol_case import case_of_patrol
from jidi.web.app import create_app
from jidi.web.shelf import Shelf
from safety_books import YINGZE, filled

HOME = "http://127.0.0.1"


def event(name, matter, facility="F0"):
    return {
        "event_id": name, "facility_id": facility, "operator_id": "Q1", "division": YINGZE,
        "source": "video", "matter": matter, "found_on": date(2025, 10, 9), "due_on": None,
        "mended_on": None, "confirmed_on": None,
    }  # fmt: skip


@pytest.fixture
def book(tmp_path, now):
    rows = [event("E1", "blocked_exit"), event("E2", "other"), event("E3", "camera")]
    with filled(tmp_path, now, {"patrol_event": rows}) as made:
        yield made


@pytest.fixture
def officer(book):
    return TestClient(create_app(Shelf({"sx": book})), base_url=HOME, follow_redirects=False)


def test_the_page_of_patrols_leads_to_a_case_that_is_filled_in(book, officer):
    asked = "/w/sx/cases/new?kind=hazard&patrol=E1"
    assert asked in unescape(officer.get("/w/sx/supervision/safety?at=2025-10-31").text)
    form = unescape(officer.get(asked).text)
    assert 'value="F0"' in form and "来自巡查事件 E1：堵塞疏散通道" in form and YINGZE in form
    fields = {"division": YINGZE, "field-matter": "fire", "by": "王"}
    opened = officer.post(asked, data=fields)
    assert (opened.status_code, opened.headers["location"]) == (303, "/w/sx/cases/YH000001")
    assert case_of_patrol(book, "E1") == "YH000001"
    values = case_named(book, "YH000001").values
    assert (values["operator_id"], values["facility_id"], values["matter"]) == ("Q1", "F0", "fire")
    assert "巡查事件 E1" in str(values["what"])
    assert "YH000001" in officer.get(asked).text
    again = officer.post(asked, data=fields)
    assert again.status_code == 409 and "已由此立案" in again.text


def test_a_problem_that_belongs_to_no_matter_is_for_a_person_to_say(book, now):
    with pytest.raises(JidiError) as refused:
        open_about(book, "hazard", {}, patrol="E2", by="王", now=now)
    assert refused.value.code == "Y-210"
    made = open_about(book, "hazard", {"matter": "safety"}, patrol="E2", by="王", now=now)
    assert made.file.division == YINGZE


def test_an_unknown_event_is_refused_with_the_nearest(book, now):
    with pytest.raises(JidiError) as refused:
        open_about(book, "hazard", {}, patrol="E4", by="王", now=now)
    assert refused.value.code == "G-151"


def test_the_json_interface_and_the_command_open_it_too(book, officer, jidi):
    body = {"kind": "hazard", "patrol": "E3", "by": "王"}
    made = officer.post("/api/v1/books/sx/cases", json=body)
    assert made.status_code == 201 and made.json()["values"]["matter"] == "safety"
    words = ["case", "open", "hazard", "--patrol", "E1", "--by", "王", "--json"]
    code, out, _ = jidi(*words, "-w", str(book.workspace.root))
    assert code == 0 and "YH000002" in out


def test_every_problem_but_other_belongs_to_a_matter_that_exists():
    lists, found = Catalogue().code_lists, load_patrol_cases()
    assert set(found.matters) == set(lists["patrol_matter"].entries) - {"other"}
    assert set(found.matters.values()) <= set(lists["inspection_matter"].entries)
