"""A commit: rows become segments, segments become live, all or nothing.

1. Rows are checked, sorted and written to a staging folder of this commit alone, and synced.
2. Holding the registry's write lock, the files are renamed into the lake, folders are synced,
   and the ledger, the receipt and the audit entry are written in one transaction.

Whatever stops it before the transaction stands, leaves the lake as it was: the staging folder is
removed, and renamed files are removed when the ledger does not know them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeAlias

import pyarrow as pa
from sqlalchemy import Connection

from jidi.core.errors import Interrupted, JidiError
from jidi.lake.conform import check_origin, conform
from jidi.lake.disk import Faults, no_faults, sync_folder, writing
from jidi.lake.ledger import Basis, Entry, Ledger, Replace, check_unmoved, earlier, record
from jidi.lake.load import Load, Receipt, StagedFile, pieces
from jidi.lake.segments import BUDGET_BYTES, Draft, SegmentWriter
from jidi.lake.staged import take_over
from jidi.lake.sweep import STAGING, sweep_orphans
from jidi.model.table import Table
from jidi.registry import Registry

Progress = Callable[[int], None]
"""Called with the rows done so far; raising from it cancels the commit."""

Along: TypeAlias = Callable[[Connection, Receipt], None]
"""Written in the commit's own transaction, after its receipt; stands or falls with it."""

_SLICE_ROWS = 1 << 20
"""Larger batches are taken in slices of so many rows."""


@dataclass(frozen=True)
class Order:
    """Everything a commit needs besides the rows."""

    source: str
    origin: str
    by: str
    clock: Callable[[], datetime]
    once_as: str | None = None
    replace: Replace = False
    on_progress: Progress | None = None
    faults: Faults = no_faults
    budget_bytes: int = BUDGET_BYTES
    basis: Basis | Callable[[], Basis] = field(default_factory=Basis)
    since: int | None = None
    along: Along | None = None


def commit(
    folder: Path,
    loads: list[tuple[Table, Load]],
    order: Order,
    *,
    registry: Registry,
    ledger: Ledger,
) -> Receipt:
    """Commit the loads to the lake in ``folder``; see :meth:`jidi.lake.Lake.commit`."""
    check_origin(order.origin)
    before = ledger.receipt(order.once_as) if order.once_as is not None else None
    if before is not None:
        return before

    with _interruptible(), staging(folder) as stage:
        drafts = tuple(_staged(loads, stage, order))
        names = tuple(table.name for table, _ in loads)
        receipt = publish(folder, names, drafts, order, registry=registry, ledger=ledger)
    _drop_sources(drafts)
    return receipt


def publish(
    folder: Path,
    names: tuple[str, ...],
    drafts: tuple[Draft, ...],
    order: Order,
    *,
    registry: Registry,
    ledger: Ledger,
) -> Receipt:
    """Make segments that are written and synced part of the lake; the second half of a commit."""
    try:
        return _publish(folder, names, drafts, order, registry)
    except BaseException:
        with suppress(JidiError):  # what cannot be removed now is swept at the next opening
            sweep_orphans(folder, registry=registry, ledger=ledger)
        raise


@contextmanager
def _interruptible() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as stop:
        raise Interrupted("L-103") from stop


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A new folder for files that are on their way into the lake; gone when the block ends."""
    staging = folder / STAGING
    with writing(staging):
        staging.mkdir(exist_ok=True)
        stage = Path(mkdtemp(dir=staging))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _staged(loads: list[tuple[Table, Load]], stage: Path, order: Order) -> Iterator[Draft]:
    done = 0
    for table, load in loads:
        for draft, rows in _drafts(table, load, stage, order):
            done += rows
            if draft is not None:
                yield draft
            if rows and order.on_progress is not None:
                order.on_progress(done)


def _drafts(
    table: Table, load: Load, stage: Path, order: Order
) -> Iterator[tuple[Draft | None, int]]:
    """Finished segments, and the rows taken with each step."""
    writer = SegmentWriter(table, stage, faults=order.faults, budget_bytes=order.budget_bytes)
    first, given = 1, 0
    for piece in pieces(load):
        if isinstance(piece, StagedFile):
            given += 1
            draft = take_over(
                table, piece, stage, number=given, origin=order.origin, faults=order.faults
            )
            yield draft, draft.rows
            continue
        for rows in _slices(piece):
            taken = conform(table, rows, origin=order.origin, first_row=first)
            first += taken.num_rows
            for draft in writer.add(taken):
                yield draft, 0
            yield None, taken.num_rows
    for draft in writer.finish():
        yield draft, 0


def _slices(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    for start in range(0, batch.num_rows, _SLICE_ROWS):
        yield batch.slice(start, _SLICE_ROWS)


def _publish(
    folder: Path,
    names: tuple[str, ...],
    drafts: tuple[Draft, ...],
    order: Order,
    registry: Registry,
) -> Receipt:
    order.faults("staged")
    with registry.writing() as connection:
        before = earlier(connection, order.once_as)
        if before is not None:  # another writer was faster with the same batch
            return before
        check_unmoved(connection, names, order.since)
        order.faults("locked")
        _move_in(folder, drafts, order.faults)
        entry = Entry(
            source=order.source,
            origin=order.origin,
            by=order.by,
            at=order.clock(),
            once_as=order.once_as,
            tables=names,
            drafts=drafts,
            replace=order.replace,
            basis=order.basis() if callable(order.basis) else order.basis,
        )
        receipt = record(connection, entry)
        if order.along is not None:
            order.along(connection, receipt)
        order.faults("recorded")
    order.faults("committed")
    return receipt


def _move_in(folder: Path, drafts: tuple[Draft, ...], faults: Faults) -> None:
    """Give every file its final name. One that is there already has the same content."""
    touched: set[Path] = set()
    for draft in drafts:
        target = folder / draft.path
        with writing(target):
            if not target.parent.exists():
                target.parent.mkdir()
                touched.add(folder)
            draft.file.replace(target)
        touched.add(target.parent)
        faults("renamed")
    for parent in sorted(touched):
        with writing(parent):
            sync_folder(parent)
    faults("moved")


def _drop_sources(drafts: tuple[Draft, ...]) -> None:
    """Remove the files that were handed over; they live in the lake now."""
    for draft in drafts:
        if draft.source is not None:
            with suppress(OSError):  # a copy too many does no harm
                draft.source.unlink()
