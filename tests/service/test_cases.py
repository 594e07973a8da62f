"""Cases of a book: kept with their audit entries, bulk opening, duplicates, leads, evidence."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from founded_books import fresh
from jidi.core.errors import InputError, UnknownName, WorkspaceError
from jidi.privacy.key import new_ring
from jidi.registry import Registry
from jidi.registry.cases import CaseBook
from jidi.service import cases
from jidi.service.case_clocks import local
from jidi.service.case_import import import_complaints
from jidi.service.case_json import whole_json

GIVEN = {"operator_id": "Q1", "kind": "loss", "business": "express"}
"""Of a complaint."""


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as made:
        yield made


def opened(book, now, days=0, **more):
    given = {**GIVEN, **more}
    at = local(now) - timedelta(days=20 - days)
    return cases.open_case(book, "complaint", given, division="太原市", by="王", now=now, at=at)


def actions(book):
    return [entry.action for entry in book.workspace.registry.audit.entries()]


def test_every_change_stands_in_the_audit_log_and_the_chain_holds(book, now, tmp_path):
    case = opened(book, now)
    cases.pause_case(book, case.id, by="王", why="补正", now=now, at=case.opened_at)
    with pytest.raises(InputError, match="Y-213"):
        cases.pause_case(book, case.id, by="王", why="补正", now=now)
    cases.resume_case(book, case.id, by="王", why="已补", now=now)
    proof = tmp_path / "照片.jpg"
    proof.write_bytes(b"12345")
    cases.add_evidence(book, case.id, proof, by="王", now=now, note="现场")
    cases.take_step(book, case.id, "withdraw", {}, by="王", why="用户撤回", now=now)
    names = ["case.open", "case.pause", "case.resume", "case.evidence", "case.withdraw"]
    assert actions(book)[-5:] == names
    assert book.workspace.registry.audit.verify() is None
    assert cases.case_named(book, case.id).state == "withdrawn"
    assert cases.check_evidence(book, case.id, proof)["bytes"] == 5
    proof.write_bytes(b"12346")
    with pytest.raises(InputError, match="Y-309"):
        cases.check_evidence(book, case.id, proof)


def test_a_step_that_fails_leaves_no_trace(book, now):
    case, before = opened(book, now), None
    before = actions(book)
    for step, given, code in [
        ("accept", {"kind": "x"}, "D-111"),
        ("accept", {}, "Y-211"),
        ("rule", {}, "Y-204"),
    ]:
        with pytest.raises((InputError, UnknownName), match=code):
            cases.take_step(book, case.id, step, given, by="王", why="x", now=now)
    with pytest.raises(InputError, match="Y-307"):
        cases.take_step(book, case.id, "withdraw", {}, by=" ", why="x", now=now)
    assert actions(book) == before
    assert len(cases.case_named(book, case.id).file.events) == 1


def test_two_who_act_from_the_same_history_do_not_both_win(book, now):
    case = opened(book, now)
    stale = case.file.events[-1].model_copy(update={"number": 2, "step": "withdraw"})
    kept = cases.case_book(book)
    kept.commit([], by="李", action="x", clock=lambda: now, follow=lambda _: [stale])
    with pytest.raises(InputError, match="Y-301"):
        kept.commit([], by="王", action="x", clock=lambda: now, follow=lambda _: [stale])


def test_a_second_complaint_of_the_same_parcel_is_found(book, now):
    first = opened(book, now, parcel_id="SX25091000000008")
    second = opened(book, now, days=5, parcel_id="SX25091000000008")
    assert second.values["duplicate_of"] == first.id
    told = {one.rule.id: one.holds for one in second.verdicts()}
    assert told["not_a_duplicate"] is False
    assert "duplicate_of" not in opened(book, now, parcel_id="SX25091000000009").values


def test_personal_values_are_sealed_and_masked_and_go_when_their_term_is_over(book, now):
    more = {"contact": "13812345678", "text": "张三丢件", "parcel_id": "SX25091000000008"}
    with pytest.raises(WorkspaceError, match="K-104"):
        opened(book, now, **more)
    ring = new_ring(suite="international", entropy=lambda n: bytes(range(n)), now=now)
    case = cases.open_case(
        book, "complaint", {**GIVEN, **more}, division="太原市", by="王", now=now,
        at=local(now) - timedelta(days=1), keys=ring,
    )  # fmt: skip
    assert set(case.file.personal) == {"contact", "text"}
    told = str(whole_json(case, now=now))
    log = str([entry.facts for entry in book.workspace.registry.audit.entries()])
    files = b"".join(p.read_bytes() for p in book.workspace.root.glob("registry.db*"))
    for clear in ("13812345678", "张三"):
        assert clear not in told
        assert clear not in log
        assert clear.encode() not in files
    assert "SX25091000000008" not in told
    cases.take_step(book, case.id, "withdraw", {}, by="王", why="撤回", now=now)
    later = now + timedelta(days=3 * 366 + 2)
    assert cases.forgettable(book, now=now) == ()
    assert cases.forget_personal(book, by="王", why="到期", now=later) == 2
    left = cases.case_named(book, case.id)
    assert (left.file.personal, len(left.file.events)) == ({}, 2)


def test_a_ruled_complaint_gives_rise_to_a_lead_and_both_say_so(book, now):
    complete = {
        "direct_party": "是", "clear_request": "是", "company_answered": "是",
        "happened_on": "2025-12-01", "elsewhere": "否",
    }  # fmt: skip
    case = opened(book, now, **complete)
    cases.take_step(book, case.id, "accept", {}, by="王", now=now)
    with pytest.raises(InputError, match="Y-308"):
        cases.raise_case(book, case.id, "lead", by="王", why="丢失", now=now)
    given = {"responsibility": "企业责任"}
    cases.take_step(book, case.id, "rule", given, by="王", why="核实", now=now)
    case, lead = cases.raise_case(book, case.id, "lead", by="王", why="丢失", now=now)
    assert lead.values == {"operator_id": "Q1", "from_case": case.id}
    assert [one["case"] for one in (*case.links, *lead.links)] == [lead.id, case.id]
    assert actions(book)[-1] == "case.raise"
    with pytest.raises(InputError, match="Y-308"):
        cases.raise_case(book, case.id, "lead", by="王", why="丢失", now=now)


def _commit_complaints(book, now, rows):
    operators = [
        {"operator_id": "Q1", "name": "甲", "brand": "甲", "kind": "express",
         "ownership": "private", "division": "140100000000", "opened_on": date(2015, 1, 1)},
    ]  # fmt: skip
    tables = {}
    for name, given in (("operator", operators), ("complaint", rows)):
        table = book.catalogue.table(name)
        full = [{**dict.fromkeys(table.arrow_schema.names), **row, "origin": "synthetic"}
                for row in given]  # fmt: skip
        tables[name] = pa.Table.from_pylist(full, schema=table.arrow_schema)
    book.workspace.lake.commit(tables, source="x", origin="synthetic", by="x", clock=lambda: now)


def _row(number, received, **more):
    return {
        "complaint_id": f"T{number}", "operator_id": "Q1", "division": "140105000000",
        "kind": "loss", "business": "express", "received_on": received,
        "due_on": received + timedelta(days=30), **more,
    }  # fmt: skip


def test_complaints_of_the_book_are_opened_once_and_the_others_kept_aside_with_reasons(book, now):
    day = date(2025, 9, 5)
    closed = {"answered_on": day, "closed_on": day, "responsibility": "company"}
    rows = [
        _row(1, day, parcel_id="P1", **closed),
        _row(2, day + timedelta(days=3), parcel_id="P1"),
        _row(3, day, business="other"),
        _row(4, day, operator_id="Q9"),
        _row(5, day, answered_on=day - timedelta(days=1)),
        _row(6, date(2025, 3, 3)),
    ]
    _commit_complaints(book, now, rows)
    found = import_complaints(book, by="王", now=now)
    assert (found.rows, len(found.opened), found.known) == (6, 2, 0)
    assert {one.complaint: one.reasons[0][1] for one in found.refused} == {
        "T2": "fails: no duplicate",
        "T3": "fails: within scope",
    }
    assert {one.complaint for one in found.broken} == {"T4", "T5"}
    assert found.due_differs == 3  # 5 and 8 October are holidays, 2 April is none
    told = {one.file.source: one for one in cases.list_cases(book, is_open=False)}
    assert told["complaint:T1"].state == "closed"
    assert told["complaint:T1"].file.origin == "synthetic"
    assert told["complaint:T2"].state == "refused"
    (late,) = cases.due_clocks(cases.list_cases(book), now=now)
    assert (late.case.file.source, late.state) == ("complaint:T6", "overdue")
    again = import_complaints(book, by="王", now=now)
    assert (again.known, len(again.opened), len(again.broken)) == (4, 0, 2)
    assert book.workspace.registry.audit.verify() is None


def test_what_the_table_says_of_later_days_has_not_happened_yet(book, now):
    day = date(2025, 9, 5)
    later = {"answered_on": day + timedelta(days=9), "responsibility": "company"}
    rows = [
        _row(1, day, parcel_id="P1", closed_on=day + timedelta(days=9), **later),
        _row(2, day + timedelta(days=5), parcel_id="P2"),
    ]
    _commit_complaints(book, now, rows)
    found = import_complaints(book, by="王", now=now, known_at=day + timedelta(days=4))
    (only,) = cases.list_cases(book, is_open=True)
    assert (found.rows, only.file.source, only.state) == (1, "complaint:T1", "accepted")
    assert "responsibility" not in only.values


def test_cases_are_kept_alike_in_postgresql(postgresql, now):
    from sqlalchemy import text

    from jidi.model.case import case_kind
    from jidi.service.cases import new_case

    with Registry.create(postgresql) as registry:
        kept, kind = CaseBook(registry), case_kind("complaint")
        at = datetime(2025, 3, 3, 9)  # noqa: DTZ001
        made = new_case(kind, GIVEN, division="140100000000", at=at, by="王", why="",
                        recorded_at=at)  # fmt: skip
        ids = kept.commit([made, made], by="王", action="case.open", clock=lambda: now)
        assert ids == ("SS000001", "SS000002")
        assert kept.counts() == {("complaint", "received"): 2}
        assert [one.id for one in kept.files(states=["complaint.received"])] == list(ids[::-1])
        assert registry.audit.verify() is None
        with registry.writing() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
