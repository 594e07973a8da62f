"""The register of a book: how it stands on a day, how it is changed, what it refuses."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from founded_books import founded, fresh
from jidi.core.errors import DefinitionError, InputError, JidiError, UnknownName, WorkspaceError
from jidi.model.register import Revision, State, Subject, WorkStatus
from jidi.service import register
from jidi.service.books import open_book
from jidi.service.register_bodies import bodies_of
from jidi.service.register_changes import change_entry, start_register
from jidi.service.register_filter import Filter, boxes_of, chosen
from jidi.service.register_input import read_value

DONE = {"status": "已完成", "finished_on": "2023-11-20", "evidence": "晋邮管〔2023〕18号"}


BEGIN = date(2021, 1, 1)
SUBJECT = Subject(
    id="x",
    plan="shanxi",
    form="task",
    record="x",
    items=("SX-001",),
    zh="任务",
    en="Task",
    due=date(2025, 12, 31),
    due_stated=False,
    at=[{"line": 1, "text": "x"}],
)


def _step(number: int, days: int) -> Revision:
    """A revision that holds from so many days after the beginning; its note is its number."""
    state = State(title="任务", kind="hub", division="140000000000", note=f"{number}")
    on = BEGIN + timedelta(days=days)
    return Revision(
        entry="x", number=number, on=on, at="2026", by="王", origin="reported", state=state
    )


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as book:
        yield book


@pytest.fixture
def change(book, now):
    """Change an entry: ``change("sx-p-060", {"status": "done"}, why="…")``."""

    def made(name: str, given: dict, **more):
        return change_entry(book, name, given, **({"by": "王", "now": now} | more))

    return made


def test_a_new_book_has_its_register_with_nothing_reported(book, now):
    found = register.entries(book, at=now.date())
    assert len(found) == 75
    assert {entry.status for entry in found} == {WorkStatus.UNREPORTED}
    assert {entry.status_origin for entry in found} == {"published"}
    assert not any(entry.is_synthetic or entry.is_overdue for entry in found)
    counts = register.summary(found)
    assert (counts.completion.denominator, counts.completion.percent) == (0, None)
    assert counts.due_unreported == 75, "the plan's period is over, and nobody has said anything"


def test_what_nobody_reported_is_not_late_before_its_deadline(book):
    counts = register.summary(register.entries(book, at=date(2022, 12, 31)))
    assert (counts.due_unreported, counts.overdue) == (0, 0)
    counts = register.summary(register.entries(book, at=date(2023, 1, 1)))
    assert (counts.due_unreported, counts.overdue) == (1, 0)


def test_before_the_plans_period_there_are_no_entries(book):
    assert register.entries(book, at=date(2020, 12, 31)) == ()
    assert register.summary(()).total == 0
    with pytest.raises(InputError) as early:
        register.entry_named(book, "sx-p-060", at=date(2020, 12, 31))
    assert early.value.code == "R-305"


def test_a_change_is_a_revision_that_says_who_when_why_and_what(book, change, now):
    revision = change("sx-p-060", DONE, why="验收通过")
    assert (revision.number, revision.by, revision.why) == (2, "王", "验收通过")
    assert (revision.at, revision.on) == (now.isoformat(), now.date())
    changes = {c.field: (c.before, c.after) for c in revision.changes}
    assert changes["status"] == ("unreported", "done")
    assert changes["percent"] == (None, 100), "what is done is whole"
    assert register.history(book, "sx-p-060")[1] == revision
    entry = register.entry_named(book, "sx-p-060", at=now.date())
    assert (entry.status, entry.status_origin, entry.revision) == ("done", "reported", 2)
    assert entry.origins["title"] == "published"


def test_a_day_sees_what_held_on_it(book, change, now):
    change("sx-p-060", {"status": "进行中", "started_on": "2021-09-01"}, on=date(2021, 9, 1))
    change("sx-p-060", DONE, on=date(2023, 11, 20))

    def seen(day: date) -> tuple[str, int]:
        entry = register.entry_named(book, "sx-p-060", at=day)
        return entry.status.value, entry.revision

    assert seen(date(2021, 8, 31)) == ("unreported", 3)
    assert seen(date(2021, 9, 1)) == ("under_way", 3)
    assert seen(date(2023, 11, 19)) == ("under_way", 3)
    assert seen(date(2023, 11, 20)) == ("done", 3)


@given(days=st.lists(st.integers(0, 1_500), max_size=6), asked=st.integers(-10, 1_600))
def test_of_a_chain_a_day_sees_the_last_revision_that_is_not_later(days, asked):
    days = sorted(days)
    chain = [_step(number, day) for number, day in enumerate([0, *days], start=1)]
    held = [step.number for step in chain if step.on <= BEGIN + timedelta(days=asked)]
    seen = register.standing(SUBJECT, chain, BEGIN + timedelta(days=asked))
    assert (seen and seen.state.note) == (f"{held[-1]}" if held else None)
    assert seen is None or seen.revision == len(chain)


def test_overdue_depends_on_the_day_asked_about(book, change):
    change("sx-m-085", {"status": "under_way"}, on=date(2022, 1, 1))

    def overdue(day: date) -> tuple[bool, int]:
        entry = register.entry_named(book, "sx-m-085", at=day)
        return entry.is_overdue, entry.days_over

    assert overdue(date(2022, 12, 31)) == (False, 0), "the last day is still allowed"
    assert overdue(date(2023, 1, 1)) == (True, 1)
    assert overdue(date(2023, 1, 11)) == (True, 11)


def test_what_was_done_after_its_deadline_is_late_and_not_in_time(book, change):
    on = date(2023, 11, 20)
    change("sx-m-085", DONE, on=on)
    change("sx-m-084", {"status": "under_way"}, on=on)
    found = register.entries(book, at=on)
    counts = register.summary(found)
    assert register.entry_named(book, "sx-m-085", at=on).is_late
    assert (counts.late, counts.overdue) == (1, 0)
    assert (counts.on_time.numerator, counts.on_time.denominator) == (0, 1)
    assert (counts.completion.numerator, counts.completion.denominator) == (1, 2)
    assert counts.status_origins == {"published": 73, "reported": 2, "synthetic": 0}


def test_what_falls_due_on_the_day_counts_among_what_was_due(book, change):
    day = date(2022, 12, 31)
    change("sx-m-085", DONE | {"finished_on": "2022-06-01"}, on=day)
    counts = register.summary(register.entries(book, at=day))
    assert (counts.on_time.numerator, counts.on_time.denominator) == (1, 1)


def test_counts_by_status_form_kind_and_body_add_up(book, change, now):
    change("sx-p-060", DONE | {"responsible": "太原市邮政管理局"})
    counts = register.summary(register.entries(book, at=now.date()))
    assert sum(counts.by_status.values()) == counts.total == 75
    for groups in (counts.by_form, counts.by_kind, counts.by_body):
        assert sum(group.total for group in groups.values()) == 75
        assert sum(group.done for group in groups.values()) == 1
    assert counts.by_body["bureau_1401"].total == 1
    assert counts.by_body[""].unreported == 74


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("sx-p-60", {"note": "x"}, "R-304"),
        ("sx-p-060", {"notes": "x"}, "R-201"),
        ("sx-p-060", {"title": " "}, "R-202"),
        ("sx-p-060", {"status": ""}, "R-202"),
        ("sx-p-060", {"status": "finished"}, "D-111"),
        ("sx-p-060", {"kind": "枢组"}, "D-111"),
        ("sx-p-060", {"percent": "0.6"}, "R-203"),
        ("sx-p-060", {"percent": "101"}, "R-203"),
        ("sx-p-060", {"percent": True}, "R-203"),
        ("sx-p-060", {"done": "-1"}, "R-204"),
        ("sx-p-060", {"done": "很多"}, "R-204"),
        ("sx-p-060", {"done": "NaN"}, "R-204"),
        ("sx-p-060", {"note": "长" * 2_001}, "R-205"),
        ("sx-p-060", {"title": "长" * 201}, "R-205"),
        ("sx-p-060", {"responsible": "太原邮管局"}, "R-206"),
        ("sx-p-060", {"cooperating": "海关、海管"}, "R-206"),
        ("sx-p-060", {"note": "a\x00b"}, "R-207"),
        ("sx-p-060", {"division": "大原"}, "C-207"),
        ("sx-p-060", {"division": "城区"}, "C-208"),
        ("sx-p-060", {"indicators": "vilage_coverage"}, "D-113"),
        ("sx-p-060", {"due_on": "2025-13-01"}, "V-106"),
        ("sx-p-060", {"due_on": "2025"}, "V-106"),
        ("sx-p-060", {"place": "太原"}, "R-307"),
        ("sx-p-060", {"status": "done"}, "R-101"),
        ("sx-p-060", {"due_on": "2026-12-31"}, "R-107"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_code(book, change, name, given, code):
    with pytest.raises(JidiError) as refused:
        change(name, given)
    assert refused.value.code == code
    assert refused.value.message("zh") and refused.value.message("en")
    assert register.register_of(book).count() == 75


def test_all_findings_about_a_change_come_in_one_pass(change):
    with pytest.raises(JidiError) as refused:
        change("sx-p-060", {"percent": "x", "kind": "x", "due_on": "x"})
    assert [e.code for e in (refused.value, *refused.value.also)] == ["R-203", "D-111", "V-106"]


@pytest.mark.parametrize(
    ("name", "raw", "kept"),
    [
        ("status", "进行中", WorkStatus.UNDER_WAY),
        ("status", "Under Way", WorkStatus.UNDER_WAY),
        ("percent", "６０％", 60),
        ("percent", 60.0, 60),
        ("percent", "", None),
        ("responsible", "bureau_1401", "bureau_1401"),
        ("responsible", "postal administration of taiyuan city", "bureau_1401"),
        ("cooperating", "海关，税务部门; 海关", ("customs", "tax")),
        ("indicators", "express_parks、village_coverage", ("express_parks", "village_coverage")),
        ("division", "140105 小店区", "140105000000"),
        ("division", "太原", "140100000000"),
        ("due_on", "2025年6月30日", date(2025, 6, 30)),
        ("evidence", 2023.0, "2023"),
        ("note", " a\r\nb ", "a\nb"),
    ],
)
def test_values_are_read_as_people_write_them(book, name, raw, kept):
    assert read_value(book, name, raw) == kept


def test_a_change_needs_a_name(change):
    for by in ("", " ", "a\nb", "名" * 201):
        with pytest.raises(InputError) as refused:
            change("sx-p-060", {"note": "x"}, by=by)
        assert refused.value.code == "R-308"


def test_the_past_is_not_rewritten_and_the_future_not_reported(change, now):
    change("sx-p-060", {"note": "x"}, on=date(2024, 1, 1))
    for on, code in ((date(2023, 12, 31), "R-309"), (now.date() + timedelta(days=1), "R-306")):
        with pytest.raises(InputError) as refused:
            change("sx-p-060", {"note": "y"}, on=on)
        assert refused.value.code == code


def test_a_change_made_from_an_older_revision_is_refused_with_what_came_between(change):
    change("sx-p-060", {"note": "李的", "status": "under_way"}, by="李")
    with pytest.raises(InputError) as refused:
        change("sx-p-060", {"note": "王的"}, expected=1)
    error = refused.value
    assert error.code == "R-301"
    assert "李" in error.message("zh")
    assert error.facts["fields"] == "status、note"


def test_a_register_is_started_once_and_can_be_completed(book, now):
    assert start_register(book, by="王", now=now) == ()
    actions = [entry.action for entry in book.workspace.registry.audit.entries()]
    assert actions.count("register.start") == 1


def test_a_book_whose_register_was_never_started_says_so(tmp_path, now):
    from jidi.lake import Workspace

    given = {"province": "14", "plan": "shanxi", "title": "山西", "by": "王", "clock": lambda: now}
    Workspace.create(tmp_path / "book", **given).close()
    with open_book(tmp_path / "book") as book:
        assert register.missing(book).code == "R-302"
        for ask in (
            lambda: register.entries(book, at=now.date()),
            lambda: register.history(book, "sx-p-060"),
            lambda: change_entry(book, "sx-p-060", {"note": "x"}, by="王", now=now),
        ):
            with pytest.raises(InputError) as refused:
                ask()
            assert refused.value.code == "R-302"
        assert len(start_register(book, by="王", now=now)) == 75
        assert register.missing(book) is None


def test_an_old_book_that_cannot_be_written_says_what_is_missing(book, monkeypatch, now):
    monkeypatch.setattr(book.workspace.registry, "schema", 1)
    assert register.missing(book).code == "R-303"
    with pytest.raises(WorkspaceError) as refused:
        register.entries(book, at=now.date())
    assert refused.value.code == "R-303"


def test_a_book_that_cannot_be_written_is_read_and_refuses_changes(now, monkeypatch):
    root = founded("shanxi", now)
    real = os.access

    def access(path: os.PathLike[str], mode: int) -> bool:
        return not (mode & os.W_OK and Path(path).is_relative_to(root)) and real(path, mode)

    monkeypatch.setattr(os, "access", access)
    with open_book(root) as book:
        assert len(register.entries(book, at=now.date())) == 75
        with pytest.raises(WorkspaceError) as refused:
            change_entry(book, "sx-p-060", {"note": "x"}, by="王", now=now)
    assert refused.value.code == "W-209"


def test_every_city_has_its_administration_among_the_bodies(book):
    bodies = bodies_of(book)
    assert next(iter(bodies)) == "provincial_bureau"
    assert bodies["bureau_1401"].zh == "太原市邮政管理局"
    assert sum(code.startswith("bureau_") for code in bodies) == 11


def test_a_province_adds_bodies_of_its_own(book, change, now):
    folder = book.workspace.definitions_folder / "codes"
    folder.mkdir()
    own = "code,zh,en\nvillage_office,省乡村振兴局,Office of rural revival\n"
    (folder / "responsible_body.csv").write_text(own, "utf-8")
    with open_book(book.workspace.root) as again:
        change_entry(again, "sx-t-07", {"responsible": "省乡村振兴局"}, by="王", now=now)
        assert register.entry_named(again, "sx-t-07", at=now.date()).state.responsible == (
            "village_office"
        )
    (folder / "business.csv").write_text("code,zh,en\nx,甲,A\n", "utf-8")
    with pytest.raises(DefinitionError) as refused, open_book(book.workspace.root) as again:
        bodies_of(again)
    assert refused.value.code == "D-115"


def test_entries_are_chosen_by_what_they_are(book, change, now):
    change("sx-m-085", {"status": "under_way", "responsible": "太原市邮政管理局"})
    found = register.entries(book, at=now.date())

    def ids(**asked: object) -> list[str]:
        return [entry.id for entry in chosen(book, found, Filter(**asked))]

    assert ids(status="进行中") == ids(overdue=True) == ids(body="bureau_1401") == ["sx-m-085"]
    assert ids(body="supply_marketing") == ["sx-t-07"], "cooperating counts too"
    assert len(ids(form="task")) == 23
    assert len(ids(kind="农业融合")) == 8
    assert ids(box="专栏 2") == ["sx-t-01", *(f"sx-p-061.{n}" for n in range(1, 6))]
    assert ids(box="(九)") == ["sx-t-21", "sx-t-22", "sx-t-23"]
    assert ids(words="太原 互换局") == ["sx-p-060"]
    assert len(boxes_of(found)) == 9 + 1 + 6, "nine sections, the guarantees, six boxes in use"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"status": "完了"}, "D-111"),
        ({"form": "works"}, "D-111"),
        ({"kind": "x"}, "D-111"),
        ({"body": "x"}, "R-206"),
        ({"box": "专栏99"}, "R-310"),
    ],
)
def test_an_unknown_choice_is_refused(book, now, asked, code):
    with pytest.raises(UnknownName) as refused:
        chosen(book, register.entries(book, at=now.date()), Filter(**asked))
    assert refused.value.code == code


def test_overdue_entries_stand_first_the_longest_leading(book, change):
    for name, due in (("sx-t-02", "2022-01-01"), ("sx-t-03", "2023-01-01")):
        change(name, {"status": "under_way", "due_on": due}, why="试", on=date(2021, 6, 1))
    found = register.worst_first(register.entries(book, at=date(2024, 1, 1)))
    assert [entry.id for entry in found[:3]] == ["sx-t-02", "sx-t-03", "sx-m-085"]
    assert found[2].is_due_unreported


def test_a_title_given_by_a_person_is_shown_in_both_languages(book, change, now):
    change("sx-p-060", {"title": "互换局扩容一期"})
    entry = register.entry_named(book, "sx-p-060", at=now.date())
    assert entry.title("en") == entry.title("zh") == "互换局扩容一期"
    other = register.entry_named(book, "sx-p-059", at=now.date())
    assert other.title("en") == "Building express logistics parks"
