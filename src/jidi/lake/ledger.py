"""The ledger: which segments make up each table at each data version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select, union, update

from jidi.core.errors import LakeError
from jidi.lake.load import Kind, Receipt
from jidi.lake.segments import Draft
from jidi.registry import Registry, append
from jidi.registry.audit import canonical
from jidi.registry.removal import SINCE as REMOVALS_SINCE
from jidi.registry.tables import (
    PIECES_SINCE,
    batch,
    receipt,
    removal,
    segment,
    segment_pieces,
    version,
)

Replace: TypeAlias = bool | Literal["origin"]
"""Which earlier rows of the loaded tables stop being live: none, all, or those of one origin."""


@dataclass(frozen=True)
class Segment:
    """One file of the lake, and the versions at which it is live: ``added <= v < removed``."""

    table: str
    file: Path
    rows: int
    bytes: int
    digest: str
    columns: tuple[tuple[str, str], ...]
    first_day: date | None
    last_day: date | None
    low: str | None
    high: str | None
    batch: str
    origin: str
    added: int
    removed: int | None
    id: int = 0
    """Its number in the ledger; 0 for a file that is not in it."""


@dataclass(frozen=True)
class Changes:
    """What came to a table and what left it; see :meth:`jidi.lake.Lake.changes`."""

    added: tuple[Segment, ...]
    removed: tuple[Segment, ...]


@dataclass(frozen=True)
class Basis:
    """Why a version is made and from what; see :class:`jidi.lake.load.Receipt`."""

    kind: Kind = "load"
    rests_on: int | None = None
    superseded: Mapping[str, int] = field(default_factory=dict)
    instead_of: tuple[int, ...] = ()
    """Of a compaction, the ids of the segments that stop being live. It stands only when nothing
    was committed after the version it rests on."""


@dataclass(frozen=True)
class Entry:
    """What is to be recorded about a batch."""

    source: str
    origin: str
    by: str
    at: datetime
    once_as: str | None
    tables: tuple[str, ...]
    drafts: tuple[Draft, ...]
    replace: Replace
    basis: Basis = field(default_factory=Basis)


class Ledger:
    """The lake's book-keeping, kept in the registry.

    :param folder: the lake's folder, from which paths count.
    """

    def __init__(self, registry: Registry, folder: Path) -> None:
        self._registry = registry
        self._folder = folder
        self._seen = 0

    def version(self) -> int:
        """The newest data version; 0 when nothing was ever committed."""
        with self._registry.reading() as connection:
            return _newest(connection)

    def at(self, asked: int | None) -> int:
        """The version asked for, the newest when None.

        :raises LakeError: L-301 when there is no such version.
        """
        if asked is not None and 0 <= asked <= self._seen:  # versions stay
            return asked
        self._seen = newest = self.version()
        if asked is None:
            return newest
        if not 0 <= asked <= newest:
            raise LakeError("L-301", asked=asked, newest=newest)
        return asked

    def segments(self, table: str, at: int) -> tuple[Segment, ...]:
        """The table's live segments at a version, in the order in which they were added.

        :raises LakeError: L-305 when files that this version needs were removed on purpose.
        """
        query = (
            select(segment, batch.c.origin)
            .join(batch, segment.c.batch == batch.c.id)
            .where(segment.c.table_name == table, segment.c.added <= at)
            .where(or_(segment.c.removed.is_(None), segment.c.removed > at))
            .order_by(segment.c.id)
        )
        with self._registry.reading() as connection:
            found = tuple(self._segment(row) for row in connection.execute(query))
            self._check_kept(connection, [one for one in found if one.removed is not None], at)
            return found

    def _check_kept(self, connection: Connection, past: Sequence[Segment], at: int) -> None:
        if not past or not self._knows_removals:
            return
        query = select(removal).where(removal.c.segment.in_([one.id for one in past]))
        gone = connection.execute(query.limit(1)).first()
        if gone is not None:
            told = {"table": past[0].table, "rule": gone.rule, "on": gone.at[:10]}
            raise LakeError("L-305", asked=at, **told)

    @property
    def _knows_removals(self) -> bool:
        return self._registry.schema >= REMOVALS_SINCE

    def removed_segments(self) -> Mapping[int, str]:
        """The numbers of segments whose files were removed on purpose, with the rule."""
        if not self._knows_removals:
            return {}
        query = select(removal.c.segment, removal.c.rule).where(removal.c.segment.is_not(None))
        with self._registry.reading() as connection:
            return {row.segment: row.rule for row in connection.execute(query)}

    def times(self) -> Mapping[int, datetime]:
        """When each data version was made."""
        with self._registry.reading() as connection:
            rows = connection.execute(select(version.c.number, version.c.at))
            return {row.number: datetime.fromisoformat(row.at) for row in rows}

    def all_segments(self, *, also_removed: bool = False) -> tuple[Segment, ...]:
        """The segments of every version, live or not, in the order in which they were added.

        :param also_removed: also those whose files were removed on purpose.
        """
        query = select(segment, batch.c.origin).join(batch, segment.c.batch == batch.c.id)
        if self._knows_removals and not also_removed:
            query = query.where(segment.c.id.not_in(_removed()))
        with self._registry.reading() as connection:
            rows = connection.execute(query.order_by(segment.c.id))
            return tuple(self._segment(row) for row in rows)

    def pieces(self, ids: Sequence[int]) -> Mapping[int, str]:
        """The digests of the pieces of these segments, as :mod:`jidi.lake.pieces` writes them;
        without the segments of which none are kept."""
        if self._registry.schema < PIECES_SINCE:
            return {}
        query = select(segment_pieces).where(segment_pieces.c.segment.in_(ids))
        with self._registry.reading() as connection:
            return {row.segment: row.digests for row in connection.execute(query)}

    def known_paths(self, connection: Connection) -> frozenset[str]:
        """Every file that any version needs, from the lake's folder."""
        query = select(segment.c.path)
        if self._knows_removals:
            query = query.where(segment.c.id.not_in(_removed()))
        return frozenset(connection.scalars(query))

    def receipt(self, once_as: str) -> Receipt | None:
        """The receipt of the batch that was committed under this digest, marked as repeated."""
        with self._registry.reading() as connection:
            return earlier(connection, once_as)

    def receipts(self) -> tuple[Receipt, ...]:
        """Every receipt, oldest first."""
        query = select(receipt.c.body).join(batch).order_by(batch.c.version)
        with self._registry.reading() as connection:
            return tuple(Receipt(**json.loads(body)) for body in connection.scalars(query))

    def _segment(self, row: Row[Any]) -> Segment:
        return Segment(
            id=row.id,
            table=row.table_name,
            file=self._folder / row.path,
            rows=row.rows,
            bytes=row.bytes,
            digest=row.digest,
            columns=tuple((name, kind) for name, kind in json.loads(row.columns)),
            first_day=_date(row.first_day),
            last_day=_date(row.last_day),
            low=row.low,
            high=row.high,
            batch=row.batch,
            origin=row.origin,
            added=row.added,
            removed=row.removed,
        )


