"""Signing in and administration in a real browser, for everyone, on a large and a small screen."""

from __future__ import annotations

import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from test_browser_pages import AXE

from jidi.service.people import add_demo_people
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))
from founded_books import fresh

pytestmark = pytest.mark.browser

BOTH_SIZES = pytest.mark.parametrize(
    "visitor", [pytest.param("desk", marks=pytest.mark.soak), "phone"], indirect=True
)
GOOD = "Taiyuan-2026-ok"
PAGES = (
    "account",
    "sign-in",
    "help",
    "admin",
    "admin/people/demo-officer",
    "admin/tokens",
    "admin/audit",
    "admin/system",
    "cases",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A book of its own with the people of a demonstration: what is done here is written."""
    now = datetime(2026, 1, 20, 1, tzinfo=UTC)
    with fresh(tmp_path_factory.mktemp("access"), now) as book:
        add_demo_people(book, now=now)
        config = uvicorn.Config(create_app(Shelf({"sx": book})), port=0, log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def administrator(visitor, served):
    """The administrator of the demonstration."""
    visitor.address = served
    visitor.go("sign-in", book="sx")
    visitor.page.click("li:has-text('演示管理员') button")
    visitor.page.wait_for_selector("details.person:has-text('演示管理员')")
    return visitor


@pytest.mark.parametrize(
    ("visitor", "lang", "paths"),
    [
        ("desk", "zh", PAGES[::2]),
        ("phone", "en", PAGES[1::2]),
        pytest.param("desk", "en", PAGES, marks=pytest.mark.soak),
        pytest.param("phone", "zh", PAGES, marks=pytest.mark.soak),
    ],
    indirect=["visitor"],
    ids=lambda given: given if isinstance(given, str) else None,
)
def test_administration_stands_in_nobodys_way(administrator, lang, paths):
    if not AXE.is_file():
        pytest.skip("axe-core comes with an editable install (tools/build_assets.py)")
    page, told = administrator.page, []
    for path in paths:
        administrator.go(f"{path}?lang={lang}", book="sx")
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        told += [f"{path} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
    assert told == []
    assert administrator.wrong == []
    assert administrator.elsewhere == []


@BOTH_SIZES
def test_a_person_is_added_and_signs_in_by_the_link(administrator, browser):
    page = administrator.page
    person = f"li{page.viewport_size['width']}"
    administrator.go("admin", book="sx")
    page.fill("input[name=person]", person)
    page.fill("input[name=name]", "李强")
    page.fill("input[name=city_bureau]", "太原市")
    page.click("button:has-text('添加')")
    page.click("button:has-text('发一次性链接')")
    link = page.inner_text("code.secret")
    context = browser.new_context(locale="zh-CN")
    other = context.new_page()
    other.goto(link)
    for name in ("new", "again"):
        other.fill(f"input[name={name}]", GOOD)
    other.click("main button[type=submit]")
    other.wait_for_selector("details.person:has-text('李强')")
    other.click("details.person summary")
    assert "市局" in other.inner_text("details.person")
    other.click("details.person button:has-text('退出')")
    other.wait_for_selector("details.person:has-text('演示访客')")
    context.close()
    assert administrator.wrong == []
