"""What the audit finds in the two plans, against figures worked out by hand beforehand.

The audit is given the plans, the published statistics and the rosters; never where to look.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from jidi.model.divisions import load_divisions
from jidi.model.plan_loader import load_plan, load_plans
from jidi.model.statistics import load_statistics
from jidi.plan import Verdict, audit
from jidi.plan.relate import relations
from jidi.plan.shown import span

HAND_WRITTEN = tomllib.loads(
    (Path(__file__).parent / "hand_written_relations.toml").read_text("utf-8")
)["relations"]


def audited(name):
    plan = load_plan(name)
    return audit(plan, published=load_statistics(), divisions=load_divisions(plan.province))


def findings(name):
    return {finding.id: finding for finding in audited(name).findings}


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


# what used to be written by hand is now found


@pytest.mark.parametrize("wanted", HAND_WRITTEN, ids=lambda relation: relation["id"])
def test_every_relation_once_written_by_hand_is_found(wanted):
    """The hand may have named the prose where the table says the same, or the reverse."""
    found = [
        relation
        for relation in relations(audited(wanted["plan"]).evidence)
        if type(relation).__name__.lower() == f"{wanted['kind']}relation"
    ]
    if wanted["kind"] == "areas":
        assert wanted["areas"] in [list(relation.areas) for relation in found]
        return
    plan = load_plan(wanted["plan"])
    keys = {_key(plan.figure(ref)) for ref in wanted["figures"]}
    assert any(keys <= {_key(figure) for figure in relation.figures} for relation in found)


def _key(figure):
    return (figure.indicator or figure.item, figure.year, figure.value)


# Shanxi


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


def test_what_hangs_on_a_condition_in_shanxi(shanxi):
    assert with_verdict(shanxi, Verdict.COMPATIBLE) == [
        "areas:areas",
        "box:2",
        "footnote:note:1",
        "increment:sx-041-table",
        "increment:sx-042-table",
        "period:sx-f-002",
        "period:sx-f-003",
        "prices:industry_business_total",
        "ratio:cells_per_set:2025",
        "remainder:sx-f-004:sx-f-005",
        "reproduce:sx-038-table",
        "scope:sx-048-prose",
        "sum:一主三副六中心",
        "survey:sx-039-table",
        "timeline:sx-040-table:related",
    ]


@pytest.mark.parametrize(
    ("name", "number", "text"),
    [
        ("reproduce:sx-038-table", 1863, "251 + 5626 = 5877 ≠ 6000"),
        ("remainder:sx-f-004:sx-f-005", 2559, "8185 − 5626 = 2559；1720 + 204 = 1924"),
        ("ratio:cells_per_set:2025", 17.78, "17.78个/组"),
        ("ratio:unit_revenue:2025", 11.58, "12.52元/件"),
        ("ratio:express_revenue_share:2025", 68.75, "62.26%"),
        ("multiple:sx-f-002-multiple", 43.19, "= 60.53"),
        ("multiple:sx-f-003-multiple", 45.66, "= 79.24"),
        ("sum:sx-f-tasks", 23, "3 + 2 + 4 + 2 + 2 + 3 + 2 + 2 + 3 = 23"),
        ("sum:一主三副六中心", 10, "1 + 3 + 6 = 10"),
        ("sum:commerce_service_share:2020", 100, "80 + 20 = 100%"),
        ("roster:sx-053-prose.level", 12, "11 + 1 = 12"),
        ("survey:sx-039-table", 0.93, "43,218"),
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
    assert "科技创新、安全水平、监管效能" in shanxi["areas:areas"].reason_zh


def test_the_6000_points_hang_on_a_rounding_or_on_4137_more(shanxi):
    assert "5877取整到1000即为6000，或另有4137个" in shanxi["reproduce:sx-038-table"].only_if_zh


def test_the_rural_milestones_come_before_a_weaker_target(shanxi):
    reason = shanxi["timeline:sx-040-table:related"].reason_zh
    assert all(word in reason for word in ("2022年", "2024年", ">90"))


# Inner Mongolia


@pytest.mark.parametrize(
    ("name", "verdict", "recomputed", "interval"),
    [
        ("growth:im-037-table", "agrees", "11.61", "11.52–11.71"),
        ("growth:im-038-table", "agrees", "14.025", "13.91–14.14"),
        ("growth:im-039-table", "contradicts", "13.68", "13.54–13.83"),
        ("growth:im-040-table", "contradicts", "15.335", "14.99–15.68"),
        ("share:im-f-006", "contradicts", "60.81", "60.80–60.82"),
        ("share:im-041-prose.level", "contradicts", "66.67", "65.98–67.36"),
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


def test_the_wrong_share_of_2020_is_told_to_be_that_of_2019(inner_mongolia):
    assert (
        "it fits 2019 as published: 32.95/58.08" in inner_mongolia["share:im-f-006"].arithmetic_en
    )


def test_a_lower_bound_makes_the_prose_hang_on_a_condition(inner_mongolia):
    finding = inner_mongolia["growth:im-040-prose"]
    assert finding.verdict is Verdict.COMPATIBLE
    assert "4.12 is reached" in finding.only_if_en


def test_the_growth_binds_inner_mongolian_express_revenue(inner_mongolia):
    for name in ("growth:im-039-table", "share:im-041-prose.level"):
        assert "binds at 81.12" in inner_mongolia[name].binds_en
        assert "[>14%]→81.12，超过67.5%→81，80→80" in inner_mongolia[name].binds_zh


def test_for_every_target_with_several_conditions_the_report_says_what_binds():
    found = {binding.indicator: binding for binding in audited("inner-mongolia").bindings}
    assert list(found) == [
        "industry_revenue",
        "industry_business_total",
        "express_revenue",
        "express_volume",
    ]
    said = found["express_revenue"].to_json()
    assert said["binds"]["kind"] == "growth"
    assert said["binds"]["level"] == pytest.approx(81.12, abs=0.005)
    levels = [(c["kind"], round(c["level"], 2)) for c in said["conditions"]]
    assert levels == [("growth", 81.12), ("share", 81.0), ("level", 80.0)]


def test_what_contradicts_itself_in_inner_mongolia(inner_mongolia):
    assert with_verdict(inner_mongolia, Verdict.CONTRADICTS) == [
        "growth:im-039-table",
        "growth:im-040-table",
        "notation:growth",
        "share:im-041-prose.level",
        "share:im-f-006",
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
            for finding in audit(plan).findings
            if finding.family == "wording" and finding.verdict is not Verdict.AGREES
        }
        assert noted == found


def test_dashes_of_inner_mongolia_should_be_increments(inner_mongolia):
    text = inner_mongolia["notation:missing"].arithmetic_zh
    assert all(bracket in text for bracket in ("[50]", "[≥2.5]", "[>1.2]"))


def test_hubs_of_inner_mongolia(inner_mongolia):
    nodes = inner_mongolia["sum:1+1+11+2"]
    hubs = inner_mongolia["count:im-f-059-regional:im-p-062"]
    assert (nodes.recomputed, nodes.verdict) == (15, Verdict.AGREES)
    assert (hubs.recomputed, hubs.verdict) == (7, Verdict.COMPATIBLE)
    assert "乌海市、兴安盟、锡林郭勒盟、阿拉善盟" in hubs.only_if_zh
    assert "除另列的呼和浩特市外" in inner_mongolia["roster:im-f-059-regional"].reason_zh


def test_doubling_at_unknown_prices_cannot_be_verified(inner_mongolia):
    total = inner_mongolia["multiple:im-f-002-multiple"]
    assert total.verdict is Verdict.COMPATIBLE
    assert "not verifiable" in total.reason_en
    assert total.only_if_en == "both years stand at the prices of one year"
    revenue = inner_mongolia["multiple:im-f-003-multiple"]
    assert revenue.verdict is Verdict.AGREES
    assert float(revenue.recomputed) == pytest.approx(2.37, abs=0.005)
    assert "29.26" in revenue.arithmetic_zh


def test_published_figures_question_bases_of_inner_mongolia(inner_mongolia):
    found = with_verdict(inner_mongolia, Verdict.COMPATIBLE, "baseline:im-0")
    assert [name.split(":")[1] for name in found] == [
        "im-037-table",
        "im-038-table",
        "im-039-table",
        "im-040-table",
        "im-048-table",
    ]
    village = inner_mongolia["baseline:im-048-table:published:village_coverage:2020"]
    assert float(village.recomputed) == 56.9
    assert "6317/11094 = 56.94%" in inner_mongolia["share:im-048-table.baseline"].arithmetic_zh


def test_goals_reached_before_the_plan_began_are_seen(inner_mongolia):
    assert with_verdict(inner_mongolia, Verdict.COMPATIBLE, "reached") == [
        "reached:im-047-parks:im-f-008-parks",
        "reached:im-047-townships:im-f-010",
    ]


def test_yields_of_inner_mongolia(inner_mongolia):
    assert "21.54元/件" in inner_mongolia["ratio:unit_revenue:2025"].arithmetic_zh
    assert inner_mongolia["ratio:unit_revenue:2025"].recomputed == 20
    assert inner_mongolia["ratio:retail_per_parcel:2025"].recomputed == 150
    assert inner_mongolia["ratio:retail_per_parcel:2025"].verdict is Verdict.COMPATIBLE


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("naming:levels", "四级寄递服务网络"),
        ("naming:county_centre_coverage", "集散中心"),
        ("footnote:mark:1", "标记①"),
        ("prices:industry_business_total", "未注明价格基期"),
        ("areas:areas", "科技绿色创新、行业治理"),
        ("areas:im-f-036-abilities", "跨境寄递能力、绿色科技能力、行业治理能力"),
    ],
)
def test_traps_of_inner_mongolia_that_are_no_arithmetic(inner_mongolia, name, word):
    assert inner_mongolia[name].verdict is Verdict.COMPATIBLE
    assert word in inner_mongolia[name].reason_zh


def test_eighty_centres_are_all_banners_and_counties_without_districts(inner_mongolia):
    finding = inner_mongolia["roster:im-076-box.level"]
    assert finding.verdict is Verdict.AGREES
    assert "不含城区80个" in finding.reason_zh
    assert inner_mongolia["box:im-f-036-projects"].verdict is Verdict.AGREES


# all findings


@pytest.mark.parametrize("plan", load_plans(), ids=lambda plan: plan.id)
def test_every_finding_says_what_why_and_where_in_two_languages(plan):
    found = audited(plan.id).findings
    assert len({finding.id for finding in found}) == len(found)
    for finding in found:
        assert finding.at
        assert finding.reason_zh
        assert finding.reason_en.endswith((".", "。")) or ". " in finding.reason_en
        assert bool(finding.only_if_zh) is (finding.verdict is Verdict.COMPATIBLE)
        assert bool(finding.only_if_en) is (finding.verdict is Verdict.COMPATIBLE)
        assert finding.zh
        assert finding.en
        for ref, _ in finding.printed:
            assert ref.startswith("published:") or plan.figure(ref) is not None
    assert json.loads(json.dumps([finding.to_json() for finding in found], ensure_ascii=False))


def test_the_audit_gives_the_same_twice():
    assert audited("shanxi").findings == audited("shanxi").findings


def test_without_a_roster_the_audit_says_that_divisions_were_not_counted():
    found = {finding.id: finding for finding in audit(load_plan("inner-mongolia")).findings}
    unknown = found["roster:unknown"]
    assert unknown.verdict is Verdict.COMPATIBLE
    assert "未做" in unknown.reason_zh
    assert [name for name in found if name.startswith("roster")] == ["roster:unknown"]


def test_published_figures_of_other_places_question_nothing():
    plan = load_plan("shanxi")
    alone = audit(plan).findings
    elsewhere = [o for o in load_statistics() if o.division.text != plan.province]
    assert audit(plan, published=elsewhere).findings == alone
