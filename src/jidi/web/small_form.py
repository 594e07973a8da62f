"""The fields of a small form, or a small JSON value, read within a limit."""

from __future__ import annotations

from typing import Any, Final, TypeVar
from urllib.parse import parse_qs

from fastapi import Request
from pydantic import BaseModel, ValidationError

from jidi.core.errors import InputError, raise_together

_MOST: Final = 8192
M = TypeVar("M", bound=BaseModel)


async def small_form(request: Request, *, blanks: bool = False) -> dict[str, list[str]]:
    """The fields of a form without files; a box that is not ticked is not there.

    :param blanks: whether a field that was left blank is there, as an empty text.
    :raises InputError: O-102 when it is too large.
    """
    text = (await _body(request)).decode("utf-8", errors="replace")
    return parse_qs(text, keep_blank_values=blanks)


async def small_json(request: Request, model: type[M]) -> M:
    """The JSON of a request as a checked value.

    :raises InputError: O-102 when it is too large, O-104 for everything that does not fit.
    """
    body = await _body(request)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise_together(unfit(one) for one in error.errors())
        raise


def unfit(found: Any) -> InputError:
    """A finding of the checker of parameters, in the one shape of errors."""
    field = ".".join(str(part) for part in found["loc"]) or "—"
    return InputError("O-104", field=field[:100], reason=found["msg"][:200])


async def _body(request: Request) -> bytes:
    """:raises InputError: O-102 when it is too large."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST:
            told = request.headers.get("content-length", "")
            size = told if told.isdigit() else f"> {_MOST}"
            raise InputError("O-102", size=size[:20], most=_MOST)
    return body


def one_of(form: dict[str, list[str]], name: str) -> str:
    """The value of a field; empty when it is not there."""
    return form.get(name, [""])[0]
