"""Timetables are checked as they are read; what we write, a peer reads."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from feed_files import refusal, seen, written
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import JidiError
from jidi.feeds import open_feed
from jidi.feeds.gtfs_writing import Call, Line, Run, Stop, write_timetable
from jidi.model.catalogue import Catalogue
from jidi.model.timetable_fields import route_types

REAL = Path(__file__).parents[3] / "shared/bench/gtfs"
STOPS = (Stop("S1", "太原处理中心", 37.87, 112.55), Stop("S2", "大同", 40.09, 113.3))
LINES = (Line("R1", "OP1", "太原—大同", "road"), Line("R2", "OP1", "太原—大同航空", "air"))


def at(day, hour, minute=0):
    return datetime(2025, 6, day, hour, minute)  # noqa: DTZ001


RUNS = (
    Run("T1", "R1", (Call("S1", at(1, 22), at(1, 22)), Call("S2", at(2, 2, 30), at(2, 2, 30)))),
    Run("T2", "R2", (Call("S2", at(2, 8), at(2, 8)), Call("S1", at(2, 9), at(2, 9)))),
)


def write(folder, name="班次.zip", **changed):
    given = {"stops": STOPS, "lines": LINES, "runs": RUNS, **changed}
    path = folder / name
    write_timetable(path, operators={"OP1": "某快递"}, url="https://example.org", **given)
    return path


def changed(path, **files):
    """The timetable with members replaced, or left out where None."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    members |= {f"{name}.txt": text for name, text in files.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            if text is not None:
                archive.writestr(name, text)
    return out.getvalue()


def read_it(path):
    with open_feed(path) as feed:
        return seen(feed)


def test_what_is_written_is_read_back(tmp_path):
    found = read_it(write(tmp_path))
    assert found.feed.kind == "gtfs"
    assert not found.broken
    assert found.rows["stop_times.txt", 3]["arrival_time"] == "26:30:00"
    assert found.rows["trips.txt", 3]["service_id"] == "20250602"
    assert found.rows["routes.txt", 3]["route_type"] == "1100"
    assert found.rows["stops.txt", 2]["stop_name"] == "太原处理中心"


def test_the_same_runs_give_the_same_bytes(tmp_path):
    assert write(tmp_path, "a.zip").read_bytes() == write(tmp_path, "b.zip").read_bytes()


def test_a_peer_reads_what_is_written(tmp_path):
    gtfs_kit = pytest.importorskip("gtfs_kit", reason="gtfs-kit is not installed")
    feed = gtfs_kit.read_feed(write(tmp_path), dist_units="km")
    assert list(feed.trips.trip_id) == ["T1", "T2"]
    assert feed.get_dates() == ["20250601", "20250602"]
    assert list(feed.get_trips("20250602").trip_id) == ["T2"]
    assert "26:30:00" in list(feed.get_stop_times("20250601").arrival_time)


@pytest.mark.realdata
def test_published_timetables_are_read_without_a_finding():
    if not REAL.is_dir():
        pytest.skip("the published timetables are not beside this checkout")
    for path in sorted(REAL.glob("*.zip")):
        with open_feed(path) as feed:
            blocks = list(feed.blocks())
        assert feed.kind == "gtfs"
        assert sum(block.cells.num_rows for block in blocks) > 10_000
        assert not any(block.broken for block in blocks)


@pytest.mark.parametrize(
    ("file", "text", "broken"),
    [
        ("trips", "route_id,service_id,trip_id\nR9,20250601,T1\n", {("trips.txt", 2): "E-353"}),
        ("trips", "route_id,service_id,trip_id\nR1,x,T1\n", {("trips.txt", 2): "E-353"}),
        (
            "routes",
            "route_id,route_type\nR1,3\nR1,3\nR2,x\n,3\n",
            {
                ("routes.txt", 3): "E-354",
                ("routes.txt", 4): "E-352",
                ("routes.txt", 5): "E-351",
                ("trips.txt", 3): "E-353",
            },
        ),
        (
            "stops",
            "stop_id,stop_lat,stop_lon\nS1,37.8,112\nS2,97,113\n",
            {("stops.txt", 3): "E-352"},
        ),
    ],
)
def test_rows_that_do_not_fit_are_set_aside(tmp_path, file, text, broken):
    path = written(tmp_path, changed(write(tmp_path), **{file: text}), "改.zip")
    found = {k: code for k, code in read_it(path).broken.items() if k[0] != "stop_times.txt"}
    assert found == broken


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"agency": None}, "E-171"),
        ({"calendar_dates": None}, "E-171"),
        ({"trips": "route_id,service,trip_id\nR1,1,T1\n"}, "E-172"),
        ({"stops": "stop_id,stop_id\nS1,1\n"}, "E-172"),
        ({"stops": ""}, "E-103"),
    ],
)
def test_a_timetable_that_lacks_something_is_refused(tmp_path, files, code):
    path = written(tmp_path, changed(write(tmp_path), **files), "改.zip")
    assert refusal(path).code == code


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"lines": [Line("R1", "OP9", "", "road")]}, "E-181"),
        ({"lines": [Line("R1", "OP1", "", "rocket")]}, "E-181"),
        ({"stops": STOPS[:1]}, "E-181"),
        ({"runs": [Run("T1", "R1", RUNS[0].calls[:1])]}, "E-182"),
        ({"runs": [Run("T1", "R1", RUNS[0].calls[::-1])]}, "E-182"),
    ],
)
def test_a_timetable_that_does_not_hold_together_is_not_written(tmp_path, what, code):
    with pytest.raises(JidiError) as caught:
        write(tmp_path, **what)
    assert caught.value.code == code
    assert not (tmp_path / "班次.zip").exists()


def test_every_transport_mode_has_a_route_type():
    assert set(route_types()) == set(Catalogue().code_lists["transport_mode"].entries)


@settings(max_examples=25)
@given(file=st.sampled_from(["stops", "trips", "stop_times"]), text=st.text(max_size=60))
def test_any_text_in_a_file_is_read_or_refused_with_a_code(tmp_path_factory, file, text):
    folder = tmp_path_factory.getbasetemp()
    data = changed(write(folder), **{file: text.encode("utf-8", "replace").decode()})
    try:
        read_it(written(folder, data, "改.zip"))
    except JidiError as error:
        assert error.code.startswith("E-")
