"""Serving: books get names, the address is free or the refusal says why."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import ClassVar

import pytest

from jidi.core.errors import InputError, UnknownName, WorkspaceError
from jidi.web import serving
from jidi.web.shelf import Shelf


def book(name):
    return SimpleNamespace(name=name)


def test_books_of_one_name_are_told_apart():
    found = serving.named([book("shanxi"), book("shanxi"), book("shanxi")])
    assert list(found) == ["shanxi", "shanxi-2", "shanxi-3"]


def test_a_busy_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError) as raised:
            serving._listen("127.0.0.1", port)
    assert raised.value.code == "F-210"
    assert str(port) in raised.value.message("zh")


def test_a_host_that_is_not_ours_is_refused():
    with pytest.raises(InputError) as raised:
        serving._listen("192.0.2.1", 0)
    assert raised.value.code == "F-210"


def test_small_answers_do_not_wait_for_one_another():
    async def held_back() -> int:
        accepted = asyncio.get_running_loop().create_future()
        with serving._listen("127.0.0.1", 0) as listening:
            async with await asyncio.start_server(
                lambda _reader, writer: accepted.set_result(writer), sock=listening
            ):
                _, ours = await asyncio.open_connection(*listening.getsockname())
                theirs = await accepted
                sent = theirs.get_extra_info("socket").getsockopt(
                    socket.IPPROTO_TCP, socket.TCP_NODELAY
                )
                ours.close()
                theirs.close()
                return sent

    # A browser test that ran before it in this process leaves its loop running in this thread.
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        assert elsewhere.submit(lambda: asyncio.run(held_back())).result() == 1


def test_nothing_to_serve_is_refused():
    with pytest.raises(InputError) as raised:
        Shelf({})
    assert raised.value.code == "F-209"


def test_a_shelf_offers_the_nearest_book():
    shelf = Shelf({"shanxi": book("shanxi")})
    with pytest.raises(UnknownName) as raised:
        shelf.book("shanxy")
    assert raised.value.facts["nearest"] == "shanxi"
    assert shelf.first == "shanxi"


def test_a_folder_without_a_book_is_refused_before_anything_listens(tmp_path):
    with pytest.raises(WorkspaceError):
        serving.serve_books([tmp_path], host="127.0.0.1", port=0)


class _Server:
    """Stands in for the server: remembers what it was given, answers nothing."""

    started: ClassVar[list[object]] = []

    def __init__(self, config):
        self.config = config

    def run(self, sockets):
        self.started.append((self.config.app, sockets[0].getsockname()))


def test_the_address_is_printed_and_the_books_are_served(books, monkeypatch, capsys):
    monkeypatch.setattr(serving.uvicorn, "Server", _Server)
    roots = [one.workspace.root for one in books.values()]
    serving.serve_books(roots, host="127.0.0.1", port=0)
    app, (host, port) = _Server.started[-1]
    assert capsys.readouterr().out.strip() == f"http://{host}:{port}/"
    assert [name for name, _ in app.state.shelf] == ["shanxi", "inner-mongolia"]
