"""Serving books: opens them, checks what is needed, listens."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import uvicorn

from jidi.core.errors import InputError
from jidi.service.books import Book, open_book
from jidi.web.app import create_app
from jidi.web.shelf import Shelf


def serve_books(roots: Sequence[Path], *, host: str, port: int) -> None:
    """Serve the books in ``roots`` until interrupted; prints the address.

    :raises WorkspaceError: when a folder holds no book, or browser files are missing.
    :raises InputError: F-209 without a book, F-210 when the address cannot be listened on.
    """
    with ExitStack() as opened:
        books = [opened.enter_context(open_book(root)) for root in roots]
        app = create_app(Shelf(named(books)))
        listening = opened.enter_context(_listen(host, port))
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        _announce(host, listening.getsockname()[1])
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
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise InputError("F-210", host=host, port=port, reason=error.strerror) from error
    return listening


def _announce(host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    print(f"http://{shown}:{port}/", flush=True)  # noqa: T201  (the one result of the command)
