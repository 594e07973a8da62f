"""Phases of a province's hubs: every year verified, told with what is built, spent and assumed."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import openpyxl
import pytest

from jidi.core.errors import InputError
from jidi.network.hubs import HubDesign, HubProblem, Level, YearBreach, cost_of, verify
from jidi.network.hubs.assembling import assembled
from jidi.service import hub_level_phases, hub_phases, job_hub_phases
from jidi.service.hub_design import HubJudged
from jidi.service.hub_phases import export_phases, phase_lines, phase_plan, phase_rows, phases_json
from jidi.service.hub_places import Standing
from jidi.service.hub_problem import Asked, DemandFit, Node, ProvinceHubs
from jidi.service.hub_sizes import sizes_of
from jidi.service.job_fields import Unfit
from jidi.service.job_hub_phases import budgets as read_budgets
from jidi.service.job_hub_phases import plan_phases
from jidi.service.job_task import Task


@pytest.fixture
def found(monkeypatch):
    """Three counties, one with a hub that stands; in 2030 the second is a new one as well."""
    monkeypatch.setattr(hub_phases, "_volume_now", lambda _book: (2027, 4e8))
    stands = Standing(hubs=1, parks=0, capacity=1_500_000.0)
    nodes = tuple(
        Node(f"14010{n}", f"县{n}", f"County {n}", "county", 112.0, 37.0, stands if not n else None)
        for n in range(3)
    )
    apart = np.array([[0.0, 300.0, 280.0], [300.0, 0.0, 30.0], [280.0, 30.0, 0.0]])
    problem = HubProblem(
        flows=np.full((3, 3), 200_000.0), distances=apart, collection=0.0015, transfer=0.0006,
        distribution=0.0015, steps=tuple(sizes_of(node) for node in nodes),
    )  # fmt: skip
    design = assembled(problem, (0, 1), (0, 1, 1))
    posed = ProvinceHubs(
        name="山西省", code="140000", problem=problem, nodes=nodes,
        demand=DemandFit(power=1.0, same_city=0.1, over=0.0), asked=Asked(year=2030),
        volume=8e8, synthetic=True, version=1, sources=(), notes=(),
    )  # fmt: skip
    return HubJudged(posed, design, verify(problem, design), 0.0, 1, 1)


def test_a_hub_is_built_in_the_year_the_budget_allows_it(found, tmp_path):
    new = dict(found.design.hubs)[1]
    invest = hub_phases.hub_values().sizes[new].invest_yuan / 1e8
    early = phase_plan(found, None, budgets=(invest, 0.0))
    late = phase_plan(found, None, budgets=(0.0, invest))
    told = phases_json(early)["years"]
    assert [one["year"] for one in told] == [2029, 2030]
    assert [[hub["code"] for hub in one["built"]] for one in told] == [["140101"], []]
    assert told[0]["volume"] == pytest.approx(4e8 * 2 ** (2 / 3))
    assert phases_json(late)["years"][0]["hubs"] == ["140100"]
    assert early.cost < late.cost and 0 <= early.gap < 0.2
    assert phase_rows(early, "zh")[0][4].startswith("县1（")
    assert "合成" in phase_lines(early, "zh")[0] and "hubs.toml" in phase_lines(early, "en")[-1]
    export_phases(early, tmp_path / "phases.xlsx", "en")
    assert openpyxl.load_workbook(tmp_path / "phases.xlsx").sheetnames == ["Years", "Notes"]


@pytest.mark.parametrize(
    "budgets, code",
    [((0.1, 0.1), "N-857"), ((), "N-858"), ((1.0,) * 4, "N-858"), ((-1.0,), "N-858")],
)
def test_budgets_that_do_not_do_are_refused(found, budgets, code):
    with pytest.raises(InputError) as caught:
        phase_plan(found, None, budgets=budgets)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("told", "read"),
    [("3, 2.5,2", [3, 2.5, 2]), ("3，0；1", [3, 0, 1]), (["1", 2], [1, 2]), (" 4 ", [4])],
)
def test_budgets_are_read_from_a_form_and_from_json_alike(told, read):
    assert read_budgets(told) == read


@pytest.mark.parametrize("told", ["a", "1, -2", "", [], ["1"] * 31, 3, "1,,2", [True]])
def test_budgets_that_are_no_numbers_say_so(told):
    with pytest.raises(Unfit):
        read_budgets(told)


def test_a_job_tells_the_phases_with_a_workbook_in_each_language(found, tmp_path, monkeypatch):
    kept = SimpleNamespace(id="hubs-1")
    monkeypatch.setattr(job_hub_phases, "kept_hub_design", lambda _book, _name: (kept, found))
    asked = {"design": "hubs-1", "budgets": [100.0, 0.0]}
    task = Task(None, asked, lambda _share, _step: None, lambda: False, tmp_path)
    made = plan_phases(task)
    assert made.synthetic and len(made.told["years"]) == 2
    assert made.tables[0].rows[0][0][0] == "2029"
    sheets = {
        name: openpyxl.load_workbook(BytesIO(content)).sheetnames
        for name, content in made.files.items()
    }
    assert sheets == {
        "hubs-1-phases.zh.xlsx": ["分年", "说明"], "hubs-1-phases.en.xlsx": ["Years", "Notes"],
    }  # fmt: skip


@pytest.fixture
def ranked(found):
    """The same counties and one more: the standing hub is the main one, under it two centres."""
    nodes = (*found.posed.nodes, Node("140103", "县3", "County 3", "county", 113.0, 38.0))
    apart = np.array(
        [[0, 300, 280, 90], [300, 0, 30, 200], [280, 30, 0, 200], [90, 200, 200, 0]], dtype=float
    )
    levels = (
        Level(id="main", count=1, least=1_000_000.0),
        Level(id="secondary", count=1, above=("main",), least=1_000_000.0),
        Level(id="centre", count=1, above=("main", "secondary"), outside=False),
    )
    problem = replace(
        found.posed.problem, flows=np.full((4, 4), 100_000.0), distances=apart,
        steps=tuple(sizes_of(node) for node in nodes), hubs=3, levels=levels, gateways=[],
        sent=[], received=[],
    )  # fmt: skip
    design = HubDesign(
        hubs=((0, 0), (1, 2), (3, 1)), cost=0.0, allocation=(0, 1, 1, 3),
        ranks=((0, 0, -1), (1, 1, 0), (3, 2, 0)),
    )  # fmt: skip
    design = replace(design, cost=cost_of(problem, design).total)
    posed = replace(found.posed, problem=problem, nodes=nodes)
    return HubJudged(posed, design, verify(problem, design), 0.0, 1, 1)


def test_with_levels_it_is_told_which_hub_opens_as_what_and_when(ranked, tmp_path):
    plan = phase_plan(ranked, None, budgets=(4.0, 1.0))
    told = phases_json(plan)["years"]
    assert [(one["levels"], one["invested"]) for one in told] == [
        ("1+0+1", 1.5e8),
        ("1+1+1", 3.5e8),
    ]
    first, last = ([(hub["code"], hub["changes"]) for hub in one["built"]] for one in told)
    assert first == [("140101", ["opened"])]
    assert last == [("140101", ["enlarged", "raised"]), ("140103", ["opened"])]
    assert told[1]["built"][0]["zh"] == "县1（扩建为大型，升级为副枢纽）"
    assert told[0]["built"][0]["en"] == "County 1 (opened as centre, medium)"
    assert [(row["code"], row["under"]) for row in told[1]["ranked"]] == [
        ("140100", None), ("140101", "140100"), ("140103", "140100"),
    ]  # fmt: skip
    assert sum(row["parcels_a_day"] for row in told[1]["ranked"]) > 1_600_000  # some climb
    assert 0 <= plan.gap < 0.2 and plan.cost == sum(one["yuan_a_day"] for one in told)
    assert phase_rows(plan, "zh")[1][5] == "3 (1+1+1)"
    assert any("层级" in line for line in phase_lines(plan, "zh"))
    for lang, sheet in (("zh", "分年枢纽"), ("en", "Hubs by year")):
        export_phases(plan, tmp_path / f"{lang}.xlsx", lang)
        rows = list(openpyxl.load_workbook(tmp_path / f"{lang}.xlsx")[sheet].iter_rows(min_row=2))
        assert any(row[2].value == "140103" for row in rows)


def test_with_levels_budgets_that_come_late_are_told_and_too_small_ones_refused(ranked):
    late = phase_plan(ranked, None, budgets=(0.0, 6.0))
    first, last = phases_json(late)["years"]
    assert first["levels"] == "1+0+0" and last["levels"] == "1+1+1"
    assert (first["built"], first["hubs"]) == ([], ["140100"])
    with pytest.raises(InputError) as caught:
        phase_plan(ranked, None, budgets=(1.0, 1.0))
    assert caught.value.code == "N-857" and "5" in caught.value.facts["needed"]


def test_a_plan_with_levels_that_the_checker_refuses_is_not_told(ranked, monkeypatch):
    spoilt = (YearBreach(0, "fallen", "node 1"),)
    monkeypatch.setattr(hub_level_phases, "verify_years", lambda _asked, _years: spoilt)
    with pytest.raises(InputError) as caught:
        phase_plan(ranked, None, budgets=(4.0, 2.0))
    assert caught.value.code == "N-854" and "层级比上一年低" in caught.value.facts["first"]
