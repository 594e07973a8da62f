"""Cities that sort, lanes that must or must not run, a price of time: asked for on the web as by
the command."""

from __future__ import annotations

import pytest
from own_visitor import visitor_of

from founded_books import fresh
from jidi.service import job_trunk, jobs
from jidi.service.job_fields import names_parted


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as found:
        yield found


@pytest.fixture
def client(book):
    return visitor_of(book)


def test_names_are_parted_by_commas_of_both_kinds_and_lines():
    assert names_parted("太原, 大同，临汾、长治；运城\n 吕梁") == (
        "太原", "大同", "临汾", "长治", "运城", "吕梁",
    )  # fmt: skip
    assert names_parted(" ， ") == ()


@pytest.mark.parametrize("kind", ["trunk", "trunk-frontier"])
def test_a_form_asks_for_cities_and_lanes_and_the_job_designs_with_them(
    client, book, kind, monkeypatch
):
    filled = {
        "kind": kind, "by": "王", "hubs": "太原，大同", "forbid": "太原-北京:hired",
        "force": "太原-大同、大同-太原",
    }  # fmt: skip
    assert 'placeholder="太原市-大同市:hired"' in client.get("/w/sx/network/new").text
    assert client.post("/w/sx/network/new", data=filled).status_code == 303
    (one,) = jobs.jobs(book)
    wanted = job_trunk._wanted(book, one.asked)
    assert wanted.hubs == ("太原", "大同")
    assert wanted.forbid == ("太原-北京:hired",)
    assert wanted.force == ("太原-大同", "大同-太原")
    assert "太原-北京:hired" in client.get(f"/w/sx/jobs/{one.id}").text


def test_a_price_of_time_is_asked_for(client, book):
    asked = {"kind": "trunk", "asked": {"hours": 2.5}, "by": "王"}
    assert client.post("/api/v1/books/sx/jobs", json=asked).status_code == 202
    (one,) = jobs.jobs(book)
    assert job_trunk._wanted(book, one.asked).hours == 2.5


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        ({"hubs": ["太源市"]}, "N-941", "太原"),
        ({"hubs": "太原,北京"}, "N-941", "北京"),
        ({"scale": 1e30}, "M-107", "100"),
        ({"hours": -1}, "M-107", "0"),
    ],
)
def test_what_cannot_be_is_refused_before_it_waits(client, book, asked, code, told):
    body = {"kind": "trunk", "asked": asked, "by": "王"}
    answer = client.post("/api/v1/books/sx/jobs", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert told in answer.text
    assert jobs.jobs(book) == ()


def test_a_job_of_before_asks_for_none_of_it(book):
    wanted = job_trunk._wanted(book, {"year": 2025, "volume": None, "scale": 1.0})
    assert (wanted.hubs, wanted.forbid, wanted.force, wanted.hours) == ((), (), (), 0.0)
