"""Pictures of every page for the documentation: ``make screenshots``.

    python tools/screenshots.py [--book demo/shanxi] [--into docs/images/screens]

A copy of the demonstration is served on this machine with the clock of its data, as its officer
and its administrator see it, to Chromium at 1440×900 and 390×844, some pages in dark colours too.
Two designs of a county are made and kept in the copy first, where it holds none; with
``--without-designs`` the pages about them are left out instead. The pictures are WebP of the best
quality that fits into 50 kB, and of quality 20 where none does. Written too is
``docs/screens.md``, which shows every picture there is. A page that is wider than its screen, or on
which a script fails, ends the run with an error.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from jidi.service.alerts import shown
from jidi.service.books import Book, open_book
from jidi.service.cases import list_cases
from jidi.service.rural_store import kept_designs
from jidi.web.app import create_app
from jidi.web.provider import Services
from jidi.web.shelf import Shelf

Look = Literal["light", "dark"]
MOST_BYTES: Final = 50_000
SIZES: Final = {"desk": (1440, 900), "phone": (390, 844)}
DAY: Final = date(2026, 1, 20)
COUNTY: Final = "寿阳县"
SAFETY: Final = (
    ("patrols", "巡查", "patrols"), ("devices", "设备在线", "devices"),
    ("inspections", "按风险检查", "inspections by risk"), ("grid", "网格", "grid"),
    ("responsibility", "安全生产评分", "work safety scores"), ("exchange", "数据交换", "exchange"),
)  # fmt: skip
OFFICER, ADMINISTRATOR = "demo-officer", "demo-administrator"
DOCS: Final = Path(__file__).parents[1] / "docs"


@dataclass(frozen=True)
class Shot:
    """A page to be shown, with what stands under its picture."""

    name: str
    path: str
    zh: str
    en: str
    person: str = OFFICER
    waits_for: str = ""
    dark: bool = False


def shots(book: Book) -> tuple[Shot, ...]:
    """Every page of the web face."""
    at, map_ready = "at=2026-01-20T09:00", "#map[data-ready]"
    alert, case = shown(book)[0].id, list_cases(book, is_open=False, limit=1)[0].id
    county = book.tree.find(COUNTY).code.text
    return (
        Shot("overview", "", "总览", "Overview", dark=True),
        Shot("map", "map?indicator=village_coverage", "一张图", "Map", waits_for=map_ready,
             dark=True),
        Shot("map-county", f"map?indicator=village_coverage&division={county}", "一张图：一个县",
             "Map: one county", waits_for=map_ready, dark=True),
        Shot("map-compare", "map/compare?indicator=village_coverage&left=2022&right=2025",
             "两期对比", "Two periods"),
        Shot("indicators", "indicators", "指标", "Indicators"),
        Shot("indicator", "indicators/village_coverage?period=2023", "一个指标", "One indicator",
             waits_for="#series[data-ready]", dark=True),
        Shot("indicator-forecast", "indicators/express_volume?period=2023&forecast=yes", "预测",
             "Forecast", waits_for="#series[data-ready]"),
        Shot("cities", "indicators/village_coverage/cities?period=2023", "各市目标",
             "Targets of the cities"),
        Shot("plan", "plan", "规划", "Plan"),
        Shot("plan-audit", "plan?part=audit", "规划审计", "Audit of the plan", dark=True),
        Shot("plan-bindings", "plan?part=bindings", "约束条件", "What binds"),
        Shot("network", "network", "网络", "Network"),
        *of_designs(book),
        Shot("network-new", "network/new", "新设计", "A new design"),
        Shot("reach", "network/reach", "时效可达", "Reach"),
        Shot("jobs", "jobs", "作业", "Jobs"),
        Shot("register", "register?at=2025-12-31", "责任台账", "Register"),
        Shot("register-entry", "register/sx-p-061.1?at=2025-12-31", "台账一项", "One entry"),
        Shot("supervision", "supervision", "监管预警", "Alerts", dark=True),
        Shot("alert", f"supervision/{alert}", "一条预警", "One alert"),
        Shot("credit", "supervision/credit", "信用", "Credit"),
        Shot("complaints", "supervision/complaints", "申诉", "Complaints"),
        Shot("stability", "supervision/stability", "稳定性", "Stability"),
        Shot("licences", "supervision/licences", "许可与备案", "Licences and filings"),
        *(Shot(f"safety-{part}", f"supervision/safety/{part}", f"安全监管：{zh}", f"Safety: {en}")
          for part, zh, en in SAFETY),
        Shot("emergency", "emergency", "应急", "Emergency"),
        Shot("cases", f"cases?{at}", "案件", "Cases", dark=True),
        Shot("case", f"cases/{case}?{at}", "一件案件", "One case"),
        Shot("case-new", f"cases/new?alert={alert}&kind=finding", "立案", "Opening a case"),
        Shot("data", "data", "数据报送", "Data", dark=True),
        Shot("data-scores", "data?part=scores", "报送评分", "Senders"),
        Shot("data-receipts", "data?part=receipts", "回执", "Receipts"),
        Shot("data-missing", "data?part=missing", "缺报", "What is missing"),
        Shot("trace", "trace", "溯源", "Trace"),
        Shot("reports", "reports", "报告", "Reports"),
        Shot("help", "help", "帮助", "Help"),
        Shot("about", "about", "关于", "About"),
        Shot("sign-in", "sign-in", "登录", "Sign-in"),
        Shot("account", "account", "账户", "Account"),
        Shot("admin", "admin", "人员", "People", ADMINISTRATOR),
        Shot("tokens", "admin/tokens", "令牌", "Tokens", ADMINISTRATOR),
        Shot("audit-log", "admin/audit", "审计日志", "Audit log", ADMINISTRATOR),
        Shot("system", "admin/system", "系统", "System", ADMINISTRATOR, dark=True),
    )  # fmt: skip


def of_designs(book: Book) -> tuple[Shot, ...]:
    """The pages about designs; none where the book holds fewer than two."""
    kept = kept_designs(book)
    if len(kept) < 2:
        return ()
    newer, older = (one.id for one in kept[:2])
    ready = "#network-map[data-ready]"
    return (
        Shot("network-design", f"network/{newer}", "一个设计", "One design", waits_for=ready,
             dark=True),
        Shot("network-compare", f"network/compare?ids={older},{newer}", "两个设计", "Two designs",
             waits_for=ready),
        Shot("network-opening", "network/opening", "开通次序", "Order of opening"),
    )  # fmt: skip


def with_designs(root: Path) -> None:
    """Two designs of a county, made and kept as somebody would by the command line."""
    for coverage in ("0.90", "0.97"):
        design = root.parent / f"{coverage}.json"
        where = ("-w", str(root))
        jidi("design", "rural", *where, "--county", COUNTY, "--coverage", coverage, "-o", design)
        jidi("design", "keep", *where, "--by", OFFICER, "--title", f"{COUNTY} {coverage}", design)


def jidi(*words: str | Path) -> None:
    """One command of the command line."""
    program = [sys.executable, "-m", "jidi.cli.main", *map(str, words)]
    subprocess.run(program, check=True, stdout=subprocess.DEVNULL)


class OnOneDay(Services):
    """The services, on the day of the demonstration's data."""

    def today(self) -> date:
        """The day of the pictures."""
        return DAY


