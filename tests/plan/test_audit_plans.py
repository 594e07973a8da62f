"""What the audit finds in the two plans, against figures worked out by hand beforehand."""

from __future__ import annotations

import json

import pytest

from jidi.model.plan_loader import load_plan, load_plans
from jidi.plan import Verdict, audit
from jidi.plan.shown import span


def findings(name):
    return {finding.id: finding for finding in audit(load_plan(name))}


@pytest.fixture(scope="module")
def shanxi():
    return findings("shanxi")


@pytest.fixture(scope="module")
def inner_mongolia():
    return findings("inner-mongolia")


def with_verdict(found, verdict, family=""):
    return sorted(
        name for name, f in found.items() if f.verdict is verdict and name.startswith(family)
    )


@pytest.mark.parametrize(
    ("name", "recomputed", "interval"),
    [
        ("growth:sx-034-table", "8.218", "8.14–8.30"),
        ("growth:sx-035-table", "11.96", "11.64–12.29"),
        ("growth:sx-036-table", "10.42", "10.16–10.69"),
        ("growth:sx-038-table", "5.922", "5.92–5.93"),
    ],
)
def test_shanxi_growth_rates_agree_with_the_levels(shanxi, name, recomputed, interval):
    finding = shanxi[name]
    assert finding.verdict is Verdict.AGREES
    assert float(finding.recomputed) == pytest.approx(float(recomputed), abs=0.005)
    assert span(finding.interval) == interval


def test_shanxi_holds_no_contradiction(shanxi):
    assert with_verdict(shanxi, Verdict.CONTRADICTS) == []


def test_what_is_doubtful_in_shanxi(shanxi):
    assert with_verdict(shanxi, Verdict.COMPATIBLE) == [
        "areas:sx-x-areas",
        "increment:sx-041-table",
        "increment:sx-042-table",
        "ratio:sx-x-cells",
        "remainder:sx-x-outlets",
        "reproduce:sx-x-points",
        "sum:sx-x-nodes",
        "timeline:sx-x-villages",
    ]


@pytest.mark.parametrize(
    ("name", "number", "text"),
    [
        ("reproduce:sx-x-points", 1863, "5626 + 251 = 5877 ≠ 6000"),
        ("remainder:sx-x-outlets", 2559, "8185 − 5626 = 2559"),
        ("ratio:sx-x-cells", 17.78, "17.78个/组"),
        ("ratio:sx-x-yield", 11.58, "12.52元/件"),
        ("ratio:sx-x-share", 68.75, "62.26%"),
        ("multiple:sx-x-total-2015", 43.19, "= 60.53"),
        ("multiple:sx-x-revenue-2015", 45.66, "= 79.24"),
        ("sum:sx-x-tasks", 23, "3 + 2 + 4 + 2 + 2 + 3 + 2 + 2 + 3 = 23"),
        ("sum:sx-x-nodes", 10, "1 + 3 + 6 = 10"),
    ],
)
def test_shanxi_arithmetic(shanxi, name, number, text):
    assert float(shanxi[name].recomputed) == pytest.approx(number, abs=0.005)
    assert text in shanxi[name].arithmetic_zh


@pytest.mark.parametrize(
    ("base", "rate"), [("107.76", "8.23"), ("5.3584", "12.13"), ("67.09", "10.39")]
)
def test_shanxi_growth_is_also_told_from_the_finer_base(shanxi, base, rate):
    texts = [f.arithmetic_en for name, f in shanxi.items() if name.startswith("growth")]
    assert any(f"from {base}: {rate} %" in text for text in texts)


def test_three_of_seven_areas_have_no_indicator(shanxi):
    assert "科技创新、安全水平、监管效能" in shanxi["areas:sx-x-areas"].reason_zh


@pytest.mark.parametrize(
    ("name", "verdict", "recomputed", "interval"),
    [
        ("growth:im-037-table", "agrees", "11.61", "11.52–11.71"),
        ("growth:im-038-table", "agrees", "14.025", "13.91–14.14"),
        ("growth:im-039-table", "contradicts", "13.68", "13.54–13.83"),
        ("growth:im-040-table", "contradicts", "15.335", "14.99–15.68"),
        ("share:im-x-share-2020", "contradicts", "60.81", "60.80–60.82"),
        ("share:im-x-share-2025", "contradicts", "66.67", "65.98–67.36"),
    ],
)
def test_inner_mongolia_growth_and_shares(inner_mongolia, name, verdict, recomputed, interval):
    finding = inner_mongolia[name]
    assert finding.verdict == verdict
    assert float(finding.recomputed) == pytest.approx(float(recomputed), abs=0.005)
    assert span(finding.interval) == interval


def test_the_volume_of_inner_mongolia_fails_from_the_finer_base_too(inner_mongolia):
    finding = inner_mongolia["growth:im-040-table"]
    assert "基数取1.9558：15.38%（15.09–15.67%）" in finding.arithmetic_zh
    assert "3.95–4.05" in finding.reason_en


