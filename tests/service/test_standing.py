"""Where parcels stand is the same from events and from journeys, where rules may take either."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from jidi.lake import DuckDBEngine, Lake
from jidi.model.catalogue import Catalogue
from jidi.model.journey import load_steps
from jidi.registry import Registry, sqlite_url
from jidi.service.journeys import build_journeys

CATALOGUE = Catalogue()
START = datetime(2025, 11, 1, 6)  # noqa: DTZ001
NEWEST = START + timedelta(hours=400)
NOW = datetime(2025, 12, 1, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    (tmp_path / "lake").mkdir()
    with Registry.create(sqlite_url(tmp_path / "registry.db")) as registry:
        yield Lake(tmp_path / "lake", registry=registry, tables=CATALOGUE.tables)


def scans(seed: int) -> list[dict[str, Any]]:
    """Steps of many parcels in any order, each parcel one company's; a quarter taken back later."""
    draw, rows = random.Random(seed), []
    steps = [step.code for step in load_steps()]
    for number in range(600):
        at = START + timedelta(minutes=draw.randrange(400 * 60))
        row = {
            "event_id": f"E{number}",
            "parcel_id": f"P{(parcel := draw.randrange(90))}",
            "step": draw.choice(steps),
            "operator_id": f"O{parcel % 2}",
            "division": draw.choice(["140105000000", "140106102000"]),
            "facility_id": draw.choice([None, "F1", "F2"]),
            "occurred_at": at,
            "received_at": min(at + timedelta(minutes=1), NEWEST),
            "origin": "reported",
        }
        rows.append(row)
        if not number % 4:
            rows.append({**row, "withdrawn_at": NEWEST})
    return rows


def asked(lake: Lake, name: str, at: datetime) -> list[dict[str, Any]]:
    with DuckDBEngine(lake, ["event", "journey"], threads=1) as engine:
        rows = engine.run(CATALOGUE.shared_relations[name].sql, {"at": at}).to_pylist()
    return sorted(rows, key=repr)


@pytest.mark.parametrize("seed", [1, 2])
def test_standing_is_the_same_from_events_and_from_journeys(lake, seed):
    table = pa.Table.from_pylist(scans(seed), schema=CATALOGUE.tables["event"].arrow_schema)
    lake.commit({"event": table}, source="test", origin="reported", by="test", clock=lambda: NOW)
    build_journeys(lake, now=NOW, by="test", progress=lambda _step, _share: None, threads=1)
    for hours in (0, 1, 100, 300):
        at = NEWEST + timedelta(hours=hours)
        from_events = asked(lake, "standing", at)
        assert from_events == asked(lake, "standing_now", at)
        assert bool(from_events) == (hours < 240)


def test_a_scan_that_was_taken_back_later_still_stands_before(lake):
    row = scans(3)[0] | {"occurred_at": START, "received_at": START}
    back = {**row, "withdrawn_at": START + timedelta(hours=5)}
    table = pa.Table.from_pylist([row, back], schema=CATALOGUE.tables["event"].arrow_schema)
    lake.commit({"event": table}, source="test", origin="reported", by="test", clock=lambda: NOW)
    assert len(asked(lake, "standing", START + timedelta(hours=4))) == 1
    assert asked(lake, "standing", START + timedelta(hours=6)) == []
