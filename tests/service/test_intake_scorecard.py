"""The scorecard counts what the receipts say, and knows what is due."""

from __future__ import annotations

from datetime import date

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
