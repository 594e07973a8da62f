"""The lake: the province's events and observations as immutable Parquet segments and a ledger."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jidi.core.errors import LakeError, UnknownName
from jidi.core.nearest import suggestion
from jidi.lake.commit import Along, Order, Progress, commit, publish, staging
from jidi.lake.disk import Faults, no_faults
from jidi.lake.integrity import check_files, damages
from jidi.lake.ledger import Basis, Changes, Ledger, Replace, Segment
from jidi.lake.load import SAME_ROWS, Load, Receipt
from jidi.lake.removing import note_gone
from jidi.lake.segments import BUDGET_BYTES
from jidi.lake.stage import Stage
from jidi.lake.sweep import ABANDONED, Swept, sweep, sweep_orphans
from jidi.model.table import Table, TableKind
from jidi.registry import Registry

_LOADED = Basis()


class Lake:
    """The segments of one book.

    :param folder: where the files lie; it must exist.
    :param registry: where the ledger is kept.
    :param tables: the tables by name.
    """

    def __init__(self, folder: Path, *, registry: Registry, tables: Mapping[str, Table]) -> None:
        self.folder = folder
        self.tables = tables
        self._registry = registry
        self._ledger = Ledger(registry, folder)

    @property
    def version(self) -> int:
        """The newest data version: 0 when empty, one more with every commit."""
        return self._ledger.version()

    def table(self, name: str) -> Table:
        """The table of that name.

        :raises UnknownName: D-112, with the nearest.
        """
        if name not in self.tables:
            raise UnknownName("D-112", name=name, nearest=suggestion(name, self.tables))
        return self.tables[name]

    def at(self, version: int | None) -> int:
        """The version asked for, the newest when None.

        :raises LakeError: L-301 when there is no such version.
        """
        return self._ledger.at(version)

    def segments(self, table: str, *, at: int | None = None) -> tuple[Segment, ...]:
        """The live files of a table at a version.

        :raises UnknownName: D-112. :raises LakeError: L-301.
        """
        return self._ledger.segments(self.table(table).name, self.at(at))

    def pieces(self, segments: Iterable[Segment]) -> Mapping[int, str]:
        """Digests of the pieces of these files by their ids, of those where they are known."""
        return self._ledger.pieces([segment.id for segment in segments])

    def all_segments(self) -> tuple[Segment, ...]:
        """The files of every version, live or not, but for those that were removed on purpose."""
        return self._ledger.all_segments()

    def rows(self, table: str, *, at: int | None = None) -> int:
        """How many rows the table has at a version; from the ledger, no file is read."""
        segments = self.segments(table, at=at)
        held = sum(segment.rows for segment in segments)
        if self.table(table).kind is not TableKind.DERIVED:
            return held
        live = {segment.batch for segment in segments}
        gone = (r.superseded.get(table, 0) for r in self.receipts() if r.batch in live)
        return held - sum(gone)

    def changes(self, table: str, *, origin: str, since: int, until: int) -> Changes:
        """What happened to a table's rows of one origin after version ``since``, up to ``until``.

        That the same rows were put into other files is no change, nor that columns of theirs were
        emptied by law. Files that were removed since are told too.
        """
        kinds = {receipt.version: receipt.kind for receipt in self.receipts()}

        def changed(version: int | None) -> bool:
            inside = version is not None and since < version <= until
            return inside and kinds[version or 0] not in SAME_ROWS

        every = self._ledger.all_segments(also_removed=True)
        known = [s for s in every if (s.table, s.origin) == (table, origin)]
        return Changes(
            added=tuple(segment for segment in known if changed(segment.added)),
            removed=tuple(
                segment for segment in known if changed(segment.removed) and segment.added <= since
            ),
        )

    def origins(self, table: str, *, at: int | None = None) -> frozenset[str]:
        """Where the table's rows come from; empty when it has none."""
        return frozenset(s.origin for s in self.segments(table, at=at) if s.rows)

    def receipts(self) -> tuple[Receipt, ...]:
        """What was committed so far, oldest first."""
        return self._ledger.receipts()

    def receipt(self, once_as: str) -> Receipt | None:
        """The receipt of what was committed under this digest, marked as repeated."""
        return self._ledger.receipt(once_as)

    def read(
        self, table: str, *, at: int | None = None, columns: Iterable[str] | None = None
    ) -> pa.Table:
        """All rows of a table in memory, in the lake's schema. For large tables use an engine.

        :param columns: names of the columns wanted; all when None.
        :raises LakeError: L-302 when a file is missing, L-303 when one is damaged.
        """
        schema = self.table(table).arrow_schema
        names = [f.name for f in schema] if columns is None else list(columns)
        for name in names:
            if name != "origin":
                self.table(table).column(name)
        wanted = pa.schema([schema.field(name) for name in names])
        segments = self.segments(table, at=at)
        check_files(segments)
        if self.table(table).kind is TableKind.DERIVED and len({s.added for s in segments}) > 1:
            raise ValueError(f"{table} stands in several generations; ask an engine")
        parts = [_read(segment, wanted) for segment in segments]
        return pa.concat_tables([wanted.empty_table(), *parts])

    def verify(self) -> tuple[LakeError, ...]:
        """What is wrong with the files of any version, past ones too; empty when all is well.

        Every file is read through, whatever this process has seen of it before.

        :returns: L-302 for a missing and L-303 for a damaged file, one each, with the facts
            ``table`` and ``path``.
        """
        return tuple(damages(self._ledger.all_segments(), anew=True))

    def commit(
        self,
        loads: Mapping[str, Load],
        *,
        source: str,
        origin: str,
        by: str,
        clock: Callable[[], datetime],
        once_as: str | None = None,
        replace: Replace = False,
        on_progress: Progress | None = None,
        faults: Faults = no_faults,
        budget_bytes: int = BUDGET_BYTES,
        basis: Basis | Callable[[], Basis] = _LOADED,
        along: Along | None = None,
    ) -> Receipt:
        """Make rows part of the book, all or nothing, as one new data version.

        :param loads: table name → an Arrow table, a record batch, a reader, an iterable of these
            of any length, or Parquet files that are written already (:class:`StagedFile`).
        :param source: where they come from, in words or as a file's name.
        :param origin: reported, published or synthetic; goes into every row.
        :param once_as: a digest of what comes in. The same digest again changes nothing and
            returns the first receipt with ``repeated`` set.
        :param replace: True: the loaded tables' earlier rows stop being live with this version;
            ``"origin"``: only those of the same origin. Past versions keep them.
        :param on_progress: called with the rows done so far; raising from it cancels.
        :param faults: called at every step; for tests.
        :param budget_bytes: memory for rows on their way, however long the load.
        :param basis: why this is done, when no rows come in from outside; a function where it is
            known only once the rows are drawn.
        :param along: writes more in the same transaction.
        :raises LakeError: L-1xx when the disk refuses (L-104 when the book can be read only),
            L-2xx when the rows do not fit.
        :raises UnknownName: D-112 for a table that does not exist.
        :raises Interrupted: L-103 when the user stops it; nothing remains.
        """
        self._check_writable()
        order = Order(
            source=source,
            origin=origin,
            by=by,
            clock=clock,
            once_as=once_as,
            replace=replace,
            on_progress=on_progress,
            faults=faults,
            budget_bytes=budget_bytes,
            basis=basis,
            along=along,
        )
        named = [(self.table(name), load) for name, load in loads.items()]
        return commit(self.folder, named, order, registry=self._registry, ledger=self._ledger)

    def staging(self) -> AbstractContextManager[Path]:
        """A folder inside the lake for writing Parquet files that are then committed as
        :class:`StagedFile` without being copied; removed when the block ends.

        :raises LakeError: L-104 when the book can be read only.
        """
        self._check_writable()
        return staging(self.folder)

    @contextmanager
    def stage(
        self, *, origin: str, faults: Faults = no_faults, budget_bytes: int = BUDGET_BYTES
    ) -> Iterator[Stage]:
        """A place where rows become finished segments that are not yet part of the book.

        An engine can read them beside the lake's; :meth:`publish` makes them part of it. What was
        not published is gone when the block ends.

        :raises LakeError: L-104 when the book can be read only, L-201 for an unknown origin.
        """
        with (
            self.staging() as folder,
            Stage(
                folder, self.tables, origin=origin, faults=faults, budget_bytes=budget_bytes
            ) as stage,
        ):
            yield stage

    def publish(
        self,
        stage: Stage,
        *,
        source: str,
        by: str,
        clock: Callable[[], datetime],
        once_as: str | None = None,
        since: int | None = None,
        along: Along | None = None,
        faults: Faults = no_faults,
    ) -> Receipt:
        """Commit what was staged, all or nothing, as one new data version.

        :param since: the version against which the rows were judged; refused when one of their
            tables changed after it.
        :param along: writes more in the same transaction.
        :raises LakeError: L-105 when a table changed, L-1xx when the disk refuses.
        """
        self._check_writable()
        order = Order(
            source=source,
            origin=stage.origin,
            by=by,
            clock=clock,
            once_as=once_as,
            since=since,
            along=along,
            faults=faults,
        )
        drafts = stage.finish()
        names = tuple(dict.fromkeys(draft.table for draft in drafts))
        return publish(
            self.folder, names, drafts, order, registry=self._registry, ledger=self._ledger
        )

    @property
    def read_only(self) -> bool:
        """Whether the disk or the permissions forbid writing to the lake or its registry."""
        is_shut = self.folder.exists() and not os.access(self.folder, os.W_OK)
        return self._registry.read_only or is_shut

    def _check_writable(self) -> None:
        if self.read_only:
            raise LakeError("L-104", path=str(self.folder))

    def past_segments(self) -> tuple[Segment, ...]:
        """The files that only versions before the newest need."""
        return tuple(one for one in self.all_segments() if one.removed is not None)

    def remove(
        self, segments: Iterable[Segment], *, rule: str, by: str, why: str, at: datetime
    ) -> None:
        """Remove files that the newest version does not need; versions that need them say L-305.

        One entry in the audit log; then the files go.

        :raises LakeError: L-104 when the book can be read only, L-1xx when the disk refuses.
        """
        self._check_writable()
        gone = [one for one in segments if one.removed is not None]
        if not gone:
            return
        with self._registry.writing() as connection:
            note_gone(connection, gone, folder=self.folder, rule=rule, by=by, why=why, at=at)
        sweep_orphans(self.folder, registry=self._registry, ledger=self._ledger)

    def unreadable(self) -> tuple[tuple[int, int], ...]:
        """Runs of data versions that can no longer be read, first and last of each."""
        gone = self._ledger.removed_segments()
        every = self._ledger.all_segments(also_removed=True)
        missing = {
            number
            for one in every
            if one.id in gone and one.removed is not None
            for number in range(one.added, one.removed)
        }
        edges = [n for n in sorted(missing) if n - 1 not in missing]
        ends = [n for n in sorted(missing) if n + 1 not in missing]
        return tuple(zip(edges, ends, strict=True))

    def times(self) -> Mapping[int, datetime]:
        """When each data version was made."""
        return self._ledger.times()

    def sweep(self, *, older_than: timedelta = ABANDONED) -> Swept:
        """Remove what crashed writers left; see :mod:`jidi.lake.sweep`."""
        return sweep(
            self.folder, registry=self._registry, ledger=self._ledger, older_than=older_than
        )


def _read(segment: Segment, wanted: pa.Schema) -> pa.Table:
    """The segment's rows; columns that its file does not have yet are empty."""
    held = [name for name, _ in segment.columns if name in wanted.names]
    try:
        rows = pq.read_table(segment.file, columns=held, partitioning=None)
    except (OSError, pa.ArrowInvalid) as error:
        raise LakeError(
            "L-303", table=segment.table, path=str(segment.file), reason=str(error)
        ) from error
    arrays = [
        rows[field.name].cast(field.type)
        if field.name in held
        else pa.chunked_array([pa.nulls(segment.rows, field.type)])
        for field in wanted
    ]
    return pa.Table.from_arrays(arrays, schema=wanted)
