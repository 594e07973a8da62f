"""Parcels and scans: distributions, order, and the law of the streams."""

import tracemalloc
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from jidi.core.errors import InputError
from jidi.synth import synthesise
from jidi.synth.parcels import BLOCK
from jidi.synth.streams import stream

POINT = 0.01
DAY = date(2025, 6, 18)


def _hours(rows, start, end):
    seconds = pc.subtract(rows[end].cast(pa.int64()), rows[start].cast(pa.int64()))
    return pc.divide(seconds.cast(pa.float64()), 3600.0)


@pytest.fixture(scope="module")
def full(shanxi):
    """Three blocks of a full day of Shanxi."""
    made = [shanxi.province.block(DAY, n, scale=1.0) for n in (3, 40, 99)]
    return {name: pa.Table.from_batches([m[name] for m in made]) for name in made[0]}


def _share(values):
    return pc.mean(values.cast(pa.float64())).as_py()


def _between_cities(rows):
    return rows.filter(pc.equal(rows["segment"], "inter_city"))


def _sampled(world):
    rows = _between_cities(world.tables["parcel"])
    rows = rows.filter(pc.starts_with(rows["from_division"], world.recipe.province[:2]))
    faulty = world.province.planted_faults().filter(pc.field("table") == "parcel")
    cells = [tuple(subject.split("@")) for subject in faulty["subject"].to_pylist()]
    kept = np.ones(len(rows), bool)
    for operator, division in cells:
        at = pc.and_(
            pc.equal(rows["operator_id"], operator), pc.equal(rows["to_division"], division)
        )
        kept &= ~at.to_numpy()
    return rows.filter(pa.array(kept))


def test_the_72_hour_rate_is_the_recipe_s_within_a_point(world):
    rows = _sampled(world)
    rate = _share(pc.less_equal(_hours(rows, "accepted_at", "first_attempt_at"), 72.0))
    assert rate == pytest.approx(world.recipe.at("service.on_time_72h", 2025), abs=POINT)


def test_the_hours_from_end_to_end_are_near_those_published_for_the_region(world):
    low, high = {"shanxi": (53, 58), "inner_mongolia": (65, 71)}[world.name]
    assert low < pc.mean(_hours(_sampled(world), "accepted_at", "first_attempt_at")).as_py() < high


def test_the_parts_of_the_way_keep_their_published_proportions(full, shanxi):
    events = full["event"]
    wide = {}
    for step in ("accepted", "departed_hub", "arrived_hub", "out_for_delivery"):
        wide[step] = events.filter(pc.equal(events["step"], step)).select(
            ["parcel_id", "occurred_at"]
        )
    parcels = _between_cities(full["parcel"]).select(
        ["parcel_id", "accepted_at", "first_attempt_at"]
    )
    joined = parcels.join(wide["departed_hub"], "parcel_id", join_type="inner")
    origin = pc.mean(_hours(joined, "accepted_at", "occurred_at")).as_py()
    joined = parcels.join(wide["out_for_delivery"], "parcel_id", join_type="inner")
    delivery = pc.mean(_hours(joined, "occurred_at", "first_attempt_at")).as_py()
    whole = pc.mean(_hours(parcels, "accepted_at", "first_attempt_at")).as_py()
    hours = shanxi.recipe.service.hours
    total = sum(hours.parts)
    assert origin / whole == pytest.approx(hours.origin / total, abs=0.02)
    assert delivery / whole == pytest.approx(hours.delivery / total, abs=0.02)


@pytest.mark.parametrize(
    ("column", "series"),
    [("inspected", "inspected"), ("screened", "screened"), ("consented", "consent")],
)
def test_marks_come_at_the_recipe_s_rate(full, shanxi, column, series):
    rate = _share(full["parcel"][column])
    assert rate == pytest.approx(shanxi.recipe.at(f"service.{series}", 2025), abs=0.003)


def test_real_names_are_counted_among_those_who_need_one(full, shanxi):
    rows = full["parcel"].filter(full["parcel"]["real_name_required"])
    rate = _share(rows["real_name"])
    assert rate == pytest.approx(shanxi.recipe.at("service.real_name", 2025), abs=0.001)


