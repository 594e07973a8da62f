"""Passwords, lock-out, sessions that end, links that hold once, tokens: on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jidi.core.errors import InputError, JidiError
from jidi.model.access import access_table
from jidi.registry import Registry, sqlite_url
from jidi.registry.people import Given, PeopleBook
from jidi.registry.sessions import SessionBook, TokenBook
from jidi.service import sign_in
from jidi.service.passwords import check_password, fits, hashed

GOOD = "Wang-2026-jinzhong"
TERMS = access_table().terms


@pytest.fixture(scope="module")
def secret() -> str:
    """One password, hashed once."""
    return hashed(GOOD)


@pytest.fixture
def registry(tmp_path):
    with Registry.create(sqlite_url(tmp_path / "registry.db")) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def any_registry(request, tmp_path):
    if request.param == "sqlite":
        with Registry.create(sqlite_url(tmp_path / "registry.db")) as made:
            yield made
        return
    with Registry.create(request.getfixturevalue("postgresql")) as made:
        yield made


def with_wang(registry, secret, now, *roles: str):
    people = PeopleBook(registry)
    given = [Given(role) for role in roles or ("planner",)]
    people.add("wang", "王", given, kind="local", by="admin", at=now)
    people.set_secret("wang", secret, by="admin", at=now)
    return people


def asker(registry, now, *, session="", token="", is_here=False):
    return sign_in.asker_of(registry, session=session, token=token, is_here=is_here, now=now)


def code_of(call) -> str:
    with pytest.raises(JidiError) as refused:
        call()
    return refused.value.code


def test_who_knows_the_password_is_known_until_the_session_ends(any_registry, secret, now):
    with_wang(any_registry, secret, now)
    made = sign_in.sign_in(any_registry, person="wang", password=GOOD, now=now)
    found = asker(any_registry, now, session=made.text)
    assert (found.kind, found.id, found.roles) == ("person", "wang", (Given("planner"),))
    assert made.text not in repr(list(any_registry.audit.entries()))
    sign_in.sign_out(any_registry, made.text, now=now)
    assert asker(any_registry, now, session=made.text).kind == "nobody"
    actions = [entry.action for entry in any_registry.audit.entries()]
    assert actions[-2:] == ["session.begin", "session.end"]
    assert any_registry.audit.verify() is None


def test_a_session_ends_after_idleness_and_after_its_longest_time(registry, secret, now):
    with_wang(registry, secret, now)
    made = sign_in.sign_in(registry, person="wang", password=GOOD, now=now)
    idle, step = timedelta(minutes=TERMS.idle_minutes), timedelta(minutes=TERMS.idle_minutes - 1)
    assert asker(registry, now + idle, session=made.text).kind == "nobody"
    at, longest = now, now + timedelta(hours=TERMS.absolute_hours)
    while at + step < longest:
        at += step
        assert asker(registry, at, session=made.text).kind == "person"
    assert asker(registry, longest, session=made.text).kind == "nobody"


def test_wrong_passwords_in_a_row_lock_for_a_time_and_the_right_one_then_does_not_help(
    registry, secret, now
):
    people = with_wang(registry, secret, now)

    def tried(password, at=now):
        return sign_in.sign_in(registry, person="wang", password=password, now=at)

    for _ in range(TERMS.failures_until_lock):
        assert code_of(lambda: tried("wrong")) == "A-104"
    assert code_of(lambda: tried(GOOD)) == "A-107"
    assert people.person("wang").locked_until is not None
    assert tried(GOOD, now + timedelta(minutes=TERMS.lock_minutes, seconds=1))
    assert people.person("wang").locked_until is None
    locks = [e.facts["locked"] for e in registry.audit.entries() if e.action == "session.refused"]
    assert locks == [False] * (TERMS.failures_until_lock - 1) + [True]


def test_a_lock_holds_also_for_a_password_that_was_judged_before_it(registry, secret, now):
    people = with_wang(registry, secret, now)
    people.note_failure("wang", most=1, locked_until=now + timedelta(minutes=1), at=now)
    assert code_of(
        lambda: SessionBook(registry).begin("wang", "d", until=now, at=now)
    ) == "A-104"  # fmt: skip


def test_an_unknown_name_is_refused_like_a_wrong_password(registry, secret, now):
    with_wang(registry, secret, now)
    for person, password in (("wang", "wrong"), ("li", GOOD), ("", "")):
        code = code_of(
            lambda p=person, w=password: sign_in.sign_in(registry, person=p, password=w, now=now)
        )
        assert code == "A-104"


def test_who_is_closed_is_out_at_once_with_every_session_and_token(registry, secret, now):
    people = with_wang(registry, secret, now)
    made = sign_in.sign_in(registry, person="wang", password=GOOD, now=now)
    key = sign_in.new_secret(sign_in.TOKEN_MARK)
    until = now + timedelta(days=1)
    TokenBook(registry).add(
        "wang", key.digest, name="x", scopes=("read",), until=until, by="a", at=now
    )
    assert asker(registry, now, token=key.text).kind == "token"
    people.set_closed("wang", closed=True, by="admin", at=now)
    assert not asker(registry, now, session=made.text).is_signed_in
    assert code_of(lambda: asker(registry, now, token=key.text)) == "A-105"
    assert code_of(
        lambda: sign_in.sign_in(registry, person="wang", password=GOOD, now=now)
    ) == "A-104"  # fmt: skip


def test_a_link_sets_a_password_once_and_within_its_time(any_registry, now):
    PeopleBook(any_registry).add("li", "李", [Given("planner")], kind="local", by="a", at=now)
    old = sign_in.make_link(any_registry, "li", by="a", now=now)
    link = sign_in.make_link(any_registry, "li", by="a", now=now)

    def used(one, at=now, password=GOOD):
        return sign_in.set_by_link(any_registry, one.text, password, now=at)

    late = now + timedelta(hours=TERMS.link_hours)
    assert code_of(lambda: used(old)) == "A-108"
    assert code_of(lambda: used(link, late)) == "A-108"
    assert code_of(lambda: used(link, password="short")) == "A-106"
    assert asker(any_registry, now, session=used(link).text).id == "li"
    assert code_of(lambda: used(link)) == "A-108"
    assert any_registry.audit.verify() is None


def test_a_new_password_ends_the_sessions_that_others_may_hold(registry, secret, now):
    with_wang(registry, secret, now)
    other = sign_in.sign_in(registry, person="wang", password=GOOD, now=now)
    mine = sign_in.change_password(registry, "wang", old=GOOD, new="Neu-2027-taiyuan", now=now)
    assert asker(registry, now, session=mine.text).id == "wang"
    assert asker(registry, now, session=other.text).kind == "nobody"


def test_the_first_start_makes_one_administrator_with_one_link_that_holds(registry, now):
    first, link = sign_in.first_link(registry, now=now)
    again, newer = sign_in.first_link(registry, now=now)
    assert first == again == "admin"
    assert len(PeopleBook(registry).all()) == 1
    assert asker(registry, now, is_here=True).kind == "open"  # nobody can sign in yet
    assert code_of(lambda: sign_in.set_by_link(registry, link.text, GOOD, now=now)) == "A-108"
    session = sign_in.set_by_link(registry, newer.text, GOOD, now=now)
    assert asker(registry, now, session=session.text).may("people.manage")
    assert sign_in.first_link(registry, now=now) is None
    assert asker(registry, now, is_here=True).kind == "nobody"


def test_somebody_always_remains_who_manages_people(registry, secret, now):
    people = with_wang(registry, secret, now, "administrator")
    assert code_of(
        lambda: people.set_roles("wang", [Given("planner")], by="wang", at=now)
    ) == "A-130"  # fmt: skip
    assert code_of(lambda: people.set_closed("wang", closed=True, by="wang", at=now)) == "A-130"
    assert people.person("wang").roles == (Given("administrator"),)
    assert people.person("wang").closed is None


def test_those_of_a_demonstration_are_chosen_only_on_this_machine(registry, now):
    people = PeopleBook(registry)
    for id_, role in (("demo-guest", "guest"), ("demo-officer", "supervisor")):
        people.add(id_, id_, [Given(role)], kind="demo", by="demo", at=now)
    assert asker(registry, now).kind == "guest"
    made = sign_in.choose_demo(registry, person="demo-officer", now=now)
    assert asker(registry, now, session=made.text, is_here=True).kind == "demo"
    assert asker(registry, now, session=made.text, is_here=False).kind == "guest"
    assert code_of(lambda: sign_in.choose_demo(registry, person="wang", now=now)) == "A-104"
    assert code_of(lambda: sign_in.make_link(registry, "demo-officer", by="a", now=now)) == "A-125"


def test_a_token_does_only_what_it_is_for_and_no_longer_than_it_holds(any_registry, secret, now):
    with_wang(any_registry, secret, now, "statistician")
    key, book = sign_in.new_secret(sign_in.TOKEN_MARK), TokenBook(any_registry)
    until = now + timedelta(days=10)
    made = book.add(
        "wang", key.digest, name="月报", scopes=("data.hand_in",), until=until, by="a", at=now
    )
    found = asker(any_registry, now, token=key.text)
    assert (found.may("data.hand_in"), found.may("data.read")) == (True, False)
    assert book.token(made.id).used == now.date().isoformat()
    assert code_of(lambda: asker(any_registry, until, token=key.text)) == "A-105"
    book.revoke(made.id, by="a", at=now)
    assert code_of(lambda: asker(any_registry, now, token=key.text)) == "A-105"
    assert code_of(lambda: asker(any_registry, now, token="jidi_x")) == "A-105"


@pytest.mark.parametrize(
    "password", ["Short-1", "nodigitsorcapitals", "Aa1-" * 40, "Aa1-Aa1-Aa1-", "x-WANG-2026-yuci"]
)
def test_simple_passwords_are_not_taken(password):
    with pytest.raises(InputError) as refused:
        check_password(password, person="wang")
    assert refused.value.code == "A-106"


def test_what_is_kept_of_a_password_is_an_argon2id_hash(secret):
    assert secret.startswith("$argon2id$")
    assert fits(GOOD, secret)
    assert not fits(GOOD, None)
    assert not fits(GOOD, "broken")
    check_password(GOOD, person="li")
