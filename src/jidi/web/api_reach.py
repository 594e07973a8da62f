"""Reach under ``/api/v1``: handed in here at this clock, when is a parcel in every county?"""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from jidi.service.reach import county_asked, day_asked, reach_json, reach_of
from jidi.service.reach_files import reach_as
from jidi.web.api import Shelved
from jidi.web.api_designs import MIMES, REFUSED, BookQuery

router = APIRouter(prefix="/api/v1", tags=["reach"])

OriginQuery = Annotated[str, Query(alias="from", description="county handed in at: name or code")]
AtQuery = Annotated[str, Query(description="clock of handing in, such as 18:00")]
ByQuery = Annotated[str, Query(description="clock of the next day that counts as next-day")]
ToQuery = Annotated[str, Query(description="this county alone")]
DayQuery = Annotated[str, Query(description="day of handing in; of the newest commit if ''")]
OperatorQuery = Annotated[str, Query(description="company, id or name; the earliest of all if ''")]
FormatQuery = Annotated[str, Query(description="json, geojson or xlsx")]


@router.get("/reach", responses=REFUSED)
def reach(
    shelf: Shelved,
    origin: OriginQuery,
    at: AtQuery,
    by: ByQuery = "",
    to: ToQuery = "",
    day: DayQuery = "",
    operator: OperatorQuery = "",
    format: FormatQuery = "json",
    book: BookQuery = "",
) -> Response:
    """As ``jidi reach --json``; GeoJSON and workbook as ``jidi reach -o``."""
    opened = shelf.book(book or shelf.first)
    found = reach_of(opened, origin=origin, at=at, by=by, day=day_asked(day), operator=operator)
    if format != "json":
        headers = {"Jidi-Synthetic": "true" if found.synthetic else "false"}
        content = reach_as(opened, found, format, "zh")
        return Response(content, media_type=MIMES[format], headers=headers)
    told = reach_json(found)
    if to:
        goal = county_asked(opened, to).code.text
        told["counties"] = [row for row in told["counties"] if row["code"] == goal]
    body = json.dumps(told, ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")
