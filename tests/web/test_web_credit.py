"""Credit on the web: what another number would move, and what a list brought put on record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from book_copies import copied
from jidi.service import credit_lists
from jidi.service.books import open_book
from jidi.service.credit import evaluated
from jidi.service.people import add_demo_people
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def book(demo_books, tmp_path_factory):
    folder = tmp_path_factory.mktemp("credit") / "book"
    copied(demo_books["shanxi"], folder)
    with open_book(folder) as found:
        add_demo_people(found, now=NOW)
        yield found


@pytest.fixture(scope="module")
def officer(book):
    app = create_app(Shelf({"sx": book}))
    client = TestClient(app, base_url="http://127.0.0.1:8080", follow_redirects=False)
    client.post("/w/sx/choose", data={"person": "demo-officer"})
    return client


def test_another_number_moves_the_companies_it_concerns_and_writes_nothing(officer, book):
    before = book.workspace.registry.audit.head()
    asked = "year=2025&penalty.points=-5"
    told = officer.get(f"/api/v1/books/sx/credit/suppose?{asked}").json()
    fined = {
        one.company
        for one in evaluated(book, 2025).standings
        if any(item.item.id == "penalty" and -15 < item.points < 0 for item in one.items)
    }
    assert {one["company"] for one in told["changes"]} == fined
    text = officer.get(f"/w/sx/supervision/credit/suppose?{asked}&lang=zh").text
    assert f"{len(fined)} 家得分变动" in text
    assert all(f"/credit/{company}?" in text for company in fined)
    file = officer.get(f"/w/sx/export/credit-suppose.xlsx?{asked}")
    assert file.status_code == 200
    assert book.workspace.registry.audit.head() == before


def test_a_number_that_is_not_there_is_refused_with_the_nearest(officer):
    page = officer.get("/w/sx/supervision/credit/suppose?year=2025&penalti.points=-5")
    assert (page.status_code, "penalty.points" in page.text) == (404, True)
    api = officer.get("/api/v1/books/sx/credit/suppose?year=2025&penalty.points=x")
    assert (api.status_code, api.json()["error"]["code"]) == (400, "G-113")
    assert officer.get("/w/sx/export/credit-suppose.xlsx?year=2025").status_code == 404


def test_every_number_of_the_scheme_has_a_field(officer):
    text = officer.get("/w/sx/supervision/credit/suppose?year=2025").text
    numbers = officer.get("/api/v1/books/sx/credit/scheme/numbers?year=2025").json()
    assert len(numbers) > 30
    assert [name for name in numbers if f'name="{name}"' not in text] == []


def test_what_a_list_brought_is_put_on_record_by_who_may_and_only_if_it_brings_it(officer, book):
    found = evaluated(book, 2025)
    trusted, other = found.on_list("trusted")[0].company, found.on_list("distrusted")[0].company
    here = f"/w/sx/supervision/credit/{trusted}"
    form = {"effect": "green_channel", "matter": "许可延续", "why": "守信"}
    assert "登记" not in officer.get(f"{here}?lang=zh").text.partition('id="effects"')[2]
    refused = officer.post(f"{here}/effects", data=form)
    assert (refused.status_code, "G-107" in refused.text) == (400, True)
    credit_lists.publish(book, found, by="demo-officer", why="年度评定", now=NOW)
    assert 'name="matter"' in officer.get(f"{here}?lang=zh").text
    made = officer.post(f"{here}/effects", data=form)
    assert (made.status_code, made.headers["location"]) == (303, here)
    [entry] = credit_lists.effects(book)
    assert (entry.by, entry.facts["company"]) == ("demo-officer", trusted)
    assert "许可延续" in officer.get(f"{here}?lang=zh").text
    wrong = officer.post(f"/w/sx/supervision/credit/{other}/effects", data=form)
    assert (wrong.status_code, "G-108" in wrong.text) == (400, True)
    officer.post("/w/sx/choose", data={"person": "demo-bureau"})
    assert 'name="matter"' not in officer.get(here).text
    assert officer.post(f"{here}/effects", data=form).status_code == 403
