"""Who may do what to which thing: every role, action and relation against a table kept apart.

The table below was written by hand from what the offices do; it shares nothing with
``definitions/access`` but the names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import product
from typing import Any

import pytest

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError, JidiError
from jidi.lake import Workspace
from jidi.model.access import access_table
from jidi.model.case import CaseFile, case_kinds
from jidi.registry.people import Given
from jidi.service import alerts, cases
from jidi.service.access import Asker, Thing
from jidi.service.acting import SILENCE, WATCH, actions_of_step, duties, may_take
from jidi.service.books import book_of
from jidi.service.case_import import import_complaints
from jidi.service.people import add_person
from jidi.supervision.cases import first_event, folded

CITY, OURS = "140700000000", "顺通"
AT = datetime(2026, 1, 20, 9)  # noqa: DTZ001
ROLES = [
    "guest",
    "planner",
    "statistician",
    "supervisor",
    "complaint_officer",
    "city_bureau",
    "company_planner",
    "auditor",
    "administrator",
]
EVERYBODY = set(ROLES)
STAFF = EVERYBODY - {"company_planner", "administrator"}
"""All but companies and the administrator."""

# Action: those who may to anything; further, "in their division", "of their company", "own".
TABLE: dict[str, tuple[set[str], dict[str, str]]] = {
    "read": (EVERYBODY, {}),
    "report.read": (STAFF, {}),
    "report.ask": ({"planner", "statistician", "supervisor"}, {}),
    "register.read": (STAFF, {}),
    "trace.reveal": ({"supervisor", "complaint_officer"}, {}),
    "draft.read": ({"planner", "statistician", "auditor"}, {}),
    "draft.review": ({"planner"}, {}),
    "design.read": (STAFF - {"complaint_officer"}, {}),
    "alerts.read": (STAFF - {"city_bureau"}, {"city_bureau": "division"}),
    "supervision.read": (STAFF, {}),
    "data.read": (
        {"guest", "planner", "statistician", "supervisor", "auditor"},
        {"city_bureau": "own", "company_planner": "company"},
    ),
    "data.hand_in": ({"statistician"}, {"city_bureau": "own", "company_planner": "company"}),
    "data.decide": ({"statistician"}, {"city_bureau": "own", "company_planner": "company"}),
    "trace.read": ({"guest", "statistician", "supervisor", "complaint_officer", "auditor"}, {}),
    "case.read": (
        {"supervisor", "complaint_officer", "auditor"},
        {"city_bureau": "division"},
    ),
    "job.read": (
        {"guest", "planner", "statistician", "supervisor", "auditor"},
        {"city_bureau": "division"},
    ),
    "job.ask": ({"planner"}, {"city_bureau": "division"}),
    "job.decide": (
        {"planner"},
        {"city_bureau": "own", "statistician": "own", "supervisor": "own"},
    ),
    "alerts.work": ({"supervisor"}, {}),
    "alerts.silence": ({"supervisor"}, {}),
    "exchange.record": ({"statistician", "supervisor"}, {"city_bureau": "division"}),
    "case.open": ({"supervisor", "complaint_officer"}, {"city_bureau": "division"}),
    "case.officer": ({"supervisor", "complaint_officer"}, {"city_bureau": "division"}),
    "case.inspector": ({"supervisor"}, {"city_bureau": "division"}),
    "case.enforcement": ({"supervisor"}, {"city_bureau": "division"}),
    "case.leader": ({"supervisor"}, {}),
    "case.company": (set(), {"company_planner": "company"}),
    "case.evidence": (
        {"supervisor", "complaint_officer", "auditor"},
        {"city_bureau": "division"},
    ),
    "case.reveal": ({"supervisor", "complaint_officer"}, {"city_bureau": "division"}),
    "case.handle": (
        {"supervisor", "complaint_officer"},
        {"city_bureau": "division", "company_planner": "company"},
    ),
    "account": (set(), dict.fromkeys(EVERYBODY - {"guest"}, "own")),
    "people.manage": ({"administrator"}, {}),
    "audit.read": ({"auditor", "administrator"}, {}),
    "system.read": ({"auditor", "administrator"}, {}),
}

PLACES = {"140700000000": True, "140702000000": True, "140702001000": True, "140702001201": True,
          "140100000000": False, "140105000000": False, "140000000000": False,
          "150702000000": False, "": False}  # fmt: skip
"""Divisions, and whether they lie in the city bureau's."""
COMPANIES = {OURS: True, "快达": False, "": False}
MAKERS = {"me": True, "other": False, "": False}


