"""Emergencies: levels by known figures, wholes held against parts, what is down, peak days."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import JidiError
from jidi.lake import Workspace
from jidi.model.emergency import load_emergency_rules
from jidi.service import emergency, emergency_peak
from jidi.service.books import book_of
from jidi.service.hub_places import ProvincePlaces
from jidi.service.trunk_lines import lines_of
from jidi.service.trunk_problem import Place
from jidi.supervision.emergency import added_up, level_of
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

RULES = load_emergency_rules()
DAY = date(2025, 11, 20)
AT = datetime(2025, 11, 20, 12)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("figures", "blocked", "level", "unknown"),
    [
        ({"deaths": 30}, None, "I", 3),
        ({"deaths": 29, "injuries": 99, "loss_yuan": 5e7, "leaked": 0}, None, "II", 0),
        ({"deaths": 3, "injuries": 9, "loss_yuan": 9_999_999, "leaked": 999_999}, None, "III", 0),
        ({"deaths": 2, "injuries": 9, "loss_yuan": 0, "leaked": 0}, None, "IV", 0),
        ({}, "province", "II", 4),
        ({"leaked": 10_000_000}, "county", "II", 3),
        ({}, None, "IV", 4),
    ],
)
def test_the_worst_known_figure_makes_the_level_and_the_unknown_is_named(
    figures, blocked, level, unknown
):
    found = level_of(RULES, figures, blocked=blocked, on=DAY)
    assert found.level.id == level
    assert len(found.unknown) == unknown
    assert found.is_least is bool(unknown)
    assert all(one.level == level for one in found.reasons)


figure = st.none() | st.integers(0, 50)
reported = st.dictionaries(st.sampled_from("abc"), st.fixed_dictionaries({"x": figure}))


@settings(max_examples=60)
@given(whole=figure, parts=reported)
def test_a_whole_is_called_equal_only_when_every_part_is_there_and_they_add_up(whole, parts):
    (found,) = added_up(["x"], {"x": whole}, parts, "abc")
    known = [parts[c]["x"] for c in "abc" if c in parts and parts[c]["x"] is not None]
    fits = len(known) == 3 and sum(known) == whole
    assert (found.verdict == "equal") is fits
    if found.verdict == "differs":  # then nothing that is missing could make it right
        assert sum(known) > whole or (len(known) == 3 and sum(known) != whole)


@pytest.fixture
def book(tmp_path, now):
    made = Workspace.create(
        tmp_path / "book", province="山西", plan="shanxi", title="试", by="t", clock=lambda: now
    )
    with made as workspace, closing(book_of(workspace)) as opened:
        yield opened


def commit(book, now, table, *rows):
    schema = book.catalogue.table(table).arrow_schema
    names = [name for name in schema.names if name != "origin"]
    columns = [pa.array([row.get(n) for row in rows], schema.field(n).type) for n in names]
    book.workspace.lake.commit(
        {table: pa.table(columns, names=names)},
        source="t", origin="reported", by="t", clock=lambda: now, replace=False,
    )  # fmt: skip


def report(number, place, hour, **figures):
    return {
        "report_id": f"R{number}", "incident": "TF1", "division": f"{place:0<12}",
        "reported_at": AT.replace(hour=hour), **figures,
    }  # fmt: skip


@pytest.fixture
def storm(book, now):
    """Two counties and their city; one county reported twice. A hub and a lane are down."""
    commit(
        book, now, "situation_report",
        report(1, "140105", 8, parcels_held=900, deaths=0),
        report(2, "140105", 10, parcels_held=1000, deaths=0),
        report(3, "140106", 10, parcels_held=500, deaths=None),
        report(4, "1401", 11, parcels_held=1500, deaths=3),
        report(5, "140105", 15, parcels_held=7777, deaths=9),
    )  # fmt: skip
    place = {"incident": "TF1", "division": "140105000000", "from_at": AT - timedelta(hours=6)}
    commit(
        book, now, "outage",
        {"outage_id": "O1", "kind": "facility", "subject": "H1", **place},
        {"outage_id": "O2", "kind": "lane", "subject": "L1", **place},
        {"outage_id": "O3", "kind": "facility", "subject": "H2", **place, "to_at": AT},
    )  # fmt: skip
    facility = {"kind": "hub", "division": "140105000000", "opened_on": date(2020, 1, 1)}
    commit(
        book, now, "facility",
        {"facility_id": "H1", "name": "甲", "capacity_daily": 400_000, **facility},
        {"facility_id": "H2", "name": "乙", "capacity_daily": 600_000, **facility},
    )  # fmt: skip
    return book


def test_the_newest_report_of_each_division_counts_and_parts_are_held_against_the_whole(storm):
    found = emergency.situation(storm, "TF1", at=AT)
    assert [part.name for part in found.parts] == ["太原市", "小店区", "迎泽区"]
    city = {one.measure: one for one in found.parts[0].additions}
    assert (city["parcels_held"].verdict, city["parcels_held"].total) == ("equal", 1500)
    assert (city["deaths"].verdict, city["deaths"].missing) == ("parts_missing", ("140106000000",))
    assert found.level.level.id == "III"
    later = emergency.situation(storm, "TF1", at=AT.replace(hour=16))
    assert {(p.name, a.measure) for p, a in later.disagreements} == {
        ("太原市", "parcels_held"), ("太原市", "deaths"),
    }  # fmt: skip


def test_what_is_down_is_down_until_it_works_again(storm):
    before, then = AT - timedelta(hours=1), AT
    assert emergency.down_now(storm, at=before) == ({"H1", "H2"}, {"L1"})
    assert emergency.down_now(storm, at=then) == ({"H1"}, {"L1"})
    assert emergency.down_now(storm, at=AT - timedelta(days=1)) == (frozenset(), frozenset())
    all_out = emergency.situation(storm, "TF1", at=before)
    assert {one.value for one in all_out.level.reasons} >= {"province"}


def test_an_incident_nobody_named_is_refused_with_the_nearest(storm):
    for ask in (emergency.situation, emergency.timeline):
        with pytest.raises(JidiError, match="Q-111"):
            ask(storm, "TF2", at=AT)


def test_a_timeline_holds_reports_and_outages_in_order(storm):
    said = emergency.timeline(storm, "TF1", at=AT)
    assert [one.at for one in said] == sorted(one.at for one in said)
    assert len(said) == 4 + 3 + 1
    assert said[-1].en == "H2 works again"


def test_days_of_a_season_share_their_month_and_use_what_hubs_are_left(storm):
    days = [date(2026, 6, n) for n in range(1, 31)]
    shares = [emergency_peak._share_of_month(day, 1.25) for day in days]
    assert sum(shares) == pytest.approx(1)
    assert shares[0] / shares[-1] == pytest.approx(1.25)
    assert emergency_peak._capacity(storm, date(2025, 11, 21)) == (600_000, 1, 1)
    for use, light in ((50, "enough"), (70, "watch"), (90, "short")):
        found = emergency_peak._judged(days[0], use * 6000.0, use * 6600.0, 600_000, 85, 70)
        assert (found.light, round(found.use)) == (light, use)
    assert emergency_peak._judged(days[0], 1.0, 1.0, 0, 85, 70).light == "no_capacity"
    with pytest.raises(JidiError, match="Q-121"):
        emergency_peak.peak_view(storm, first=days[1], last=days[0])


def test_a_plan_is_due_for_review_after_its_years_and_an_old_version_is_not_in_force(book, now):
    plan = {"plan_id": "P", "division": "140000000000", "title": "预案"}
    commit(
        book, now, "emergency_plan",
        {**plan, "version": 1, "in_force_from": date(2019, 1, 1), "in_force_to": date(2022, 1, 1)},
        {**plan, "version": 2, "in_force_from": date(2022, 1, 1)},
    )  # fmt: skip
    for day, version, due in (
        (date(2021, 12, 31), 1, False),
        (date(2024, 12, 31), 2, False),
        (date(2025, 1, 1), 2, True),
    ):
        (found,) = emergency.readiness(book, day=day).plans
        assert (found["version"], found["review_due"]) == (version, due)


def test_page_and_api_say_what_the_command_says(storm, jidi):
    client = TestClient(create_app(Shelf({"b": storm})), raise_server_exceptions=False)
    page = client.get("/w/b/emergency?at=2025-11-20T12:00&lang=zh").text
    for word in ("TF1", "Ⅲ级（较大）", "部分未报", "H1"):
        assert word in page
    assert "Emergencies" in client.get("/w/b/emergency?at=2025-11-20T12:00&lang=en").text
    assert client.get("/w/b/export/emergency.xlsx?at=2025-11-20T12:00").content[:2] == b"PK"
    base, at = "/api/v1/books/b/emergency", "?at=2025-11-20T12:00"
    assert client.get(f"{base}/incidents/TF2{at}").status_code == 404
    root = str(storm.workspace.root)
    for path, words in (
        (f"incidents{at}", ("list",)),
        (f"incidents/TF1{at}", ("situation", "TF1")),
        (f"incidents/TF1/timeline{at}", ("timeline", "TF1")),
        (f"down{at}", ("down",)),
        (f"readiness{at}", ("readiness",)),
    ):
        status, out, _ = jidi("emergency", *words, "--at", "2025-11-20T12:00", "-w", root, "--json")
        assert status == 0
        assert client.get(f"{base}/{path}").json() == json.loads(out)


def test_the_command_finds_a_level_and_refuses_what_is_no_figure(jidi):
    status, out, _ = jidi("emergency", "level", "--set", "deaths=3", "--json")
    assert (status, json.loads(out)["level"]) == (0, "III")
    for said, code in (("deths=3", "Q-112"), ("deaths=-1", "Q-113")):
        assert code in jidi("emergency", "level", "--set", said)[2]
    assert "Q-112" in jidi("emergency", "level", "--blocked", "cty")[2]
    told = json.loads(jidi("emergency", "levels", "--json")[1])
    assert {m["limits"][0]["trust"] for m in told["measures"]} == {"G"}


def test_networks_of_a_province_do_without_what_is_down(storm, now):
    places = ProvincePlaces(storm, AT.date())
    assert places.standing["140105"].hubs == 1
    assert places.standing["140105"].capacity == 600_000
    (note,) = places.outages.told.values()
    assert (note.code, note.facts["id"], note.facts["incident"]) == ("S-150", "H1", "TF1")
    assert ProvincePlaces(storm, AT.date() - timedelta(days=2)).standing["140105"].hubs == 2
    line = {"kind": "mail", "mode": "rail", "division": "140000000000", "operator_id": "SF",
            "from_division": "140100000000", "to_division": "140200000000", "length_km": 300.0,
            "opened_on": date(2020, 1, 1), "runs_weekly": 14.0}  # fmt: skip
    commit(storm, now, "route", {"route_id": "L1", **line}, {"route_id": "L2", **line})
    ends = tuple(
        Place(code, code, code, "city", 112.0, 37.0, 1.0, 1.0, True)
        for code in ("140100", "140200")
    )
    notes = []
    assert [one.id for one in lines_of(storm, ends, (), notes)] == ["L2"]
    assert [(note.code, note.facts["id"]) for note in notes] == [("S-150", "L1")]
