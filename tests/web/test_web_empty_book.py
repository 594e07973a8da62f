"""In a book that holds no data yet, every page and list says so; none fails."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from jidi.lake import Workspace
from jidi.model.plan_loader import load_plan
from jidi.service.books import open_book
from jidi.web.app import ROUTERS, create_app
from jidi.web.shelf import Shelf

KINDS = ("rural", "hubs", "trunk", "cold-chain", "sorting")


def addresses():
    """Everything that is asked for with the name of the book alone."""
    asked = {
        re.sub(r"\{book\}", "sx", route.path)
        for router in ROUTERS
        for route in router.routes
        if "GET" in route.methods and "{book}" in route.path
    }
    plain = sorted(path for path in asked if "{" not in path)
    return [*plain, *(f"/w/sx/network/new?kind={kind}" for kind in KINDS)]


@pytest.fixture(scope="module")
def client(tmp_path_factory, now):
    folder, plan = tmp_path_factory.mktemp("empty") / "book", load_plan("shanxi")
    Workspace.create(
        folder, province=plan.province, plan=plan.id, title=plan.zh, by="t", clock=lambda: now
    ).close()
    with open_book(folder) as book:
        assert book.until is None
        app = create_app(Shelf({"sx": book}))
        yield TestClient(
            app, base_url="http://127.0.0.1", raise_server_exceptions=False, follow_redirects=False
        )


@pytest.mark.parametrize("path", addresses())
def test_nothing_fails_in_a_book_without_data(client, path):
    assert client.get(path).status_code < 500


def test_the_book_has_addresses_to_ask():
    assert len(addresses()) > 40