def asker(role: str) -> Asker:
    bound = {"city_bureau": CITY, "company_planner": OURS}.get(role, "")
    return Asker("person", "me", "我", (Given(role, bound),))


def should(action: str, role: str, place: str, company: str, maker: str) -> bool:
    everywhere, within = TABLE[action]
    related = {"division": PLACES[place], "company": COMPANIES[company], "own": MAKERS[maker]}
    return role in everywhere or related.get(within.get(role, ""), False)


def test_the_table_names_every_role_and_every_action():
    assert set(access_table().roles) == EVERYBODY
    assert set(access_table().actions) == set(TABLE)


@pytest.mark.parametrize("action", sorted(TABLE))
def test_every_role_may_do_an_action_to_these_things_and_no_other(action):
    walked = product(ROLES, PLACES, COMPANIES, MAKERS)
    for role, place, company, maker in walked:
        thing = Thing(DivisionCode(place) if place else None, company, maker)
        wanted = should(action, role, place, company, maker)
        assert asker(role).may(action, thing) is wanted, (role, thing)
        if wanted:
            asker(role).demand(action, thing)
            continue
        with pytest.raises(InputError) as refused:
            asker(role).demand(action, thing)
        assert refused.value.code == ("A-103" if asker(role).may(action) else "A-102")


def steps_of_all_kinds() -> Iterator[tuple[str, str]]:
    return ((kind.id, step.id) for kind in case_kinds().values() for step in kind.steps)


@pytest.mark.parametrize("kind, step", list(steps_of_all_kinds()))
def test_a_step_of_a_case_is_taken_by_those_whose_duty_it_is(kind, step):
    found = case_kinds()[kind]
    taken = found.by_step[step]
    assert set(actions_of_step(taken)) <= set(TABLE)
    for role, place, company in product(ROLES, [p for p in PLACES if p], COMPANIES):
        values = {"operator_id": company} if company else {}
        moment = {"at": AT, "recorded_at": AT}
        event = first_event("X", found, values, by="other", why="", **moment)
        file = CaseFile(id="X", kind=kind, division=place, origin="reported", events=(event,))
        wanted = any(should(f"case.{duty}", role, place, company, "other") for duty in taken.who)
        assert may_take(asker(role), folded(file, found), taken) is wanted, (role, place, company)


def test_every_duty_has_somebody_who_holds_it():
    for action in duties(case_kinds().values()) | {WATCH, SILENCE}:
        everywhere, within = TABLE[action]
        assert everywhere or within, action


@pytest.fixture
def staffed(tmp_path, now):
    """A book with one person for each role, and a complaint in their city and in another."""
    made = Workspace.create(
        tmp_path / "book", province="山西", plan="shanxi", title="试", by="t", clock=lambda: now
    )
    with made as workspace, closing(book_of(workspace)) as book:
        given = {"operator_id": OURS, "kind": "loss", "business": "express"}
        for division in ("晋中市", "太原市"):
            cases.open_case(book, "complaint", given, division=division, by="王", now=now)
        for role in ROLES:
            bound = {"city_bureau": "=晋中市", "company_planner": f"={OURS}"}.get(role, "")
            add_person(book, f"p-{role}", name=f"名{role}", roles=[role + bound], by="t", now=now)
        yield book