@contextmanager
def served(book: Book) -> Iterator[str]:
    """The address of the book while the block runs."""
    app = create_app(Shelf({"shanxi": book}), provider=OnOneDay())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def signed_in(browser: Browser, address: str, size: str, person: str, wrong: list[object]) -> Page:
    """A page of a browser in which somebody is signed in.

    :param wrong: gets what fails in its scripts.
    """
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(error))  # a method of a list cannot be marked
    page.set_default_timeout(120_000)
    page.request.post(
        f"{address}/w/shanxi/choose", form={"person": person}, max_redirects=0, timeout=120_000
    )
    return page


def picture(page: Page, address: str, shot: Shot) -> bytes:
    """The page as WebP.

    :raises SystemExit: when it is wider than the screen.
    """
    page.goto(f"{address}/w/shanxi/{shot.path}", wait_until="networkidle")
    if shot.waits_for:
        page.wait_for_selector(shot.waits_for)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        raise SystemExit(f"/{shot.path} is {wide} px too wide")
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    for quality in (80, 70, 60, 50, 40, 30, 20):
        packed = io.BytesIO()
        image.save(packed, "WEBP", quality=quality, method=4)
        if packed.tell() <= MOST_BYTES:
            break
    return packed.getvalue()


def taken(browser: Browser, address: str, wanted: tuple[Shot, ...], into: Path) -> int:
    """Take them all; the bytes written."""
    total, wrong = 0, list[object]()
    people = (OFFICER, ADMINISTRATOR)
    for size in SIZES:
        pages = {who: signed_in(browser, address, size, who, wrong) for who in people}
        for shot in wanted:
            page = pages[shot.person]
            for look in looks_of(shot):
                page.emulate_media(color_scheme=look, reduced_motion="reduce")
                content = picture(page, address, shot)
                if wrong:
                    raise SystemExit(f"a script of /{shot.path} failed: {wrong[0]}")
                (into / f"{file_of(shot, size, look)}.webp").write_bytes(content)
                total += len(content)
        for page in pages.values():
            page.context.close()
    return total


