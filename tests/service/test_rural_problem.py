"""A county's rural problem out of a book says what it took and what it assumed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pyarrow as pa
import pytest

from jidi.core.errors import InputError, UnknownName
from jidi.lake import Workspace
from jidi.model.factor import load_factors
from jidi.model.rural import rural_values, terrain_of
from jidi.network.costs import Bill
from jidi.network.rural.design import Design, Proof
from jidi.network.rural.verify import verify
from jidi.service.books import book_of
from jidi.service.rural_design import Judged, asked_as, posed_again
from jidi.service.rural_explaining import explained, explained_json, standing_line
from jidi.service.rural_problem import county_problem, vehicle_rows

AT = datetime(2026, 1, 20, 9).astimezone()
COUNTY = "140725"


def _village(code: str, east: float, north: float, people: int | None, *, remote: bool = False):
    return {
        "village": code,
        "longitude": 113.0 + east,
        "latitude": 37.8 + north,
        "population": people,
        "remote": remote,
    }


def _facility(key: str, kind: str, division: str, place: float | None):
    return {
        "facility_id": key,
        "name": key,
        "kind": kind,
        "division": division,
        "longitude": None if place is None else 113.0 + place,
        "latitude": None if place is None else 37.8,
        "opened_on": date(2020, 1, 1),
    }


def _route(key: str, kind: str, to: str, runs: float | None, operator: str):
    return {
        "route_id": key,
        "operator_id": operator,
        "kind": kind,
        "mode": "bus" if kind == "bus" else "road",
        "division": f"{COUNTY}000000",
        "from_division": f"{COUNTY}000000",
        "to_division": to,
        "opened_on": date(2020, 1, 1),
        "runs_weekly": runs,
    }


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A county of the real roster; two townships are filled, the others' villages lie at one place.

    Of the first township's villages one is reported, one has people only, one neither.
    """
    root = tmp_path_factory.mktemp("rural") / "book"
    workspace = Workspace.create(
        root, province="山西", plan="shanxi", title="试", by="t", clock=lambda: AT
    )
    tree = book_of(workspace).tree
    units = [d.code.text for d in tree if d.code.text.startswith(COUNTY)]
    villages = [code for code in units if code[9:] != "000"]
    first, second, third, *rest = [code for code in villages if code[9] in "23"]
    spread = {code: (number % 40) / 400 for number, code in enumerate(rest)}
    places = [
        _village(first, 0.02, 0.001, 1000),
        _village(second, 0.04, 0.0, 500),
        _village(third, 0.05, 0.05, None, remote=True),
        *(_village(code, spread[code], -0.03, 100) for code in rest),
        *(_village(code, 0.001, 0.001, 200) for code in villages if code[9] not in "23"),
    ]
    service = [
        {
            "village": code,
            "valid_from": date(2020, 1, 1),
            "valid_to": None,
            "daily_parcels": parcels,
        }
        for code, parcels in [(first, 20.0), *((code, 2.0) for code in rest)]
    ]
    town = first[:9]
    _commit(
        workspace,
        village=places,
        village_service=[
            *service,
            {**service[0], "valid_from": date(2019, 1, 1), "valid_to": date(2020, 1, 1),
             "daily_parcels": 999.0},
        ],
        facility=[
            _facility("C1", "county_centre", f"{town}000", 0.0),
            _facility("S1", "township_station", f"{town}000", None),
        ],
        operator=[
            {
                "operator_id": name, "name": name, "brand": name, "kind": kind,
                "ownership": next(iter(workspace.catalogue.code_lists["ownership"].entries)),
                "division": "140000000000", "opened_on": date(2010, 1, 1),
            }
            for name, kind in (("P", "postal"), ("E", "express"))
        ],
        route=[
            _route("B1", "bus", second, 7.0, "E"),
            _route("M1", "delivery", second, 4.0, "P"),
            _route("D1", "delivery", second, 7.0, "E"),
            _route("B2", "bus", second, None, "E"),
        ],
    )  # fmt: skip
    opened = book_of(workspace)
    yield opened, (first, second, third)
    opened.close()
    workspace.close()


def _commit(workspace: Workspace, **rows: list[dict]) -> None:
    tables = workspace.catalogue.tables
    workspace.lake.commit(
        {
            name: pa.Table.from_pylist(
                held, pa.schema([f for f in tables[name].arrow_schema if f.name in held[0]])
            )
            for name, held in rows.items()
        },
        source="t",
        origin="reported",
        by="t",
        clock=lambda: AT,
    )


@pytest.fixture(scope="module")
def found(book):
    return county_problem(book[0], COUNTY, coverage=0.95, budget=90_000.0)


