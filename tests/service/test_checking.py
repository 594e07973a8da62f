"""The data checks run over a book."""

from __future__ import annotations

import pytest

from jidi.core.errors import UnknownName
from jidi.service.books import open_book
from jidi.service.checking import SHOWN, run_checks


@pytest.fixture(scope="module")
def results(demo_books):
    with open_book(demo_books["shanxi"]) as book:
        yield run_checks(book)


def test_all_rows_are_counted_and_the_first_are_shown_in_order(results):
    assert any(result.count > SHOWN for result in results)
    for result in results:
        assert len(result.rows) == min(result.count, SHOWN)
        places = [(row["division"], row["subject"]) for row in result.rows]
        assert places == sorted(places)


def test_the_same_book_shows_the_same_rows(results, demo_books):
    with open_book(demo_books["shanxi"]) as book:
        again = run_checks(book)
    assert [r.to_json() for r in again] == [r.to_json() for r in results]


def test_what_found_something_stands_first_and_the_worst_of_it_before_the_rest(results):
    rank = {"error": 0, "warning": 1, "note": 2}
    order = [(result.count == 0, rank[result.check.severity]) for result in results]
    assert order == sorted(order)


def test_one_check_can_be_run_alone_and_an_unknown_one_offers_the_nearest(demo_books):
    with open_book(demo_books["shanxi"]) as book:
        (alone,) = run_checks(book, only="duplicate_event")
        assert alone.check.id == "duplicate_event"
        with pytest.raises(UnknownName, match="duplicate_event"):
            run_checks(book, only="duplicat_event")
