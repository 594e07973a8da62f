"""Lists of the JSON interface, a page at a time: ``limit`` and ``offset``.

The answer stays the list itself. ``X-Total-Count`` says how many there are, ``Link`` names the next
and the previous page. A list that is asked for whole and is too long is refused, never cut short.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Query, Request
from starlette.responses import Response

from jidi.core.errors import InputError

MOST_AT_ONCE: Final = 5_000
"""Entries of one answer when no page is asked for."""
MOST_OF_A_PAGE: Final = 1_000

T = TypeVar("T")


@dataclass(frozen=True)
class Slice:
    """Which part of a list is asked for; all of it when ``limit`` is None."""

    limit: int | None = None
    offset: int = 0

    def of(self, found: Sequence[T]) -> Sequence[T]:
        """That part of a list.

        :raises InputError: O-103 when it is all, and that is too much for one answer.
        """
        left = max(len(found) - self.offset, 0)
        if self.limit is None and left > MOST_AT_ONCE:
            raise InputError("O-103", total=len(found), most=MOST_AT_ONCE)
        end = None if self.limit is None else self.offset + self.limit
        return found[self.offset : end]


def _slice(
    limit: Annotated[
        int | None,
        Query(ge=1, le=MOST_OF_A_PAGE, description="entries of a page; all if none"),
    ] = None,
    offset: Annotated[int, Query(ge=0, le=10**9, description="entries to pass over")] = 0,
) -> Slice:
    return Slice(limit, offset)


Sliced = Annotated[Slice, Depends(_slice)]


def listed(request: Request, found: Sequence[Any], asked: Slice) -> Response:
    """A part of a list as JSON.

    :param found: the whole list, as plain values.
    """
    return answered(request, list(asked.of(found)), asked, total=len(found))


def answered(request: Request, value: Any, asked: Slice, *, total: int) -> Response:
    """A part of a list that is in ``value``, with the heads that lead on."""
    body = json.dumps(value, ensure_ascii=False, allow_nan=False)
    headers = {"X-Total-Count": str(total)}
    links = [f'<{address}>; rel="{name}"' for name, address in _neighbours(request, asked, total)]
    if links:
        headers["Link"] = ", ".join(links)
    return Response(body, media_type="application/json", headers=headers)


def _neighbours(request: Request, asked: Slice, total: int) -> list[tuple[str, str]]:
    """The pages before and after, as addresses on this server."""
    if asked.limit is None:
        return []
    found = []
    if asked.offset + asked.limit < total:
        found.append(("next", asked.offset + asked.limit))
    if asked.offset > 0:
        found.append(("prev", max(asked.offset - asked.limit, 0)))
    url = request.url
    pages = [(name, url.include_query_params(offset=at, limit=asked.limit)) for name, at in found]
    return [(name, f"{one.path}?{one.query}") for name, one in pages]
