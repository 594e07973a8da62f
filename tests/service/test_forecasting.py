"""Forecasts of books: which series they rest on, what they say, and when they say nothing."""

from __future__ import annotations

import json

import pytest

from jidi.core.errors import InputError, UnknownName
from jidi.core.period import Period
from jidi.forecast import How
from jidi.service.attainment import forecast_target
from jidi.service.books import open_book
from jidi.service.figures import half_printed
from jidi.service.forecast_asked import forecast_as_asked
from jidi.service.forecasting import forecast_indicator
from jidi.service.founding import make_book

Y2020, Y2023 = Period.for_year(2020), Period.for_year(2023)


@pytest.fixture(scope="module")
def shanxi(tmp_path_factory, now):
    """A book without any returns: what is published, and the plan."""
    with make_book(tmp_path_factory.mktemp("f") / "shanxi", plan="14", now=now) as book:
        yield book


@pytest.fixture(scope="module")
def inner_mongolia(tmp_path_factory, now):
    with make_book(tmp_path_factory.mktemp("f") / "nm", plan="15", now=now) as book:
        yield book


@pytest.fixture(scope="module")
def demo(demo_books):
    with open_book(demo_books["inner-mongolia"]) as book:
        yield book


def test_real_figures_of_four_years_carry_a_wide_interval_and_name_their_rule(inner_mongolia):
    made = forecast_indicator(inner_mongolia, "express_volume", as_of=Y2020)
    assert made.taken.origin == "preliminary"
    assert [p.period.year for p in made.points] == [2017, 2018, 2019, 2020]
    assert [p.how for p in made.points] == [How.CHAINED, How.PRINTED] * 2
    assert made.outlook.chosen_by == "rule"
    assert made.outlook.method == "drift_country"
    low, high = made.outlook.years[-1].bands[80]
    assert high / low > 2
    assert not made.synthetic


def test_preliminary_and_final_figures_do_not_mix(inner_mongolia):
    made = forecast_indicator(inner_mongolia, "express_volume", as_of=Y2020)
    assert {p.status.value for p in made.points} == {"preliminary"}
    final = next(c for c in made.choice.candidates if c.origin == "published" and not c.monthly)
    # The plan's own base is final.
    assert [p.how for p in final.points] == [How.PLAN]


def test_too_few_points_get_a_coded_answer_with_what_there_is_and_what_is_needed(inner_mongolia):
    made = forecast_indicator(inner_mongolia, "express_revenue", as_of=Period.for_year(2019))
    assert made.outlook is None
    assert made.reason.code == "H-101"
    published = next(c for c in made.choice.candidates if not c.monthly)
    assert f"{len(published.points)} 个点，需要 {published.needed} 个" in made.sentence("zh")
    for lang, words in (
        ("zh", ("快递业务收入：", "数据不足", "H-101")),
        ("en", ("not enough data",)),
    ):
        assert all(word in made.sentence(lang) for word in words)
    assert made.to_json()["status"] == "no_forecast"


def test_an_indicator_of_which_only_the_plans_base_is_known_has_no_forecast(shanxi):
    made = forecast_indicator(shanxi, "village_coverage", as_of=Y2023)
    assert made.reason.code == "H-101"
    assert [p.how for p in made.points] == [How.PLAN]


def test_bounds_are_no_points(inner_mongolia):
    made = forecast_indicator(inner_mongolia, "express_volume", as_of=Y2023)
    assert 2022 not in {p.period.year for p in made.points}
    left = {(left.period.year, left.reason.value) for left in made.taken.record.left_out}
    assert (2022, "bound") in left


def test_published_growth_of_five_years_is_an_inferred_point_with_its_rounding(shanxi):
    made = forecast_indicator(shanxi, "express_volume")
    last = made.points[-1]
    assert (last.period.year, last.how, last.status.value) == (2025, How.INFERRED, "inferred")
    assert last.value == pytest.approx(5.4 * 3.8)
    # 5.4 is 5.35 to 5.45, 2.8 is 2.75 to 2.85.
    assert last.half == pytest.approx(0.05 * 3.8 + 5.4 * 0.05)


