"""What a design does to the indicators: the same SQL before and after, nothing passed off."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pyarrow as pa
import pytest

from jidi.core.errors import InputError, Interrupted, UnknownName
from jidi.core.period import Period
from jidi.lake import Workspace
from jidi.model.reading import Status
from jidi.model.rural_effect import rural_effect
from jidi.network.rural.difference import ways_of
from jidi.network.rural.files import design_bytes, digested, problem_bytes
from jidi.network.rural.verify import verify
from jidi.service.books import book_of, open_book
from jidi.service.readings import read
from jidi.service.rural_design import Judged
from jidi.service.rural_designs import county_designs, of_county
from jidi.service.rural_effect import effect_as_asked, effect_of
from jidi.service.rural_effect_words import effect_lines, effect_rows
from jidi.service.rural_frontier import opening_lines, opening_of
from jidi.service.rural_frontier_files import export_opening

sys.path.insert(0, str(Path(__file__).parents[1] / "network"))

from small_county import county, honest, simple

AT = datetime(2026, 1, 20, 9).astimezone()
YEAR = Period.for_year(2025)
COUNTIES = ("140725", "140724")


def judged(code: str, villages: list[str], *, lost: int | None = None) -> Judged:
    """A small county's design under the name of a real one; ``lost`` is left out of it."""
    problem = county(int(code[-1]))
    named = (replace(v, id=villages[n]) for n, v in enumerate(problem.villages))
    problem = replace(problem, villages=tuple(named), wanted=replace(problem.wanted, coverage=0.5))
    problem = digested(problem)
    design = simple(problem)
    if lost is not None:
        left = tuple(s for s in design.services if s.village != lost)
        design = honest(problem, replace(design, services=left))
    design = replace(design, made=(("county", code),))
    return Judged(problem, design, verify(problem, design))


