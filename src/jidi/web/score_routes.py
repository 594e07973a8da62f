"""The addresses of credit and the other scores of supervision: pages, and JSON beside them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from jidi.core.errors import JidiError
from jidi.core.period import Period
from jidi.intake.times import BEIJING
from jidi.model.credit import scheme_of
from jidi.model.credit_varied import numbers_of
from jidi.service import credit_lists, credit_words
from jidi.service.books import Book
from jidi.service.complaint_index import index_json, index_table, read_way
from jidi.service.complaint_leads import leads_json, leads_of
from jidi.service.complaint_leads import read_way as leads_way
from jidi.service.complaint_texts import twins_of_table
from jidi.service.credit import evaluated, read_numbers, supposed_with
from jidi.service.licences import due_json, licences_due, licensing, licensing_json
from jidi.service.register_input import read_day
from jidi.service.stability import outlet_stability, stabilities, stability_json
from jidi.service.supervision_rules import newest_moment, read_moment
from jidi.web.api import PlaceAsked, Shelved
from jidi.web.export_routes import exported
from jidi.web.failures import status_of
from jidi.web.moments import moment_shown
from jidi.web.pages import complaints, credit, credit_suppose, licences, stability
from jidi.web.routes import Visiting, shown
from jidi.web.small_form import one_of, small_form
from jidi.web.writes import check_writes

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/v1/books/{book}", tags=["supervision"])

_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What cannot be answered: {error: {code, zh, en, where, do_zh, do_en}}"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
}
CreditYear = Annotated[int, Query(description="year evaluated")]
IndexPeriod = Annotated[str, Query(description="2025, 2025-06 …")]
IndexBy = Annotated[str, Query(description="company, city or month")]
LeadsBy = Annotated[str, Query(description="kind, company or city")]
CompanyQuery = Annotated[str, Query(description="id, name or brand; all if ''")]
MomentQuery = Annotated[str, Query(description="Beijing time; the newest of the book if ''")]
OutletsQuery = Annotated[bool, Query(description="outlet by outlet")]
OutletQuery = Annotated[str, Query(description="one outlet")]
LimitQuery = Annotated[int, Query(ge=1, le=20_000, description="at most so many rows")]
DayQuery = Annotated[str, Query(description="2025-12-31; the newest day of the book if ''")]
DaysQuery = Annotated[int, Query(ge=0, le=3650, description="ending within so many days")]
KindQuery = Annotated[str, Query(description="licence, branch or end_point; all if ''")]
MaybeYear = Annotated[int | None, Query(description="only this year")]


@pages.get("/w/{book}/supervision/credit")
def show_credit(request: Request, visit: Visiting) -> Response:
    """The credit of the companies in a year."""
    return shown(request, visit, credit.page, by_minute=True)


@pages.get("/w/{book}/supervision/credit/suppose")
def suppose_credit(request: Request, visit: Visiting) -> Response:
    """The credit of the companies with other numbers of the scheme."""
    return shown(request, visit, credit_suppose.page, by_minute=True)


@pages.get("/w/{book}/supervision/credit/{company}")
def show_company(request: Request, visit: Visiting, company: str) -> Response:
    """One company's credit."""
    writes = request.app.state.writes
    return shown(
        request, visit, lambda one: credit.company_page(one, company, writes), by_minute=True
    )


@pages.post("/w/{book}/supervision/credit/{company}/effects", dependencies=[Depends(check_writes)])
async def record_effect(request: Request, visit: Visiting, company: str) -> Response:
    """Put on record what a list brought to a company; back to its page, or say there why not."""
    form = await small_form(request)

    def recorded() -> None:
        credit_lists.record_effect(
            visit.book, company, one_of(form, "effect"),
            matter=one_of(form, "matter"), by=visit.asker.signs_as(one_of(form, "by")),
            why=one_of(form, "why"), now=datetime.now().astimezone(), asker=visit.asker,
        )  # fmt: skip

    try:
        await run_in_threadpool(recorded)
    except JidiError as error:
        page = credit.company_page(visit, company, request.app.state.writes, error=error)
        refused = shown(request, visit, page)
        refused.status_code = status_of(error)
        return refused
    return RedirectResponse(visit.href(f"supervision/credit/{company}"), 303)


@pages.get("/w/{book}/export/credit/{company}.xlsx")
async def export_company(visit: Visiting, company: str) -> Response:
    """The points and records of a company."""
    return await exported(visit, lambda: credit.company_grids(visit, company))


@pages.get("/w/{book}/supervision/complaints")
def show_complaints(request: Request, visit: Visiting) -> Response:
    """The index of complaint handling."""
    return shown(request, visit, complaints.page)


@api.get("/complaints/index", responses=_REFUSED)
def complaint_index(
    shelf: Shelved,
    book: str,
    within: PlaceAsked,
    period: IndexPeriod,
    by: IndexBy = "company",
    company: CompanyQuery = "",
) -> Response:
    """As ``jidi complaints index --json``."""
    asked = shelf.book(book)
    way, when = read_way(by), Period.parse(period)
    return _json(index_json(asked, index_table(asked, when, way, company=company, within=within)))


@api.get("/complaints/twins", responses=_REFUSED)
def complaint_twins(shelf: Shelved, book: str) -> Response:
    """As ``jidi complaints twins --json``: by waybill; texts are compared on the command line."""
    return _json(twins_of_table(shelf.book(book)).to_json())


