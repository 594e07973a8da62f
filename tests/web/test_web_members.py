"""Designs of gateways kept in a book: page, API and command tell what the checker finds."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import openpyxl
import pyarrow as pa
import pytest

from jidi.core.errors import InputError, UnknownName
from jidi.network.border import BorderProblem, Clearance, Flow, Route
from jidi.network.hubs import HubProblem, Step
from jidi.service import answer_drawings, border_design
from jidi.service import answer_effect as answer_effects
from jidi.service.answer_comparing import compared_answers
from jidi.service.answer_effect import answer_effect
from jidi.service.answer_store import (
    explained_answer,
    keep_design_answer,
    kept_answer,
    kept_answers,
)
from jidi.service.border_problem import BorderAsked, LineFact, ProvinceBorder
from jidi.service.design_answer import answer_bytes
from jidi.service.design_folders import FOLDER
from jidi.service.hub_problem import Asked, DemandFit, Node, ProvinceHubs
from jidi.service.readings import parts_of
from jidi.service.rural_store import kept_designs

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)


def posed(book, asked: BorderAsked) -> ProvinceBorder:
    """Two gateways and a city between them, numbers made up."""
    nodes = (
        Node("150781", "满洲里市", "Manzhouli", "county", 117.4, 49.6),
        Node("152501", "二连浩特市", "Erenhot", "county", 112.0, 43.7),
        Node("150102", "新城区", "Xincheng", "county", 111.7, 40.9),
    )
    apart = np.array([[0, 900, 1200], [900, 0, 400], [1200, 400, 0]]) * 1.0
    hubs = ProvinceHubs(
        name="内蒙古自治区", code="150000",
        problem=HubProblem(flows=np.ones((3, 3)), distances=apart, transfer=0.5,
                           steps=((Step(9.0, 1.0),), (), ())),
        nodes=nodes, demand=DemandFit(power=1.0, same_city=0.1, over=0.0),
        asked=Asked(year=2025), volume=4e8, synthetic=True, version=book.version,
        sources=("made up",), notes=(),
    )  # fmt: skip
    modes = {mode.mode: mode for mode in asked.values.modes}
    road = modes.get("road") or next(iter(modes.values()))
    ids = [market.id for market in asked.values.markets]
    routes = tuple(
        Route(name, runs, 9.0, 900.0, Clearance((5.0, 30.0)), 20.0, 4.0, 500.0,
              frozenset(range(len(ids))), int(asked.add == name))
        for name, runs in (("M1", (0, 3)), ("E1", (1, 2, 4)))
    )  # fmt: skip
    flows = tuple(
        Flow(f"1501 {name}", number, 60.0 * asked.scale, (24.0, 9.0), (2.0, 1.0))
        for number, name in enumerate(ids)
    )
    tree = {city.code.short[:4]: city for city in book.tree.children(book.province.code)}
    return ProvinceBorder(
        hubs=hubs, asked=asked,
        problem=BorderProblem("内蒙古自治区", tuple(ids), routes, flows, 18.0, 0.1, True),
        lines=(
            LineFact("M1", "150781", ("满洲里市", "Manzhouli"), road, 9, "rail_europe"),
            LineFact("E1", "152501", ("二连浩特市", "Erenhot"), road, 0, "international"),
        ),
        cities=tree, hearts={"1501": 2}, notes=(InputError("N-996", lines=2, seen=1, seen_in=0),),
    )  # fmt: skip


def designed(book, **asked):
    """A verified design."""
    return border_design.designed_border(
        posed(book, BorderAsked(**asked)), progress=lambda *_: None, cancelled=lambda: False
    )


@pytest.fixture(scope="module")
def kept(books):
    """Two designs in the book; the problem is posed by hand whenever it is asked for."""
    book = books["inner-mongolia"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(border_design, "province_border", posed)
        patched.setattr(border_design, "DAYS", (2,))
        one = keep_design_answer(book, designed(book), by="王", title="口岸甲", now=NOW)
        other = keep_design_answer(book, designed(book, scale=2.0), by="王", title="", now=NOW)
        yield one, other
    shutil.rmtree(book.workspace.root / FOLDER)


def test_a_design_is_kept_once_and_beside_the_others(books, kept):
    book = books["inner-mongolia"]
    again = keep_design_answer(book, designed(book), by="李", title="乙", now=NOW)
    assert again == kept[0]
    assert {one.id for one in kept_answers(book)} == {one.id for one in kept}
    assert (kept_answers(book, "sorting"), kept_designs(book)) == ((), ())
    with pytest.raises(InputError) as caught:
        keep_design_answer(books["shanxi"], designed(book), by="李", title="", now=NOW)
    assert caught.value.code == "N-856"


def test_a_design_whose_problem_is_posed_otherwise_now_is_not_shown(books, kept, monkeypatch):
    book = books["inner-mongolia"]

    def dearer(book, asked):
        found = posed(book, asked)
        return replace(found, problem=replace(found.problem, name="another"))

    book.forget()
    monkeypatch.setattr(border_design, "province_border", dearer)
    with pytest.raises(InputError) as caught:
        kept_answer(book, kept[0].id)
    assert caught.value.code == "N-998"
    book.forget()


def test_the_loss_of_a_gateway_is_told_with_what_it_costs_and_an_unknown_one_refused(books, kept):
    book = books["inner-mongolia"]
    content = answer_bytes(kept_answer(book, kept[0].id)[1])
    ((zh, en),), synthetic = explained_answer(book, content, "二连", file="border.json")
    assert synthetic == kept_answer(book, kept[0].id)[1].synthetic
    assert "二连浩特市" in zh and "元/周" in zh and "yuan a week more" in en
    ((zh, en),), _ = explained_answer(
        book, answer_bytes(kept_answer(book, kept[1].id)[1]), "E1", file="border.json"
    )
    # 3,360 parcels a week and two runs of 900: three more of 500 yuan.
    assert "N-992" in zh and "M1 每周增 2 班" in zh and "1,000 元/周" in zh
    with pytest.raises(UnknownName) as caught:
        explained_answer(book, content, "深圳", file="border.json")
    assert caught.value.code == "G-170"


def test_added_runs_move_the_indicator_of_weekly_runs_by_as_many_where_it_is_known(
    books, kept, monkeypatch
):
    book = books["inner-mongolia"]
    found = replace(
        kept_answer(book, kept[0].id)[1],
        moves=(answer_drawings.border_moves(
            posed(book, BorderAsked(add="E1")),
            replace(_of(book), added=((), (3,))),
        )),
    )  # fmt: skip
    (row,) = answer_effect(book, found).rows
    assert row.indicator.id == "weekly_border_runs"
    assert row.before is None and row.after is None  # one run more than nobody knows how many

    def with_five(*asked):
        none = parts_of(*asked)
        known = {"division": "150100000000", "period": str(asked[2][0]), "numerator": 5.0}
        names = none.schema.names
        told = pa.table({name: [known.get(name)] for name in names}, schema=none.schema)
        return pa.concat_tables([none, told])

    monkeypatch.setattr(answer_effects, "parts_of", with_five)
    (row,) = answer_effect(book, found).rows
    assert row.before.numerator == 5.0 and row.after.numerator == 6.0 and row.difference == 1.0
    assert row.after.status.value == "designed"


def _of(book):
    found = posed(book, BorderAsked())
    return border_design._solved(found, found.problem, lambda: False)


def test_two_designs_differ_in_the_terms_of_their_cost_and_in_rows(books, kept):
    book = books["inner-mongolia"]
    one, other = (kept_answer(book, name.id)[1] for name in kept)
    found = compared_answers(one, other)
    assert found.total.change == pytest.approx(sum(t.change or 0.0 for t in found.terms))
    lines = next(changes for changes in found.tables if changes.table.zh == "出口线路")
    assert len(lines.rows) + lines.same == 2 and lines.rows
    same = compared_answers(one, one)
    assert not any(changes.rows for changes in same.tables)
    with pytest.raises(InputError) as caught:
        compared_answers(one, replace(other, form="jidi sorting 1"))
    assert caught.value.code == "G-175"


def test_the_api_tells_of_it_what_the_checker_finds(client, kept):
    ask = "?book=inner-mongolia"
    told = client.get(f"/api/v1/member-designs{ask}&kind=cross-border").json()
    assert {one["id"] for one in told} == {one.id for one in kept}
    assert client.get(f"/api/v1/member-designs{ask}&kind=sorting").json() == []
    told = client.get(f"/api/v1/member-designs/{kept[0].id}{ask}").json()["figures"]
    assert told["holds"] and told["synthetic"]
    assert sum(term["yuan"] for term in told["bill"]) == pytest.approx(told["cost"], abs=0.02)
    assert [table["zh"] for table in told["tables"]] == ["出口线路", "口岸", "流向", "多开一班"]
    told = client.get(f"/api/v1/member-designs/{kept[0].id}/effect{ask}").json()
    assert told["after_is"] == "designed"
    both = f"one={kept[0].id}&other={kept[1].id}"
    told = client.get(f"/api/v1/member-designs/compare{ask}&{both}").json()
    assert told["terms"][-1]["difference"] > 0
    answer = client.get(f"/api/v1/member-designs/{kept[0].id}/file{ask}")
    assert answer.headers["jidi-synthetic"] == "true"
    sheets = openpyxl.load_workbook(BytesIO(answer.content)).sheetnames
    assert sheets[:3] == ["概要", "费用", "出口线路"]
    assert client.get(f"/api/v1/member-designs/cross-border-1{ask}").status_code == 404


def test_pages_show_verdict_bill_tables_map_and_comparison(client, kept):
    path = "/w/inner-mongolia/network"
    page = client.get(f"{path}/members/{kept[0].id}").text
    assert "口岸甲" in page and "核验通过" in page and "合成" in page and "元/周" in page
    assert "network-map-data" in page and "二连浩特市" in page and "made up" in page
    flows = client.get(f"{path}/members/{kept[0].id}?part=1&lang=en").text
    assert "Verified" in flows and "parcels a day" in flows and "Excel" in flows
    both = f"one={kept[0].id}&other={kept[1].id}"
    page = client.get(f"{path}/members/compare?{both}&lang=en").text
    assert "Two designs compared" in page and "→" in page
    export = "/w/inner-mongolia/export/network/members/compare.xlsx"
    assert f"{export}?" in page
    book = openpyxl.load_workbook(BytesIO(client.get(f"{export}?{both}&lang=en").content))
    assert book.sheetnames[0] == "Cost" and len(book.sheetnames) == 2
    page = client.get(path).text
    assert kept[0].id in page and "members/compare" in page
    answer = client.get(f"{path}/members/{kept[0].id}/file?lang=en")
    assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames[0] == "Summary"
