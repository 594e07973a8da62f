"""Designs of trunk lanes kept in a book: their page and their API tell what the checker finds."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import openpyxl
import pytest
from test_web_hubs import posed as posed_hubs

from book_copies import copied
from jidi.core.errors import InputError
from jidi.model.trunk import trunk_values
from jidi.network.trunk import EmptyRun, Flow, Lane, Node, Product, TrunkProblem, verify
from jidi.service.books import open_book
from jidi.service.design_folders import FOLDER
from jidi.service.hub_store import kept_hub_designs
from jidi.service.rural_store import kept_designs
from jidi.service.trunk_design import TrunkJudged, designed_trunk
from jidi.service.trunk_figures import Figures
from jidi.service.trunk_problem import Place, ProvinceTrunk, TrunkAsked
from jidi.service.trunk_store import keep_trunk_design, kept_trunk_design, kept_trunk_designs

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
HOURS = 60


def posed() -> ProvinceTrunk:
    """Two cities, one that sorts, and a province outside; numbers made up."""
    places = (
        Place("1401", "太原市", "Taiyuan", "city", 112.5, 37.9, 5_000, 900, sorts=True),
        Place("1402", "大同市", "Datong", "city", 113.3, 40.1, 1_000, 700),
        Place("110000", "北京市", "Beijing", "province", 116.4, 39.9),
    )
    km = np.array([[0, 270.0, 500], [270, 0, np.inf], [500, np.inf, 0]])
    pairs = [(a, b) for a in range(3) for b in range(3) if a != b and np.isfinite(km[a, b])]
    trucks = [
        Lane(f"{a}-{b} truck", a, b, "road", 22 * HOURS, int(km[a, b]), 7_500, 99,
             float(km[a, b] * 5), grams_per_kg=20.0, vehicle=trunk_values().trucks[0].id)
        for a, b in pairs
    ]  # fmt: skip
    hired = [
        Lane(f"{a}-{b} hired", a, b, "hired", 22 * HOURS, int(km[a, b] * 1.3), 90_000, 1, 0.0,
             yuan_per_kg=float(km[a, b]) / 1500, grams_per_kg=30.0)
        for a, b in pairs
    ]  # fmt: skip
    kg = {(0, 1): 9_000, (1, 0): 8_000, (0, 2): 14_000, (2, 0): 16_000, (1, 2): 900, (2, 1): 3_000}
    problem = TrunkProblem(
        name="山西省 2025",
        nodes=tuple(Node(p.code, 60, 60, 120, capacity=90_000.0 * p.sorts) for p in places),
        lanes=(*trucks, *hired),
        empties=tuple(EmptyRun(trucks[0].vehicle, a, b, km[a, b] * 5, 99) for a, b in pairs),
        products=tuple(Product(p.id, 4320, 0.9, 8640) for p in trunk_values().products),
        flows=tuple(Flow(a, b, 0, float(w), 18 * HOURS) for (a, b), w in kg.items()),
        synthetic=True,
    )
    return ProvinceTrunk(
        hubs=posed_hubs(), problem=problem, places=places, km=km,
        lane_km=tuple(float(km[a, b]) for a, b in pairs * 2), asked=TrunkAsked(year=2025),
        sent=np.zeros((4, 3)), received=np.zeros((4, 3)), synthetic=True,
        notes=(InputError("N-944", kg=1.5),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def kept(books):
    """A design in the book, and what the checker says of it."""
    found = designed_trunk(
        posed(), seed=1, effort=1, progress=lambda _share, _step: None, cancelled=lambda: False
    )
    book = books["shanxi"]
    yield keep_trunk_design(book, found, by="王", title="干线方案甲", now=NOW), found
    shutil.rmtree(book.workspace.root / FOLDER)


def test_a_design_is_kept_once_and_read_back_as_it_was(books, kept):
    book, (one, found) = books["shanxi"], kept
    again = keep_trunk_design(book, found, by="李", title="乙", now=NOW)
    assert (again, kept_trunk_designs(book)) == (one, (one,))
    assert (kept_designs(book), kept_hub_designs(book)) == ((), ())
    _, back = kept_trunk_design(book, one.id)
    assert (back.posed.problem, back.design) == (found.posed.problem, found.design)
    assert back.verdict == found.verdict
    with pytest.raises(InputError) as caught:
        keep_trunk_design(books["inner-mongolia"], found, by="李", title="", now=NOW)
    assert caught.value.code == "N-856"


def test_a_file_changed_afterwards_is_noticed(books, kept, tmp_path):
    root = copied(books["shanxi"].workspace.root, tmp_path / "book")
    place = root / FOLDER / kept[0].id / "problem.json"
    place.write_bytes(place.read_bytes().replace(b'"capacity":7500', b'"capacity":9500'))
    with open_book(root) as other, pytest.raises(InputError) as caught:
        kept_trunk_design(other, kept[0].id)
    assert caught.value.code == "N-741"


def test_the_api_tells_of_it_what_the_checker_finds(client, kept):
    one, found = kept
    (told,) = client.get("/api/v1/trunk-designs?book=shanxi").json()
    assert (told["id"], told["kind"]) == (one.id, "trunk")
    told = client.get(f"/api/v1/trunk-designs/{one.id}?book=shanxi").json()["figures"]
    assert told["holds"] and told["cost"] == pytest.approx(found.design.cost)
    assert told["departures_a_day"] == Figures(found).departures > 0
    answer = client.get(f"/api/v1/trunk-designs/{one.id}/file?book=shanxi&format=geojson")
    assert answer.headers["jidi-synthetic"] == "true"
    assert client.get("/api/v1/trunk-designs/trunk-1?book=shanxi").status_code == 404


def test_a_lane_is_explained_on_a_page_and_over_the_api(client, kept):
    one, found = kept
    base = f"/api/v1/trunk-designs/{one.id}/explain?book=shanxi"
    told = client.get(f"{base}&lane=太原-北京").json()
    assert [lane["id"] for lane in told["lanes"]] == ["0-2 truck", "0-2 hired"]
    assert told["ways"] and told["synthetic"]
    assert client.get(f"{base}&lane=太原").json()["error"]["code"] == "N-960"
    told = client.get(f"{base}&most=1").json()
    assert [row["id"] for row in told["promises"]] == [p.id for p in trunk_values().products]
    assert len(told["tight_lanes"]) <= 1
    path = f"/w/shanxi/network/trunk/{one.id}/explain"
    page = client.get(f"{path}?lane=太原-北京").text
    running = found.design.departures[found.posed.problem.lanes.index(_lane(found, "0-2 truck"))]
    assert "少一班" in page and f">{running}<" in page and "守时的代价" in page
    page = client.get(f"{path}?lane=Taiyuan&lang=en")
    assert page.status_code == 200 and "there is no lane" in page.text


def test_the_vehicles_of_a_design_are_told_by_the_api_its_page_and_a_workbook(client, kept):
    one, found = kept
    base = f"/api/v1/trunk-designs/{one.id}/vehicles?book=shanxi"
    told = client.get(base).json()
    (kind,) = told["kinds"]
    runs = [(lane, n) for lane, n in zip(found.posed.problem.lanes, found.design.departures,
                                         strict=True) if lane.vehicle and n]  # fmt: skip
    assert kind["departures_a_day"] == sum(n for _, n in runs) > 0
    # All leave at 22:00 and are unloaded, and empty where they are wanted, before the next 22:00.
    assert kind["vehicles_without_yards"] == sum(n for _, n in runs)
    assert (told["synthetic"], kind["dropping"], kind["yards"]) == (True, None, [])
    assert client.get(f"{base}&yards=大同").json()["error"]["code"] == "N-969"
    page = client.get(f"/w/shanxi/network/trunk/{one.id}/vehicles")
    assert page.status_code == 200 and f">{kind['vehicles_without_yards']}<" in page.text
    book = client.get(f"/w/shanxi/network/trunk/{one.id}/vehicles/file")
    sheets = openpyxl.load_workbook(BytesIO(book.content)).sheetnames
    assert sheets == ["概要", "车辆", "甩挂场站", "空返钟点", "午夜停车"]


def test_the_effect_is_what_the_formulas_give_of_the_designs_own_trips(client, kept):
    one, found = kept
    told = client.get(f"/api/v1/trunk-designs/{one.id}/effect?book=shanxi").json()
    rail, load = told["rows"]
    assert (rail["indicator"], load["indicator"]) == ("rail_share", "load_factor")
    assert rail["after"]["value"] == 0.0 and rail["after"]["status"] == "designed"
    posed, design = found.posed, found.design
    lanes, km = posed.problem.lanes, posed.lane_km
    used = sum(part.kg * km[n] for part in design.carried for n in part.lanes if lanes[n].vehicle)
    room = sum(7_500 * c * km[n] for n, c in enumerate(design.departures) if lanes[n].vehicle)
    for run, count in zip(posed.problem.empties, design.empties, strict=True):
        room += 7_500 * count * posed.km[run.origin, run.target]
    assert load["after"]["value"] == pytest.approx(100 * used / room)
    page = client.get(f"/w/shanxi/network/trunk/{one.id}/explain").text
    assert "载运率" in page and f"{100 * used / room:.1f}" in page


def _lane(found, name):
    return next(lane for lane in found.posed.problem.lanes if lane.id == name)


def test_designs_of_one_network_stand_beside_each_other_and_one_that_is_outdone_is_marked(
    books, client, kept
):
    book, (one, found) = books["shanxi"], kept
    # One truck more than the cheapest design to and fro: dearer, and nothing better for it.
    numbers = [n for n, lane in enumerate(found.posed.problem.lanes)
               if lane.id in ("0-2 truck", "2-0 truck")]  # fmt: skip
    more = [count + (n in numbers) for n, count in enumerate(found.design.departures)]
    extra = sum(found.posed.problem.lanes[n].yuan_per_departure for n in numbers)
    worse = replace(found.design, departures=tuple(more), cost=found.design.cost + extra)
    posed_so = replace(found.posed, asked=replace(found.posed.asked, forbid=("太原-大同:air",)))
    verdict = verify(found.posed.problem, worse)
    keep_trunk_design(
        book, TrunkJudged(posed_so, worse, verdict, 1, 1), by="王", title="多开一班", now=NOW
    )
    told = client.get(f"/api/v1/trunk-designs/{one.id}/beside?book=shanxi").json()
    assert [(p["title"], p["outdone"]) for p in told["points"]] == [
        ("干线方案甲", False), ("多开一班", True)
    ]  # fmt: skip
    assert told["points"][1]["yuan_a_day"] - told["points"][0]["yuan_a_day"] == pytest.approx(extra)
    assert told["points"][1]["wishes_zh"] == "禁用 太原-大同:air"
    page = client.get(f"/w/shanxi/network/trunk/{one.id}/beside").text
    assert "多开一班" in page and "被别的方案占优" in page and page.count("<circle") == 4


def test_the_page_shows_lanes_promises_and_the_mark(client, kept):
    one, found = kept
    page = client.get(f"/w/shanxi/network/trunk/{one.id}").text
    assert "干线方案甲" in page and "核验通过" in page and "合成" in page
    assert f"{found.design.cost:,.0f}" in page and "北京市" in page
    assert one.id in client.get("/w/shanxi/network").text
    assert "Lanes that run" in client.get(f"/w/shanxi/network/trunk/{one.id}?lang=en").text
    answer = client.get(f"/w/shanxi/network/trunk/{one.id}/file?format=xlsx&lang=en")
    assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames[:2] == ["Summary", "Products"]


def test_a_design_of_volumes_by_weekday_is_kept_with_its_days_and_shown(books, client):
    made = posed()
    shares = trunk_values().weekday_volume.shares
    made = replace(
        made, asked=TrunkAsked(year=2025, weekdays=True),
        problem=replace(made.problem, shares=shares, synthetic=True),
    )  # fmt: skip
    found = designed_trunk(
        made, seed=1, effort=1, progress=lambda _share, _step: None, cancelled=lambda: False
    )
    book = books["shanxi"]
    one = keep_trunk_design(book, found, by="王", title="按星期", now=NOW)
    try:
        _, back = kept_trunk_design(book, one.id)
        assert (back.posed.problem, back.design) == (found.posed.problem, found.design)
        assert back.posed.asked.weekdays and back.verdict.aboard == found.verdict.aboard
        told = client.get(f"/api/v1/trunk-designs/{one.id}?book=shanxi").json()["figures"]
        assert [day["share"] for day in told["weekdays"]] == list(shares)
        # What is carried on a day is what the mean day carries, so many times.
        tonnes = [day["tonnes_own"] + day["tonnes_hired"] for day in told["weekdays"]]
        assert sum(tonnes) / 7 == pytest.approx(sum(Figures(found).aboard) / 1000, rel=1e-3)
        assert max(day["own_filled"] for day in told["weekdays"]) <= 1 + 1e-6
        page = client.get(f"/w/shanxi/network/trunk/{one.id}").text
        assert "每一天都装得下" in page and "装满的线路" in page
        answer = client.get(f"/api/v1/trunk-designs/{one.id}/file?book=shanxi&format=xlsx")
        assert "按星期" in openpyxl.load_workbook(BytesIO(answer.content)).sheetnames
    finally:
        shutil.rmtree(book.workspace.root / FOLDER / one.id)
