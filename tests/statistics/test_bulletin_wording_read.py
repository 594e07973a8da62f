"""Words: times, lists, shares, hedges, growth; and what is left over because it says more."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bulletin_texts import TITLE, figures, read

from jidi.core.period import Period
from jidi.model.reading import Status
from jidi.statistics.periods import PERIOD, stated_period


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("1-5月", "2024-05ytd"),
        ("1—10月份", "2024-10ytd"),
        ("1月至5月", "2024-05ytd"),
        ("1至11月", "2024-11ytd"),
        ("1～8月", "2024-08ytd"),
        ("上半年", "2024-06ytd"),
        ("一季度", "2024-03ytd"),
        ("前三季度", "2024-09ytd"),
        ("第三季度", "2024Q3"),
        ("前7个月", "2024-07ytd"),
        ("前七个月", "2024-07ytd"),
        ("下半年", "2024H2"),
        ("1-12月", "2024"),
        ("全年", "2024"),
        ("5月", "2024-05"),
        ("5月份", "2024-05"),
        ("十一月份", "2024-11"),
        ("元月份", "2024-01"),
        ("2023年5月份", "2023-05"),
        ("2022年", "2022"),
        ("2022年上半年", "2022-06ytd"),
        ("今年1-8月", "2024-08ytd"),
    ],
)
def test_a_time_is_filed_as_the_published_figures_are(words, period):
    match = PERIOD.match(words.translate({ord("～"): "~"}) + ",")
    stated = stated_period(match)
    assert stated.in_year(2024).period() == Period.parse(period)


@pytest.mark.parametrize("words", ["5月底", "6月末", "2020年以来的", "13月", "0月"])
def test_what_is_no_reporting_period_is_not_read_as_one(words):
    match = PERIOD.match(words)
    assert match is None or stated_period(match) is None or "以来" in match[0]


def test_the_month_of_the_title_stands_for_this_month_and_this_year_so_far():
    found = figures(read("当月，快递业务量完成2.1亿件；今年以来，快递业务量累计完成12.3亿件。"))
    assert set(found) == {("express_volume", "2024-06"), ("express_volume", "2024-06ytd")}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "上半年，同城、异地、国际/港澳台快递业务量分别完成1.2亿件、11亿件和0.1亿件，"
            "同比分别增长10%、26%和下降3%。",
            {
                "same_city": ("1.2", "10"),
                "inter_city": ("11", "26"),
                "international": ("0.1", "-3"),
            },
        ),
        (
            "上半年，快递业务量完成12.3亿件，其中同城1.2亿件、异地11亿件、国际/港澳台0.1亿件，"
            "分别增长10%、26%、-3%。",
            {
                "same_city": ("1.2", "10"),
                "inter_city": ("11", "26"),
                "international": ("0.1", "-3"),
            },
        ),
    ],
)
def test_a_list_of_names_takes_a_list_of_figures_in_order(text, values):
    found = figures(read(text))
    for part, (value, growth) in values.items():
        one = found[f"express_volume_{part}", "2024-06ytd"]
        assert (one.value, one.growth) == (Decimal(value), Decimal(growth))


@pytest.mark.parametrize(
    ("text", "growth"),
    [
        ("同比增长25.1%", "25.1"),
        ("同比下降25.1%", "-25.1"),
        ("比去年同期减少3%", "-3"),
        ("较上年同期上升了3%", "3"),
        ("同比增48.2%", "48.2"),
        ("同比+5.1%", "5.1"),
        ("同比-5.1%", "-5.1"),
        ("负增长5.1%", "-5.1"),
        ("增幅25.1%", "25.1"),
        ("同比增速为15.0%", "15.0"),
        ("同比增长百分之十二点五", "12.5"),
        ("同比持平", "0"),
        ("与去年同期基本持平", "0"),
        ("同比增长2.8倍", "280.0"),
        ("（同比增长25.1%）", "25.1"),
    ],
)
def test_growth_is_read_in_all_its_wordings(text, growth):
    one = figures(read(f"上半年，快递业务量累计完成12.3亿件，{text}。"))[
        "express_volume", "2024-06ytd"
    ]
    assert (one.value, one.growth) == (Decimal("12.3"), Decimal(growth))


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("约12.3亿件，同比增长3%", "about"),
        ("12.3亿件左右，同比增长3%", "about"),
        ("突破12亿件，同比增长3%", "at_least"),
        ("12亿多件，同比增长3%", "at_least"),
        ("12.3亿件，同比增长约3%", "growth_about"),
        ("12.3亿件，与去年同期基本持平", "growth_about"),
        ("12.3亿件，同比增长3%%", "misprint"),
        ("12.3亿件，同比增长3", "misprint"),
    ],
)
def test_what_is_vague_or_odd_in_print_is_flagged(text, flag):
    one = figures(read(f"上半年，快递业务量累计完成{text}。"))["express_volume", "2024-06ytd"]
    assert flag in one.flags


def test_doubling_in_words_keeps_the_words_and_gives_no_growth():
    one = figures(read("上半年，快递业务量累计完成12.3亿件，同比翻一番。"))[
        "express_volume", "2024-06ytd"
    ]
    assert one.growth is None
    assert "growth_not_printed" in one.flags
    assert "翻一番" in one.note


def test_growth_on_a_comparable_base_says_so_from_the_place_on_where_it_is_said():
    bulletin = read(
        "上半年，邮政行业寄递业务量完成19亿件，同比增长17%。其中，快递业务量完成12.3亿件（注1），"
        "同比增长25%（按可比口径计算，下同）。上半年，快递业务收入完成95亿元，同比增长15%。"
    )
    comparable = {one.fact.indicator: one.comparable for one in bulletin.statements}
    assert comparable == {
        "industry_delivery_volume": False,
        "express_volume": True,
        "express_revenue": True,
    }
    assert all(
        "可比口径" in one.note for one in bulletin.observations if "express" in one.indicator
    )


def test_a_footnote_makes_express_growth_comparable():
    bulletin = read(
        "上半年，快递业务量完成12.3亿件，同比增长25%。\n\n注：快递业务同比增速按可比口径计算。"
    )
    assert bulletin.statements[0].comparable
    assert len(bulletin.notes) == 1


@pytest.mark.parametrize(
    "text",
    [
        "上半年，日均快递业务量达到680万件，同比增长20%。",
        "上半年，农村地区快递业务量完成2亿件，同比增长30%。",
        "上半年，最高日快递业务量突破900万件。",
        "上半年，某某快递业务量完成2亿件。",
        "上半年，快递业务量较去年净增2亿件。",
        "“十三五”期间，快递业务量完成20亿件。",
        "11月1日至11日，快递业务量完成2亿件。",
        "截至6月底，快递业务量完成2亿件。",
        "7-9月，快递业务量完成2亿件。",
        "上半年，太原和大同快递业务量完成2亿件。",
        "上半年，快递业务量占全国快递业务量的1.2%。",
        "上半年，民营快递企业业务量完成2亿件。",
        "上半年，快递业务量环比增长12%。",
        "上半年，快递业务量较2019年同期增长60%。",
        "上半年，快递业务量增长到12.3亿件。",
        "上半年，快递业务量完成12.3亿元。",
        "上半年，快递业务量完成31.5万人次。",
    ],
)
def test_a_figure_that_says_another_thing_is_left_over_with_a_reason(text):
    bulletin = read(text)
    assert not bulletin.observations
    assert bulletin.left_over
    assert all(each.reason.zh and each.reason.en for each in bulletin.left_over)


def test_what_follows_a_name_that_was_not_understood_takes_nothing_from_it():
    found = figures(read("上半年，农村快递业务量完成2亿件；业务收入完成9亿元，同比增长5%。"))
    assert not found


def test_growth_alone_is_a_fact_without_a_value():
    one = figures(read("6月，快递业务量同比增长12.3%。"))["express_volume", "2024-06"]
    assert (one.value, one.growth) == (None, Decimal("12.3"))
    assert "value_not_printed" in one.flags


def test_growth_may_stand_before_its_value():
    one = figures(read("6月，快递业务量同比增长12.3%，达2.1亿件。"))["express_volume", "2024-06"]
    assert (one.value, one.growth) == (Decimal("2.1"), Decimal("12.3"))


def test_a_city_in_a_bulletin_of_its_province_is_the_citys_figure():
    bulletin = read("上半年，太原市快递业务量完成3.2亿件。全省快递业务量完成12.3亿件。")
    assert [one.division.short for one in bulletin.observations] == ["1401", "14"]


def test_expected_figures_of_a_year_that_is_over_are_preliminary_and_of_one_to_come_forecasts():
    bulletin = read(
        "2024-01-15\n\n全省邮政工作会议召开。预计2023年快递业务量完成9.9亿件，预计2024年快递业务量完成"
        "12亿件。",
        title="",
        given=None,
    )
    statuses = {str(one.period): one.status for one in bulletin.observations}
    assert statuses in ({}, {"2023": Status.PRELIMINARY, "2024": Status.FORECAST})
    named = read(
        "2024-01-15\n\n山西省邮政管理局获悉，预计2023年快递业务量完成9.9亿件，预计2024年快递业务量完成"
        "12亿件。",
        title="",
    )
    assert {str(one.period): one.status for one in named.observations} == {
        "2023": Status.PRELIMINARY,
        "2024": Status.FORECAST,
    }


@pytest.mark.parametrize(
    ("year", "scope", "base"),
    [
        (2018, "business_total_2010_prices", "2010"),
        (2020, "business_total_2010_prices", "2010"),
        (2021, "business_total_2020_prices", "2020"),
    ],
)
def test_a_business_total_bears_the_price_base_of_its_year(year, scope, base):
    title = TITLE.replace("2024", str(year))
    (one,) = read("1-6月，业务总量累计完成160.3亿元。", title=title).observations
    assert (one.indicator, one.scope, one.price_base) == ("industry_business_total", scope, base)


@pytest.mark.parametrize(
    ("year", "scope"),
    [(2022, "express_2010"), (2023, "express_2023"), (2024, "express_2024_comparable")],
)
def test_express_bears_the_scope_of_its_year(year, scope):
    title = TITLE.replace("2024", str(year))
    (one,) = read("1-6月，快递业务量累计完成12.3亿件。", title=title).observations
    assert one.scope == scope


def test_topics_of_numbered_sections_stand_for_names_that_are_not_repeated():
    found = figures(
        read(
            "（一）快递业务量。1-6月累计完成12.3亿件，同比增长25%。\n（二）快递业务收入。1-6月累计完成95亿元。"
        )
    )
    assert found["express_volume", "2024-06ytd"].growth == Decimal(25)
    assert found["express_revenue", "2024-06ytd"].value == Decimal(95)


def test_an_index_is_read_with_its_change_and_what_it_is_compared_with():
    bulletin = read("1-6月，快递与包裹服务品牌集中度指数CR8为96.94，较1-5月下降0.1。")
    index, change = bulletin.observations
    assert (index.indicator, index.value) == ("brand_concentration_cr8", Decimal("96.94"))
    assert (change.indicator, change.value) == ("brand_concentration_cr8_change", Decimal("-0.1"))
    assert "5" in change.note