def _removed() -> Select[tuple[int]]:
    return select(removal.c.segment).where(removal.c.segment.is_not(None))


def earlier(connection: Connection, once_as: str | None) -> Receipt | None:
    """The receipt given for this digest before, marked as repeated."""
    query = select(receipt.c.body).join(batch).where(batch.c.once_as == once_as)
    body = connection.scalar(query) if once_as is not None else None
    return None if body is None else replace(Receipt(**json.loads(body)), repeated=True)


def check_unmoved(connection: Connection, tables: Sequence[str], since: int | None) -> None:
    """Refuse when one of the tables got or lost rows after the version ``since``.

    A compaction puts the same rows into other files: nothing that was judged is touched by it.

    :raises LakeError: L-105, so that what was judged against that version is judged anew.
    """
    if since is None:
        return
    for name in tables:
        of_table = segment.c.table_name == name
        moved = union(
            select(segment.c.added).where(of_table, segment.c.added > since),
            select(segment.c.removed).where(of_table, segment.c.removed > since),
        )
        bodies = select(receipt.c.body).join(batch).where(batch.c.version.in_(moved))
        if any(json.loads(body)["kind"] != "compaction" for body in connection.scalars(bodies)):
            raise LakeError("L-105", table=name, since=since)


def record(connection: Connection, entry: Entry) -> Receipt:
    """Write version, batch, segments, receipt and audit entry; returns the receipt.

    :param connection: of ``registry.writing()``; all of it stands or falls with the transaction.
    :raises LakeError: X-301 for a compaction after which something else was committed.
    """
    number = _newest(connection) + 1
    if entry.basis.instead_of and number - 1 != entry.basis.rests_on:
        raise LakeError("X-301", read=entry.basis.rests_on, newest=number - 1)
    at = entry.at.isoformat()
    connection.execute(insert(version).values(number=number, at=at))
    given = Receipt(
        batch=f"B{number:06d}",
        version=number,
        source=entry.source,
        origin=entry.origin,
        by=entry.by,
        at=at,
        rows=_rows_by_table(entry.tables, entry.drafts),
        replaced=_retire(connection, entry, number),
        kind=entry.basis.kind,
        rests_on=entry.basis.rests_on,
        superseded=entry.basis.superseded,
    )
    connection.execute(insert(batch).values(**_batch_values(given, entry.once_as)))
    if entry.drafts:
        connection.execute(insert(segment), [_segment_values(d, given) for d in entry.drafts])
        connection.execute(insert(segment_pieces), _pieces_values(connection, entry, given))
    body = asdict(given)
    connection.execute(insert(receipt).values(batch=given.batch, body=canonical(body)))
    facts = {name: body[name] for name in ("version", "source", "origin", "rows", "replaced")}
    if given.kind != "load":
        facts |= {name: body[name] for name in ("kind", "rests_on", "superseded")}
    digests = sorted(draft.digest for draft in entry.drafts)
    append(
        connection,
        at=entry.at,
        by=entry.by,
        action="lake.commit",
        subject=given.batch,
        facts=facts | {"once_as": entry.once_as, "segments": digests},
    )
    return given


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(version.c.number))) or 0