def writing(book: Any, now: Any, tmp_path: Any) -> dict[str, tuple[str, Callable[[str], object]]]:
    """Everything that writes about cases and alerts: the action it asks for, and how it is done."""
    proof = tmp_path / "照片.jpg"
    proof.write_bytes(b"1")
    given = {"operator_id": OURS, "kind": "loss", "business": "express"}
    at = cases.local(now)
    return {
        "open": ("case.open", lambda by: cases.open_case(
            book, "complaint", given, division="晋中市", by=by, now=now)),
        "import": ("case.open", lambda by: import_complaints(book, by=by, now=now)),
        "accept": ("case.officer", lambda by: cases.take_step(
            book, "SS000001", "accept", {}, by=by, now=now)),
        "reopen": ("case.leader", lambda by: cases.take_step(
            book, "SS000001", "reopen", {}, by=by, now=now, why="x")),
        "pause": ("case.officer", lambda by: cases.pause_case(
            book, "SS000001", by=by, why="x", now=now)),
        "resume": ("case.officer", lambda by: cases.resume_case(
            book, "SS000001", by=by, why="x", now=now)),
        "evidence": ("case.officer", lambda by: cases.add_evidence(
            book, "SS000001", proof, by=by, now=now)),
        "raise": ("case.open", lambda by: cases.raise_case(
            book, "SS000001", "lead", by=by, now=now, why="x")),
        "forget": ("case.leader", lambda by: cases.forget_personal(book, by=by, why="x", now=now)),
        "record": ("alerts.work", lambda by: alerts.record(book, at=at, by=by, now=now)),
        "silence": ("alerts.silence", lambda by: alerts.silence(
            book, rule="filing_overdue", begins=at, ends=at.replace(year=at.year + 1),
            why="x", by=by, now=now)),
    }  # fmt: skip


def refused(work: Callable[[str], object], by: str) -> bool:
    try:
        work(by)
    except JidiError as error:
        codes = {one.code for one in getattr(error, "errors", [error])}
        return bool(codes & {"A-100", "A-102", "A-103"})
    return False


def test_whatever_writes_asks_for_the_right_and_signs_with_the_registered_name(
    staffed, now, tmp_path
):
    for what, (action, work) in writing(staffed, now, tmp_path).items():
        for role in ROLES:
            place = "" if what in ("import", "forget") else CITY
            wanted = should(action, role, place, OURS, "other")
            if what == "evidence":  # the company's own evidence too
                wanted = wanted or should("case.company", role, place, OURS, "other")
            assert refused(work, f"名{role}") is not wanted, (what, role)
    actors = {event.by for event in cases.case_named(staffed, "SS000001").file.events[1:]}
    assert actors
    assert actors <= {f"p-{role}" for role in ROLES}


def test_a_city_bureau_works_in_its_own_city_only(staffed, now):
    for case, code in (("SS000001", "Y-211"), ("SS000002", "A-103")):
        with pytest.raises(JidiError) as told:
            cases.take_step(staffed, case, "accept", {}, by="p-city_bureau", now=now)
        assert code in {one.code for one in getattr(told.value, "errors", [told.value])}


def test_where_people_are_registered_nobody_else_acts(staffed, now):
    with pytest.raises(InputError, match="Q-101") as told:
        cases.pause_case(staffed, "SS000001", by="p-supervisr", why="x", now=now)
    assert told.value.facts["nearest"] == "p-supervisor"
    add_person(staffed, "p-twin", name="名supervisor", roles=["planner"], by="t", now=now)
    with pytest.raises(InputError, match="Q-102"):
        cases.pause_case(staffed, "SS000001", by="名supervisor", why="x", now=now)


def test_two_names_of_one_person_are_one_person(staffed, now):
    """Who reported it put right may not check it, under whichever name."""
    matter = next(iter(staffed.catalogue.code_lists["inspection_matter"].entries))
    hazard = {"facility_id": "F1", "matter": matter}
    made = cases.open_case(staffed, "hazard", hazard, division="晋中市", by="p-supervisor", now=now)
    cases.take_step(staffed, made.id, "mend", {"measure": "清理"}, by="名supervisor", now=now)
    with pytest.raises(JidiError, match="Y-215"):
        cases.take_step(staffed, made.id, "confirm", {}, by="p-supervisor", now=now)
