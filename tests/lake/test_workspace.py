"""A book as a folder: made whole or not at all, opened or refused with a reason."""

from __future__ import annotations

import errno
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.division import DivisionCode
from jidi.core.errors import (
    DefinitionError,
    Interrupted,
    JidiError,
    UnknownName,
    ValueProblem,
    WorkspaceError,
)
from jidi.lake import Workspace, WorkspaceSettings
from jidi.lake.settings import FORMAT, read_settings, toml_of

AT = datetime(2026, 3, 1, 9, 30)  # noqa: DTZ001


def _create(root: Path, **more) -> Workspace:
    given_ = {"province": "14", "plan": "shanxi", "title": "山西", "by": "王", "clock": lambda: AT}
    return Workspace.create(root, **(given_ | more))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "山西 book"


def test_a_new_book_holds_its_folders_its_settings_and_an_empty_lake(root):
    with _create(root) as book:
        assert book.root == root
        assert book.settings.province == DivisionCode.parse("14")
        assert book.lake.version == 0
        assert book.lake.folder == root / "lake"
        for folder in (book.inbox_folder, book.reports_folder, book.definitions_folder / "checks"):
            assert folder.is_dir()
    assert sorted(path.name for path in root.parent.iterdir()) == [root.name]
    assert tomllib.loads((root / "jidi.toml").read_text("utf-8")) == {
        "format": 1,
        "title": "山西",
        "province": "140000000000",
        "plan": "shanxi",
        "engine": "duckdb",
        "registry": "",
    }


def test_the_making_is_the_first_entry_of_the_audit_log(root):
    with _create(root) as book:
        (entry,) = book.registry.audit.entries()
        assert (entry.action, entry.actor, entry.subject) == ("workspace.create", "王", "山西")
        assert entry.at == "2026-03-01T09:30:00"
        assert book.registry.audit.verify() is None


def test_a_closed_book_opens_as_it_was(root):
    _create(root).close()
    with Workspace.open(str(root)) as book:
        assert book.settings.title == "山西"
        assert "event" in book.lake.tables


def test_the_books_own_definitions_are_in_its_catalogue(root):
    with _create(root) as book:
        assert book.catalogue.tables is book.lake.tables
        sql = "/*\nid = 'mine'\nzh = '我'\nen = 'mine'\nseverity = 'note'\ntables = ['event']\n"
        sql += "do_zh = '看'\ndo_en = 'look'\n*/\nSELECT event_id FROM event\n"
        (book.definitions_folder / "checks" / "mine.sql").write_text(sql, "utf-8")
        assert book.catalogue.check("mine").en == "mine"


def test_an_empty_folder_may_become_a_book(root):
    root.mkdir()
    with _create(root) as book:
        assert book.lake.version == 0


@pytest.mark.parametrize("taken", ["folder", "file"])
def test_a_target_that_is_in_use_is_refused_and_left_alone(root, taken):
    mine = root / "mine.txt" if taken == "folder" else root
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("keep")
    with pytest.raises(WorkspaceError) as failed:
        _create(root)
    assert failed.value.code == "W-101"
    assert mine.read_text() == "keep"
    assert len(list(root.parent.iterdir())) == 1


def test_what_an_earlier_attempt_left_aside_is_swept(root):
    aside = root.with_name(root.name + ".partial")
    (aside / "lake" / "event").mkdir(parents=True)
    (aside / "registry.db-wal").write_bytes(b"")
    with _create(root):
        assert not aside.exists()


def test_a_folder_of_that_name_with_something_else_in_it_is_left_alone(root):
    aside = root.with_name(root.name + ".partial")
    aside.mkdir()
    (aside / "thesis.docx").write_text("years of work")
    with pytest.raises(WorkspaceError) as failed:
        _create(root)
    assert (failed.value.code, failed.value.facts["found"]) == ("W-107", "thesis.docx")
    assert (aside / "thesis.docx").read_text() == "years of work"
    assert not root.exists()


STEPS = ["folder", "settings", "registry", "synced"]


