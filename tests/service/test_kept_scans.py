"""What a watch keeps of the events gives the answer from scratch, however the events came."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from founded_books import fresh
from jidi.lake.kept_state import FOLDER
from jidi.lake.time_bounds import earliest
from jidi.model.catalogue import Catalogue
from jidi.model.journey import load_steps
from jidi.service import kept_scans, retention
from jidi.service.kept_scans import KeptScans
from jidi.service.later_rows import may_change
from jidi.service.rule_cases import answer_in
from jidi.service.supervision_rules import Moment
from jidi.supervision.latest_scans import LatestScans, SameKeyError

CATALOGUE = Catalogue()
EVENT = CATALOGUE.tables["event"]
START = datetime(2025, 11, 1, 6)  # noqa: DTZ001
NOW = datetime(2025, 12, 1, tzinfo=UTC)
STEPS = [step.code for step in load_steps()]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Few scans are brought into order at once, so that what is kept is put together from many."""
    with fresh(tmp_path_factory.mktemp("kept"), NOW) as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_scans, "PORTION", 10)
        yield made


def scan(draw: random.Random, hours: int) -> dict[str, Any]:
    """A scan within so many hours of few parcels, steps and seconds, so that many of them tie."""
    at = START + timedelta(minutes=30 * draw.randrange(hours * 2))
    late = draw.choice([0, 0, 1, 5, 200])
    row = {
        "event_id": f"E{draw.randrange(10**9)}",
        "parcel_id": f"P{draw.randrange(12)}",
        "step": draw.choice(STEPS),
        "operator_id": draw.choice(["A", "B"]),
        "division": draw.choice(["140105000000", "140106102000"]),
        "facility_id": draw.choice([None, "F1", "F2"]),
        "occurred_at": at,
        "received_at": at + timedelta(hours=late),
    }
    if draw.random() < 0.1:
        row["withdrawn_at"] = at + timedelta(hours=draw.choice([0, 3, 50]))
    return row


def commit(book, rows, **more):
    table = pa.Table.from_pylist(
        [{**row, "origin": "reported"} for row in rows], schema=EVENT.arrow_schema
    )
    book.workspace.lake.commit(
        {"event": table}, source="t", origin="reported", by="t", clock=lambda: NOW, **more
    )


def told(book, at, kept) -> list[list[dict[str, Any]]]:
    """What the shared relations say; arrivals of a minute may stand in several rows."""
    arrivals = "SELECT operator_id, arrived_in, MAX(newest_at) AS n, SUM(events) AS e, SUM(late)"
    moment = Moment(book, at, kept=kept) if kept else Moment(book, at)
    standing = moment._relation("standing")
    summed = book.ask(f"{arrivals} AS l FROM a GROUP BY 1, 2", {"a": moment._relation("arrivals")})
    return [sorted(rows.to_pylist(), key=repr) for rows in (standing, summed)]


@settings(max_examples=2 if settings.get_current_profile_name() == "house" else 100)
@given(seed=st.integers(0, 10**6))
def test_an_answer_from_what_was_kept_is_the_answer_from_scratch(book, seed):
    """Late rows, rows told in advance, errors declared before and after, ties, gaps of days."""
    draw = random.Random(seed)
    shutil.rmtree(book.workspace.lake.folder / FOLDER, ignore_errors=True)
    commit(book, [scan(draw, 300) for _ in range(60)], replace=True)
    at, again = START + timedelta(hours=draw.randrange(300)), []
    for _ in range(4):
        kept = KeptScans(book, make=True)
        assert told(book, at, kept) == told(book, at, None)
        assert kept.keep(at)
        rows = [scan(draw, 560) for _ in range(draw.choice([0, 3, 15]))]
        # The same row again with a declaration, and one that was taken back told once more.
        again += rows
        for row in draw.sample(again, min(len(again), 2)):
            back = row["occurred_at"] + timedelta(hours=draw.choice([1, 30]))
            rows.append({**row, "withdrawn_at": back, "received_at": back})
            rows.append({**row, "event_id": f"D{draw.randrange(10**9)}"})
        if rows:
            commit(book, rows)
        at += timedelta(minutes=draw.choice([0, 7, 60, 60 * 30]))
    assert (KeptScans(book).known(at)) is not None


