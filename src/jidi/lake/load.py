"""What may be handed to a commit, and what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import pyarrow as pa


@dataclass(frozen=True)
class StagedFile:
    """A Parquet file that is written already; the commit checks it and takes it over.

    :param path: the file. It is moved into the lake when the commit succeeds and left alone
        when it fails.
    :param rows: how many rows it should hold, when the writer knows.
    """

    path: Path
    rows: int | None = None


Load: TypeAlias = (
    pa.Table
    | pa.RecordBatch
    | pa.RecordBatchReader
    | StagedFile
    | Iterable[pa.Table | pa.RecordBatch | StagedFile]
)
"""Rows for one table: at once, in a stream of any length, or as written files."""


Kind: TypeAlias = Literal["load", "derivation", "compaction", "retention"]
"""Why a data version was made."""
SAME_ROWS: frozenset[Kind] = frozenset({"compaction", "retention"})
"""Versions to which no rows came and from which none went."""


@dataclass(frozen=True)
class Receipt:
    """What a commit did.

    :param batch: the batch's id.
    :param version: the data version at which its rows can be read.
    :param rows: accepted rows by table.
    :param replaced: rows that stopped being live, by table.
    :param at: when, ISO 8601.
    :param kind: ``load``: rows came in; ``derivation``: rows were computed from those there;
        ``compaction``: the same rows in other files; ``retention``: columns were emptied by law.
    :param rests_on: of a derivation, the data version of the rows it was computed from.
    :param superseded: of a derivation, how many earlier rows of each table the new ones replace
        without their files being retired.
    :param repeated: the same ``once_as`` had been committed before; this is that receipt.
    """

    batch: str
    version: int
    source: str
    origin: str
    by: str
    at: str
    rows: Mapping[str, int]
    replaced: Mapping[str, int]
    repeated: bool = False
    kind: Kind = "load"
    rests_on: int | None = None
    superseded: Mapping[str, int] = field(default_factory=dict)


def pieces(load: Load) -> Iterator[pa.RecordBatch | StagedFile]:
    """The load as a flat stream of record batches and written files."""
    if isinstance(load, pa.Table):
        yield from load.to_batches()
    elif isinstance(load, (pa.RecordBatch, StagedFile)):
        yield load
    else:
        for part in load:
            yield from pieces(part)
