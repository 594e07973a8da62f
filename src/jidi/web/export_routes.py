"""The addresses that give files: the tables of pages as Excel workbooks, reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import APIRouter
from starlette.responses import Response

from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.web import excel
from jidi.web.grid import Grid
from jidi.web.pages import (
    about,
    account,
    admin,
    admin_audit,
    admin_tokens,
    case,
    cases,
    cities,
    complaints,
    couriers,
    credit,
    credit_suppose,
    data,
    emergency,
    indicator,
    indicators,
    jobs,
    licences,
    lockers,
    map_compare,
    map_designs,
    network,
    network_opening,
    network_reach,
    overview,
    plan,
    plan_draft,
    plan_drafts,
    register,
    register_entry,
    reports,
    safety,
    stability,
    supervision,
    supervision_alert,
    trace,
)
from jidi.web.pages import help as help_page
from jidi.web.pages import map as map_page
from jidi.web.routes import Visiting
from jidi.web.visit import Visit

pages = APIRouter(include_in_schema=False)


@pages.get("/w/{book}/export/map/designs.xlsx")
async def export_map_designs(visit: Visiting) -> Response:
    """The figures of two designs."""
    return await exported(visit, lambda: map_designs.grids(visit))


_EXPORTS: dict[str, Callable[[Visit], tuple[Grid, ...]]] = {
    "overview": overview.grids,
    "map": map_page.grids,
    "indicators": indicators.grids,
    "plan": plan.grids,
    "plan-drafts": plan_drafts.grids,
    "register": register.grids,
    "supervision": supervision.grids,
    "credit": credit.grids,
    "credit-suppose": credit_suppose.grids,
    "complaints": complaints.grids,
    "stability": stability.grids,
    "emergency": emergency.grids,
    "licences": licences.grids,
    "patrols": safety.patrol_grids,
    "devices": safety.device_grids,
    "exchange": safety.exchange_grids,
    "lockers": lockers.grids,
    "couriers": couriers.grids,
    "inspections": safety.risk_grids,
    "responsibility": safety.duty_grids,
    "grid": safety.grid_grids,
    "about": about.grids,
    "trace": trace.grids,
    "cases": cases.grids,
    "network": network.grids,
    "jobs": jobs.grids,
    "reports": reports.grids,
    "data": data.grids,
    "help": help_page.grids,
    "account": account.grids,
    "people": admin.grids,
    "tokens": admin_tokens.grids,
    "audit": admin_audit.grids,
    "opening": network_opening.grids,
    "reach": network_reach.grids,
}


@pages.get("/w/{book}/export/indicators/{name}.xlsx")
async def export_indicator(visit: Visiting, name: str) -> Response:
    """The tables of an indicator's page."""
    return await exported(visit, lambda: indicator.grids(visit, name))


@pages.get("/w/{book}/export/indicators/{name}/cities.xlsx")
async def export_cities(visit: Visiting, name: str) -> Response:
    """The cities' progress, and the proposal."""
    return await exported(visit, lambda: cities.grids(visit, name))


@pages.get("/w/{book}/export/plan/drafts/{name}.xlsx")
async def export_draft(visit: Visiting, name: str) -> Response:
    """The part of a draft that is shown."""
    return await exported(visit, lambda: plan_draft.grids(visit, name))


@pages.get("/w/{book}/export/register/{name}.xlsx")
async def export_register_entry(visit: Visiting, name: str) -> Response:
    """The history of an entry."""
    return await exported(visit, lambda: register_entry.grids(visit, name))


@pages.get("/w/{book}/export/cases/{name}.xlsx")
async def export_case(visit: Visiting, name: str) -> Response:
    """The history of a case."""
    return await exported(visit, lambda: case.grids(visit, name))


@pages.get("/w/{book}/export/supervision/{number}.xlsx")
async def export_alert(visit: Visiting, number: int) -> Response:
    """What is said of an alert, and its history."""
    return await exported(visit, lambda: supervision_alert.grids(visit, number))


@pages.get("/w/{book}/export/map/compare.xlsx")
async def export_map_comparison(visit: Visiting) -> Response:
    """Every county in both periods."""
    return await exported(visit, lambda: map_compare.grids(visit))


@pages.get("/w/{book}/export/{page}.xlsx")
async def export_page(visit: Visiting, page: str) -> Response:
    """The tables of a page.

    :raises UnknownName: F-206 for a page that exports nothing.
    """
    if page not in _EXPORTS:
        raise UnknownName("F-206", asked=page, what="page", nearest=suggestion(page, _EXPORTS))
    return await exported(visit, lambda: _EXPORTS[page](visit))


@pages.get("/w/{book}/reports/file")
async def report_file(visit: Visiting) -> Response:
    """One file of a report, as a download. Written one at a time, like workbooks."""
    return await to_thread.run_sync(lambda: _report(visit), limiter=_one_at_a_time())


async def exported(visit: Visit, grids: Callable[[], tuple[Grid, ...]]) -> Response:
    """One workbook at a time: those who wait hold no memory, and pages are answered meanwhile."""
    return await to_thread.run_sync(lambda: _workbook(visit, grids()), limiter=_one_at_a_time())


_EXPORTING: RunVar[CapacityLimiter] = RunVar("exporting")


def _one_at_a_time() -> CapacityLimiter:
    """The limit of this event loop, set when first asked for."""
    limiter = _EXPORTING.get(None)
    if limiter is None:
        limiter = CapacityLimiter(1)
        _EXPORTING.set(limiter)
    return limiter


def _workbook(visit: Visit, grids: tuple[Grid, ...]) -> Response:
    """The grids as a download, named after the first and the book."""
    if not grids:
        raise UnknownName(
            "F-206", asked=visit.path, what="table", nearest=visit.t("a larger division")
        )
    if visit.book.synthetic:
        said = visit.t(
            "Synthetic data: the operation shown here is invented; its figures are no statistics."
        )
        grids = tuple(replace(one, notes=(*one.notes, said)) for one in grids)
    name = quote(f"{visit.name} {grids[0].title}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(excel.workbook(grids), media_type=excel.MIME, headers=headers)


def _report(visit: Visit) -> Response:
    found = visit.provider.report(visit.book, reports.asked(visit))
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}"}
    return Response(found.content, media_type=found.mime, headers=headers)