def test_nothing_is_gone_on_with_when_rows_left_or_what_was_kept_is_damaged(book):
    draw, at = random.Random(1), START + timedelta(hours=300)
    commit(book, [scan(draw, 300) for _ in range(30)], replace=True)
    assert KeptScans(book, make=True).keep(at)
    assert KeptScans(book).known(at) is not None
    assert KeptScans(book).known(at - timedelta(hours=1)) is None
    (file,) = (book.workspace.lake.folder / FOLDER).glob("*/scans.arrow")
    whole = file.read_bytes()
    file.write_bytes(whole[:-100] + b"?" + whole[-99:])
    assert KeptScans(book).known(at) is None
    file.write_bytes(whole)
    assert KeptScans(book).known(at) is not None
    commit(book, [scan(draw, 300) for _ in range(30)], replace=True)
    assert KeptScans(book).known(at) is None


def test_a_scan_that_was_taken_back_later_still_stands_before(book):
    row = scan(random.Random(3), 1) | {
        "occurred_at": START,
        "received_at": START,
        "withdrawn_at": None,
    }
    commit(book, [row, {**row, "withdrawn_at": START + timedelta(hours=5)}], replace=True)
    assert len(told(book, START + timedelta(hours=4), None)[0]) == 1
    assert told(book, START + timedelta(hours=6), None)[0] == []


def test_parcels_that_share_half_a_digest_are_refused_not_mixed_up():
    def held(*rows):
        names = ("low", "high", "place", "operator_id", "division", "facility_id")
        table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])
        for column, name in enumerate(names[:2]):
            table = table.set_column(column, name, table[name].cast(pa.uint64()))
        return LatestScans.of(table)

    one = held((1, 1, 100, "A", "1", ""), (5, 2, 100, "A", "1", ""))
    assert len(one.with_later(held((3, 1, 50, "B", "1", "")))) == 3
    with pytest.raises(SameKeyError):
        one.with_later(held((5, 9, 100, "A", "1", "")))
    with pytest.raises(SameKeyError):
        held((1, 1, 100, "A", "1", ""), (1, 2, 100, "A", "1", ""))


def test_rows_known_only_after_a_moment_are_told_from_those_that_can_change_it(book):
    rule, at = CATALOGUE.rules["delivery_stopped"], START + timedelta(hours=10)
    first = scan(random.Random(4), 1) | {"withdrawn_at": None}
    commit(book, [first], replace=True)
    version = book.version
    for hours, changes in ((11, False), (9, True)):
        seen = at + timedelta(hours=hours - 10)
        commit(book, [{**first, "event_id": f"L{hours}", "received_at": seen}])
        assert may_change(book, rule, since=version, at=at) is changes
        assert not may_change(book, CATALOGUE.rules["sensor_gap"], since=version, at=at)
    found = book.workspace.lake.segments("event", at=book.version)
    assert earliest(found, "received_at") == min(first["received_at"], at - timedelta(hours=1))


@pytest.mark.parametrize("case", CATALOGUE.rule_cases, ids=lambda case: f"{case.rule}")
def test_no_rule_reads_rows_that_are_known_only_after_its_moment(case):
    """What :func:`may_change` rests on: the case's rows once more, a year later, change nothing."""
    tables = {}
    for name, rows in case.tables.items():
        column = CATALOGUE.tables[name].known_from
        if column is None:
            continue
        place = rows.schema.get_field_index(column)
        later = pa.array([t and t + timedelta(days=365) for t in rows[column].to_pylist()])
        moved = rows.set_column(place, column, later.cast(rows.schema.field(place).type))
        tables[name] = pa.concat_tables([rows, moved])
    twice = replace(case, tables={**case.tables, **tables})
    rule = CATALOGUE.rule(case.rule)
    answers = [answer_in(CATALOGUE, rule, one).rows.to_pylist() for one in (case, twice)]
    assert sorted(answers[0], key=repr) == sorted(answers[1], key=repr)


def test_retention_takes_what_is_kept_along(book):
    commit(book, [scan(random.Random(6), 2)], replace=True)
    assert KeptScans(book, make=True).keep(START + timedelta(hours=3))
    retention.apply(book, now=NOW, by="王", why="到期")
    assert not (book.workspace.lake.folder / FOLDER).exists()
