"""Couriers: quota and least fee against a reckoning by hand; what is unknown is never a finding."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.model.couriers import load_courier_terms
from jidi.service.books import open_book
from jidi.supervision.couriers import FLAGS, Returned, assess, standard
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

TERMS = load_courier_terms()
DISTRICT = TERMS.profiles["district"]


def test_quota_and_floor_are_those_worked_out_by_hand():
    """(2 + 1.5) / 3 + 0.8 minutes a parcel; 6.5 hours; 1980 / 21.75 a day, a quarter on top, 25."""
    minutes = Fraction(35, 30) + Fraction(8, 10)
    quota = 60 * Fraction(13, 2) / minutes
    floor = (Fraction(1980 * 100, 2175) * Fraction(5, 4) + 25) / quota
    found = standard(TERMS, DISTRICT)
    assert found.minutes == pytest.approx(float(minutes))
    assert found.quota == pytest.approx(float(quota))
    assert found.floor == pytest.approx(float(floor))


def test_a_higher_wage_and_harder_roads_ask_for_a_higher_fee():
    here = standard(TERMS, DISTRICT)
    assert standard(TERMS, DISTRICT, wage=3000).floor > here.floor
    hard = standard(TERMS, TERMS.profiles["county"])
    assert (hard.floor > here.floor, hard.quota < here.quota) == (True, True)


NORM = standard(TERMS, DISTRICT)
MONTH = {
    "couriers": 10, "insured": 10, "pieces": round(10 * 26 * NORM.quota), "pay": 100_000.0,
    "fees": 10 * 26 * NORM.quota * NORM.floor * 1.01, "fines": 9_999.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "flags"),
    [
        ({}, ()),
        ({"fees": MONTH["fees"] * 0.98}, ("below_floor",)),
        ({"pieces": round(MONTH["pieces"] * 1.19), "fees": 10**6}, ()),
        ({"pieces": round(MONTH["pieces"] * 1.21), "fees": 10**6}, ("over_quota",)),
        ({"fines": 10_001.0}, ("fines_high",)),
        ({"insured": 9}, ("not_all_insured",)),
    ],
)
def test_a_month_is_flagged_at_the_edge(changed, flags):
    assert assess(TERMS, NORM, Returned(**(MONTH | changed))).flags == flags


unknown = st.sampled_from([None, 0, 5])


@settings(max_examples=60)
@given(st.fixed_dictionaries(dict.fromkeys(MONTH, unknown)))
def test_without_a_part_or_a_denominator_nothing_is_said(given_):
    found = assess(TERMS, NORM, Returned(**given_))
    needs = {
        "below_floor": ("fees", "pieces"), "over_quota": ("pieces", "couriers"),
        "fines_high": ("fines", "pay"), "not_all_insured": ("insured", "couriers"),
    }  # fmt: skip
    for flag in FLAGS:
        above, below = needs[flag]
        known = given_[above] is not None and bool(given_[below])
        assert (flag in found.unknown) is not known


def test_the_demo_tells_of_its_months_and_refuses_what_is_none(jidi, demo_books):
    book = str(demo_books["shanxi"])
    status, out, _ = jidi("couriers", "assess", "--period", "2025-06", "-w", book, "--json")
    told = json.loads(out)
    assert (status, told["synthetic"]) == (0, True)
    assert told["cells"] == len(told["rows"]) > 100
    for flag in FLAGS:
        assert told["flags"][flag] == sum(flag in row["flags"] for row in told["rows"])
    with open_book(demo_books["shanxi"]) as opened:
        client = TestClient(create_app(Shelf({"b": opened})), raise_server_exceptions=False)
        address = "/api/v1/books/b/couriers"
        officer = {"person": "demo-officer"}
        client.post("/w/b/choose", data=officer, follow_redirects=False)
        assert client.get(f"{address}/assessment?period=2025-06").json() == told
        assert client.get(f"{address}/quota?wage=inf").status_code == 400
    few = jidi("couriers", "assess", "--within", "太原市", "-w", book, "--json")[1]
    assert {row["division"][:4] for row in json.loads(few)["rows"]} == {"1401"}
    assert "Q-132" in jidi("couriers", "assess", "--period", "2031-06", "-w", book)[2]
    assert "Q-131" in jidi("couriers", "quota", "--wage", "-5")[2]
