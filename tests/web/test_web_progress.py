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
    told = [y for y in range(2019, 2026) if f">{y}</td>" in years]
    assert told == [2020, 2021, 2022, 2023]


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
        board = text.split("</table>")[0]  # what changed stands in a table of its own below it
        rows = {row: part for part in board.split("<tr") for row in NAMES if f"/{row}?" in part}
        assert '<span class="caution"' in rows["universal_service_satisfaction"]
        assert f">{word}</span>" in rows["universal_service_satisfaction"]
        assert 'class="whisker"' in rows["universal_service_satisfaction"]
        assert word not in rows["express_revenue"]
        assert re.search(r'c-needed">\+0\.2%<', rows["express_revenue"])


def test_cities_are_listed_with_a_proposal_that_sums_to_the_provincial_target(real):
    told = real.get("/api/v1/books/shanxi/progress/village_coverage/decomposition").json()
    above = sum(city["numerator"] for city in told["cities"])
    below = sum(city["denominator"] for city in told["cities"])
    assert len(told["cities"]) == 11
    # More than 90 % is more than so many villages; the numerators keep the operator.
    assert above == int(0.9 * below)
    text = real.get("/w/shanxi/indicators/village_coverage/cities?period=2023&lang=en").text
    assert f"&gt; {above:,} / {below:,.0f}; the province: &gt; 90% × {below:,.0f} = " in text
    assert text.count(">no target</span>") == 11
    assert "some cities have no target: no check is possible" in text


def test_the_api_tells_every_city_even_without_a_target(real):
    told = real.get("/api/v1/books/shanxi/progress/village_coverage/cities?year=2023").json()
    assert told["year"] == 2023
    assert told["check"]["verdict"] == "incomplete"
    assert told["check"]["cities_without_target"] == len(told["cities"]) == 11
    assert all(city["target"] is None and city["value"] is not None for city in told["cities"])


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("village_coverage/cities?year=2019", 400, "P-130"),
        ("village_covrage/cities", 404, "P-101"),
        ("village_coverage/decomposition?by=luck", 404, "V-130"),
    ],
)
def test_the_api_refuses_what_cannot_be_asked_of_cities_with_a_code(real, path, status, code):
    answer = real.get(f"/api/v1/books/shanxi/progress/{path}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_target_that_does_not_add_up_over_cities_says_so_on_its_page(client):
    path = "/w/inner-mongolia/indicators/new_community_station_area/cities"
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.text.count("P-162") == 2
    unknown = client.get("/w/shanxi/indicators/damage_rate/cities")
    assert unknown.status_code == 404
    assert "P-101" in unknown.text
