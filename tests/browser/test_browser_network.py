"""The page of a design in a real browser: drawn, and leading to the reasons of a village."""

from __future__ import annotations

import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from small_kept import judged

from jidi.service.founding import make_book
from jidi.service.rural_designs import of_county
from jidi.service.rural_store import keep_design
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A book that keeps two designs of one county, served; their ids with the address."""
    with make_book(tmp_path_factory.mktemp("book") / "shanxi", plan="shanxi", now=NOW) as book:
        ids = [
            keep_design(book, of_county(book, found, file="d"), by="王", title="", now=NOW).id
            for found in (judged(book), judged(book, without=0))
        ]
        config = uvicorn.Config(create_app(Shelf({"shanxi": book})), port=0, log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", ids
        server.should_exit = True
        thread.join(timeout=10)


@pytest.mark.parametrize(
    "visitor", [pytest.param("desk", marks=pytest.mark.soak), "phone"], indirect=True
)
def test_a_design_is_drawn_compared_and_leads_to_the_reasons_of_a_village(visitor, served):
    visitor.address, (one, other) = served
    page = visitor.page
    visitor.go("network/opening?budget=1500")
    assert page.locator(".opening svg").is_visible()
    visitor.go("network?lang=en")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"the names of designs to compare are {wide} px too wide"
    visitor.go("network?lang=zh")
    for path in (f"network/{other}", f"network/compare?one={one}&other={other}"):
        visitor.go(path)
        page.wait_for_selector("#network-map[data-ready]")
        legend = page.locator("#network-legend").inner_text()
        assert "县级共配中心" in legend
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
    visitor.go(f"network/{other}")
    page.fill("#why-village", page.locator("#village-names option").first.get_attribute("value"))
    page.click("#why button")
    page.wait_for_load_state("networkidle")
    assert "要求的覆盖率已达到" in page.locator("#why").inner_text()
    assert visitor.wrong == []
    assert visitor.elsewhere == []
