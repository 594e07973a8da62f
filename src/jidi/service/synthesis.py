"""The synthetic province, written into a book: marked in every row, replaceable, never mixed up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from jidi.core.division import Level
from jidi.core.errors import ValueProblem
from jidi.core.period import Period, PeriodKind
from jidi.lake import Load, Receipt
from jidi.lake.disk import writing
from jidi.model.boundaries import packaged_boundaries
from jidi.service.books import Book
from jidi.service.register_publish import TABLE, publish_register
from jidi.service.register_synthesis import ACTOR, fill_register
from jidi.synth import Province, read_recipe

Progress = Callable[[str, float], None]

FAULTS_FILE: Final = "synthetic_faults.parquet"
"""The key to the planted faults; beside the lake, so that no rule reads it by accident."""

OUTLINE_TOLERANCE: Final = 0.001
"""Degrees, about 100 m: villages lie inside their county, and no one needs the full outline."""

_BY_BLOCK: Final = ("parcel", "event", "locker_deposit")
_BY_DAY: Final = ("trip", "reading")


@dataclass(frozen=True)
class SynthReport:
    """What was written: rows by table, seed, scale, days, and the new data version."""

    seed: int
    scale: float
    days: tuple[date, ...]
    rows: Mapping[str, int]
    faults: int
    version: int

    def to_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "seed": self.seed,
            "scale": self.scale,
            "days": [day.isoformat() for day in self.days],
            "rows": dict(self.rows),
            "planted_faults": self.faults,
            "data_version": self.version,
            "origin": "synthetic",
        }


def synthesise_into(
    book: Book,
    *,
    seed: int,
    scale: float | None,
    days: Sequence[str] | None,
    now: datetime,
    progress: Progress,
) -> SynthReport:
    """Make the synthetic province of the book's plan and commit it as one data version; then report
    on the entries of its register that nobody has reported on, and publish it as another.

    Earlier synthetic rows stop being live; reported and published ones stay.

    :param scale: share of a full provincial day's parcels; the recipe's demonstration when None.
    :param days: days of parcels (``2025-11-11``), each made once; the recipe's when None.
    :raises ValueProblem: V-106 for something that is not a day.
    """
    recipe = read_recipe(book.plan.id.replace("-", "_"))
    chosen = tuple(sorted({_day(text) for text in days})) if days else recipe.demo.days
    share = recipe.demo.scale if scale is None else scale
    progress("outlines", 0.01)
    outlines = packaged_boundaries(book.tree, tolerance=OUTLINE_TOLERANCE)
    progress("ground", 0.03)
    province = Province(
        recipe,
        tree=book.tree,
        population=book.population,
        polygons=outlines.at(Level.COUNTY),
        seed=seed,
        tables=book.catalogue.tables,
    )
    loads = {**_standing(province), **_moving(province, chosen, share, progress)}
    receipt = _commit(book, loads, seed=seed, now=now)
    faults = province.planted_faults()
    with writing(book.workspace.root / FAULTS_FILE):
        pq.write_table(faults, book.workspace.root / FAULTS_FILE)
    progress("register", 0.99)
    fill_register(book, recipe, seed=seed, now=now)
    published = publish_register(book, by=ACTOR, now=now)
    progress("", 1.0)
    return SynthReport(
        seed=seed,
        scale=share,
        days=chosen,
        rows=dict(sorted({**receipt.rows, TABLE: published.rows}.items())),
        faults=faults.num_rows,
        version=book.workspace.lake.version,
    )


def _standing(province: Province) -> dict[str, Load]:
    """Registers and returns; they fit into memory."""
    batches: dict[str, list[pa.RecordBatch]] = {}
    for name, batch in (*province.stock_tables(), *province.return_tables()):
        batches.setdefault(name, []).append(batch)
    return dict(batches)


def _moving(
    province: Province, days: Sequence[date], share: float, progress: Progress
) -> dict[str, Load]:
    """Parcels, scans and runs as streams, so that a full provincial day needs no more memory.

    The lake takes one table after the other; the blocks are made anew for each, which costs less
    than keeping them.
    """
    steps = len(days) * len(_BY_BLOCK)

    def blocks(table: str, turn: int) -> Iterator[pa.RecordBatch]:
        for number, when in enumerate(days):
            done = (turn * len(days) + number) / steps
            progress(f"{table} {when}", 0.15 + 0.8 * done)
            for block in range(province.blocks(when, scale=share)):
                yield province.block(when, block, scale=share)[table]

    streams: dict[str, Load] = {table: blocks(table, turn) for turn, table in enumerate(_BY_BLOCK)}
    daily: dict[str, list[pa.RecordBatch]] = {table: [] for table in _BY_DAY}
    for when in days:
        for name, batch in province.moving(when, scale=share):
            daily[name].append(batch)
    return {**daily, **streams}


def _commit(book: Book, loads: Mapping[str, Load], *, seed: int, now: datetime) -> Receipt:
    return book.workspace.lake.commit(
        loads,
        source=f"synthetic, seed {seed}",
        origin="synthetic",
        by="jidi",
        clock=lambda: now,
        replace="origin",
    )


def _day(text: str) -> date:
    period = Period.parse(text)
    if period.kind is not PeriodKind.DAY:
        raise ValueProblem("V-106", text=text)
    return period.start
