"""The snapshot of the register in the lake, and what indicators read from it."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from founded_books import fresh
from jidi.core.errors import InputError
from jidi.service import register
from jidi.service.readings import read_as_asked
from jidi.service.register_changes import change_entry
from jidi.service.register_publish import publish_register
from jidi.service.register_synthesis import fill_register
from jidi.synth import read_recipe

DONE = {"status": "done", "finished_on": "2022-06-30", "evidence": "验收单"}


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as book:
        yield book


def _completion(book, period: str):
    found = read_as_asked(
        book, "project_completion_rate", periods=period, level="province", within=None
    )
    return found.rows[0] if found.rows else None


def test_a_snapshot_is_reported_and_holds_every_entry(book, now):
    change_entry(book, "sx-m-085", DONE, by="王", now=now)
    published = publish_register(book, by="王", now=now)
    assert (published.entries, published.receipt.origin, published.synthetic) == (75, "reported", 0)
    assert published.rows == book.rows("project") == 75 - 3 + 3 + 3 + 30
    rows = {row["project_id"]: row for row in book.workspace.lake.read("project").to_pylist()}
    assert rows["sx-m-085"]["finished_on"] == date(2022, 6, 30)
    assert rows["sx-m-085"]["form"] == "milestone"
    assert {row["origin"] for row in rows.values()} == {"reported"}


def test_the_rate_of_completion_is_computed_from_the_register(book, now):
    change_entry(book, "sx-m-085", DONE, by="王", now=now)
    change_entry(book, "sx-m-084", {"status": "under_way"}, by="王", now=now)
    publish_register(book, by="王", now=now)
    reading = _completion(book, "2022")
    assert (reading.numerator, reading.denominator, reading.value) == (1, 1, 100)
    assert reading.status.value == "computed"
    reading = _completion(book, "2024")
    assert (reading.numerator, reading.denominator) == (0, 1)
    assert reading.missing_parts > 0, "what nobody reported is missing, not unfinished"


def test_a_snapshot_takes_the_place_of_every_row_before_it(book, now):
    row = {"project_id": ["old"], "division": ["140000000000"], "title": ["旧"], "kind": ["hub"]}
    table = pa.table(row | {"status": ["done"]})
    for origin in ("synthetic", "reported"):
        book.workspace.lake.commit(
            {"project": table}, source="x", origin=origin, by="x", clock=lambda: now
        )
    published = publish_register(book, by="王", now=now)
    assert published.receipt.replaced == {"project": 2}
    ids = book.workspace.lake.read("project", columns=["project_id"])["project_id"].to_pylist()
    assert "old" not in ids and len(set(ids)) == len(ids) == published.rows


def test_a_register_that_did_not_change_is_not_committed_again(book, now):
    first = publish_register(book, by="王", now=now)
    again = publish_register(book, by="李", now=now)
    assert (again.receipt.repeated, again.receipt.version) == (True, first.receipt.version)
    change_entry(book, "sx-t-01", {"note": "x"}, by="王", now=now)
    change_entry(book, "sx-t-01", {"note": ""}, by="王", now=now)
    third = publish_register(book, by="王", now=now)
    assert not third.receipt.repeated, "as it was, but said anew"
    for lang in ("zh", "en"):
        assert first.sentence(lang) != again.sentence(lang)


def test_one_invented_value_marks_the_whole_snapshot(book, now):
    change_entry(book, "sx-m-085", DONE, by="王", now=now)
    fill_register(book, read_recipe("shanxi"), seed=14, now=now)
    published = publish_register(book, by="王", now=now)
    assert (published.receipt.origin, published.synthetic) == ("synthetic", 74)
    assert "合成" in published.sentence("zh") and "synthetic" in published.sentence("en")
    assert _completion(book, "2025").status.value == "synthetic"


def test_invention_leaves_alone_what_a_person_reported(book, now):
    change_entry(book, "sx-m-085", DONE, by="王", now=now)
    fill_register(book, read_recipe("shanxi"), seed=14, now=now)
    entry = register.entry_named(book, "sx-m-085", at=now.date())
    assert (entry.status_origin, entry.is_synthetic, entry.revision) == ("reported", False, 2)
    counts = register.summary(register.entries(book, at=now.date()))
    assert counts.status_origins == {"published": 0, "reported": 1, "synthetic": 74}
    assert fill_register(book, read_recipe("shanxi"), seed=15, now=now) == 0


def test_a_status_said_by_a_person_is_no_longer_invented(book, now):
    fill_register(book, read_recipe("shanxi"), seed=14, now=now)
    change_entry(
        book,
        "sx-m-085",
        DONE | {"responsible": "provincial_bureau", "started_on": "2021-01-01"},
        by="王",
        now=now,
    )
    entry = register.entry_named(book, "sx-m-085", at=now.date())
    assert entry.status_origin == "reported"
    assert entry.origins["evidence"] == "reported"
    assert entry.origins["responsible"] == "synthetic", "the same body was invented before"
    assert entry.is_synthetic


def test_publishing_needs_a_name(book, now):
    with pytest.raises(InputError) as refused:
        publish_register(book, by=" ", now=now)
    assert refused.value.code == "R-308"


def test_what_a_demonstration_reports_is_the_work_of_demo_and_marked(demo_books, now):
    from jidi.service.books import open_book

    with open_book(demo_books["inner-mongolia"]) as book:
        found = register.entries(book, at=now.date())
        assert {entry.status_origin for entry in found} == {"synthetic"}
        assert {entry.told.by for entry in found} == {"demo"}
        assert book.origins("project") == frozenset({"synthetic"})
        past = register.summary(register.entries(book, at=date(2022, 12, 31)))
        assert 0 < past.completion.numerator < past.completion.denominator
        assert past.status_origins["published"] == past.by_status["unreported"]
