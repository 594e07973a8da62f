"""Journeys are the same however their events came: in any order, split and repeated, corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.journeys import course_of
from jidi.lake import DuckDBEngine, Lake
from jidi.model.catalogue import Catalogue
from jidi.model.journey import load_steps
from jidi.registry import Registry, sqlite_url
from jidi.service.journeys import Built, build_journeys

TABLES = Catalogue().tables
SCHEMA = TABLES["event"].arrow_schema
START = datetime(2025, 11, 11, 6)  # noqa: DTZ001
NOW = datetime(2025, 12, 1, tzinfo=UTC)
EXAMPLES = 6 if settings.get_current_profile_name() == "house" else 500
"""Few in the suite: an example makes two books. ``make soak`` tries more."""
STEPS = [step.code for step in load_steps()]


@contextmanager
def new_lake() -> Iterator[Lake]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "lake").mkdir()
        with Registry.create(sqlite_url(folder / "registry.db")) as registry:
            yield Lake(folder / "lake", registry=registry, tables=TABLES)


def commit(
    lake: Lake, rows: Iterable[dict[str, Any]], origin: str = "reported", **more: Any
) -> None:
    table = pa.Table.from_pylist([{**row, "origin": origin} for row in rows], schema=SCHEMA)
    order = {"source": "test", "origin": origin, "by": "test", "clock": lambda: NOW}
    lake.commit({"event": table}, **(order | more))


def build(lake: Lake, **more: Any) -> list[str]:
    order = {"now": NOW, "by": "test", "progress": lambda _step, _share: None, "threads": 1}
    return [one.way for one in build_journeys(lake, **(order | more))]


def journeys(lake: Lake) -> list[dict[str, Any]]:
    """Every journey but for the version it rests on."""
    with DuckDBEngine(lake, ["journey"], threads=1) as engine:
        rows = engine.run("SELECT * FROM journey").to_pylist()
    assert lake.rows("journey") == len(rows)
    return sorted(
        ({k: v for k, v in row.items() if k != "data_version"} for row in rows),
        key=lambda row: (row["parcel_id"], row["origin"]),
    )


@st.composite
def events(draw) -> dict[str, Any]:
    """Scans of few parcels in few hours, so that ids, times and places meet."""
    at = START + timedelta(hours=draw(st.integers(0, 60)))
    parcel = f"P{draw(st.integers(0, 3))}"
    return {
        "event_id": f"E{draw(st.integers(0, 12))}{draw(st.sampled_from(['', '', '#' + parcel]))}",
        "parcel_id": parcel,
        "step": draw(st.sampled_from(STEPS)),
        "operator_id": draw(st.sampled_from(["O1", "O2"])),
        "division": draw(st.sampled_from(["140105000000", "140106000000"])),
        "facility_id": draw(st.sampled_from([None, "F1", "F2"])),
        "occurred_at": at,
        "received_at": at + timedelta(minutes=draw(st.integers(-5, 5))),
        "bag_id": None,
        "vehicle_id": None,
        "withdrawn_at": draw(st.sampled_from([None, None, None, NOW.replace(tzinfo=None)])),
    }


@settings(max_examples=EXAMPLES)
@given(told=st.lists(events(), min_size=1, max_size=25), data=st.data())
def test_any_order_splitting_and_repetition_of_the_same_events_gives_the_same_journeys(told, data):
    again = data.draw(st.lists(st.sampled_from(told), max_size=6))
    shuffled = data.draw(st.permutations([*told, *again]))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(shuffled)), max_size=3)))
    with new_lake() as once, new_lake() as often:
        commit(once, told)
        build(once)
        for low, high in zip([0, *cuts], [*cuts, len(shuffled)], strict=True):
            commit(often, shuffled[low:high])
            build(often, range_rows=data.draw(st.sampled_from([1, 4, 1000])))
        assert journeys(often) == journeys(once)


@settings(max_examples=EXAMPLES)
@given(
    hours=st.lists(st.lists(events(), max_size=6), min_size=2, max_size=5),
    late=st.lists(events(), max_size=2),
)
def test_journeys_that_go_on_are_those_that_are_made_at_once(hours, late):
    """Each load holds scans under new ids after all of the last, as feeds mostly are, and now and
    then one that came late or was told before."""
    loads = [_of_hour(n, rows) for n, rows in enumerate(hours)]
    loads[-1] += late
    with new_lake() as once, new_lake() as often:
        for load in loads:
            commit(often, load)
            build(often)
        commit(once, [row for load in loads for row in load])
        build(once)
        assert journeys(often) == journeys(once)


def _of_hour(number: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    at = timedelta(days=4 * number)
    return [
        {
            **row,
            "event_id": f"H{number}-{row['event_id']}",
            "occurred_at": row["occurred_at"] + at,
            "received_at": row["received_at"] + at,
        }
        for row in rows
    ]


@settings(max_examples=EXAMPLES)
@given(told=st.lists(events(), min_size=1, max_size=25))
def test_journeys_and_traces_tell_the_same(told):
    with new_lake() as lake:
        commit(lake, told)
        build(lake)
        for journey in journeys(lake):
            rows = [
                {**r, "origin": "reported"} for r in told if r["parcel_id"] == journey["parcel_id"]
            ]
            course = course_of(rows, load_steps())
            counted = course.counted
            assert journey["scans"] == len(counted)
            assert journey["missing"] == len(course.missing)
            if counted:
                first, last = counted[0].row, counted[-1].row
                assert (journey["first_at"], journey["first_division"]) == (
                    first["occurred_at"], first["division"],
                )  # fmt: skip
                assert (journey["last_at"], journey["last_step"]) == (
                    last["occurred_at"], last["step"],
                )  # fmt: skip
                assert journey["outcome"] == (course.outcome or "in_transit")


def scan(number: int, parcel: str, step: str, hours: float) -> dict[str, Any]:
    at = START + timedelta(hours=hours)
    return {
        "event_id": f"E{number}",
        "parcel_id": parcel,
        "step": step,
        "operator_id": "O1",
        "division": "140105000000",
        "occurred_at": at,
        "received_at": at,
    }


def test_only_parcels_with_new_events_are_written_anew():
    with new_lake() as lake:
        commit(lake, [scan(n, f"P{n}", "accepted", 0) for n in range(20)])
        assert build(lake) == ["whole"]
        assert build(lake) == ["none"]
        commit(lake, [scan(100, "P3", "delivered", 30), scan(101, "P77", "accepted", 30)])
        built = built_of(lake)
        assert (built.way, built.events, built.journeys, built.anew) == ("part", 2, 2, 0)
        found = {row["parcel_id"]: row for row in journeys(lake)}
        assert len(found) == 21
        assert (found["P3"]["outcome"], found["P3"]["missing"]) == ("delivered", 3)
        past = lake.segments("journey", at=2)
        assert sum(segment.rows for segment in past) == 20


def built_of(lake: Lake) -> Built:
    (built,) = build_journeys(
        lake, now=NOW, by="test", progress=lambda _step, _share: None, threads=1
    )
    return built


def test_a_scan_that_came_again_has_its_parcel_made_anew_and_one_that_came_late_is_merged():
    with new_lake() as lake:
        commit(lake, [scan(n, f"P{n}", "delivered", 30) for n in range(20)])
        build(lake)
        late, again, fresh = (
            scan(101, "P1", "accepted", 0), scan(2, "P2", "delivered", 31),
            scan(103, "P3", "returned", 40),
        )  # fmt: skip
        commit(lake, [late, again, fresh])
        built = built_of(lake)
        assert (built.journeys, built.anew) == (3, 1)
        found = {row["parcel_id"]: row for row in journeys(lake)}
        assert (found["P1"]["first_at"], found["P1"]["scans"]) == (late["occurred_at"], 2)
        assert (found["P1"]["last_step"], found["P1"]["outcome"]) == ("delivered", "delivered")
        assert (found["P2"]["ended_at"], found["P2"]["scans"]) == (again["occurred_at"], 1)
        assert (found["P3"]["outcome"], found["P3"]["scans"]) == ("returned", 2)


def test_a_late_scan_in_a_second_that_was_told_has_its_parcel_made_anew():
    told = [
        scan(10 * n + k, f"P{n}", step, at)
        for n in range(20)
        for k, (step, at) in enumerate(
            [("accepted", 0), ("arrived_hub", 10), ("out_for_delivery", 20), ("lost", 30)]
        )
    ]
    elsewhere = {"division": "140106000000"}
    late = [
        scan(901, "P1", "arrived_hub", 10),  # the same scan under another id
        scan(902, "P2", "inspected", 0) | elsewhere,  # after the first by rank alone
        scan(903, "P3", "returned", 30) | elsewhere,  # the loss, of the same second, ranks later
        scan(904, "P4", "deposited", 15) | elsewhere,  # between two, in nobody's second
    ]
    with new_lake() as once, new_lake() as often:
        commit(often, told)
        build(often)
        commit(often, late)
        assert 3 <= built_of(often).anew <= 4  # the fourth where a mark is mistaken
        commit(once, [*told, *late])
        build(once)
        assert journeys(often) == journeys(once)
        found = {row["parcel_id"]: row for row in journeys(often)}
        assert (found["P1"]["scans"], found["P1"]["repeated"]) == (4, 1)
        assert found["P2"]["first_division"] == "140105000000"
        assert (found["P3"]["outcome"], found["P3"]["last_step"]) == ("lost", "lost")
        assert found["P4"]["first_attempt_at"] == late[3]["occurred_at"]


def test_journeys_whose_marks_another_database_hashed_are_all_made_anew(monkeypatch):
    with new_lake() as lake:
        commit(lake, [scan(n, f"P{n}", "accepted", 0) for n in range(9)])
        build(lake)
        monkeypatch.setattr("jidi.service.journeys.HASHED_BY", "duckdb 0.0.0")
        assert build(lake) == ["whole"]


def test_journeys_made_by_other_rules_are_all_made_anew(monkeypatch):
    """The bits of the steps shown mean something else once the steps have changed."""
    with new_lake() as lake:
        commit(lake, [scan(n, f"P{n}", "accepted", 0) for n in range(9)])
        build(lake)
        assert build(lake) == ["none"]
        monkeypatch.setattr("jidi.service.journeys.rules_digest", lambda: "00000000")
        assert build(lake) == ["whole"]
        assert build(lake) == ["none"]


def test_a_withdrawal_that_comes_days_later_undoes_the_end():
    with new_lake() as lake:
        wrong = scan(2, "P1", "delivered", 20)
        commit(
            lake,
            [
                scan(1, "P1", "accepted", 0),
                wrong,
                *(scan(n, f"Q{n}", "accepted", 0) for n in range(3, 9)),
            ],
        )
        build(lake)
        commit(lake, [{**wrong, "withdrawn_at": NOW.replace(tzinfo=None)}])
        assert build(lake) == ["part"]
        found = {row["parcel_id"]: row for row in journeys(lake)}["P1"]
        assert (found["outcome"], found["ended_at"], found["withdrawn"]) == ("in_transit", None, 1)


@pytest.mark.parametrize("first", ["event", "declaration"])
def test_an_event_of_several_parcels_is_taken_back_for_one_of_them_by_its_own_name(first):
    told = [
        {**scan(0, parcel, "delivered", 20), "event_id": f"E#{parcel}"} for parcel in ("P1", "P2")
    ]
    wrong = {**told[0], "event_id": "E", "withdrawn_at": NOW.replace(tzinfo=None)}
    loads = [told, [wrong]] if first == "event" else [[wrong], told]
    with new_lake() as lake:
        commit(lake, [scan(1, p, "accepted", 0) for p in ("P1", "P2")])
        build(lake)
        for load in loads:
            commit(lake, load)
            build(lake)
        found = {row["parcel_id"]: (row["outcome"], row["withdrawn"]) for row in journeys(lake)}
        assert found == {"P1": ("in_transit", 1), "P2": ("delivered", 0)}


def test_synthetic_and_reported_events_never_meet_in_a_journey():
    with new_lake() as lake:
        commit(lake, [scan(1, "P1", "accepted", 0)])
        commit(lake, [scan(2, "P1", "delivered", 9)], origin="synthetic")
        assert build(lake) == ["whole", "whole"]
        assert [(r["origin"], r["outcome"]) for r in journeys(lake)] == [
            ("reported", "in_transit"),
            ("synthetic", "delivered"),
        ]


def test_journeys_of_events_that_were_replaced_are_made_anew():
    with new_lake() as lake:
        commit(lake, [scan(n, f"P{n}", "accepted", 0) for n in range(5)])
        build(lake)
        commit(lake, [scan(9, "P9", "accepted", 0)], replace="origin")
        assert build(lake) == ["whole"]
        assert [row["parcel_id"] for row in journeys(lake)] == ["P9"]
        commit(lake, [], replace="origin")
        assert build(lake) == ["gone"]
        assert journeys(lake) == []


def test_a_build_that_is_stopped_changes_nothing():
    def stop(_step: str, share: float) -> None:
        if share >= 0.05:
            raise KeyboardInterrupt

    with new_lake() as lake:
        commit(lake, [scan(n, f"P{n}", "accepted", 0) for n in range(9)])
        with pytest.raises(Exception, match="L-103"):
            build(lake, progress=stop, range_rows=2)
        assert (lake.version, lake.rows("journey")) == (1, 0)
