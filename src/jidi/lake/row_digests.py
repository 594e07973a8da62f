"""Digests of rows: of their key alone, and of all they say. For telling copies from others.

Right for comparing rows within one process, and never stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from jidi.core.masks import is_there
from jidi.lake.cell_digests import Digests, cell_digests, spread
from jidi.lake.integrity import check_files
from jidi.lake.ledger import Segment
from jidi.model.table import Table


class RowDigests:
    """Digests the rows of one table, in the lake's schema.

    Two rows that say the same have the same digests. Two that differ have the same digest of the
    key once in some 10¹⁹ pairs, and then still another digest of the whole. A row that declares
    another to be in error has a key of its own.

    :param unsaid: columns that are no part of what a row says.
    """

    def __init__(self, table: Table, *, unsaid: Collection[str] = ()) -> None:
        self._table = table
        self._unsaid = frozenset(unsaid)
        self._salts = {column.name: secrets.randbits(64) for column in table.columns}
        self._withdrawn = np.uint64(secrets.randbits(64))

    def of(self, rows: pa.RecordBatch) -> tuple[Digests, Digests]:
        """Digest of the key and of the whole, for each row in its order.

        :param rows: in the table's schema, texts perhaps by way of a dictionary.
        """
        keys, whole = np.zeros(rows.num_rows, np.uint64), np.zeros(rows.num_rows, np.uint64)
        for name, salt in self._salts.items():
            cells = rows.column(name)
            digests = cell_digests(cells, salt)
            if name not in self._unsaid:
                whole += digests
            if name in self._table.key:
                keys += digests
            if name == self._table.withdrawn and cells.null_count < len(cells):
                keys[is_there(cells)] += self._withdrawn
        return spread(keys), whole

    def held(
        self, live: Iterable[Segment], *, first: date | None, last: date | None, known: set[str]
    ) -> Iterator[tuple[Digests, Digests]]:
        """The digests of the rows that the book holds, file by file.

        :param live: the files of the table at a version.
        :param first: with ``last``, only files that hold rows of these days; files of tables
            without days are always read.
        :param known: digests of files that were read before and are left out; added to.
        :raises LakeError: L-302, L-303 for a file that is missing or damaged.
        """
        wanted = [s for s in live if _touches(s, first, last) and s.digest not in known]
        check_files(wanted)
        for segment in wanted:
            known.add(segment.digest)
            with pq.ParquetFile(segment.file) as file:
                for batch in file.iter_batches(batch_size=1 << 18):
                    yield self.of(self._whole(batch))

    def _whole(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch in the table's schema of today."""
        arrays = [
            batch.column(field.name).cast(field.type)
            if field.name in batch.schema.names
            else pa.nulls(batch.num_rows, field.type)
            for field in self._table.arrow_schema
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self._table.arrow_schema)


def _touches(segment: Segment, first: date | None, last: date | None) -> bool:
    if first is None or last is None or segment.first_day is None or segment.last_day is None:
        return True
    return segment.first_day <= last and first <= segment.last_day
