"""The times of a trip in a GTFS timetable, which never run backwards from stop to stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
_NO_TIME: Final = -1


class Backwards(NamedTuple):
    """A row whose time lies before one it must not lie before.

    :param at: its position in the block.
    :param found: the time it says.
    :param before: the time said at this stop or an earlier one.
    """

    at: int
    found: str
    before: str


@dataclass
class TripTimes:
    """The trips of one file while its blocks stream by.

    Rows of a trip may stand in any order within a block; over several blocks those that come later
    in the file are compared with the last stop seen so far.
    """

    _last: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By trip: the sequence of the last stop seen, and when it is left."""

    def backwards(self, cells: pa.RecordBatch) -> list[Backwards]:
        """The rows to be held: each is earlier than a row of its trip that stands.

        Rows without a time, a whole sequence or a trip are passed over: others tell of them.
        """
        calls = _calls(cells)
        if calls is None:
            return []
        found: list[Backwards] = []
        starts = np.flatnonzero(np.diff(calls.trip, prepend=-1))
        ends = np.append(starts[1:], len(calls.trip))
        odd = calls.departs < calls.arrives
        odd[1:] |= (calls.arrives[1:] < calls.departs[:-1]) & (calls.trip[1:] == calls.trip[:-1])
        for start, end, is_odd in zip(
            starts.tolist(), ends.tolist(), np.logical_or.reduceat(odd, starts), strict=True
        ):
            name = calls.names[calls.trip[start]].as_py()
            before = self._last.get(name)
            if not is_odd and (before is None or calls.fits(start, before)):
                last = int(calls.sequence[end - 1]), int(calls.departs[end - 1])
                self._last[name] = last if before is None else max(before, last)
            else:
                found += self._one_by_one(name, calls, range(start, end))
        return sorted(found)

    def _one_by_one(self, name: str, calls: _Calls, rows: range) -> list[Backwards]:
        """The same for one trip, row by row: a held row is no measure for those after it."""
        found = []
        last = self._last.get(name)
        for row in rows:
            sequence, at = int(calls.sequence[row]), int(calls.at[row])
            arrives, departs = int(calls.arrives[row]), int(calls.departs[row])
            if departs < arrives:
                found.append(Backwards(at, clock(departs), clock(arrives)))
            elif last is not None and sequence >= last[0] and arrives < last[1]:
                found.append(Backwards(at, clock(arrives), clock(last[1])))
            elif last is not None and sequence < last[0] and departs > last[1]:
                found.append(Backwards(at, clock(last[1]), clock(departs)))
            elif last is None or sequence >= last[0]:
                last = sequence, departs
        if last is not None:
            self._last[name] = last
        return found


class _Calls(NamedTuple):
    """Rows with times, by trip and sequence; a time that is not told is the other one.

    :param at: where each stands in the block.
    :param trip: which of ``names``.
    """

    at: Ints
    trip: Ints
    sequence: Ints
    arrives: Ints
    departs: Ints
    names: pa.Array

    def fits(self, start: int, before: tuple[int, int]) -> bool:
        """Whether rows in order come after the last stop seen before."""
        sequence, departs = before
        return bool(self.sequence[start] >= sequence and self.arrives[start] >= departs)


def _calls(cells: pa.RecordBatch) -> _Calls | None:
    there = cells.schema.names
    told = [name for name in ("arrival_time", "departure_time") if name in there]
    if not told or not {"trip_id", "stop_sequence"} <= set(there) or not cells.num_rows:
        return None
    times = [_told(seconds_of(cells.column(name))) for name in told]
    arrives, departs = times[0], times[-1]
    trips = cells.column("trip_id").dictionary_encode()
    sequence = _told(_whole(cells.column("stop_sequence")))
    trip = _told(trips.indices.cast(pa.int64()))
    arrives, departs = (
        np.where(arrives == _NO_TIME, departs, arrives),
        np.where(departs == _NO_TIME, arrives, departs),
    )
    at = np.flatnonzero((arrives != _NO_TIME) & (sequence >= 0) & (trip >= 0))
    if not len(at):
        return None
    at = at[np.lexsort((at, sequence[at], trip[at]))]
    return _Calls(at, trip[at], sequence[at], arrives[at], departs[at], trips.dictionary)


def seconds_of(raw: pa.Array) -> pa.Array:
    """``25:10:00`` as 90,600 seconds after midnight; null where a cell says no such time."""
    parts = pc.extract_regex(raw, r"^(?P<h>\d{1,3}):(?P<m>[0-5]\d):(?P<s>[0-5]\d)$")
    hours, minutes, seconds = (
        pc.struct_field(parts, name).cast(pa.int64()) for name in ("h", "m", "s")
    )
    return pc.add(pc.add(pc.multiply(hours, 3600), pc.multiply(minutes, 60)), seconds)


def clock(seconds: int) -> str:
    """90,600 as ``25:10:00``."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _whole(raw: pa.Array) -> pa.Array:
    fits = pc.match_substring_regex(raw, r"^\d{1,9}$")
    return pc.if_else(fits, raw, None).cast(pa.int64())


def _told(values: pa.Array) -> Ints:
    told: Ints = pc.fill_null(values, _NO_TIME).to_numpy(zero_copy_only=False)
    return told
