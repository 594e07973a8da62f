"""The addresses of the pages about rural networks."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from jidi.web.api_designs import design_file
from jidi.web.api_hubs import hub_design_file
from jidi.web.api_members import member_design_file
from jidi.web.api_trunk import trunk_design_file, trunk_vehicles_file
from jidi.web.export_routes import exported
from jidi.web.pages import (
    network,
    network_compare,
    network_design,
    network_hubs,
    network_members,
    network_members_beside,
    network_opening,
    network_reach,
    network_trunk,
    network_trunk_beside,
    network_trunk_explain,
    network_trunk_vehicles,
)
from jidi.web.routes import Visiting, shown

router = APIRouter(include_in_schema=False)


@router.get("/w/{book}/network")
def show_network(request: Request, visit: Visiting) -> Response:
    """The designs that are kept."""
    return shown(request, visit, network.page(visit))


@router.get("/w/{book}/network/compare")
def show_comparison(request: Request, visit: Visiting) -> Response:
    """Two designs side by side."""
    return shown(request, visit, network_compare.page(visit))


@router.get("/w/{book}/export/network/compare.xlsx")
async def export_comparison(visit: Visiting) -> Response:
    """The tables of two designs side by side."""
    return await exported(visit, lambda: network_compare.grids(visit))


@router.get("/w/{book}/network/opening")
def show_opening(request: Request, visit: Visiting) -> Response:
    """The designs of several counties together."""
    return shown(request, visit, network_opening.page(visit))


@router.get("/w/{book}/network/reach")
def show_reach(request: Request, visit: Visiting) -> Response:
    """Handed in here at this clock, when in every county."""
    return shown(request, visit, network_reach.page)


@router.get("/w/{book}/network/hubs/{name}")
def show_hubs(request: Request, visit: Visiting, name: str) -> Response:
    """One design of hubs."""
    return shown(request, visit, network_hubs.page(visit, name))


@router.get("/w/{book}/network/hubs/{name}/file")
def hubs_as_file(visit: Visiting, name: str) -> Response:
    """A design of hubs as GeoJSON or a workbook."""
    form = visit.choice("format", ("xlsx", "geojson"), "xlsx")
    return hub_design_file(visit.shelf, name, form, book=visit.name, lang=visit.lang)


@router.get("/w/{book}/network/trunk/{name}")
def show_trunk(request: Request, visit: Visiting, name: str) -> Response:
    """One design of trunk lanes."""
    return shown(request, visit, network_trunk.page(visit, name))


@router.get("/w/{book}/network/trunk/{name}/explain")
def show_trunk_explained(request: Request, visit: Visiting, name: str) -> Response:
    """Why a design of trunk lanes is as it is."""
    return shown(request, visit, network_trunk_explain.page(visit, name))


@router.get("/w/{book}/network/trunk/{name}/beside")
def show_trunk_beside(request: Request, visit: Visiting, name: str) -> Response:
    """Designs of one trunk network beside each other."""
    return shown(request, visit, network_trunk_beside.page(visit, name))


@router.get("/w/{book}/network/trunk/{name}/vehicles")
def show_trunk_vehicles(request: Request, visit: Visiting, name: str) -> Response:
    """Vehicles of a design of trunk lanes, and where trailers should be dropped."""
    return shown(request, visit, network_trunk_vehicles.page(visit, name))


@router.get("/w/{book}/network/trunk/{name}/vehicles/file")
def trunk_vehicles_as_file(visit: Visiting, name: str) -> Response:
    """The vehicles of a design of trunk lanes as a workbook."""
    return trunk_vehicles_file(visit.shelf, name, book=visit.name, lang=visit.lang)


@router.get("/w/{book}/network/trunk/{name}/file")
def trunk_as_file(visit: Visiting, name: str) -> Response:
    """A design of trunk lanes as GeoJSON or a workbook."""
    form = visit.choice("format", ("xlsx", "geojson"), "xlsx")
    return trunk_design_file(visit.shelf, name, form, book=visit.name, lang=visit.lang)


@router.get("/w/{book}/network/members/compare")
def show_member_comparison(request: Request, visit: Visiting) -> Response:
    """Two designs of sorting, cold chain or border side by side."""
    return shown(request, visit, network_members_beside.page(visit))


@router.get("/w/{book}/export/network/members/compare.xlsx")
async def export_member_comparison(visit: Visiting) -> Response:
    """The tables of two such designs side by side."""
    return await exported(visit, lambda: network_members_beside.grids(visit))


@router.get("/w/{book}/network/members/{name}")
def show_member(request: Request, visit: Visiting, name: str) -> Response:
    """One design of sorting, cold chain or border."""
    return shown(request, visit, network_members.page(visit, name))


@router.get("/w/{book}/network/members/{name}/file")
def member_as_file(visit: Visiting, name: str) -> Response:
    """Such a design as a workbook."""
    return member_design_file(visit.shelf, name, book=visit.name, lang=visit.lang)


@router.get("/w/{book}/network/{name}")
def show_design(request: Request, visit: Visiting, name: str) -> Response:
    """One design."""
    return shown(request, visit, network_design.page(visit, name))


@router.get("/w/{book}/network/{name}/file")
def design_as_file(visit: Visiting, name: str) -> Response:
    """A design as GeoJSON, a workbook or a map of its own."""
    form = visit.choice("format", ("xlsx", "geojson", "html"), "xlsx")
    return design_file(visit.shelf, name, form, book=visit.name, lang=visit.lang)
