"""The synthetic books against every figure that the plans and the bulletins state.

The figures come from the definitions of plans and statistics: a fact that is added there is held
against the books at once. What a book cannot or must not meet stands in a list, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from jidi.core.division import Level
from jidi.core.measure import Interval, rounding_interval
from jidi.core.period import Period
from jidi.core.units import Unit
from jidi.model.catalogue import Catalogue
from jidi.model.plan_figure import Printed
from jidi.model.plan_loader import load_plan
from jidi.model.reading import Status
from jidi.model.statistics import load_statistics
from jidi.service.books import open_book
from jidi.service.readings import read

PLANS = ("shanxi", "inner-mongolia")
INDICATORS = Catalogue().indicators
ALMOST_ALL = Interval.above(Decimal(95), closed=True)
"""How we read 基本全覆盖 (our own reading)."""

COUNTED = {"个", "处", "家"}
"""Measure words for one thing."""

OTHER_NAMES = {
    "rural_motorised_route_share": "motorised_delivery_share",
    "villages_served_three_times_a_week": "village_frequency_rate",
    "end_stations": "filed_end_points",
    "county_shared_delivery_centres": "county_centres",
}
"""Figures printed under a name of their own that an indicator measures too."""

EXCEPTIONS = {
    "im-f-006": "the plan contradicts itself: 42.13 of 69.28 亿元 are 60.8 %, not 56.6 %",
    "im-f-007-villages": "the roster is of 2023 and has other villages",
    "im-f-010-townships": "the roster is of 2023 and has other townships",
    "im-f-021-region": "the indicator counts both levels; held against their sum below",
    "im-f-021": "the indicator counts both levels; held against their sum below",
    "im-048-table": "the bureau counted 6317 of 11094 villages (56.9 %) in 2020, not 50 %",
    "administrative_villages 2020": "the roster is of 2023 and has other villages",
    "administrative_villages 2025": "the roster is of 2023 and has other villages",
    "express_volume_inter_city 2022-05ytd": "the printed parts exceed the printed whole by 0.01",
    "sx-f-024-commerce": "drawn with the parcels; held against a block of them below",
    "sx-f-024-production": "drawn with the parcels; held against a block of them below",
    "im-f-022": "drawn with the parcels; held against a block of them below",
}


@dataclass(frozen=True)
class Stated:
    """A figure in print: what an indicator has to give in a province and period."""

    id: str
    plan: str
    indicator: str
    period: Period
    unit: str
    allowed: Interval

    def __str__(self) -> str:
        return f"{self.plan}:{self.id}:{self.indicator}:{self.period}"


def _admitted(printed: Printed) -> Interval:
    return ALMOST_ALL if printed.text.startswith("基本") else printed.allowed


def _of_plan(name: str) -> Iterator[Stated]:
    plan = load_plan(name)
    base = Period.for_year(plan.base_year)
    for fact in plan.facts:
        if fact.indicator and fact.year == plan.base_year and fact.kind in ("level", "share"):
            yield Stated(fact.id, name, fact.indicator, base, fact.unit, _admitted(fact.printed))
    for target in plan.targets:
        if target.baseline is not None:
            allowed = _admitted(target.baseline)
            yield Stated(target.id, name, target.indicator, base, target.unit, allowed)


def _published(name: str) -> Iterator[Stated]:
    province = load_plan(name).province
    for row in load_statistics():
        indicator = OTHER_NAMES.get(row.indicator, row.indicator)
        ours = row.division.text == province and 2020 <= row.period.year <= 2025
        if not ours or indicator not in INDICATORS or row.status is not Status.REPORTED:
            continue
        bound = "at_least" in row.flags
        allowed = Interval.above(row.value, closed=True) if bound else rounding_interval(row.value)
        id_ = f"{row.indicator} {row.period}"
        yield Stated(id_, name, indicator, row.period, str(row.unit), allowed)


STATED = [s for name in PLANS for s in (*_of_plan(name), *_published(name))]


@pytest.fixture(scope="module")
def books(demo_books):
    with ExitStack() as stack:
        yield {name: stack.enter_context(open_book(demo_books[name])) for name in PLANS}


def _reading(book, indicator: str, period: Period):
    rows = read(book, indicator, periods=[period], level=Level.PROVINCE).rows
    assert len(rows) == 1, f"{indicator} has no reading of {period}"
    return rows[0]


def _same_unit(stated: Stated) -> Decimal:
    own = INDICATORS[stated.indicator].unit
    if {own, stated.unit} <= COUNTED:
        return Decimal(1)
    return Unit.parse(stated.unit).factor_to(Unit.parse(own))


@pytest.mark.parametrize("stated", [s for s in STATED if s.id not in EXCEPTIONS], ids=str)
def test_a_synthetic_book_gives_what_print_states(books, stated):
    row = _reading(books[stated.plan], stated.indicator, stated.period)
    indicator = INDICATORS[stated.indicator]
    allowed = stated.allowed * _same_unit(stated)
    # A share of whole things meets no figure closer than half a thing.
    step = indicator.scale / 2 / row.denominator if row.denominator else 0.0
    slack = Decimal(str(step)) + Decimal(10) ** -9
    around = Interval(Decimal(str(row.value)) - slack, Decimal(str(row.value)) + slack)
    assert around.meets(allowed), f"{row.value} {row.unit}, in print {stated.allowed} {stated.unit}"


def test_every_exception_is_still_needed_and_the_rest_is_not_empty():
    assert {s.id for s in STATED} >= EXCEPTIONS.keys()
    assert len(STATED) - len(EXCEPTIONS) > 120


def test_the_safety_centres_of_inner_mongolia_are_one_of_the_region_and_four_of_leagues(books):
    assert _reading(books["inner-mongolia"], "safety_centres", Period.for_year(2020)).value == 5


@pytest.mark.parametrize(("name", "counties"), [("shanxi", 91), ("inner-mongolia", 80)])
def test_the_counties_that_need_a_centre_are_those_of_the_province(books, name, counties):
    row = _reading(books[name], "county_centre_coverage", Period.for_year(2025))
    assert row.denominator == counties


def test_the_mail_runs_from_manzhouli_are_five_a_week_in_2020(worlds):
    routes = worlds("inner_mongolia").tables["route"]
    held = pc.and_(
        pc.and_(
            pc.equal(routes["kind"], "international"), pc.starts_with(routes["division"], "150781")
        ),
        pc.less_equal(routes["opened_on"], pa.scalar(date(2020, 12, 31))),
    )
    assert routes.filter(held)["runs_weekly"].to_pylist()[0] == 5


def _share(rows: pa.ChunkedArray | pa.Array) -> float:
    return 100 * pc.mean(rows.cast("int8")).as_py()


def test_a_fifth_of_the_parcels_of_shanxi_in_2020_serve_production(worlds):
    parcels = worlds("shanxi").province.block(date(2020, 6, 16), 0, scale=1.0)["parcel"]
    serves = pc.is_in(parcels["purpose"], pa.array(["farm", "manufacturing", "medical"]))
    assert _share(serves) == pytest.approx(20, abs=0.05)


def test_senders_are_verified_in_inner_mongolia_in_2020_as_the_plan_states(worlds):
    parcels = worlds("inner_mongolia").province.block(date(2020, 6, 16), 0, scale=1.0)["parcel"]
    assert _share(pc.filter(parcels["real_name"], parcels["real_name_required"])) >= 99.8


NOTHING_TO_READ = {
    ("shanxi", "border_stores"): "the province has no border",
}
WHOLE = {
    "township_postal_coverage",  # in the plans: 全覆盖
    "green_box_outlet_rate",  # in the plan of Shanxi: 全部
    "village_mail_coverage",  # in the plan of Inner Mongolia: 全部
    "city_park_coverage",  # in the plan of Inner Mongolia: 均设有
    "safety_centre_coverage",  # promised for 2025, and the project is done
    "county_centre_coverage",  # promised for 2025, and the project is done
    "township_express_coverage",
    "clean_vehicle_share_of_new",  # China VI binds every new vehicle since 2021
    "video_linked_centres",
    "press_same_day_rate",  # promised for 2025
    "e_licence_share",  # promised for 2025
    "real_name_rate",  # one parcel in two thousand lacks it: none may be in the small sample
    "packaging_limits_compliance",  # two or three in a hundred fail, of few inspections
}
"""Rates that may reach a hundred per cent."""
RARE = {"loss_rate", "damage_rate", "heavy_metal_failures", "locker_turnover"}
"""Too rare for the sample of parcels or cases: none may be found."""


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("indicator", sorted(INDICATORS))
def test_every_indicator_gives_a_believable_value_of_2025(books, name, indicator):
    rows = read(books[name], indicator, periods=[Period.for_year(2025)], level=Level.PROVINCE).rows
    if (name, indicator) in NOTHING_TO_READ:
        assert not rows
        return
    (row,) = rows
    assert row.value is not None
    assert row.value >= 0 if indicator in RARE else row.value > 0
    if row.unit == "%":
        assert row.value < 100 or (row.value == 100 and indicator in WHOLE)
