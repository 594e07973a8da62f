"""Years of one series: chained across breaks of scope, never divided across them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from forecast_figures import figure, reasons, values, ways
from hypothesis import given
from hypothesis import strategies as st

from jidi.forecast import yearly_record
from jidi.forecast.point import How

NEW, OLD = "express_2024_comparable", "express_2023"
NATIONAL = [
    figure("2025", "1989.5", "13.6", scope=NEW),
    figure("2024", "1750.8", "21.5", scope=NEW),
    figure("2023", "1320.7", "19.4", scope=OLD),
    figure("2022", "1105.8", "2.1"),
    figure("2021", "1083.0", "29.9"),
    figure("2020", "833.6", "31.2"),
]


def test_across_a_break_of_scope_the_printed_growth_leads_and_not_the_quotient():
    # By hand: 1750.8 ÷ 1.215 = 1440.99; the printed 1320.7 has another scope.
    found = yearly_record(NATIONAL)
    assert values(found)["2023"] == pytest.approx(1750.8 / 1.215)
    assert ways(found)["2023"] == "chained"


def test_values_of_the_earlier_scope_are_spliced_by_the_one_factor_of_the_link():
    found = yearly_record(NATIONAL)
    factor = 1750.8 / 1.215 / 1320.7
    (link,) = found.links
    assert (link.year, link.later_scope, link.earlier_scope) == (2024, NEW, OLD)
    assert float(link.factor) == pytest.approx(factor, rel=1e-4)
    for year, printed in (("2022", 1105.8), ("2021", 1083.0), ("2020", 833.6)):
        assert values(found)[year] == pytest.approx(printed * factor, rel=1e-4)
        assert ways(found)[year] == "spliced"


def test_growth_within_a_spliced_scope_stays_what_print_says():
    found = values(yearly_record(NATIONAL))
    assert found["2021"] / found["2020"] == pytest.approx(1083.0 / 833.6)


def test_a_year_without_a_figure_is_chained_from_the_year_after_it():
    found = yearly_record(NATIONAL)
    assert values(found)["2019"] == pytest.approx(values(found)["2020"] / 1.312, rel=1e-6)
    assert ways(found)["2019"] == "chained"


def test_a_year_that_neither_has_a_figure_nor_growth_after_it_is_a_gap():
    found = yearly_record([figure("2020", "5.4"), figure("2017", "2.44", "30.5")])
    assert list(values(found)) == ["2016", "2017", "2020"]


def test_a_break_without_printed_growth_ends_the_series():
    found = yearly_record(
        [figure("2024", "1750.8", scope=NEW), figure("2023", "1320.7", "19.4", scope=OLD)]
    )
    assert list(values(found)) == ["2024"]
    assert reasons(found) == {"2023": "incomparable"}


def test_another_price_base_is_another_series():
    found = yearly_record(
        [
            figure("2021", "13698.3", scope="business_total_2020_prices", price_base="2020"),
            figure("2020", "21053.2", scope="business_total_2010_prices", price_base="2010"),
        ]
    )
    assert list(values(found)) == ["2021"]
    assert reasons(found) == {"2020": "incomparable"}


def test_a_printed_growth_joins_price_bases_too():
    found = yearly_record(
        [
            figure(
                "2021", "13698.3", "25.1", scope="business_total_2020_prices", price_base="2020"
            ),
            figure("2020", "21053.2", scope="business_total_2010_prices", price_base="2010"),
        ]
    )
    assert values(found)["2020"] == pytest.approx(13698.3 / 1.251)


@pytest.mark.parametrize(
    "odd, reason",
    [
        (figure("2022", "2.4", bound=True), "bound"),
        (figure("2022", "2.4", status="bound"), "bound"),
        (figure("2022", "2.4", status="forecast"), "outlook"),
        (figure("2022", "2.4", status="target"), "outlook"),
        (figure("2022", "2.4", status="doubtful"), "doubtful"),
        (figure("2022", "2.4", status="inferred"), "doubtful"),
        (figure("2022", "2.4", status="preliminary"), "other_status"),
        (figure("2022", "30", half="5"), "vague"),
    ],
)
def test_what_is_no_point_is_kept_aside_with_the_reason(odd, reason):
    found = yearly_record([figure("2023", "3.5"), odd])
    assert list(values(found)) == ["2023"]
    assert reasons(found) == {"2022": reason}


def test_preliminary_figures_make_a_series_of_their_own():
    figures = [
        figure("2020", "1.94", "35.66", status="preliminary"),
        figure("2018", "1.5", "37.8", status="preliminary"),
        figure("2019", "1.44"),
    ]
    assert values(yearly_record(figures, preliminary=True)) == pytest.approx(
        {"2017": 1.5 / 1.378, "2018": 1.5, "2019": 1.94 / 1.3566, "2020": 1.94}
    )
    assert values(yearly_record(figures)) == {"2019": 1.44}


def test_growth_published_for_the_whole_plan_makes_an_inferred_point():
    found = yearly_record(
        [
            figure("2025", "20.52", status="inferred", how=How.INFERRED),
            figure("2020", "5.4", how=How.PLAN),
        ]
    )
    assert ways(found) == {"2020": "plan", "2025": "inferred"}


@given(
    ratios=st.lists(st.integers(-300, 900), min_size=1, max_size=6),
    last=st.integers(100, 10**6),
)
def test_a_chain_of_growth_alone_gives_back_the_series_it_was_printed_from(ratios, last):
    """The oracle runs forwards; the chain runs backwards from the last value and the growth."""
    growths = [Decimal(ratio) / 10 for ratio in ratios]
    levels = [Decimal(last)]
    for growth in reversed(growths):
        levels.insert(0, levels[0] / (1 + growth / 100))
    figures = [
        figure(str(2010 + n), str(levels[n]), str(growths[n - 1]), half="0")
        for n in range(1, len(levels))
    ]
    found = yearly_record(figures)
    assert [p.value for p in found.points] == pytest.approx([float(x) for x in levels], rel=2e-3)
    # Only the year before the first figure had to be chained.
    assert [p.how for p in found.points][1:] == [How.PRINTED] * len(growths)


def test_a_chained_value_is_as_vague_as_value_and_growth_together():
    (chained, _) = yearly_record([figure("2024", "1750.8", "21.5", scope=NEW)]).points
    low, high = 1750.75 / 1.2155, 1750.85 / 1.2145
    assert chained.half == pytest.approx((high - low) / 2)
    assert chained.basis == "1750.8 ÷ (1 + 21.5%)"


def test_no_figures_make_no_points():
    assert yearly_record([]).points == ()