def test_a_lower_bound_makes_the_prose_doubtful_rather_than_wrong(inner_mongolia):
    assert inner_mongolia["growth:im-040-prose"].verdict is Verdict.COMPATIBLE


def test_the_growth_binds_inner_mongolian_express_revenue(inner_mongolia):
    for name in ("growth:im-039-table", "share:im-x-share-2025"):
        assert "binds at 81.12" in inner_mongolia[name].binds_en
        assert "[>14%]→81.12，超过67.5%→81，80→80" in inner_mongolia[name].binds_zh


def test_what_contradicts_itself_in_inner_mongolia(inner_mongolia):
    assert with_verdict(inner_mongolia, Verdict.CONTRADICTS) == [
        "growth:im-039-table",
        "growth:im-040-table",
        "notation:growth",
        "share:im-x-share-2020",
        "share:im-x-share-2025",
        "unit:im-052-table",
    ]


def test_table_and_prose_of_inner_mongolia_differ_four_times(inner_mongolia):
    found = with_verdict(inner_mongolia, Verdict.COMPATIBLE, "wording")
    assert [name.split(":")[1] for name in found] == [
        "im-037-table",
        "im-038-table",
        "im-040-table",
        "im-048-table",
    ]


def test_conflicts_noted_in_the_data_are_those_the_audit_finds():
    for plan in load_plans():
        noted = {
            frozenset((target.id, other))
            for target in plan.targets
            for other in target.conflict_with
        }
        found = {
            frozenset(finding.id.split(":")[1:3])
            for finding in audit(plan)
            if finding.family == "wording" and finding.verdict is not Verdict.AGREES
        }
        assert noted == found


def test_dashes_of_inner_mongolia_should_be_increments(inner_mongolia):
    text = inner_mongolia["notation:missing"].arithmetic_zh
    assert all(bracket in text for bracket in ("[50]", "[≥2.5]", "[>1.2]"))


def test_hubs_of_inner_mongolia(inner_mongolia):
    nodes, hubs = inner_mongolia["sum:im-x-nodes"], inner_mongolia["count:im-x-hubs"]
    assert (nodes.recomputed, nodes.verdict) == (15, Verdict.AGREES)
    assert (hubs.recomputed, hubs.verdict) == (7, Verdict.COMPATIBLE)
    assert "乌海市、兴安盟、锡林郭勒盟、阿拉善盟" in hubs.only_if_zh


def test_doubling_at_unknown_prices_cannot_be_verified(inner_mongolia):
    assert inner_mongolia["multiple:im-x-total-2015"].verdict is Verdict.COMPATIBLE
    assert "not verifiable" in inner_mongolia["multiple:im-x-total-2015"].reason_en
    revenue = inner_mongolia["multiple:im-x-revenue-2015"]
    assert revenue.verdict is Verdict.AGREES
    assert float(revenue.recomputed) == pytest.approx(2.37, abs=0.005)
    assert "29.26" in revenue.arithmetic_zh


def test_outside_figures_question_bases_of_inner_mongolia(inner_mongolia):
    assert len(with_verdict(inner_mongolia, Verdict.COMPATIBLE, "baseline")) == 4
    village = inner_mongolia["baseline:im-048-table:im-r-villages-reached"]
    assert float(village.recomputed) == 56.94


def test_a_goal_reached_before_the_plan_began_is_seen(inner_mongolia):
    assert with_verdict(inner_mongolia, Verdict.COMPATIBLE, "reached") == [
        "reached:im-047-parks:im-f-008-parks"
    ]


def test_yields_of_inner_mongolia(inner_mongolia):
    assert "21.54元/件" in inner_mongolia["ratio:im-x-yield"].arithmetic_zh
    assert inner_mongolia["ratio:im-x-yield"].recomputed == 20
    assert inner_mongolia["ratio:im-x-retail"].recomputed == 150
    assert inner_mongolia["ratio:im-x-retail"].verdict is Verdict.COMPATIBLE


@pytest.mark.parametrize("plan", load_plans(), ids=lambda plan: plan.id)
def test_every_finding_says_what_why_and_where_in_two_languages(plan):
    found = audit(plan)
    assert len({finding.id for finding in found}) == len(found)
    for finding in found:
        assert finding.at
        assert finding.reason_zh
        assert finding.reason_en.endswith((".", "。")) or ". " in finding.reason_en
        assert finding.zh
        assert finding.en
        for figure, _ in finding.printed:
            assert plan.figure(figure) is not None
    assert json.loads(json.dumps([finding.to_json() for finding in found], ensure_ascii=False))


def test_the_audit_gives_the_same_twice():
    plan = load_plan("shanxi")
    assert audit(plan) == audit(plan)
