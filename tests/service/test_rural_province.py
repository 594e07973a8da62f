"""A province designed county by county: a second run goes on with what stands in the folder."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from jidi.core.division import Level
from jidi.service import rural_province
from jidi.service.books import open_book
from jidi.service.rural_province import ProvinceAsked, design_county, design_province


@pytest.fixture(scope="module")
def asked(demo_books, tmp_path_factory):
    return ProvinceAsked(
        book=str(demo_books["shanxi"]),
        engine="",
        folder=str(tmp_path_factory.mktemp("province")),
        coverage=0.5,
        budget=None,
        frequency="standard",
        seed=1,
        effort=1,
    )


@pytest.fixture(scope="module")
def smallest(asked, demo_books):
    """The county with the fewest administrative villages that has any."""
    with open_book(demo_books["shanxi"]) as book:
        counts = {
            county.code.short: len(book.tree.at_level(Level.VILLAGE, within=county.code))
            for county in book.tree.at_level(Level.COUNTY)
        }
    for code in sorted((c for c in counts if counts[c]), key=lambda c: (counts[c], c)):
        found = design_county(asked, code)
        if found.state == "designed":
            return found
    raise AssertionError("no county could be designed")


def test_a_county_is_designed_once_and_then_kept(asked, smallest):
    assert smallest.figures["holds"] is True
    assert smallest.figures["served"] * 2 >= smallest.figures["villages"] > 0
    again = design_county(asked, smallest.code)
    assert again.state == "kept"
    assert again.figures["cost"] == smallest.figures["cost"]


def test_asked_otherwise_it_is_designed_anew(asked, smallest, tmp_path):
    other = replace(asked, folder=str(tmp_path), coverage=0.3)
    assert design_county(other, smallest.code).state == "designed"
    assert design_county(replace(other, coverage=0.4), smallest.code).state == "designed"


def test_a_spoiled_file_is_not_kept(asked, smallest, tmp_path):
    other = replace(asked, folder=str(tmp_path))
    design_county(other, smallest.code)
    file = tmp_path / f"{smallest.code}.json"
    told = json.loads(file.read_text("utf-8"))
    told["design"]["bill"]["distance"] += 1.0
    file.write_text(json.dumps(told), "utf-8")
    assert design_county(other, smallest.code).state == "designed"


def test_a_stopped_province_tells_how_many_counties_are_left(asked, tmp_path):
    other = replace(asked, folder=str(tmp_path))
    found = design_province(
        other, workers=1, progress=lambda _share, _name: None, cancelled=lambda: True
    )
    assert found.counties == ()
    assert found.left > 100


def test_a_county_under_way_is_finished_when_the_user_stops(asked, smallest, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(rural_province, "POLL_SECONDS", 0.05)
    found = design_province(
        asked,
        workers=1,
        progress=lambda _share, name: told.append(name),
        cancelled=lambda: len(told) >= 1,
    )
    assert len(told) == 1
    assert found.left > 100