@api.get("/complaints/leads", responses=_REFUSED)
def complaint_leads(
    shelf: Shelved, book: str, within: PlaceAsked, period: IndexPeriod, by: LeadsBy = "kind"
) -> Response:
    """As ``jidi complaints leads --json``."""
    asked, way = shelf.book(book), leads_way(by)
    return _json(leads_json(leads_of(asked, Period.parse(period), way, within=within)))


@pages.get("/w/{book}/supervision/stability")
def show_stability(request: Request, visit: Visiting) -> Response:
    """The stability of companies in a county, and of outlets."""
    return shown(request, visit, stability.page, by=moment_shown(visit))


@pages.get("/w/{book}/supervision/stability/{name}")
def show_one_stability(request: Request, visit: Visiting, name: str) -> Response:
    """One subject, sign by sign."""
    return shown(request, visit, lambda one: stability.one_page(one, name), by=moment_shown(visit))


@api.get("/stability", responses=_REFUSED)
def stability_of_moment(
    shelf: Shelved,
    book: str,
    within: PlaceAsked,
    at: MomentQuery = "",
    outlets: OutletsQuery = False,
    outlet: OutletQuery = "",
    limit: LimitQuery = 20,
) -> Response:
    """As ``jidi stability --json``."""
    asked = shelf.book(book)
    moment = read_moment(at) if at else newest_moment(asked, now=datetime.now(BEIJING))
    if outlet:
        found, one = outlet_stability(asked, moment, outlet)
        return _json(stability_json(asked, found, (one,)))
    found = stabilities(asked, moment, outlets=outlets, within=within)
    return _json(stability_json(asked, found, found.rows[:limit]))


@pages.get("/w/{book}/supervision/licences")
def show_licences(request: Request, visit: Visiting) -> Response:
    """Licences and filings."""
    return shown(request, visit, licences.page, by=moment_shown(visit))


@api.get("/licences/due", responses=_REFUSED)
def due_licences(
    shelf: Shelved,
    book: str,
    within: PlaceAsked,
    at: DayQuery = "",
    days: DaysQuery = 90,
    kind: KindQuery = "",
) -> Response:
    """As ``jidi licences due --json``."""
    asked = shelf.book(book)
    day = _day(asked, at)
    found = licences_due(asked, day, within_days=days, kind=kind, within=within)
    told = {"day": day.isoformat(), "synthetic": asked.synthetic, "due": due_json(found)}
    return _json(told)


@api.get("/licences/summary", responses=_REFUSED)
def licence_summary(shelf: Shelved, book: str, within: PlaceAsked, at: DayQuery = "") -> Response:
    """As ``jidi licences summary --json``."""
    asked = shelf.book(book)
    return _json(licensing_json(licensing(asked, _day(asked, at), within=within)))


@api.get("/credit", responses=_REFUSED)
def credit_of_year(shelf: Shelved, book: str, year: CreditYear) -> Response:
    """As ``jidi credit evaluate --json``."""
    asked = shelf.book(book)
    found = evaluated(asked, year)
    return _json(credit_words.evaluation_json(asked, found, now=datetime.now(BEIJING)))


@api.get("/credit/suppose", responses=_REFUSED)
def suppose(request: Request, shelf: Shelved, book: str, year: CreditYear) -> Response:
    """As ``jidi credit evaluate --suppose --json``: every other key of the query is a number of the
    scheme, such as ``penalty.points=-5``; ``/credit/scheme/numbers`` names them."""
    asked = shelf.book(book)
    told = ((k, v) for k, v in request.query_params.multi_items() if k != "year")
    _, found, changed = supposed_with(asked, year, read_numbers(told))
    whole = credit_words.evaluation_json(asked, found, now=datetime.now(BEIJING))
    return _json({**whole, "changes": credit_words.changes_json(changed)})


@api.get("/credit/scheme/numbers", responses=_REFUSED)
def scheme_numbers(shelf: Shelved, book: str, year: CreditYear) -> Response:
    """As ``jidi credit scheme --numbers --json``."""
    shelf.book(book)
    return _json(numbers_of(scheme_of(year)))


@api.get("/credit/scheme", responses=_REFUSED)
def credit_scheme(shelf: Shelved, book: str, year: CreditYear) -> Response:
    """As ``jidi credit scheme --json``."""
    shelf.book(book)
    return _json(scheme_of(year).model_dump(mode="json"))


@api.get("/credit/lists", responses=_REFUSED)
def lists_on_record(shelf: Shelved, book: str, year: MaybeYear = None) -> Response:
    """As ``jidi credit list --json``."""
    kept = credit_lists.publications(shelf.book(book), year=year)
    return _json([one.to_json() for one in kept])


@api.get("/credit/effects", responses=_REFUSED)
def effects_on_record(shelf: Shelved, book: str) -> Response:
    """As ``jidi credit effects --json``."""
    return _json([one.to_json() for one in credit_lists.effects(shelf.book(book))])


@api.get("/credit/companies/{company}", responses=_REFUSED)
def credit_of_company(shelf: Shelved, book: str, company: str, year: CreditYear) -> Response:
    """As ``jidi credit show --json``."""
    asked = shelf.book(book)
    found = evaluated(asked, year)
    told = credit_words.standing_json(asked, found, found.standing(company))
    short = credit_words.scheme_short(found.scheme)
    return _json({"year": year, "scheme": short, "synthetic": found.synthetic, **told})


def _day(book: Book, text: str) -> date:
    return read_day(text) if text else newest_moment(book, now=datetime.now(BEIJING)).date()


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")
