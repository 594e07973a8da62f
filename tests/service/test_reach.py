"""Reach: every moment of a small book is the one counted by hand."""

from __future__ import annotations

import json
from io import BytesIO

import openpyxl
import pytest
from reach_books import MONDAY, PINGCHENG, PINGYAO, SHOUYANG, YINGZE, reach_book

from jidi.core.errors import DefinitionError, InputError, JidiError, Place, UnknownName
from jidi.model.reach import ReachValues, reach_values
from jidi.model.strict import build
from jidi.network.timetable import RunLeg
from jidi.service.reach import reach_json, reach_of
from jidi.service.reach_files import reach_as
from jidi.service.reach_network import departures
from jidi.service.reach_words import SYNTHETIC, leg_rows, moment, share_line

HOUR, DAY = 3600, 86_400


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    with reach_book(tmp_path_factory.mktemp("reach")) as made:
        yield made


@pytest.fixture(scope="module")
def found(book):
    return reach_of(book, origin="寿阳", at="18:00", day=MONDAY)


def row(reach, county):
    return next(one for one in reach.rows if one.county.code.short == county)


def test_the_lane_at_nine_in_the_evening_is_caught_and_the_train_after_it(found):
    there = row(found, YINGZE)
    # Handed in 18:00, two hours of collecting, cut-off 20:00, leaves 21:00, 140 km at 70 km/h, an
    # hour of unloading.
    assert (there.arrives, there.company) == (24 * HOUR, "A")
    far = row(found, PINGCHENG)
    # Half an hour to the station at midnight, the train at 02:30 (cut-off 01:30), there at 04:00,
    # 45 minutes of unloading and half an hour to the centre.
    assert far.arrives == 28 * HOUR + 75 * 60
    runs = [leg for leg in far.legs if isinstance(leg, RunLeg)]
    assert [far.timetable.runs[leg.run].mode for leg in runs] == ["road", "hsr"]
    assert runs[1].waits_s == HOUR
    assert leg_rows(found, far, "zh")[2][8] == "次日 01:30"


