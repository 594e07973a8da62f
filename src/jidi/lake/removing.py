"""Removing files that the newest version does not need: written down first, then swept.

A file without a live entry in the ledger is what a crashed writer leaves; so the sweep that clears
up after those also finishes a removal that was cut short.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from jidi.lake.ledger import Segment
from jidi.registry import append
from jidi.registry.removal import note_removals


def note_gone(
    connection: Connection,
    segments: Sequence[Segment],
    *,
    folder: Path,
    rule: str,
    by: str,
    why: str,
    at: datetime,
) -> None:
    """Write down which files go, and the audit entry, in the caller's transaction."""
    files = [(one.file.relative_to(folder).as_posix(), one.id) for one in segments]
    note_removals(connection, "segment", files, rule=rule, at=at, by=by, why=why)
    facts = {
        "rule": rule,
        "why": why,
        "files": len(files),
        "bytes": sum(one.bytes for one in segments),
        "tables": sorted({one.table for one in segments}),
        "segments": [number for _, number in files],
    }
    append(connection, at=at, by=by, action="lake.remove", subject=rule, facts=facts)
