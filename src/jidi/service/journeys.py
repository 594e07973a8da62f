"""Journeys: one row per parcel, made from its events, and made anew only where events came."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

import pyarrow as pa

from jidi.journeys import step_relation
from jidi.lake import Lake, Receipt, Segment
from jidi.lake.ahead import ahead
from jidi.lake.deriving import HASHED_BY, Deriver, Range, of_days, ranges
from jidi.lake.disk import Faults, no_faults
from jidi.lake.ledger import Basis, Changes
from jidi.model.journey import (
    alone_sql,
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


@dataclass
class _Tally:
    """What is known of an increment once its rows are drawn.

    :param held: journeys that stood before of the parcels with new events.
    :param anew: journeys made from all events of their parcel.
    """

    held: int = 0
    anew: int = 0


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
        return last.source.rpartition(" ")[2] != _rules() or self._is_broken(last)

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
            computed = self._computed(deriver, events, among=None)
            with closing(ahead(computed, stop=deriver.stop)) as rows:
                return self._commit("whole", new, rows, replace=True)

    def _part(self, events: tuple[Segment, ...], new: tuple[Segment, ...], last: Receipt) -> Built:
        with self._deriver() as deriver:
            # Two who build at once do it once.
            once_as = f"journeys {self.origin} {last.batch} {self.upto}"
            tally = _Tally()
            gone_on = self._gone_on(deriver, new, events, tally)
            with closing(ahead(gone_on, stop=deriver.stop)) as rows:
                built = self._commit("part", new, rows, tally=tally, once_as=once_as)
            return replace(built, anew=tally.anew)

    def _gone_on(
        self,
        deriver: Deriver,
        new: tuple[Segment, ...],
        events: tuple[Segment, ...],
        tally: _Tally,
    ) -> Iterator[pa.Table]:
        """The journeys of all parcels with new events: gone on where they can, else made anew."""
        deriver.keep("anew", _NOTHING_ANEW)
        for keys in self._ranges(new):
            self._newer(deriver, new, keys)
            tally.held += self._known(deriver, keys)
            deriver.keep("retold", retold_sql())
            tally.anew = deriver.keep("anew", _ANEW)
            yield self._with_version(deriver.rows(continued_sql()))
        if tally.anew:
            span = deriver.rows(_SPAN).to_pylist()[0]
            older = of_days((s for s in events if s not in new), span["first"], span["last"])
            share = min(1.0, tally.anew / max(1, sum(s.rows for s in self._live("journey"))))
            yield from self._computed(deriver, (*older, *new), among="anew", share=share)

    def _newer(self, deriver: Deriver, new: tuple[Segment, ...], keys: Range) -> None:
        """Keep the journeys that the newer events alone would make; these are then shown."""
        deriver.show_range("event", new, keys)
        deriver.keep("several", _SEVERAL)
        deriver.show_range("event", new, keys, among="several")
        deriver.keep("newer", journey_sql())
        deriver.show_range("event", new, keys)
        deriver.add("newer", alone_sql())

    def _known(self, deriver: Deriver, keys: Range) -> int:
        """Keep the newest journeys of the parcels with newer events as they stand; how many."""
        live = self._live("journey")
        deriver.show_range("journey", live, keys, among="newer")
        if len({segment.added for segment in live}) == 1:
            return deriver.keep("before", _KNOWN)
        deriver.keep("generations", _KNOWN)
        return deriver.keep("before", _NEWEST)

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
        tally: _Tally | None = None,
        once_as: str | None = None,
    ) -> Built:
        receipt = self.lake.commit(
            {"journey": rows},
            source=f"events at data version {self.upto}, by rules {_rules()}",
            origin=self.origin,
            by=self.by,
            clock=lambda: self.now,
            once_as=once_as,
            faults=self.faults,
            replace="origin" if replace else False,
            basis=lambda: Basis(
                kind="derivation",
                rests_on=self.upto,
                superseded={"journey": tally.held} if tally is not None and tally.held else {},
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


def _rules() -> str:
    """Eight digits that change with the rules, and with what hashes ids for the marks."""
    return sha256(f"{rules_digest()} {HASHED_BY}".encode()).hexdigest()[:8]


_SEVERAL: Final = (
    "SELECT parcel_id FROM event GROUP BY parcel_id HAVING COUNT(*) > 1 OR COUNT(withdrawn_at) > 0"
)
_KNOWN: Final = "SELECT * EXCLUDE (origin, missing) FROM journey"
"""Without what is known anyway and what newer events say anew."""
_NEWEST: Final = (
    "SELECT g.* FROM generations AS g JOIN (SELECT parcel_id, MAX(data_version) AS data_version "
    "FROM generations GROUP BY parcel_id) AS n USING (parcel_id, data_version)"
)
"""Of a parcel the newest of its generations: it holds all that the earlier ones did."""
_NOTHING_ANEW: Final = (
    "SELECT CAST('' AS VARCHAR) AS parcel_id, CAST(NULL AS TIMESTAMP) AS seen_from, "
    "CAST(NULL AS TIMESTAMP) AS seen_to LIMIT 0"
)
_ANEW: Final = (
    "SELECT * FROM anew UNION ALL "
    "SELECT parcel_id, seen_from, seen_to FROM before SEMI JOIN retold USING (parcel_id)"
)
"""The parcels to be made anew, and when their events that were told before happened."""
_SPAN: Final = (
    "SELECT CAST(MIN(seen_from) AS DATE) AS first, CAST(MAX(seen_to) AS DATE) AS last FROM anew"
)

WAY_WORDS: Mapping[str, tuple[str, str]] = {
    "whole": ("全部", "whole"),
    "part": ("增量", "increment"),
    "none": ("已最新", "up to date"),
    "gone": ("清空", "emptied"),
}
