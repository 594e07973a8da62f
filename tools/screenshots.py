"""Pictures of every page for the documentation: ``make screenshots``.

    python tools/screenshots.py [--book demo/shanxi] [--only map,cases] [--missing] [--fresh]

A copy of the demonstration stands in ``build/screens``; work that waits in its queue (two designs
of a county, a report) is done there once, within ``--minutes``, and kept for the next run. Pages
about what was not done in time are left out. The copy is served on this machine with the clock of
its data, as its officer and its administrator see it, to Chromium at 1440×900 and 390×844, some
pages in dark colours too. Each page has a minute and a half. The pictures are WebP of the best
quality that fits into 50 kB, and of quality 20 where none does. Written too is
``docs/screens.md``, which shows every picture there is. Pages that are wider than their screen,
on which a script fails, or that do not answer are named at the end, with an error.
"""

from __future__ import annotations

import argparse
import io
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, Literal

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from screen_pages import OFFICER, Section, Shot, sections

from jidi.service.books import Book, open_book
from jidi.service.job_worker import Worker
from jidi.service.jobs import ask
from jidi.web.app import create_app
from jidi.web.doing import doers
from jidi.web.provider import Services
from jidi.web.shelf import Shelf

Look = Literal["light", "dark"]
MOST_BYTES: Final = 50_000
PATIENCE_MS: Final = 90_000
SIZES: Final = {"desk": (1440, 900), "phone": (390, 844)}
DAY: Final = date(2026, 1, 20)
ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"
COPY: Final = ROOT / "build" / "screens"
PROVINCE_NETWORKS: Final = ("hubs", "trunk", "sorting")
"""Kinds of jobs whose designs the demonstration does not ask for itself."""


def prepared(book: Path, *, minutes: float, fresh: bool) -> Path:
    """The copy of the book, with the work of its queue done as far as the time goes."""
    root = COPY / book.name
    if fresh:
        shutil.rmtree(root, ignore_errors=True)
    if not (root / "jidi.toml").is_file():
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(book, root)
        _ask_for_networks(root)
    until = time.monotonic() + minutes * 60
    with open_book(root) as opened:
        worker = Worker(
            [opened],
            name="screens:1",
            clock=lambda: datetime.now().astimezone(),
            leaving=lambda: time.monotonic() > until,
            doers=doers,
        )
        while worker.round():
            print("a job of the queue is done", flush=True)
    return root


def _ask_for_networks(root: Path) -> None:
    """The province's networks beside what waits in the queue: their pages are shown too."""
    with open_book(root) as opened:
        for kind in PROVINCE_NETWORKS:
            ask(opened, kind, {}, by=OFFICER, now=datetime.now().astimezone())


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


class Camera:
    """One person's window of one size.

    :param lang: the language of the pages.
    """

    def __init__(self, browser: Browser, address: str, size: str, person: str, lang: str) -> None:
        width, height = SIZES[size]
        self._context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN" if lang == "zh" else "en",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        self._address, self._lang = f"{address}/w/shanxi", lang
        self._page: Page = self._context.new_page()
        self._page.set_default_timeout(PATIENCE_MS)
        self._wrong: list[object] = []
        self._page.on("pageerror", lambda error: self._wrong.append(error))
        self._page.request.post(f"{self._address}/choose", form={"person": person}, max_redirects=0)

    def picture(self, shot: Shot, look: Look) -> bytes:
        """The page as PNG.

        :raises ValueError: when it is refused, is wider than the screen, or a script fails.
        """
        self._wrong.clear()
        page = self._page
        page.emulate_media(color_scheme=look, reduced_motion="reduce")
        mark = "&" if "?" in shot.path else "?"
        address = f"{self._address}/{shot.path}{mark}lang={self._lang}"
        answer = page.goto(address, wait_until="networkidle")
        if answer is None or not answer.ok:
            raise ValueError(f"answered {answer and answer.status}")
        if shot.waits_for:
            page.wait_for_selector(shot.waits_for)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            raise ValueError(f"{wide} px too wide")
        if self._wrong:
            raise ValueError(f"a script failed: {self._wrong[0]}")
        return page.screenshot(animations="disabled")