def test_packing_again_is_counted_among_e_commerce_parcels(full, shanxi):
    rows = full["parcel"]
    assert rows["repackaged"].null_count == len(rows) - pc.sum(rows["ecommerce"]).as_py()
    share = 1 - shanxi.recipe.at("packaging.not_repackaged", 2025)
    assert _share(rows["repackaged"]) == pytest.approx(share, abs=0.002)


def test_segments_fall_as_in_the_month_s_returns(shanxi, full):
    rows = shanxi.tables["parcel"]
    sent = rows.filter(pc.starts_with(rows["from_division"], "14"))
    sent = sent.filter(pc.not_equal(sent["segment"], "international"))
    month = shanxi.tables["monthly_return"].filter(
        pc.and_(
            pc.equal(pc.year(shanxi.tables["monthly_return"]["month"]), 2025),
            pc.greater_equal(pc.month(shanxi.tables["monthly_return"]["month"]), 9),
        )
    )
    volumes = {
        b: pc.sum(month.filter(pc.equal(month["business"], f"express_{b}"))["volume"]).as_py()
        for b in ("same_city", "inter_city")
    }
    share = _share(pc.equal(sent["segment"], "same_city"))
    assert share == pytest.approx(volumes["same_city"] / sum(volumes.values()), abs=POINT)


def test_same_city_means_the_same_city_and_inter_city_another(full):
    rows = full["parcel"]
    same = pc.equal(
        pc.utf8_slice_codeunits(rows["from_division"], 0, 4),
        pc.utf8_slice_codeunits(rows["to_division"], 0, 4),
    )
    local = pc.equal(rows["segment"], "same_city")
    assert pc.all(pc.equal(same, local)).as_py()


def test_nothing_is_delivered_first_at_night(full):
    hour = pc.hour(full["parcel"]["first_attempt_at"])
    assert pc.min(hour).as_py() >= 8
    assert pc.max(hour).as_py() < 20


def test_a_parcel_has_four_to_nine_scans_and_its_first_is_acceptance(full):
    events = full["event"]
    counted = events.group_by("parcel_id", use_threads=False).aggregate([("step", "count")])
    assert 5 < pc.mean(counted["step_count"]).as_py() < 8
    assert pc.max(counted["step_count"]).as_py() <= 12
    accepted = events.filter(pc.equal(events["step"], "accepted"))
    assert pc.count_distinct(accepted["parcel_id"]).as_py() == full["parcel"].num_rows


def test_scans_are_missed_doubled_and_late_as_often_as_the_recipe_says(full, shanxi):
    events, recipe = full["event"], shanxi.recipe
    late = pc.greater(_hours(events, "occurred_at", "received_at"), 5.0)
    assert _share(late) == pytest.approx(recipe.at("service.late_arrival", 2025), abs=0.002)
    alike = events.group_by(["parcel_id", "step", "occurred_at"]).aggregate([("step", "count")])
    doubled = pc.sum(pc.greater(alike["step_count"], 1)).as_py() / full["parcel"].num_rows
    assert doubled == pytest.approx(6 * recipe.at("service.scan_double", 2025), abs=0.01)


def test_scans_of_a_parcel_follow_its_way_except_for_a_few(full):
    events = full["event"]
    order = events["occurred_at"].cast(pa.int64()).to_numpy()
    parcel = events["parcel_id"].to_numpy(zero_copy_only=False)
    number = pc.utf8_slice_codeunits(events["event_id"], -2).to_numpy(zero_copy_only=False)
    regular = number < "08"
    same = (parcel[1:] == parcel[:-1]) & regular[1:]
    assert np.mean(order[1:][same] < order[:-1][same]) < 0.002


def test_many_outlets_lockers_vehicles_and_bags_take_part(full):
    events = full["event"]
    for column, least in (("facility_id", 3000), ("vehicle_id", 3000), ("bag_id", 5000)):
        assert pc.count_distinct(events[column]).as_py() > least, column
    assert pc.count_distinct(full["locker_deposit"]["locker_id"]).as_py() > 1000
    assert pc.count_distinct(full["parcel"]["sender_key"]).as_py() > 0.99 * len(full["parcel"])


def test_bags_and_vehicles_go_with_the_scans_of_hubs_and_delivery(full):
    events = full["event"]
    bagged = events.filter(pc.is_valid(events["bag_id"]))
    steps = {"departed_hub", "arrived_hub", "customs_released"}
    assert set(pc.unique(bagged["step"]).to_pylist()) == steps
    driven = events.filter(pc.is_valid(events["vehicle_id"]))
    assert "out_for_delivery" in pc.unique(driven["step"]).to_pylist()
    assert pc.all(pc.starts_with(driven["division"], "14")).as_py()


