"""Bus lanes come from the book's timetables; where there is none they are assumed and say so."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pytest

from jidi.lake import Workspace
from jidi.model.rural import rural_values
from jidi.network.weekdays import Weekdays
from jidi.service.books import book_of
from jidi.service.rural_departures import Match, days_of_services, departures, near_stops
from jidi.service.rural_problem import county_problem

AT = datetime(2026, 1, 20, 9).astimezone()  # a Tuesday
COUNTY = "140725"
WORKDAYS = {
    "timetable": "t", "service_id": "W", "monday": True, "tuesday": True, "wednesday": True,
    "thursday": True, "friday": True, "saturday": False, "sunday": False,
    "first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31),
}  # fmt: skip


def days_from(day: date, *exceptions: tuple[date, bool], **changes: object) -> Weekdays | None:
    rows = [
        {"timetable": "t", "service_id": "W", "on_day": each, "runs": runs}
        for each, runs in exceptions
    ]
    found = days_of_services([{**WORKDAYS, **changes}], rows, day=day)
    return found.get(("t", "W"))


def test_a_service_runs_on_its_weekdays_of_the_week_looked_at():
    assert days_from(date(2026, 1, 20)) == Weekdays("xxxxx--")
    assert days_from(date(2026, 1, 20), last_day=date(2026, 1, 22)) == Weekdays("-xxx---")
    assert days_from(date(2026, 1, 20), last_day=date(2026, 1, 1)) is None


def test_exceptions_count_against_the_weekdays():
    saturday, friday = date(2026, 1, 24), date(2026, 1, 23)
    far = (date(2026, 3, 1), True)
    found = days_from(date(2026, 1, 20), (saturday, True), (friday, False), far)
    assert found == Weekdays("xxxx-x-")


PLACES = [
    {"id": "v1", "longitude": 113.0, "latitude": 37.8},
    {"id": "v2", "longitude": 113.01, "latitude": 37.8},
    {"id": "nowhere", "longitude": None, "latitude": None},
]


def stop(name: str, east: float | None) -> dict:
    where = {"longitude": east, "latitude": None if east is None else 37.8}
    return {"timetable": "t", "stop_id": name, **where}


def test_a_stop_stands_for_every_place_within_the_limit():
    """A hundredth of a degree is 0.88 km here."""
    found = near_stops([stop("A", 113.003), stop("B", 113.02), stop("C", None)], PLACES, km=0.8)
    assert [name for name, _ in found["t", "A"]] == ["v1", "v2"]
    assert set(found) == {("t", "A")}


def call(run: str, position: int, where: str, minute: float | None, **more: object) -> dict:
    seconds = None if minute is None else round(minute * 60)
    return {
        "timetable": "t", "run_id": run, "position": position, "stop_id": where,
        "arrives_s": seconds, "departs_s": seconds, "line_id": "L", "service_id": "W",
        "name": "1路", "begins_s": 480 * 60, **more,
    }  # fmt: skip


MATCH = Match(
    depots={("t", "A"): (("c", 0.1),), ("t", "D"): (("s", 0.1),)},
    villages={("t", "B"): (("v1", 0.5),), ("t", "C"): (("v1", 0.2), ("v2", 0.3))},
)
RUNS = {("t", "W"): Weekdays("xxxxx--"), ("t", "S"): Weekdays("-----x-")}


def made(*calls: dict, intervals: dict | None = None):
    return departures(
        calls, match=MATCH, days=RUNS, intervals=intervals or {}, ranks={"c": 0, "s": 1}
    )


def test_a_run_is_a_departure_with_each_village_at_its_nearest_stop():
    (one,) = made(call("r", 1, "A", 480), call("r", 2, "B", 500), call("r", 3, "C", 510))
    assert (one.origin, one.departs, one.calls) == ("c", 480, (("v1", 510), ("v2", 510)))


def test_villages_before_the_depot_are_not_served_and_the_centre_comes_before_stations():
    assert made(call("r", 1, "B", 480), call("r", 2, "A", 500)) == []
    (one,) = made(call("r", 1, "D", 480), call("r", 2, "A", 490), call("r", 3, "C", 510))
    assert (one.origin, one.departs) == ("c", 490)
    (two,) = made(call("r", 1, "D", 480), call("r", 2, "B", 490))
    assert two.origin == "s"


def test_calls_without_a_time_and_services_that_do_not_run_are_no_lanes():
    assert made(call("r", 1, "A", 480), call("r", 2, "B", None)) == []
    assert made(call("r", 1, "A", 480, service_id="X"), call("r", 2, "B", 490)) == []


def test_the_same_run_on_other_days_is_one_departure():
    workdays = (call("r", 1, "A", 480), call("r", 2, "B", 490))
    saturday = tuple({**row, "run_id": "q", "service_id": "S"} for row in workdays)
    (one,) = made(*workdays, *saturday)
    assert one.days == Weekdays("xxxxxx-")


def test_a_run_at_intervals_leaves_again_and_again_but_not_past_midnight():
    every = {("t", "r"): [{"from_s": 8 * 3600, "until_s": 24 * 3600, "every_s": 4 * 3600}]}
    found = made(call("r", 1, "A", 480), call("r", 2, "B", 1000), intervals=every)
    assert [(d.departs, d.calls[0][1]) for d in found] == [(480, 1000), (720, 1240)]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A county whose villages lie on a line; a bus leaves the centre for the first two."""
    root = tmp_path_factory.mktemp("timetables") / "book"
    workspace = Workspace.create(
        root, province="山西", plan="shanxi", title="试", by="t", clock=lambda: AT
    )
    tree = book_of(workspace).tree
    villages = [
        d.code.text
        for d in tree
        if d.code.text.startswith(COUNTY) and d.code.is_administrative_village
    ]
    first, second, *_ = villages
    other = next(code for code in villages if code[:9] != first[:9])
    _commit(
        workspace,
        village=[
            {
                "village": code,
                "longitude": 113.0 + number / 50,
                "latitude": 37.8,
                "population": 100,
                "remote": False,
            }
            for number, code in enumerate(villages[:40])
        ]
        + [
            {"village": c, "longitude": 113.0, "latitude": 37.9, "population": 9, "remote": False}
            for c in villages[40:]
        ],
        facility=[
            {
                "facility_id": "C1", "name": "中心", "kind": "county_centre",
                "division": f"{first[:9]}000", "longitude": 112.98, "latitude": 37.8,
                "opened_on": date(2020, 1, 1),
            }
        ],
        route=[
            {
                "route_id": key, "operator_id": "E", "kind": "bus", "mode": "bus",
                "division": f"{COUNTY}000000", "from_division": f"{COUNTY}000000",
                "to_division": to, "opened_on": date(2020, 1, 1), "runs_weekly": 7.0,
            }
            for key, to in (("B1", second), ("B2", other))
        ],
        timetable_stop=[
            {"timetable": "t", "stop_id": key, "name": key, "longitude": east, "latitude": 37.8}
            for key, east in (("A", 112.985), ("B", 113.001), ("C", 113.02))
        ],
        timetable_line=[{"timetable": "t", "line_id": "L", "short_name": "1路", "route_type": 3}],
        timetable_run=[
            {"timetable": "t", "run_id": f"R{n}", "line_id": "L", "service_id": "W"}
            for n in range(6)
        ],
        timetable_service=[WORKDAYS],
        timetable_call=[
            {
                "timetable": "t", "run_id": f"R{n}", "position": p, "stop_id": key,
                "arrives_s": (6 + n) * 3600 + 600 * p, "departs_s": (6 + n) * 3600 + 600 * p,
            }
            for n in range(6)
            for p, key in enumerate("ABC")
        ],
    )  # fmt: skip
    opened = book_of(workspace)
    yield opened, (first, second)
    opened.close()
    workspace.close()


