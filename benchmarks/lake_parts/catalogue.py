"""Every indicator of a book for one day, beside the bare queries, pandas and Polars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from jidi.core.division import Level
from jidi.core.period import Period
from jidi.indicators import periods_relation, placement_relation
from jidi.service.books import Book
from jidi.service.readings import read
from jidi.service.taken_back import taken_back
from lake_parts.timing import Spent, timed, told


def catalogue(book: Book, day: date) -> Iterator[tuple[str, str]]:
    """Wall and processor seconds of a reading by county, and of its query alone."""
    period = Period.for_day(day)
    names = [i.id for i in book.catalogue.indicators.values() if i.finest >= Level.COUNTY]
    book.ask("SELECT COUNT(*) AS n FROM event, parcel WHERE FALSE", {})
    own = {n for n in names if {"event", "parcel"} & set(book.catalogue.indicator(n).tables)}
    sums: dict[str, list[Spent]] = {"flows": [], "rest": []}
    with _plain(book) as bare:
        for name in sorted(names, key=lambda n: n not in own):
            spent = timed(lambda name=name: _read(book, name, period))
            sums["flows" if name in own else "rest"].append(spent)
            if name in own:
                yield (
                    f"{name}: query",
                    told(timed(lambda name=name: _ask(bare, book, name, period))),
                )
                yield f"{name}: reading", told(spent)
    yield f"{len(own)} indicators of parcels and scans", told(_sum(sums["flows"]))
    yield f"the other {len(names) - len(own)}", told(_sum(sums["rest"]))
    yield "the whole catalogue", told(_sum([*sums["flows"], *sums["rest"]]))


def _sum(spent: list[Spent]) -> Spent:
    return sum(w for w, _ in spent), sum(c for _, c in spent)


def _read(book: Book, name: str, period: Period) -> None:
    book.forget()
    read(book, name, periods=[period], level=Level.COUNTY)


def _plain(book: Book) -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own over the same files, nothing checked."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Shanghai'")
    for table in book.catalogue.tables:
        files = [str(s.file) for s in book.workspace.lake.segments(table)]
        if files:
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet({files})")
    connection.register("divisions", book.roster)
    return connection


def _ask(bare: duckdb.DuckDBPyConnection, book: Book, name: str, period: Period) -> None:
    indicator = book.catalogue.indicator(name)
    bare.register("periods", periods_relation([period]))
    for relation, rows in taken_back(book, indicator.sql).items():
        bare.register(relation, rows)
    if indicator.rollup == "recompute":
        bare.register("placement", placement_relation(book.tree, Level.COUNTY))
    bare.sql(indicator.sql).to_arrow_table()


def peers(book: Book) -> Iterator[tuple[str, str]]:
    """Scans per parcel and step seen, as in ``scan_completeness``, written for each tool."""
    files = [s.file for s in book.workspace.lake.segments("event") if s.rows]
    for name, act in (("DuckDB", _duckdb), ("pandas", _pandas), ("Polars", _polars)):
        try:
            yield f"required steps of each parcel: {name}", told(timed(lambda act=act: act(files)))
        except ImportError:
            yield f"required steps of each parcel: {name}", "not installed"


REQUIRED = ("accepted", "departed_origin", "arrived_outlet", "out_for_delivery", "delivered")
Peer = Callable[[list[Path]], Any]


def _duckdb(files: list[Path]) -> Any:
    names = [str(file) for file in files]
    shown = [f"MAX(CASE WHEN step = '{step}' THEN 1 ELSE 0 END)" for step in REQUIRED]
    return duckdb.sql(
        f"SELECT SUM(seen) FROM (SELECT parcel_id, {' + '.join(shown)} AS seen FROM "
        f"read_parquet({names}) WHERE step IN {REQUIRED} GROUP BY parcel_id)"
    ).fetchall()


def _pandas(files: list[Path]) -> Any:
    import pandas

    rows = pandas.concat(
        pq.read_table(file, columns=["parcel_id", "step"], partitioning=None).to_pandas()
        for file in files
    )
    return rows[rows.step.isin(REQUIRED)].drop_duplicates().groupby("parcel_id").size().sum()


def _polars(files: list[Path]) -> Any:
    import polars

    rows = polars.scan_parquet(files).filter(polars.col("step").is_in(REQUIRED))
    seen = rows.group_by("parcel_id").agg(polars.col("step").n_unique())
    return seen.select(polars.col("step").sum()).collect()
