"""What visitors will ask is asked before they do, and anew when the data changed."""

from __future__ import annotations

import gc
import threading
from types import SimpleNamespace

import pytest

from jidi.core.division import Level
from jidi.core.errors import InputError
from jidi.core.period import Period, PeriodKind
from jidi.web import asking_ahead
from jidi.web.asking_ahead import AskingAhead


class _Asked:
    """Answers everything, and keeps in order what was asked."""

    def __init__(self, refuses=""):
        self.told, self.refuses, self.changed = [], refuses, threading.Event()

    def ahead(self, book, indicator, kind):
        if indicator.id == self.refuses:
            raise InputError("V-107", periods=1, places="1", most=1)
        self.told.append((book.version, indicator.id, kind))

    def __getattr__(self, name):
        return lambda book, *_rest: self.told.append((book.version, name))


def _book(version=1):
    indicators = {
        "of_villages": SimpleNamespace(id="of_villages", finest=Level.VILLAGE),
        "of_cities": SimpleNamespace(id="of_cities", finest=Level.CITY),
        "aim": SimpleNamespace(id="aim", finest=Level.COUNTY),
    }
    return SimpleNamespace(
        version=version,
        catalogue=SimpleNamespace(indicators=indicators),
        plan=SimpleNamespace(target_year=2025, targets=[SimpleNamespace(indicator="aim")]),
        newest_year=Period.for_year(2025),
        has_ended=lambda _period: True,
    )


@pytest.fixture
def asking(monkeypatch):
    monkeypatch.setattr(asking_ahead, "LOOKS_AGAIN_S", 0.01)
    started = []

    def start(books, provider):
        started.append(AskingAhead(books, provider))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def test_the_first_page_comes_first_and_then_the_aims_of_the_plan(asking):
    asked = _Asked()
    assert asking([_book()], asked).wait(10)
    named = [one[1:] for one in asked.told]
    assert named[:3] == [("county_shapes",), ("city_borders",), ("scoreboard",)]
    assert named[3:6] == [
        ("village_points",), ("aim", PeriodKind.YEAR), ("of_villages", PeriodKind.YEAR)
    ]  # fmt: skip
    assert ("of_cities", PeriodKind.YEAR) not in named  # no map and no ranking shows it by county


def test_a_new_data_version_is_asked_from_the_beginning(asking):
    asked, book = _Asked(), _book()
    running = asking([book], asked)
    assert running.wait(10)
    before = len(asked.told)
    book.version = 2
    for _ in range(500):
        if len(asked.told) == 2 * before:
            break
        threading.Event().wait(0.01)
    assert [one[1:] for one in asked.told[before:]] == [one[1:] for one in asked.told[:before]]
    assert {one[0] for one in asked.told[before:]} == {2}


def test_what_cannot_be_answered_does_not_end_the_asking(asking):
    asked = _Asked(refuses="of_villages")
    assert asking([_book()], asked).wait(10)
    assert (1, "aim", PeriodKind.YEAR) in asked.told
    assert not any(one[1] == "of_villages" for one in asked.told)


def test_it_stops_before_its_next_question(asking):
    asked = _Asked()
    begun, go = threading.Event(), threading.Event()

    def slow(_book, _period):
        begun.set()
        go.wait(10)

    asked.scoreboard = slow
    running = asking([_book()], asked)
    assert begun.wait(10)
    threading.Timer(0.05, go.set).start()
    running.stop()
    assert [one[1] for one in asked.told] == ["county_shapes", "city_borders"]


def test_what_was_asked_is_left_out_of_later_looks_for_garbage(asking):
    gc.unfreeze()
    try:
        assert asking([_book()], _Asked()).wait(10)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
