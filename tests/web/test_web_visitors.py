"""Who asks is looked up once for each state of the audit log, and again after a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jidi.core.errors import InputError
from jidi.service.access import NOBODY, Asker
from jidi.web.visitors import LOOKED_UP_AGAIN, Visitors

NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)
OFFICER = Asker("person", "zhang", "张")


class Registry:
    """Counts how often it is asked."""

    def __init__(self, asker: Asker = OFFICER) -> None:
        self.asker, self.asked = asker, 0

    def __call__(self) -> Asker:
        self.asked += 1
        return self.asker


def ask(visitors, registry, *, session="s", stamp="1", now=NOW, book="sx"):
    return visitors.asker(book, session, stamp=stamp, now=now, look_up=registry)


def test_the_second_question_needs_no_look_up():
    visitors, registry = Visitors(), Registry()
    assert ask(visitors, registry) is OFFICER
    assert ask(visitors, registry) is OFFICER
    assert registry.asked == 1


@pytest.mark.parametrize(
    "other", [{"session": "t"}, {"stamp": "2"}, {"book": "nm"}, {"now": NOW + LOOKED_UP_AGAIN}]
)
def test_another_session_book_state_of_the_log_or_time_is_looked_up(other):
    visitors, registry = Visitors(), Registry()
    ask(visitors, registry)
    registry.asker = NOBODY
    assert ask(visitors, registry, **other) is NOBODY


def test_time_runs_from_the_look_up_and_not_from_the_last_question():
    visitors, registry = Visitors(), Registry()
    for seconds in range(0, 60, 5):
        ask(visitors, registry, now=NOW + timedelta(seconds=seconds))
    assert registry.asked == 3


def test_a_refusal_is_not_kept():
    visitors = Visitors()

    def refused() -> Asker:
        raise InputError("A-105")

    with pytest.raises(InputError):
        visitors.asker("sx", "s", stamp="1", now=NOW, look_up=refused)
    assert ask(visitors, Registry()) is OFFICER


def test_who_was_quiet_longest_is_forgotten_first():
    visitors, registry = Visitors(most=2), Registry()
    for session in ("a", "b", "a", "c", "a"):
        ask(visitors, registry, session=session)
    assert len(visitors) == 2
    assert registry.asked == 3
