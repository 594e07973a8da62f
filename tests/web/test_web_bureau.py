"""A city's bureau sees of supervision what lies in its city, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from book_copies import copied
from jidi.core.division import DivisionCode, Level
from jidi.service.alerts import record, shown
from jidi.service.books import open_book
from jidi.service.people import add_demo_people
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

AT = datetime.fromisoformat("2025-11-16")
HERE, ELSEWHERE = "140100000000", "140200000000"
PLACES = (
    "stability?limit=20000&outlets=true",
    "licences/due?days=365",
    "safety/patrols?limit=20000&state=all&at=2025-12-31&period=2025",
    "inspect/rank?limit=20000",
)
"""What lists subjects one by one, each with its division."""


@pytest.fixture(scope="module")
def book(demo_books, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bureau") / "book"
    copied(demo_books["shanxi"], folder)
    with open_book(folder) as found:
        add_demo_people(found, now=datetime(2026, 1, 20, tzinfo=UTC))
        record(found, at=AT, by="demo-officer", now=datetime(2026, 1, 20, tzinfo=UTC))
        yield found


@pytest.fixture(scope="module")
def app(book):
    return create_app(Shelf({"sx": book}))


def visitor(app, person):
    client = TestClient(app, base_url="http://127.0.0.1:8080", follow_redirects=False)
    client.post("/w/sx/choose", data={"person": person})
    return client


@pytest.fixture(scope="module")
def bureau(app):
    return visitor(app, "demo-bureau")


@pytest.fixture(scope="module")
def officer(app):
    return visitor(app, "demo-officer")


def divisions(told):
    """Every division in an answer, wherever it stands."""
    if isinstance(told, dict):
        if isinstance(told.get("division"), str):
            yield told["division"]
        told = list(told.values())
    if isinstance(told, list):
        for one in told:
            yield from divisions(one)


def here(code):
    return DivisionCode(code.ljust(12, "0")).is_within(DivisionCode(HERE))


@pytest.mark.parametrize("path", PLACES)
def test_a_list_holds_what_lies_in_the_city_and_all_of_it(bureau, officer, path):
    ours = list(divisions(bureau.get(f"/api/v1/books/sx/{path}").json()))
    every = list(divisions(officer.get(f"/api/v1/books/sx/{path}").json()))
    assert sorted(ours) == sorted(code for code in every if here(code))
    assert len(ours) < len(every)


def test_alerts_are_those_of_the_city_on_the_page_and_as_json(book, bureau):
    told = [one["id"] for one in bureau.get("/api/v1/books/sx/alerts").json()]
    every = shown(book)
    ours = [one.id for one in every if one.alert.division and here(one.alert.division)]
    assert ours
    assert sorted(told) == sorted(ours)
    text = bureau.get("/w/sx/supervision").text
    other = next(one.id for one in every if one.id not in ours)
    assert f"/w/sx/supervision/{ours[0]}" in text
    assert f"/w/sx/supervision/{other}" not in text
    assert bureau.get(f"/w/sx/supervision/{ours[0]}").status_code == 200
    for path in (f"/w/sx/supervision/{other}", f"/w/sx/export/supervision/{other}.xlsx"):
        refused = bureau.get(path)
        assert (refused.status_code, "A-103" in refused.text) == (403, True)
    points = bureau.get("/w/sx/map/alerts.json").json()
    assert points["code"]
    assert all(map(here, points["code"]))


@pytest.mark.parametrize(
    "page",
    ["safety", "safety/devices", "safety/inspections", "safety/grid", "safety/responsibility",
     "safety/exchange", "lockers", "couriers", "licences", "stability", "complaints"],
)  # fmt: skip
def test_a_page_is_of_the_city_unless_a_place_in_it_is_asked_for(bureau, book, page):
    city = bureau.get(f"/w/sx/supervision/{page}?lang=zh")
    assert city.status_code == 200
    assert "太原市" in city.text
    assert "大同市" not in city.text
    county = book.tree.at_level(Level.COUNTY, DivisionCode(HERE))[0].code.text
    assert bureau.get(f"/w/sx/supervision/{page}?division={county}").status_code == 200
    for asked in (f"division={ELSEWHERE}", "division=140000000000"):
        refused = bureau.get(f"/w/sx/supervision/{page}?{asked}")
        assert (refused.status_code, "A-103" in refused.text) == (403, True)


def test_neither_the_other_key_of_an_address_nor_an_export_leads_elsewhere(bureau):
    api = "/api/v1/books/sx/licences/due"
    assert bureau.get(f"{api}?division={HERE}&within={ELSEWHERE}").status_code == 403
    assert bureau.get(f"{api}?within={HERE}&division={ELSEWHERE}").status_code == 403
    assert bureau.get("/w/sx/export/licences.xlsx").status_code == 200
    assert bureau.get(f"/w/sx/export/licences.xlsx?division={ELSEWHERE}").status_code == 403


def test_what_belongs_to_no_place_is_read_whole_or_not_at_all(bureau):
    assert bureau.get("/w/sx/supervision/credit").status_code == 200
    assert bureau.get("/w/sx/emergency").status_code == 200
    for path in ("complaints/twins", "silences"):
        assert bureau.get(f"/api/v1/books/sx/{path}").status_code == 403


def test_a_patrol_event_of_another_city_is_refused(bureau, officer):
    listed = "/api/v1/books/sx/safety/patrols?limit=20000&state=all&at=2025-12-31&period=2025"
    events = officer.get(listed).json()["events"]
    other = next(one["id"] for one in events if not here(one["division"]))
    ours = next(one["id"] for one in events if here(one["division"]))
    address = "/api/v1/books/sx/safety/patrols"
    assert bureau.get(f"{address}/{ours}?at=2025-12-31").status_code == 200
    assert bureau.get(f"{address}/{other}?at=2025-12-31").status_code == 403
    assert bureau.get(f"/w/sx/cases/new?kind=finding&patrol={other}").status_code == 403
