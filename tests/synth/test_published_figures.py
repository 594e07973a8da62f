"""What the province adds up to, against figures as they were printed (not as the recipe says)."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

# Province, period (from month, to month inclusive), business prefix, printed value in items.
VOLUMES = [
    ("shanxi", "2020-01", "2020-12", "express", 535_835_600),
    ("shanxi", "2020-01", "2020-12", "express_same_city", 57_212_400),
    ("shanxi", "2021-04", "2021-04", "express", 62_973_600),
    ("shanxi", "2022-06", "2022-06", "express", 58_760_100),
    ("shanxi", "2023-01", "2023-05", "express", 388_589_700),
    ("shanxi", "2023-05", "2023-05", "express", 93_337_400),
    ("shanxi", "2023-01", "2023-05", "postal_delivery", 280_046_500),
    ("shanxi", "2024-01", "2024-01", "express", 136_032_000),
    ("shanxi", "2024-01", "2024-06", "express_inter_city", 618_539_300),
    ("shanxi", "2025-01", "2025-03", "express_international", 731_700),
    ("inner_mongolia", "2020-01", "2020-12", "express", 195_575_700),
    ("inner_mongolia", "2022-01", "2022-05", "express", 99_840_300),
    ("inner_mongolia", "2023-01", "2023-11", "express", 324_085_100),
    ("inner_mongolia", "2023-11", "2023-11", "express", 39_113_000),
    ("inner_mongolia", "2024-01", "2024-01", "express", 53_787_000),
]
REVENUES = [
    ("shanxi", "2020-01", "2020-12", "", 10_776_000_000),
    ("shanxi", "2020-01", "2020-12", "express", 6_709_000_000),
    ("shanxi", "2024-01", "2024-06", "", 9_018_000_000),
    ("shanxi", "2024-01", "2024-06", "express", 6_218_000_000),
    ("inner_mongolia", "2020-01", "2020-12", "", 6_928_000_000),
    ("inner_mongolia", "2020-01", "2020-12", "express", 4_213_000_000),
    ("inner_mongolia", "2023-01", "2023-11", "", 8_458_000_000),
]


def _of_months(world, first, last, business):
    rows = world.tables["monthly_return"]
    months = [date.fromisoformat(f"{text}-01") for text in (first, last)]
    held = pc.and_(
        pc.greater_equal(rows["month"], pa.scalar(months[0])),
        pc.less_equal(rows["month"], pa.scalar(months[1])),
    )
    return rows.filter(pc.and_(held, pc.starts_with(rows["business"], business)))


@pytest.mark.parametrize(("name", "first", "last", "business", "printed"), VOLUMES)
def test_volumes_sum_to_the_printed_figure(worlds, name, first, last, business, printed):
    rows = _of_months(worlds(name), first, last, business)
    assert pc.sum(rows["volume"]).as_py() == printed


@pytest.mark.parametrize(("name", "first", "last", "business", "printed"), REVENUES)
def test_revenues_sum_to_the_printed_figure(worlds, name, first, last, business, printed):
    rows = _of_months(worlds(name), first, last, business)
    assert pc.sum(rows["revenue"]).as_py() == printed


def test_the_five_year_growth_of_shanxi_is_the_printed_one(shanxi):
    volumes = [
        pc.sum(_of_months(shanxi, f"{y}-01", f"{y}-12", "express")["volume"]).as_py()
        for y in (2020, 2025)
    ]
    assert volumes[1] / volumes[0] == pytest.approx(3.8)


def _stock(world, table, day, begins, ends, **equal):
    rows = world.tables[table]
    alive = pc.and_(
        pc.less_equal(rows[begins], pa.scalar(day)),
        pc.or_(pc.is_null(rows[ends]), pc.greater(pc.fill_null(rows[ends], day), pa.scalar(day))),
    )
    for column, values in equal.items():
        alive = pc.and_(alive, pc.is_in(rows[column], pa.array(values)))
    return rows.filter(alive)


STOCKS = [
    ("shanxi", "facility", 2020, ("postal_outlet", "express_outlet"), 8185),
    ("shanxi", "facility", 2020, ("express_outlet",), 5626),
    ("shanxi", "facility", 2020, ("postbox",), 1720),
    ("shanxi", "facility", 2020, ("kiosk",), 204),
    ("shanxi", "facility", 2020, ("park",), 16),
    ("shanxi", "licence", 2020, ("licence",), 251),
    ("shanxi", "licence", 2020, ("branch",), 1612),
    ("shanxi", "licence", 2020, ("licence", "branch", "end_point"), 6000),
    ("shanxi", "locker", 2020, ("locker", "letter_parcel_box"), 5027),
    ("shanxi", "route", 2020, ("mail",), 922),
    ("shanxi", "route", 2020, ("express",), 5318),
    ("shanxi", "route", 2025, ("hsr_mail",), 5),
    ("inner_mongolia", "facility", 2020, ("county_centre",), 60),
    ("inner_mongolia", "facility", 2025, ("county_centre",), 85),
    ("inner_mongolia", "facility", 2020, ("park",), 18),
    ("inner_mongolia", "facility", 2020, ("township_station",), 776),
    ("inner_mongolia", "facility", 2020, ("exchange_office",), 3),
    ("inner_mongolia", "licence", 2023, ("licence",), 406),
    ("inner_mongolia", "licence", 2023, ("branch",), 1686),
    ("inner_mongolia", "licence", 2023, ("end_point",), 10222),
]
SPANS = {
    "facility": ("opened_on", "closed_on"),
    "licence": ("granted_on", "ended_on"),
    "locker": ("installed_on", "removed_on"),
    "route": ("opened_on", "closed_on"),
}


@pytest.mark.parametrize(("name", "table", "year", "kinds", "printed"), STOCKS)
def test_stocks_at_the_end_of_the_year_are_the_printed_ones(
    worlds, name, table, year, kinds, printed
):
    rows = _stock(worlds(name), table, date(year, 12, 31), *SPANS[table], kind=kinds)
    assert rows.num_rows == printed


def test_the_usable_cells_of_inner_mongolia_are_the_printed_ones(worlds):
    rows = _stock(
        worlds("inner_mongolia"), "locker", date(2025, 12, 31), "installed_on", "removed_on"
    )
    assert pc.sum(rows["cells_usable"]).as_py() == 350_000


@pytest.mark.parametrize(
    ("name", "year", "printed"),
    [("shanxi", 2020, 50.0), ("inner_mongolia", 2020, 56.94), ("inner_mongolia", 2025, 97.0)],
)
def test_the_share_of_villages_with_express_is_the_printed_one(worlds, name, year, printed):
    rows = worlds(name).tables["village_service"]
    day = date(year, 12, 31)
    live = pc.and_(
        pc.less_equal(rows["valid_from"], pa.scalar(day)),
        pc.greater(pc.fill_null(rows["valid_to"], date(2100, 1, 1)), pa.scalar(day)),
    )
    served = pc.mean(rows.filter(live)["express_served"].cast("int8")).as_py()
    assert 100 * served == pytest.approx(printed, abs=0.03)


@pytest.mark.parametrize(
    ("name", "part", "whole", "printed"),
    [
        ("shanxi", "ecommerce_not_repackaged", "ecommerce_parcels", 0.90),
        ("inner_mongolia", "ecommerce_not_repackaged", "ecommerce_parcels", 0.86),
        ("inner_mongolia", "slim_taped_parcels", "taped_parcels", 0.985),
        ("inner_mongolia", "reusable_bag_uses", "bag_uses", 0.93),
    ],
)
def test_packaging_shares_of_2020_are_the_printed_ones(worlds, name, part, whole, printed):
    rows = worlds(name).tables["packaging"]
    rows = rows.filter(pc.equal(pc.year(rows["month"]), 2020))
    share = pc.sum(rows[part]).as_py() / pc.sum(rows[whole]).as_py()
    assert share == pytest.approx(printed, abs=1e-6)


@pytest.mark.parametrize(("name", "printed"), [("shanxi", 85.9), ("inner_mongolia", 84.5)])
def test_satisfaction_of_2020_is_the_printed_score(worlds, name, printed):
    rows = worlds(name).tables["survey"]
    rows = rows.filter(
        pc.and_(
            pc.equal(pc.year(rows["period_start"]), 2020),
            pc.equal(rows["kind"], "universal_service"),
        )
    )
    score = pc.sum(rows["score_sum"]).as_py() / pc.sum(rows["answers"]).as_py()
    assert score == pytest.approx(printed, abs=0.001)


def test_reusable_boxes_at_the_end_of_2020_are_ten_thousand_in_shanxi(shanxi):
    rows = shanxi.tables["packaging"]
    december = rows.filter(pc.equal(rows["month"], pa.scalar(date(2020, 12, 1))))
    assert pc.sum(december["reusable_boxes"]).as_py() == 10_000


def test_the_exchange_office_at_manzhouli_stands_in_its_county(worlds):
    rows = worlds("inner_mongolia").tables["facility"]
    offices = rows.filter(pc.equal(rows["kind"], "exchange_office"))["division"].to_pylist()
    assert {code[:6] for code in offices} == {"150102", "150781", "152501"}
