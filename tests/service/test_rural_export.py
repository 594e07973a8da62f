"""A verified design as workbook, GeoJSON and map: every figure is there, and adds up."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import InputError, UnknownName
from jidi.network.rural.drafting import posed
from jidi.network.rural.shares import shares
from jidi.network.rural.verify import verify
from jidi.service.rural_design import Judged
from jidi.service.rural_export import design_as, export_design
from jidi.service.rural_words import detail_lines

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from small_county import county, one_line_each, simple
from small_draft import draft
from small_far import far_county, in_turn


def judged(seed: int, *, synthetic: bool = True) -> Judged:
    """A small county on the map, its design, and the verdict."""
    problem = county(seed)
    thrown = np.random.default_rng(seed).uniform(
        [112.8, 37.6], [113.2, 38.0], size=(len(problem.km), 2)
    )
    problem = replace(problem, points=np.round(thrown, 6), synthetic=synthetic, name="寿<阳>县")
    design = simple(problem)
    return Judged(problem, design, verify(problem, design))


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_shares_of_villages_and_counters_add_up_to_the_bill(seed):
    problem = county(seed)
    design = simple(problem)
    found = shares(problem, design)
    assert found.total == pytest.approx(design.bill.total)
    assert set(found.villages) == design.served
    assert min(found.villages.values()) > 0


def test_a_village_alone_on_its_line_pays_for_the_line_its_van_and_its_own():
    problem = posed(draft({("rates", 0, "carbon_per_tonne"): 100}))
    none = {"seed": 1, "effort": 1, "progress": lambda *_: None, "cancelled": lambda: False}
    design = one_line_each(problem, **none)
    village, run = problem.villages[2], design.lines[2]
    share, km = run.days.frequency / 7, 2 * problem.km[0, run.stops[0]]
    hours = (run.returns - run.departs + problem.centre.loading) / 60
    point = village.points[-1]
    expected = (
        share * (km * 1.0 + hours * problem.work.per_hour + km * 270 / 1e6 * 100)
        + 60
        + village.parcels * (problem.rates.centre_handling + point.fee_per_parcel)
    )
    assert shares(problem, design).villages[2] == pytest.approx(expected)


def test_the_workbook_holds_every_village_line_and_duty_and_is_marked():
    found = judged(1)
    book = openpyxl.load_workbook(BytesIO(design_as(found, "xlsx", "zh")))
    assert book.sheetnames == ["概要", "站点", "线路", "班次", "村"]
    for sheet in book:
        assert "合成" in sheet["A1"].value
    villages = list(book["村"].iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in villages] == [village.id for village in found.problem.villages]
    paid = sum(row[10] for row in villages if row[10] is not None)
    stations = list(book["站点"].iter_rows(min_row=3, values_only=True))
    counters = sum(row[10] for row in stations if row[10] is not None)
    assert paid + counters == pytest.approx(found.verdict.bill.total)
    stops = list(book["线路"].iter_rows(min_row=3, values_only=True))
    runs = (*found.design.feeders, *found.design.lines)
    assert len(stops) == sum(len(run.stops) + 2 for run in runs)
    duties = list(book["班次"].iter_rows(min_row=3, values_only=True))
    assert {row[0] for row in duties} == {duty.id for duty in found.design.duties}


def test_a_real_design_bears_no_mark():
    found = judged(1, synthetic=False)
    book = openpyxl.load_workbook(BytesIO(design_as(found, "xlsx", "en")))
    assert book["Villages"]["A1"].value == "id"
    assert b"ynthetic data" not in design_as(found, "html", "en")


def test_geojson_has_every_place_run_and_used_lane():
    found = judged(2)
    data = json.loads(design_as(found, "geojson", "zh"))
    assert data["synthetic"] is True
    kinds = [feature["properties"]["kind"] for feature in data["features"]]
    assert kinds.count("village") == len(found.problem.villages)
    assert kinds.count("line") == len(found.design.lines)
    assert kinds.count("lane") == 2
    line = next(f for f in data["features"] if f["properties"]["kind"] == "line")
    run = found.design.lines[0]
    assert len(line["geometry"]["coordinates"]) == len(run.stops) + 2
    assert line["geometry"]["coordinates"][0] == found.problem.points[run.depot].tolist()


def test_the_map_draws_every_place_inside_its_frame_and_asks_no_server():
    found = judged(3)
    page = design_as(found, "html", "zh").decode()
    assert "寿<阳>" not in page and "寿&lt;阳&gt;县" in page
    assert "合成" in page
    assert re.findall(r"https?://|<script", page) == []
    drawing = re.search(r'<svg class="map".*?</svg>', page).group()
    svg = ET.fromstring(drawing)
    width, height = map(float, svg.get("viewBox").split()[2:])
    circles = svg.findall("circle")
    assert len(circles) == len(found.problem.km)
    for circle in circles:
        assert 0 < float(circle.get("cx")) < width
        assert 0 < float(circle.get("cy")) < height


def away() -> Judged:
    """A pastoral county on the map whose far stations two vehicles in turn feed overnight."""
    problem = far_county(1)
    points = [[100.0 + n / 3, 42.0 + n % 2] for n in range(len(problem.km))]
    problem = replace(problem, points=np.array(points))
    design = in_turn(problem)
    return Judged(problem, design, verify(problem, design))


def test_a_trip_overnight_is_told_in_every_file_with_its_night_its_turns_and_the_next_day():
    found = away()
    book = openpyxl.load_workbook(BytesIO(design_as(found, "xlsx", "zh")))
    stops = list(book["线路"].iter_rows(min_row=2, values_only=True))
    night = next(row for row in stops if "过夜" in row[5])
    assert night[5:] == ("过夜 station 1", "14:15:00 – 次日 07:00:00")
    assert [row[6][:2] for row in stops if row[0] == "trip"] == ["07", "14", "14", "次日", "次日"]
    duty = next(row for row in book["班次"].iter_rows(values_only=True) if row[0] == "away")
    assert duty[1] == "van（2 车轮流）" and duty[3].endswith("trip→")
    villages = list(book["村"].iter_rows(min_row=1, values_only=True))
    assert villages[0][-1] == "县里发出后到村"
    assert [row[-1] for row in villages[1:]] == ["当日", *["次日"] * 4]
    assert any("隔夜食宿" in str(row[0]) for row in book["概要"].iter_rows(values_only=True))
    data = json.loads(design_as(found, "geojson", "zh"))
    facts = [feature["properties"] for feature in data["features"]]
    (trip,) = (one for one in facts if "night" in one)
    assert (trip["night"]["at"], trip["night"]["resumes"]) == ("s1", "07:00:00")
    assert trip["returns_next_day"] and trip["returns"] < "24"
    days = [one["days_from_centre"] for one in facts if one["kind"] == "village"]
    assert days == [0, 1, 1, 1, 1]
    assert "s1 14:15" in design_as(found, "html", "zh").decode()
    lines = detail_lines(found, "en")
    assert any("handed out there on the next" in line for line in lines)


def test_no_file_of_a_design_without_nights_speaks_of_them():
    found = judged(1)
    book = openpyxl.load_workbook(BytesIO(design_as(found, "xlsx", "zh")))
    cells = {
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    }
    assert not [cell for cell in cells if "夜" in cell or "次日" in cell]
    assert b"night" not in design_as(found, "geojson", "zh")


@pytest.mark.parametrize("form", ["xlsx", "geojson", "html"])
def test_the_same_design_gives_the_same_bytes(form):
    assert design_as(judged(5), form, "zh") == design_as(judged(5), form, "zh")


def test_what_is_not_verified_or_not_placed_is_not_written(tmp_path):
    found = judged(1)
    with pytest.raises(UnknownName) as caught:
        export_design(found, tmp_path / "d.xls", "zh")
    assert (caught.value.code, caught.value.facts["nearest"]) == ("N-668", "xlsx")
    bad = replace(found.design, grams=0.0)
    with pytest.raises(InputError) as refused:
        export_design(replace(found, verdict=verify(found.problem, bad)), tmp_path / "d.xlsx", "zh")
    assert refused.value.code == "N-669"
    nowhere = replace(found, problem=replace(found.problem, points=None))
    with pytest.raises(InputError) as refused:
        export_design(nowhere, tmp_path / "d.html", "zh")
    assert refused.value.code == "N-667"
    assert list(tmp_path.iterdir()) == []
