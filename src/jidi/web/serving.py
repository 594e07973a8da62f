"""Serving books: opens them, checks what is needed, listens."""

from __future__ import annotations

import gc
import logging
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import uvicorn

from jidi.core.errors import InputError, JidiError
from jidi.core.worded import reason_of
from jidi.service.books import Book, open_book
from jidi.service.sign_in import first_link
from jidi.web.app import create_app
from jidi.web.asking_ahead import AskingAhead
from jidi.web.shelf import Shelf
from jidi.web.writes import Writes

GRACEFUL_SECONDS = 3
KEPT_ALIVE_SECONDS = 75
SWITCH_SECONDS = 0.0005
"""How long one thread may compute before another that waits has its turn."""
PYTHONS_OWN = 700, 10
"""New objects until a look for garbage, and such looks until one through what is not so young: a
command looks less often, which would let one answer wait for a look through half a million."""
LOOKS_UNTIL_FULL = 100
"""Looks for garbage among what is young before one through all of memory; Python's own is 10."""
_log = logging.getLogger("jidi.web")


def serve_books(
    roots: Sequence[Path],
    *,
    host: str,
    port: int,
    engine: str = "",
    read_only: bool = False,
    workers: int = 1,
) -> None:
    """Serve the books in ``roots`` until interrupted; prints the address.

    :param read_only: nothing can be handed in.
    :param workers: how many worker processes do the jobs; none when read only.

    :raises WorkspaceError: when a folder holds no book, or browser files are missing.
    :raises InputError: F-209 without a book, F-210 when the address cannot be listened on.
    """
    with ExitStack() as opened:
        # An answer asks for the interpreter a dozen times on its way; beside one that computes it
        # would wait the usual 5 ms each time.
        opened.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(SWITCH_SECONDS)
        # What pages leave behind goes with its last name; a full look for cycles finds next to
        # nothing and keeps everybody waiting.
        opened.callback(gc.set_threshold, *gc.get_threshold())
        gc.set_threshold(*PYTHONS_OWN, LOOKS_UNTIL_FULL)
        books = [opened.enter_context(open_book(root, engine=engine)) for root in roots]
        app = create_app(
            Shelf(named(books)),
            writes=Writes(host, read_only),
            workers=0 if read_only else workers,
        )
        listening = opened.enter_context(_listen(host, port))
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            # Readers think longer than the five seconds after which connections are usually closed.
            timeout_keep_alive=KEPT_ALIVE_SECONDS,
            # Streams of events stay open: they are not waited for.
            timeout_graceful_shutdown=GRACEFUL_SECONDS,
        )
        address = _announce(host, listening.getsockname()[1])
        _announce_links(address, app.state.shelf)
        opened.callback(AskingAhead(books, app.state.provider).stop)
        uvicorn.Server(config).run(sockets=[listening])


def named(books: Sequence[Book]) -> dict[str, Book]:
    """Books by folder name; a second of the same name gets a number."""
    found: dict[str, Book] = {}
    for book in books:
        name, number = book.name, 2
        while name in found:
            name, number = f"{book.name}-{number}", number + 1
        found[name] = book
    return found


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without its protocol named asyncio does not know it for TCP and leaves small packets waiting
    # for one another: each small answer would take 40 ms more.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)  # who comes before the server is ready waits instead of failing
    except OSError as error:
        listening.close()
        raise InputError("F-210", host=host, port=port, reason=reason_of(error)) from error
    return listening


def _announce(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}/"
    print(address, flush=True)  # noqa: T201  (the one result of the command)
    return address


def _announce_links(address: str, shelf: Shelf) -> None:
    """For each book in which nobody can sign in yet: who will manage it, and the link for it.

    On the error stream: the result of the command stays the address, and a log of it holds no key.
    """
    for name, book in shelf:
        try:
            found = first_link(book.workspace.registry, now=datetime.now().astimezone())
        except JidiError as error:  # the book can be read all the same
            _log.warning("%s", error)
            continue
        if found is not None:
            person, link = found
            path = f"{address}w/{quote(name)}/welcome/{link.text}"
            words = f"{name}: 首位管理员 {person} 的一次性链接 / link of the first administrator"
            print(f"{words}\n{path}", file=sys.stderr, flush=True)  # noqa: T201