def _failing_at(wanted: str, error: BaseException):
    def faults(step: str) -> None:
        if step == wanted:
            raise error

    return faults


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (OSError(errno.ENOSPC, "No space left"), WorkspaceError, "W-108"),
        (OSError(errno.EROFS, "Read-only"), WorkspaceError, "W-109"),
        (KeyboardInterrupt(), Interrupted, "W-110"),
    ],
)
def test_a_making_that_fails_at_any_step_leaves_nothing(root, step, error, kind, code):
    with pytest.raises(kind) as failed:
        _create(root, faults=_failing_at(step, error))
    assert failed.value.code == code
    assert list(root.parent.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError) as failed:
        _create(tmp_path / "file" / "book")
    assert failed.value.code == "W-109"


@pytest.mark.parametrize("named", ["14", "140000", "山西省", DivisionCode.parse("14")])
def test_a_province_may_be_given_by_code_or_name(root, named):
    with _create(root, province=named) as book:
        assert book.settings.province == DivisionCode.parse("14")


@pytest.mark.parametrize(
    ("wrong", "kind", "code"),
    [
        ({"province": "1401"}, WorkspaceError, "W-106"),
        ({"province": "山西西省"}, UnknownName, "C-207"),
        ({"province": "14015"}, ValueProblem, "C-201"),
        ({"province": "99"}, UnknownName, "C-207"),
        ({"province": DivisionCode.parse("140105")}, WorkspaceError, "W-106"),
        ({"engine": "duckbd"}, WorkspaceError, "W-105"),
        ({"title": ""}, DefinitionError, "D-102"),
        ({"plan": ""}, DefinitionError, "D-102"),
        ({"plan": "shanxy"}, UnknownName, "P-100"),
        ({"plan": "inner_mongolia"}, WorkspaceError, "W-111"),
    ],
)
def test_a_book_that_would_make_no_sense_is_not_begun(root, wrong, kind, code):
    with pytest.raises(kind) as failed:
        _create(root, **wrong)
    assert failed.value.code == code
    assert list(root.parent.iterdir()) == []


def test_a_registry_elsewhere_is_used(root, tmp_path):
    elsewhere = tmp_path / "elsewhere.db"
    with _create(root, registry=f"sqlite:///{elsewhere}"):
        assert elsewhere.exists()
        assert not (root / "registry.db").exists()


def test_a_folder_that_is_missing_is_said(root):
    with pytest.raises(WorkspaceError) as failed:
        Workspace.open(root)
    assert failed.value.code == "W-102"


def test_a_folder_without_jidi_toml_is_no_book(root):
    root.mkdir()
    with pytest.raises(WorkspaceError) as failed:
        Workspace.open(root)
    assert failed.value.code == "W-103"


GOOD = 'format = 1\ntitle = "t"\nprovince = "14"\nplan = "shanxi"\n'


@pytest.mark.parametrize(
    ("text", "code", "fact"),
    [
        ("title = ", "D-100", None),
        (GOOD + 'enigne = "duckdb"', "D-101", {"key": "enigne", "nearest": "engine"}),
        ('province = "14"\nplan = "p"', "D-102", None),
        (GOOD.replace("14", "146"), "D-102", None),
        (GOOD.replace("= 1\n", "= 0\n"), "D-102", None),
        (GOOD.replace("= 1\n", "= 99\n"), "W-104", {"found": 99, "known": FORMAT}),
        (GOOD.replace("= 1\n", "= 2\n") + "new_key = 1", "W-104", None),
        (GOOD + 'engine = "duckbd"', "W-105", {"engine": "duckbd", "nearest": "duckdb"}),
        (GOOD.replace("14", "1401"), "W-106", None),
        (GOOD.replace("14", "15"), "W-111", {"wanted": "14", "plan": "shanxi"}),
        (GOOD.replace("14", "99"), "W-111", {"province": "99"}),
        (GOOD.replace("shanxi", "shanxy"), "P-100", {"nearest": "shanxi"}),
        (GOOD, "W-205", None),
    ],
)
def test_a_book_with_wrong_settings_is_refused_with_the_reason(root, text, code, fact):
    root.mkdir()
    (root / "jidi.toml").write_text(text, "utf-8")
    with pytest.raises(JidiError) as failed:
        Workspace.open(root)
    assert failed.value.code == code
    assert fact is None or fact.items() <= failed.value.facts.items()
    assert "jidi.toml" in failed.value.message("en") or code == "W-205"


