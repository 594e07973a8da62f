"""Reach over the API and on its page: what the service says, and refusals that can be read."""

from __future__ import annotations

import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))

from reach_books import PINGYAO, reach_book

from jidi.service.reach import reach_json, reach_of
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

ASKED = {"from": "寿阳", "at": "18:00", "day": "2025-06-02"}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    with reach_book(tmp_path_factory.mktemp("reach"), origin="synthetic") as made:
        yield made


@pytest.fixture(scope="module")
def visitor(book):
    return TestClient(create_app(Shelf({"shanxi": book})), raise_server_exceptions=False)


def test_the_api_says_what_the_service_says(visitor, book):
    answer = visitor.get("/api/v1/reach", params=ASKED)
    wanted = reach_json(reach_of(book, origin="寿阳", at="18:00", day=date(2025, 6, 2)))
    assert answer.json() == wanted
    one = visitor.get("/api/v1/reach", params={**ASKED, "to": "平遥"}).json()
    assert [row["code"][:6] for row in one["counties"]] == [PINGYAO]
    file = visitor.get("/api/v1/reach", params={**ASKED, "format": "xlsx"})
    assert (file.headers["Jidi-Synthetic"], file.status_code) == ("true", 200)
    assert len(openpyxl.load_workbook(BytesIO(file.content)).sheetnames) == 3


def test_refusals_name_the_nearest_county(visitor):
    answer = visitor.get("/api/v1/reach", params={**ASKED, "from": "寿羊"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "N-916")
    assert "寿阳县" in answer.json()["error"]["do_zh"]
    answer = visitor.get("/api/v1/reach", params={**ASKED, "format": "pdf"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "N-914")


def test_the_page_draws_counties_by_hours_and_the_legs_of_one_way(visitor):
    asked = {**ASKED, "to": "平城区"}
    text = visitor.get("/w/shanxi/network/reach", params=asked).text
    assert "次日 05:15" in text and "Y站" in text and "次日 01:30" in text
    assert "合成数据：线路、地点或时刻表为合成" in text
    assert text.count("<path") > 100
    english = visitor.get("/w/shanxi/network/reach", params={**asked, "lang": "en"}).text
    assert "05:15 next day" in english and "high-speed rail" in english
    assert "network/reach" in visitor.get("/w/shanxi/network").text
    file = visitor.get("/w/shanxi/export/reach.xlsx", params=ASKED)
    assert len(openpyxl.load_workbook(BytesIO(file.content)).sheetnames) == 3
    bad = visitor.get("/w/shanxi/network/reach", params={**ASKED, "from": "寿羊"})
    assert bad.status_code == 404 and "寿阳县" in bad.text


def test_a_book_without_lanes_says_so_on_the_page(client):
    answer = client.get("/w/inner-mongolia/network/reach")
    assert answer.status_code == 200
    assert "N-912" in answer.text
