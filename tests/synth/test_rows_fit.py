"""Every row of the province fits the definition of its table."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import shapely

from jidi.core.division_code import DivisionCode
from jidi.model.catalogue import Catalogue
from jidi.model.table import TableKind

CATALOGUE = Catalogue()
# What is published is real, what a city is to reach is decided by people, and timetables are the
# carriers': none of it is invented.
REAL = ("observation", "city_target")
MADE = sorted(
    name
    for name, table in CATALOGUE.tables.items()
    if table.kind is not TableKind.DERIVED and name not in REAL and not name.startswith("timetable")
)


@pytest.mark.parametrize("name", MADE)
def test_every_table_is_made_in_the_schema_of_the_lake(world, name):
    rows = world.tables[name]
    assert rows.num_rows > 0
    assert rows.schema == CATALOGUE.table(name).arrow_schema
    rows.validate(full=True)


@pytest.mark.parametrize("name", MADE)
def test_every_row_says_that_it_is_synthetic(world, name):
    assert pc.unique(world.tables[name]["origin"]).to_pylist() == ["synthetic"]


@pytest.mark.parametrize("name", MADE)
def test_what_is_required_is_there(world, name):
    for column in CATALOGUE.table(name).columns:
        if column.required:
            assert world.tables[name][column.name].null_count == 0, column.name


@pytest.mark.parametrize("name", MADE)
def test_codes_are_in_their_lists_and_numbers_in_their_bounds(world, name):
    for column in CATALOGUE.table(name).columns:
        values = world.tables[name][column.name]
        if column.codes is not None:
            known = set(CATALOGUE.code_lists[column.codes].entries)
            assert set(pc.unique(values).drop_null().to_pylist()) <= known, column.name
        extremes = pc.min_max(values).as_py() if column.type in ("integer", "decimal") else {}
        if extremes.get("min") is not None:
            assert column.min is None or extremes["min"] >= column.min, column.name
            assert column.max is None or extremes["max"] <= column.max, column.name


@pytest.mark.parametrize("name", MADE)
def test_no_key_stands_twice(world, name):
    keys = world.tables[name].select(list(CATALOGUE.table(name).key))
    assert keys.group_by(keys.column_names).aggregate([]).num_rows == keys.num_rows


@pytest.mark.parametrize("name", MADE)
def test_what_is_referred_to_exists(world, name):
    for column in CATALOGUE.table(name).columns:
        if column.refers is not None:
            table, _, key = column.refers.partition(".")
            values = pc.unique(world.tables[name][column.name]).drop_null()
            missing = pc.invert(pc.is_in(values, world.tables[table][key].combine_chunks()))
            assert not pc.any(missing).as_py(), column.name
    for name_, table in (("vehicle_id", "vehicle"), ("parcel_id", "parcel")):
        if name in ("event", "locker_deposit") and name_ in world.tables[name].column_names:
            values = pc.unique(world.tables[name][name_]).drop_null()
            assert pc.all(pc.is_in(values, world.tables[table][name_].combine_chunks())).as_py()


@pytest.mark.parametrize("name", MADE)
def test_divisions_are_those_of_the_province_or_name_another(world, name):
    own = DivisionCode.parse(world.recipe.province)
    for column in CATALOGUE.table(name).columns:
        if column.type == "division":
            codes = [
                DivisionCode(t)
                for t in pc.unique(world.tables[name][column.name]).drop_null().to_pylist()
            ]
            outside = {c.level.value for c in codes if not c.is_within(own)}
            assert all(c in world.tree for c in codes if c.is_within(own))
            allowed = {"country", "province"} if name in ("parcel", "event", "route") else set()
            assert outside <= allowed, column.name


ORDERED = [
    ("facility", "opened_on", "closed_on"),
    ("licence", "opened_on", "granted_on"),
    ("licence", "granted_on", "expires_on"),
    ("licence", "granted_on", "ended_on"),
    ("locker", "installed_on", "removed_on"),
    ("vehicle", "registered_on", "retired_on"),
    ("route", "opened_on", "closed_on"),
    ("village_service", "valid_from", "valid_to"),
    ("project", "started_on", "finished_on"),
    ("complaint", "received_on", "answered_on"),
    ("complaint", "answered_on", "closed_on"),
    ("inspection", "inspected_on", "closed_on"),
    ("dispatch", "presented_at", "released_at"),
    ("parcel", "accepted_at", "promised_at"),
    ("parcel", "accepted_at", "first_attempt_at"),
    ("parcel", "first_attempt_at", "delivered_at"),
    ("event", "occurred_at", "received_at"),
    ("locker_deposit", "deposited_at", "picked_up_at"),
    ("locker_deposit", "deposited_at", "returned_at"),
    ("trip", "planned_departure", "planned_arrival"),
    ("trip", "departed_at", "arrived_at"),
]


@pytest.mark.parametrize(("name", "first", "then"), ORDERED)
def test_what_follows_is_not_earlier(world, name, first, then):
    rows = world.tables[name]
    assert pc.all(pc.less_equal(rows[first], rows[then])).as_py() is not False


PARTS = [
    ("packaging", "ecommerce_not_repackaged", "ecommerce_parcels"),
    ("packaging", "ecommerce_parcels", "waybills"),
    ("packaging", "slim_taped_parcels", "taped_parcels"),
    ("packaging", "reusable_bag_uses", "bag_uses"),
    ("packaging", "conforming_units", "purchased_units"),
    ("packaging", "electronic_waybills", "waybills"),
    ("workforce", "insured", "couriers"),
    ("workforce", "certified", "couriers"),
    ("screening", "minutes_online", "minutes_due"),
    ("screening", "items_confirmed", "items_suspect"),
    ("screening", "items_suspect", "items_screened"),
    ("video", "minutes_online", "minutes_due"),
    ("video", "closed", "findings"),
    ("press_delivery", "deliveries_same_day", "deliveries_due"),
    ("trip", "load_kg", "capacity_kg"),
]


@pytest.mark.parametrize(("name", "part", "whole"), PARTS)
def test_a_part_is_at_most_its_whole(world, name, part, whole):
    rows = world.tables[name]
    assert pc.all(pc.less_equal(rows[part], rows[whole])).as_py()


def test_the_cells_of_a_locker_include_the_usable_ones(world):
    rows = world.tables["locker"]
    kinds = ("cells_small", "cells_medium", "cells_large", "cells_cold")
    total = sum(rows[kind].to_numpy() for kind in kinds)
    assert np.all(rows["cells_usable"].to_numpy() <= total)


def test_a_village_has_one_state_at_a_time_from_the_start_on(world):
    rows = world.tables["village_service"].sort_by(
        [("village", "ascending"), ("valid_from", "ascending")]
    )
    village = rows["village"].to_numpy(zero_copy_only=False)
    same = village[1:] == village[:-1]
    since, until = rows["valid_from"].to_numpy(), rows["valid_to"].to_numpy()
    assert np.array_equal(until[:-1][same], since[1:][same])
    assert np.all(np.isnat(until[:-1][~same]))
    assert np.all(since[1:][~same] == since.min())
    roster = [d for d in world.tree if d.code.is_administrative_village]
    assert len(set(village)) == len(roster)


@pytest.mark.parametrize("name", ["facility", "locker", "village"])
def test_everything_stands_inside_its_county(world, name):
    rows = world.tables[name]
    division = rows["village" if name == "village" else "division"]
    county = pc.utf8_slice_codeunits(division, 0, 6).to_numpy(zero_copy_only=False)
    points = np.stack([rows["longitude"].to_numpy(), rows["latitude"].to_numpy()], axis=1)
    for code, outline in world.outlines.items():
        of_county = points[county == code.short]
        assert np.all(shapely.contains_xy(outline, of_county[:, 0], of_county[:, 1])), code
    outlined = {code.short for code in world.outlines}
    nowhere = np.isnan(points[:, 0])
    assert set(county[nowhere]) <= set(county) - outlined


def test_no_column_marked_personal_holds_more_than_a_pseudonym(world):
    assert world.tables["complaint"]["personal_note"].null_count == len(world.tables["complaint"])
    for key in ("sender_key", "recipient_key"):
        matches = pc.match_substring_regex(world.tables["parcel"][key], "^[0-9a-f]{16}$")
        assert pc.all(matches).as_py()


def test_the_tables_are_arrow_tables_of_plain_strings(world):
    assert all(not pa.types.is_dictionary(f.type) for t in world.tables.values() for f in t.schema)