def packed(picture: bytes) -> bytes:
    """As WebP."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for quality in (80, 60, 40, 20):
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=4)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


@dataclass(frozen=True)
class Asked:
    """How pictures are taken.

    :param missing: whether those that are there are left as they are.
    """

    into: Path
    lang: str
    missing: bool


def taken(browser: Browser, address: str, wanted: Sequence[Shot], asked: Asked) -> list[str]:
    """Take them all, page by page; what went wrong."""
    wrong = []
    cameras: dict[tuple[str, str], Camera] = {}
    for shot in wanted:
        for size, look in poses(shot):
            path = asked.into / file_of(shot, size, look)
            if asked.missing and path.is_file():
                continue
            who = (size, shot.person)
            if who not in cameras:
                cameras[who] = Camera(browser, address, size, shot.person, asked.lang)
            try:
                path.write_bytes(packed(cameras[who].picture(shot, look)))
            except (BrowserError, ValueError) as error:
                wrong.append(f"{shot.name} ({size}, {look}): {str(error).splitlines()[0]}")
                print(wrong[-1], flush=True)
    return wrong


def poses(shot: Shot) -> Iterator[tuple[str, Look]]:
    """Sizes and colours in which a page is shown."""
    for look in looks_of(shot):
        for size in SIZES:
            yield size, look


def looks_of(shot: Shot) -> tuple[Look, ...]:
    """In which colours a page is shown."""
    return ("light", "dark") if shot.dark else ("light",)


def file_of(shot: Shot, size: str, look: Look) -> str:
    """The name of a picture's file."""
    return f"{shot.name}-{size}{'-dark' if look == 'dark' else ''}.webp"


def gallery(every: Sequence[Section], folder: Path) -> str:
    """The page of the documentation that shows the pictures there are."""
    lines = [
        "# 页面 Pages",
        "",
        "由 `make screenshots` 从山西演示工作区生成：凡标“合成”的数字均为虚构，不是真实统计。",
        "Made by `make screenshots` from the demonstration of Shanxi: everything marked "
        "*合成 synthetic* is invented. Left at 1440×900, right at 390×844.",
    ]
    for section in every:
        lines += ["", f"## {section.zh} {section.en}"]
        for shot in section.shots:
            pictures = list(_pictures(shot, folder))
            address = f"`/{shot.path.partition('?')[0]}`"
            lines += ["", f"### {shot.zh} {shot.en}", "", address, "", *pictures] * bool(pictures)
    return "\n".join(lines) + "\n"


def _pictures(shot: Shot, folder: Path) -> Iterator[str]:
    shares = {"desk": "74%", "phone": "20%"}
    for size, look in poses(shot):
        name = file_of(shot, size, look)
        if (folder / name).is_file():
            share = shares[size]
            yield f'![{shot.zh} {shot.en}](images/screens/{name}){{ width="{share}" }}'


def chosen(every: Sequence[Shot], asked: argparse.Namespace) -> list[Shot]:
    """The pages that are asked for.

    :raises SystemExit: for a name that no page has.
    """
    names = asked.only.split(",") if asked.only else [one.name for one in every]
    unknown = set(names) - {one.name for one in every}
    if unknown:
        raise SystemExit(f"no page {', '.join(sorted(unknown))} here")
    return [one for one in every if one.name in names]


def browser_program() -> str:
    """Chromium of this machine.

    :raises SystemExit: where there is none.
    """
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if program is None:
        raise SystemExit("no Chromium here: install it to take pictures")
    return program


def main() -> None:
    """Prepare, serve, take, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--book", type=Path, default=Path("demo/shanxi"))
    parser.add_argument("--into", type=Path, default=DOCS / "images" / "screens")
    parser.add_argument("--only", help="names with commas")
    parser.add_argument("--missing", action="store_true", help="only what has no picture yet")
    parser.add_argument("--fresh", action="store_true", help="copy the book anew")
    parser.add_argument("--minutes", type=float, default=5, help="for the work of its queue")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    asked = parser.parse_args()
    program = browser_program()
    asked.into.mkdir(parents=True, exist_ok=True)
    root = prepared(asked.book, minutes=asked.minutes, fresh=asked.fresh)
    with open_book(root) as book, served(book) as address, sync_playwright() as started:
        every = sections(book)
        wanted = chosen([shot for one in every for shot in one.shots], asked)
        browser = started.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        )
        wrong = taken(browser, address, wanted, Asked(asked.into, asked.lang, asked.missing))
        browser.close()
    if asked.into == DOCS / "images" / "screens":
        (DOCS / "screens.md").write_text(gallery(every, asked.into), "utf-8")
    total = sum(one.stat().st_size for one in asked.into.glob("*.webp"))
    print(f"{len(wanted)} pages; {total / 1e6:.2f} MB in {asked.into}")
    if wrong:
        raise SystemExit("\n".join(wrong))


if __name__ == "__main__":
    main()
