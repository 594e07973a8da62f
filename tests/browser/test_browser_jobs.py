"""Work asked for in a real browser: a design run, stopped, run again, compared; a plan read and
reviewed."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
import uvicorn

from book_copies import copied
from jidi.service.books import open_book
from jidi.web.app import create_app
from jidi.web.shelf import Shelf
from plan_documents import plan_file

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "build/test-assets/axe.min.js"
COUNTY = "141028"
"""吉县: 66 administrative villages, enough for a search that can be stopped."""


@pytest.fixture(scope="module")
def served(demo_books, tmp_path_factory):
    """A demonstration book of one's own, served with one worker."""
    root = copied(demo_books["shanxi"], tmp_path_factory.mktemp("jobs") / "shanxi")
    with open_book(root) as book:
        app = create_app(Shelf({"shanxi": book}), workers=1)
        config = uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=30)


def check_accessible(page) -> None:
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [
            f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]
        ] == []


def check_fits(page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def sign(page, form: str) -> None:
    """Say who asks, where the page wants to know."""
    field = page.locator(f"{form} input[name='by']")
    if field.count():
        field.first.fill("王")


def ask(visitor, *, coverage: str, effort: str, minutes: str) -> None:
    """Fill in the form of a rural design and send it."""
    page = visitor.page
    visitor.go("network/new")
    check_accessible(page)
    check_fits(page)
    page.select_option("#form-rural select[name='county']", COUNTY)
    page.fill("#form-rural input[name='coverage_percent']", coverage)
    page.fill("#form-rural input[name='effort']", effort)
    page.fill("#form-rural input[name='minutes']", minutes)
    sign(page, "#form-rural")
    page.click("#form-rural button[type='submit']")
    page.wait_for_selector("#job progress[data-events]")


def wait_for(page, state: str) -> None:
    """Until the page, which asks the server by itself, shows that the job has ended so."""
    page.wait_for_selector(f"#job:not(:has(progress)) [data-job='state']:text-is('{state}')")


@pytest.mark.parametrize("visitor", ["phone"], indirect=True)
def test_a_plan_document_is_handed_in_read_and_reviewed_beside_its_text(visitor, served, tmp_path):
    visitor.address, page = served, visitor.page
    visitor.go("sign-in")
    page.click("li:has-text('演示工作人员') button")
    visitor.go("plan")
    page.click("a[href$='/plan/drafts']")
    page.set_input_files("#hand-in input[type='file']", plan_file(tmp_path))
    check_accessible(page)
    page.click("#hand-in button[type='submit']")
    page.click("a:text-is('审阅草稿')")
    check_accessible(page)
    check_fits(page)
    page.click("nav[aria-label='类型'] a:has-text('目标')")
    first = page.locator("article.record").first.get_attribute("id")
    page.click(f"#{first} button:text-is('采纳')")
    page.wait_for_selector(f"#{first}:has(.light-met)")
    page.click("#target-08 summary:text-is('更正')")
    page.fill("#target-08 input[name='field-level']", "100")
    page.fill("#target-08 details[open] input[name='reason']", "校对")
    page.click("#target-08 details[open] button")
    page.wait_for_selector("#target-08 ins:text-is('100')")
    assert "已定 2 条" in page.locator("main").inner_text()
    check_accessible(page)
    page.click("a:text-is('全文')")
    assert page.locator("a.stands-accept").count() > 0
    check_accessible(page)
    check_fits(page)
    assert visitor.wrong == []
    assert visitor.elsewhere == []


@pytest.mark.parametrize("visitor", ["desk"], indirect=True)
def test_a_design_is_run_stopped_run_again_and_compared_with_the_base(visitor, served):
    visitor.address, page = served, visitor.page
    visitor.go("sign-in")
    page.click("li:has-text('演示工作人员') button")
    page.wait_for_selector("details.person:has-text('演示工作人员')")
    ask(visitor, coverage="75", effort="1", minutes="")
    check_accessible(page)
    wait_for(page, "完成")
    base = page.locator("a[href*='/network/141028-']").first.inner_text()
    assert base

    ask(visitor, coverage="100", effort="20", minutes="0.2")
    page.wait_for_selector("[data-job='step']:has-text('搜索')")
    told = page.locator("#job").inner_text()
    assert "可以关闭本页" in told and "正在等待工作进程" not in told
    sign(page, ".job-form")
    page.click(".job-form button.danger")
    page.wait_for_selector(".job-form button.primary")
    wait_for(page, "已停止")
    check_accessible(page)

    sign(page, ".job-form")
    page.click(".job-form button.primary")
    page.wait_for_selector(".job-form button.danger")
    assert "重复自" in page.locator("#job").inner_text()
    wait_for(page, "完成")
    page.click("a.compare")
    page.wait_for_selector("#network-map[data-ready]")
    told = page.locator("main").inner_text()
    assert "覆盖率" in told and "工时" in told and "千克CO2e/日" in told
    check_fits(page)

    visitor.go("jobs?lang=en")
    rows = page.locator("table.jobs tbody tr").all_inner_texts()
    assert [row.split()[0] for row in rows][:3] == ["done", "stopped", "done"]
    check_accessible(page)
    assert visitor.wrong == []
    assert visitor.elsewhere == []