def test_a_parcel_does_not_change_from_one_company_to_another(book, found):
    # B runs from Shouyang on Mondays and Thursdays, and on to Pingyao every day; A does not go
    # there.
    there = row(found, PINGYAO)
    assert (there.company, there.arrives) == ("B", DAY + 21 * HOUR + HOUR * 3 // 2 + HOUR)
    only = reach_of(book, origin="寿阳", at="18:00", day=MONDAY, operator="A")
    assert row(only, PINGYAO).arrives is None
    assert row(reach_of(book, origin="寿阳", at="18:01", day=MONDAY), PINGYAO).arrives == (
        4 * DAY + 21 * HOUR + HOUR * 3 // 2 + HOUR
    )


def test_shares_count_counties_and_their_people(book, found):
    shares = {share.key: share for share in found.shares}
    assert shares["next_day"].limit == DAY + 18 * HOUR
    reached = {SHOUYANG, YINGZE, PINGCHENG}
    assert shares["24h"].counties == len(reached)
    assert shares["24h"].all_counties == len(found.rows)
    people = {c.short: n for c, n in book.population.items()}
    assert shares["24h"].people == sum(people[code] for code in reached)
    assert shares["72h"].counties == 4
    assert found.uncounted + sum(row.county.code in book.population for row in found.rows) == len(
        found.rows
    )
    assert f"{shares['72h'].counties}/{len(found.rows)}" in share_line(shares["72h"], "zh")
    early = reach_of(book, origin="寿阳", at="18:00", by="00:00", day=MONDAY)
    assert early.shares[0].counties == 2


def test_what_was_left_away_is_told(found):
    told = {note.code: note.facts for note in found.notes}
    assert (told["N-923"]["outside"], told["N-923"]["silent"]) == (1, 1)
    assert (told["N-925"]["runs"], told["N-925"]["refused"]) == (1, 1)
    assert told["N-926"]["count"] == len(found.rows) - 4


def test_a_lane_that_an_incident_took_out_is_not_taken_and_told(tmp_path, found):
    with reach_book(tmp_path, down=("L1", "L4")) as book:
        without = reach_of(book, origin=SHOUYANG, at="18:00", day=MONDAY)
    assert row(found, YINGZE).arrives is not None
    assert row(without, YINGZE).arrives is None
    told = [note for note in without.notes if note.code == "S-150"]
    assert [(note.facts["id"], note.facts["incident"]) for note in told] == [
        ("L1", "E1"),
        ("L4", "E1"),
    ]
    assert "S-150" not in {note.code for note in found.notes}


def test_without_the_train_it_waits_for_the_morning_and_synthetic_lanes_mark_every_form(tmp_path):
    with reach_book(tmp_path, train=False, origin="synthetic") as book:
        found = reach_of(book, origin=SHOUYANG, at="18:00", day=MONDAY)
        assert row(found, PINGCHENG).arrives == DAY + 9 * HOUR + 4 * HOUR + HOUR
        assert "N-924" in {note.code for note in found.notes}
        assert reach_json(found)["synthetic"] is True
        sheets = openpyxl.load_workbook(BytesIO(reach_as(book, found, "xlsx", "zh")))
        assert [sheet["A1"].value for sheet in sheets] == [SYNTHETIC[0]] * 3
        drawn = json.loads(reach_as(book, found, "geojson", "en"))
        assert drawn["synthetic"] is True
        hours = {f["properties"]["code"][:6]: f["properties"]["hours"] for f in drawn["features"]}
        assert (hours[YINGZE], hours[PINGYAO], hours["140724"]) == (6.0, 29.5, None)


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("N-910", {"at": "25:00"}),
        ("N-910", {"by": "soon"}),
        ("N-911", {"operator": "C"}),
        ("N-916", {"origin": "寿羊"}),
        ("N-917", {"origin": "晋中市"}),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_nearest(book, code, asked):
    with pytest.raises(JidiError) as refused:
        reach_of(book, **{"origin": "寿阳", "at": "18:00", "day": MONDAY, **asked})
    assert refused.value.code == code
    if code in ("N-916", "N-917"):
        assert "寿阳县" in refused.value.message("zh")


def test_a_book_without_lanes_and_another_form_are_refused(tmp_path, book, found):
    with reach_book(tmp_path, lanes=None, train=False) as bare, pytest.raises(InputError) as no:
        reach_of(bare, origin="寿阳", at="18:00", day=MONDAY)
    assert no.value.code == "N-912"
    with pytest.raises(UnknownName) as no:
        reach_as(book, found, "pdf", "zh")
    assert no.value.code == "N-914"


@pytest.mark.parametrize(
    ("runs", "clocks", "days"),
    [
        (3.0, [21], (0, 2, 4)),
        (7.9, [21], tuple(range(-1, 5))),
        (21.0, [9, 15, 21], tuple(range(-1, 5))),
        (42.0, [1, 5, 9, 13, 17, 21], tuple(range(-1, 5))),
    ],
)
def test_runs_of_a_week_are_spread_over_days_and_clocks(runs, clocks, days):
    made = list(departures(runs, reach_values().lanes["express"], 0))
    assert sorted(seconds // HOUR for seconds, _ in made) == clocks
    assert {on for _, on in made} == {days}


def test_moments_are_told_by_day_and_clock():
    assert [moment(s, "zh") for s in (HOUR, DAY, 2 * DAY + 59, None)] == [
        "当日 01:00", "次日 00:00", "第3天 00:00", "—",
    ]  # fmt: skip
    assert moment(DAY + 60, "en") == "00:01 next day"


def test_a_clock_in_the_definition_that_is_none_is_refused():
    values = {**reach_values().model_dump(), "next_day_by": "24:00"}
    with pytest.raises(DefinitionError) as wrong:
        build(ReachValues, values, where=Place("reach.toml"))
    assert wrong.value.code == "D-102"


def test_the_command_says_what_the_service_says(jidi, tmp_path, book, found):
    folder, wanted = str(book.workspace.root), reach_json(found)
    asked = ("reach", "-w", folder, "--from", "寿阳", "--at", "18:00", "--day", "2025-06-02")
    status, out, _ = jidi(*asked, "--json")
    assert (status, json.loads(out)) == (0, {**wanted, "file": None})
    file = tmp_path / "r.xlsx"
    status, out, _ = jidi("--lang", "en", *asked, "--to", "平城区", "-o", str(file))
    assert status == 0
    assert "Pingcheng" in out and "Y站" in out and "05:15 next day" in out
    assert len(openpyxl.load_workbook(file).sheetnames) == 3
    status, out, _ = jidi(*asked, "--to", "平城区", "--json")
    assert [r["code"][:6] for r in json.loads(out)["counties"]] == [PINGCHENG]
    status, _, err = jidi(*asked[:-1], "tomorrow")
    assert (status, err[:5]) == (2, "N-915")
