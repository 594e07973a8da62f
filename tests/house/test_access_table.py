"""Every address of the web face stands in the table of rights; the table names no other.

A new route fails here until ``definitions/access/routes.csv`` has a line for it.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from jidi.core.errors import DefinitionError, UnknownName
from jidi.model.access import OPEN, Relation, access_table
from jidi.model.case import case_kinds
from jidi.service.acting import EXCHANGE, OPEN_CASE, SILENCE, WATCH, duties
from jidi.web.app import create_app
from jidi.web.door import admitted
from jidi.web.shelf import Shelf

OUTSIDE = {"/api/v1/openapi.json"}
"""What FastAPI serves itself: a description without data."""


@pytest.fixture(scope="module")
def routes():
    book = SimpleNamespace(workspace=SimpleNamespace(lake=SimpleNamespace(read_only=True)))
    app = create_app(Shelf({"book": book}), static=SimpleNamespace())
    return list(iter_route_contexts(app.routes))


def test_every_route_stands_in_the_table(routes):
    known = access_table().routes
    missing = [
        f"{method},{route.path}"
        for route in routes
        if route.path not in OUTSIDE
        for method in sorted(route.methods)
        if (method, route.path) not in known
    ]
    assert missing == []


def test_the_table_names_no_route_that_is_gone(routes):
    served = {(method, route.path) for route in routes for method in route.methods}
    assert set(access_table().routes) <= served


def test_every_route_leads_through_the_door(routes):
    unguarded = [
        route.path
        for route in routes
        if route.path not in OUTSIDE
        and admitted not in [one.dependency for one in route.dependencies]
    ]
    assert unguarded == []
    assert all(isinstance(r.original_route, APIRoute) for r in routes if r.path not in OUTSIDE)


def test_only_these_are_open_to_everyone():
    rules = access_table().routes.values()
    assert {rule.path for rule in rules if rule.action == OPEN} == {
        "/",
        "/{page}",
        "/indicators/{name}",
        "/network/{name}",
        "/register/{name}",
        "/static/{digest}/{name:path}",
        "/api/v1/books",
        "/w/{book}/sign-in",
        "/w/{book}/sign-in/provider",
        "/w/{book}/sign-in/provider/back",
        "/w/{book}/sign-out",
        "/w/{book}/choose",
        "/w/{book}/welcome/{link}",
    }


def test_what_writes_never_asks_only_for_reading():
    writing = [r for (m, _), r in access_table().routes.items() if m not in ("GET",)]
    assert writing
    assert [r.path for r in writing if r.action.rpartition(".")[2] == "read"] == []


def test_every_action_is_asked_for_somewhere():
    asked = {rule.action for rule in access_table().routes.values()}
    asked |= {OPEN_CASE, WATCH, SILENCE, EXCHANGE} | duties(
        case_kinds().values()
    )  # on the command line
    assert [name for name in access_table().actions if name not in asked] == []


def test_the_guest_and_the_auditor_write_nothing_and_the_administrator_does_no_business():
    writes = {
        rule.action
        for (method, _), rule in access_table().routes.items()
        if method != "GET" and rule.action not in (OPEN, "account")
    }
    may = {
        role: {a.id for a in access_table().actions.values() if a.relations[role] != Relation.NO}
        for role in access_table().roles
    }
    assert not writes & may["guest"]
    assert not writes & may["auditor"]
    assert may["administrator"] & writes <= {"people.manage"}
    assert not any(action.startswith(("data.", "trace.")) for action in may["administrator"])
    assert [role for role, actions in may.items() if "people.manage" in actions] == [
        "administrator"
    ]


def test_a_role_holds_only_what_its_bound_can_mean():
    fitting = {
        "province": {Relation.ANY, Relation.OWN, Relation.NO},
        "division": {Relation.ANY, Relation.DIVISION, Relation.OWN, Relation.NO},
        "company": {Relation.ANY, Relation.COMPANY, Relation.OWN, Relation.NO},
    }
    for action in access_table().actions.values():
        for role in access_table().roles.values():
            assert action.relations[role.id] in fitting[role.bound], (action.id, role.id)


def test_unknown_names_offer_the_nearest():
    with pytest.raises(UnknownName) as of_role:
        access_table().role("planer")
    assert (of_role.value.code, of_role.value.facts["nearest"]) == ("A-120", "planner")
    with pytest.raises(UnknownName) as of_action:
        access_table().action("data.raed")
    assert (of_action.value.code, of_action.value.facts["nearest"]) == ("A-121", "data.read")
    with pytest.raises(DefinitionError) as of_route:
        access_table().rule("GET", "/w/{book}/nowhere")
    assert of_route.value.code == "A-101"
