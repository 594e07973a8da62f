"""Two small real books, and an application whose readings are invented."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from web_fakes import FakeServices

from jidi.service.founding import make_book
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def books(tmp_path_factory):
    """Both provinces with their published figures; Shanxi says that it holds synthetic rows."""
    folder = tmp_path_factory.mktemp("books")
    with ExitStack() as opened:
        made = {
            name: opened.enter_context(make_book(folder / name, plan=name, now=NOW))
            for name in ("shanxi", "inner-mongolia")
        }
        shanxi = made["shanxi"]
        shanxi.remembered(("origins", "village_service"), lambda _: frozenset({"synthetic"}))
        yield made


@pytest.fixture(scope="session")
def app(books):
    return create_app(Shelf(books), provider=FakeServices())


@pytest.fixture
def client(app):
    """A visitor without history."""
    return TestClient(app, raise_server_exceptions=False)
