"""The JSON API: the same answers as the command line's ``--json``, under ``/api/v1``."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from jidi.core.period import Period
from jidi.intake.times import BEIJING
from jidi.model.report_order import Order
from jidi.service.definitions import header_of
from jidi.service.intake import receipt, receipts
from jidi.service.intake_scorecard import scorecard_of
from jidi.service.plans import plan_json
from jidi.service.register import summary, worst_first
from jidi.service.register_filter import Filter, chosen, day_asked
from jidi.service.retention import due
from jidi.service.trace import trace_asked
from jidi.web.door import asker_in, asker_of_request, held_in
from jidi.web.listing import Sliced, answered, listed
from jidi.web.masked_trace import masked
from jidi.web.shelf import Shelf
from jidi.web.things import thing_of_receipt

router = APIRouter(prefix="/api/v1", tags=["v1"])

_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {
        "description": "A value does not fit: {error: {code, zh, en, where, do_zh, do_en, also}}"
    },
    404: {"description": "Unknown name, with the nearest known: same shape"},
}

PeriodQuery = Annotated[
    str | None, Query(description="2025, 2025H1, 2025Q3, 2025-06, 2025-06ytd; several with commas")
]
LevelQuery = Annotated[str, Query(description="province, city, county, township or village")]
UntilQuery = Annotated[int | None, Query(description="last year to forecast")]
AsOfQuery = Annotated[str | None, Query(description="use data until this period")]
SourceQuery = Annotated[str, Query(description="auto, published or returns")]
DayQuery = Annotated[str | None, Query(description="the day looked at, 2025-06-30; today if none")]
FilterQuery = Annotated[str, Query(description="code or name; empty for all")]
WithinQuery = Annotated[str | None, Query(description="code or name of a division")]
YearQuery = Annotated[int | None, Query(description="year reported on; the newest whole year")]
WayQuery = Annotated[str, Query(description="base, population or growth")]
KeyQuery = Annotated[str | None, Query(description="an id, or the day 2025-11-11, 2025-11-11T09")]
IndicatorQuery = Annotated[str | None, Query(description="only the target of this indicator")]
FormatQuery = Annotated[str, Query(description="docx, html or xlsx")]
ReportLanguageQuery = Annotated[Literal["zh", "en"], Query(description="language of the report")]
ForecastQuery = Annotated[bool, Query(description="whether to forecast, which takes a minute")]
ClockQuery = Annotated[str, Query(description="clock of the report; the newest commit if empty")]


def _shelf(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.shelf
    return shelf


Shelved = Annotated[Shelf, Depends(_shelf)]


def _place_asked(
    request: Request,
    within: Annotated[str, Query(description="code or name of a division; all if ''")] = "",
) -> str:
    """The division asked about: of who is held in one, that one where none is named."""
    held = held_in(request)
    return within or (held[0].text if held else "")


PlaceAsked = Annotated[str, Depends(_place_asked)]


@router.get("/books")
def books(request: Request, shelf: Shelved) -> Response:
    """The books that are served, as far as one may read them."""
    return _json(
        [
            {"name": name, **_book_json(book)}
            for name, book in shelf
            if asker_in(request, book, name).may("read")
        ]
    )


@router.get("/books/{book}", responses=_ERRORS)
def one_book(shelf: Shelved, book: str) -> Response:
    """A book: province, plan, data version, rows per table."""
    return _json({"name": book, **_book_json(shelf.book(book))})


@router.get("/books/{book}/scoreboard", responses=_ERRORS)
def scoreboard(request: Request, shelf: Shelved, book: str, period: PeriodQuery = None) -> Response:
    """As ``jidi status --json``."""
    as_of = Period.parse(period) if period else None
    return _json(request.app.state.provider.scoreboard(shelf.book(book), as_of).to_json())


@router.get("/books/{book}/progress", responses=_ERRORS)
def progress(
    request: Request,
    shelf: Shelved,
    book: str,
    year: YearQuery = None,
    indicator: IndicatorQuery = None,
) -> Response:
    """As ``jidi progress --json``."""
    report = request.app.state.provider.progress(shelf.book(book), year)
    return _json((report if indicator is None else report.only(indicator)).to_json())


@router.get("/books/{book}/progress/{name}/cities", responses=_ERRORS)
def progress_of_cities(
    request: Request, shelf: Shelved, book: str, name: str, year: YearQuery = None
) -> Response:
    """As ``jidi progress cities --json``."""
    return _json(request.app.state.provider.cities(shelf.book(book), name, year).to_json())


@router.get("/books/{book}/progress/{name}/decomposition", responses=_ERRORS)
def decomposition(
    request: Request, shelf: Shelved, book: str, name: str, by: WayQuery = "base"
) -> Response:
    """As ``jidi progress decompose --json``; nothing is adopted."""
    return _json(request.app.state.provider.proposal(shelf.book(book), name, by).to_json())


@router.get("/books/{book}/indicators", responses=_ERRORS)
def indicators(request: Request, shelf: Shelved, book: str, part: Sliced) -> Response:
    """As ``jidi indicators list --json``."""
    known = shelf.book(book).catalogue.indicators.values()
    found = [header_of(i) for i in sorted(known, key=lambda i: (i.topic, i.id))]
    return listed(request, found, part)


@router.get("/books/{book}/indicators/{name}", responses=_ERRORS)
def indicator(shelf: Shelved, book: str, name: str) -> Response:
    """As ``jidi indicators show --json``."""
    found = shelf.book(book).catalogue.indicator(name)
    return _json({**header_of(found), "sql": found.sql})


@router.get("/books/{book}/indicators/{name}/readings", responses=_ERRORS)
def readings(
    request: Request,
    shelf: Shelved,
    book: str,
    name: str,
    period: PeriodQuery = None,
    by: LevelQuery = "city",
    within: WithinQuery = None,
) -> Response:
    """As ``jidi indicators run --json``."""
    provider = request.app.state.provider
    found = provider.read_as_asked(shelf.book(book), name, periods=period, level=by, within=within)
    return _json(found.to_json())


@router.get("/books/{book}/indicators/{name}/forecast", responses=_ERRORS)
def forecast(
    request: Request,
    shelf: Shelved,
    book: str,
    name: str,
    division: WithinQuery = None,
    until: UntilQuery = None,
    as_of: AsOfQuery = None,
    source: SourceQuery = "auto",
) -> Response:
    """As ``jidi forecast --json``. The first answer of a series takes some seconds."""
    made = request.app.state.provider.forecast(
        shelf.book(book), name, division=division, as_of=as_of, until=until, source=source
    )
    return _json(made.to_json())


@router.get("/books/{book}/trace", responses=_ERRORS)
def trace(
    shelf: Shelved,
    book: str,
    parcel: KeyQuery = None,
    bag: KeyQuery = None,
    vehicle: KeyQuery = None,
    facility: KeyQuery = None,
    day: KeyQuery = None,
    hour: KeyQuery = None,
) -> Response:
    """As ``jidi trace --json``, numbers masked: a parcel, a bag, a vehicle, a facility and hour."""
    found = trace_asked(
        shelf.book(book),
        parcel=parcel,
        bag=bag,
        vehicle=vehicle,
        facility=facility,
        day=day,
        hour=hour,
    )
    return _json(masked(found.to_json()))


@router.get("/books/{book}/register", responses=_ERRORS)
def register(
    request: Request,
    shelf: Shelved,
    book: str,
    part: Sliced,
    at: DayQuery = None,
    status: FilterQuery = "",
    overdue: bool = False,
    form: FilterQuery = "",
    kind: FilterQuery = "",
    body: FilterQuery = "",
    box: FilterQuery = "",
    q: FilterQuery = "",
) -> Response:
    """As ``jidi register list --json``: the entries that are chosen, and their counts."""
    provider, opened = request.app.state.provider, shelf.book(book)
    day = day_asked(at, today=provider.today())
    asked = Filter(
        status=status, overdue=overdue, form=form, kind=kind, body=body, box=box, words=q
    )
    found = worst_first(chosen(opened, provider.register(opened, day), asked))
    entries = [entry.to_json() for entry in part.of(found)]
    told = {"summary": summary(found).to_json(), "entries": entries}
    return answered(request, told, part, total=len(found))


@router.get("/books/{book}/register/{entry}", responses=_ERRORS)
def register_entry(
    request: Request, shelf: Shelved, book: str, entry: str, at: DayQuery = None
) -> Response:
    """As ``jidi register show --json``."""
    provider = request.app.state.provider
    day = day_asked(at, today=provider.today())
    return _json(provider.register_entry(shelf.book(book), entry, day).to_json())


@router.get("/books/{book}/register/{entry}/history", responses=_ERRORS)
def register_history(request: Request, shelf: Shelved, book: str, entry: str) -> Response:
    """As ``jidi register history --json``."""
    chain = request.app.state.provider.register_history(shelf.book(book), entry)
    return _json([revision.model_dump(mode="json") for revision in chain])


@router.get("/books/{book}/reports/{kind}", responses=_ERRORS, response_class=Response)
def written_report(
    request: Request,
    shelf: Shelved,
    book: str,
    kind: str,
    year: YearQuery = None,
    format: FormatQuery = "docx",
    lang: ReportLanguageQuery = "zh",
    forecast: ForecastQuery = False,
    at: ClockQuery = "",
) -> Response:
    """As ``jidi report``, one file. With a forecast the answer takes about a minute."""
    order = Order(kind=kind, year=year, lang=lang, format_name=format, forecast=forecast, at=at)
    found = request.app.state.provider.report(shelf.book(book), order)
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"'}
    return Response(found.content, media_type=found.mime, headers=headers)


@router.get("/books/{book}/intake/receipts", responses=_ERRORS)
def intake_receipts(request: Request, shelf: Shelved, book: str, part: Sliced) -> Response:
    """As ``jidi ingest receipts --json``, of those one may see."""
    asker, found = asker_of_request(request), receipts(shelf.book(book))
    shown = asker.visible("data.read", found, thing_of=thing_of_receipt)
    return listed(request, [one.to_json() for one in shown], part)


@router.get("/books/{book}/intake/receipts/{name}", responses=_ERRORS)
def intake_receipt(shelf: Shelved, book: str, name: str) -> Response:
    """One receipt: counts, reasons, sums, notes."""
    return _json(receipt(shelf.book(book), name).to_json())


@router.get("/books/{book}/intake/scorecard", responses=_ERRORS)
def intake_scorecard(
    request: Request, shelf: Shelved, book: str, sender: FilterQuery = "", on: DayQuery = None
) -> Response:
    """As ``jidi ingest scorecard --json``."""
    day = day_asked(on, today=request.app.state.provider.today())
    return _json(scorecard_of(shelf.book(book), on=day, sender=sender).to_json())


@router.get("/books/{book}/retention", responses=_ERRORS)
def retention(request: Request, shelf: Shelved, book: str, on: DayQuery = None) -> Response:
    """What is past its term, as ``jidi lake retention --json``; versions that are unreadable."""
    day = day_asked(on, today=request.app.state.provider.today())
    opened = shelf.book(book)
    found = due(opened, now=datetime.combine(day, time(), BEIJING))
    runs = [list(run) for run in opened.workspace.lake.unreadable()]
    told = {"removed": False, "terms": [one.to_json() for one in found]}
    return _json({**told, "unreadable_versions": runs})


@router.get("/books/{book}/plan", responses=_ERRORS)
def plan(shelf: Shelved, book: str) -> Response:
    """As ``jidi plan show --json``."""
    return _json(plan_json(shelf.book(book).plan))


@router.get("/books/{book}/plan/audit", responses=_ERRORS)
def audit(request: Request, shelf: Shelved, book: str) -> Response:
    """As ``jidi plan audit --json``."""
    return _json(request.app.state.provider.audit(shelf.book(book)).to_json())


def _book_json(book: Any) -> dict[str, Any]:
    """The book without its folder: where it lies on the server is nobody's business."""
    return {key: value for key, value in book.to_json().items() if key != "folder"}


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")
