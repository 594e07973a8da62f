"""Writing the synthetic province into a book."""

from __future__ import annotations

import pytest

from jidi.core.errors import ValueProblem, WorkspaceError
from jidi.service.demo import make_demo
from jidi.service.founding import make_book
from jidi.service.synthesis import synthesise_into


def _quiet(_step: str, _share: float) -> None:
    pass


def test_a_day_named_twice_is_made_once(tmp_path, now):
    with make_book(tmp_path / "book", plan="14", now=now) as book:
        report = synthesise_into(
            book,
            seed=14,
            scale=0.00002,
            days=["2025-11-11", "2025年11月11日"],
            now=now,
            progress=_quiet,
        )
        ids = book.ask("SELECT COUNT(*) AS n, COUNT(DISTINCT parcel_id) AS own FROM parcel", {})
    assert [day.isoformat() for day in report.days] == ["2025-11-11"]
    assert ids.to_pylist() == [{"n": report.rows["parcel"], "own": report.rows["parcel"]}]
    assert report.rows["parcel"] > 0


def test_what_is_no_day_is_refused(tmp_path, now):
    with make_book(tmp_path / "book", plan="14", now=now) as book:
        with pytest.raises(ValueProblem) as refusal:
            synthesise_into(book, seed=14, scale=None, days=["2025"], now=now, progress=_quiet)
        assert book.version == 1
    assert refusal.value.code == "V-106"


def test_a_demo_of_another_plan_is_not_taken_for_the_one_asked_for(tmp_path, now):
    with make_book(tmp_path / "book", plan="14", now=now):
        pass
    with pytest.raises(WorkspaceError) as refusal:
        make_demo(
            "15",
            into=tmp_path / "book",
            seed=14,
            scale=None,
            keep=True,
            now=now,
            progress=_quiet,
        )
    assert refusal.value.code == "W-101"
