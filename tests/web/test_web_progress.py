"""How far targets are, on the pages: path, interval, caution, breaks of scope."""

from __future__ import annotations

import json
import re

import pytest
from fastapi.testclient import TestClient

from jidi.service.books import open_book
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

NAMES = ("universal_service_satisfaction", "express_revenue")


def chart_of(client, path: str):
    text = client.get(f"/w/{path}").text
    block = re.search(r'id="series-data">(.*?)</script>', text, re.DOTALL)
    return json.loads(block.group(1))


def test_no_line_crosses_a_change_of_scope_and_all_values_stay(client):
    chart = chart_of(client, "inner-mongolia/indicators/express_volume")
    first = chart["periods"].index("2023年")
    for line in chart["lines"]:
        assert not any(start <= first < end for start, end in line["parts"])
        known = [at for at, point in enumerate(line["points"]) if point]
        covered = [at for a, b in line["parts"] for at in range(a, b + 1)]
        assert set(known) <= set(covered)
    assert [(b["at"], b["goesOn"]) for b in chart["breaks"]] == [
        (first - 0.5, True),
        (first + 0.5, False),
    ]


def test_months_are_parted_at_the_turn_of_the_year(client):
    chart = chart_of(client, "inner-mongolia/indicators/express_volume?period=2024-03")
    turn = chart["periods"].index("2024年1月")
    assert {b["at"] for b in chart["breaks"] if not b["goesOn"]} == {turn - 0.5}
    # A month is never held against the target of a year.
    assert chart["target"] is None
    assert chart["path"] is None


def test_the_path_passes_the_milestone_and_reaches_the_target(client):
    chart = chart_of(client, "inner-mongolia/indicators/village_coverage")
    by_year = dict(zip(chart["periods"], chart["path"]["points"], strict=True))
    assert by_year["2022年"] == 90
    assert by_year["2025年"] == chart["target"] == 100
    (knot,) = chart["path"]["knots"]
    assert knot["at"] == chart["periods"].index("2022年")


def test_a_city_has_no_path(client):
    chart = chart_of(client, "shanxi/indicators/village_coverage?division=140100")
    assert chart["path"] is None
    assert chart["target"] is None


def test_a_survey_has_whiskers_and_a_census_has_none(client):
    survey = chart_of(client, "shanxi/indicators/universal_service_satisfaction")
    points = [p for line in survey["lines"] for p in line["points"] if p]
    assert all(p["low"] < p["value"] < p["high"] for p in points)
    counted = chart_of(client, "shanxi/indicators/village_coverage")
    assert all(p["low"] is None for line in counted["lines"] for p in line["points"] if p)


def test_the_panel_tells_path_milestones_and_every_year(client):
    text = client.get("/w/inner-mongolia/indicators/village_coverage?period=2023&lang=en").text
    assert "path through milestones (linear)" in text
    assert "2022-12-31" in text
    years = re.search(r'aria-label="Year by year".*?</table>', text, re.DOTALL).group()
    assert [y for y in range(2019, 2026) if f"<td>{y}</td>" in years] == [2020, 2021, 2022, 2023]


def test_printed_growth_and_the_values_chained_by_it_stand_below_the_chart(client):
    text = client.get("/w/shanxi/indicators/express_volume?lang=en").text
    assert "5.4 × (1 + 2.8)" in text
    chart = chart_of(client, "shanxi/indicators/express_volume")
    (point,) = [p for p in chart["carried"]["points"] if p]
    assert point["low"] < point["value"] == 20.52 < point["high"]


@pytest.fixture(scope="module")
def real(demo_books):
    """The demonstration book of Shanxi as it is."""
    with open_book(demo_books["shanxi"]) as book:
        yield TestClient(create_app(Shelf({"shanxi": book})), raise_server_exceptions=False)


def test_the_board_shows_what_every_year_left_must_bring_and_which_grades_are_blurred(real):
    for lang, word in (("zh", "不可区分"), ("en", "not distinguishable")):
        text = real.get(f"/w/shanxi/?period=2023&lang={lang}").text
        rows = {row: part for part in text.split("<tr") for row in NAMES if f"/{row}?" in part}
        assert '<span class="caution"' in rows["universal_service_satisfaction"]
        assert f">{word}</span>" in rows["universal_service_satisfaction"]
        assert 'class="whisker"' in rows["universal_service_satisfaction"]
        assert word not in rows["express_revenue"]
        assert re.search(r'c-needed">\+0\.2%<', rows["express_revenue"])
