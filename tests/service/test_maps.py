"""What maps are drawn from: outlines, and every village in exactly one state."""

from __future__ import annotations

import json

import pytest
from shapely.geometry import mapping

from jidi.core.division import Level
from jidi.core.period import Period
from jidi.model.boundaries import packaged_boundaries
from jidi.service.books import open_book
from jidi.service.founding import make_book
from jidi.service.maps import OFFICIAL_FILE, STATES, city_borders, county_shapes, village_points
from jidi.service.readings import read

YEAR = Period.for_year(2025)


@pytest.fixture(scope="module")
def book(demo_books):
    with open_book(demo_books["shanxi"]) as opened:
        yield opened


def test_counties_are_keyed_by_code_and_zones_without_outline_are_named(book):
    shapes = county_shapes(book)
    codes = [f["properties"]["code"] for f in shapes["features"]]
    assert len(codes) == len(set(codes)) == 117
    assert len(shapes["missing"]) == 4
    assert {f["properties"]["city"] for f in shapes["features"]} == {
        f["id"] for f in city_borders(book)["features"]
    }
    assert shapes["attribution_zh"]


def test_every_village_is_in_one_state_or_said_to_have_no_place(book):
    points = village_points(book, YEAR)
    codes = [*points["code"], *points["unplaced_code"]]
    roster = [d for d in book.tree.at_level(Level.VILLAGE) if d.code.is_administrative_village]
    assert sorted(codes) == [d.code.text for d in roster]
    assert points["unplaced"] == len(points["unplaced_code"]) > 0
    assert set(points["status"]) <= set(range(len(STATES)))
    assert points["mark"] == "synthetic"


def test_villages_not_reached_on_the_map_are_those_the_indicator_counts(book):
    points = village_points(book, YEAR)
    none = [state.code for state in STATES].index("none")
    unplaced = set(points["unplaced_code"])
    rows = read(book, "village_coverage", periods=[YEAR], level=Level.VILLAGE).rows
    counted = {r.division for r in rows if r.numerator == 0 and r.division not in unplaced}
    drawn = {c for c, s in zip(points["code"], points["status"], strict=True) if s == none}
    assert drawn == counted


def test_the_provinces_own_outlines_take_the_place_of_the_packages(tmp_path, now):
    root = tmp_path / "book"
    with make_book(root, plan="shanxi", now=now) as own:
        borrowed = county_shapes(own)
        whole = packaged_boundaries(own.tree, tolerance=0.0)
        official = {
            "type": "FeatureCollection",
            "attribution": "省测绘院",
            "features": [
                {"type": "Feature", "properties": {"code": code.text}, "geometry": mapping(outline)}
                for code, outline in whole.at(Level.COUNTY).items()
            ],
        }
        (root / OFFICIAL_FILE).write_text(json.dumps(official, ensure_ascii=False), "utf-8")
        shapes = county_shapes(own)
    assert shapes["attribution_zh"] == "省测绘院"
    assert borrowed["attribution_zh"] != "省测绘院"
    assert len(shapes["features"]) == len(borrowed["features"])
