"""Alerts of a book: recorded, revised by late data, silenced, acknowledged; the audit log holds."""

from __future__ import annotations

import json
from datetime import datetime

import pyarrow as pa
import pytest

from book_copies import copied
from jidi.core.errors import JidiError
from jidi.lake import Workspace
from jidi.model.catalogue import Catalogue
from jidi.service.alert_words import explanation, history
from jidi.service.alerts import acknowledge, alert_book, one_alert, record, shown, silence
from jidi.service.books import book_of

CATALOGUE = Catalogue()
NOW = datetime.fromisoformat("2026-01-20T09:00+08:00")
AT = datetime.fromisoformat("2025-11-14")
LATER = datetime.fromisoformat("2025-11-15")


@pytest.fixture
def book(tmp_path):
    """An empty book of Shanxi."""
    made = Workspace.create(
        tmp_path / "book",
        province="140000000000",
        plan="shanxi",
        title="山西",
        by="王",
        clock=lambda: NOW,
    )
    with made as workspace:
        opened = book_of(workspace)
        opened.catalogue = CATALOGUE  # read once for all tests
        yield opened
        opened.close()


def _commit(book, table, rows, *, replace=False):
    schema = book.catalogue.table(table).arrow_schema
    names = [name for name in schema.names if name != "origin"]
    columns = [pa.array([row.get(n) for row in rows], schema.field(n).type) for n in names]
    book.workspace.lake.commit(
        {table: pa.table(columns, names=names)},
        source="test",
        origin="reported",
        by="王",
        clock=lambda: NOW,
        replace=replace,
    )


def _machine(day, online):
    return {
        "machine_id": "M1",
        "facility_id": "F1",
        "division": "140105000000",
        "day": datetime.fromisoformat(day).date(),
        "minutes_due": 720.0,
        "minutes_online": online,
    }


def _run(book, at=AT):
    return record(book, at=at, by="王", now=NOW)


def test_a_run_records_alerts_and_a_sound_day_resolves_them(book):
    _commit(book, "screening", [_machine("2025-11-13", 0.0), _machine("2025-11-14", 700.0)])
    first = _run(book)
    [one] = shown(book)
    assert (first.changes, one.alert.rule, one.alert.state) == (
        {"firing": 1},
        "machine_offline",
        "firing",
    )
    assert "licence_expiring" in first.unjudged_rules
    assert _run(book, LATER).changes == {"resolved": 1}
    assert shown(book) == ()
    _, events = one_alert(book, one.id)
    assert [e.change for e in events] == ["firing", "resolved"]


def test_the_same_run_again_changes_nothing(book):
    _commit(book, "screening", [_machine("2025-11-13", 0.0)])
    _run(book)
    again = _run(book)
    assert (again.changes, len(shown(book, all_states=True))) == ({}, 1)


def test_data_that_come_late_withdraw_an_alert_and_say_so(book):
    _commit(book, "screening", [_machine("2025-11-13", 0.0)])
    _run(book)
    _commit(book, "screening", [_machine("2025-11-13", 710.0)], replace=True)
    done = _run(book, LATER)
    assert done.changes == {"withdrawn": 1}
    _, events = one_alert(book, 1)
    assert "因迟到数据撤回" in history(events, "zh")[-1]
    assert "withdrawn by late data" in history(events, "en")[-1]


def test_a_value_that_late_data_change_is_a_revision(book):
    _commit(book, "screening", [_machine("2025-11-13", 0.0)])
    _run(book)
    _commit(book, "screening", [_machine("2025-11-13", 72.0)], replace=True)
    assert _run(book).changes == {"revised": 1}
    assert shown(book)[0].alert.verdict.value == 10


def test_missing_data_resolve_nothing(book):
    _commit(book, "screening", [_machine("2025-11-13", 0.0)])
    _run(book)
    assert _run(book, LATER).changes == {"unjudged": 1}
    [one] = shown(book)
    assert (one.alert.state, one.alert.judged) == ("firing", False)