@pytest.mark.parametrize(
    ("key", "wrong", "line"),
    [("province", '"province" = "15"', 3), ("plan", "plan='nowhere'", 4), ("plan", "", 4)],
)
def test_a_province_or_plan_that_does_not_fit_is_shown_with_its_line(root, key, wrong, line):
    root.mkdir()
    lines = GOOD.splitlines()
    lines[line - 1] = wrong or '"pl\\u0061n" = "nowhere"'
    (root / "jidi.toml").write_text("\n".join(lines), "utf-8")
    with pytest.raises(JidiError) as failed:
        Workspace.open(root)
    where = failed.value.where
    assert where is not None
    assert where.file == str(root / "jidi.toml")
    assert where.line == (line if wrong else None)
    assert failed.value.code == {"province": "W-111", "plan": "P-100"}[key]


def test_a_jidi_toml_that_is_not_utf_8_is_refused(root):
    root.mkdir()
    (root / "jidi.toml").write_bytes('title = "山西"'.encode("gb18030"))
    with pytest.raises(DefinitionError) as failed:
        Workspace.open(root)
    assert failed.value.code == "D-103"


def test_a_registry_that_is_damaged_is_said(root):
    _create(root).close()
    (root / "registry.db").write_bytes(b"x" * 5000)
    with pytest.raises(WorkspaceError) as failed:
        Workspace.open(root)
    assert failed.value.code == "W-203"


def test_opening_sweeps_files_that_the_ledger_does_not_know(root):
    _create(root).close()
    orphan = root / "lake" / "event" / "dead.parquet"
    orphan.parent.mkdir()
    orphan.write_bytes(b"left behind")
    with Workspace.open(root):
        assert not orphan.exists()


def test_a_book_whose_sweep_fails_is_closed_again(root, monkeypatch):
    _create(root).close()

    def refuse(*_args, **_kwargs):
        raise ZeroDivisionError

    closed: list[Path] = []
    monkeypatch.setattr("jidi.lake.lake.sweep", refuse)
    monkeypatch.setattr(Workspace, "close", lambda self: closed.append(self.root))
    with pytest.raises(ZeroDivisionError):
        Workspace.open(root)
    assert closed == [root]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(title=TEXT, plan=TEXT, registry=st.text(st.characters(exclude_categories=["Cs"])))
def test_settings_come_back_from_their_toml_whatever_the_text(
    title, plan, registry, tmp_path_factory
):
    settings = WorkspaceSettings(
        title=title, province=DivisionCode.parse("15"), plan=plan, registry=registry
    )
    path = tmp_path_factory.mktemp("toml") / "jidi.toml"
    path.write_bytes(toml_of(settings).encode())
    assert read_settings(path) == settings


def test_sweeping_spares_a_staging_folder_that_is_young_and_takes_one_that_is_old(root):
    import os

    with _create(root) as book:
        staging = book.lake.folder / ".staging"
        for name in ("old", "young", "old-but-busy"):
            (staging / name).mkdir()
            (staging / name / "part.parquet").write_bytes(b"x")
        long_ago = (AT - timedelta(days=3000)).timestamp()
        for path in (staging / "old" / "part.parquet", staging / "old", staging / "old-but-busy"):
            os.utime(path, (long_ago, long_ago))
        swept = book.lake.sweep()
        assert (swept.files, swept.folders) == (0, 1)
        assert {path.name for path in staging.iterdir()} == {"young", "old-but-busy"}
        assert book.lake.sweep(older_than=timedelta(seconds=-1)).folders == 2


def test_sweeping_takes_a_file_that_vanishes_meanwhile_as_a_sign_of_life(root, monkeypatch):
    with _create(root) as book:
        stage = book.lake.folder / ".staging" / "busy"
        stage.mkdir()
        monkeypatch.setattr(Path, "rglob", lambda self, _pattern: [self / "gone.parquet"])
        assert book.lake.sweep(older_than=timedelta(seconds=-1)).folders == 0
        assert stage.exists()


def test_sweeping_a_lake_without_a_staging_folder_finds_nothing(root):
    with _create(root) as book:
        (book.lake.folder / ".staging").rmdir()
        assert book.lake.sweep().folders == 0
