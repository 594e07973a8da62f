"""The door itself: rights by relation; a list holds what opening one by one would let through."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError, JidiError
from jidi.model.access import Relation, access_table
from jidi.registry.people import Given
from jidi.service import access
from jidi.service.access import NOBODY, Asker, Thing, open_asker

TAIYUAN, JINZHONG = "140100000000", "140700000000"
YUCI = DivisionCode("140702000000")
BUREAU = Asker("person", "wang", "王", (Given("city_bureau", JINZHONG),))
COMPANY = Asker("person", "li", "李", (Given("company_planner", "顺通"),))


@pytest.fixture
def by_division(monkeypatch):
    """The table as it is, with one more action that city bureaus do in their division."""
    table = access_table()
    relations = dict.fromkeys(table.roles, Relation.NO)
    relations |= {"city_bureau": Relation.DIVISION, "company_planner": Relation.COMPANY}
    work = replace(table.action("read"), id="work", relations=relations)
    widened = replace(table, actions={**table.actions, "work": work})
    monkeypatch.setattr(access, "access_table", lambda: widened)


@pytest.mark.parametrize(
    ("asker", "sees"),
    [(BUREAU, True), (replace(BUREAU, roles=(Given("city_bureau", TAIYUAN),)), False)],
)
def test_a_thing_is_seen_only_inside_its_division(by_division, asker, sees):
    assert asker.may("work", Thing(division=YUCI)) is sees
    assert not asker.may("work", Thing())  # where it lies is unknown: it is nobody's


def test_a_company_sees_its_own_and_a_person_what_they_made():
    assert COMPANY.may("data.read", Thing(company="顺通"))
    assert not COMPANY.may("data.read", Thing(company="快达"))
    assert not COMPANY.may("data.read", Thing())
    assert BUREAU.may("data.read", Thing(by="wang", company="顺通"))
    assert not BUREAU.may("data.read", Thing(by="li", company="顺通"))


def test_refusals_say_whether_the_right_or_its_reach_is_missing():
    for asker, thing, code in (
        (NOBODY, None, "A-100"),
        (COMPANY, Thing(company="快达"), "A-103"),
    ):
        with pytest.raises(InputError) as refused:
            asker.demand("data.read", thing)
        assert refused.value.code == code
    with pytest.raises(InputError) as refused:
        COMPANY.demand("people.manage")
    assert refused.value.code == "A-102"
    assert refused.value.facts["who"] == "李"


def test_a_token_that_is_for_something_else_is_told_apart_from_a_missing_right():
    token = replace(COMPANY, kind="token", scopes=frozenset({"data.hand_in"}))
    wanted = {"data.read": "A-131", "people.manage": "A-102", "data.hand_in": None}
    for action, code in wanted.items():
        refused = token.refusal(action)
        assert (None if refused is None else refused.code) == code
    refused = token.refusal("data.read", Thing(company="快达"))
    assert refused is not None
    assert refused.code == "A-102"  # nor may its person, to that thing


def test_who_is_bound_to_a_company_sends_in_its_name_only():
    assert COMPANY.sends_as("data.hand_in", "") == "顺通"
    with pytest.raises(JidiError) as refused:
        COMPANY.sends_as("data.hand_in", "快达")
    assert refused.value.code == "A-103"
    officer = Asker("person", "z", "赵", (Given("statistician"),))
    assert officer.sends_as("data.hand_in", "快达") == "快达"


def test_where_nobody_can_sign_in_a_visitor_from_elsewhere_is_a_guest():
    here, elsewhere = open_asker(is_here=True), open_asker(is_here=False)
    assert here.may("data.hand_in")
    assert not elsewhere.may("data.hand_in")
    for asker in (here, elsewhere):
        assert asker.may("read")
        assert not asker.may("people.manage")
        assert asker.signs_as("王") == "王"
    assert not elsewhere.may("audit.read")


def test_an_unknown_action_is_an_error_not_a_no():
    with pytest.raises(JidiError) as unknown:
        COMPANY.may("data.raed")
    assert unknown.value.code == "A-121"


roles = st.sampled_from(
    [Given("guest"), Given("statistician"), Given("city_bureau", JINZHONG)]
    + [Given("company_planner", name) for name in ("顺通", "快达")]
)
things = st.builds(
    Thing,
    division=st.sampled_from([None, YUCI, DivisionCode(TAIYUAN)]),
    company=st.sampled_from(["", "顺通", "快达"]),
    by=st.sampled_from(["", "wang", "li"]),
)


@given(st.lists(roles, max_size=3), st.lists(things), st.sampled_from(list(access_table().actions)))
def test_a_list_holds_exactly_what_opening_one_by_one_lets_through(given_roles, found, action):
    asker = Asker("person", "wang", "王", tuple(given_roles))
    shown = asker.visible(action, found, thing_of=lambda one: one)
    assert list(shown) == [one for one in found if asker.may(action, one)]


@given(st.lists(roles, max_size=2), roles, things, st.sampled_from(list(access_table().actions)))
def test_another_role_never_takes_a_right_away(few, more, thing, action):
    before = Asker("person", "wang", "王", tuple(few))
    after = replace(before, roles=(*few, more))
    assert after.may(action, thing) >= before.may(action, thing)
    scoped = replace(after, scopes=frozenset({"read"}))
    assert scoped.may(action, thing) <= after.may(action, thing)
