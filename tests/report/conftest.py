"""Reports made once from the demonstration books; tests read them."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from jidi.report.composing import desk_of, document_of
from jidi.service.attainment import forecast_target
from jidi.service.books import open_book

CASES = {
    "shanxi midterm zh": ("shanxi", "midterm", 2023, "zh"),
    "shanxi annual en": ("shanxi", "annual", 2023, "en"),
    "inner-mongolia final zh": ("inner-mongolia", "final", 2025, "zh"),
}


def yearly(book, target, as_of):
    """A forecast from few yearly figures: the contest of monthly methods takes too long here."""
    return forecast_target(book, target, as_of, source="published")


@pytest.fixture(scope="session")
def books(demo_books):
    """Both demonstration books, opened once so that answers are remembered."""
    with ExitStack() as opened:
        yield {name: opened.enter_context(open_book(path)) for name, path in demo_books.items()}


@pytest.fixture(scope="session")
def desks(books, now):
    """What the reports are written from, by name."""
    return {
        name: desk_of(
            books[plan],
            kind,
            year=year,
            lang=lang,
            at=now,
            forecast=yearly if kind == "midterm" else None,
            progress=lambda _step, _share: None,
        )
        for name, (plan, kind, year, lang) in CASES.items()
    }


@pytest.fixture(scope="session")
def documents(desks):
    """The reports by name."""
    return {name: document_of(desk) for name, desk in desks.items()}


@pytest.fixture(params=CASES)
def document(request, documents):
    """Each report in turn."""
    return documents[request.param]