def record(code: str, *, served: bool, weekly: float, **more):
    known = {"access": "direct", "mode": "own", "village_point": False, "fixed_service": False}
    return {
        "village": code,
        "valid_from": date(2025, 12, 31),
        "express_served": served,
        "deliveries_weekly": weekly,
        **known,
        **more,
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A book in which two villages of a county are served, one is not, and no more is known."""
    root = tmp_path_factory.mktemp("effect") / "book"
    workspace = Workspace.create(
        root, province="山西", plan="shanxi", title="试", by="t", clock=lambda: AT
    )
    codes = {
        short: [
            d.code.text
            for d in book_of(workspace).tree
            if d.code.text.startswith(short) and d.code.is_administrative_village
        ]
        for short in COUNTIES
    }
    mine = codes["140725"]
    rows = [
        record(mine[0], served=True, weekly=2.0),
        record(mine[3], served=True, weekly=7.0),
        record(mine[4], served=False, weekly=2.0),
        record(mine[20], served=True, weekly=1.0),
    ]
    schema = workspace.catalogue.table("village_service").arrow_schema
    wanted = pa.schema([field for field in schema if field.name in rows[0]])
    workspace.lake.commit(
        {"village_service": pa.Table.from_pylist(rows, wanted)},
        source="t", origin="reported", by="t", clock=lambda: AT,
    )  # fmt: skip
    workspace.close()
    return root, codes


@pytest.fixture(scope="module")
def book(world):
    with open_book(world[0]) as opened:
        yield opened


def row(effect, indicator, level="county"):
    return next(
        r for r in effect.rows
        if r.indicator.id == indicator and r.division.level.value == level
    )  # fmt: skip


def test_before_is_the_books_reading_and_after_counts_what_the_design_says(book, world):
    found = judged("140725", world[1]["140725"], lost=0)
    effect = effect_of(book, [of_county(book, found, file="d.json")], period=YEAR)
    reach = row(effect, "village_coverage")
    as_read = read(book, "village_coverage", periods=[YEAR], level=reach.division.level)
    assert reach.before == next(r for r in as_read.rows if r.division == reach.division.code.text)
    assert (reach.before.numerator, reach.before.denominator) == (3, 4)
    # Eight of nine served, one left out that was served; one more served beyond the design's.
    assert (reach.after.numerator, reach.after.denominator) == (9, 10)
    assert (reach.before.status, reach.after.status) == (Status.COMPUTED, Status.DESIGNED)
    assert effect.scenario.lost == (world[1]["140725"][0],)
    assert len(effect.scenario.gained) == 7

    ways = ways_of(found.problem, found.design)
    weekly = sum(way.days.frequency for way in ways.values()) + 2.0 + 1.0
    visits = row(effect, "village_visits_weekly").after
    assert (visits.numerator, visits.denominator) == (weekly, 10)
    # Who drives a bus or a postal van is not known: missing, neither fixed nor not.
    fixed = row(effect, "village_fixed_service_rate").after
    carried = sum(way.mode != "own" for way in ways.values())
    assert (fixed.numerator, fixed.denominator) == (len(ways) - carried, 10 - carried)


def test_as_today_nobody_is_lost(book, world):
    found = of_county(book, judged("140725", world[1]["140725"], lost=0), file="d.json")
    effect = effect_as_asked(book, [found], period="2025", left_out="as_today")
    assert effect.scenario.lost == ()
    reach = row(effect, "village_coverage").after
    assert (reach.numerator, reach.denominator) == (10, 10)
    # The one left out keeps its two deliveries a week, on either rule.
    other = effect_of(book, [found], period=YEAR)
    one, two = (row(e, "village_visits_weekly").after for e in (effect, other))
    assert one == two


def test_what_a_design_alone_has_is_summed_through_the_tree_and_has_no_before(book, world):
    both = [of_county(book, judged(c, world[1][c]), file="d.json") for c in COUNTIES]
    effect = effect_of(book, both, period=YEAR)
    bills = [d.judged.verdict.bill.total for d in both]
    whole = row(effect, "designed_cost", "province")
    assert whole.before is None and whole.difference is None
    assert whole.after.value == pytest.approx(sum(bills))
    parcels = sum(
        sum(v.down + v.up for v in d.judged.problem.villages)
        + sum(s.down + s.up for s in d.judged.problem.stations)
        for d in both
    )
    each = row(effect, "designed_cost_per_parcel", "city").after
    assert each.value == pytest.approx(sum(bills) / parcels)
    grams = sum(d.judged.verdict.grams for d in both)
    emitted = row(effect, "designed_emissions_per_parcel", "city").after
    assert emitted.value == pytest.approx(grams / parcels)
    assert (
        effect.without == len(book.tree.at_level(row(effect, "designed_cost").division.level)) - 2
    )


def test_the_table_and_the_lines_say_what_is_designed_and_why_something_is_missing(book, world):
    found = of_county(book, judged("140725", world[1]["140725"], lost=0), file="d.json")
    effect = effect_of(book, [found], period=YEAR)
    for lang in ("zh", "en"):
        rows = effect_rows(effect, lang)
        assert len(rows) == len(rural_effect().indicators) + len(rural_effect().measures)
        assert rows[0][3:6] == ("75.0", "90.0", "+15.0")
        told = " ".join(effect_lines(effect, lang))
        assert ("不是实测" in told) or ("not measured" in told)
        assert rural_effect().measures[0].before_zh in told or "holds no cost" in told
    told = effect.to_json()
    assert json.loads(json.dumps(told)) == told
    assert told["after_is"] == "designed"
    assert {r["after"]["status"] for r in told["rows"] if r["after"]["value"] is not None} == {
        "designed"
    }


def test_every_indicator_that_a_design_decides_reads_only_its_villages_table(book):
    for name in rural_effect().indicators:
        assert book.catalogue.indicator(name).tables == ("village_service",)


def test_a_folder_is_read_with_the_problems_beside_and_all_that_is_wrong_told(
    jidi, book, world, tmp_path
):
    for code in COUNTIES:
        found = judged(code, world[1][code])
        (tmp_path / f"{code}.json").write_bytes(design_bytes(found.design, synthetic=False))
        (tmp_path / f"{code}.problem.json").write_bytes(problem_bytes(found.problem))
    designs = county_designs(book, [tmp_path])
    assert [d.county.code.short for d in designs] == sorted(COUNTIES)
    status, out, err = jidi("effect", str(tmp_path / "140725.json"), "-w", str(world[0]))
    assert (status, err) == (0, "")
    assert "之后（设计）" in out and "寿阳县" in out
    with pytest.raises(InputError) as caught:
        county_designs(book, [tmp_path, tmp_path / "140725.json"])
    assert caught.value.code == "N-721"
    strange = judged("140725", world[1]["140724"])
    (tmp_path / "140724.json").write_bytes(design_bytes(strange.design, synthetic=False))
    (tmp_path / "140724.problem.json").write_bytes(problem_bytes(strange.problem))
    with pytest.raises(InputError) as caught:
        county_designs(book, [tmp_path])
    assert caught.value.code == "N-723"


def test_an_empty_folder_an_unknown_rule_and_a_county_elsewhere_are_refused(book, world, tmp_path):
    with pytest.raises(InputError) as caught:
        county_designs(book, [tmp_path])
    assert caught.value.code == "N-720"
    found = of_county(book, judged("140725", world[1]["140725"]), file="d.json")
    with pytest.raises(UnknownName) as caught:
        effect_as_asked(book, [found], left_out="as_todya")
    assert (caught.value.code, "as_today" in caught.value.remedy("en")) == ("N-725", True)
    with pytest.raises(InputError) as caught:
        of_county(book, replace(judged("140725", world[1]["140725"]), design=simple(
            judged("140725", world[1]["140725"]).problem)), file="d.json")  # fmt: skip
    assert caught.value.code == "N-722"


# The order of opening --------------------------------------------------------


@pytest.fixture(scope="module")
def opening(book, world):
    both = [of_county(book, judged(c, world[1][c]), file="d.json") for c in COUNTIES]
    return opening_of(both, budget=1500.0)


def test_the_order_over_counties_grows_dearer_and_names_every_village(opening):
    prices = [step.step.each for step in opening.order]
    assert prices == sorted(prices)
    whole = sum(d.judged.verdict.bill.total for d in opening.designs)
    assert opening.order[-1].cost == pytest.approx(whole)
    named = [code for step in opening.order for code, _ in opening.names(step)]
    assert sorted(named) == sorted(v.id for d in opening.designs for v in d.judged.problem.villages)
    told = opening.to_json()
    assert json.loads(json.dumps(told)) == told
    paid = told["paid"]
    assert paid["cost"] <= 1500.0 < told["steps"][paid["steps"]]["cost"]
    assert sum(paid["by_county"].values()) == paid["served"]


def test_the_order_goes_out_as_workbook_csv_and_chart_with_all_its_figures(opening, tmp_path):
    for name in ("o.xlsx", "o.csv", "o.svg"):
        export_opening(opening, tmp_path / name, "zh")
    book = openpyxl.load_workbook(tmp_path / "o.xlsx")
    rows = list(book["次序"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows] == [len(s.step.villages) for s in opening.order]
    assert rows[-1][6] == pytest.approx(opening.order[-1].cost)
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert len(lines) == 1 + opening.order[-1].served
    assert {line[-1] for line in lines[1:]} == {"设计"}
    drawn = ET.fromstring((tmp_path / "o.svg").read_bytes())
    way = next(e for e in drawn if e.get("class") == "way").get("points").split()
    assert len(way) == 1 + len(opening.order)
    ups = [float(point.split(",")[1]) for point in way]
    assert ups == sorted(ups, reverse=True)
    with pytest.raises(UnknownName) as caught:
        export_opening(opening, tmp_path / "o.pdf", "zh")
    assert caught.value.code == "N-731"


def test_a_budget_below_the_base_says_so_and_cancelling_says_how_far_it_came(opening):
    poor = replace(opening, budget=1.0, paid=0)
    assert any("不足以维持" in line for line in opening_lines(poor, "zh"))
    assert not poor.to_json()["paid"]["enough"]
    with pytest.raises(Interrupted) as caught:
        opening_of(opening.designs, cancelled=lambda: True)
    assert caught.value.code == "N-730"


def test_the_frontier_is_printed_by_the_command(jidi, world, tmp_path):
    found = judged("140725", world[1]["140725"])
    (tmp_path / "d.json").write_bytes(design_bytes(found.design, synthetic=False))
    (tmp_path / "d.problem.json").write_bytes(problem_bytes(found.problem))
    words = ("effect", str(tmp_path / "d.json"), "-w", str(world[0]))
    status, out, err = jidi(*words, "--frontier", "--budget", "500")
    assert (status, err) == (0, "")
    assert "预算 500.00 元/日" in out and "未证明的是" in out
    status, _, err = jidi(*words, "--budget", "500")
    assert (status, err[:5]) == (2, "N-732")
