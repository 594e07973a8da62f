"""The addresses of safety work: pages, and JSON beside them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from jidi.intake.times import BEIJING
from jidi.service import devices as device_service
from jidi.service import lockers as locker_service
from jidi.service import patrols as patrol_service
from jidi.service.books import Book
from jidi.service.exchange import exchanges, exchanges_json
from jidi.service.grid import grid_json, grid_view
from jidi.service.inspection_draw import recorded_draws
from jidi.service.inspection_risk import ranking, ranking_json
from jidi.service.register_input import read_day
from jidi.service.responsibility import duties, duties_json
from jidi.service.safety_names import period_asked, read_by
from jidi.service.supervision_rules import newest_moment
from jidi.web.api import PlaceAsked, Shelved
from jidi.web.pages import couriers, lockers, safety
from jidi.web.routes import Visiting, shown

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/v1/books/{book}", tags=["safety"])

_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What cannot be answered: {error: {code, zh, en, where, do_zh, do_en}}"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
}
PeriodQuery = Annotated[str, Query(description="2025, 2025-06 …; the year of the day if ''")]
ByQuery = Annotated[str, Query(description="company, outlet, county or city")]
DayQuery = Annotated[str, Query(description="2025-12-31; the newest day of the book if ''")]
StateQuery = Annotated[str, Query(description="open, all, or a state")]
DeviceQuery = Annotated[str, Query(description="video or screening")]
YearQuery = Annotated[int | None, Query(description="year due; the year of the day if none")]
ExchangeStateQuery = Annotated[str, Query(description="overdue, due, late or done; all if ''")]
LimitQuery = Annotated[int, Query(ge=1, le=20_000, description="at most so many rows")]


@pages.get("/w/{book}/supervision/safety")
def show_safety(request: Request, visit: Visiting) -> Response:
    """Patrol events and their closing."""
    return shown(request, visit, safety.page)


@pages.get("/w/{book}/supervision/safety/{part}")
def show_part(request: Request, visit: Visiting, part: str) -> Response:
    """Another part of safety work."""
    return shown(request, visit, lambda one: safety.page(one, part))


@pages.get("/w/{book}/supervision/lockers")
def show_lockers(request: Request, visit: Visiting) -> Response:
    """Parcel lockers."""
    return shown(request, visit, lockers.page)


@pages.get("/w/{book}/supervision/couriers")
def show_couriers(request: Request, visit: Visiting) -> Response:
    """Couriers' rights."""
    return shown(request, visit, couriers.page)


@api.get("/lockers", responses=_REFUSED)
def lockers_of_period(
    shelf: Shelved,
    book: str,
    within: PlaceAsked,
    period: PeriodQuery = "",
    by: ByQuery = "company",
    at: DayQuery = "",
) -> Response:
    """As ``jidi lockers --json``."""
    asked, way = shelf.book(book), locker_service.read_way(by)
    when = period_asked(period, day_asked(asked, at))
    found = locker_service.lockers(asked, when, way, within=within)
    return answer(locker_service.lockers_json(found))


@api.get("/safety/patrols", responses=_REFUSED)
def patrols(
    shelf: Shelved,
    book: str,
    within: PlaceAsked,
    period: PeriodQuery = "",
    by: ByQuery = "company",
    state: StateQuery = "open",
    at: DayQuery = "",
    limit: LimitQuery = 30,
) -> Response:
    """As ``jidi safety patrols --json``."""
    asked, way = shelf.book(book), read_by(by)
    day = day_asked(asked, at)
    found = patrol_service.patrols(asked, day, period_asked(period, day), within=within)
    wanted = "" if state == "all" else state
    return answer(patrol_service.patrols_json(found, way, state=wanted, most=limit))


@api.get("/safety/patrols/{event}", responses=_REFUSED)
def patrol(shelf: Shelved, book: str, event: str, at: DayQuery = "") -> Response:
    """As ``jidi safety patrol --json``."""
    asked = shelf.book(book)
    one, clock = patrol_service.explained(asked, event, day_asked(asked, at))
    return answer({**patrol_service.patrol_json(one), "clock": clock.to_json()})


@api.get("/safety/devices", responses=_REFUSED)
def devices(
    shelf: Shelved,
    book: str,
    within: PlaceAsked,
    kind: DeviceQuery = "video",
    period: PeriodQuery = "",
    by: ByQuery = "company",
    at: DayQuery = "",
) -> Response:
    """As ``jidi safety devices --json``."""
    asked, device, way = shelf.book(book), device_service.read_device(kind), read_by(by)
    when = period_asked(period, day_asked(asked, at))
    found = device_service.devices(asked, device, when, way, within=within)
    return answer(device_service.devices_json(found))


@api.get("/safety/grid", responses=_REFUSED)
def grid(shelf: Shelved, book: str, within: PlaceAsked, at: DayQuery = "") -> Response:
    """As ``jidi safety grid --json``."""
    asked = shelf.book(book)
    return answer(grid_json(grid_view(asked, day_asked(asked, at), within=within)))


@api.get("/exchange", responses=_REFUSED)
def data_exchange(
    shelf: Shelved,
    book: str,
    within: PlaceAsked,
    year: YearQuery = None,
    state: ExchangeStateQuery = "",
    at: DayQuery = "",
) -> Response:
    """As ``jidi exchange list --json``."""
    asked = shelf.book(book)
    found = exchanges(asked, day_asked(asked, at), year=year, within=within)
    return answer(exchanges_json(found, state))


@api.get("/safety/responsibility", responses=_REFUSED)
def responsibility(
    shelf: Shelved,
    book: str,
    within: PlaceAsked,
    period: PeriodQuery = "",
    at: DayQuery = "",
) -> Response:
    """As ``jidi safety responsibility --json``."""
    asked = shelf.book(book)
    day = day_asked(asked, at)
    return answer(duties_json(duties(asked, day, period_asked(period, day), within=within)))


@api.get("/inspect/rank", responses=_REFUSED)
def inspect_rank(
    shelf: Shelved, book: str, within: PlaceAsked, at: DayQuery = "", limit: LimitQuery = 30
) -> Response:
    """As ``jidi inspect rank --json``."""
    asked = shelf.book(book)
    found = ranking(asked, day_asked(asked, at), within=within)
    return answer(ranking_json(found, most=limit))


@api.get("/inspect/draws", responses=_REFUSED)
def inspect_draws(shelf: Shelved, book: str) -> Response:
    """The draws on record, oldest first: each can be drawn again from what it holds."""
    return answer(list(recorded_draws(shelf.book(book))))


def day_asked(book: Book, text: str) -> date:
    """The day that is named; the newest of the book when none is."""
    return read_day(text) if text else newest_moment(book, now=datetime.now(BEIJING)).date()


def answer(value: Any) -> Response:
    """A JSON answer."""
    body = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")