def test_its_villages_are_those_the_indicator_counts(book, found):
    counted = [
        d.code.text
        for d in book[0].tree
        if d.code.text.startswith(COUNTY) and d.code.is_administrative_village
    ]
    assert [village.id for village in found.problem.villages] == counted


def test_parcels_are_reported_else_by_population_else_a_stand_in(book, found):
    """1000 heads have 20 parcels, the others of 100 heads 2: 0.02 a head."""
    parcels = {village.id: village.down for village in found.problem.villages}
    first, second, third = book[1]
    assert parcels[first] == 20.0
    assert parcels[second] == pytest.approx(500 * 0.02)
    assert parcels[third] == float(load_factors().get(rural_values().demand.stand_in).value)
    told = {note.code: note.facts for note in found.notes}
    assert told["N-604"]["count"] == 1
    assert told["N-605"]["count"] == 1


def test_remote_villages_want_fewer_visits(book, found):
    least = {
        village.id: min(days.frequency for days in village.patterns)
        for village in found.problem.villages
    }
    first, _, third = book[1]
    assert (least[first], least[third]) == (5, 3)
    lower = county_problem(book[0], COUNTY, coverage=0.5, frequency="standard").problem
    assert {min(d.frequency for d in village.patterns) for village in lower.villages} == {1, 3}


def test_a_township_without_a_station_has_a_candidate_in_its_middle(found):
    stations = {station.id: station for station in found.problem.stations}
    assert stations["S1"].must is True
    assert [s.must for s in found.problem.stations].count(True) == 1
    told = {note.code: note.facts for note in found.notes}
    assert told["N-606"]["count"] == len(stations) - 1


def test_lanes_are_bus_lines_and_the_postal_enterprises_rounds(book, found):
    """The express company's round is no lane; a line without runs is told and not used."""
    lanes = {lane.id: lane for lane in found.problem.lanes}
    assert set(lanes) == {"B1", "M1"}
    assert (lanes["B1"].kind, lanes["M1"].kind) == ("bus", "postal")
    assert (lanes["B1"].days.frequency, lanes["M1"].days.frequency) == (7, 3)
    numbers = [village.id for village in found.problem.villages]
    stops = [numbers[stop.village] for stop in lanes["B1"].stops]
    assert stops[:2] == list(book[1][:2])
    arrivals = [stop.arrives for stop in lanes["B1"].stops]
    assert arrivals == sorted(arrivals) and arrivals[0] > lanes["B1"].departs
    told = {note.code: note.facts for note in found.notes}
    assert told["N-611"] == {"count": 1, "shown": "B2"}
    assert told["N-607"]["count"] == 2


def test_it_says_where_it_is_from(book, found):
    assert not found.problem.synthetic
    assert "village: reported" in found.problem.sources
    assert found.to_json()["data_version"] == book[0].version
    assert found.problem.wanted.budget == 90_000.0
    for note in found.notes:
        assert "{" not in note.message("zh") + note.message("en")


def test_the_same_book_poses_the_same_problem(book, found):
    again = county_problem(book[0], "寿阳县", coverage=0.95, budget=90_000.0)
    assert again.problem.digest == found.problem.digest


@pytest.mark.parametrize(
    "county, code", [("1407", "N-601"), ("140727", "N-211"), ("14072", "C-201")]
)
def test_what_is_no_county_or_has_no_places_is_refused(book, county, code):
    with pytest.raises(Exception) as caught:
        county_problem(book[0], county, coverage=1)
    assert code in {caught.value.code, *(error.code for error in caught.value.also)}


def test_a_frequency_rule_is_named(book):
    with pytest.raises(UnknownName) as caught:
        county_problem(book[0], COUNTY, coverage=1, frequency="standart")
    assert "standard" in caught.value.message("en")


def test_an_empty_book_is_told(tmp_path):
    with (
        Workspace.create(
            tmp_path / "b", province="山西", plan="shanxi", title="试", by="t", clock=lambda: AT
        ) as workspace,
        pytest.raises(InputError) as caught,
    ):
        opened = book_of(workspace)
        county_problem(opened, COUNTY, coverage=1)
    assert caught.value.code == "N-602"


def test_vans_on_offer_emit_by_the_provinces_grid(book):
    rows = {row["id"]: row for row in vehicle_rows(book[0].province.code)}
    grid = load_factors().get("grid_co2", division=book[0].province.code)
    offer = next(o for o in rural_values().vehicles if o.kwh_per_km)
    assert rows[offer.id]["grams_per_km"] == pytest.approx(
        float(grid.value) * offer.kwh_per_km * 1000, abs=1e-3
    )


