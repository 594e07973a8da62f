"""Retention: what is past its term is shown, and goes when a person says so; what is left holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from jidi.core.errors import DefinitionError, JidiError
from jidi.lake import Workspace
from jidi.lake.backup import backup, restore
from jidi.lake.compaction import compact
from jidi.model.catalogue import Catalogue
from jidi.model.law import load_law
from jidi.model.retention import Term, before, check_terms, load_terms
from jidi.service.books import book_of
from jidi.service.intake import Setting, ingest_file
from jidi.service.intake_asked import IntakeAsked
from jidi.service.intake_held_states import held_rows
from jidi.service.journeys import build_journeys
from jidi.service.retention import apply, clean, due, superseded

FIRST = datetime(2024, 1, 10, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 1, 11, 9, 0, tzinfo=UTC)
OLD_KEYS = [f"{n:016x}" for n in range(3)]
NEW_KEY = f"{9:016x}"
SAID = {"by": "王", "why": "到期"}


@pytest.fixture
def root(tmp_path) -> Path:
    root = tmp_path / "book"
    made = {"province": "14", "plan": "shanxi", "title": "试", "by": "t", "clock": lambda: FIRST}
    Workspace.create(root, **made).close()
    return root


def _parcels(name: str, *, accepted: date, keys: list[str]) -> pa.Table:
    n = len(keys)
    at = datetime.combine(accepted, datetime.min.time())
    return pa.table(
        {
            "parcel_id": [f"{name}{i}" for i in range(n)], "operator_id": ["op"] * n,
            "product": ["standard"] * n, "segment": ["inter_city"] * n,
            "from_division": ["140105000000"] * n, "to_division": ["140105000000"] * n,
            "accepted_at": pa.array([at] * n, pa.timestamp("s")), "outcome": ["delivered"] * n,
            "sender_key": keys,
        }
    )  # fmt: skip


def _events(number: int) -> pa.Table:
    at = [datetime(2024, 1, 1 + number, n) for n in range(9)]  # noqa: DTZ001
    return pa.table(
        {
            "event_id": [f"{n}-{number}" for n in range(9)],
            "parcel_id": [f"P{n}" for n in range(9)],
            "step": ["accepted"] * 9, "operator_id": ["op"] * 9, "division": ["140105000000"] * 9,
            "occurred_at": pa.array(at, pa.timestamp("s")),
            "received_at": pa.array(at, pa.timestamp("s")),
        }
    )  # fmt: skip


def _load(book: Workspace, *, at: datetime = FIRST, **loads: pa.Table) -> int:
    order = {"source": "t", "origin": "synthetic", "by": "t", "clock": lambda: at}
    return book.lake.commit(loads, **order).version


def _merge(book: Workspace, table: str, *, at: datetime = FIRST) -> None:
    assert compact(book.lake, by="t", clock=lambda: at, tables=(table,), threads=1)


def _files(root: Path) -> set[str]:
    return {path.name for path in (root / "lake").glob("*/*.parquet")}


def test_the_terms_that_ship_fit_the_tables_and_rest_on_limits_that_may_be_cited():
    check_terms(load_terms(), Catalogue().tables, load_law())
    assert {term.what for term in load_terms()} == {"columns", "held", "inbox", "versions"}


def test_a_term_that_fits_nothing_is_refused_with_every_reason():
    told = {"id": "x", "zh": "甲", "en": "x", "what": "columns", "table": "parcel"}
    term = Term(**told, since="product", columns="parcel_id nothing", limit="waybill_kept")
    with pytest.raises(DefinitionError) as refused:
        check_terms((term,), Catalogue().tables, load_law())
    found = [refused.value, *refused.value.also]
    assert {one.code for one in found} == {"D-261"}
    text = " ".join(one.message("en") for one in found)
    for word in ("not verified", "no column nothing", "product is no time", "required"):
        assert word in text


@pytest.mark.parametrize(
    ("today", "limit", "expected"),
    [
        (date(2026, 1, 11), "query_window_domestic", date(2025, 1, 11)),
        (date(2024, 2, 29), "query_window_domestic", date(2023, 2, 28)),
        (date(2026, 8, 31), "undeliverable_letters_kept", date(2026, 2, 28)),
        (date(2026, 1, 31), "past_versions_kept", date(2026, 1, 31) - timedelta(days=400)),
    ],
)
def test_a_term_goes_back_by_the_calendar(today, limit, expected):
    assert before(today, load_law().limit(limit, on=today)) == expected


def test_files_of_versions_within_the_term_stay(root):
    with Workspace.open(root) as book:
        _load(book, event=_events(0))
        _load(book, event=_events(1))
        _merge(book, "event", at=LATER - timedelta(days=30))
        assert superseded(book_of(book), now=LATER) == ()
        assert len(superseded(book_of(book), now=LATER, keep_days=29)) == 2
        assert superseded(book_of(book), now=LATER, keep_days=31) == ()
        with pytest.raises(JidiError) as refused:
            superseded(book_of(book), now=LATER, keep_days=0)
    assert refused.value.code == "X-309"


def test_a_version_whose_files_were_removed_says_so_and_the_newest_reads_the_same(root, tmp_path):
    with Workspace.open(root) as workspace:
        book = book_of(workspace)
        _load(workspace, event=_events(0))
        _load(workspace, event=_events(1))
        _merge(workspace, "event")
        rows = workspace.lake.read("event")
        with pytest.raises(JidiError) as unsaid:
            clean(book, now=LATER, by="王", why=" ")
        assert unsaid.value.code == "X-308"
        assert len(clean(book, now=LATER, **SAID)) == 2
        assert len(_files(root)) == 1
        assert workspace.lake.read("event") == rows
        for ask in (workspace.lake.read, workspace.lake.rows, workspace.lake.segments):
            for version in (1, 2):
                with pytest.raises(JidiError) as refused:
                    ask("event", at=version)
                assert refused.value.code == "L-305"
        with pytest.raises(JidiError) as refused:
            book_of(workspace, at=2).ask("SELECT COUNT(*) AS n FROM event", {})
        assert refused.value.code == "L-305"
        assert workspace.lake.unreadable() == ((1, 2),)
        assert workspace.lake.rows("event", at=0) == 0
        assert clean(book, now=LATER, **SAID) == ()
        entry = list(workspace.registry.audit.entries())[-1]
        assert (entry.action, entry.actor, entry.facts["files"]) == ("lake.remove", "王", 2)
        assert workspace.registry.audit.verify() is None
        assert workspace.lake.verify() == ()
        backup(workspace, tmp_path / "kept", now=LATER, by="t")
    restore(tmp_path / "kept", tmp_path / "again")
    with Workspace.open(tmp_path / "again") as again:
        assert again.lake.read("event") == rows
        assert again.lake.unreadable() == ((1, 2),)


def test_the_same_content_committed_again_after_its_file_was_removed_can_be_read(root):
    with Workspace.open(root) as workspace:
        _load(workspace, event=_events(0))
        _load(workspace, event=_events(1))
        _merge(workspace, "event")
        clean(book_of(workspace), now=LATER, **SAID)
        version = _load(workspace, event=_events(0))
        assert workspace.lake.read("event", at=version).num_rows == 27
        assert workspace.lake.verify() == ()
    with Workspace.open(root) as workspace:
        assert workspace.lake.read("event").num_rows == 27


def test_journeys_that_lost_the_files_of_their_news_are_built_whole(root):
    def built(workspace: Workspace) -> str:
        quiet = {"by": "t", "progress": lambda _s, _p: None, "threads": 1}
        return build_journeys(workspace.lake, now=LATER, **quiet)[0].way

    with Workspace.open(root) as workspace:
        _load(workspace, event=pa.concat_tables([_events(n) for n in range(4)]))
        assert built(workspace) == "whole"
        _load(workspace, event=_events(4))
        _merge(workspace, "event")
        clean(book_of(workspace), now=LATER, **SAID)
        assert built(workspace) == "whole"
        assert built(workspace) == "none"
        found = book_of(workspace).ask("SELECT MIN(scans) AS a, MAX(scans) AS b FROM journey", {})
    assert found.to_pylist() == [{"a": 5, "b": 5}]


def test_keys_of_persons_go_when_their_term_is_over_from_every_file(root):
    with Workspace.open(root) as workspace:
        book = book_of(workspace)
        old = _parcels("old", accepted=date(2025, 1, 10), keys=OLD_KEYS)
        _load(workspace, parcel=old)
        young = _parcels("new", accepted=date(2025, 1, 11), keys=[NEW_KEY])
        _load(workspace, parcel=young)
        _merge(workspace, "parcel")
        (found,) = (one for one in due(book, now=LATER) if one.term.id == "parcel_persons")
        assert (found.rows, found.files, found.limit.article) == (3, 2, "49")
        assert [one.term.id for one in apply(book, now=LATER, **SAID)] == ["parcel_persons"]
        kept = workspace.lake.read("parcel").sort_by("parcel_id")
        assert kept["sender_key"].to_pylist() == [NEW_KEY, None, None, None]
        assert kept["origin"].to_pylist() == ["synthetic"] * 4
        for version in (1, 2, 3):
            with pytest.raises(JidiError) as refused:
                workspace.lake.read("parcel", at=version)
            assert refused.value.code == "L-305"
        stored = b"".join(path.read_bytes() for path in (root / "lake").rglob("*.parquet"))
        assert OLD_KEYS[1].encode() not in stored
        assert workspace.lake.verify() == ()
        assert workspace.registry.audit.verify() is None
        removed = [e for e in workspace.registry.audit.entries() if e.action == "lake.remove"]
        assert [(e.subject, e.facts["why"]) for e in removed] == [("parcel_persons", "到期")]
        assert not any(one.is_any for one in due(book, now=LATER) if one.term.what == "columns")
        assert workspace.lake.receipts()[-1].kind == "retention"
        assert book.until == FIRST.date(), "a term that ran out brings no news"


def test_rows_held_aside_and_files_handed_in_go_after_their_term(root, tmp_path):
    lines = "inspection_id,operator_id,division,inspected_on,matter,passed\n"
    with Workspace.open(root) as workspace:
        book = book_of(workspace)
        for name, at in (("old", FIRST), ("new", LATER)):
            file = tmp_path / f"{name}.csv"
            file.write_text(f"{lines}{name},op,140105000000,2023-01-01,saftey,是\n", "utf-8")
            ingest_file(book, file, IntakeAsked(table="inspection"), Setting("t", at))
        done = root / "inbox" / "done"
        done.mkdir()
        (done / "a.csv").write_text("a", "utf-8")
        now = datetime.fromtimestamp((done / "a.csv").stat().st_ctime, UTC)
        assert [one.files for one in due(book, now=now) if one.term.what == "inbox"] == [0]
        later = now + timedelta(days=367)
        told = {one.term.what: one for one in due(book, now=LATER)}
        assert told["held"].files == 1
        apply(book, now=LATER, **SAID)
        assert [one.receipt for one in held_rows(book)] == ["I000002"]
        with pytest.raises(JidiError) as refused:
            held_rows(book, "I000001")
        assert refused.value.code == "J-308"
        assert len(list((root / "intake" / "held").iterdir())) == 1
        (gone,) = (o for o in apply(book, now=later, **SAID) if o.term.what == "inbox")
        assert gone.files == 1
        assert list(done.iterdir()) == []
        actions = [e.subject for e in workspace.registry.audit.entries() if "remove" in e.action]
        assert actions[0] == "held_rows"
        assert "inbox_files" in actions


def test_the_commands_show_first_and_do_only_when_told(root, jidi):
    with Workspace.open(root) as workspace:
        parcels = _parcels("old", accepted=date(2020, 1, 10), keys=OLD_KEYS)
        _load(workspace, parcel=parcels)
    status, out, _ = jidi("lake", "retention", "-w", str(root), "--json")
    assert status == 0
    assert '"removed": false' in out
    with Workspace.open(root) as workspace:
        assert workspace.lake.version == 1
    assert jidi("lake", "retention", "-w", str(root), "--apply")[0] != 0
    words = ("--apply", "--by", "王", "--why", "到期")
    assert jidi("lake", "retention", "-w", str(root), *words)[0] == 0
    with Workspace.open(root) as workspace:
        assert workspace.lake.read("parcel")["sender_key"].null_count == 3
    status, out, _ = jidi("lake", "clean", "-w", str(root), "--keep-days", "1")
    assert (status, "0 个文件" in out) == (0, True)
    assert "1–1" in out
