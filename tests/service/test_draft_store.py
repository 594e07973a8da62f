"""Plan documents kept in a book: read once, decided by name, every decision noted once."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import patch

import pytest

from founded_books import fresh
from jidi.core.errors import InputError, LakeError, UnknownName
from jidi.lake import Lake
from jidi.lake.backup import backup, restore
from jidi.registry.people import Given, PeopleBook
from jidi.service import draft_store
from jidi.service.access import Asker, asker_of_person
from jidi.service.books import open_book
from jidi.service.draft_store import (
    Wanted,
    decide,
    document_of,
    draft_named,
    drafts,
    is_read,
    keep_file,
    place_of,
    plan_of,
    read_kept,
)
from jidi.service.plan_review import states
from plan_documents import plan_file

NOW = datetime(2026, 1, 20, 1, 2, 3, 456, tzinfo=UTC)


@pytest.fixture
def book(tmp_path):
    with fresh(tmp_path, NOW) as found:
        yield found


@pytest.fixture
def draft(book, tmp_path):
    kept = keep_file(book, plan_file(tmp_path), by="王", now=NOW)
    read_kept(book, kept)
    return kept


def noted(book, action):
    return [one for one in book.workspace.registry.audit.entries() if one.action == action]


def test_a_document_is_kept_once_as_it_was_handed_in_first(book, tmp_path):
    path = plan_file(tmp_path)
    first = keep_file(book, path, by="王", now=NOW)
    assert (first.id, first.file) == (f"draft-{first.sha256[:12]}", "规划.txt")
    again = keep_file(book, path, by="李", now=NOW)
    assert again == first and drafts(book) == (first,)
    assert document_of(book, first).text == path.read_text("utf-8")
    (entry,) = noted(book, "plan.hand_in")
    assert (entry.actor, entry.subject, entry.facts["sha256"]) == ("王", first.id, first.sha256)
    assert not list((book.workspace.root / "intake/capture").iterdir())


def test_until_it_is_read_there_is_no_draft(book, tmp_path):
    kept = keep_file(book, plan_file(tmp_path), by="王", now=NOW)
    assert not is_read(book, kept)
    with pytest.raises(InputError) as caught:
        plan_of(book, kept)
    assert caught.value.code == "P-151"
    assert sum(states(read_kept(book, kept)).values()) == 22
    assert is_read(book, kept)


def test_reading_again_keeps_what_people_decided(book, draft):
    decide(book, draft.id, Wanted("accept", ["target-01"]), by="张三", now=NOW)
    assert states(read_kept(book, draft))["accept"] == 1


def test_decisions_stand_in_the_draft_and_in_the_audit_log(book, draft):
    decide(book, draft.id, Wanted("accept", ["target-01", "fact-01"]), by="张三", now=NOW)
    wanted = Wanted(
        "correct", ["target-08"], "校对", {"level": "100", "unit": "%", "year": " 2030 "}
    )
    made = decide(book, draft.id, wanted, by="李四", now=NOW)
    assert made == plan_of(book, draft)
    assert [(r.record, r.decision, r.field, r.after) for r in made.reviews] == [
        ("target-01", "accept", "", ""),
        ("fact-01", "accept", "", ""),
        ("target-08", "correct", "level", "100"),
    ]
    assert made.target("target-08").level.printed.text == "100"
    log = noted(book, "plan.decide")
    assert [one.subject for one in log] == [f"{draft.id}#{n}" for n in (1, 2, 3)]
    assert log[2].facts == {
        "record": "target-08", "decision": "correct", "reason": "校对",
        "field": "level", "before": "100%", "after": "100",
    }  # fmt: skip
    assert book.workspace.registry.audit.verify() is None


def test_what_a_writer_that_died_left_unnoted_is_noted_with_the_next(book, draft, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(draft_store, "_note", lambda *_: (_ for _ in ()).throw(OSError("gone")))
        with pytest.raises(OSError, match="gone"):
            decide(book, draft.id, Wanted("accept", ["target-01"]), by="张三", now=NOW)
    assert noted(book, "plan.decide") == []
    decide(book, draft.id, Wanted("accept", ["target-02"]), by="李四", now=NOW)
    assert [(one.actor, one.facts["record"]) for one in noted(book, "plan.decide")] == [
        ("张三", "target-01"), ("李四", "target-02"),
    ]  # fmt: skip


def test_who_has_not_seen_the_last_decision_is_told_of_it(book, draft):
    decide(book, draft.id, Wanted("accept", ["target-01"]), by="张三", now=NOW)
    late = Wanted("reject", ["target-01"], "误读", seen={"target-01": 0})
    with pytest.raises(InputError) as caught:
        decide(book, draft.id, late, by="李四", now=NOW)
    assert (caught.value.code, caught.value.facts["by"]) == ("P-153", "张三")
    seen = Wanted("reject", ["target-01"], "误读", seen={"target-01": 1})
    assert states(decide(book, draft.id, seen, by="李四", now=NOW))["reject"] == 1


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted("correct", ["target-01"], "校对", {"unit": "亿件"}), "P-154"),
        (Wanted("correct", ["target-01"], "校对"), "P-154"),
        (Wanted("correct", ["target-01"], "校对", {"level": "很多"}), "P-143"),
        (Wanted("correct", ["target-01"], "校对", {"level": ""}), "P-143"),
        (Wanted("correct", ["target-1"], "校对", {"level": "9"}), "P-140"),
        (Wanted("correct", ["target-01", "target-02"], "校对", {"level": "9"}), "P-159"),
        (Wanted("correct", [], "校对", {"level": "9"}), "P-159"),
        (Wanted("reject", ["target-01"]), "P-141"),
        (Wanted("accept", ["target-99"]), "P-140"),
    ],
)
def test_a_decision_that_does_not_fit_changes_nothing(book, draft, wanted, code):
    before = (place_of(book, draft.id) / "plan.toml").read_bytes()
    with pytest.raises((InputError, UnknownName)) as caught:
        decide(book, draft.id, wanted, by="李四", now=NOW)
    assert caught.value.code == code
    assert (place_of(book, draft.id) / "plan.toml").read_bytes() == before
    assert noted(book, "plan.decide") == []


def test_a_field_that_may_be_missing_is_emptied_by_a_correction(book, draft):
    wanted = Wanted("correct", ["target-01"], "表中无", {"growth": "", "baseline": ""})
    made = decide(book, draft.id, wanted, by="李四", now=NOW).target("target-01")
    assert made.baseline is None
    assert [one.kind.value for one in made.conditions] == ["level"]


def test_what_is_no_document_is_refused_and_leaves_nothing(book, tmp_path):
    path = tmp_path / "规划.docx"
    path.write_bytes(b"not a zip")
    with pytest.raises(InputError) as caught:
        keep_file(book, path, by="王", now=NOW)
    assert caught.value.code == "T-106"
    assert drafts(book) == ()


def test_an_unknown_draft_names_the_nearest(book, draft):
    with pytest.raises(UnknownName) as caught:
        draft_named(book, draft.id[:-1])
    assert (caught.value.code, caught.value.facts["nearest"]) == ("P-150", draft.id)


def test_a_document_that_was_changed_on_the_disk_is_not_shown_as_what_was_handed_in(book, draft):
    (place_of(book, draft.id) / draft.file).write_text("别的", "utf-8")
    draft_store._document.cache_clear()
    with pytest.raises(InputError) as caught:
        document_of(book, draft)
    assert caught.value.code == "P-152"


def test_nobody_decides_without_the_right(book, draft):
    people = PeopleBook(book.workspace.registry)
    people.add("stat", "统", [Given("statistician")], kind="local", by="t", at=NOW)
    asker: Asker = asker_of_person(people.person("stat"))
    with pytest.raises(InputError) as caught:
        decide(book, draft.id, Wanted("accept", ["target-01"]), by="", now=NOW, asker=asker)
    assert caught.value.code == "A-102"


def test_a_book_that_is_only_read_keeps_nothing(book, draft):
    with (
        patch.object(Lake, "read_only", new=True),
        pytest.raises(LakeError) as caught,
    ):
        decide(book, draft.id, Wanted("accept", ["target-01"]), by="王", now=NOW)
    assert caught.value.code == "L-104"


def test_drafts_are_part_of_a_backup(book, draft, tmp_path):
    decide(book, draft.id, Wanted("accept", ["target-01"]), by="张三", now=NOW)
    backup(book.workspace, tmp_path / "kept", now=NOW, by="t")
    restore(tmp_path / "kept", tmp_path / "again")
    with open_book(tmp_path / "again") as again:
        assert drafts(again) == (draft,)
        assert plan_of(again, draft) == plan_of(book, draft)
