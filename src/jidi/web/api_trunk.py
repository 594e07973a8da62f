"""Designs of trunk lanes kept in a book, under ``/api/v1``: what the checker says of them now.

Designing takes minutes: it is for the command line, or for jobs (``trunk``, ``trunk-frontier``,
``trunk-alternatives``; :mod:`jidi.web.api_jobs`).
"""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.responses import Response

from jidi.service.trunk_beside import beside_json, kept_beside
from jidi.service.trunk_effect import trunk_effect
from jidi.service.trunk_explaining import (
    kept_lane_explained,
    kept_trunk_explained,
    lane_json,
    trunk_explained_json,
)
from jidi.service.trunk_figures import trunk_json
from jidi.service.trunk_store import kept_trunk_design, kept_trunk_designs
from jidi.service.trunk_vehicles import kept_trunk_vehicles
from jidi.service.trunk_vehicles_words import vehicles_bytes, vehicles_json
from jidi.service.trunk_words import trunk_as
from jidi.web.api import Shelved
from jidi.web.api_designs import MIMES, REFUSED, BookQuery, FormatQuery, PeriodQuery
from jidi.web.shelf import Shelf

router = APIRouter(prefix="/api/v1/trunk-designs", tags=["designs"])
LaneQuery = Annotated[
    str, Query(max_length=80, description="a lane to explain, as 太原-北京 or 太原-北京:hired")
]
YardsQuery = Annotated[
    str, Query(max_length=400, description="cities that may have a yard, parted by commas")
]
MostQuery = Annotated[int, Query(ge=1, le=1000, description="rows of each list at the most")]


@router.get("", responses=REFUSED)
def trunk_designs(shelf: Shelved, book: BookQuery = "") -> Response:
    """The designs of trunk lanes kept, the newest first; part of ``jidi design list --json``."""
    return _json([kept.to_json() for kept in kept_trunk_designs(shelf.book(book or shelf.first))])


@router.get("/{name}", responses=REFUSED)
def trunk_design(shelf: Shelved, name: str, book: BookQuery = "") -> Response:
    """Who kept it, and as ``figures`` what ``jidi verify --json`` says of it now."""
    kept, found = kept_trunk_design(shelf.book(book or shelf.first), name)
    return _json({**kept.to_json(), "figures": trunk_json(found)})


@router.get("/{name}/explain", responses=REFUSED)
def trunk_explanation(
    shelf: Shelved, name: str, lane: LaneQuery = "", most: MostQuery = 20, book: BookQuery = ""
) -> Response:
    """As ``jidi explain --json``: a lane, or bottlenecks, promises, the worst pairs."""
    opened = shelf.book(book or shelf.first)
    if lane:
        return _json(lane_json(kept_lane_explained(opened, name, lane)))
    _, told = kept_trunk_explained(opened, name)
    return _json(trunk_explained_json(told, most=most))


@router.get("/{name}/effect", responses=REFUSED)
def trunk_effect_told(
    shelf: Shelved, name: str, period: PeriodQuery = "", book: BookQuery = ""
) -> Response:
    """As ``jidi effect --json``: rail's share and the load factor before and after."""
    opened = shelf.book(book or shelf.first)
    return _json(trunk_effect(opened, kept_trunk_design(opened, name)[1], period=period).to_json())


@router.get("/{name}/beside", responses=REFUSED)
def trunk_beside(shelf: Shelved, name: str, book: BookQuery = "") -> Response:
    """The kept designs of the same network, cheapest first: cost, emissions, hours; which is
    outdone."""
    return _json(beside_json(kept_beside(shelf.book(book or shelf.first), name)))


@router.get("/{name}/vehicles", responses=REFUSED)
def trunk_vehicles_told(
    shelf: Shelved, name: str, yards: YardsQuery = "", book: BookQuery = ""
) -> Response:
    """As ``jidi design vehicles --json``: vehicles needed, and where trailers should be dropped."""
    named = tuple(one.strip() for one in yards.split(",") if one.strip())
    _, told = kept_trunk_vehicles(shelf.book(book or shelf.first), name, yards=named)
    return _json(vehicles_json(told))


@router.get("/{name}/file", responses=REFUSED, response_class=Response)
def trunk_file(
    shelf: Shelved, name: str, format: FormatQuery = "geojson", book: BookQuery = ""
) -> Response:
    """As ``jidi design export``: GeoJSON or a workbook."""
    return trunk_design_file(shelf, name, format, book=book or shelf.first, lang="zh")


def trunk_design_file(shelf: Shelf, name: str, form: str, *, book: str, lang: Any) -> Response:
    """A design as a download."""
    kept, found = kept_trunk_design(shelf.book(book), name)
    content = trunk_as(found, form, lang)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{kept.title} {kept.id}')}"
        f".{form}",
        "Jidi-Synthetic": "true" if found.posed.synthetic else "false",
    }
    return Response(content, media_type=MIMES[form], headers=headers)


def trunk_vehicles_file(shelf: Shelf, name: str, *, book: str, lang: Any) -> Response:
    """The workbook of a design's vehicles as a download."""
    kept, told = kept_trunk_vehicles(shelf.book(book), name)
    headers = {
        "Content-Disposition": "attachment; filename*=UTF-8''"
        f"{quote(f'{kept.title} {kept.id} vehicles')}.xlsx",
        "Jidi-Synthetic": "true" if told.found.posed.synthetic else "false",
    }
    return Response(vehicles_bytes(told, lang), media_type=MIMES["xlsx"], headers=headers)


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")