def looks_of(shot: Shot) -> tuple[Look, ...]:
    """In which colours a page is shown."""
    return ("light", "dark") if shot.dark else ("light",)


def file_of(shot: Shot, size: str, look: Look) -> str:
    """The name of a picture's file."""
    return f"{shot.name}-{size}{'-dark' if look == 'dark' else ''}"


def gallery(wanted: tuple[Shot, ...], folder: Path) -> str:
    """The page of the documentation that shows the pictures there are."""
    lines = [
        "# 页面 Pages",
        "",
        "由 `make screenshots` 从山西演示工作区生成：凡标“合成”的数字均为虚构，不是真实统计。",
        "Made by `make screenshots` from the demonstration of Shanxi: everything marked "
        "*合成 synthetic* is invented. Left at 1440×900, right at 390×844.",
    ]
    for shot in wanted:
        told = f"{shot.zh} {shot.en}"
        pictures = [
            f"![{told}](images/screens/{file_of(shot, size, look)}.webp){{ width={share} }}"
            for look in looks_of(shot)
            for size, share in (("desk", '"74%"'), ("phone", '"20%"'))
            if (folder / f"{file_of(shot, size, look)}.webp").is_file()
        ]
        lines += ["", f"## {told}", "", *pictures] if pictures else []
    return "\n".join(lines) + "\n"


def main() -> None:
    """Serve, take, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--book", type=Path, default=Path("demo/shanxi"))
    parser.add_argument("--into", type=Path, default=DOCS / "images" / "screens")
    parser.add_argument("--only", help="names with commas")
    parser.add_argument("--without-designs", action="store_true")
    asked = parser.parse_args()
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if program is None:
        raise SystemExit("no Chromium here: install it to take pictures")
    asked.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = shutil.copytree(asked.book, Path(folder) / "shanxi")
        with open_book(root) as book:
            held = len(kept_designs(book))
        if held < 2 and not asked.without_designs:
            with_designs(root)
        with open_book(root) as book, served(book) as address, sync_playwright() as started:
            every = shots(book)
            names = asked.only.split(",") if asked.only else [one.name for one in every]
            browser = started.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--disable-gpu"]
            )
            total = taken(browser, address, tuple(o for o in every if o.name in names), asked.into)
            browser.close()
    (DOCS / "screens.md").write_text(gallery(every, asked.into), "utf-8")
    print(f"{total / 1e6:.2f} MB in {asked.into}")


if __name__ == "__main__":
    main()
