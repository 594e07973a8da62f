"""Every bad input is told, all at once, by its table, row and column."""

from __future__ import annotations

import pytest
from small_draft import TABLES, draft

from jidi.core.errors import InputError
from jidi.network.rural.drafting import posed
from jidi.network.rural.impossible import Impossible


def told(made) -> list[InputError]:
    with pytest.raises(InputError) as caught:
        posed(made)
    return [caught.value, *caught.value.also]


def places(found: list[InputError]) -> set[tuple[str, str, int | None, str]]:
    return {(e.code, e.where.sheet, e.where.row, e.where.column or "") for e in found}


def pairs(hole: tuple[str, str] | None = None, **blank: object) -> list[dict]:
    names = ["c", "s1", "s2", "v1", "v2", "v3", "v4"]
    every = [(a, b) for a in names for b in names if a != b and (a, b) != hole]
    return [{"from": a, "to": b, "km": blank.get(f"{a}_{b}", 10.0)} for a, b in every]


def test_a_village_without_coordinates():
    spoiled = {("village", 1, "longitude"): None, ("village", 1, "latitude"): None}
    found = told(draft(spoiled))
    assert [e.where.row for e in found] == [3]
    assert found[0].where.sheet == "village"
    assert "v2" in found[0].message("zh") and "第2村" in found[0].message("en")


def test_negative_demand():
    assert places(told(draft({("village", 2, "down"): -4}))) == {("N-206", "village", 4, "down")}


def test_a_matrix_with_holes():
    found = told(draft(tables={"distance": pairs(hole=("v1", "v2"))}))
    assert {e.code for e in found} == {"N-213"}
    assert "v1" in found[0].message("en") and "v2" in found[0].message("en")


def test_a_village_no_mode_reaches():
    nowhere = {f"{a}_v2": None for a in ("c", "s1", "s2", "v1", "v3", "v4")}
    found = told(draft(tables={"distance": pairs(**nowhere)}))
    assert places(found) == {("N-218", "village", 3, "")}


def test_no_vehicle_type_at_all():
    assert places(told(draft(tables={"vehicle": []}))) == {("N-209", "vehicle", None, "")}


def test_vehicle_types_of_which_there_are_none():
    found = told(draft({("vehicle", 0, "most"): 0}))
    assert ("N-218", "village", 3, "") in places(found)
    assert ("N-218", "station", 2, "") in places(found)


def test_windows_that_contradict_each_other():
    found = told(draft({("village", 0, "opens"): "10:00", ("village", 0, "closes"): "09:00"}))
    assert ("N-216", "village", 2, "closes") in places(found)


def test_a_budget_below_the_minimum():
    found = told(draft({("wanted", 0, "budget"): 5}))
    assert places(found) == {("N-223", "wanted", 2, "budget")}


def test_all_of_them_come_at_once():
    spoiled = {
        ("village", 0, "down"): -1,
        ("village", 1, "longitude"): None,
        ("village", 1, "latitude"): None,
        ("village", 2, "frequency"): 2,
        ("village", 3, "opens"): "25:00",
        ("station", 1, "capacity"): "many",
        ("wanted", 0, "coverage"): 95,
    }
    assert {(e.where.sheet, e.where.row) for e in told(draft(spoiled))} == {
        ("village", 2),
        ("village", 3),
        ("village", 4),
        ("village", 5),
        ("station", 3),
        ("wanted", 2),
    }


def test_contradictions_alone_can_be_asked_for_their_clash():
    nowhere = {f"{a}_v2": None for a in ("c", "s1", "s2", "v1", "v3", "v4")}
    tables = {"distance": pairs(**nowhere), "wanted": [{"coverage": 1.0, "budget": 5}]}
    with pytest.raises(Impossible) as caught:
        posed(draft(tables=tables))
    assert [f.code for f in caught.value.findings] == ["N-218", "N-223"]
    assert len(caught.value.problem.villages) == len(TABLES["village"])
    assert caught.value.places["village"][1].row == 3
