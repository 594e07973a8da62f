"""Cases and clocks under ``/api/v1``: the same answers as the command line's ``--json``.

To read; what changes cases stands in ``api_case_writes``. Personal values are masked, sealed ones
withheld.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from jidi.intake.times import BEIJING
from jidi.model.case import case_kinds
from jidi.service.access import Asker
from jidi.service.acting import thing_of_case
from jidi.service.case_clocks import clocks_json, read_clock, read_moment, read_pause
from jidi.service.case_json import case_json, due_json, kind_json, whole_json
from jidi.service.cases import case_named, due_clocks, list_cases
from jidi.supervision.cases import Case
from jidi.web.api import Shelved
from jidi.web.door import asker_of_request
from jidi.web.listing import Sliced, listed

router = APIRouter(prefix="/api/v1", tags=["cases"])

_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What cannot be answered: {error: {code, zh, en, where, do_zh, do_en}}"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
}
BookQuery = Annotated[str, Query(description="book to ask; the first that is served if none")]
KindQuery = Annotated[str, Query(description="complaint, hazard, lead …; all if ''")]
StateQuery = Annotated[str, Query(description="only cases in this state")]
AllQuery = Annotated[bool, Query(alias="all", description="also cases that are over")]
PlaceQuery = Annotated[str, Query(description="code or name of a division")]
OffsetQuery = Annotated[int, Query(ge=0, le=10**6, description="cases to pass over")]
LimitQuery = Annotated[int, Query(ge=1, le=2000, description="at most so many")]
WithinQuery = Annotated[int | None, Query(ge=0, le=3650, description="due within so many days")]
MomentQuery = Annotated[str, Query(description="the moment looked at, Beijing time; now if ''")]
StartQuery = Annotated[str, Query(alias="from", description="when it begins, Beijing time")]
PauseQuery = Annotated[list[str] | None, Query(description="FROM/TO/REASON; several times")]


@router.get("/cases", responses=_REFUSED)
def cases(
    request: Request,
    shelf: Shelved,
    kind: KindQuery = "",
    state: StateQuery = "",
    everything: AllQuery = False,
    within: PlaceQuery = "",
    limit: LimitQuery = 200,
    offset: OffsetQuery = 0,
    at: MomentQuery = "",
    book: BookQuery = "",
) -> Response:
    """As ``jidi case list --json``."""
    found = list_cases(
        shelf.book(book or shelf.first),
        kind=kind,
        state=state,
        is_open=not everything,
        within=within,
        limit=limit + offset,
        sees=seen_by(asker_of_request(request)),
    )
    return _json([case_json(case, now=moment_asked(at)) for case in found[offset:]])


@router.get("/cases/due", responses=_REFUSED)
def due(
    request: Request,
    shelf: Shelved,
    part: Sliced,
    within: WithinQuery = None,
    kind: KindQuery = "",
    at: MomentQuery = "",
    book: BookQuery = "",
) -> Response:
    """As ``jidi case due --json``."""
    moment = moment_asked(at)
    sees = seen_by(asker_of_request(request))
    found = list_cases(shelf.book(book or shelf.first), kind=kind, sees=sees)
    return listed(
        request, due_json(due_clocks(found, now=moment, within_days=within), now=moment), part
    )


@router.get("/cases/kinds", responses=_REFUSED)
def kinds() -> Response:
    """As ``jidi case kinds --json``."""
    return _json([kind_json(kind) for kind in case_kinds().values()])


@router.get("/cases/clocks", responses=_REFUSED)
def clocks() -> Response:
    """As ``jidi case clocks --json``."""
    return _json(clocks_json())


@router.get("/cases/clocks/{name}", responses=_REFUSED)
def clock(name: str, start: StartQuery, pause: PauseQuery = None) -> Response:
    """As ``jidi case clock --json``: when a deadline is due, with every day's reason."""
    pauses = [read_pause(one) for one in pause or ()]
    return _json(read_clock(name, read_moment(start), pauses).to_json())


@router.get("/cases/{name}", responses=_REFUSED)
def case(shelf: Shelved, name: str, at: MomentQuery = "", book: BookQuery = "") -> Response:
    """As ``jidi case show --json``: history, and every deadline explained."""
    found = case_named(shelf.book(book or shelf.first), name)
    return _json(whole_json(found, now=moment_asked(at)))


def seen_by(asker: Asker) -> Callable[[Case], bool] | None:
    """Whether the one who asks may see a case; None when they may see all."""
    reach = asker.reach("case.read")
    return None if reach.everything else lambda case: reach.holds(thing_of_case(case))


def moment_asked(text: str) -> datetime:
    """The moment looked at; now when none is named.

    :raises InputError: Y-105.
    """
    return read_moment(text) if text else datetime.now(BEIJING)


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")
