"""A draft becomes a problem, or everything that is wrong with it is told at once."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from small_draft import TABLES, draft

from jidi.core.chinese_datum import to_gcj02
from jidi.core.errors import InputError
from jidi.core.geometry import Point, great_circle_m
from jidi.model.rural import detours, draft_tables, pattern_rows, rural_values
from jidi.network.rural.drafting import capacity_of, posed
from jidi.network.rural.drafting_judge import obvious_minimum, unreachable
from jidi.network.rural.problem import Problem, Window


def refused(changes=None, **also) -> list[InputError]:
    with pytest.raises(InputError) as caught:
        posed(draft(changes, **also))
    return [caught.value, *caught.value.also]


def pairs(**changed) -> list[dict]:
    """A full table of distances, 10 km each; ``c_v1=None`` blanks one."""
    names = ["c", "s1", "s2", "v1", "v2", "v3", "v4"]
    found = []
    for one in names:
        for other in names:
            if one != other:
                km = changed.get(f"{one}_{other}", 10.0)
                found.append({"from": one, "to": other, "km": km})
    return found


def test_a_good_draft_is_a_problem_with_the_stand_in_values_it_took():
    problem = posed(draft())
    assert [village.name for village in problem.villages] == ["第1村", "第2村", "第3村", "第4村"]
    assert problem.villages[0].handover == 4.5
    assert "village.handover = 4.5 (factor village_handover)" in problem.sources
    assert problem.centre.ready == 7 * 60
    assert problem.lanes[0].arrivals == {0: 605.0}
    assert {days.frequency for days in problem.villages[0].patterns} == {3, 5, 6, 7}


def test_capacity_is_the_smaller_of_room_and_mass():
    parcel = rural_values().parcel
    assert capacity_of(volume_m3=100 * parcel.m3, load_t=1) == 100
    assert capacity_of(volume_m3=100, load_t=30 * parcel.kg / 1000) == 30


def test_km_are_the_straight_line_times_the_mean_detour_of_both_ends():
    problem = posed(draft())
    one, other = TABLES["village"][1], TABLES["village"][2]
    ends = [Point(row["latitude"], row["longitude"]) for row in (one, other)]
    hill, mountain = detours()["hill", "village"], detours()["mountain", "village"]
    straight = great_circle_m(*ends) / 1000
    found = problem.km[problem.village_node(1), problem.village_node(2)]
    assert found == pytest.approx(straight * (hill + mountain) / 2, abs=1e-3)
    assert (problem.km == problem.km.T).all()
    assert problem.km[0, 1] == pytest.approx(
        great_circle_m(Point(37.35, 112.55), Point(37.45, 112.6))
        / 1e3
        * detours()["hill", "county"],
        abs=1e-3,
    )


def test_roads_to_pastoral_villages_are_pastoral():
    problem = posed(draft({("village", 0, "terrain"): "pastoral"}))
    assert problem.road[0, 1] == 0
    assert problem.road[0, problem.village_node(0)] == 2
    assert problem.road[0, problem.village_node(1)] == 1


def test_shifted_coordinates_are_shifted_back():
    """A draft in GCJ-02 poses the same problem as the one in WGS-84, to a few metres."""
    moved = {}
    for table in ("centre", "station", "village"):
        for number, row in enumerate(TABLES[table]):
            point = to_gcj02(Point(row["latitude"], row["longitude"]))
            moved[table, number, "latitude"] = point.latitude
            moved[table, number, "longitude"] = point.longitude
    straight, shifted = posed(draft()), posed(draft(moved, datum="gcj02"))
    assert np.allclose(straight.km, shifted.km, atol=2e-3)
    assert not np.allclose(straight.km, posed(draft(moved)).km, atol=2e-3)


def test_a_table_of_distances_goes_before_coordinates():
    rows = pairs(c_v1=None, v1_c=None)
    rows[0]["road"] = "village"
    problem = posed(draft(tables={"distance": rows}))
    assert problem.km[0, 2] == 10
    assert problem.km[0, problem.village_node(0)] == math.inf
    assert problem.road[0, 1] == 1


def test_places_need_no_coordinates_where_distances_are_given():
    problem = posed(draft({("village", 0, "longitude"): None}, tables={"distance": pairs()}))
    assert problem.points is None


SPOILED = {
    "N-203": ({("village", 0, "frequenzy"): 3}, "frequency"),
    "N-204": ({("village", 1, "down"): " "}, "row 3"),
    "N-205": ({("station", 0, "up"): "viele"}, "viele"),
    "N-206": ({("village", 3, "down"): -1}, "≥ 0"),
    "N-207": ({("village", 0, "terrain"): "mountains"}, "mountain"),
    "N-208": ({("village", 1, "id"): "v1"}, "row 2"),
    "N-210": ({("lane_stop", 0, "village"): "v9"}, "v1"),
    "N-211": ({("village", 2, "latitude"): ""}, "第3村"),
    "N-215": ({("village", 0, "frequency"): 4}, "1, 3, 5, 6, 7"),
    "N-216": ({("village", 0, "opens"): "18:00", ("village", 0, "closes"): "08:00"}, "08:00"),
    "N-217": ({("station", 0, "must"): "closed"}, "25"),
    "N-218": ({("vehicle", 0, "range_km"): 0.5}, "range"),
    "N-222": ({("station", 0, "capacity"): 10}, "10"),
    "N-223": ({("wanted", 0, "budget"): 5}, "below"),
}


@pytest.mark.parametrize("code", SPOILED)
def test_a_wrong_cell_is_told_with_its_place(code):
    changes, shown = SPOILED[code]
    found = [error for error in refused(changes) if error.code == code]
    assert found
    assert shown in found[0].message("en")
    assert found[0].where is not None and found[0].where.file == "county.xlsx"
    assert found[0].where.row is not None


@pytest.mark.parametrize(
    "code, tables",
    [
        ("N-202", {"vilage": []}),
        ("N-209", {"vehicle": []}),
        ("N-209", {"centre": []}),
        ("N-213", {"distance": pairs()[:-2]}),
        ("N-214", {"distance": [*pairs(), {"from": "c", "to": "v1", "km": 3}]}),
        ("N-214", {"distance": [*pairs(), {"from": "c", "to": "c", "km": 3}]}),
        ("N-210", {"distance": [*pairs(), {"from": "c", "to": "v11", "km": 3}]}),
        ("N-219", {"point": [{**TABLES["point"][0], "village": "v1"}]}),
        ("N-220", {"lane_stop": []}),
        ("N-221", {"lane_stop": TABLES["lane_stop"] * 2}),
        ("N-216", {"lane_stop": [{**TABLES["lane_stop"][0], "arrives": "09:00"}]}),
        ("N-218", {"distance": pairs(**{f"{n}_v2": None for n in ("c", "s1", "s2")})}),
        ("N-218", {"vehicle": [{**TABLES["vehicle"][0], "line": "否"}]}),
        ("N-218", {"vehicle": [{**TABLES["vehicle"][0], "feeder": "no"}]}),
    ],
)
def test_a_wrong_table_is_told(code, tables):
    assert code in {error.code for error in refused(tables=tables)}


def test_a_station_beyond_one_shift_is_told_and_one_within_a_longer_shift_is_not():
    far = {f"{one}_{other}": 180.0 for one in ("c", "v1") for other in ("s1",)}
    far |= {f"s1_{other}": 180.0 for other in ("c", "v1")}
    short = {"distance": pairs(**far), "work": [{"shift": 300}]}
    (found,) = [error for error in refused(tables=short) if error.facts.get("id") == "s1"]
    assert (found.code, "shift" in found.message("en")) == ("N-218", True)
    long = posed(draft(tables={"distance": pairs(**far), "work": [{"shift": 780}]}))
    assert unreachable(long) == {}


def test_a_shift_that_must_hold_a_break_is_shorter_by_it():
    problem = posed(draft(tables={"distance": pairs(), "lane": [], "lane_stop": []}))
    there_and_back = 2 * float(problem.minutes[0][0, problem.village_node(0)])
    span = problem.centre.loading + there_and_back + problem.villages[0].handover
    work = problem.work
    rested = replace(problem, work=replace(work, shift=span, break_after=span, break_minutes=45))
    assert 0 not in unreachable(rested)
    pressed = replace(rested, work=replace(rested.work, break_after=span - 1))
    assert unreachable(pressed)[0] == "shift"
    assert 0 not in unreachable(replace(pressed, work=replace(pressed.work, shift=span + 45)))


def test_swapped_coordinates_are_told():
    swapped = {("village", 0, "latitude"): 112.5, ("village", 0, "longitude"): 37.3}
    assert [error.code for error in refused(swapped, datum="gcj02")] == ["N-206", "N-206"]


def test_all_findings_come_in_one_pass():
    found = refused(
        {
            ("village", 0, "down"): -1,
            ("village", 1, "up"): "x",
            ("village", 2, "frequency"): 9,
            ("station", 0, "name"): None,
            ("wanted", 0, "coverage"): 95,
        }
    )
    assert [error.code for error in found].count("N-206") == 2
    assert {"N-204", "N-205", "N-206"} <= {error.code for error in found}


def test_zero_is_not_the_same_as_unknown():
    assert posed(draft({("village", 0, "up"): 0})).villages[0].up == 0.0
    assert {error.code for error in refused({("village", 0, "up"): None})} == {"N-204"}


def test_a_station_with_parcels_of_its_own_must_be_open():
    first, second = posed(draft()).stations
    assert (first.must, second.must) == (True, None)


def test_a_village_nobody_reaches_is_no_fault_where_the_coverage_leaves_it_out():
    rows = pairs(**{f"{n}_v2": None for n in ("c", "s1", "s2", "v1", "v3", "v4")})
    problem = posed(draft({("wanted", 0, "coverage"): 0.75}, tables={"distance": rows}))
    assert unreachable(problem) == {1: "road"}


@pytest.mark.parametrize(
    "reason, spoil",
    [
        ("load", lambda p: villages(p, down=99_999.0)),
        ("window", lambda p: villages(p, window=Window(0, p.centre.ready + 1))),
        ("point", lambda p: villages(p, points=())),
        ("vehicle", lambda p: replace(p, vehicles=(replace(p.vehicles[0], most=0),))),
    ],
)
def test_why_a_village_is_not_reached(reason, spoil):
    assert set(unreachable(spoil(posed(draft()))).values()) == {reason}


def villages(problem: Problem, **changes: object) -> Problem:
    return replace(
        problem, lanes=(), villages=tuple(replace(v, **changes) for v in problem.villages)
    )


def test_the_obvious_minimum_counts_the_cheapest_villages_wanted():
    problem = posed(draft({("wanted", 0, "coverage"): 0.5}))
    rates, first = problem.rates, problem.stations[0]
    own = first.fixed + 25 * (rates.centre_handling + rates.station_handling)
    cheap = sum((11 + n + 3) * (rates.centre_handling + 0.6) for n in (0, 1))
    assert obvious_minimum(problem) == pytest.approx(own + cheap)


def test_definitions_hang_together():
    for name, table in draft_tables().items():
        for column in table.columns:
            assert column.default == (f"{name}.{column.name}" in rural_values().defaults)
    for value in rural_values().defaults.values():
        assert value.figure is not None
    for offer in rural_values().points:
        assert offer.fee >= 0
    assert all(row.marks.count("x") == row.frequency for row in pattern_rows())