def test_the_country_is_chained_across_the_break_of_2024(shanxi):
    from jidi.core.division import COUNTRY
    from jidi.service.figures import figures_of, published_years

    indicator = shanxi.catalogue.indicator("express_volume")
    figures = figures_of(shanxi, indicator, COUNTRY, until=Period.for_year(2025))
    record = published_years(figures, preliminary=False)
    assert [p.period.year for p in record.points] == list(range(2014, 2026))
    (link,) = record.links
    assert float(link.factor) == pytest.approx(1750.8 / 1.215 / 1320.7, rel=1e-3)


def test_a_target_that_has_passed_has_no_chance_but_a_forecast_beyond(shanxi):
    made = forecast_target(shanxi, shanxi.plan.headline("express_volume"))
    assert made.chance is None
    assert made.reason.code == "H-104"
    assert [step.period.year for step in made.forecast.outlook.years] == [2026]


def test_every_target_gets_an_answer_in_both_languages(inner_mongolia):
    for target in inner_mongolia.plan.headlines[::3]:
        made = forecast_target(inner_mongolia, target, Y2023)
        for lang in ("zh", "en"):
            assert made.sentence(lang)
        told = made.to_json()
        assert (made.chance is None) == (told["target"]["chance"] is None)
        assert made.chance is not None or made.reason is not None
        json.dumps(told, allow_nan=False)


def test_the_chance_counts_every_stated_condition(inner_mongolia):
    target = inner_mongolia.plan.headline("express_volume")
    made = forecast_target(inner_mongolia, target, Y2020)
    assert len(made.chance.each) == len(target.conditions)
    assert made.chance.value <= min(made.chance.each) + 1e-9
    assert made.chance.low <= made.chance.value <= made.chance.high
    # Growth above 16 % from the printed 1.96 asks for 4.12: it binds, not the level of 4.
    assert made.binding_level == pytest.approx(1.96 * 1.16**5, rel=1e-3)
    sample = made.forecast.outlook.samples[2025]
    assert made.chance.value == pytest.approx((sample > made.binding_level).mean(), abs=0.002)


def test_growth_needed_and_growth_forecast_stand_side_by_side(inner_mongolia):
    made = forecast_target(inner_mongolia, inner_mongolia.plan.headline("express_volume"), Y2020)
    assert made.needed_growth == pytest.approx(100 * ((made.binding_level / 1.94) ** 0.2 - 1))
    median = made.forecast.outlook.years[-1].median
    assert made.forecast_growth == pytest.approx(100 * ((median / 1.94) ** 0.2 - 1))
    assert f"{made.needed_growth:.1f}%" in made.sentence("zh")


def test_the_chance_of_the_limit_itself_is_not_told(demo):
    made = forecast_target(demo, demo.plan.headline("safety_centre_coverage"), Y2023)
    assert made.forecast.outlook is not None
    assert made.chance is None
    assert made.reason.code == "H-106"


def test_a_target_of_every_single_site_has_no_chance(demo):
    made = forecast_target(demo, demo.plan.headline("new_community_station_area"), Y2023)
    assert made.reason.code in ("H-110", "H-102")


def test_a_series_at_another_price_base_is_never_set_against_the_target(inner_mongolia):
    """The business total: 63.06 at 2010 prices was published, the plan's 51.88 has others."""
    target = inner_mongolia.plan.headline("industry_business_total")
    made = forecast_target(inner_mongolia, target, Y2020)
    assert {p.price_base for p in made.forecast.points} == {"2010"}
    assert made.forecast.outlook is not None
    assert made.chance is None
    assert made.reason.code == "H-113"
    assert made.needed_growth is None
    assert "价格基期" in made.sentence("zh")


def test_equal_points_have_no_spread(demo):
    made = forecast_target(demo, demo.plan.headline("city_park_coverage"), Y2023)
    assert made.reason.code == "H-102"


def test_small_counts_are_no_case_for_continuous_methods(demo):
    made = forecast_target(demo, demo.plan.headline("heavy_metal_failures"), Y2023)
    assert made.reason.code == "H-103"


