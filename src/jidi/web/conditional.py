"""Answers named by their content: who holds the same already is told so, without a body.

The name is weak (``W/"…"``): the same answer may travel compressed or not.
"""

from __future__ import annotations

import hashlib
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NAMED: Final = ("application/json", "application/geo+json", "text/html")
_KEPT: Final = ("etag", "cache-control", "vary", "content-location", "link", "x-total-count")
"""Heads that go along with an answer that is not sent again."""


def holds(told: str, tag: str) -> bool:
    """Whether ``If-None-Match`` names this content; compared weakly, as RFC 9110 says for GET."""
    names = {one.strip().removeprefix("W/") for one in told.split(",")}
    return "*" in names or tag.removeprefix("W/") in names


class Conditional:
    """Names whole answers of reading (JSON, pages) that nobody named yet; answers 304."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with a name where there can be one."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("if-none-match", "")
        start: Message | None = None

        async def send_named(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _may_be_named(message):
                start = message
            elif start is not None:
                first, start = start, None
                await _send_whole(first, message, told, send)
            else:
                await send(message)

        await self._app(scope, receive, send_named)


def _may_be_named(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    kind = headers.get("content-type", "").partition(";")[0]
    return message["status"] == 200 and kind in _NAMED and "etag" not in headers


async def _send_whole(start: Message, body: Message, told: str, send: Send) -> None:
    if body["type"] != "http.response.body" or body.get("more_body"):  # comes in pieces
        await send(start)
        await send(body)
        return
    tag = f'W/"{hashlib.sha256(body["body"]).hexdigest()[:16]}"'
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["etag"] = tag
    headers.add_vary_header("Cookie")
    headers.add_vary_header("Authorization")
    if told and holds(told, tag):
        kept = [(n, v) for n, v in headers.raw if n.decode("latin-1").lower() in _KEPT]
        await send({**start, "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({**start, "headers": headers.raw})
    await send(body)
