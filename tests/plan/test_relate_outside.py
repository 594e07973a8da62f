"""Published figures and divisions, as far as they question a plan."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jidi.core.division import DivisionCode, Level
from jidi.model.divisions import load_country, load_divisions
from jidi.model.identity import load_identities
from jidi.model.observation import Observation
from jidi.plan import Verdict, audit
from jidi.plan.relate.outside import published_figures
from jidi.plan.relate.roster import places_of

HERE = "140000000000"


def observation(value, *, indicator="express_revenue", published="快递业务收入", **more):
    data = {"division": HERE, "period": "2020", "unit": "亿元", "status": "reported"}
    data |= {"source_kind": "official", "source": "a bulletin", "scope": "express_2010"}
    names = {"indicator": indicator, "published": published}
    return Observation.model_validate(data | names | {"value": value} | more)


def figures(*observations):
    found = published_figures(observations, division=HERE, identities=load_identities())
    return {figure.ref: figure for figure in found}


def test_whole_years_of_the_place_are_used_and_nothing_that_is_no_fact():
    assert list(figures(observation("67.09"))) == ["published:express_revenue:2020"]
    assert figures(observation("67.09", division="150000000000")) == {}
    assert figures(observation("6.09", period="2020-05")) == {}
    assert figures(observation("67.09", status="forecast")) == {}
    early = figures(observation("67.09", status="preliminary"))
    assert list(early) == ["published:express_revenue:2020:preliminary"]


def test_the_year_before_follows_from_printed_growth_with_its_rounding():
    before = figures(observation("72.42", growth="27.34"))[
        "published:express_revenue:2019:computed"
    ]
    assert before.value == Decimal("56.87")
    assert before.rounding.contains("56.8714")
    assert "72.42÷(1+27.34%)" in before.zh


def test_a_bound_implies_no_year_before():
    bound = observation("72.42", growth="27.34", flags="at_least")
    assert list(figures(bound)) == ["published:express_revenue:2020"]


def test_a_share_follows_from_its_parts_where_it_is_not_published_itself():
    more = {"unit": "个", "scope": "coverage"}
    parts = (
        observation("6317", indicator="villages_with_express", published="通快递建制村数", **more),
        observation("11094", indicator="administrative_villages", published="建制村总数", **more),
    )
    share = figures(*parts)["published:village_coverage:2020:computed"]
    assert share.value == Decimal("56.94")
    told = {"published": "建制村快递服务通达率", "unit": "%", "scope": "coverage"}
    stated = observation("56.9", indicator="village_coverage", **told)
    assert "published:village_coverage:2020:computed" not in figures(*parts, stated)


@pytest.mark.parametrize(
    ("value", "more", "verdict"),
    [
        ("67.09", {}, "agrees"),
        ("70.09", {}, "compatible"),
        ("60", {"flags": "at_least"}, "agrees"),
        ("70", {"flags": "at_least"}, "compatible"),
    ],
)
def test_a_published_figure_questions_a_base_but_never_contradicts_it(
    plan, target, value, more, verdict
):
    made = plan(target("t", "67", level="110", indicator="express_revenue"))
    found = audit(made, published=[observation(value, **more)]).findings
    assert [f.verdict.value for f in found if f.family == "baseline"] == [verdict]


def test_a_published_figure_says_where_it_stands(plan, target):
    made = plan(target("t", "67", level="110", indicator="express_revenue"))
    found = audit(made, published=[observation("67.09")]).findings
    (finding,) = [f for f in found if f.family == "baseline"]
    assert "来源：a bulletin" in finding.arithmetic_zh


def test_constant_prices_of_another_base_are_not_compared(plan, target):
    total = {"indicator": "industry_business_total", "published": "邮政行业业务总量"}
    more = {"scope": "business_total_2010_prices", "price_base": "2010"}
    made = plan(target("t", "51.88", level="100", indicator="industry_business_total"))
    found = audit(made, published=[observation("63.06", **total, **more)]).findings
    (finding,) = [f for f in found if f.family == "baseline"]
    assert "不按2010年不变价" in finding.only_if_zh


# divisions


@pytest.fixture(scope="module")
def inner_mongolia():
    return places_of(load_divisions("inner_mongolia"), "150000000000")


def test_administrative_divisions_are_counted_with_and_without_towns(inner_mongolia):
    assert len(inner_mongolia.at(Level.CITY)) == 12
    assert (len(inner_mongolia.at(Level.COUNTY)), len(inner_mongolia.rural(Level.COUNTY))) == (
        103,
        80,
    )
    assert len(inner_mongolia.rural(Level.TOWNSHIP)) == 779


def test_divisions_are_known_by_name_and_stem(inner_mongolia):
    found = inner_mongolia.named_in("全国性的呼和浩特市邮政快递枢纽", Level.CITY)
    assert [division.name for division in found] == ["呼和浩特市"]
    assert inner_mongolia.is_one("包头", inner_mongolia.at(Level.CITY)[1])


def test_a_region_inside_a_tree_has_its_own_divisions():
    places = places_of(load_country(), "410000000000")
    assert len(places.at(Level.CITY)) == 17
    assert places.at(Level.COUNTY) == ()
    assert places_of(load_country(), "") is None
    assert places_of(None, "410000000000") is None
    assert places_of(load_divisions("shanxi"), "410000000000") is None
    assert DivisionCode("410000000000") == places.region


@pytest.mark.parametrize(
    ("printed", "verdict"), [("12", "agrees"), ("11", "compatible"), ("13", "compatible")]
)
def test_a_number_of_divisions_is_held_against_the_roster(plan, fact, printed, verdict):
    told = fact("f", printed, unit="个", zh="盟市")
    made = plan(facts=[told], province="150000000000")
    found = audit(made, divisions=load_divisions("inner_mongolia")).findings
    assert [f.verdict.value for f in found if f.family == "roster"] == [verdict]


def test_without_a_roster_one_finding_says_what_was_not_counted(plan, fact):
    facts = [fact("f", "12", unit="个", zh="盟市"), fact("g", "776", unit="个", zh="苏木乡镇")]
    made = plan(facts=facts, region="某省")
    (finding,) = [f for f in audit(made).findings if f.family == "roster"]
    assert finding.verdict is Verdict.COMPATIBLE
    assert "没有某省的市级、乡级区划名录" in finding.reason_zh
    assert [f for f in audit(plan()).findings if f.family == "roster"] == []
