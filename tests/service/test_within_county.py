"""Km within a county: against the great circle by hand, unknown counties, no villages at all."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

import pytest

from jidi.model.rural import detours, terrain_of
from jidi.service import within_county
from jidi.service.books import open_book
from jidi.service.hub_problem import Node
from jidi.service.within_county import km_within


def great_circle(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Km between two points given in degrees."""
    (lon, lat), (lon2, lat2) = (tuple(map(radians, at)) for at in (a, b))
    h = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(h))


def node(code: str, longitude: float, latitude: float) -> Node:
    """A county."""
    return Node(code, code, code, "county", longitude, latitude)


def test_km_within_a_county_are_the_mean_of_its_villages_and_else_of_the_other_counties(demo_books):
    with open_book(demo_books["inner-mongolia"]) as book:
        rows = book.ask(
            "SELECT v.longitude, v.latitude FROM village AS v "
            "WHERE v.village LIKE '150121%' AND v.longitude IS NOT NULL", {}, file="villages",
        ).to_pylist()  # fmt: skip
        centre = (111.2, 40.7)
        found, note = km_within(book, [node("150121", *centre), node("150999", 110.0, 41.0)])
    straight = [great_circle(centre, (row["longitude"], row["latitude"])) for row in rows]
    factor = detours()[terrain_of("150121") or "hill", "county"]
    mean = sum(straight) / len(straight) * factor
    assert found["150121"] == pytest.approx(mean, rel=3e-3) and mean > 0
    # No village has the code of the other: it has the mean of those that are known, and that is
    # said.
    assert found["150999"] == found["150121"]
    assert (note.code, note.facts["count"], note.facts["left"]) == ("N-953", 1, 1)


def test_without_villages_of_known_place_nothing_is_known_and_that_is_said(demo_books, monkeypatch):
    nobody = within_county._VILLAGES.replace("ORDER BY", "AND 1 = 0\nORDER BY")
    monkeypatch.setattr(within_county, "_VILLAGES", nobody)
    with open_book(demo_books["inner-mongolia"]) as book:
        found, note = km_within(book, [node("150121", 111.2, 40.7)])
    assert (found, note.code) == ({}, "N-954")