def _rows_by_table(tables: Sequence[str], drafts: Sequence[Draft]) -> dict[str, int]:
    return {name: sum(d.rows for d in drafts if d.table == name) for name in tables}


def _retire(connection: Connection, entry: Entry, number: int) -> dict[str, int]:
    """Mark the segments that stop being live; returns their rows by table."""
    if entry.basis.instead_of:
        merged = segment.c.id.in_(entry.basis.instead_of)
        connection.execute(update(segment).where(merged).values(removed=number))
        return {}
    if not entry.replace:
        return {}
    gone: dict[str, int] = {}
    for name in entry.tables:
        live = and_(segment.c.table_name == name, segment.c.removed.is_(None))
        if entry.replace == "origin":
            same = select(batch.c.id).where(batch.c.origin == entry.origin)
            live = and_(live, segment.c.batch.in_(same))
        rows = connection.scalar(select(func.sum(segment.c.rows)).where(live))
        gone[name] = int(rows or 0)
        connection.execute(update(segment).where(live).values(removed=number))
    return gone


def _batch_values(given: Receipt, once_as: str | None) -> dict[str, Any]:
    return {
        "id": given.batch,
        "version": given.version,
        "source": given.source,
        "origin": given.origin,
        "actor": given.by,
        "once_as": once_as,
    }


def _segment_values(draft: Draft, given: Receipt) -> dict[str, Any]:
    return {
        "batch": given.batch,
        "table_name": draft.table,
        "path": draft.path,
        "rows": draft.rows,
        "bytes": draft.bytes,
        "digest": draft.digest,
        "columns": json.dumps(draft.columns, ensure_ascii=False),
        "first_day": draft.first_day.isoformat() if draft.first_day else None,
        "last_day": draft.last_day.isoformat() if draft.last_day else None,
        "low": draft.low,
        "high": draft.high,
        "added": given.version,
    }


def _pieces_values(connection: Connection, entry: Entry, given: Receipt) -> list[dict[str, Any]]:
    """The pieces of the new segments, under the ids that these got."""
    rows = connection.execute(
        select(segment.c.id, segment.c.path).where(segment.c.batch == given.batch)
    )
    pieces = {draft.path: draft.pieces for draft in entry.drafts}
    return [{"segment": row.id, "digests": pieces[row.path]} for row in rows]


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
