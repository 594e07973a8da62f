"""Each planted fault can be seen in the rows, and the key says where."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from jidi.synth.faults import TRUTH_SCHEMA

KINDS = {
    "outlet_backlog",
    "delivery_stopped",
    "licence_expired",
    "machine_offline",
    "camera_offline",
    "impossible_speed",
    "duplicate_scans",
    "wrong_county",
    "time_reversed",
    "temperature_excursion",
    "sensor_gap",
    "complaint_repeated",
    "complaint_spike",
    "courier_shortage",
    "excessive_fines",
    "volume_misplaced",
    "hazard_left_open",
}


@pytest.fixture(scope="module")
def demo(shanxi):
    """A province with all demo days."""
    province = shanxi.new()
    made: dict[str, list[pa.RecordBatch]] = {}
    for stage in (
        province.stock_tables(),
        province.return_tables(),
        province.days(shanxi.recipe.demo.days, scale=shanxi.recipe.demo.scale),
    ):
        for name, rows in stage:
            made.setdefault(name, []).append(rows)
    tables = {name: pa.Table.from_batches(rows) for name, rows in made.items()}
    return tables, province.planted_faults()


def _of(truths, kind):
    found = truths.filter(pc.equal(truths["kind"], kind)).to_pylist()
    assert found, kind
    return found


def _rows(tables, table, **equal):
    rows = tables[table]
    for column, value in equal.items():
        rows = rows.filter(pc.equal(rows[column], value))
    return rows


def test_the_key_holds_every_kind_as_often_as_the_recipe_asks(demo, shanxi):
    counted = Counter(demo[1]["kind"].to_pylist())
    assert set(counted) == KINDS == {p.kind for p in shanxi.recipe.plants}
    for plant in shanxi.recipe.plants:
        pairs = 2 if plant.kind == "volume_misplaced" else 1
        assert counted[plant.kind] == pairs * plant.count, plant.kind
    assert demo[1].schema == TRUTH_SCHEMA
    assert pc.count_distinct(demo[1]["fault_id"]).as_py() == demo[1].num_rows


def test_the_key_is_no_table_of_the_province(demo):
    assert "planted_fault" not in demo[0]
    assert not any("fault" in column for rows in demo[0].values() for column in rows.column_names)


def test_faults_of_registers_are_known_before_any_day_is_made(shanxi):
    kinds = set(shanxi.new().planted_faults()["kind"].to_pylist())
    assert {"licence_expired", "complaint_spike", "volume_misplaced"} <= kinds
    assert "impossible_speed" not in kinds


def test_repeated_complaints_name_a_parcel_that_was_complained_of_before(demo):
    for truth in _of(demo[1], "complaint_repeated"):
        (again,) = _rows(demo[0], "complaint", complaint_id=truth["row_key"]).to_pylist()
        both = _rows(demo[0], "complaint", parcel_id=again["parcel_id"]).to_pylist()
        first = next(row for row in both if row["complaint_id"] != again["complaint_id"])
        assert len(both) == 2
        assert first["operator_id"] == again["operator_id"]
        assert 0 < (again["received_on"] - first["received_on"]).days <= 60


def test_expired_licences_are_past_their_term_and_still_in_business(demo):
    for truth in _of(demo[1], "licence_expired"):
        (row,) = _rows(demo[0], "licence", licence_id=truth["row_key"]).to_pylist()
        assert row["ended_on"] is None
        assert row["expires_on"] == truth["starts"]
        assert row["expires_on"].year <= 2025


@pytest.mark.parametrize(
    ("kind", "table", "key"),
    [("machine_offline", "screening", "machine_id"), ("camera_offline", "video", "facility_id")],
)
def test_devices_off_line_have_no_minutes(demo, kind, table, key):
    for truth in _of(demo[1], kind):
        rows = _rows(demo[0], table, **{key: truth["subject"]}).to_pylist()
        off = [r for r in rows if truth["starts"] <= r["day"] <= truth["ends"]]
        assert len(off) == 3
        assert {r["minutes_online"] for r in off} == {0}


def test_a_spike_holds_forty_complaints_in_a_fortnight(demo):
    for truth in _of(demo[1], "complaint_spike"):
        operator, division = truth["subject"].split("@")
        rows = _rows(demo[0], "complaint", operator_id=operator, division=division).to_pylist()
        inside = [r for r in rows if truth["starts"] <= r["received_on"] <= truth["ends"]]
        assert len(inside) >= 30
        assert truth["ends"] - truth["starts"] == timedelta(days=13)


def test_a_shortage_loses_two_thirds_of_the_couriers(demo):
    for truth in _of(demo[1], "courier_shortage"):
        operator, division = truth["subject"].split("@")
        rows = _rows(demo[0], "workforce", operator_id=operator, division=division).to_pylist()
        by_month = {r["month"]: r["couriers"] for r in rows}
        before = max(m for m in by_month if m < truth["starts"])
        assert by_month[truth["starts"]] < 0.5 * by_month[before]


def test_excessive_fines_are_a_quarter_of_the_pay(demo):
    for truth in _of(demo[1], "excessive_fines"):
        operator, division = truth["subject"].split("@")
        rows = _rows(demo[0], "workforce", operator_id=operator, division=division).to_pylist()
        row = next(r for r in rows if r["month"] == truth["starts"])
        assert row["fines_yuan"] == pytest.approx(0.25 * row["pay_yuan"], rel=1e-6)


def test_misplaced_volumes_leave_the_month_s_total_alone(demo, shanxi):
    rows = demo[0]["monthly_return"]
    months = rows.group_by("month").aggregate([("volume", "sum")])
    assert months.num_rows == 12 * len(shanxi.recipe.years)
    subjects = _of(demo[1], "volume_misplaced")
    operators = Counter(t["subject"].split("@")[0] for t in subjects)
    assert all(count % 2 == 0 for count in operators.values())


def test_hazards_left_open_have_no_day_of_closing(demo):
    for truth in _of(demo[1], "hazard_left_open"):
        (row,) = _rows(demo[0], "inspection", inspection_id=truth["row_key"]).to_pylist()
        assert row["hazard"]
        assert row["closed_on"] is None


def _scans(demo, truth):
    rows = _rows(demo[0], "event", parcel_id=truth["row_key"]).to_pylist()
    return sorted(rows, key=lambda r: r["event_id"])


def test_impossible_speed_is_a_thousand_kilometres_in_minutes(demo):
    for truth in _of(demo[1], "impossible_speed"):
        scans = _scans(demo, truth)
        hub = next(r for r in scans if r["step"] == "departed_hub")
        far = scans[scans.index(hub) + 1]
        assert far["division"][:2] != hub["division"][:2]
        assert far["occurred_at"] - hub["occurred_at"] == timedelta(seconds=540)


def test_duplicates_repeat_one_scan_four_times(demo):
    for truth in _of(demo[1], "duplicate_scans"):
        counted = Counter((r["step"], r["occurred_at"]) for r in _scans(demo, truth))
        assert max(counted.values()) == 4


def test_a_wrong_county_is_in_another_city_than_the_target(demo):
    for truth in _of(demo[1], "wrong_county"):
        (parcel,) = _rows(demo[0], "parcel", parcel_id=truth["row_key"]).to_pylist()
        outlet = next(r for r in _scans(demo, truth) if r["step"] == "arrived_outlet")
        assert outlet["division"][:4] != parcel["to_division"][:4]


def test_reversed_time_delivers_before_acceptance(demo):
    for truth in _of(demo[1], "time_reversed"):
        scans = {r["step"]: r["occurred_at"] for r in _scans(demo, truth)}
        assert scans["delivered"] < scans["accepted"]


def test_backlogs_are_three_days_late_and_stopped_cells_deliver_nothing(demo):
    for kind, table in (("outlet_backlog", "parcel"), ("delivery_stopped", "parcel")):
        seen = 0
        for truth in _of(demo[1], kind):
            operator, division = truth["subject"].split("@")
            rows = _rows(demo[0], table, operator_id=operator, to_division=division).to_pylist()
            rows = [r for r in rows if r["accepted_at"].date() == truth["starts"]]
            seen += len(rows)
            for row in rows:
                if kind == "delivery_stopped" and row["delivery_mode"] is None:
                    assert row["first_attempt_at"] is None
                elif row["first_attempt_at"] is not None:
                    assert row["first_attempt_at"] - row["accepted_at"] > timedelta(hours=72)
        assert seen > 10


def test_warm_sensors_leave_their_band_and_silent_ones_leave_a_gap(demo):
    for truth in _of(demo[1], "temperature_excursion"):
        rows = _readings(demo, truth)
        warm = [r for r in rows if r["temperature_c"] > r["band_high_c"] + 6]
        assert len(warm) >= 10
    for truth in _of(demo[1], "sensor_gap"):
        times = sorted(r["measured_at"] for r in _readings(demo, truth))
        gaps = [b - a for a, b in pairwise(times)]
        assert max(gaps) > timedelta(hours=2)


def _readings(demo, truth):
    rows = _rows(demo[0], "reading", sensor_id=truth["subject"]).to_pylist()
    return [r for r in rows if r["measured_at"].date() == truth["starts"]]
