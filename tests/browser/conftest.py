"""The demonstration books served to a real browser that may speak to nobody else."""

from __future__ import annotations

import shutil
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
import uvicorn

from jidi.service.books import open_book
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
SIZES = {"desk": (1440, 900), "small": (1366, 768), "phone": (390, 844)}


def chromium() -> str | None:
    """The browser of this machine, if it has one."""
    usual = Path("/usr/bin/chromium")
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    return str(usual) if usual.exists() else found


@pytest.fixture(scope="session")
def address(demo_books):
    """Where both demonstration books are served."""
    with ExitStack() as opened:
        books = {n: opened.enter_context(open_book(root)) for n, root in demo_books.items()}
        config = uvicorn.Config(create_app(Shelf(books)), port=0, log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    program = chromium()
    if program is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


class Visitor:
    """One page of the browser, and everything that went wrong on it."""

    def __init__(self, page, address):
        self.page = page
        self.page.set_default_timeout(120_000)  # a busy machine is no fault of the pages
        self.address = address
        self.wrong: list[str] = []
        self.elsewhere: list[str] = []
        self._heard = {
            "pageerror": lambda error: self.wrong.append(f"script: {error}"),
            "console": self._console,
            "response": self._answer,
            "request": self._request,
        }
        for event, hear in self._heard.items():
            page.on(event, hear)

    def go(self, path: str, *, book: str = "shanxi") -> None:
        """Open a page of a book and wait until it is quiet."""
        self.page.goto(f"{self.address}/w/{book}/{path}", wait_until="networkidle")

    def leave(self) -> None:
        """Give the page back as it was before the visit."""
        for event, hear in self._heard.items():
            self.page.remove_listener(event, hear)
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.context.clear_cookies()
        self.page.emulate_media(media="null", color_scheme="null")
        self.page.goto("about:blank")

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text}")

    def _answer(self, answer) -> None:
        if answer.status >= 400:
            self.wrong.append(f"{answer.status}: {answer.url}")

    def _request(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)


@pytest.fixture(scope="session")
def tabs(browser):
    """The one window all visitors use in turn.

    A window of its own costs each page four times the processor time: a new process that has
    fonts, scripts and styles to read again.
    """
    context = browser.new_context(locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def visitor(tabs, address, request):
    """A visitor with a screen of the size asked for (desk unless parametrised)."""
    width, height = SIZES[getattr(request, "param", "desk")]
    page = tabs.pages[0] if tabs.pages else tabs.new_page()
    page.set_viewport_size({"width": width, "height": height})
    visiting = Visitor(page, address)
    yield visiting
    try:
        visiting.leave()
    except Exception:  # whatever a failed test left behind is not for the next one
        page.close()
        tabs.clear_cookies()
