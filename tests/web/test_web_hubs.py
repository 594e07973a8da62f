"""Designs of hubs kept in a book: their page and their API tell what the checker finds."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import openpyxl
import pytest

from book_copies import copied
from jidi.core.errors import InputError, UnknownName
from jidi.network.hubs import Effort, HubProblem, Step, solve, verify
from jidi.service.books import open_book
from jidi.service.design_folders import FOLDER
from jidi.service.hub_design import HubJudged, Worth
from jidi.service.hub_places import Standing
from jidi.service.hub_problem import Asked, DemandFit, Node, ProvinceHubs
from jidi.service.hub_shares import shares
from jidi.service.hub_store import (
    keep_hub_design,
    kept_hub_design,
    kept_hub_designs,
    kept_hub_rows,
)
from jidi.service.hub_words import hubs_headline
from jidi.service.jobs import cancel
from jidi.service.rural_store import kept_designs

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)


def posed() -> ProvinceHubs:
    """Four counties and one province outside, numbers made up."""
    draw = np.random.default_rng(1)
    apart = np.array([[0, 9, 8, 7], [9, 0, 5, 6], [8, 5, 0, 4], [7, 6, 4, 0]])
    stands = Standing(hubs=1, parks=0, capacity=500.0)
    counties = (("140105", "小店区"), ("140106", "迎泽区"), ("140107", "杏花岭区"))
    nodes = [Node(code, zh, zh, "county", 112.5, 37.8) for code, zh in counties]
    nodes.append(Node("140108", "尖草坪区", "Jiancaoping", "county", 112.6, 37.9, stands))
    nodes.append(Node("110000", "北京市", "Beijing", "province", 116.4, 39.9))
    problem = HubProblem(
        flows=draw.gamma(1.0, 9.0, (4, 4)), distances=apart * 1.0, transfer=0.5,
        steps=((Step(500.0, 90.0),), (), (Step(500.0, 20.0),), (Step(500.0, 30.0),)), hubs=2,
        gateways=draw.uniform(300, 500, (4, 1)), sent=draw.gamma(1.0, 9.0, (4, 1)),
        received=draw.gamma(1.0, 9.0, (4, 1)),
    )  # fmt: skip
    return ProvinceHubs(
        name="山西省", code="140000", problem=problem, nodes=tuple(nodes),
        demand=DemandFit(power=1.0, same_city=0.1, over=0.0), asked=Asked(year=2025, hubs=2),
        volume=9.5e8, synthetic=True, version=1, sources=("made up",),
        notes=(InputError("N-849"),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def kept(books):
    """A design in the book, and what the checker says of it."""
    book, asked = books["shanxi"], posed()
    made = solve(asked.problem, effort=Effort(tries=5, rounds=5))
    hubs, verdict = dict(made.design.hubs), verify(asked.problem, made.design)
    worths = tuple(
        Worth(node=node, opened=node not in hubs, least=0.0, most=9.5, terms=(("hubs", 9.5),))
        for node in (next(iter(hubs)), next(c for c in asked.problem.candidates if c not in hubs))
    )
    found = HubJudged(asked, made.design, verdict, made.design.cost * 0.99, 1, 1, worths)
    yield keep_hub_design(book, found, by="王", title="枢纽方案甲", now=NOW), found
    shutil.rmtree(book.workspace.root / FOLDER)


def test_a_design_is_kept_once_and_beside_the_rural_ones(books, kept):
    book, (one, found) = books["shanxi"], kept
    again = keep_hub_design(book, found, by="李", title="乙", now=NOW)
    assert (again, kept_hub_designs(book), kept_designs(book)) == (one, (one,), ())
    with pytest.raises(InputError) as caught:
        keep_hub_design(books["inner-mongolia"], found, by="李", title="", now=NOW)
    assert caught.value.code == "N-856"


def test_a_file_changed_afterwards_is_noticed(books, kept, tmp_path):
    root = copied(books["shanxi"].workspace.root, tmp_path / "book")
    place = root / FOLDER / kept[0].id / "problem.json"
    place.write_bytes(place.read_bytes().replace(b'"hubs":2', b'"hubs":3'))
    with open_book(root) as other:
        with pytest.raises(InputError) as caught:
            kept_hub_design(other, kept[0].id)
        assert caught.value.code == "N-741"
        with pytest.raises(UnknownName) as caught:
            kept_hub_design(other, "hubs-140000-nothing")
        assert caught.value.code == "N-742"


def test_the_api_tells_of_it_what_the_checker_finds(client, kept):
    one, found = kept
    (told,) = client.get("/api/v1/hub-designs?book=shanxi").json()
    assert (told["id"], told["kind"]) == (one.id, "hubs")
    told = client.get(f"/api/v1/hub-designs/{one.id}?book=shanxi").json()["figures"]
    assert told["holds"] and told["gap"] == pytest.approx(0.01)
    assert told["cost"]["total"] == pytest.approx(found.design.cost)
    assert [row["at_most"] for row in told["not_hubs"]] == [9.5]
    answer = client.get(f"/api/v1/hub-designs/{one.id}/file?book=shanxi&format=geojson")
    assert answer.headers["jidi-synthetic"] == "true"
    assert len(answer.json()["features"]) == told["counties"]
    assert client.get("/api/v1/hub-designs/hubs-1?book=shanxi").status_code == 404


def test_the_page_shows_hubs_counties_and_what_others_would_cost(client, kept):
    one, found = kept
    page = client.get(f"/w/shanxi/network/hubs/{one.id}").text
    assert "枢纽方案甲" in page and "核验通过" in page and "合成" in page
    for hub, _ in found.design.hubs:
        assert found.posed.nodes[hub].zh in page
    assert f"{found.design.cost:,.0f}" in page and "若在其他备选县设枢纽" in page
    assert one.id in client.get("/w/shanxi/network").text
    english = client.get(f"/w/shanxi/network/hubs/{one.id}?lang=en").text
    assert "Were other candidates hubs" in english
    answer = client.get(f"/w/shanxi/network/hubs/{one.id}/file?format=xlsx&lang=en")
    assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames[:2] == ["Summary", "Hubs"]


def test_a_design_of_flows_is_shown_with_every_hub_that_a_county_goes_by(client, books):
    asked = posed()
    problem = replace(
        asked.problem, single=False, hubs=3, steps=(asked.problem.steps[2],) * 3 + ((),)
    )
    asked = replace(asked, problem=problem, asked=replace(asked.asked, allocation="multiple"))
    design = solve(problem, effort=Effort(tries=5, rounds=5)).design
    found = HubJudged(asked, design, verify(problem, design), design.cost * 0.99, 1, 1)
    of_last = [one for one in shares(found) if one.node == 3]
    assert len(of_last) > 1 and sum(one.share for one in of_last) == pytest.approx(1.0)
    one = keep_hub_design(books["shanxi"], found, by="王", title="各走各路", now=NOW)
    try:
        page = client.get(f"/w/shanxi/network/hubs/{one.id}").text
        assert "多枢纽归属" in page and "占本县" in page and 'value="hub-phases"' not in page
        assert "县归枢纽的方式：每条流量各走各路" in page
        assert f"尖草坪区 → {'、'.join(asked.nodes[o.hub].zh for o in of_last)}" in page
        english = client.get(f"/w/shanxi/network/hubs/{one.id}?lang=en").text
        assert "Multiple allocation: of 4 counties" in english and "share of the county" in english
    finally:
        shutil.rmtree(books["shanxi"].workspace.root / FOLDER / one.id)


def test_a_design_stopped_before_there_was_a_bound_has_no_gap_and_not_one_of_all_it_costs(
    client, books
):
    asked = posed()
    design = solve(asked.problem, effort=Effort(tries=1, rounds=1)).design
    found = HubJudged(asked, design, verify(asked.problem, design), 0.0, 1, 1)
    assert found.gap is None
    assert hubs_headline(found, "zh").endswith("停得过早，没有下界")
    one = keep_hub_design(books["shanxi"], found, by="王", title="停得过早", now=NOW)
    try:
        assert one.figures["bound"] is None and one.figures["gap"] is None
        assert kept_hub_rows((one,))[0][4] == "—"
        for address in (f"network/hubs/{one.id}", "network"):
            page = client.get(f"/w/shanxi/{address}")
            assert page.status_code == 200 and "停得过早" in page.text
            assert "100.00%" not in page.text
    finally:
        shutil.rmtree(books["shanxi"].workspace.root / FOLDER / one.id)


def test_the_phases_of_a_design_are_asked_for_on_its_page(client, books, kept):
    home = f"/w/shanxi/network/hubs/{kept[0].id}"
    assert 'value="hub-phases"' in client.get(home).text
    client.base_url = "http://127.0.0.1"
    asked = {"kind": "hub-phases", "budgets": "3, 2.5", "by": "王"}
    told = client.post(f"/w/shanxi/network/{kept[0].id}/ask", data=asked, follow_redirects=False)
    assert told.status_code == 303, told.text
    job = client.get(told.headers["location"]).text
    assert "枢纽分年实施" in job and "3、2.5" in job
    number = told.headers["location"].rsplit("/", 1)[1]
    cancel(books["shanxi"], number, by="王", now=NOW)
    for budgets, code in (("x", "M-107"), ("", "M-107")):
        wrong = client.post(
            f"/w/shanxi/network/{kept[0].id}/ask", data={**asked, "budgets": budgets}
        )
        assert wrong.status_code == 400 and code in wrong.text
    gone = client.post("/w/shanxi/network/hubs-x/ask", data=asked)
    assert gone.status_code == 404 and "N-742" in gone.text
