"""No call of a trip is earlier than the call before it; one that is, is held and named."""

from __future__ import annotations

import pyarrow as pa
from feed_files import seen, written
from hypothesis import given
from hypothesis import strategies as st
from test_gtfs import changed, write

from jidi.feeds import open_feed
from jidi.feeds.gtfs_times import TripTimes, clock, seconds_of

HEAD = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
NAMES = ("trip_id", "stop_sequence", "arrival_time", "departure_time")


def broken(folder, lines):
    data = changed(write(folder), stop_times=HEAD + "".join(f"{line}\n" for line in lines))
    with open_feed(written(folder, data, "改.zip")) as feed:
        return {row: code for (part, row), code in seen(feed).broken.items() if part[:4] == "stop"}


def cells(rows):
    columns = zip(*rows, strict=True)
    return pa.RecordBatch.from_pydict(
        {name: pa.array(column, pa.string()) for name, column in zip(NAMES, columns, strict=True)}
    )


def block(rows):
    """Rows of (trip, sequence, arrival, departure) in minutes as cells; None is no time."""
    told = [[None if one is None else clock(one * 60) for one in times] for _, _, *times in rows]
    return cells(
        [(trip, str(at), *times) for (trip, at, *_), times in zip(rows, told, strict=True)]
    )


def test_a_stop_reached_before_the_last_was_left_is_held(tmp_path):
    found = broken(
        tmp_path,
        [
            "T1,22:00:00,22:10:00,S1,0",
            "T1,22:09:00,22:20:00,S2,1",
            "T2,08:00:00,08:00:00,S2,0",
            "T2,09:00:00,09:00:00,S1,1",
        ],
    )
    assert found == {3: "E-355"}


def test_a_stop_left_before_it_is_reached_is_held_and_is_no_measure_for_the_next(tmp_path):
    found = broken(
        tmp_path,
        [
            "T1,22:00:00,22:10:00,S1,0",
            "T1,23:30:00,23:20:00,S2,1",
            "T1,23:25:00,23:25:00,S1,2",
            "T2,08:00:00,08:00:00,S2,0",
        ],
    )
    assert found == {3: "E-355"}


def test_rows_may_stand_in_any_order_and_midnight_is_passed_by_counting_on(tmp_path):
    found = broken(
        tmp_path,
        [
            "T1,25:00:00,25:00:00,S1,2",
            "T2,08:00:00,08:00:00,S2,0",
            "T1,23:50:00,24:10:00,S1,1",
            "T1,,,S2,3",
        ],
    )
    assert not found


def test_a_trip_goes_on_in_the_next_block():
    times = TripTimes()
    assert not times.backwards(block([("T", 1, 60, 61), ("T", 2, 70, 71)]))
    (found,) = times.backwards(block([("T", 3, 65, 66), ("T", 4, 71, 80)]))
    assert (found.at, found.found, found.before) == (0, "01:05:00", "01:11:00")


def test_what_is_no_time_is_passed_over():
    rows = block([("T", 1, 60, 60), ("T", 2, 61, 61)])
    spoilt = rows.set_column(2, "arrival_time", pa.array(["x", None]))
    assert not TripTimes().backwards(spoilt)
    assert seconds_of(pa.array(["25:10:00", "1:00:61", None])).to_pylist() == [90_600, None, None]


MINUTES = st.none() | st.integers(0, 9)
ROWS = st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 5), MINUTES, MINUTES), max_size=9)


def spans(row):
    _, _, arrives, departs = row
    if arrives is None and departs is None:
        return None
    return (
        departs if arrives is None else arrives,
        arrives if departs is None else departs,
    )


@given(rows=ROWS.filter(bool))
def test_the_rows_kept_never_run_backwards_and_each_held_one_would(rows):
    held = {found.at for found in TripTimes().backwards(block(rows))}
    order = sorted(range(len(rows)), key=lambda at: (rows[at][0], rows[at][1], at))
    latest = {}
    for at in order:
        if (span := spans(rows[at])) is None:
            assert at not in held
            continue
        fits = latest.get(rows[at][0], -1) <= span[0] <= span[1]
        assert fits is (at not in held)
        if fits:
            latest[rows[at][0]] = span[1]


@given(rows=ROWS.filter(bool), cut=st.integers(0, 9))
def test_blocks_of_sorted_rows_are_held_as_the_whole_is(rows, cut):
    rows = sorted(rows, key=lambda row: row[:2])
    whole = {found.at for found in TripTimes().backwards(block(rows))}
    times, parts = TripTimes(), [piece for piece in (rows[:cut], rows[cut:]) if piece]
    found, done = set(), 0
    for piece in parts:
        found |= {done + one.at for one in times.backwards(block(piece))}
        done += len(piece)
    assert found == whole
