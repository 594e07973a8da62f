"""What people come for, from the first click to the end, in a real browser."""

from __future__ import annotations

import io
import sys
import threading
import time
import zipfile
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
import uvicorn
from test_browser_pages import AXE

from book_copies import copied
from jidi.core.division import Level
from jidi.core.period import Period
from jidi.service.books import open_book
from jidi.service.maps import village_points
from jidi.service.readings import read
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))
from small_alerts import record_alert

pytestmark = pytest.mark.browser

HEAD = ("month", "division", "operator_id", "business", "volume", "revenue")
YEAR = Period.for_year(2025)


@pytest.fixture(scope="module")
def worked(demo_books, tmp_path_factory):
    """A copy of the demonstration with one alert, which may be written to; and its address."""
    folder = tmp_path_factory.mktemp("journeys") / "shanxi"
    copied(demo_books["shanxi"], folder)
    with open_book(folder) as book:
        number = record_alert(book)
        config = uvicorn.Config(create_app(Shelf({"shanxi": book})), port=0, log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield book, f"http://127.0.0.1:{port}", number
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def officer(visitor, worked):
    """The officer of the demonstration, signed in."""
    _, visitor.address, _ = worked
    visitor.go("sign-in")
    visitor.page.click("li:has-text('演示工作人员') button")
    visitor.page.wait_for_selector("details.person:has-text('演示工作人员')")
    yield visitor
    assert visitor.wrong == []
    assert visitor.elsewhere == []


def nothing_in_the_way(visitor) -> None:
    """No violation that axe finds, nothing wider than the screen."""
    if not AXE.is_file():
        return
    visitor.page.evaluate(AXE.read_text("utf-8"))
    found = visitor.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found] == []
    wide = visitor.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, visitor.page.url


def test_three_clicks_lead_to_the_unserved_villages_of_the_worst_county(officer, worked):
    book, page = worked[0], officer.page
    rows = read(book, "village_coverage", periods=[YEAR], level=Level.COUNTY).rows
    worst = min((one for one in rows if one.value is not None), key=lambda one: one.value)
    points = village_points(book, YEAR)
    missing = next(i for i, one in enumerate(points["statuses"]) if one["grade"] == "missing")
    unserved = {
        code
        for code, state in zip(points["code"], points["status"], strict=True)
        if state == missing and code.startswith(worst.division[:6])
    }
    officer.go("")
    page.click("nav.pages a:has-text('一张图')")
    page.wait_for_selector("#map[data-ready]")
    page.click("#worst-counties a")
    page.wait_for_selector("#map-panel strong:has-text('%')")
    page.wait_for_url(f"**division={worst.division}**")
    page.wait_for_selector(f"#map-panel td.code:has-text('{worst.division[:6]}')")
    shown = set(page.locator("#map-panel td.code").all_inner_texts())
    assert shown and shown <= unserved
    assert f"({len(unserved):,})" in page.inner_text("#map-panel")


def test_a_spoilt_workbook_is_shown_with_its_findings_at_the_cells(officer, tmp_path):
    book, page = openpyxl.Workbook(), officer.page
    sheet = book.active
    sheet.append(HEAD)
    sheet.append(("2025-01", "140105000000", "SF", "快递同城", 100, 9.5))
    sheet.append(("2025-02", "140105000000", "SF", "快递同城", "许多", 1))
    sheet.append(("2025-03", "140199000000", "SF", "快递同城", 100, 1))
    file = tmp_path / "月报.xlsx"
    book.save(file)
    officer.go("data")
    page.set_input_files("input[type=file]", file)
    page.click(".hand-in button[type=submit]")
    page.wait_for_selector("#job:not([hx-trigger])")
    rows = page.locator(".findings tbody tr").all_inner_texts()
    assert any(row.startswith("3\t") and "许多" in row and "业务量" in row for row in rows), rows
    assert any(row.startswith("4\t") and "140199000000" in row for row in rows), rows
    nothing_in_the_way(officer)


def test_an_alert_becomes_a_case_that_is_closed_in_time(officer, worked):
    _, _, number = worked
    page = officer.page
    officer.go(f"supervision/{number}")
    nothing_in_the_way(officer)
    page.click("a:has-text('转为案件')")
    nothing_in_the_way(officer)
    page.select_option("select[name=field-matter]", index=1)
    page.click("main button[type=submit]")
    page.wait_for_url("**/cases/AQ*")
    nothing_in_the_way(officer)
    for step, field in (("核实", "select[name=field-confirmed]"), ("办结", None)):
        page.click(f"#handle summary:has-text('{step}')")
        form = page.locator("#handle details[open] form")
        if field:
            form.locator(field).select_option("yes")
        form.locator("input[name=why]").fill("现场查看")
        form.locator("button").click()
        page.wait_for_load_state("networkidle")
    assert "已办结" in page.inner_text(".standing")
    assert "按期" in page.inner_text("#clocks")
    assert page.locator("#handle form[action*='/steps/']").count() == 0
    officer.go(f"supervision/{number}")
    assert "已立案" in page.inner_text("main")
    officer.go("cases?which=all")
    nothing_in_the_way(officer)


def test_a_mid_term_report_is_written_and_downloaded(officer):
    page = officer.page
    officer.go("reports")
    page.select_option("#one select[name=kind]", "midterm")
    page.select_option("#one select[name=year]", "2023")
    page.select_option("#one select[name=format]", "docx")
    with page.expect_download() as waiting:
        page.click("#one form.filter button")
    content = Path(waiting.value.path()).read_bytes()
    assert waiting.value.suggested_filename == "shanxi-midterm-2023.docx"
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_another_language_is_kept_from_page_to_page(officer):
    page = officer.page
    officer.go("indicators/village_coverage")
    page.click("a.language")
    page.wait_for_selector("html[lang=en]")
    page.click("nav.pages a:has-text('Plan')")
    page.wait_for_selector("html[lang=en]")
    assert "lang" not in page.url
    page.click("a.language")
    page.wait_for_selector("html[lang=zh-CN]")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "indicators/village_coverage",
        pytest.param("supervision", marks=pytest.mark.soak),
        pytest.param("cases", marks=pytest.mark.soak),
    ],
)
def test_a_page_is_printed_with_its_mark_and_without_controls(officer, path):
    officer.go(path)
    page = officer.page
    page.emulate_media(media="print")
    for control in ("nav.pages", ".actions", ".tabs", ".pager .button"):
        assert not any(one.is_visible() for one in page.locator(control).all())
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        said = "".join(one.extract_text() or "" for one in paper.pages)
        assert 1 <= len(paper.pages) <= 12
        assert paper.pages[0].width > paper.pages[0].height  # A4 across
    assert "合成" in said


def test_two_periods_stand_side_by_side_and_places_are_drawn_on_the_map(officer):
    page = officer.page
    officer.go("map?indicator=village_coverage")
    page.wait_for_selector("#map[data-ready]")
    page.click("#place-layers summary")
    page.wait_for_selector("#place-choices input")
    page.check("#place-choices input >> nth=0")
    nothing_in_the_way(officer)
    page.click(".actions a:has-text('两期对比')")
    assert page.locator(".side-by-side svg.thumbnail").count() == 2
    nothing_in_the_way(officer)
    with page.expect_navigation():
        page.select_option("#choice-left", "2023")
    assert "left=2023" in page.url
    assert "2023年" in page.inner_text(".side-by-side")
