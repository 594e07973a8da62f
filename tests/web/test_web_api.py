"""The JSON API gives what the services give."""

from __future__ import annotations

import json

import pytest

from jidi.service import plans
from jidi.service.forecast_asked import forecast_as_asked
from jidi.service.progress import progress_report
from jidi.service.readings import read_as_asked
from jidi.service.scoreboard import scoreboard_as_asked

BASE = "/api/v1/books"


def plain(value):
    """The value as JSON carries it."""
    return json.loads(json.dumps(value, default=str))


def test_the_books_are_listed_without_the_places_they_lie_in(client, tmp_path_factory):
    found = client.get(BASE).json()
    assert [book["name"] for book in found] == ["shanxi", "inner-mongolia"]
    assert str(tmp_path_factory.getbasetemp()) not in json.dumps(found)


def test_a_book_says_what_it_is(client, books):
    found = client.get(f"{BASE}/shanxi").json()
    assert found["province"] == "140000000000"
    assert found["version"] == books["shanxi"].version


@pytest.mark.parametrize("period", [None, "2024"])
def test_the_scoreboard_is_the_command_lines(client, books, period):
    found = client.get(f"{BASE}/shanxi/scoreboard", params={"period": period} if period else {})
    assert found.json() == plain(scoreboard_as_asked(books["shanxi"], period).to_json())


@pytest.mark.parametrize("asked", [{}, {"year": 2023}, {"indicator": "express_volume"}])
def test_the_progress_report_is_the_command_lines(client, books, asked):
    report = progress_report(books["shanxi"], asked.get("year"))
    expected = report.only(asked["indicator"]) if "indicator" in asked else report
    found = client.get(f"{BASE}/shanxi/progress", params=asked)
    assert found.json() == plain(expected.to_json())


def test_progress_of_what_has_no_target_is_refused_with_the_nearest(client):
    found = client.get(f"{BASE}/shanxi/progress", params={"indicator": "express_volum"})
    assert found.status_code == 404
    assert "express_volume" in found.json()["error"]["do_en"]


@pytest.mark.parametrize(
    "asked", [{}, {"as_of": "2020", "until": 2024}, {"division": "太原市", "source": "published"}]
)
def test_a_forecast_is_the_command_lines(client, books, asked):
    (expected,) = forecast_as_asked(books["shanxi"], "express_volume", **asked)
    found = client.get(f"{BASE}/shanxi/indicators/express_volume/forecast", params=asked)
    assert found.json() == plain(expected.to_json())


def test_a_forecast_of_a_year_that_is_known_is_refused_with_its_code(client):
    found = client.get(f"{BASE}/shanxi/indicators/express_volume/forecast?until=2020")
    assert (found.status_code, found.json()["error"]["code"]) == (400, "H-107")


def test_readings_are_the_command_lines(client, books):
    question = {"periods": "2024", "level": "city", "within": None}
    expected = read_as_asked(books["inner-mongolia"], "village_coverage", **question)
    asked = f"{BASE}/inner-mongolia/indicators/village_coverage/readings?period=2024&by=city"
    assert client.get(asked).json() == plain(expected.to_json())


def test_every_indicator_is_listed_and_can_be_asked_for(client, books):
    found = client.get(f"{BASE}/shanxi/indicators").json()
    assert {one["id"] for one in found} == set(books["shanxi"].catalogue.indicators)
    one = client.get(f"{BASE}/shanxi/indicators/village_coverage").json()
    assert one["sql"] == books["shanxi"].catalogue.indicator("village_coverage").sql


def test_the_plan_and_its_audit(client, books):
    plan = client.get(f"{BASE}/shanxi/plan").json()
    assert plan == plain(plans.plan_json(books["shanxi"].plan))
    audit = client.get(f"{BASE}/shanxi/plan/audit").json()
    assert audit == plain(plans.audit_as_asked("shanxi").to_json())


def test_the_api_describes_itself(client):
    described = client.get("/api/v1/openapi.json").json()
    assert f"{BASE}/{{book}}/scoreboard" in described["paths"]
    assert all(path.startswith("/api/v1/") for path in described["paths"])
    assert all(op["summary"] for path in described["paths"].values() for op in path.values())


def test_no_page_of_the_framework_that_loads_from_elsewhere_is_served(client):
    for path in ("/docs", "/redoc"):
        assert "cdn" not in client.get(path, follow_redirects=True).text


def test_a_trace_that_is_unclear_or_unknown_is_refused(client):
    assert client.get(f"{BASE}/shanxi/trace").json()["error"]["code"] == "X-101"
    unknown = client.get(f"{BASE}/shanxi/trace", params={"parcel": "nothing"})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "X-104")


def test_what_is_past_its_term_is_told_with_the_law_it_rests_on(client, books):
    found = client.get(f"{BASE}/shanxi/retention", params={"on": "2026-01-11"}).json()
    persons = next(one for one in found["terms"] if one["id"] == "parcel_persons")
    assert (persons["source"], persons["article"], persons["trust"]) == ("邮政法", "49", "L")
    assert (persons["before"], persons["rows"]) == ("2025-01-11", 0)
    assert (found["removed"], found["unreadable_versions"]) == (False, [])
