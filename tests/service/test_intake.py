"""Files that are handed in: taken in once, counted to the last row, and mended where they fail."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jidi.core.errors import JidiError
from jidi.lake import Workspace
from jidi.registry.intake import IntakeBook
from jidi.service.books import Book, book_of
from jidi.service.intake import Setting, ingest_file, plan_file, receipts
from jidi.service.intake_asked import IntakeAsked
from jidi.service.intake_held import export_held, repair_held, resubmit_file, resubmit_receipt
from jidi.service.intake_held_states import held_rows

HEAD = ["month", "division", "operator_id", "business", "volume", "revenue"]
COUNTIES = ["140105000000", "140728000000"]
EVENTS = IntakeAsked(table="event", sender="顺通")
RETURNS = IntakeAsked(table="monthly_return", sender="顺通")


@pytest.fixture(scope="module")
def made(tmp_path_factory, now) -> Path:
    root = tmp_path_factory.mktemp("book") / "book"
    clock = {"by": "test", "clock": lambda: now}
    with Workspace.create(root, province="14", plan="shanxi", title="试", **clock) as workspace:
        operators = pa.table(
            {
                "operator_id": ["SF"], "name": ["顺通"], "brand": ["顺通"], "kind": ["express"],
                "ownership": ["private"], "division": ["140105000000"],
                "opened_on": [date(2015, 1, 1)],
            }
        )  # fmt: skip
        workspace.lake.commit({"operator": operators}, source="t", origin="reported", **clock)
    return root


@pytest.fixture
def book(made, tmp_path):
    import shutil

    shutil.copytree(made, tmp_path / "book")
    with Workspace.open(tmp_path / "book") as workspace:
        found = book_of(workspace)
        yield found
        found.close()


@pytest.fixture
def setting(now) -> Setting:
    return Setting("王", now)


def written(path: Path, rows: list[list[object]], head: list[str] | None = None) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head or HEAD, *rows])
    return path


def a_return(number: int, **changed: object) -> list[object]:
    """A row of the monthly return, each number another county and month."""
    row = dict(
        zip(
            HEAD,
            [f"2025-{1 + number // 2 % 12:02d}", COUNTIES[number % 2], "SF", "快递同城", 100, 9.5],
            strict=True,
        )
    )
    return list((row | changed).values())


def live(book: Book, table: str = "monthly_return") -> int:
    return book.workspace.lake.rows(table)


def test_a_file_is_taken_in_once_and_its_receipt_adds_up(book, setting, tmp_path):
    rows = [a_return(0), a_return(1), a_return(1), a_return(1, revenue=8), a_return(2, volume="x")]
    path = written(tmp_path / "一月.csv", rows)
    first = ingest_file(book, path, RETURNS, setting)
    assert first.counts.to_json() == {"in": 5, "accepted": 2, "held": 2, "duplicate": 1}
    assert first.body["reasons"] == {"J-203": 1, "J-212": 1}
    assert live(book) == 2
    again = ingest_file(book, path.rename(tmp_path / "other name.csv"), RETURNS, setting)
    assert (again.repeated, again.id) == (True, first.id)
    assert live(book) == 2
    assert [one.id for one in receipts(book)] == ["I000001"]
    assert book.workspace.registry.audit.verify() is None


def test_a_file_that_comes_again_is_told_when_it_came_and_what_became_of_it(
    book, setting, tmp_path
):
    path = written(tmp_path / "一月.csv", [a_return(0), a_return(1, volume="x")])
    first = ingest_file(book, path, RETURNS, setting)
    again = ingest_file(book, path, RETURNS, setting)
    for told in map(again.sentence, ("zh", "en")):
        assert first.id in told and f"resubmit {first.id}" in told
        assert "+00:00" not in told
    assert "接收 1，退回 1，重复 0" in again.sentence("zh")


def test_a_file_of_which_nothing_came_in_may_come_again_for_another_table(book, setting, tmp_path):
    path = written(tmp_path / "一月.csv", [a_return(0, volume="x")])
    assert ingest_file(book, path, RETURNS, setting).counts.held == 1
    assert ingest_file(book, path, RETURNS, setting).repeated
    with pytest.raises(JidiError) as refused:
        ingest_file(book, path, replace(RETURNS, table="locker"), setting)
    assert refused.value.code.startswith("J-1")


def test_rows_that_the_book_knows_are_duplicates(book, setting, tmp_path):
    ingest_file(book, written(tmp_path / "a.csv", [a_return(0), a_return(1)]), RETURNS, setting)
    rows = [a_return(1), a_return(0, volume=101), a_return(2)]
    second = ingest_file(book, written(tmp_path / "b.csv", rows), RETURNS, setting)
    assert second.counts.to_json() == {"in": 3, "accepted": 1, "held": 1, "duplicate": 1}
    (held,) = held_rows(book, second.id)
    assert held.row.reasons[0].code == "J-212"


def test_synthetic_rows_do_not_pass_as_reported(book, setting, tmp_path):
    path = written(tmp_path / "a.csv", [[*a_return(0), "synthetic"]], [*HEAD, "origin"])
    assert ingest_file(book, path, RETURNS, setting).body["reasons"] == {"J-213": 1}


def test_a_plan_writes_nothing_and_says_what_would_change(book, setting, tmp_path):
    path = written(tmp_path / "a.csv", [a_return(0), a_return(1)])
    version = book.workspace.lake.version
    receipt, plan = plan_file(book, path, RETURNS, setting)
    assert (receipt.counts.accepted, receipt.written) == (2, False)
    assert plan is not None
    told = {
        (c.indicator.id, c.reading.division, str(c.reading.period)): (c.before, c.after)
        for c in plan.changes
    }
    before, after = told["express_volume", "140000000000", "2025-01"]
    assert before is None or before.value is None
    assert after.value * {"亿件": 1e8, "万件": 1e4, "件": 1}[after.unit] == pytest.approx(200)
    assert (book.workspace.lake.version, live(book), receipts(book)) == (version, 0, ())
    assert not list((book.workspace.root / "lake" / ".staging").iterdir())


def test_a_plan_tells_of_months_behind_the_last_year_of_the_plan(book, setting, tmp_path):
    setting = replace(setting, now=setting.now + timedelta(days=60))
    path = written(tmp_path / "a.csv", [a_return(0, month="2026-01")])
    _, plan = plan_file(book, path, RETURNS, setting)
    assert plan is not None
    assert [str(period) for period in plan.periods] == ["2026-01"]
    changed = {(c.indicator.id, str(c.reading.period)) for c in plan.changes}
    assert ("express_volume", "2026-01") in changed


def test_a_plan_says_which_months_are_not_over(book, setting, tmp_path):
    path = written(tmp_path / "a.csv", [a_return(0, month="2026-01"), a_return(1)])
    _, plan = plan_file(book, path, RETURNS, setting)
    assert plan is not None
    assert [str(period) for period in plan.unfinished] == ["2026-01"]
    assert "2026-01 尚未结束" in plan.sentence("zh")


def test_held_rows_are_repaired_and_come_again_once(book, setting, tmp_path):
    rows = [a_return(0, volume="abc"), a_return(1, operator_id="XX"), a_return(2)]
    first = ingest_file(book, written(tmp_path / "a.csv", rows), RETURNS, setting)
    repair_held(book, first.id, 1, {"volume": "120"}, why="电话核对", setting=setting)
    (again,) = resubmit_receipt(book, first.id, setting=setting)
    assert again.counts.to_json() == {"in": 1, "accepted": 1, "held": 0, "duplicate": 0}
    assert live(book) == 2
    assert [one.state for one in held_rows(book, first.id)] == ["resubmitted", "open"]
    with pytest.raises(JidiError) as refused:
        repair_held(book, first.id, 1, {"volume": "1"}, why="", setting=setting)
    assert refused.value.code == "J-303"
    with pytest.raises(JidiError) as refused:
        resubmit_receipt(book, first.id, setting=setting)
    assert refused.value.code == "J-306"


def test_the_return_sheet_goes_out_is_mended_and_comes_back(book, setting, tmp_path):
    rows = [a_return(0, volume="=1+1"), a_return(1, business="快递同成")]
    first = ingest_file(book, written(tmp_path / "a.csv", rows), RETURNS, setting)
    sheet = tmp_path / "back.xlsx"
    assert export_held(book, first.id, sheet, setting=setting) == 2
    workbook = openpyxl.load_workbook(sheet)
    page = workbook["业务量收月报"]
    heads = [cell.value for cell in page[1]]
    volume, business = heads.index("业务量") + 1, heads.index("业务") + 1
    bad = page.cell(2, volume)
    assert (bad.value, bad.data_type) == ("=1+1", "s")  # text, never a formula
    assert "J-203" in bad.comment.text
    assert "快递同城" in page.cell(3, business).comment.text  # the nearest code
    page.cell(2, volume).value = "2"
    page.cell(3, business).value = "快递同城"
    workbook.save(sheet)
    (again,) = resubmit_file(book, sheet, setting=setting)
    assert again.counts.accepted == 2
    assert live(book) == 2
    with pytest.raises(JidiError) as refused:
        resubmit_file(book, sheet, setting=setting)
    assert refused.value.code == "J-303"


def test_a_row_that_refers_to_what_came_later_is_taken_when_it_comes_again(book, setting, tmp_path):
    first = ingest_file(
        book, written(tmp_path / "a.csv", [a_return(0, operator_id="NEW")]), RETURNS, setting
    )
    operator = [["NEW", "新", "新", "express", "private", "140105000000", "2020-01-01"]]
    head = ["operator_id", "name", "brand", "kind", "ownership", "division", "opened_on"]
    path = written(tmp_path / "operator.csv", operator, head)
    assert ingest_file(book, path, IntakeAsked(), setting).counts.accepted == 1
    (again,) = resubmit_receipt(book, first.id, setting=setting, everything=True)
    assert again.counts.accepted == 1


def test_a_file_whose_heads_do_not_fit_leaves_no_trace(book, setting, tmp_path):
    path = written(tmp_path / "a.csv", [a_return(0)], [*HEAD[:5], "收入金额"])
    with pytest.raises(JidiError) as refused:
        ingest_file(book, path, RETURNS, setting)
    assert refused.value.code == "J-103"
    assert receipts(book) == ()


def test_a_mapping_is_kept_for_the_sender(book, setting, tmp_path):
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\n"收入金额" = "revenue"\n', "utf-8")
    head = [*HEAD[:5], "收入金额"]
    asked = IntakeAsked("monthly_return", "顺通", mapping=mapping, save_mapping=True)
    ingest_file(book, written(tmp_path / "a.csv", [a_return(0)], head), asked, setting)
    done = ingest_file(book, written(tmp_path / "b.csv", [a_return(1)], head), RETURNS, setting)
    assert done.counts.accepted == 1


def test_a_table_that_changed_meanwhile_is_judged_anew(book, setting, tmp_path, now):
    other = written(tmp_path / "other.csv", [a_return(0)])
    mine = written(tmp_path / "mine.csv", [a_return(0), a_return(1)])
    turns = []

    def meanwhile(step: str) -> None:
        if step == "judged":
            turns.append(step)
            if len(turns) == 1:
                ingest_file(book, other, RETURNS, setting)

    done = ingest_file(book, mine, RETURNS, Setting("李", now, faults=meanwhile))
    assert len(turns) == 2
    assert done.counts.to_json() == {"in": 2, "accepted": 1, "held": 0, "duplicate": 1}
    assert live(book) == 2


_ROW = st.tuples(
    st.integers(0, 7),
    st.sampled_from(["", "", "", "step", "division", "time", "order", "id", "other"]),
)


@given(st.lists(st.lists(_ROW, max_size=12), min_size=1, max_size=3))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_lost_whatever_mixture_of_faults_and_copies_comes(
    made, tmp_path_factory, now, files
):
    """In = accepted + held + duplicate for every file, and the book holds each key once."""
    import shutil

    folder = tmp_path_factory.mktemp("p")
    shutil.copytree(made, folder / "book")
    with Workspace.open(folder / "book") as workspace:
        book = book_of(workspace)
        keys: set[str] = set()
        for number, rows in enumerate(files):
            path = folder / f"{number}.parquet"
            pq.write_table(pa.Table.from_pylist(list(map(_event, rows)), _EVENT_SCHEMA), path)
            known = IntakeBook(workspace.registry).receipts()
            try:
                done = ingest_file(book, path, EVENTS, Setting("t", now))
            except JidiError as refused:
                assert (refused.code, rows) == ("J-108", [])
                continue
            if done.repeated:
                assert done.id in {one.id for one in known}
                continue
            good = {f"E{n}" for n, fault in rows if fault in ("", "other")}
            c = done.counts
            assert c.rows == len(rows) == c.accepted + c.held + c.duplicate
            assert c.accepted == len(good - keys)
            assert sum(1 for one in held_rows(book, done.id)) == c.held
            keys |= good
        assert sorted(workspace.lake.read("event")["event_id"].to_pylist()) == sorted(keys)
        book.close()


_EVENT_SCHEMA = pa.schema(
    [
        ("event_id", pa.string()), ("parcel_id", pa.string()), ("step", pa.string()),
        ("operator_id", pa.string()), ("division", pa.string()),
        ("occurred_at", pa.timestamp("us")), ("received_at", pa.timestamp("us")),
        ("bag_id", pa.string()),
    ]
)  # fmt: skip


def _event(drawn: tuple[int, str]) -> dict[str, object]:
    number, fault = drawn
    at = datetime(2025, 11, 1, 8) + timedelta(hours=number)  # noqa: DTZ001
    return {
        "event_id": None if fault == "id" else f"E{number}",
        "parcel_id": "P",
        "step": "?" if fault == "step" else "accepted",
        "operator_id": "SF",
        "division": "1" if fault == "division" else "140105000000",
        "occurred_at": at + timedelta(days=900) if fault == "time" else at,
        "received_at": at - timedelta(hours=1) if fault == "order" else at + timedelta(days=901)
        if fault == "time" else at,
        "bag_id": "B" if fault == "other" else None,
    }  # fmt: skip
