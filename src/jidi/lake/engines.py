"""The engine that a book's settings name."""

from __future__ import annotations

from collections.abc import Iterable

from jidi.lake.duckdb_engine import DuckDBEngine
from jidi.lake.engine_address import EngineAddress
from jidi.lake.lake import Lake
from jidi.lake.ledger import Segment
from jidi.lake.spark_engine import SparkEngine

AnyEngine = DuckDBEngine | SparkEngine


def engine_at(
    address: EngineAddress,
    lake: Lake,
    tables: Iterable[str] | None = None,
    *,
    at: int,
    staged: Iterable[Segment] = (),
) -> AnyEngine:
    """An engine over some tables of a lake at one data version.

    :param staged: segments that are not part of the book yet, read as if they were.
    :raises LakeError: as the engines do.
    """
    if address.kind == "spark":
        return SparkEngine(lake, tables, address=address, at=at, staged=staged)
    return DuckDBEngine(lake, tables, at=at, staged=staged)
