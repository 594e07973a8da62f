"""What the JSON interface takes and gives at once, and that every refusal has the one shape."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from jidi.core.errors import InputError
from jidi.web.app import create_app
from jidi.web.listing import MOST_AT_ONCE, Slice
from jidi.web.pace import Pace
from jidi.web.shelf import Shelf

SHAPE = {"code", "zh", "en", "where", "do_zh", "do_en", "also"}


@pytest.fixture
def here(books):
    """Whoever is on this machine, where nobody can sign in."""
    return TestClient(create_app(Shelf(books)), base_url="http://127.0.0.1")


def test_a_list_comes_page_by_page_and_loses_nothing(here):
    whole = here.get("/api/v1/books/shanxi/indicators")
    every = whole.json()
    assert whole.headers["x-total-count"] == str(len(every))
    assert "link" not in whole.headers
    address, found = "/api/v1/books/shanxi/indicators?limit=7", []
    while address:
        answer = here.get(address)
        found += answer.json()
        address = answer.links.get("next", {}).get("url")
    assert found == every
    assert answer.links["prev"]["url"].startswith("/api/v1/books/shanxi/indicators?")


def test_the_counts_of_the_register_are_those_of_all_pages(here):
    whole = here.get("/api/v1/books/shanxi/register?at=2025-12-31").json()
    page = here.get("/api/v1/books/shanxi/register?at=2025-12-31&limit=2&offset=1")
    assert page.json()["entries"] == whole["entries"][1:3]
    assert page.json()["summary"] == whole["summary"]
    assert page.headers["x-total-count"] == str(len(whole["entries"]))


def test_a_list_too_long_for_one_answer_is_refused_not_cut_short():
    many = range(MOST_AT_ONCE + 1)
    with pytest.raises(InputError) as refused:
        Slice().of(many)
    assert refused.value.code == "O-103"
    assert len(Slice(offset=1).of(many)) == MOST_AT_ONCE
    assert list(Slice(3, MOST_AT_ONCE).of(many)) == [MOST_AT_ONCE]
    assert list(Slice(3, 10 * MOST_AT_ONCE).of(many)) == []


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("books/shanxi/indicators?limit=0", ["limit"]),
        ("books/shanxi/indicators?limit=many&offset=-1", ["limit", "offset"]),
        ("books/shanxi/register?overdue=perhaps", ["overdue"]),
        ("cases/clocks/complaint_answer", ["from"]),
    ],
)
def test_what_no_parameter_takes_is_told_in_the_one_shape(here, path, fields):
    answer = here.get(f"/api/v1/{path}")
    error = answer.json()["error"]
    assert answer.status_code == 422
    assert set(error) == SHAPE
    assert [error["code"], *(one["code"] for one in error["also"])] == ["O-104"] * len(fields)
    assert all(f in one["en"] for f, one in zip(fields, [error, *error["also"]], strict=True))


def test_who_asks_too_often_is_told_how_long_to_wait(here):
    clock = [0.0]
    here.app.state.pace = Pace(60, clock=lambda: clock[0])
    answers = [here.get("/api/v1/books/shanxi").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
    refused = here.get("/api/v1/books")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    assert set(refused.json()["error"]) == SHAPE
    assert here.get("/w/shanxi/about").status_code == 200  # pages are for people
    clock[0] = 1.0
    assert here.get("/api/v1/books/shanxi").status_code == 200
    assert here.get("/api/v1/books/shanxi").status_code == 429


def test_one_who_asks_too_often_is_in_nobody_elses_way():
    pace = Pace(2, clock=lambda: 0.0)
    pace.take("a")
    pace.take("a")
    with pytest.raises(InputError):
        pace.take("a")
    pace.take("b")


def test_a_request_that_is_too_large_is_refused_before_it_is_read_to_the_end(here):
    answer = here.post("/api/v1/books/shanxi/cases", content=b" " * 100_000)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "O-102"
