"""Rows are computed by a thread while those before them are used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from threading import Event, current_thread
from time import sleep

import pytest

from jidi.lake.ahead import ahead

WAIT_SECONDS = 20
"""Longer than any machine needs; only a failure waits so long."""


def not_stopped() -> None:
    raise AssertionError("nothing was to be stopped")


@pytest.mark.parametrize("most", [1, 2, 20])
def test_what_is_given_comes_in_its_order_and_ends(most):
    assert list(ahead(iter(range(9)), stop=not_stopped, most=most)) == list(range(9))
    assert list(ahead(iter(()), stop=not_stopped, most=most)) == []


def test_the_next_is_made_by_another_thread_while_the_last_is_used():
    made = Event()

    def given() -> Iterator[str]:
        yield current_thread().name
        made.set()
        yield "second"

    with closing(ahead(given(), stop=not_stopped)) as found:
        assert next(found) != current_thread().name
        assert made.wait(WAIT_SECONDS)
        assert list(found) == ["second"]


def test_no_more_is_made_ahead_than_was_asked_for():
    made: list[int] = []
    third = Event()

    def given() -> Iterator[int]:
        for number in range(9):
            made.append(number)
            if number == 3:
                third.set()
            yield number

    with closing(ahead(given(), stop=lambda: None, most=3)) as found:
        assert next(found) == 0
        assert third.wait(WAIT_SECONDS)
        sleep(0.05)
        assert made == [0, 1, 2, 3]


@pytest.mark.parametrize("most", [1, 3])
def test_an_error_comes_where_the_thing_would_have_come(most):
    def given() -> Iterator[int]:
        yield 1
        raise KeyboardInterrupt

    with closing(ahead(given(), stop=not_stopped, most=most)) as found:
        assert next(found) == 1
        with pytest.raises(KeyboardInterrupt):
            next(found)


def test_closing_early_stops_what_is_being_made_and_waits_for_it():
    begun, stopped, over = Event(), Event(), Event()

    def given() -> Iterator[int]:
        yield 1
        begun.set()
        assert stopped.wait(WAIT_SECONDS)
        over.set()
        yield 2

    with closing(ahead(given(), stop=stopped.set)) as found:
        next(found)
        assert begun.wait(WAIT_SECONDS)
    assert over.is_set()


def test_nothing_ahead_is_refused():
    with pytest.raises(ValueError, match="0"):
        next(ahead(iter([1]), stop=not_stopped, most=0))
