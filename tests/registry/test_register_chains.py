"""The register in the registry: the same on SQLite and PostgreSQL; chains that only grow."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from sqlalchemy import text

from jidi.core.errors import InputError, UnknownName
from jidi.model.register import Change, Draft, State, Subject, differences
from jidi.registry import Register, Registry, sqlite_url

AT = datetime(2026, 3, 1, 9, 30)  # noqa: DTZ001
BEGIN = date(2021, 1, 1)


def subject(name: str) -> Subject:
    return Subject(
        id=name,
        plan="shanxi",
        form="project",
        record=name,
        items=("SX-060",),
        zh=f"项目 {name}",
        en=f"Project {name}",
        due=date(2025, 12, 31),
        due_stated=False,
        at=[{"line": 150, "text": "太原"}],
    )


def state(name: str, **values: object) -> State:
    return State(title=f"项目 {name}", kind="hub", division="140100000000", **values)


FOUNDED = [(subject(name), state(name)) for name in ("b", "a", "c")]


def draft(entry: str, expected: int, **values: object) -> Draft:
    on = date(2024, 1, expected)
    return Draft(
        entry=entry,
        expected=expected,
        on=on,
        why=f"第{expected}次",
        origin="reported",
        state=state(entry, **values),
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def registry(request, tmp_path) -> Iterator[Registry]:
    if request.param == "sqlite":
        with Registry.create(sqlite_url(tmp_path / "registry.db")) as registry:
            yield registry
        return
    with Registry.create(request.getfixturevalue("postgresql")) as registry:
        yield registry
        with registry.writing() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))


@pytest.fixture
def register(registry) -> Register:
    made = Register(registry, "shanxi")
    made.start(FOUNDED, on=BEGIN, by="jidi", clock=lambda: AT)
    return made


def revise(register: Register, *drafts: Draft, by: str = "王", **more: object):
    return register.revise(drafts, by=by, clock=lambda: AT, **more)


def test_a_register_starts_with_one_revision_of_each_entry_in_the_plans_order(register):
    assert [found.id for found in register.subjects()] == ["b", "a", "c"]
    for name, chain in register.chains().items():
        assert [r.number for r in chain] == [1]
        assert (chain[0].origin, chain[0].on, chain[0].by) == ("published", BEGIN, "jidi")
        assert chain[0].state == state(name)
        assert chain[0].changes == ()


def test_subjects_come_back_as_they_were(register):
    assert register.subjects() == tuple(subject for subject, _ in FOUNDED)


def test_starting_again_adds_only_what_is_missing(register, registry):
    more = [*FOUNDED, (subject("d"), state("d"))]
    assert register.start(more, on=BEGIN, by="jidi", clock=lambda: AT) == ("d",)
    assert register.start(more, on=BEGIN, by="jidi", clock=lambda: AT) == ()
    actions = [entry.action for entry in registry.audit.entries()]
    assert actions == ["register.start", "register.start"]


def test_registers_of_two_plans_in_one_registry_do_not_meet(register, registry):
    other = Register(registry, "inner-mongolia")
    assert other.subjects() == ()
    assert other.count() == 0
    with pytest.raises(UnknownName) as unknown:
        other.chain("a")
    assert unknown.value.code == "R-304"


def test_every_step_of_a_chain_can_be_read_back(register, registry):
    first = {"status": "under_way", "percent": 40, "done": Decimal("12.50")}
    second = first | {"percent": 60, "cooperating": ("customs", "tax"), "note": "多行\n备注"}
    revise(register, draft("a", 1, **first))
    revise(register, draft("a", 2, **second), by="李", source="台账.xlsx")
    chain = register.chain("a")
    assert [(r.number, r.by, r.why) for r in chain] == [
        (1, "jidi", ""),
        (2, "王", "第1次"),
        (3, "李", "第2次"),
    ]
    assert [r.on for r in chain] == [BEGIN, date(2024, 1, 1), date(2024, 1, 2)]
    assert chain[2].state == state("a", **second)
    assert chain[1].changes == (
        Change(field="status", before="unreported", after="under_way"),
        Change(field="percent", before=None, after=40),
        Change(field="done", before=None, after="12.5"),
    )
    for before, after in pairwise(chain):
        assert after.changes == differences(before.state, after.state)
    assert register.count() == 5
    assert registry.audit.verify() is None


def test_the_audit_log_tells_every_change_in_the_same_transaction(register, registry):
    revise(register, draft("a", 1, percent=1, status="under_way"), draft("b", 1, note="x"))
    *_, last = registry.audit.entries()
    assert (last.action, last.actor, last.subject) == ("register.revise", "王", "shanxi")
    assert [told["entry"] for told in last.facts["revisions"]] == ["a", "b"]
    assert last.facts["revisions"][1]["changes"] == [{"field": "note", "before": "", "after": "x"}]


def test_a_draft_of_an_old_revision_is_refused_and_tells_what_came_between(register, registry):
    revise(register, draft("a", 1, note="李的"), by="李")
    with pytest.raises(InputError) as refused:
        revise(register, draft("b", 1, note="x"), draft("a", 1, note="王的"))
    error = refused.value
    assert error.code == "R-301"
    assert (error.facts["by"], error.facts["newest"], error.facts["fields"]) == ("李", 2, "note")
    assert len(register.chain("b")) == 1, "all or none"
    assert len(list(registry.audit.entries())) == 2


def test_several_revisions_of_one_entry_can_be_written_at_once(register):
    revise(register, draft("a", 1, note="一"), draft("a", 2, note="二"))
    assert [r.state.note for r in register.chain("a")] == ["", "一", "二"]


def test_an_unknown_entry_is_refused_with_the_nearest(register):
    with pytest.raises(UnknownName) as unknown:
        revise(register, draft("aa", 1, note="x"))
    assert unknown.value.code == "R-304"


def test_nothing_to_write_writes_nothing(register, registry):
    assert revise(register) == ()
    assert len(list(registry.audit.entries())) == 1


def test_whatever_stops_a_start_leaves_no_entry(registry):
    founded = [(s.model_copy(update={"id": f"x{s.id}"}), v) for s, v in FOUNDED]

    def start(register: Register) -> None:
        register.start(founded, on=BEGIN, by="jidi", clock=lambda: AT)

    for step in ("entries", "revisions", "audited"):
        with pytest.raises(ZeroDivisionError):
            start(Register(registry, "shanxi", faults=_failing_at(step)))
        assert Register(registry, "shanxi").subjects() == ()
        assert list(registry.audit.entries()) == []


def test_whatever_stops_a_revision_leaves_no_half_of_it(register, registry):
    for step in ("revision", "audited"):
        broken = Register(registry, "shanxi", faults=_failing_at(step))
        with pytest.raises(ZeroDivisionError):
            revise(broken, draft("a", 1, note="半"), draft("b", 1, note="半"))
        assert register.count() == 3
        assert [entry.action for entry in registry.audit.entries()] == ["register.start"]
    revise(register, draft("a", 1, note="全"))
    assert register.count() == 4


def _failing_at(step: str):
    def faults(here: str) -> None:
        if here == step:
            raise ZeroDivisionError

    return faults


def test_of_two_who_change_one_entry_at_once_one_is_told(register):
    start = threading.Barrier(2)

    def change(by: str) -> str:
        start.wait()
        try:
            revise(register, draft("a", 1, note=by), by=by)
        except InputError as error:
            return error.code
        return "written"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(change, ("王", "李")))
    assert outcomes == ["R-301", "written"]
    assert len(register.chain("a")) == 2


def test_many_writers_of_many_entries_lose_nothing(register, registry):
    def work(name: str) -> None:
        for number in range(1, 9):
            revise(register, draft(name, number, note=f"{number}"), by=name)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, ("a", "b", "c")))
    for name in ("a", "b", "c"):
        chain = register.chain(name)
        assert [r.state.note for r in chain] == ["", *(f"{n}" for n in range(1, 9))]
        assert {r.by for r in chain[1:]} == {name}
    assert registry.audit.verify() is None