def test_a_full_day_of_shanxi_has_26_million_events(shanxi):
    events = 0
    parcels = shanxi.province.parcels(DAY, scale=1.0)
    made = shanxi.province.block(DAY, 17, scale=1.0)
    events = parcels * made["event"].num_rows / made["parcel"].num_rows
    month_over_mean = shanxi.province._day(DAY).events / 26e6
    assert events == pytest.approx(26e6 * month_over_mean, rel=0.02)
    assert month_over_mean == pytest.approx(1, abs=0.25)


def test_a_block_is_the_same_whoever_asks_for_it_and_in_whatever_order(shanxi):
    scale = 0.02
    early = shanxi.new()
    forward = [early.block(DAY, n, scale=scale) for n in range(early.blocks(DAY, scale=scale))]
    late = shanxi.new()
    late.block(DAY + timedelta(days=3), 0, scale=scale)
    for n in reversed(range(len(forward))):
        assert late.block(DAY, n, scale=scale) == forward[n]
    assert sum(m["parcel"].num_rows for m in forward) == early.parcels(DAY, scale=scale) > BLOCK


def test_the_days_together_are_the_days_alone(shanxi):
    day = shanxi.days[1]
    alone = dict(_kept(shanxi.new().days([day], scale=shanxi.scale)))
    together: dict[str, pa.Table] = {}
    for name, rows in shanxi.tables.items():
        if name in alone:
            together[name] = rows
    ids = pc.is_in(together["parcel"]["parcel_id"], alone["parcel"]["parcel_id"])
    assert together["parcel"].filter(ids).combine_chunks() == alone["parcel"].combine_chunks()


def _kept(batches):
    found: dict[str, list[pa.RecordBatch]] = {}
    for name, rows in batches:
        found.setdefault(name, []).append(rows)
    return {name: pa.Table.from_batches(rows) for name, rows in found.items()}.items()


def _made(world, seed):
    return synthesise(
        world.recipe,
        tree=world.tree,
        population=world.population,
        polygons=world.outlines,
        seed=seed,
        days=world.days[:1],
        scale=0.0005,
    )


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(shanxi):
    first, again, other = (list(_made(shanxi, seed)) for seed in (7, 7, 8))
    assert first == again
    changed = {name for (name, a), (_, b) in zip(first, other, strict=True) if a != b}
    assert {name for name, _ in first} == changed


def test_streams_of_different_names_places_and_seeds_are_independent():
    drawn = {
        (seed, name, place): tuple(stream(seed, name, place).integers(0, 2**63, 2))
        for seed in (1, 2)
        for name in ("a", "b")
        for place in (0, 1)
    }
    assert len(set(drawn.values())) == len(drawn)
    assert tuple(stream(1, "a", 0).integers(0, 2**63, 2)) == drawn[1, "a", 0]


def test_memory_does_not_grow_with_the_number_of_blocks(shanxi):
    province = shanxi.new()
    province.block(DAY, 0, scale=0.1)

    def peak(blocks):
        tracemalloc.start()
        for number in range(blocks):
            province.block(DAY, number, scale=0.1)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(6) < 1.2 * peak(1) + 40e6


@pytest.mark.parametrize("scale", [0, -0.1, 1.01])
def test_a_scale_outside_one_is_refused(shanxi, scale):
    with pytest.raises(InputError) as refused:
        next(shanxi.province.days([DAY], scale=scale))
    assert refused.value.code == "S-109"


def test_a_day_outside_the_recipe_is_refused(shanxi):
    with pytest.raises(InputError) as refused:
        shanxi.province.block(date(2019, 5, 1), 0, scale=0.01)
    assert refused.value.code == "S-110"


def test_progress_is_told_by_day_with_events_so_far(shanxi):
    told = []
    for _ in shanxi.new().days(
        shanxi.days[:2], scale=0.001, on_progress=lambda day, events: told.append((day, events))
    ):
        pass
    assert [day for day, _ in told] == [day.isoformat() for day in shanxi.days[:2]]
    assert all(events > 1000 for _, events in told)
