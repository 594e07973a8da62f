"""Digests of rows: of their key alone, and of all they say. For telling copies from others.

They are DuckDB's own 64-bit hashes: right for comparing rows within one process, and never stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from jidi.lake.integrity import check_files
from jidi.lake.lake import Lake
from jidi.lake.ledger import Segment
from jidi.lake.views import quoted
from jidi.model.table import Table

Digests = npt.NDArray[np.uint64]


class RowDigests:
    """Digests the rows of one table, in the lake's schema.

    Two rows that say the same have the same digests. Two that differ have the same digest of the
    key once in some 10¹⁹ pairs, and then still another digest of the whole. A row that declares
    another to be in error has a key of its own.
    """

    def __init__(self, table: Table) -> None:
        key = ", ".join(map(quoted, table.key))
        if table.withdrawn is not None:
            key += f", {quoted(table.withdrawn)} IS NULL"
        every = ", ".join(quoted(column.name) for column in table.columns)
        self._table = table
        self._sql = f"SELECT hash({key}) AS key_digest, hash({every}) AS row_digest FROM given"
        self._connection = duckdb.connect(config={"python_enable_replacements": "false"})

    def of(self, rows: pa.Table | pa.RecordBatch) -> tuple[Digests, Digests]:
        """Digest of the key and of the whole, for each row in its order."""
        if isinstance(rows, pa.RecordBatch):
            rows = pa.Table.from_batches([rows])
        self._connection.register("given", rows)
        try:
            found: pa.Table = self._connection.sql(self._sql).to_arrow_table()
        finally:
            self._connection.unregister("given")
        return found["key_digest"].to_numpy(), found["row_digest"].to_numpy()

    def held(
        self, lake: Lake, *, at: int, first: date | None, last: date | None, known: set[str]
    ) -> Iterator[tuple[Digests, Digests]]:
        """The digests of the rows that the book holds, file by file.

        :param first: with ``last``, only files that hold rows of these days; files of tables
            without days are always read.
        :param known: digests of files that were read before and are left out; added to.
        :raises LakeError: L-302, L-303 for a file that is missing or damaged.
        """
        live = lake.segments(self._table.name, at=at)
        wanted = [s for s in live if _touches(s, first, last) and s.digest not in known]
        check_files(wanted)
        for segment in wanted:
            known.add(segment.digest)
            with pq.ParquetFile(segment.file) as file:
                for batch in file.iter_batches(batch_size=1 << 18):
                    yield self.of(self._whole(batch))

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _whole(self, batch: pa.RecordBatch) -> pa.Table:
        """The batch in the table's schema of today."""
        arrays = [
            batch.column(field.name).cast(field.type)
            if field.name in batch.schema.names
            else pa.nulls(batch.num_rows, field.type)
            for field in self._table.arrow_schema
        ]
        return pa.Table.from_arrays(arrays, schema=self._table.arrow_schema)


def _touches(segment: Segment, first: date | None, last: date | None) -> bool:
    if first is None or last is None or segment.first_day is None or segment.last_day is None:
        return True
    return segment.first_day <= last and first <= segment.last_day
