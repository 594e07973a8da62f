"""What a watch keeps of the events, so that the next one reads only what came since.

Kept are, as of a moment and a data version: the latest scan of every parcel of ten days, the
arrivals of three days, and *loose* rows: those that may yet come to count or take another back
(of a later hour, arrived later, or declared in error). The next watch asks the same definitions
(``definitions/rules/shared``) of the new segments and the loose rows, and merges. A parcel whose
latest scan was taken back is looked up anew among all its events. The answer is the one from
scratch; a property test holds it to that. Where rows left the book, the definitions changed or too
many rows are loose, nothing is gone on with and everything is asked from scratch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from jidi.lake.deriving import HASHED_BY, Deriver, of_days
from jidi.lake.guard import the_select
from jidi.lake.kept_state import KeptState, read_state, write_state
from jidi.lake.ledger import Segment
from jidi.service.books import Book
from jidi.supervision.latest_scans import BEGIN, SPOT, LatestScans, SameKeyError
from jidi.supervision.rules import parameters_of

LATEST: Final = "latest"
STANDING: Final = "standing"
ARRIVALS: Final = "arrivals"
WINDOW: Final = timedelta(hours=240)
"""How far back a scan is anybody's latest, as ``latest.sql`` says."""
ARRIVED: Final = timedelta(hours=72)
"""How far back arrivals count, in whole minutes, as ``arrivals.sql`` says."""
LOOSE_MOST: Final = 500_000
"""More loose rows than these are not kept: a book whose events lie after the moment."""
PORTION: Final = 2_500_000
"""So many scans are brought into order at once."""
NAME: Final = "events"
FORM: Final = "2"
"""Raised when what is kept is laid out otherwise."""


@dataclass(frozen=True)
class Kept:
    """What is known of the events at a moment and a data version.

    :param loose: in the columns of ``event``; without rows until it is kept.
    """

    at: datetime
    version: int
    scans: LatestScans
    arrivals: pa.Table
    loose: pa.Table


@dataclass(frozen=True)
class _Rows:
    """The events that a state was made from: segments, and loose rows kept before."""

    segments: tuple[Segment, ...]
    loose: pa.Table


