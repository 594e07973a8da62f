"""The fields of a small form, read within a limit."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs

from fastapi import Request

from jidi.core.errors import InputError

_MOST: Final = 8192


async def small_form(request: Request) -> dict[str, list[str]]:
    """The fields of a form without files; a box that is not ticked is not there.

    :raises InputError: J-411 when it is no small form.
    """
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST:
            raise InputError("J-411", reason=f"> {_MOST} B")
    return parse_qs(body.decode("utf-8", errors="replace"))


def one_of(form: dict[str, list[str]], name: str) -> str:
    """The value of a field; empty when it is not there."""
    return form.get(name, [""])[0]
