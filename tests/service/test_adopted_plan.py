"""A reviewed draft becomes the plan of a new workspace: measured, audited, carried by backups."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from jidi.core.errors import DefinitionError, InputError, JidiError
from jidi.core.period import Period
from jidi.lake.backup import backup, restore
from jidi.model.plan_writer import plan_toml
from jidi.plan import Grade, Verdict
from jidi.report.material import gather
from jidi.service.books import open_book
from jidi.service.founding import make_book
from jidi.service.plan_documents import adopted, read_document
from jidi.service.plan_review import decided, records_of
from jidi.service.plans import report_about
from jidi.service.progress import progress_report
from jidi.service.scoreboard import scoreboard
from jidi.web.app import create_app
from jidi.web.shelf import Shelf
from plan_documents import plan_file

NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    """A draft in which all but one record is decided, and one is rejected."""
    plan = read_document(plan_file(tmp_path_factory.mktemp("draft")))
    names = [record.id for _, record in records_of(plan)]
    about = {"by": "张三", "at": NOW}
    plan = decided(plan, "reject", records=["target-09"], reason="误读", **about)
    rest = [name for name in names if name not in ("target-09", "fact-01")]
    return decided(plan, "accept", records=rest, **about)


@pytest.fixture(scope="module")
def reviewed(draft):
    return decided(draft, "accept", records=["fact-01"], by="张三", at=NOW)


@pytest.fixture(scope="module")
def root(reviewed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("adopted")
    plan = adopted(written(reviewed, folder))
    with make_book(folder / "book", plan=plan, now=NOW):
        pass
    return folder / "book"


@pytest.fixture
def book(root):
    with open_book(root) as opened:
        yield opened


def written(plan, folder):
    path = folder / "draft.toml"
    path.write_text(plan_toml(plan), "utf-8")
    return path


def test_a_draft_with_open_records_is_no_plan_yet(draft, tmp_path):
    with pytest.raises(InputError) as caught:
        adopted(written(draft, tmp_path))
    assert (caught.value.code, caught.value.facts["first"]) == ("P-156", "fact-01")


@pytest.mark.parametrize(
    ("change", "name", "code"),
    [
        ({"province": ""}, "", "P-157"),
        ({"targets": ()}, "", "P-157"),
        ({}, "../规划", "P-157"),
        ({}, "shanxi", "P-104"),
    ],
)
def test_what_cannot_be_a_plan_says_why(reviewed, tmp_path, change, name, code):
    path = written(reviewed.model_copy(update=change), tmp_path)
    with pytest.raises((InputError, DefinitionError)) as caught:
        adopted(path, name=name)
    assert caught.value.code == code


def test_the_book_follows_it_without_what_was_rejected(book, reviewed):
    assert book.plan.id == "plan-2026-2030"
    assert len(book.plan.targets) == len(reviewed.targets) - 1
    assert book.plan.text == reviewed.text and book.plan.reviews == reviewed.reviews


def test_in_its_base_year_no_target_has_begun(book):
    assert book.newest_year == Period.for_year(2025)
    board = scoreboard(book)
    assert {row.detail.grade for row in board.rows} == {Grade.NOT_BEGUN}
    assert progress_report(book).year == 2025
    with pytest.raises(InputError) as caught:
        gather(book, 2025, forecast=None, progress=lambda *_: None)
    assert caught.value.code == "P-130"


def test_its_own_arithmetic_is_audited(book):
    wrong = [f for f in report_about(book.plan).findings if f.verdict is Verdict.CONTRADICTS]
    assert any("230/152" in finding.arithmetic_zh for finding in wrong)


@pytest.mark.parametrize(
    "path",
    ["", "map", "plan", "plan?part=audit", "indicators", "indicators/village_coverage",
     "indicators/village_coverage/cities", "register", "reports", "map/compare"],
)  # fmt: skip
def test_its_pages_are_shown(book, path):
    client = TestClient(create_app(Shelf({"sx": book})), base_url="http://127.0.0.1")
    assert client.get(f"/w/sx/{path}").status_code == 200


def test_it_is_carried_by_a_backup(book, tmp_path):
    backup(book.workspace, tmp_path / "kept", now=NOW, by="t")
    restore(tmp_path / "kept", tmp_path / "again")
    with open_book(tmp_path / "again") as again:
        assert again.plan == book.plan


def test_a_plan_of_the_workspace_that_is_gone_or_called_like_ours_is_an_error(root, tmp_path):
    for name, code in (("shanxi", "P-104"), ("another", "P-100")):
        copy = tmp_path / name
        shutil.copytree(root, copy)
        path = copy / "definitions/plans/plan-2026-2030/plan.toml"
        text = path.read_text("utf-8").replace('id = "plan-2026-2030"', f'id = "{name}"', 1)
        path.write_text(text, "utf-8")
        with pytest.raises(JidiError) as caught, open_book(copy):
            pass
        assert caught.value.code == code


def test_when_its_first_year_is_over_targets_are_judged(reviewed, tmp_path):
    plan = adopted(written(reviewed, tmp_path))
    later = datetime(2027, 2, 1, tzinfo=UTC)
    with make_book(tmp_path / "book", plan=plan, now=later) as book:
        assert book.until == date(2027, 2, 1)
        assert Grade.NOT_BEGUN not in {row.detail.grade for row in scoreboard(book).rows}
