"""Personal values of a book: refused when clear, opened with name and reason, found by scans."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pytest

from book_copies import copied
from jidi.core.errors import InputError, LakeError, WorkspaceError
from jidi.lake import Workspace
from jidi.privacy import pseudonymise
from jidi.service.books import book_of
from jidi.service.intake import Setting, ingest_file
from jidi.service.intake_asked import IntakeAsked
from jidi.service.keys import drop, make_keys, rotate
from jidi.service.personal_values import key_ring, match_person, needed_ring, reveal
from jidi.service.privacy_audit import audit_privacy, declared

NOTE = "张三来电13812345678，催件"
WHO = {"by": "李科长", "why": "申诉件12号复核"}


def _bytes(count: int, state: list[int] = [0]) -> bytes:  # noqa: B006
    state[0] += 1
    return bytes((state[0] * 31 + at) % 256 for at in range(count))


def _complaints(note: str | None, ident: str = "C1") -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(
        {
            "complaint_id": [ident],
            "operator_id": ["O1"],
            "division": ["140100000000"],
            "kind": ["delay"],
            "business": ["express"],
            "received_on": pa.array([date(2025, 3, 1)]),
            "personal_note": pa.array([note], pa.string()),
        }
    )


@pytest.fixture
def world(tmp_path, now):
    """An empty book with keys beside it."""
    workspace = Workspace.create(
        tmp_path / "book", province="山西", plan="shanxi", title="试", by="t", clock=lambda: now
    )
    path, _ = make_keys(
        workspace, tmp_path / "keys.toml", suite="international", entropy=_bytes, by="t", now=now
    )
    book = book_of(workspace)
    yield book, path
    book.close()
    workspace.close()


def _commit(book, rows: pa.RecordBatch, now: datetime, **more) -> None:
    order = {"source": "t", "origin": "reported", "by": "t", "clock": lambda: now} | more
    book.workspace.lake.commit({"complaint": rows}, **order)


def _sealed(book, path, note: str) -> pa.RecordBatch:
    table = book.catalogue.table("complaint")
    return pseudonymise(_complaints(note), table, needed_ring(book.workspace, path))


def test_the_lake_refuses_a_clear_value_and_takes_a_sealed_one(world, now):
    book, path = world
    with pytest.raises(LakeError) as refused:
        _commit(book, _complaints(NOTE), now)
    assert refused.value.code == "K-115"
    _commit(book, _sealed(book, path, NOTE), now)
    assert book.rows("complaint") == 1


def test_a_value_is_opened_after_the_look_is_recorded(world, now):
    book, path = world
    _commit(book, _sealed(book, path, NOTE), now)
    ring = needed_ring(book.workspace, path)
    text = reveal(book, "complaint", "personal_note", "C1", keys=ring, now=now, **WHO)
    assert text == NOTE
    last = list(book.workspace.registry.audit.entries())[-1]
    assert (last.action, last.actor, last.subject) == (
        "privacy.reveal",
        "李科长",
        "complaint.personal_note",
    )
    assert last.facts == {"why": WHO["why"], "row": "C1", "purpose": "complaint"}
    assert book.workspace.registry.audit.verify() is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"by": " "}, "K-114"),
        ({"why": ""}, "K-114"),
        ({"column": "complaint_id"}, "K-116"),
        ({"row": "C2"}, "K-117"),
        ({"row": "C1,C2"}, "K-117"),
    ],
)
def test_a_value_is_not_opened_and_nothing_recorded(world, now, changed, code):
    book, path = world
    _commit(book, _sealed(book, path, NOTE), now)
    before = book.workspace.registry.audit.head()
    asked = {"column": "personal_note", "row": "C1", **WHO} | changed
    with pytest.raises(InputError) as refused:
        reveal(
            book, "complaint", asked["column"], asked["row"],
            keys=needed_ring(book.workspace, path), by=asked["by"], why=asked["why"], now=now,
        )  # fmt: skip
    assert refused.value.code == code
    assert book.workspace.registry.audit.head() == before


def test_a_person_is_matched_under_old_and_new_keys_without_being_written_down(world, now):
    book, path = world
    ring = rotate(book.workspace, path, "person", suite="", entropy=_bytes, by="t", now=now)
    found = match_person(
        book, "138 1234 5678", kind="phone", purpose="person", keys=ring, now=now, **WHO
    )
    assert [text.partition(".")[0] for text in found] == ["4", "1"]
    entry = list(book.workspace.registry.audit.entries())[-1]
    assert "1234" not in f"{entry.subject}{entry.facts}"


def test_an_old_key_is_dropped_only_when_no_row_needs_it(world, now):
    book, path = world
    _commit(book, _sealed(book, path, NOTE), now)
    rotate(book.workspace, path, "complaint", suite="guomi", entropy=_bytes, by="t", now=now)
    with pytest.raises(InputError) as refused:
        drop(book, path, 2, now=now, **WHO)
    assert refused.value.code == "K-119"
    ring = needed_ring(book.workspace, path)
    assert reveal(book, "complaint", "personal_note", "C1", keys=ring, now=now, **WHO) == NOTE
    rotate(book.workspace, path, "person", suite="", entropy=_bytes, by="t", now=now)
    assert [key.id for key in drop(book, path, 1, now=now, **WHO).keys] == [2, 3, 4, 5]


def test_the_audit_counts_keys_and_finds_clear_numbers_masked(world, now):
    book, path = world
    _commit(book, _sealed(book, path, NOTE), now)
    rows = pa.RecordBatch.from_pydict(
        {
            "project_id": ["P1", "P2", "P3"],
            "division": ["140100000000"] * 3,
            "title": ["园区", "联系13812345678", "身份证140105199001011238和140105199001011234"],
            "kind": [next(iter(book.catalogue.code_lists["project_kind"].entries))] * 3,
            "status": [next(iter(book.catalogue.code_lists["project_status"].entries))] * 3,
        }
    )
    book.workspace.lake.commit(
        {"project": rows}, source="t", origin="reported", by="t", clock=lambda: now
    )
    found = audit_privacy(book)
    note = next(one for one in found.personal if one.column.name == "personal_note")
    assert (dict(note.by_key), note.clear, note.suspected) == ({2: 1}, 0, {})
    (title,) = found.doubtful
    assert {s.kind: (s.rows, s.example) for s in title.suspected.values()} == {
        "phone": (1, "138******78"),
        "id_number": (1, "1****************8"),
    }


def test_the_demo_book_holds_no_clear_telephone_or_identity_number(demo_books):
    with Workspace.open(demo_books["shanxi"]) as workspace:
        book = book_of(workspace)
        found = audit_privacy(book)
        book.close()
    assert found.doubtful == ()
    assert {one.column.name for one in found.personal if one.synthetic} == {
        "sender_key",
        "recipient_key",
    }


def test_the_key_file_is_found_by_the_book_and_is_not_in_a_copy_of_it(world, now, tmp_path):
    book, path = world
    with (book.workspace.root / "jidi.toml").open("a", encoding="utf-8") as settings:
        settings.write('keys = "../keys.toml"\n')
    with Workspace.open(book.workspace.root) as again:
        assert key_ring(again) == needed_ring(book.workspace, path)
    copy = copied(book.workspace.root, tmp_path / "far" / "book")
    with Workspace.open(copy) as stolen, pytest.raises(WorkspaceError) as refused:
        key_ring(stolen)
    assert refused.value.code == "K-101"


def test_every_declared_column_says_why_it_is_kept_and_by_what_law(world):
    book, _ = world
    rows = declared(book)
    assert {(row["table"], row["column"]) for row in rows} >= {
        ("parcel", "sender_key"),
        ("event", "parcel_id"),
        ("complaint", "personal_note"),
        ("vehicle", "vehicle_id"),
    }
    assert all(row["law"] and row["kind_zh"] for row in rows)


def _parcels(path, *phones: str):
    head = (
        *("parcel_id", "operator_id", "product", "segment", "from_division", "to_division"),
        *("accepted_at", "outcome", "sender_key"),
    )
    same = ("O1", "economy", "same_city", "140105000000", "140106000000", "2025-03-01 08:00:00")
    lines = [
        ",".join((f"P{at}", *same, "in_transit", phone)) for at, phone in enumerate(phones, start=1)
    ]
    path.write_text("\n".join([",".join(head), *lines]) + "\n", "utf-8")
    return path


def test_a_row_that_comes_again_after_its_key_was_changed_is_a_copy(
    world, now, tmp_path, monkeypatch
):
    book, path = world
    monkeypatch.setenv("JIDI_KEYS", str(path))
    setting, asked = Setting("王", now), IntakeAsked(table="parcel")
    first = _parcels(tmp_path / "1.csv", "13812345678", "13800000000")
    assert ingest_file(book, first, asked, setting).counts.accepted == 2
    for _ in range(2):
        rotate(book.workspace, path, "person", suite="guomi", entropy=_bytes, by="t", now=now)
    again = _parcels(tmp_path / "2.csv", "138-1234-5678", "13811111111", "13822222222")
    receipt = ingest_file(book, again, asked, setting)
    assert receipt.counts.to_json() == {"in": 3, "accepted": 1, "held": 1, "duplicate": 1}
    keys = book.workspace.lake.read("parcel")["sender_key"].to_pylist()
    assert sorted(key.partition(".")[0] for key in keys) == ["1", "1", "5"]


def test_keys_of_the_environment_serve_books_that_name_none(world, tmp_path, monkeypatch):
    book, path = world
    assert key_ring(book.workspace) is None
    monkeypatch.setenv("JIDI_KEYS", str(path))
    assert key_ring(book.workspace) == needed_ring(book.workspace, path)
    monkeypatch.setenv("JIDI_KEYS", str(tmp_path / "none.toml"))
    with pytest.raises(WorkspaceError):
        key_ring(book.workspace)
