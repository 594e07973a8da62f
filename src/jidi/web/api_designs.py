"""Designs kept in a book, under ``/api/v1``: what they are, whether they hold, why, and what they
do. Every figure is the checker's, computed when it is asked for.

Questions that need designing anew (a station's contrary, a mode of a county, alternatives) are jobs
(:mod:`jidi.web.api_jobs`), or for the command line.
"""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from jidi.core.errors import InputError
from jidi.service.rural_comparing import compared
from jidi.service.rural_design import judged_json
from jidi.service.rural_effect import effect_as_asked
from jidi.service.rural_explaining import explained, explained_json
from jidi.service.rural_export import design_as
from jidi.service.rural_frontier import opening_of, remembered_frontier
from jidi.service.rural_store import designs_asked, kept_design, kept_designs
from jidi.service.rural_supposing import village_mode_explained
from jidi.service.rural_supposing_words import village_mode_json
from jidi.web.api import Shelved
from jidi.web.listing import Sliced, listed
from jidi.web.shelf import Shelf

router = APIRouter(prefix="/api/v1", tags=["designs"])

REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What cannot be answered: {error: {code, zh, en, where, do_zh, do_en}}"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
}
MIMES = {
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

BookQuery = Annotated[str, Query(description="book to ask; the first that is served if none")]
VillageQuery = Annotated[str, Query(description="code or name of a village of the design")]
ModeQuery = Annotated[str, Query(description="own, postal, bus, drone or robot; of the village")]
PeriodQuery = Annotated[str, Query(description="at whose end; the newest year that is over if ''")]
LeftQuery = Annotated[str, Query(description="not_served or as_today")]
IdsQuery = Annotated[
    str, Query(description="ids with commas; the newest design of every county if ''")
]
BudgetQuery = Annotated[float | None, Query(description="yuan a day")]
FormatQuery = Annotated[str, Query(description="xlsx or geojson")]


@router.get("/designs", responses=REFUSED)
def designs(request: Request, shelf: Shelved, part: Sliced, book: BookQuery = "") -> Response:
    """The designs kept, by county, the newest of each first; as ``jidi design list --json``."""
    found = [kept.to_json() for kept in kept_designs(shelf.book(book or shelf.first))]
    return listed(request, found, part)


@router.get("/designs/effect", responses=REFUSED)
def effect_of_all(
    shelf: Shelved,
    ids: IdsQuery = "",
    period: PeriodQuery = "",
    left_out: LeftQuery = "",
    book: BookQuery = "",
) -> Response:
    """As ``jidi effect --json`` of several designs: counties, cities, province."""
    opened = shelf.book(book or shelf.first)
    found = designs_asked(opened, ids)
    return _json(effect_as_asked(opened, found, period=period, left_out=left_out).to_json())


@router.get("/designs/frontier", responses=REFUSED)
def frontier_of_all(
    shelf: Shelved, ids: IdsQuery = "", budget: BudgetQuery = None, book: BookQuery = ""
) -> Response:
    """As ``jidi effect --frontier --json`` of several designs: where a budget goes next."""
    opened = shelf.book(book or shelf.first)
    found, known = designs_asked(opened, ids), remembered_frontier(opened)
    return _json(opening_of(found, budget=budget, frontier_of=known).to_json())


@router.get("/designs/compare", responses=REFUSED)
def compare(shelf: Shelved, one: str, other: str, book: BookQuery = "") -> Response:
    """Two designs of one county: figures, and every village that is served otherwise."""
    opened = shelf.book(book or shelf.first)
    found = [kept_design(opened, name)[1].judged for name in (one, other)]
    return _json(compared(*found, names=(one, other)).to_json())


@router.get("/designs/{name}", responses=REFUSED)
def design(shelf: Shelved, name: str, book: BookQuery = "") -> Response:
    """Who kept it, and what the checker says of it now."""
    kept, found = kept_design(shelf.book(book or shelf.first), name)
    told = kept.to_json()
    told["figures"] = judged_json(found.judged)
    return _json(told)


@router.get("/designs/{name}/verify", responses=REFUSED)
def verified(shelf: Shelved, name: str, book: BookQuery = "") -> Response:
    """As ``jidi verify --json``."""
    return _json(judged_json(kept_design(shelf.book(book or shelf.first), name)[1].judged))


@router.get("/designs/{name}/explain", responses=REFUSED)
def explain(
    shelf: Shelved,
    name: str,
    village: VillageQuery = "",
    mode: ModeQuery = "",
    station: str = "",
    book: BookQuery = "",
) -> Response:
    """As ``jidi explain --village … [--mode …] --json``."""
    if not village:
        raise InputError("N-744", what=station or mode or "—")
    opened = shelf.book(book or shelf.first)
    found = explained(kept_design(opened, name)[1].judged, village, opened)
    if mode:
        return _json(village_mode_json(village_mode_explained(found, mode)))
    return _json(explained_json(found))


@router.get("/designs/{name}/effect", responses=REFUSED)
def effect(
    shelf: Shelved,
    name: str,
    period: PeriodQuery = "",
    left_out: LeftQuery = "",
    book: BookQuery = "",
) -> Response:
    """As ``jidi effect --json``."""
    opened = shelf.book(book or shelf.first)
    found = kept_design(opened, name)[1]
    return _json(effect_as_asked(opened, [found], period=period, left_out=left_out).to_json())


@router.get("/designs/{name}/frontier", responses=REFUSED)
def frontier(
    shelf: Shelved, name: str, budget: BudgetQuery = None, book: BookQuery = ""
) -> Response:
    """As ``jidi effect --frontier --json``."""
    opened = shelf.book(book or shelf.first)
    found, known = kept_design(opened, name)[1], remembered_frontier(opened)
    return _json(opening_of([found], budget=budget, frontier_of=known).to_json())


@router.get("/designs/{name}/file", responses=REFUSED, response_class=Response)
def file(
    shelf: Shelved, name: str, format: FormatQuery = "geojson", book: BookQuery = ""
) -> Response:
    """As ``jidi design export``: GeoJSON or a workbook."""
    return design_file(shelf, name, format, book=book or shelf.first, lang="zh")


def design_file(shelf: Shelf, name: str, form: str, *, book: str, lang: Any) -> Response:
    """A design as a download."""
    kept, found = kept_design(shelf.book(book), name)
    content = design_as(found.judged, form, lang)
    file = quote(f"{kept.title} {kept.id}.{form}")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{file}",
        "Jidi-Synthetic": "true" if found.judged.problem.synthetic else "false",
    }
    return Response(content, media_type=MIMES.get(form, "text/html"), headers=headers)


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")
