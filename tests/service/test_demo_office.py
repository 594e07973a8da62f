"""A new demonstration has something to show on every page: a return came in, work waits."""

from __future__ import annotations

import pytest

from book_copies import copied
from jidi.service.books import open_book
from jidi.service.demo_office import (
    COVERAGES,
    demo_county,
    hand_in,
    queue_work,
    review_a_plan,
)
from jidi.service.draft_store import drafts, told_of
from jidi.service.intake import receipts
from jidi.service.jobs import jobs


@pytest.fixture(scope="module")
def book(demo_books, tmp_path_factory):
    root = copied(demo_books["shanxi"], tmp_path_factory.mktemp("office") / "book")
    with open_book(root) as opened:
        yield opened


def test_a_return_comes_in_with_rows_of_every_fate(book, now):
    hand_in(book, now=now)
    (receipt,) = receipts(book)
    counts = receipt.counts
    assert (counts.accepted, counts.held, counts.duplicate) == (2, 5, 19)
    assert {"J-203", "J-205", "J-207", "J-212"} <= set(receipt.body["reasons"])


def test_two_designs_of_one_county_and_a_report_wait_for_the_workers(book, now):
    queue_work(book, now=now)
    waiting = jobs(book)
    designs = [one for one in waiting if one.kind == "rural"]
    assert {one.asked["coverage"] for one in designs} == set(COVERAGES)
    assert {one.asked["county"] for one in designs} == {demo_county(book)}
    assert [one.kind for one in waiting if one.kind != "rural"] == ["report"]
    assert {one.state for one in waiting} == {"queued"}


def test_a_plan_document_is_under_review(book, now):
    review_a_plan(book, now=now)
    (draft,) = drafts(book)
    told = told_of(book, draft)
    assert "虚构示例" in told["plan"]
    assert told["states"] == {"open": 18, "accept": 2, "correct": 1, "reject": 1}
