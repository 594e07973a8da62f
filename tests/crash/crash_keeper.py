"""What the crash tests of the lake's keeping run in processes of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from crash_writer import AT, killer

from jidi.lake import Workspace
from jidi.lake.backup import backup
from jidi.lake.compaction import compact
from jidi.lake.disk import no_faults
from jidi.service.journeys import build_journeys

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PARCELS = 30


def scans(book: Workspace, number: int) -> None:
    """One batch of events: every parcel one step further."""
    steps = ("accepted", "departed_origin", "arrived_outlet", "out_for_delivery", "delivered")
    at = [AT + timedelta(hours=6 * number, minutes=n) for n in range(PARCELS)]
    rows = pa.table(
        {
            "event_id": [f"{n}-{number}" for n in range(PARCELS)],
            "parcel_id": [f"P{n:03}" for n in range(PARCELS)],
            "step": [steps[number % 5]] * PARCELS,
            "operator_id": ["op"] * PARCELS,
            "division": ["140105000000"] * PARCELS,
            "occurred_at": pa.array(at, pa.timestamp("s")),
            "received_at": pa.array(at, pa.timestamp("s")),
        }
    )
    book.lake.commit(
        {"event": rows}, source=f"{number}", origin="reported", by="test", clock=lambda: AT
    )


def merge(root: Path, faults: Callable[[str], None] = no_faults) -> None:
    """Merge the events' files."""
    with Workspace.open(root) as book:
        compact(
            book.lake, by="test", clock=lambda: NOW, tables=("event",), faults=faults, threads=1
        )


def derive(root: Path, faults: Callable[[str], None] = no_faults) -> None:
    """Build the journeys."""
    with Workspace.open(root) as book:
        build_journeys(
            book.lake, now=NOW, by="test", progress=lambda _step, _share: None, threads=1,
            faults=faults,
        )  # fmt: skip


def keep(root: Path, faults: Callable[[str], None] = no_faults) -> None:
    """Back the book up beside it."""
    with Workspace.open(root) as book:
        backup(book, root.with_name("kept"), now=NOW, by="test", faults=faults)


ACTS = {"merge": merge, "derive": derive, "keep": keep}


def act_and_die(act: str, root: Path, nth: int) -> None:
    """Do it, and die at the n-th step."""
    ACTS[act](root, killer(nth))
