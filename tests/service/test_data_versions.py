"""As known then: a reading at a data version stays the same bytes, whatever is committed later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from founded_books import fresh
from jidi.core.division import Level
from jidi.core.period import Period
from jidi.lake.compaction import compact
from jidi.service.books import Book, open_book
from jidi.service.journeys import build_journeys
from jidi.service.readings import read
from jidi.service.trace import trace_parcel

NOW = datetime(2025, 10, 31, tzinfo=UTC)
START = datetime(2025, 9, 1, 8)  # noqa: DTZ001
MONTH = Period.for_month(2025, 9)
ASKED = ("on_time_72h_rate", "scan_completeness", "event_latency", "mean_hours_end_to_end")
WAY = ("accepted", "departed_origin", "arrived_outlet", "out_for_delivery", "delivered")
PLACES = ("140105000000", "140106000000", "140221000000")
WITHDRAWN = NOW.replace(tzinfo=None)


def _parcel(number: int, *, hours: int) -> dict[str, object]:
    at = START + timedelta(hours=number)
    return {
        "parcel_id": f"P{number:04d}", "operator_id": "O1", "product": "standard",
        "segment": "inter_city", "from_division": PLACES[number % 3],
        "to_division": PLACES[(number + 1) % 3], "accepted_at": at,
        "first_attempt_at": at + timedelta(hours=hours),
        "delivered_at": at + timedelta(hours=hours), "outcome": "delivered",
    }  # fmt: skip


def _scans(number: int, *, hours: int, without: str = "") -> Iterator[dict[str, object]]:
    for place, step in enumerate(WAY):
        at = START + timedelta(hours=number + hours * place / 4)
        if step != without:
            yield {
                "event_id": f"E{number}-{place}", "parcel_id": f"P{number:04d}", "step": step,
                "operator_id": "O1", "division": PLACES[number % 3], "occurred_at": at,
                "received_at": at + timedelta(minutes=number % 7),
            }  # fmt: skip


def _commit(book: Book, table: str, rows: list[dict[str, object]], **more) -> int:
    schema = book.workspace.lake.table(table).arrow_schema
    given = pa.Table.from_pylist([{**row, "origin": "reported"} for row in rows], schema=schema)
    order = {"source": "test", "origin": "reported", "by": "王", "clock": lambda: NOW}
    return book.workspace.lake.commit({table: given}, **(order | more)).version


def _said(root: Path, version: int | None = None) -> bytes:
    """Everything asked, as the bytes that ``--json`` prints."""
    with open_book(root, at=version) as book:
        readings = [
            read(book, name, periods=[MONTH], level=level).to_json()
            for name in ASKED
            for level in (Level.PROVINCE, Level.COUNTY)
        ]
        traces = [trace_parcel(book, key).to_json() for key in ("P0001", "P0002")]
    return json.dumps([readings, traces], ensure_ascii=False, sort_keys=True).encode()


@pytest.fixture
def then(tmp_path) -> tuple[Path, int, bytes]:
    """A book, its version, and what it says."""
    with fresh(tmp_path, NOW) as book:
        _commit(book, "parcel", [_parcel(n, hours=30 + n) for n in range(60)])
        scans = [s for n in range(60) for s in _scans(n, hours=30 + n, without=WAY[n % 7 % 5])]
        version = _commit(book, "event", scans)
        _build(book)
        root = book.workspace.root
    return root, version, _said(root, version)


def _build(book: Book) -> None:
    build_journeys(book.workspace.lake, now=NOW, by="王", progress=lambda _step, _share: None)


def _come_late(book: Book) -> None:
    """Late parcels and scans, a scan sent again, one withdrawn, and a table sent anew."""
    _commit(book, "parcel", [_parcel(n, hours=20) for n in range(60, 90)])
    _commit(book, "event", [s for n in range(60, 90) for s in _scans(n, hours=20)])
    again = [{**scan, "division": PLACES[0]} for scan in _scans(1, hours=99)]
    gone = [{**scan, "withdrawn_at": WITHDRAWN} for scan in _scans(2, hours=32)]
    _commit(book, "event", [*again, *gone])
    _commit(book, "parcel", [_parcel(n, hours=500) for n in range(90)], replace=True)


def test_what_was_known_at_a_version_stays_after_late_rows_corrections_and_compaction(then):
    root, version, said = then
    with open_book(root) as book:
        _come_late(book)
        _build(book)
        now = _said(root)
        assert now != said
        assert _said(root, version) == said
        merged = compact(book.workspace.lake, by="王", clock=lambda: NOW)
        assert {"event", "journey"} <= {name for receipt in merged for name in receipt.rows}
    assert _said(root, version) == said


def test_compaction_changes_nothing_but_the_number_of_the_version(then):
    root, _, _ = then
    with open_book(root) as book:
        _come_late(book)
        before, version = _said(root), book.version
        merged = compact(book.workspace.lake, by="王", clock=lambda: NOW)
        after = _said(root)
        assert merged and book.version == version + len(merged)
    for key in (b'"data_version": %d', b'"version": %d'):
        after = after.replace(key % (version + len(merged)), key % version)
    assert after == before
