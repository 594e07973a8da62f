"""Problems and designs go to a file and come back the same; what does not fit is told."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import county, honest, simple
from small_draft import draft

from jidi.core.errors import InputError, ValueProblem
from jidi.network.rural.design import Design
from jidi.network.rural.drafting import posed
from jidi.network.rural.files import (
    design_bytes,
    digested,
    problem_bytes,
    read_design,
    read_problem,
)
from jidi.network.rural.problem import Problem
from jidi.network.rural.verify import verify


def same(one: Problem, other: Problem) -> bool:
    for each in fields(Problem):
        a, b = getattr(one, each.name), getattr(other, each.name)
        if isinstance(a, np.ndarray):
            if not np.array_equal(a, b):
                return False
        elif a != b:
            return False
    return True


@given(st.integers(0, 10_000))
@settings(max_examples=5)
def test_a_problem_and_its_design_come_back_the_same_and_still_hold(seed):
    problem = digested(county(seed))
    design = honest(problem, simple(problem))
    back = read_problem(problem_bytes(problem), file="p.json")
    again, synthetic = read_design(design_bytes(design, synthetic=True), file="d.json")
    assert same(problem, back) and synthetic
    assert again == design
    assert problem_bytes(back) == problem_bytes(problem)
    assert verify(back, again).holds


def test_no_road_no_limit_and_points_on_the_map_come_back():
    problem = posed(draft())
    assert problem.digest == digested(problem).digest
    problem.km[0, 1] = np.inf
    back = read_problem(problem_bytes(problem), file="p.json")
    assert same(digested(problem), back)
    assert back.points is not None


def test_the_digest_is_computed_never_believed():
    problem = digested(county(1))
    changed = replace(problem, rates=replace(problem.rates, centre_handling=0.21))
    back = read_problem(problem_bytes(changed), file="p.json")
    assert back.digest != problem.digest
    design = simple(problem)
    assert {v.code for v in verify(back, design).violations} == {"N-301"}


def told(content: bytes, read=read_problem) -> list[InputError]:
    with pytest.raises(InputError) as caught:
        read(content, file="p.json")
    return [caught.value, *caught.value.also]


def spoiled(**changes) -> bytes:
    data = json.loads(problem_bytes(county(1)))
    data["problem"] |= changes
    return json.dumps(data).encode()


@pytest.mark.parametrize(
    "code, content, shown",
    [
        ("N-401", b"{", "JSON"),
        ("N-401", b"\xff\xfe\x00", "UTF-8"),
        ("N-405", b"[]", "jidi-rural-problem"),
        ("N-405", design_bytes(simple(county(1)), synthetic=True), "jidi-rural-design"),
        ("N-402", spoiled(vilages=[]), "villages"),
        ("N-404", spoiled(km=[[0.0]]), "problem.km"),
        ("N-404", spoiled(road=["0"]), "problem.road"),
        ("N-404", spoiled(name=3), "problem.name"),
        ("N-404", spoiled(vehicles=[]), "problem.vehicles"),
        ("N-404", spoiled(wanted={"coverage": 7, "budget": None}), "coverage"),
        ("N-404", spoiled(wanted={"coverage": True}), "coverage"),
        ("N-403", spoiled(work={"shift": 1}), "work.per_hour"),
        ("N-404", spoiled(points=[[1, 2]]), "problem.points"),
        ("N-404", b'{"format":"jidi-rural-problem","version":1,"problem":3}', "problem"),
    ],
)
def test_what_does_not_fit_is_told_with_its_path(code, content, shown):
    found = told(content)
    assert code in {error.code for error in found}
    assert any(shown in error.message("en") for error in found)


def test_distances_below_zero_and_lanes_from_nowhere_are_told():
    data = json.loads(problem_bytes(county(1)))
    data["problem"]["lanes"][0]["origin"] = 40
    data["problem"]["villages"][1]["down"] = -3
    data["problem"]["villages"][2]["id"] = data["problem"]["villages"][1]["id"]
    found = {error.facts["path"] for error in told(json.dumps(data).encode())}
    assert found == {
        "problem.lanes[0].origin",
        "problem.villages[1].down",
        "problem.villages[2].id",
    }
    data["problem"]["km"][0][1] = -1
    assert "problem.km[0]" in {error.facts["path"] for error in told(json.dumps(data).encode())}


def test_a_design_with_a_wrong_entry_is_told():
    data = json.loads(design_bytes(simple(county(1)), synthetic=True))
    data["design"]["lines"][0]["dayz"] = "xxxxxxx"
    data["design"]["lines"][0]["departs"] = "8:00"
    found = told(json.dumps(data).encode(), read_design)
    assert {error.code for error in found} == {"N-402", "N-404"}
    assert "days" in found[0].message("en")


def test_what_is_no_number_is_not_written():
    design: Design = replace(simple(county(1)), grams=float("nan"))
    with pytest.raises(ValueProblem) as caught:
        design_bytes(design, synthetic=False)
    assert caught.value.code == "N-406"
