"""Designs of sorting, cold chain and border, under ``/api/v1``: what the checker says of them now,
what they do to the indicators, two side by side. Why one is so takes designing anew: the job
``why`` (:mod:`jidi.web.api_jobs`).
"""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from jidi.service.answer_comparing import compared_answers
from jidi.service.answer_effect import answer_effect
from jidi.service.answer_store import kept_answer, kept_answers
from jidi.service.design_answer import answer_as, answer_json
from jidi.web.api import Shelved
from jidi.web.api_designs import MIMES, REFUSED, BookQuery, PeriodQuery
from jidi.web.listing import Sliced, listed
from jidi.web.shelf import Shelf

router = APIRouter(prefix="/api/v1/member-designs", tags=["designs"])
KindQuery = Annotated[
    str, Query(description="sorting, cold-chain, cross-border …; all kinds if ''")
]


@router.get("", responses=REFUSED)
def member_designs(
    request: Request, shelf: Shelved, part: Sliced, kind: KindQuery = "", book: BookQuery = ""
) -> Response:
    """The designs kept, the newest first; part of ``jidi design list --json``."""
    found = kept_answers(shelf.book(book or shelf.first), kind)
    return listed(request, [kept.to_json() for kept in found], part)


@router.get("/compare", responses=REFUSED)
def member_comparison(shelf: Shelved, one: str, other: str, book: BookQuery = "") -> Response:
    """Two designs of one kind: cost by terms, and every row of a table that differs."""
    opened = shelf.book(book or shelf.first)
    first, second = (kept_answer(opened, name)[1] for name in (one, other))
    return _json({"one": one, "other": other, **compared_answers(first, second).to_json()})


@router.get("/{name}", responses=REFUSED)
def member_design(shelf: Shelved, name: str, book: BookQuery = "") -> Response:
    """Who kept it, and as ``figures`` what ``jidi verify --json`` says of it now, with tables."""
    kept, found = kept_answer(shelf.book(book or shelf.first), name)
    tables = [table.to_json() for table in found.tables]
    return _json({**kept.to_json(), "figures": {**answer_json(found), "tables": tables}})


@router.get("/{name}/effect", responses=REFUSED)
def member_effect(
    shelf: Shelved, name: str, period: PeriodQuery = "", book: BookQuery = ""
) -> Response:
    """As ``jidi effect --json``."""
    opened = shelf.book(book or shelf.first)
    return _json(answer_effect(opened, kept_answer(opened, name)[1], period=period).to_json())


@router.get("/{name}/file", responses=REFUSED, response_class=Response)
def member_file(shelf: Shelved, name: str, book: BookQuery = "") -> Response:
    """As ``jidi design export``: a workbook."""
    return member_design_file(shelf, name, book=book or shelf.first, lang="zh")


def member_design_file(shelf: Shelf, name: str, *, book: str, lang: Any) -> Response:
    """A design as a download."""
    kept, found = kept_answer(shelf.book(book), name)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{kept.title} {kept.id}')}"
        ".xlsx",
        "Jidi-Synthetic": "true" if found.synthetic else "false",
    }
    return Response(answer_as(found, "xlsx", lang), media_type=MIMES["xlsx"], headers=headers)


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")
