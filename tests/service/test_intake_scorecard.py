"""The scorecard counts what the receipts say, and knows what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest
from test_intake import RETURNS, a_return, book, made, setting, written  # noqa: F401

from jidi.service.intake import ingest_file
from jidi.service.intake_scorecard import scorecard_of


def test_a_senders_rows_and_missing_months_are_told(book, setting, tmp_path):  # noqa: F811
    rows = [a_return(0), a_return(0), a_return(1, volume="x"), a_return(4)]  # 2025-01 to 2025-03
    ingest_file(book, written(tmp_path / "a.csv", rows), RETURNS, setting)  # on 2026-01-20
    card = scorecard_of(book, on=date(2025, 6, 30))
    (score,) = card.scores
    assert (score.rows, score.accepted, score.held, score.duplicate) == (4, 2, 1, 1)
    assert (score.valid, score.copies) == (0.75, 0.25)
    assert score.timely is None  # returns have no time of arrival
    late = {one.month: one.came_on for one in card.missing}
    assert late == {
        "2025-01": date(2026, 1, 20), "2025-02": date(2026, 1, 20), "2025-03": date(2026, 1, 20),
        "2025-04": None, "2025-05": None,
    }  # fmt: skip
    assert scorecard_of(book, on=date(2025, 6, 30), sender="他").scores == ()
    assert card.to_json()["own_choice"] is True


DAYS, A_DAY = 28, 5
"""Days of a month with events, and parcels of each."""
PARCELS = DAYS * A_DAY


def _month(book, now, *, days: int, priced: int, volume: float | None, revenue: float | None):  # noqa: F811
    """Events of so many days, of which so many parcels have a postage of 8 yuan, and a return; some
    events are told twice, and two were taken back."""
    ids = [f"P{n}" for n in range(days * A_DAY)]
    at = [datetime(2025, 3, 1) + timedelta(days=n // A_DAY) for n in range(len(ids))]  # noqa: DTZ001
    times = pa.array(at, pa.timestamp("s"))
    place, n = ["140105000000"] * len(ids), len(ids)
    events = pa.table(
        {
            "event_id": ids, "parcel_id": ids, "step": ["accepted"] * n, "operator_id": ["op"] * n,
            "division": place, "occurred_at": times, "received_at": times,
        }
    )  # fmt: skip
    again = events.slice(0, 3).set_column(0, "event_id", pa.array(["x", "y", "z"]))
    parcels = pa.table(
        {
            "parcel_id": ids, "operator_id": ["op"] * n, "product": ["standard"] * n,
            "segment": ["inter_city"] * n, "from_division": place, "to_division": place,
            "accepted_at": times, "outcome": ["delivered"] * n,
            "postage_yuan": pa.array([8.0 if k < priced else None for k in range(n)], pa.float64()),
        }
    )  # fmt: skip
    reported = pa.table(
        {
            "month": [date(2025, 3, 1)] * 2, "division": ["140105000000"] * 2,
            "operator_id": ["op"] * 2, "business": ["express_inter_city", "postal_delivery"],
            "volume": pa.array([volume, 999.0], pa.float64()),
            "revenue": pa.array([revenue, 99_999.0], pa.float64()),
        }
    )  # fmt: skip
    wrong = events.slice(0, 2).set_column(0, "event_id", pa.array(["w1", "w2"]))
    wrong = wrong.set_column(1, "parcel_id", pa.array(["P-1", "P-2"]))
    back = wrong.append_column("withdrawn_at", times.slice(0, 2))
    told = pa.concat_tables([events, again, wrong, back], promote_options="default")
    loads = {"event": told, "parcel": parcels}
    order = {"source": "t", "origin": "reported", "by": "t", "clock": lambda: now}
    book.workspace.lake.commit({**loads, "monthly_return": reported}, **order)
    (found,) = scorecard_of(book, on=date(2025, 6, 30)).reconciled
    assert (found.month, found.events, found.priced) == ("2025-03", len(ids), min(priced, n))
    return found


@pytest.mark.parametrize(
    ("revenue", "off", "agrees"),
    [
        (PARCELS * 8.0, 0.0, True),
        (PARCELS * 8.0 / 0.91, -9.0, True),
        (PARCELS * 8.0 / 0.89, -11.0, False),
        (PARCELS * 8.0 / 1.11, 11.0, False),
        (None, None, None),
    ],
)
def test_postage_is_held_against_reported_revenue(book, now, revenue, off, agrees):  # noqa: F811
    found = _month(book, now, days=DAYS, priced=PARCELS, volume=PARCELS, revenue=revenue)
    assert (found.difference_pct, found.agrees) == (0.0, True)
    assert found.revenue_difference_pct == (off if off is None else pytest.approx(off))
    assert found.revenue_agrees is agrees


def test_revenue_is_not_compared_where_the_postage_of_many_is_unknown(book, now):  # noqa: F811
    found = _month(book, now, days=DAYS, priced=PARCELS * 9 // 10, volume=None, revenue=1_000.0)
    assert (found.volume, found.agrees) == (None, None)
    assert found.postage_yuan == PARCELS * 9 // 10 * 8.0
    assert found.revenue_agrees is None


def test_nothing_is_compared_of_a_month_with_few_days(book, now):  # noqa: F811
    found = _month(book, now, days=24, priced=PARCELS, volume=120.0, revenue=960.0)
    assert (found.agrees, found.revenue_agrees) == (None, None)
    assert "不比" in found.cells("zh")


def test_files_without_a_sender_are_nobodys_and_counted(book, setting, tmp_path):  # noqa: F811
    path = written(tmp_path / "一月.csv", [a_return(0), a_return(1, volume="x")])
    ingest_file(book, path, replace(RETURNS, sender=""), setting)
    card = scorecard_of(book, on=date(2025, 3, 31))
    assert (card.scores, card.unnamed) == ((), (1, 2))
    assert "--sender" in card.remarks("zh")[0] and "--sender" in card.remarks("en")[0]
    of_one = scorecard_of(book, on=date(2025, 3, 31), sender="顺通")
    assert of_one.unnamed == (0, 0)
