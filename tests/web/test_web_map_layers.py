"""Layers of the map: alerts by county, a kept design on top; two designs side by side."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from small_kept import judged
from test_web_hubs import posed

from jidi.network.hubs import Effort, solve, verify
from jidi.service import map_alerts
from jidi.service.design_folders import FOLDER
from jidi.service.hub_design import HubJudged
from jidi.service.hub_store import keep_hub_design
from jidi.service.rural_designs import of_county
from jidi.service.rural_store import keep_design

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def kept(books):
    """Two rural designs of one county, and one of hubs; by id."""
    book, made = books["shanxi"], []
    for title, found in (("甲", judged(book)), ("乙", judged(book, without=0))):
        one = of_county(book, found, file="d.json")
        made.append(keep_design(book, one, by="王", title=title, now=NOW).id)
    asked = posed()
    hubs = solve(asked.problem, effort=Effort(tries=5, rounds=5))
    told = verify(asked.problem, hubs.design)
    found = HubJudged(asked, hubs.design, told, hubs.design.cost * 0.99, 1, 1, ())
    made.append(keep_hub_design(book, found, by="王", title="枢纽", now=NOW).id)
    yield made
    shutil.rmtree(book.workspace.root / FOLDER)


def test_a_design_is_drawn_with_its_ways_and_what_they_mean(client, kept):
    rural, _, hubs = (
        client.get("/w/shanxi/map/design.json", params={"design": id_}).json() for id_ in kept
    )
    assert rural["ways"] and all(len(way["at"]) > 1 for way in rural["ways"])
    assert len(rural["villages"]["code"]) == len(rural["villages"]["status"])
    assert rural["synthetic"] and rural["href"].endswith(kept[0])
    assert len(hubs["stations"]) == 2 and "outline" not in hubs
    unknown = client.get("/w/shanxi/map/design.json?design=140725-x")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "N-742")


def test_the_map_offers_kept_designs_and_keeps_the_one_chosen(client, kept):
    page = client.get(f"/w/shanxi/map?design={kept[2]}&period=2025").text
    assert f'<option value="{kept[2]}" selected>' in page and 'id="alert-layers"' in page
    bare = client.get("/w/inner-mongolia/map").text
    assert 'id="map-design"' not in bare


def test_two_designs_stand_side_by_side_with_their_figures(client, kept):
    page = client.get(f"/w/shanxi/map/designs?one={kept[1]}&other={kept[0]}").text
    assert page.count("design-picture") == 2 and "乙 ↔ 甲" in page
    assert page.count("<polyline") > 2 and "style=" not in page.partition("design-picture")[2]
    first = client.get("/w/shanxi/map/designs").text
    assert "甲 ↔ 乙" in first or "乙 ↔ 甲" in first
    book = client.get(f"/w/shanxi/export/map/designs.xlsx?one={kept[0]}&other={kept[1]}")
    assert book.status_code == 200 and book.content[:2] == b"PK"


def test_designs_of_two_kinds_are_not_compared(client, kept):
    refused = client.get(f"/w/shanxi/map/designs?one={kept[0]}&other={kept[2]}")
    assert refused.status_code == 400 and "O-162" in refused.text


def test_without_two_designs_the_page_says_what_to_do(client):
    page = client.get("/w/inner-mongolia/map/designs")
    assert page.status_code == 200 and "同类方案" in page.text


def alert(rule, division):
    return SimpleNamespace(rule=rule, division=division)


def test_alerts_are_gathered_by_county_under_the_worst_of_them(books, monkeypatch):
    book = books["shanxi"]
    severity = {rule.severity: name for name, rule in book.catalogue.rules.items()}
    fires = [
        alert(severity["warning"], "140702000000"),
        alert(severity["urgent"], "140702001201"),
        alert("a rule that is gone", "140725000000"),
        alert(severity["urgent"], "140700000000"),
        alert(severity["urgent"], ""),
    ]
    kept = SimpleNamespace(
        alerts=lambda states: fires if states == ("firing",) else [],
        last_run=lambda: SimpleNamespace(moment="2025-11-16T00:00:00"),
    )
    monkeypatch.setattr(map_alerts, "alert_book", lambda _book: kept)
    labels = {"140702000000": [112.7, 37.7], "140725000000": [113.2, 37.9]}
    told = map_alerts.alert_points(book, labels)
    words = [told["statuses"][i]["code"] for i in told["status"]]
    assert list(zip(told["code"], words, told["alerts"], strict=True)) == [
        ("140702000000", "urgent", 2),
        ("140725000000", "notice", 1),
    ]
    assert told["unplaced"] == 2 and told["moment"] == "2025-11-16T00:00:00"
    assert [one["code"] for one in told["statuses"]][-1] == "urgent", "the worst is drawn last"


def test_a_book_whose_rules_never_ran_says_so(client):
    told = client.get("/w/shanxi/map/alerts.json").json()
    assert told["moment"] is None and told["code"] == []
