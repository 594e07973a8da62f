"""Each rule of the audit, on plans made for it: agreement, contradiction, doubt."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.measure import Interval
from jidi.plan import Verdict, audit
from jidi.plan.demand import demands
from jidi.plan.shown import shown, span


def only(plan, family):
    found = [finding for finding in audit(plan) if finding.family == family]
    assert len(found) == 1
    return found[0]


def verdicts(plan, family):
    return [finding.verdict.value for finding in audit(plan) if finding.family == family]


# growth


@pytest.mark.parametrize(
    ("level", "growth", "verdict"),
    [
        ("160", "8.2%", "agrees"),
        ("160", "8.5%", "contradicts"),
        ("160", ">8.2%", "agrees"),
        ("160", ">8.25%", "compatible"),
        ("160", ">8.5%", "contradicts"),
        (">160", ">8.5%", "compatible"),
        (">160", "9%", "compatible"),
        (">160", "5%", "contradicts"),
        ("160", "<8.3%", "agrees"),
        ("160", "<8.0%", "contradicts"),
    ],
)
def test_growth_is_judged_with_rounding(plan, target, level, growth, verdict):
    made = plan(target("t", "107.8", level=level, growth=growth))
    assert only(made, "growth").verdict == verdict


def test_growth_that_only_just_holds_is_said_to(plan, target):
    clear = plan(target("t", "107.8", level="160", growth=">8%"))
    narrow = plan(target("t", "107.8", level="160", growth=">8.2%"))
    assert "by less than rounding" not in only(clear, "growth").reason_en
    assert "by less than rounding" in only(narrow, "growth").reason_en


@given(
    base=st.decimals(min_value=1, max_value=10**4, places=2),
    growth=st.decimals(min_value="0.1", max_value=30, places=1),
)
def test_a_growth_rate_within_rounding_is_consistent(base, growth):
    """A target computed from base and growth, then rounded, never contradicts them."""
    from jidi.plan.checks.growth import check_growth

    level = (base * (1 + growth / 100) ** 5).quantize(Decimal("0.01"))
    made = _plan_of(str(base), str(level), f"{growth}%")
    (finding,) = check_growth(made)
    assert finding.verdict is Verdict.AGREES


@given(
    base=st.decimals(min_value=100, max_value=10**4, places=2),
    growth=st.decimals(min_value=1, max_value=30, places=1),
)
def test_a_growth_rate_a_point_off_is_a_contradiction(base, growth):
    from jidi.plan.checks.growth import check_growth

    level = (base * (1 + (growth + 1) / 100) ** 5).quantize(Decimal("0.01"))
    (finding,) = check_growth(_plan_of(str(base), str(level), f"{growth}%"))
    assert finding.verdict is Verdict.CONTRADICTS


def _plan_of(base, level, growth):
    from jidi.model.plan import Plan

    at = [{"line": 1, "text": "1"}]
    conditions = [{"kind": "level", "printed": level}, {"kind": "growth", "printed": growth}]
    record = {"id": "t", "item": "SX-001", "indicator": "thing", "zh": "事", "en": "Thing"}
    record |= {"unit": "亿元", "quantity": "money", "source": "table", "path": "geometric"}
    record |= {"baseline": base, "conditions": conditions, "at": at}
    head = {"id": "p", "zh": "试", "en": "T", "province": "140000000000", "text_file": "x"}
    notation = {"brackets": "cumulative", "zh": "累计", "en": "sums", "at": at}
    return Plan.model_validate(head | {"notation": notation, "targets": [record]})


def test_growth_without_any_base_is_not_judged(plan, target):
    record = target("t", level="160", growth="8.2%", source="prose")
    assert verdicts(plan(record), "growth") == []


def test_prose_is_judged_from_the_base_of_the_table(plan, target):
    table = target("t", "107.8", level="160", growth="8.2%")
    prose = target("p", level="160", growth="9%", source="prose")
    assert verdicts(plan(table, prose), "growth") == ["agrees", "contradicts"]
    same = target("p", level="完成160", growth="8.2%", source="prose")
    assert verdicts(plan(table, same), "growth") == ["agrees"]


# increments, brackets, wording, units


@pytest.mark.parametrize(
    ("base", "level", "increment", "verdict"),
    [
        ("16", ">25", "[>9]", "agrees"),
        ("16", "25", "[>9]", "compatible"),
        ("90", "基本实现100", "[10]", "compatible"),
        ("16", "25", "[12]", "contradicts"),
        ("1.6", "2.5", "[0.9]", "agrees"),
    ],
)
def test_increments_are_judged_by_number_and_sign(plan, target, base, level, increment, verdict):
    made = plan(target("t", base, level=level, increment=increment))
    assert only(made, "increment").verdict == verdict


def test_an_increment_without_a_base_is_not_judged(plan, target):
    record = target("t", level="25", increment="9", source="prose")
    assert verdicts(plan(record), "increment") == []


def test_brackets_around_growth_contradict_the_note(plan, target):
    made = plan(
        target("t", "50", level="100", growth="[>14%]"), target("u", "5", level="≥7", indicator="u")
    )
    found = [finding for finding in audit(made) if finding.family == "notation"]
    assert [finding.verdict.value for finding in found] == ["contradicts", "compatible"]
    assert "[≥2]" in found[1].arithmetic_zh


def test_a_plan_without_brackets_has_nothing_to_misuse(plan, target):
    assert verdicts(plan(target("t", "50", level="100", growth="14%")), "notation") == []
    assert verdicts(plan(target("t", "50", level="100")), "notation") == []


@pytest.mark.parametrize(
    ("prose", "verdict"),
    [
        ("达到120", "agrees"),
        ("超过120", "compatible"),
        ("基本实现120", "compatible"),
        ("130", "contradicts"),
    ],
)
def test_two_statements_of_one_target_are_compared(plan, target, prose, verdict):
    made = plan(target("t", level="120"), target("p", level=prose, source="prose"))
    assert only(made, "wording").verdict == verdict


def test_above_and_at_least_are_both_bounds(plan, target):
    made = plan(target("t", level=">120"), target("p", level="120以上", source="prose"))
    finding = only(made, "wording")
    assert finding.verdict is Verdict.AGREES
    assert "includes the number itself" in finding.reason_en


def test_statements_in_different_units_or_kinds_are_not_compared(plan, target):
    table = target("t", "100", level="120", growth="3.7%")
    other = target("p", level="12", unit="万元", source="prose")
    assert verdicts(plan(table, other), "wording") == []
    lone = target("p", level="120", source="prose")
    assert verdicts(plan(table, lone), "wording") == ["agrees"]


@pytest.mark.parametrize(
    ("quantity", "unit", "printed", "verdict"),
    [
        ("index", "分", "%", ["contradicts"]),
        ("stock", "处", "家", ["compatible"]),
        ("stock", "处", "处", []),
    ],
)
def test_units_must_suit_what_is_measured(plan, target, quantity, unit, printed, verdict):
    record = target("t", level="96", quantity=quantity, unit=unit, printed_unit=printed)
    assert verdicts(plan(record | {"path": "linear"}), "unit") == verdict


# bases and targets already reached


def test_a_base_is_compared_with_stated_and_outside_figures(plan, target, fact, outside):
    base = target("t", "1.96", level="4", unit="亿件", quantity="volume")
    made = plan(
        base,
        facts=[
            fact("f", "19557.57", unit="万件", indicator="thing"),
            fact("g", "2.5", unit="亿件", indicator="thing"),
            fact("h", "9", unit="个", indicator="thing"),
            fact("i", "2.5", unit="亿件", indicator="thing", year=2015),
            fact("j", "2.5", unit="亿件"),
        ],
        references=[outside("o", "1.94", unit="亿件"), outside("q", "1.957", unit="亿件")],
    )
    assert verdicts(made, "baseline") == ["agrees", "contradicts", "compatible", "agrees"]


@pytest.mark.parametrize(
    ("printed", "changes", "reached"),
    [
        ("全部", {}, True),
        ("99%", {}, False),
        ("基本全覆盖", {}, False),
        ("全部", {"direction": "down"}, False),
    ],
)
def test_a_target_met_in_the_base_year_is_doubtful(plan, target, fact, printed, changes, reached):
    record = target("t", level="全覆盖", unit="%", quantity="rate", path="linear") | changes
    made = plan(record, facts=[fact("f", printed, unit="%", indicator="thing")])
    assert verdicts(made, "reached") == (["compatible"] if reached else [])


def test_outside_figures_do_not_make_a_target_reached(plan, target, outside):
    made = plan(target("t", level="100"), references=[outside("o", "200")])
    assert verdicts(made, "reached") == []


# parts and wholes


@pytest.mark.parametrize(
    ("share", "verdict"),
    [
        ("66.7%", "agrees"),
        ("67.3%", "agrees"),
        ("56.6%", "contradicts"),
        ("超过60%", "agrees"),
        ("超过67%", "compatible"),
        ("超过67.5%", "contradicts"),
    ],
)
def test_a_share_is_judged_with_rounding(plan, target, fact, relation, share, verdict):
    made = plan(
        target("t", level="100"),
        facts=[fact("part", "80"), fact("whole", "120"), fact("share", share, unit="%")],
        relations=[relation("share", part="part", whole="whole", share="share")],
    )
    assert only(made, "share").verdict == verdict


def test_a_planned_share_says_which_condition_binds(plan, target, relation):
    made = plan(
        target("t", "42.13", level="80", growth=">14%", share=("超过67.5%", "total", "120")),
        target("w", level="120", indicator="total"),
        relations=[relation("share", part="t.level", whole="w.level", share="t.share")],
    )
    assert "binds at 81.12" in only(made, "share").binds_en


def parts(fact, *numbers, unit="个"):
    return [fact(f"p{n}", number, unit=unit) for n, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("numbers", "unit", "more", "verdict"),
    [
        (("1", "1", "11", "2"), "个", {"notation": "1+1+11+2"}, "agrees"),
        (("1", "1", "11", "2"), "个", {"notation": "1+1+12+2"}, "contradicts"),
        (("1", "3", "6"), "个", {"named": False}, "compatible"),
        (("80%", "20%"), "%", {}, "agrees"),
        (("80%", "30%"), "%", {}, "contradicts"),
        (("3", "4"), "个", {"whole": "whole"}, "agrees"),
        (("3", "9"), "个", {"whole": "whole"}, "contradicts"),
    ],
)
def test_parts_are_added_up(plan, fact, relation, numbers, unit, more, verdict):
    facts = parts(fact, *numbers, unit=unit)
    names = [part["id"] for part in facts]
    made = plan(
        facts=[*facts, fact("whole", "7", unit="个")],
        relations=[relation("sum", parts=names, **more)],
    )
    assert only(made, "sum").verdict == verdict


@pytest.mark.parametrize(
    ("headline", "listed", "more", "verdict"),
    [
        ("3", "abc", {}, "agrees"),
        ("2", "abc", {}, "contradicts"),
        ("5", "abc", {}, "compatible"),
        ("5", "abc", {"expected": list("abcde")}, "compatible"),
        ("3", "abc", {"listed_as": "other"}, "contradicts"),
    ],
)
def test_a_number_is_compared_with_its_list(plan, fact, relation, headline, listed, more, verdict):
    made = plan(
        facts=[fact("head", headline, unit="个"), fact("other", "4", unit="个")],
        relations=[relation("count", headline="head", listed=list(listed), **more)],
    )
    finding = only(made, "count")
    assert finding.verdict == verdict
    assert ("d、e" in finding.only_if_zh) is ("expected" in more)


@pytest.mark.parametrize(("whole", "verdict"), [("6000", "compatible"), ("1863", "agrees")])
def test_a_number_is_traced_to_its_parts(plan, fact, relation, whole, verdict):
    made = plan(
        facts=[fact("whole", whole), fact("a", "251"), fact("b", "1612"), fact("c", "5626")],
        relations=[relation("reproduce", whole="whole", candidates=[["a", "b"], ["c", "a"]])],
    )
    assert only(made, "reproduce").verdict == verdict


@pytest.mark.parametrize(
    ("part", "verdict"), [("5626", "compatible"), ("7000", "agrees"), ("9000", "contradicts")]
)
def test_a_remainder_shows_what_may_be_inside(plan, fact, relation, part, verdict):
    made = plan(
        facts=[fact("whole", "8185"), fact("part", part), fact("a", "1720"), fact("b", "204")],
        relations=[relation("remainder", whole="whole", part="part", maybe=["a", "b"])],
    )
    assert only(made, "remainder").verdict == verdict


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({}, "agrees"),
        ({"low": 10, "high": 20, "basis_zh": "试", "basis_en": "test"}, "agrees"),
        ({"low": 40, "high": 100, "basis_zh": "试", "basis_en": "test"}, "compatible"),
    ],
)
def test_an_implied_ratio_is_told_and_held_against_a_range(plan, fact, relation, more, verdict):
    made = plan(
        facts=[fact("cells", "16", unit="万个"), fact("sets", "9000", unit="组")],
        relations=[relation("ratio", numerator="cells", denominator="sets", unit="个/组", **more)],
    )
    finding = only(made, "ratio")
    assert finding.verdict == verdict
    assert shown(finding.recomputed) == "17.78"


# multiples, timelines, areas


def multiple(fact, relation, printed, wording, **more):
    facts = [
        fact("now", "150.72", indicator="thing"),
        fact("times", printed, kind="multiple", wording=wording, base_year=2015, unit="倍"),
        fact("base", "43.19", year=2015),
        fact("rate", "50%", unit="%", kind="share"),
    ]
    return {
        "facts": facts,
        "relations": [relation("multiple", now="now", multiple="times", **more)],
    }


@pytest.mark.parametrize(
    ("printed", "more", "verdict"),
    [
        ("3.49", {"base_product": ["base"]}, "agrees"),
        ("2.49", {"base_product": ["base"]}, "contradicts"),
        ("翻番", {"base_product": ["base"]}, "agrees"),
        ("翻番", {"base_product": ["base"], "base_divisors": ["rate"]}, "contradicts"),
        ("翻番", {}, "compatible"),
        ("翻番", {"same_prices": False}, "compatible"),
    ],
)
def test_a_multiple_needs_an_earlier_value(plan, fact, relation, printed, more, verdict):
    made = plan(**multiple(fact, relation, printed, "times", **more))
    assert only(made, "multiple").verdict == verdict


@pytest.mark.parametrize(
    ("later", "verdict"), [("56.87", "agrees"), ("70", "compatible"), ("30", "contradicts")]
)
def test_a_later_figure_decides_how_growth_by_times_is_read(
    plan, fact, outside, relation, later, verdict
):
    data = multiple(fact, relation, "2.49", "grew_by", later="o")
    made = plan(**data, references=[outside("o", later, year=2016)])
    assert only(made, "multiple").verdict == verdict


@pytest.mark.parametrize(
    ("first", "same", "verdict"),
    [("90", True, "agrees"), ("100", True, "contradicts"), ("100", False, "compatible")],
)
def test_a_later_goal_must_not_be_weaker(plan, target, milestone, relation, first, same, verdict):
    made = plan(
        target("t", level=">90", unit="%", quantity="rate"),
        milestones=[milestone("m", first, "2022-12-31")],
        relations=[relation("timeline", milestones=["m"], target="t.level", same_measure=same)],
    )
    assert only(made, "timeline").verdict == verdict


@pytest.mark.parametrize(
    ("areas", "verdict"), [(["规模"], "agrees"), (["规模", "安全"], "compatible")]
)
def test_announced_areas_should_have_an_indicator(plan, target, relation, areas, verdict):
    made = plan(
        target("t", level="100", area="规模"),
        relations=[relation("areas", areas=areas, at=[{"line": 1, "text": "1"}])],
    )
    assert only(made, "areas").verdict == verdict


# demands, and how numbers are shown


def test_demands_rank_the_most_demanding_first(plan, target):
    made = plan(
        target("t", "42.13", level="80", growth=">14%", share=("超过67.5%", "total", "120")),
        target("w", level="120", indicator="total"),
    )
    ranked = demands(made.headline("thing"), years=5)
    assert [shown(demand.level) for demand in ranked] == ["81.12", "81", "80"]


def test_of_equal_demands_the_strict_one_comes_first(plan, target):
    made = plan(
        target("t", "100", level="120", increment="20"),
        target("p", level="超过120", source="prose"),
        target("q", level="基本实现120", source="prose"),
    )
    ranked = demands(made.headline("thing"), years=5)
    assert [str(d.condition.printed) for d in ranked] == ["超过120", "120", "20", "基本实现120"]


def test_downward_demands_rank_the_lowest_first(plan, target):
    record = target("t", level="60")
    made = plan(record | {"direction": "down"}, target("p", level="50", source="prose"))
    ranked = demands(made.headline("thing"), years=5)
    assert [shown(demand.level) for demand in ranked] == ["50", "60"]


def test_a_demand_that_needs_a_base_is_left_out_without_one(plan, target):
    made = plan(target("t", level="60", growth="8%", source="prose"))
    assert len(demands(made.headline("thing"), years=5)) == 1


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("13.6847", 2, "13.68"),
        ("9", 2, "9"),
        ("2.50", 2, "2.5"),
        ("59.9999", 2, "60.00"),
        ("100", 0, "100"),
        ("0.125", 2, "0.13"),
    ],
)
def test_numbers_show_as_many_digits_as_they_need(value, digits, text):
    assert shown(Decimal(value), digits) == text


def test_a_span_of_one_shown_number_shows_it_once():
    assert span(Interval(Decimal("1.001"), Decimal("1.002"))) == "1.00"
    assert span(Interval(Decimal("1.1"), Decimal("1.2"))) == "1.1–1.2"