def test_yearly_returns_of_a_demo_are_forecast_and_marked_synthetic(demo):
    made = forecast_target(demo, demo.plan.headline("county_centres"), Y2023)
    assert made.synthetic
    assert {p.status.value for p in made.forecast.points} == {"synthetic"}
    assert "合成" in made.sentence("zh")
    assert "synthetic" in made.sentence("en")
    assert made.to_json()["synthetic"] is True


def test_nothing_after_the_date_asked_about_is_used(demo):
    made = forecast_indicator(demo, "county_centres", as_of=Period.for_year(2022), until=2024)
    assert max(p.period.year for p in made.points) == 2022


def test_the_source_can_be_chosen(demo):
    published = forecast_indicator(demo, "express_volume", as_of=Y2020, source="published")
    assert {c.origin for c in published.choice.candidates} == {"published", "preliminary"}
    assert not published.synthetic
    with pytest.raises(UnknownName) as refused:
        forecast_indicator(demo, "express_volume", source="publishd")
    assert refused.value.code == "H-111"
    assert "published" in refused.value.what("zh") + refused.value.remedy("zh")


def test_a_year_that_is_known_or_too_far_is_refused(shanxi):
    with pytest.raises(InputError) as known:
        forecast_indicator(shanxi, "express_volume", until=2025)
    assert known.value.code == "H-107"
    with pytest.raises(InputError) as far:
        forecast_indicator(shanxi, "express_volume", until=2099)
    assert far.value.code == "H-108"
    with pytest.raises(InputError) as ahead:
        forecast_indicator(shanxi, "express_volume", as_of=Period.for_year(2027))
    assert ahead.value.code == "V-108"


def test_words_of_a_command_line_lead_to_the_same_answer(shanxi):
    (one,) = forecast_as_asked(shanxi, "express_volume", as_of="2025")
    made = forecast_target(shanxi, shanxi.plan.headline("express_volume"), Period.for_year(2025))
    assert one.to_json() == made.to_json()
    (city,) = forecast_as_asked(shanxi, "express_volume", division="太原市")
    assert "target" not in city.to_json()
    with pytest.raises(UnknownName):
        forecast_as_asked(shanxi, "express_volum")


def test_the_same_book_gives_the_same_bytes(demo):
    target = demo.plan.headline("county_centres")
    one = json.dumps(forecast_target(demo, target, Y2023).to_json())
    demo.forget()
    assert json.dumps(forecast_target(demo, target, Y2023).to_json()) == one


@pytest.mark.parametrize(
    "printed, half",
    [
        ("206.7", "0.05"),
        ("14000", "500"),
        ("9600", "50"),
        ("30", "0.5"),
        ("100", "5"),
        ("7", "0.5"),
        ("1.5", "0.05"),
        ("0.4", "0.05"),
    ],
)
def test_zeros_at_the_end_of_whole_numbers_are_not_taken_as_printed(printed, half):
    from decimal import Decimal

    assert half_printed(Decimal(printed)) == Decimal(half)


def test_months_of_a_demo_compete_and_carry_on_what_is_known_of_the_year(demo):
    """One whole contest of the library, from July: seven months of 2023 are known."""
    july = Period.for_month(2023, 7)
    made = forecast_target(demo, demo.plan.headline("express_volume"), july)
    outlook = made.forecast.outlook
    assert made.forecast.taken.monthly
    assert len(made.forecast.points) == 43
    assert made.synthetic
    assert outlook.chosen_by == "contest"
    assert {trial.origins for trial in outlook.trials} == {3}
    best = min(outlook.trials, key=lambda trial: trial.mase)
    assert outlook.method == best.method
    assert outlook.beaten is (best.method != "seasonal_naive")
    first = outlook.years[0]
    assert (first.period.year, first.known) == (2023, 7)
    known = sum(p.value for p in made.forecast.points if p.period.year == 2023)
    assert first.bands[95][0] > known
    assert len(outlook.months) == 5 + 24
    assert 0 <= made.chance.low <= made.chance.value <= made.chance.high <= 1
    months = outlook.month_calibration
    assert months.scores == 36
    told = made.to_json()
    assert told["intervals"]["months"]["coverage"][0]["of"] == 36
    assert "MASE" not in made.sentence("zh")
