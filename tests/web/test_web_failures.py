"""What goes wrong, says so: code, cause, remedy, nearest name; never a traceback."""

from __future__ import annotations

import logging

import pytest
from fastapi.testclient import TestClient
from web_fakes import FakeServices

from jidi.core.errors import DefinitionError, UnknownName, ValueProblem, WorkspaceError
from jidi.web.app import create_app
from jidi.web.failures import status_of
from jidi.web.shelf import Shelf


@pytest.mark.parametrize(
    ("path", "status", "code", "offers"),
    [
        ("/w/shanx/", 404, "F-201", "shanxi"),
        ("/w/shanxi/mapp", 404, "F-202", "map"),
        ("/nothing/at/all", 404, "F-202", "map"),
        ("/w/shanxi/?lang=fr", 404, "F-203", "zh"),
        ("/w/shanxi/indicators/vilage_coverage", 404, "D-113", "village_coverage"),
        ("/w/shanxi/indicators/village_coverage?division=太园", 404, "C-207", "太"),
        ("/w/shanxi/indicators/village_coverage?division=1", 400, "C-201", "140105"),
        ("/w/shanxi/indicators/village_coverage?division=150000", 404, "C-207", "14"),
        ("/w/shanxi/?period=yesterday", 400, "C-101", "2025"),
        ("/w/shanxi/?period=1999", 404, "F-206", "20"),
        ("/w/shanxi/indicators/village_coverage?level=vilage", 404, "F-206", "village"),
        ("/w/shanxi/indicators/village_coverage?page=99", 400, "F-207", "1"),
        ("/w/shanxi/indicators/village_coverage?page=-1", 400, "F-207", "1"),
        ("/w/shanxi/plan?part=audti", 404, "F-206", "audit"),
        ("/w/shanxi/plan?part=audit&verdict=good", 404, "F-206", "compatible"),
        ("/w/shanxi/indicators?topic=rurall", 404, "F-206", "rural"),
        ("/w/shanxi/about/licences/leaflet", 404, "F-206", "Leaflet"),
        ("/w/shanxi/export/overvieww.xlsx", 404, "F-206", "overview"),
        ("/w/shanxi/map?indicator=nope_rate", 404, "D-113", "rate"),
        ("/static/0123456789ab/app.cs", 404, "F-205", "app.css"),
        ("/static/0123456789ab/../app.py", 404, "F-2", ""),
    ],
)
def test_a_wrong_address_is_answered_with_code_and_nearest(client, path, status, code, offers):
    answer = client.get(path)
    assert answer.status_code == status
    assert code in answer.text
    assert offers in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_error_page_speaks_the_language_asked_for(client, lang):
    text = client.get(f"/w/shanxi/indicators/nope?lang={lang}").text
    assert ("没有指标" in text) == (lang == "zh")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/books/shanx", 404, "F-201"),
        ("/api/v1/books/shanxi/indicators/nope", 404, "D-113"),
        ("/api/v1/books/shanxi/indicators/village_coverage/readings?by=vilage", 404, "V-102"),
        ("/api/v1/books/shanxi/indicators/village_coverage/readings?period=x", 400, "C-101"),
        ("/api/v1/books/shanxi/scoreboard?period=20255", 400, "C-101"),
        ("/api/v1/nothing", 404, "F-202"),
        ("/w/shanxi/map/colours.json?indicator=nope", 404, "D-113"),
    ],
)
def test_programs_get_errors_in_one_shape(client, path, status, code):
    answer = client.get(path)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["code"] == code
    assert set(error) == {"code", "zh", "en", "where", "do_zh", "do_en", "also"}
    assert error["zh"] and error["en"] and error["do_zh"] and error["do_en"]


@pytest.mark.parametrize("path", ["/w/shanxi/", "/api/v1/books"])
def test_this_face_only_reads(client, path):
    answer = client.post(path)
    assert answer.status_code == 405
    assert "F-208" in answer.text
    assert "GET" in answer.headers["allow"]


class _Broken(FakeServices):
    def scoreboard(self, *_asked):
        raise RuntimeError("secret detail /etc/passwd")


@pytest.mark.parametrize("path", ["/w/shanxi/", "/api/v1/books/shanxi/scoreboard"])
def test_an_unforeseen_error_is_logged_not_shown(books, caplog, path):
    app = create_app(Shelf(books), provider=_Broken())
    with caplog.at_level(logging.ERROR, logger="jidi.web"):
        answer = TestClient(app, raise_server_exceptions=False).get(path)
    assert answer.status_code == 500
    assert "F-299" in answer.text
    assert "secret" not in answer.text
    reference = caplog.records[0].args[0]
    assert reference in answer.text
    assert caplog.records[0].exc_info is not None


def test_the_status_says_whose_fault_it_is():
    assert status_of(UnknownName("F-203", asked="fr")) == 404
    assert status_of(ValueProblem("C-101", text="x")) == 400
    assert status_of(WorkspaceError("F-204", names="x")) == 500
    assert status_of(DefinitionError("D-103", reason="x")) == 500


def test_what_a_visitor_typed_is_never_markup(client):
    text = client.get("/w/shanxi/indicators/<script>alert(1)</script>").text
    assert "<script>alert" not in text
    text = client.get('/w/shanxi/indicators?q="><img src=x>').text
    assert "<img" not in text
