"""Lockers and couriers by company and place: what is not told is in neither part, and counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from jidi.core.errors import JidiError
from jidi.core.period import Period
from jidi.service.courier_words import cells_told, companies_told, norms_told
from jidi.service.couriers import courier_view
from jidi.service.lockers import lockers, lockers_json, lockers_told, read_way, remarks
from jidi.supervision.credit import Fraction
from safety_books import YINGZE, YUCI, filled

MORNING = datetime.fromisoformat("2025-06-01T08:00")
HOUR = timedelta(hours=1)
YEAR = Period.for_year(2025)


def locker(name, company, division, **cells):
    return {
        "locker_id": name, "operator_id": company, "kind": "parcel_locker", "division": division,
        "installed_on": date(2024, 1, 1), "cells_small": 10, "cells_medium": 5, **cells,
    }  # fmt: skip


def deposit(name, box, division, out, **told):
    return {
        "deposit_id": name, "locker_id": box, "division": division, "size": "small",
        "deposited_at": MORNING, "picked_up_at": out, **told,
    }  # fmt: skip


ROWS = {
    "locker": [
        locker("L1", "Q1", YINGZE, cells_usable=12),
        locker("L2", "Q1", YINGZE),
        locker("L3", "Q2", YUCI, cells_usable=15),
        locker("L4", "Q2", YUCI, cells_usable=15, removed_on=date(2025, 3, 1)),
    ],
    "locker_deposit": [
        deposit("D1", "L1", YINGZE, MORNING + 10 * HOUR, consented=True, notified=True),
        deposit("D2", "L1", YINGZE, MORNING + 30 * HOUR, consented=False),
        deposit("D3", "L2", YINGZE, None, notified=True),
        deposit("D4", "L9", YUCI, MORNING + 4 * HOUR, consented=True),
    ],
}


@pytest.fixture
def book(tmp_path, now):
    with filled(tmp_path, now, ROWS) as made:
        yield made


def test_cells_dwell_consent_and_notices_with_their_parts(book):
    found = lockers(book, YEAR, "company")
    by = {one.name: one for one in found.rows}
    ours = by["Q1"]
    assert (ours.sets, ours.untold, ours.deposits) == (2, 1, 3)
    assert ours.usable == Fraction(12, 15)
    assert (ours.hours, ours.median_hours) == (Fraction(40, 2), 20.0)
    assert ours.overdue == Fraction(1, 2)
    assert ours.consent == Fraction(1, 2)
    assert ours.notice == Fraction(2, 2)
    assert by["Q2"].sets == 1
    assert by["Q2"].consent.value() is None
    assert by[""].deposits == 1  # a locker that is not registered
    assert found.whole.deposits == 4
    assert lockers_told(book, found).lines[0].cells[0] == "Q1"


def test_places_cut_and_group(book):
    (only,) = lockers(book, YEAR, "city", within="榆次区").rows
    assert (only.name, only.sets, only.deposits) == ("140700000000", 1, 1)
    with pytest.raises(JidiError, match="F-206"):
        read_way("outlet")


def test_a_period_without_deposits_or_lockers_says_so(book):
    said = lambda year: [zh for zh, _ in remarks(lockers(book, Period.for_year(year), "company"))]  # noqa: E731
    assert not any("没有" in line for line in said(2025))
    assert any("2026 没有入柜记录" in line for line in said(2026))
    assert not any("没有在用" in line for line in said(2026))
    assert any("1990 期末没有在用" in line for line in said(1990))


def test_no_locker_registered_is_no_data(tmp_path, now):
    with filled(tmp_path, now, {}) as book:
        assert lockers_json(lockers(book, YEAR, "city"))["rows"] is None


def test_sums_of_couriers_hold_only_what_has_both_parts(tmp_path, now):
    month = date(2025, 6, 1)
    rows = [
        {"month": month, "operator_id": "Q1", "division": YINGZE, "couriers": 10, "insured": 8,
         "pieces": 1000, "pay_yuan": 5000.0, "delivery_fee_yuan": 900.0, "fines_yuan": 600.0},
        {"month": month, "operator_id": "Q1", "division": YUCI, "couriers": 5, "insured": None,
         "pieces": 1000, "pay_yuan": 5000.0, "delivery_fee_yuan": None, "fines_yuan": 0.0},
    ]  # fmt: skip
    with filled(tmp_path, now, {"workforce": rows}) as book:
        view = courier_view(book)
        (line,) = companies_told(book, view).lines
        assert line.cells[2:10] == (2, 8, 10, 80.0, 600, 10_000, 6.0, 0.9)
        dark = cells_told(book, view).lines
        assert len(dark) == 2
        assert len(cells_told(book, view, "fines_high").lines) == 1
        assert any("参保" in str(one.cells[-1]) for one in dark)
        assert len(norms_told(view).lines) == len(view.norms)
