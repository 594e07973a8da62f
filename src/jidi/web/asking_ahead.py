"""What visitors will ask is asked before they do, beside the answering.

First what the first page shows, then what the next click leads to: the map with its villages, and
every indicator by county in all years, those of the plan first, and what they are made of. A new
data version begins it anew, for nothing of the old one is shown any more. After each question it
rests, so that visitors are not kept waiting. Of months and quarters the recent ones are asked: all
of them would be as many rows as fifteen times all years.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from jidi.core.division import Level
from jidi.core.errors import JidiError
from jidi.core.period import PeriodKind
from jidi.service.readings import RECENT

if TYPE_CHECKING:
    from jidi.service.books import Book
    from jidi.web.provider import Provider

LOOKS_AGAIN_S: Final = 2.0
"""Seconds between two looks at whether a book has a new data version."""
REST: Final = 1.0
"""Seconds of rest for each second that a question took, once the first pages can be shown."""

_log = logging.getLogger("jidi.web")
_Question = Callable[[], object]


def set_aside() -> None:
    """Look through memory once, and leave what lives then out of every later look for garbage.

    With a province in memory a full look takes up to four tenths of a second, in which nobody is
    answered, and Python makes one now and then while pages are written. What was asked ahead stays
    until a new data version, when it is looked through again.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class AskingAhead:
    """A thread that asks ahead, from its birth until :meth:`stop`."""

    def __init__(self, books: Sequence[Book], provider: Provider) -> None:
        self._books = books
        self._provider = provider
        self._stopped = threading.Event()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="asking-ahead", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Return when nothing is asked of the books any more."""
        self._stopped.set()
        self._thread.join()

    def wait(self, seconds: float) -> bool:
        """Whether everything of the books' versions was asked within that time."""
        return self._done.wait(seconds)

    def _run(self) -> None:
        asked: tuple[int, ...] = ()
        while not self._stopped.is_set():
            versions = tuple(book.version for book in self._books)
            if versions != asked:
                asked = versions
                self._done.clear()
                if self._ask_all():
                    set_aside()
                    self._done.set()
            self._stopped.wait(LOOKS_AGAIN_S)

    def _ask_all(self) -> bool:
        """Ask everything; stop early when told to, or when a book was written to meanwhile."""
        for book in self._books:
            for question in first_questions(book, self._provider):
                if not self._ask(question, rest=0.0):
                    return False
        for book in self._books:
            version = book.version
            for question in next_questions(book, self._provider):
                if book.version != version or not self._ask(question, rest=REST):
                    return False
        return True

    def _ask(self, question: _Question, *, rest: float) -> bool:
        """Ask one question; whether to go on."""
        began = time.perf_counter()
        try:
            question()
        except JidiError as error:
            # The visitor who asks the same will be told in full.
            _log.warning("%s", error)
        return not self._stopped.wait(rest * (time.perf_counter() - began))


def first_questions(book: Book, ask: Provider) -> Iterator[_Question]:
    """What the first page shows."""
    yield partial(ask.county_shapes, book)
    yield partial(ask.city_borders, book)
    yield partial(ask.scoreboard, book, None)


def next_questions(book: Book, ask: Provider) -> Iterator[_Question]:
    """What may be asked next, the likeliest first."""
    if book.has_ended(book.newest_year):
        yield partial(ask.village_points, book, book.newest_year)
    known = book.catalogue.indicators
    aims = [one.indicator for one in book.plan.targets if one.indicator in known]
    names = list(dict.fromkeys([*aims, *known]))
    by_county = [known[name] for name in names if known[name].finest >= Level.COUNTY]
    for indicator in by_county:
        yield partial(ask.ahead, book, indicator, PeriodKind.YEAR)
    for name in names:
        yield partial(ask.lineage, book, known[name])
    for indicator in by_county:
        yield partial(ask.ahead, book, indicator, RECENT)
