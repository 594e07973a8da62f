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

    def __init__(self, context, address):
        self.page = context.new_page()
        self.page.set_default_timeout(120_000)  # a busy machine is no fault of the pages
        self.address = address
        self.wrong: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("console", self._console)
        self.page.on("response", self._answer)
        self.page.route("**/*", self._guard)

    def go(self, path: str, *, book: str = "shanxi") -> None:
        """Open a page of a book and wait until it is quiet."""
        self.page.goto(f"{self.address}/w/{book}/{path}", wait_until="networkidle")

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text}")

    def _answer(self, answer) -> None:
        if answer.status >= 400:
            self.wrong.append(f"{answer.status}: {answer.url}")

    def _guard(self, route) -> None:
        if route.request.url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()


@pytest.fixture
def visitor(browser, address, request):
    """A visitor with a screen of the size asked for (desk unless parametrised)."""
    width, height = SIZES[getattr(request, "param", "desk")]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    yield Visitor(context, address)
    context.close()
