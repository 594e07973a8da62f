"""Couriers' rights under ``/api/v1``: the same answers as the command line's ``--json``."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from jidi.core.period import Period
from jidi.model.couriers import load_courier_terms
from jidi.service.couriers import courier_view, norms_json, view_json
from jidi.web.api import PlaceAsked, Shelved

router = APIRouter(prefix="/api/v1/books/{book}/couriers", tags=["couriers"])

WageQuery = Annotated[float | None, Query(description="least monthly wage, yuan")]
PeriodQuery = Annotated[str, Query(description="a month such as 2025-06; the newest if ''")]
_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What cannot be answered: {error: {code, zh, en, where, do_zh, do_en}}"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
}


@router.get("/quota", responses=_REFUSED)
def quota(shelf: Shelved, book: str, wage: WageQuery = None) -> Response:
    """As ``jidi couriers quota --json``."""
    shelf.book(book)
    return _json(norms_json(load_courier_terms(), wage=wage))


@router.get("/assessment", responses=_REFUSED)
def assessment(
    shelf: Shelved,
    book: str,
    within: PlaceAsked,
    period: PeriodQuery = "",
    wage: WageQuery = None,
) -> Response:
    """As ``jidi couriers assess --json``."""
    month = Period.parse(period) if period else None
    return _json(view_json(courier_view(shelf.book(book), month=month, within=within, wage=wage)))


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")