def _commit(workspace: Workspace, **rows: list[dict]) -> None:
    tables = workspace.catalogue.tables
    workspace.lake.commit(
        {
            name: pa.Table.from_pylist(
                held, pa.schema([f for f in tables[name].arrow_schema if f.name in held[0]])
            )
            for name, held in rows.items()
        },
        source="t",
        origin="reported",
        by="t",
        clock=lambda: AT,
    )


def test_lanes_are_the_departures_of_the_books_timetable(book):
    opened, (first, second) = book
    found = county_problem(opened, COUNTY, coverage=0.5)
    lanes = {lane.id: lane for lane in found.problem.lanes}
    assert set(lanes) == {"L@08:00", "L@09:00", "L@10:00", "B2"}
    one, numbers = lanes["L@08:00"], [village.id for village in found.problem.villages]
    assert [(numbers[s.village], s.arrives) for s in one.stops] == [(first, 490.0), (second, 500.0)]
    assert (one.departs, one.origin, one.days) == (480.0, 0, Weekdays("xxxxx--"))
    assert one.capacity == rural_values().lanes["bus"].capacity
    assert "时刻假定" in lanes["B2"].name and "时刻假定" not in one.name
    told = {note.code: note.facts for note in found.notes}
    assert (told["N-685"]["count"], told["N-607"]["count"]) == (3, 1)
    assert (told["N-687"]["early"], told["N-687"]["more"]) == (2, 1)
    assert "timetable_call: reported" in found.problem.sources


def test_a_timetable_out_of_date_is_told_and_the_assumption_stands(book):
    opened, _ = book
    found = county_problem(opened, COUNTY, coverage=0.5, day=date(2027, 3, 1))
    assert {lane.id for lane in found.problem.lanes} == {"B1", "B2"}
    told = {note.code: note.facts for note in found.notes}
    assert told["N-686"]["count"] == 6
    assert "N-685" not in told
