"""Every page of a demonstration at work, in one browser: for everyone, from here alone, and whole.

The list of pages is the one that pictures are taken of (``tools/screen_pages.py``): lists, forms
and single things of all areas, designs and jobs among them. By default tests walk a part of it.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

pytestmark = [pytest.mark.soak, pytest.mark.browser]

ROOT = Path(__file__).parents[2]
AXE = ROOT / "build/test-assets/axe.min.js"
ROWS = """() => [...document.querySelectorAll("main table.grid tbody")].map(
  (body) => body.rows.length)"""


@pytest.fixture(scope="module")
def tools(monkeypatch_module):
    monkeypatch_module.syspath_prepend(str(ROOT / "tools"))
    import screen_pages
    import screenshots

    return screen_pages, screenshots


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patched:
        yield patched


@pytest.fixture(scope="module")
def book(tmp_path_factory, now):
    """A demonstration whose queue has been worked off."""
    from jidi.service.books import open_book
    from jidi.service.demo import make_demo
    from jidi.service.job_worker import Worker
    from jidi.web.doing import doers

    root = tmp_path_factory.mktemp("demo") / "shanxi"
    make_demo("shanxi", into=root, seed=14, scale=0.0002, keep=False, now=now, progress=_quiet)
    with open_book(root) as opened:
        clock = lambda: datetime.now().astimezone()  # noqa: E731
        worker = Worker([opened], name="soak:1", clock=clock, doers=doers)
        while worker.round():
            pass
        yield opened


def _quiet(_step: str, _share: float) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def walk(book, tools):
    """What went wrong on any page, at both sizes, by page."""
    playwright = pytest.importorskip("playwright.sync_api")
    pages, shots = tools
    every = [shot for section in pages.sections(book) for shot in section.shots]
    with shots.served(book) as address, playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shots.browser_program(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield [found for shot in every for found in seen(browser, address, shot, shots.SIZES)]
        browser.close()


def seen(browser, address, shot, sizes):
    """What is wrong with a page, in words."""
    for size, (width, height) in sizes.items():
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        page, wrong = context.new_page(), []
        page.set_default_timeout(120_000)
        listen(page, address, wrong)
        root = f"{address}/w/shanxi"
        page.request.post(f"{root}/choose", form={"person": shot.person}, max_redirects=0)
        page.goto(f"{root}/{shot.path}", wait_until="networkidle")
        if shot.waits_for:
            page.wait_for_selector(shot.waits_for)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        wrong += [f"{wide} px too wide"] * (wide > 0)
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        wrong += [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
        if size == "desk":
            wrong += not_in_the_workbook(page)
        yield from (f"{shot.name} {size}: {one}" for one in wrong)
        context.close()


def listen(page, address, wrong):
    """Note what fails on a page, and what it asks of others."""

    def asked(request):
        if not request.url.startswith((address, "data:", "blob:")):
            wrong.append(f"elsewhere: {request.url}")

    def said(message):
        if message.type == "error":
            wrong.append(message.text)

    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("console", said)
    page.on("request", asked)


def not_in_the_workbook(page):
    """Where the page's tables have rows that its workbook has not."""
    link = page.query_selector('.actions a[download][href*="xlsx"]')
    if link is None:
        return []
    answer = page.request.get(page.evaluate("(link) => link.href", link))
    if answer.status != 200:
        return [f"its workbook answers {answer.status}"]
    book = CalamineWorkbook.from_filelike(BytesIO(answer.body()))
    heights = [book.get_sheet_by_name(name).height for name in book.sheet_names]
    longest = max(page.evaluate(ROWS), default=0)
    return [] if max(heights) > longest else [f"{longest} rows, but {max(heights)} in the workbook"]


def test_nothing_is_wrong_on_any_page(walk):
    if not AXE.is_file():
        pytest.skip("axe-core comes with an editable install (tools/build_assets.py)")
    assert walk == []