def test_terrain_is_that_of_the_longest_beginning_of_the_code():
    assert terrain_of("140728000000") == "plain"
    assert terrain_of("140725000000") == "hill"
    assert terrain_of("152921000000") == "pastoral"
    assert terrain_of("110105000000") is None


def test_what_an_incident_took_out_is_left_out_and_told(book, found):
    """The station of the first township and the postal round; the bus runs again."""
    opened, _ = book
    place = {"incident": "TF1", "division": f"{COUNTY}000000", "why": "暴雨"}
    begin, over = datetime(2026, 1, 19, 8), datetime(2026, 1, 20, 8)  # noqa: DTZ001
    _commit(
        opened.workspace,
        outage=[
            {"outage_id": "O1", "kind": "facility", "subject": "S1", "from_at": begin,
             "to_at": None, **place},
            {"outage_id": "O2", "kind": "lane", "subject": "M1", "from_at": begin,
             "to_at": None, **place},
            {"outage_id": "O3", "kind": "lane", "subject": "B1", "from_at": begin,
             "to_at": over, **place},
        ],
    )  # fmt: skip
    now = county_problem(opened, COUNTY, coverage=0.95, budget=90_000.0)
    stations = {station.id for station in found.problem.stations}
    assert {station.id for station in now.problem.stations} == stations - {"S1"}
    assert {lane.id for lane in found.problem.lanes} - {lane.id for lane in now.problem.lanes} == {
        "M1"
    }
    assert len(now.problem.villages) == len(found.problem.villages)
    told = [note for note in now.notes if note.code in ("S-150", "S-151")]
    assert {note.facts.get("id") for note in told} == {None, "S1", "M1"}
    assert all("TF1" in note.message("zh") for note in told if note.code == "S-150")
    before = county_problem(opened, COUNTY, coverage=0.95, budget=90_000.0, day=date(2026, 1, 18))
    assert {station.id for station in before.problem.stations} == stations
    assert not [note for note in before.notes if note.code == "S-150"]


def test_stations_beyond_a_shift_are_fed_overnight_where_that_is_asked_for(book):
    opened, _ = book
    short = county_problem(opened, COUNTY, coverage=0.0, shift=60.0)
    asked = county_problem(opened, COUNTY, coverage=0.0, shift=60.0, overnight=2)
    assert short.problem.overnight is None and "N-614" not in codes(short)
    far = [s.id for s in asked.problem.stations if s.often is not None]
    assert far and {s.often for s in asked.problem.stations} == {None, 2}
    told = {n.facts["id"] for n in asked.notes if n.code == "N-614"}
    assert told == set(far)
    how = asked_as(
        county=COUNTY, coverage=0.0, budget=None, frequency="wanted", book=opened, shift=60.0,
        overnight=2,
    )  # fmt: skip
    again, _ = posed_again(how, opened, file="design.json")
    assert again.digest == asked.problem.digest != short.problem.digest


def test_a_village_beyond_a_shift_is_told_what_an_overnight_trip_would_cost(book):
    opened, _ = book
    problem = county_problem(opened, COUNTY, coverage=0.0, shift=60.0).problem
    how = asked_as(
        county=COUNTY, coverage=0.0, budget=None, frequency="wanted", book=opened, shift=60.0
    )
    nobody = Design(
        problem.id, problem.digest, (), (), (), (), (), Bill(), 0.0, Proof(None), made=how
    )
    judged = Judged(problem, nobody, verify(problem, nobody))
    with_nights = county_problem(opened, COUNTY, coverage=0.0, shift=60.0, overnight=3).problem
    far = next(n for n, s in enumerate(with_nights.stations) if s.often is not None)
    first = 1 + len(with_nights.stations)
    nearest = int(with_nights.km[1 + far, first:].argmin())
    village = problem.villages[nearest].id
    alone, asked = explained(judged, village), explained(judged, village, opened)
    assert judged.holds and alone.reasons.cheapest is None and alone.overnight == ()
    cheapest = asked.overnight[0]
    assert (
        cheapest.extra is not None
        and cheapest.extra
        > rural_values().defaults["overnight.night"].figure * cheapest.days.frequency / 7
    )
    unposed = replace(judged, design=replace(nobody, made=(("county", COUNTY),)))
    assert "N-653" in standing_line(explained(unposed, village, opened), "zh")
    for lang, words in (("zh", "隔夜往返"), ("en", "overnight trip")):
        assert words in standing_line(asked, lang) and cheapest.by in standing_line(asked, lang)
        assert words not in standing_line(alone, lang)
    assert explained_json(asked)["if_overnight"][0]["extra_yuan_a_day"] == cheapest.extra


def codes(found):
    return {note.code for note in found.notes}