def test_a_silenced_message_is_recorded_with_its_silence(book):
    _commit(book, "screening", [_machine("2025-11-13", 0.0)])
    number = silence(
        book, division="太原市", begins=AT, ends=LATER, why="停业检修", by="王", now=NOW
    )
    done = _run(book)
    assert (done.suppressed, len(shown(book))) == (1, 1)
    [kept] = alert_book(book).suppressed()
    assert (kept.silence, kept.change) == (number, "firing")
    _run(book, LATER)  # the silence is over
    assert len(alert_book(book).suppressed()) == 1


@pytest.mark.parametrize(
    "given, code",
    [
        ({"why": ""}, "U-132"),
        ({"by": " "}, "U-132"),
        ({"ends": AT}, "U-133"),
        ({"rule": ""}, "U-134"),
        ({"rule": "machine_ofline"}, "U-102"),
        ({"division": "无此地"}, "C-2"),
    ],
)
def test_a_silence_needs_name_reason_end_and_bounds(book, given, code):
    asked = {"rule": "machine_offline", "begins": AT, "ends": LATER, "why": "检修", "by": "王"}
    with pytest.raises(JidiError) as refused:
        silence(book, **{**asked, **given}, now=NOW)
    assert refused.value.code.startswith(code)
    assert alert_book(book).silences() == ()


def test_an_alert_is_acknowledged_with_name_and_reason(book):
    _commit(book, "screening", [_machine("2025-11-13", 0.0)])
    _run(book)
    acknowledge(book, 1, why="已派人", by="李", now=NOW)
    one, events = one_alert(book, 1)
    assert one.acknowledged
    assert (events[-1].change, events[-1].actor, events[-1].why) == ("acknowledged", "李", "已派人")
    for unknown in (9, 0, 2**64):
        with pytest.raises(JidiError, match="U-130"):
            acknowledge(book, unknown, why="x", by="李", now=NOW)


def test_the_past_is_not_recorded_again(book):
    _commit(book, "screening", [_machine("2025-11-13", 0.0)])
    _run(book, LATER)
    with pytest.raises(JidiError, match="U-120"):
        _run(book, AT)


def test_every_change_stands_in_the_audit_log(book):
    _commit(book, "screening", [_machine("2025-11-13", 0.0)])
    silence(book, rule="machine_offline", begins=AT, ends=LATER, why="检修", by="王", now=NOW)
    _run(book)
    acknowledge(book, 1, why="已派人", by="李", now=NOW)
    log = book.workspace.registry.audit
    actions = [entry.action for entry in log.entries()]
    assert actions[-3:] == ["alerts.silence", "alerts.run", "alerts.acknowledge"]
    assert log.verify() is None


def test_an_alert_explains_itself(book):
    _commit(book, "screening", [_machine("2025-11-13", 0.0)])
    _run(book)
    one, _ = one_alert(book, 1)
    told = dict(explanation(book, one, "zh"))
    assert told["数值"] == "0 %"
    assert told["触发条件"] == "< 50 %"
    assert "反恐怖主义法" in told["依据"]
    assert "小店区" in told["分组"]
    assert dict(explanation(book, one, "en"))["Within"] == "48 hours"


def test_the_commands_say_the_same(jidi, demo_books, tmp_path):
    book = tmp_path / "copy"
    copied(demo_books["shanxi"], book)
    where = ("-w", str(book))
    status, out, _ = jidi("watch", *where, "--at", "2025-11-16", "--record", "--by", "王", "--json")
    assert status == 0
    assert json.loads(out)["changes"]["firing"] > 10
    status, out, _ = jidi("alerts", "list", *where, "--json")
    first = json.loads(out)[0]
    status, out, _ = jidi("alerts", "show", str(first["id"]), *where, "--json")
    assert json.loads(out)["history"][0]["actor"] == "王"
    until = ("--until", "2026-03-01", "--from", "2025-11-16")
    words = ("--rule", first["rule"], *until, "--why", "检修", "--by", "王")
    assert jidi("alerts", "silence", *where, *words)[0] == 0
    assert first["rule"] in jidi("alerts", "silences", *where)[1]
    assert (
        jidi("alerts", "acknowledge", str(first["id"]), *where, "--by", "王", "--why", "派人")[0]
        == 0
    )
    assert jidi("alerts", "list", *where, "--severity", "urgnt")[0] == 2