@dataclass
class KeptScans:
    """Gives the shared relations ``latest``, ``standing`` and ``arrivals`` from what was kept.

    :param make: whether to begin, from all events, where nothing fit to go on with is kept.
    """

    book: Book
    make: bool = False
    _known: dict[datetime, Kept | None] = field(default_factory=dict)
    _from: dict[datetime, _Rows] = field(default_factory=dict)

    def __call__(self, name: str, at: datetime) -> pa.Table | None:
        """The relation at a moment; None where it is to be made from its tables."""
        known = self.known(at) if name in (LATEST, STANDING, ARRIVALS) else None
        if known is None:
            return None
        if name == ARRIVALS:
            return known.arrivals
        return known.scans.rows() if name == LATEST else known.scans.standing(at)

    def known(self, at: datetime) -> Kept | None:
        """What is known at a moment; None when nothing can be gone on with."""
        if at not in self._known:
            self._known[at] = self._at(at) if self._fits() else None
        return self._known[at]

    def keep(self, at: datetime) -> bool:
        """Keep what is known at a moment for the next watch; whether it could be.

        :raises LakeError: L-1xx when the disk refuses.
        """
        lake, known = self.book.workspace.lake, self.known(at)
        if lake.read_only or known is None:
            return False
        loose = self._loose(at)
        if loose is None:
            return False
        write_state(lake, NAME, _state_of(replace(known, loose=loose), self._rules))
        return True

    def _fits(self) -> bool:
        """Whether the book answers for itself here, from its own segments."""
        return self.book.engine.kind == "duckdb" and not self.book.staged

    def _at(self, at: datetime) -> Kept | None:
        begun = self._begun
        try:
            if begun is not None and begun.at <= at:
                new = self._new(begun)
                if new is not None:
                    return self._gone_on(begun, new, at)
            return self._from_scratch(at) if self.make else None
        except SameKeyError:
            return None

    @cached_property
    def _begun(self) -> Kept | None:
        state = read_state(self.book.workspace.lake, NAME, rules=self._rules)
        return None if state is None else _kept_from(state)

    @cached_property
    def _rules(self) -> str:
        """What tells the definitions by which all this is made."""
        shared = self.book.catalogue.shared_relations
        told = "\n".join((FORM, HASHED_BY, *(shared[name].sql for name in (LATEST, ARRIVALS))))
        return hashlib.sha256(told.encode()).hexdigest()

    def _new(self, begun: Kept) -> tuple[Segment, ...] | None:
        """The segments that came since; None where rows left the book or were put elsewhere."""
        lake, version = self.book.workspace.lake, self.book.version
        if begun.version > version:
            return None
        live = {segment.id: segment for segment in lake.segments("event", at=version)}
        origins = {one.origin for one in live.values()} | lake.origins("event", at=begun.version)
        found: list[Segment] = []
        for origin in sorted(origins):
            changes = lake.changes("event", origin=origin, since=begun.version, until=version)
            if changes.removed or any(one.id not in live for one in changes.added):
                return None
            found += [segment for segment in changes.added if segment.rows]
        return tuple(found)

    def _from_scratch(self, at: datetime) -> Kept:
        live = self.book.workspace.lake.segments("event", at=self.book.version)
        begin = (at - WINDOW - timedelta(hours=1)).date()
        none = self.book.catalogue.tables["event"].arrow_schema.empty_table()
        rows = self._from[at] = _Rows(of_days(live, begin, date.max), none)
        with self._events(rows) as events:
            arrivals = events.rows(*self._asking(ARRIVALS, at))
        return Kept(at, self.book.version, self._latest(rows, at), arrivals, none)

    def _gone_on(self, begun: Kept, new: tuple[Segment, ...], at: datetime) -> Kept:
        rows = self._from[at] = _Rows(new, begun.loose)
        fresh = self._latest(rows, at)
        with self._events(rows) as events:
            taken = events.rows(_TAKEN, {"at": at})
            arrivals = self._arrivals(events, begun, new, at)
        held = begun.scans.since((at - WINDOW - BEGIN) / timedelta(seconds=1))
        back = held.standing_at(taken["low"].to_numpy(), taken["second"].to_numpy())
        scans = held.without(back).with_later(fresh.without(back))
        if len(back):
            anew = taken.filter(pc.is_in(taken["low"], pa.array(back)))["parcel_id"]
            scans = scans.with_later(self._anew(anew, at))
        return Kept(at, self.book.version, scans, arrivals, begun.loose.slice(0, 0))

    def _arrivals(
        self, events: Deriver, begun: Kept, new: tuple[Segment, ...], at: datetime
    ) -> pa.Table:
        """Those kept that still count, and those that came: rows of one minute add up."""
        events.offer("later", begun.loose.filter(pc.field("received_at") > pa.scalar(begun.at)))
        events.show_range("event", new, (None, None), also="later")
        came = events.rows(*self._asking(ARRIVALS, at))
        first = pa.scalar((at - ARRIVED).replace(second=0, microsecond=0))
        still = begun.arrivals.filter(pc.field("arrived_in") >= first)
        return pa.concat_tables([still, came.cast(still.schema)])

    def _anew(self, parcels: pa.ChunkedArray, at: datetime) -> LatestScans:
        """The latest scans of these parcels, from all their events."""
        live = self.book.workspace.lake.segments("event", at=self.book.version)
        with Deriver(self.book.workspace.lake) as events:
            events.offer("taken", pa.table({"parcel_id": parcels}))
            days = of_days(live, (at - WINDOW).date(), at.date())
            events.show_range("event", days, (None, None), among="taken")
            return LatestScans.of(events.rows(self._scans, {"at": at}))

    def _loose(self, at: datetime) -> pa.Table | None:
        """Rows that may yet come to count or take another back; None when they are too many."""
        with self._events(self._from[at]) as events:
            found = events.rows(_LOOSE, {"at": at})
        schema = self.book.catalogue.tables["event"].arrow_schema
        return found.select(schema.names).cast(schema) if len(found) <= LOOSE_MOST else None

    @contextmanager
    def _events(self, rows: _Rows) -> Iterator[Deriver]:
        """A database that shows these rows as the events."""
        with Deriver(self.book.workspace.lake) as events:
            events.offer("loose", rows.loose)
            events.show_range("event", rows.segments, (None, None), also="loose")
            yield events

    def _latest(self, rows: _Rows, at: datetime) -> LatestScans:
        """The latest scan of every parcel in these rows, some segments at a time.

        Declarations of error lie in other segments than what they take back, so they are always
        beside them. What was looked at twice counts once.
        """
        with self._events(rows) as events:
            back = events.rows(_DECLARED, {"at": at})
        beside = pa.concat_tables([rows.loose, back.cast(rows.loose.schema)])
        found = None
        for segments in _portions(rows.segments) or [()]:
            with self._events(_Rows(segments, beside)) as events:
                part = LatestScans.of(events.rows(self._scans, {"at": at}))
            found = part if found is None else found.with_later(part)
        assert found is not None, "there is at least one portion"
        return found

    @cached_property
    def _scans(self) -> str:
        """The query for all scans among which ``latest.sql`` chooses, parcels by their hashes."""
        return scans_query(self.book.catalogue.shared_relations[LATEST].sql)

    def _asking(self, name: str, at: datetime) -> tuple[str, dict[str, Any]]:
        definition = self.book.catalogue.shared_relations[name]
        return definition.sql, parameters_of(definition, at=at, since=at)


