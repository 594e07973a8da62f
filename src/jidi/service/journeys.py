"""Journeys: one row per parcel, made from its events, and made anew only where events came."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa

from jidi.journeys import step_relation
from jidi.lake import Lake, Receipt, Segment
from jidi.lake.deriving import Deriver, Range, of_days, ranges
from jidi.lake.disk import Faults, no_faults
from jidi.lake.ledger import Basis, Changes
from jidi.model.journey import (
    continued_sql,
    journey_sql,
    load_steps,
    retold_sql,
    rules_digest,
    told_mark_sql,
)

Progress = Callable[[str, float], None]
"""Called with the step and the share done; raising from it cancels and leaves nothing."""

RANGE_ROWS: Final = 2_500_000
"""Events computed at a time: about 1.5 GB of memory."""
WHOLE_SHARE: Final = 0.5
"""When more than this share of the events is new, everything is computed anew."""


@dataclass(frozen=True)
class Built:
    """What was done for the events of one origin.

    :param way: ``whole``: all journeys; ``part``: those of parcels with new events; ``none``: the
        journeys were up to date; ``gone``: the events were withdrawn from the book, and so they.
    :param events: events that were new.
    :param journeys: journeys written.
    :param anew: of these, those made from all events of their parcel; the others went on from what
        they held before.
    :param rests_on: the data version of the events they rest on.
    :param version: the data version that holds them.
    """

    origin: str
    way: str
    events: int
    journeys: int
    anew: int
    rests_on: int
    version: int

    def to_json(self) -> dict[str, Any]:
        """The result as plain values."""
        return vars(self)


def build_journeys(
    lake: Lake,
    *,
    now: datetime,
    by: str,
    progress: Progress,
    whole: bool = False,
    range_rows: int = RANGE_ROWS,
    threads: int | None = None,
    faults: Faults = no_faults,
) -> tuple[Built, ...]:
    """Bring the journeys up to the newest events, one commit for each origin.

    Events of different origin never meet in one journey. However the events were split into
    commits, in whatever order and however often they came, the journeys are the same.

    :param whole: compute everything anew, whatever is there.
    :param range_rows: events computed at a time.
    :param faults: called at every step of a commit; for tests.
    :raises LakeError: L-302 or L-303 when a file is missing or damaged, L-1xx when the disk
        refuses.
    :raises Interrupted: when the user stops it; what stood before still stands.
    """
    upto = lake.version
    origins = sorted(lake.origins("event", at=upto) | lake.origins("journey", at=upto))
    built = []
    for origin in origins:
        work = _Work(lake, origin, upto, now, by, progress, range_rows, threads, faults)
        built.append(work.done(whole=whole))
    return tuple(built)


def behind(lake: Lake) -> int:
    """How many events are not in the journeys yet; all of them when none were built."""
    upto = lake.version
    return sum(
        sum(s.rows for s in _Work.at(lake, origin, upto).new_events())
        for origin in lake.origins("event", at=upto)
    )


@dataclass(frozen=True)
class _Work:
    """The journeys of one origin at one data version."""

    lake: Lake
    origin: str
    upto: int
    now: datetime
    by: str
    progress: Progress
    range_rows: int
    threads: int | None
    faults: Faults = no_faults

    @classmethod
    def at(cls, lake: Lake, origin: str, upto: int) -> _Work:
        """Only to look, not to do."""
        now = datetime.fromtimestamp(0, UTC)
        return cls(lake, origin, upto, now, "", lambda _step, _share: None, RANGE_ROWS, None)

    def done(self, *, whole: bool) -> Built:
        """Do what is needed."""
        events, last = self._live("event"), self._last()
        new = self.new_events()
        if not events:
            return self._commit("gone", new, iter(()), replace=True)
        if last is None or whole or self._is_stale(last) or self._is_large(new, events):
            return self._whole(events, new)
        if not new:
            return Built(self.origin, "none", 0, 0, 0, last.rests_on or 0, last.version)
        return self._part(events, new, last)

    def new_events(self) -> tuple[Segment, ...]:
        """The segments whose events the journeys do not hold."""
        last = self._last()
        if last is None:
            return self._live("event")
        return self._changes(last).added

    def _last(self) -> Receipt | None:
        """The newest commit of journeys of this origin."""
        found = [
            r
            for r in self.lake.receipts()
            if r.kind == "derivation" and "journey" in r.rows and r.origin == self.origin
        ]
        return found[-1] if found else None

    def _changes(self, last: Receipt) -> Changes:
        since = last.rests_on or 0
        return self.lake.changes("event", origin=self.origin, since=since, until=self.upto)

    def _is_stale(self, last: Receipt) -> bool:
        """Whether nothing can go on from it: made by other rules, by which bits and ranks mean
        something else, or of events that have left."""
        return last.source.rpartition(" ")[2] != rules_digest() or self._is_broken(last)

    def _is_broken(self, last: Receipt) -> bool:
        """Whether events left the book, or the files that tell of it are no longer kept."""
        return bool(self._changes(last).removed) or any(
            not segment.file.exists() for segment in self._changes(last).added
        )

    def _is_large(self, new: Sequence[Segment], events: Sequence[Segment]) -> bool:
        return sum(s.rows for s in new) > WHOLE_SHARE * sum(s.rows for s in events)

    def _live(self, table: str) -> tuple[Segment, ...]:
        return tuple(
            s for s in self.lake.segments(table, at=self.upto) if s.origin == self.origin and s.rows
        )

    def _whole(self, events: tuple[Segment, ...], new: tuple[Segment, ...]) -> Built:
        with self._deriver() as deriver:
            rows = self._computed(deriver, events, among=None)
            return self._commit("whole", new, rows, replace=True)

    def _part(self, events: tuple[Segment, ...], new: tuple[Segment, ...], last: Receipt) -> Built:
        with self._deriver() as deriver:
            self.progress("affected", 0.02)
            deriver.show_range("event", new, (None, None))
            deriver.keep("affected", _AFFECTED)
            superseded, first, end = self._known(deriver)
            # Two who build at once do it once.
            once_as = f"journeys {self.origin} {last.batch} {self.upto}"
            rows = self._gone_on(deriver, new, of_days(events, first, end))
            built = self._commit("part", new, rows, superseded=superseded, once_as=once_as)
            return replace(built, anew=deriver.count("anew"))

    def _gone_on(
        self, deriver: Deriver, new: tuple[Segment, ...], events: tuple[Segment, ...]
    ) -> Iterator[pa.Table]:
        """The journeys of all parcels with new events: gone on where they can, else made anew."""
        deriver.keep("anew", "SELECT parcel_id FROM affected LIMIT 0")
        for keys in self._ranges(new):
            deriver.show_range("event", new, keys)
            deriver.keep("newer", journey_sql())
            deriver.keep("before", "SELECT j.* FROM known AS j SEMI JOIN newer USING (parcel_id)")
            deriver.keep("retold", retold_sql())
            deriver.keep("anew", "SELECT * FROM anew UNION ALL SELECT * FROM retold")
            yield self._with_version(deriver.rows(continued_sql()))
        few = deriver.count("anew")
        if few:
            share = min(1.0, few / max(1, sum(s.rows for s in self._live("journey"))))
            yield from self._computed(deriver, events, among="anew", share=share)

    def _known(self, deriver: Deriver) -> tuple[int, date, date]:
        """Keep the journeys of the affected parcels as they stand; how many there are, and the days
        of all their events.

        Of a parcel every generation of its journey is read: a later one spans what an earlier did.
        """
        deriver.show_range("journey", self._live("journey"), (None, None), among="affected")
        deriver.keep("generations", _GENERATIONS)
        held = deriver.keep("known", _NEWEST)
        row = deriver.rows(_SPAN).to_pylist()[0]
        return held, row["f"], row["l"]

    def _deriver(self) -> Deriver:
        deriver = Deriver(self.lake, threads=self.threads)
        deriver.offer("step", step_relation(load_steps()))
        deriver.define(told_mark_sql())
        return deriver

    def _computed(
        self, deriver: Deriver, events: tuple[Segment, ...], *, among: str | None, share: float = 1
    ) -> Iterator[pa.Table]:
        """:param share: about how much of the events is among those."""
        for keys in self._ranges(events, share):
            deriver.show_range("event", events, keys, among=among)
            yield self._with_version(deriver.rows(journey_sql()))

    def _ranges(self, events: tuple[Segment, ...], share: float = 1) -> Iterator[Range]:
        rows = math.ceil(self.range_rows / share)
        parts: tuple[Range, ...] = ranges(events, "parcel_id", rows=rows)
        for number, keys in enumerate(parts):
            self.progress(f"{number + 1}/{len(parts)}", 0.05 + 0.9 * number / len(parts))
            yield keys

    def _with_version(self, rows: pa.Table) -> pa.Table:
        version = pa.repeat(pa.scalar(self.upto, pa.int64()), rows.num_rows)
        return rows.append_column("data_version", version)

    def _commit(
        self,
        way: str,
        new: Sequence[Segment],
        rows: Iterator[pa.Table],
        *,
        replace: bool = False,
        superseded: int = 0,
        once_as: str | None = None,
    ) -> Built:
        receipt = self.lake.commit(
            {"journey": rows},
            source=f"events at data version {self.upto}, by rules {rules_digest()}",
            origin=self.origin,
            by=self.by,
            clock=lambda: self.now,
            once_as=once_as,
            faults=self.faults,
            replace="origin" if replace else False,
            basis=Basis(
                kind="derivation",
                rests_on=self.upto,
                superseded={"journey": superseded} if superseded else {},
            ),
        )
        self.progress("", 1.0)
        return Built(
            origin=self.origin,
            way=way,
            events=sum(s.rows for s in new),
            journeys=receipt.rows["journey"],
            anew=receipt.rows["journey"],
            rests_on=self.upto,
            version=receipt.version,
        )


_AFFECTED: Final = (
    "SELECT parcel_id, MIN(occurred_at) AS seen_from, MAX(occurred_at) AS seen_to "
    "FROM event GROUP BY parcel_id"
)
_GENERATIONS: Final = (
    "SELECT * EXCLUDE (last_at, last_step, last_division, last_facility_id, missing) FROM journey"
)
"""Without what newer events say anew."""
_NEWEST: Final = (
    "SELECT g.* FROM generations AS g JOIN (SELECT parcel_id, MAX(data_version) AS data_version "
    "FROM generations GROUP BY parcel_id) AS n USING (parcel_id, data_version)"
)
_SPAN: Final = (
    "SELECT CAST(MIN(seen_from) AS DATE) AS f, CAST(MAX(seen_to) AS DATE) AS l FROM "
    "(SELECT seen_from, seen_to FROM known UNION ALL SELECT seen_from, seen_to FROM affected)"
)

WAY_WORDS: Mapping[str, tuple[str, str]] = {
    "whole": ("全部", "whole"),
    "part": ("增量", "increment"),
    "none": ("已最新", "up to date"),
    "gone": ("清空", "emptied"),
}
