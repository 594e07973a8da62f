"""The synthetic province, written into a book: marked in every row, replaceable, never mixed up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa

from jidi.core.division import Level
from jidi.core.errors import ValueProblem
from jidi.core.period import Period, PeriodKind
from jidi.lake.load import Receipt
from jidi.model.boundaries import packaged_boundaries
from jidi.service.books import Book
from jidi.synth.province import Province
from jidi.synth.recipe import read_recipe

Progress = Callable[[str, float], None]

FAULTS_FILE: Final = "synthetic_faults.parquet"
"""The key to the planted faults; beside the lake, so that no rule can read it by accident."""

_STREAMED: Final = ("parcel", "event", "locker_deposit", "trip", "reading")


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
    """Make the synthetic province of the book's plan and commit it as one data version.

    Earlier synthetic rows stop being live; reported and published ones stay.

    :param scale: share of a full provincial day's parcels; the recipe's demonstration when None.
    :param days: days of parcels (``2025-11-11``); the recipe's when None.
    :raises ValueProblem: V-106 for something that is not a day.
    """
    recipe = read_recipe(book.plan.id.replace("-", "_"))
    chosen = tuple(_day(text) for text in days) if days else recipe.demo.days
    share = recipe.demo.scale if scale is None else scale
    progress("outlines", 0.02)
    outlines = packaged_boundaries(book.tree, tolerance=0.0)
    progress("ground", 0.05)
    province = Province(
        recipe,
        tree=book.tree,
        population=book.population,
        polygons=outlines.at(Level.COUNTY),
        seed=seed,
        tables=book.catalogue.tables,
    )
    loads = _loads(province)
    progress("commit", 0.6)
    receipt = _commit(book, loads, seed=seed, now=now)
    progress("", 1.0)
    return SynthReport(
        seed=seed,
        scale=share,
        days=chosen,
        rows=dict(sorted(receipt.rows.items())),
        faults=0,
        version=receipt.version,
    )


def _loads(province: Province) -> dict[str, list[pa.RecordBatch]]:
    loads: dict[str, list[pa.RecordBatch]] = {}
    for name, batch in (*province.stock_tables(), *province.return_tables()):
        loads.setdefault(name, []).append(batch)
    return loads


def _commit(
    book: Book, loads: Mapping[str, list[pa.RecordBatch]], *, seed: int, now: datetime
) -> Receipt:
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