_LOW: Final = "HASH(parcel_id)"
"""What parcels are told apart by, beside a second hash that tells when two share the first."""
_DECLARED: Final = (
    "SELECT * FROM event WHERE withdrawn_at IS NOT NULL AND occurred_at > $at - INTERVAL '240' HOUR"
)
_TAKEN: Final = (
    f"SELECT DISTINCT parcel_id, {_LOW} AS low, "
    "CAST(EPOCH(occurred_at) AS BIGINT) AS second FROM event "
    "WHERE withdrawn_at <= $at AND occurred_at > $at - INTERVAL '240' HOUR"
)
_LATER: Final = (
    "occurred_at > $at",
    "received_at > $at AND occurred_at <= $at",
    "withdrawn_at IS NOT NULL AND received_at <= $at AND occurred_at <= $at",
)
"""What makes a row loose, each row in one of them: so each reads the whole rows of few only."""
_LOOSE: Final = " UNION ALL ".join(
    f"(SELECT * FROM event WHERE {later} AND occurred_at > $at - INTERVAL '240' HOUR "
    f"LIMIT {LOOSE_MOST + 1})"
    for later in _LATER
)


def scans_query(sql: str) -> str:
    """The query for the scans that ``latest.sql`` chooses among: what its part ``last`` reads."""
    query = the_select(sql)
    last = next(part for part in query.ctes if part.alias == "last")
    last.pop()
    (source,) = last.this.find_all(exp.Table)
    columns = f"{_LOW} AS low, HASH('+' || parcel_id) AS high, place, " + ", ".join(SPOT)
    asked = the_select(f"SELECT {columns} FROM {source.name}")
    asked.set("with_", query.args["with_"])
    return asked.sql(dialect="duckdb")


def _portions(segments: tuple[Segment, ...]) -> list[tuple[Segment, ...]]:
    """The segments in their order, some at a time, so that their scans fit in memory."""
    found: list[tuple[Segment, ...]] = []
    for segment in segments:
        held = sum(one.rows for one in found[-1]) if found else PORTION
        if held + segment.rows > PORTION:
            found.append(())
        found[-1] = (*found[-1], segment)
    return found


def _state_of(kept: Kept, rules: str) -> KeptState:
    scans = kept.scans
    arrays = {name: pa.array(getattr(scans, name)) for name in ("low", "high", "place", "spot")}
    return KeptState(
        {"rules": rules, "at": kept.at.isoformat(), "version": kept.version},
        {
            "scans": pa.table(arrays),
            "spots": scans.spots,
            "arrivals": kept.arrivals,
            "loose": kept.loose,
        },
    )


def _kept_from(state: KeptState) -> Kept:
    low, high, place, spot = (column.to_numpy() for column in state.tables["scans"].columns)
    return Kept(
        at=datetime.fromisoformat(state.about["at"]),
        version=int(state.about["version"]),
        scans=LatestScans(low, high, place, spot, state.tables["spots"]),
        arrivals=state.tables["arrivals"],
        loose=state.tables["loose"],
    )
