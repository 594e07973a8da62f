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
    found = [finding for finding in audit(plan).findings if finding.family == family]
    assert len(found) == 1
    return found[0]


def verdicts(plan, family):
    return [finding.verdict.value for finding in audit(plan).findings if finding.family == family]


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
    level = (base * (1 + growth / 100) ** 5).quantize(Decimal("0.01"))
    made = _plan_of(str(base), str(level), f"{growth}%")
    assert only(made, "growth").verdict is Verdict.AGREES


@given(
    base=st.decimals(min_value=100, max_value=10**4, places=2),
    growth=st.decimals(min_value=1, max_value=30, places=1),
)
def test_a_growth_rate_a_point_off_is_a_contradiction(base, growth):
    level = (base * (1 + (growth + 1) / 100) ** 5).quantize(Decimal("0.01"))
    made = _plan_of(str(base), str(level), f"{growth}%")
    assert only(made, "growth").verdict is Verdict.CONTRADICTS


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
    found = [finding for finding in audit(made).findings if finding.family == "notation"]
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


@pytest.mark.parametrize(
    ("level", "unit", "verdict"),
    [
        ("1200000", "万元", "agrees"),
        ("1300000", "万元", "contradicts"),
        ("120.4", "亿元", "agrees"),
        ("超过110", "亿元", "compatible"),
        ("130左右", "亿元", "compatible"),
        ("力争130", "亿元", "compatible"),
        ("120", "亿件", "compatible"),
    ],
)
def test_statements_are_compared_across_units_roundings_and_bounds(
    plan, target, level, unit, verdict
):
    made = plan(target("t", level="120"), target("p", level=level, unit=unit, source="prose"))
    assert only(made, "wording").verdict == verdict


def test_two_numbers_of_one_sentence_may_mean_two_things(plan, target):
    prose = {"source": "prose", "indicator": "x"}
    made = plan(target("p", level="5", **prose), target("q", level="9", **prose))
    assert only(made, "wording").verdict is Verdict.COMPATIBLE


def test_statements_of_different_kinds_or_years_are_not_compared(plan, target):
    table = target("t", "100", level="120", growth="3.7%")
    lone = target("p", level="120", source="prose")
    assert verdicts(plan(table, lone), "wording") == ["agrees"]
    early = target("p", level="110", source="prose", year=2023)
    assert verdicts(plan(table, early), "wording") == []


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
            fact("f", "19557.57", unit="万件", indicator="thing", zh="甲"),
            fact("g", "2.5", unit="亿件", indicator="thing", zh="乙"),
            fact("h", "9", unit="个", indicator="thing", zh="丙"),
            fact("i", "2.5", unit="亿件", indicator="thing", year=2015, zh="丁"),
            fact("j", "2.5", unit="亿件", zh="戊"),
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
        ("99%", {"direction": "down"}, True),
        ("全部", {"direction": "none"}, False),
    ],
)
def test_a_target_met_in_the_base_year_is_doubtful(plan, target, fact, printed, changes, reached):
    record = target("t", level="全覆盖", unit="%", quantity="rate", path="linear") | changes
    made = plan(record, facts=[fact("f", printed, unit="%", indicator="thing")])
    assert verdicts(made, "reached") == (["compatible"] if reached else [])


def test_two_facts_of_one_name_and_year_must_agree(plan, fact):
    one = fact("f", "8185", unit="处", indicator="thing")
    other = fact("g", "8158", unit="处", indicator="thing") | {"at": [{"line": 9, "text": "1"}]}
    assert only(plan(facts=[one, other]), "baseline").verdict is Verdict.CONTRADICTS
    same = other | {"printed": "8185"}
    assert only(plan(facts=[one, same]), "baseline").verdict is Verdict.AGREES


def test_from_one_number_to_another_is_no_contradiction(plan, target, fact):
    """由1.81亿件增至8.67亿件: the first is of another year that the plan may not print."""
    now = {"unit": "亿件", "indicator": "thing"}
    base = target("t", "8.67", level="21", unit="亿件", quantity="volume")
    made = plan(base, facts=[fact("f", "1.81", **now), fact("g", "8.67", **now)])
    assert verdicts(made, "baseline") == ["agrees"]


def test_a_short_name_means_what_its_neighbour_means(plan, target, fact):
    """业务收入 after 快递业务量 is express revenue, after 业务总量 the industry's."""
    revenue = target("t", "42.13", level="80", indicator="express_revenue", zh="快递业务收入")
    whole = target("w", "69.28", level="120", indicator="industry_revenue", zh="邮政行业业务收入")
    volume = fact("v", "19557", unit="万件", zh="快递业务量", indicator="express_volume")
    short = fact("r", "42.13", zh="业务收入", indicator="unlisted/业务收入")
    assert verdicts(plan(revenue, whole, facts=[volume, short]), "baseline") == ["agrees"]
    wrong = short | {"printed": "45.13"}
    found = audit(plan(revenue, whole, facts=[volume, wrong])).findings
    (finding,) = [f for f in found if f.family == "baseline"]
    assert finding.verdict is Verdict.COMPATIBLE
    assert "另有所指" in finding.only_if_zh


def test_outside_figures_do_not_make_a_target_reached(plan, target, outside):
    made = plan(target("t", level="100"), references=[outside("o", "200")])
    assert verdicts(made, "reached") == []


# parts and wholes


def revenues(target, *, share=None, **more):
    """Express revenue of 80 in an industry of 120, for the target year."""
    express = target("e", level="80", indicator="express_revenue", zh="快递业务收入", **more)
    whole = target("w", level="120", indicator="industry_revenue", zh="邮政行业业务收入")
    if share is None:
        return [express, whole]
    changes = {"unit": "%", "quantity": "rate", "path": "linear", "source": "prose"}
    name = {"indicator": "express_revenue_share", "zh": "快递业务收入占行业收入比重"}
    return [express, whole, target("s", level=share, **name, **changes)]


@pytest.mark.parametrize(
    ("share", "verdict"),
    [
        ("66.7%", "agrees"),
        ("67.3%", "agrees"),
        ("56.6%", "contradicts"),
        ("超过60%", "agrees"),
        ("超过67%", "compatible"),
        ("超过67.5%", "contradicts"),
        ("约56.6%", "compatible"),
    ],
)
def test_a_share_is_judged_with_rounding(plan, target, share, verdict):
    assert only(plan(*revenues(target, share=share)), "share").verdict == verdict


def test_a_share_of_a_measure_without_indicator_is_read_from_its_words(plan, fact):
    named = [
        fact("part", "30", zh="冷链收入", indicator="unlisted/冷链收入"),
        fact("whole", "60", zh="物流业收入", indicator="unlisted/物流业收入"),
        fact("share", "40%", unit="%", zh="冷链收入占物流业收入的比重", indicator="unlisted/x"),
    ]
    assert only(plan(facts=named), "share").verdict is Verdict.CONTRADICTS


def test_a_planned_share_says_which_condition_binds(plan, target):
    made = plan(*revenues(target, share="超过67.5%", baseline="42.13", growth=">14%"))
    assert "binds at 81.12" in only(made, "share").binds_en
    found = {binding.indicator: binding for binding in audit(made).bindings}
    assert [shown(d.level) for d in found["express_revenue"].demands] == ["81.12", "81", "80"]


def test_a_target_with_one_condition_has_nothing_that_binds(plan, target):
    assert audit(plan(target("t", level="80"))).bindings == ()


def test_a_part_must_not_exceed_its_whole(plan, target):
    made = plan(*revenues(target), target("x", level="1", indicator="other"))
    assert only(made, "remainder").verdict is Verdict.AGREES
    less = target("w", level="70", indicator="industry_revenue", zh="邮政行业业务收入")
    assert only(plan(revenues(target)[0], less), "remainder").verdict is Verdict.CONTRADICTS


@pytest.mark.parametrize(
    ("first", "second", "verdict"), [("80%", "20%", "agrees"), ("80%", "30%", "contradicts")]
)
def test_shares_of_all_kinds_make_a_hundred(plan, fact, first, second, verdict):
    parts = {"commerce_service_share": first, "production_service_share": second}
    facts = [
        fact(name, text, unit="%", kind="share", indicator=name) for name, text in parts.items()
    ]
    assert only(plan(facts=facts), "sum").verdict == verdict


@pytest.mark.parametrize(
    ("parts", "verdict"), [(("10", "20", "30"), "agrees"), (("10", "20", "40"), "contradicts")]
)
def test_parts_add_up_to_their_whole(plan, fact, parts, verdict):
    names = ("same_city", "inter_city", "international")
    volumes = [
        fact(name, number, unit="亿件", indicator=f"express_volume_{name}")
        for name, number in zip(names, parts, strict=True)
    ]
    whole = fact("whole", "60", unit="亿件", indicator="express_volume")
    assert only(plan(facts=[*volumes, whole]), "sum").verdict == verdict


def sections(fact, *numbers, whole):
    facts = [
        fact(f"s{n}", str(number), unit="条", kind="structure", zh=f"任务（{sign}）的条数")
        for n, (number, sign) in enumerate(zip(numbers, "一二三四", strict=False))
    ]
    return [*facts, fact("all", str(whole), unit="条", kind="structure", zh="任务条数")]


@pytest.mark.parametrize(("whole", "verdict"), [(9, "agrees"), (10, "contradicts")])
def test_sections_add_up_to_the_number_of_all(plan, fact, whole, verdict):
    assert only(plan(facts=sections(fact, 3, 2, 4, whole=whole)), "sum").verdict == verdict


def nodes(fact, *numbers):
    """Parts told one by one behind an expression that another fact prints."""
    at = {"at": [{"line": 2, "text": "1"}], "year": 2025, "unit": "个"}
    parts = [fact(f"p{n}", number, zh=f"{n}级枢纽", **at) for n, number in enumerate(numbers)]
    printed = fact("x", "1+1+11+2", kind="structure", zh="枢纽网", unit="个", year=2025)
    return [printed, *parts]


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [(("1", "1", "11", "2"), "agrees"), (("1", "1", "12", "2"), "contradicts"), ((), "compatible")],
)
def test_a_printed_sum_is_held_against_its_parts(plan, fact, numbers, verdict):
    finding = only(plan(facts=nodes(fact, *numbers)), "sum")
    assert finding.verdict == verdict


def test_nodes_of_a_layout_that_names_none_hang_on_being_named_elsewhere(plan, fact):
    layout = fact("x", "一主三副六中心", kind="structure", zh="布局", unit="个", year=2025)
    finding = only(plan(facts=[layout]), "sum")
    assert finding.verdict is Verdict.COMPATIBLE
    assert finding.recomputed == 10


@pytest.mark.parametrize("text", ["“1+1”模式", "一带一路", "两进一出", "一市一品"])
def test_not_every_row_of_numbers_is_a_sum(plan, fact, text):
    assert verdicts(plan(facts=[fact("x", "1", zh=text)]), "sum") == []


@pytest.mark.parametrize(
    ("headline", "listed", "verdict"),
    [("3", "abc", "agrees"), ("2", "abc", "contradicts"), ("5", "abc", "compatible")],
)
def test_a_number_is_compared_with_its_list(plan, fact, project, headline, listed, verdict):
    told = fact("f", headline, unit="个", zh="工程", kind="structure", listed=list(listed))
    assert only(plan(facts=[told]), "count").verdict == verdict
    built = project("p", count=headline, places=list(listed))
    assert only(plan(projects=[built]), "count").verdict == verdict


def test_a_number_is_compared_with_what_is_listed_under_its_name_elsewhere(plan, fact, project):
    more = fact("f", "11", unit="个", zh="区域性的盟市邮政快递枢纽", year=2025, kind="structure")
    built = project("p", count="3", places=list("abc"), zh="区域性邮政快递枢纽")
    found = [f for f in audit(plan(facts=[more], projects=[built])).findings if f.family == "count"]
    assert [f.verdict.value for f in found] == ["agrees", "compatible"]
    assert "8" in found[1].only_if_zh


@pytest.mark.parametrize(
    ("whole", "verdict"), [("6000", "compatible"), ("1863", "agrees"), ("1900", "compatible")]
)
def test_a_number_is_traced_to_its_parts(plan, fact, whole, verdict):
    unit = {"unit": "个"}
    facts = [
        fact("whole", whole, zh="快递许可企业、备案分支机构及末端网点", indicator="x", **unit),
        fact("a", "251", zh="许可企业", indicator="y", **unit),
        fact("b", "1612", zh="分支机构（非法人企业）", indicator="z", **unit),
    ]
    finding = only(plan(facts=facts), "reproduce")
    assert finding.verdict == verdict
    assert ("取整到100" in finding.only_if_zh) is (whole == "1900")


@pytest.mark.parametrize(
    ("part", "verdict"), [("5626", "compatible"), ("7000", "agrees"), ("9000", "contradicts")]
)
def test_a_remainder_shows_what_may_be_inside(plan, fact, part, verdict):
    at = {"unit": "处", "at": [{"line": 7, "text": "其中快递服务营业网点"}]}
    facts = [
        fact("whole", "8185", zh="各类营业网点", indicator="w", **at),
        fact("part", part, zh="快递服务营业网点", indicator="p", **at),
        fact("a", "1720", zh="邮政信筒信箱", indicator="a", **at),
        fact("b", "204", zh="邮政报刊亭", indicator="b", **at),
    ]
    assert only(plan(facts=facts), "remainder").verdict == verdict


@pytest.mark.parametrize(("cells", "verdict"), [("16", "compatible"), ("54", "agrees")])
def test_an_implied_ratio_is_told_and_held_against_a_range(plan, target, cells, verdict):
    stock = {"quantity": "stock", "path": "linear"}
    made = plan(
        target("c", level=cells, indicator="locker_cells", unit="万个", **stock),
        target("s", level="9000", indicator="locker_sets", unit="组", **stock),
    )
    assert only(made, "ratio").verdict == verdict


@pytest.mark.parametrize(("printed", "verdict"), [("20", "agrees"), ("25", "contradicts")])
def test_a_printed_quotient_is_recomputed(plan, target, printed, verdict):
    made = plan(
        target("r", level="80", indicator="express_revenue"),
        target("v", level="4", indicator="express_volume", unit="亿件", quantity="volume"),
        target("u", level=printed, indicator="unit_revenue", unit="元/件", quantity="money"),
    )
    assert only(made, "ratio").verdict == verdict


# multiples, timelines, areas


def multiple(fact, printed, wording, *, base=None, now="150.72", indicator="thing", unit="倍"):
    facts = [
        fact("now", now, indicator=indicator),
        fact(
            "times",
            printed,
            kind="multiple",
            wording=wording,
            base_year=2015,
            unit=unit,
            indicator=indicator,
        ),
    ]
    if base:
        facts.append(fact("base", base, year=2015, indicator=indicator))
    return {"facts": facts}


@pytest.mark.parametrize(
    ("printed", "wording", "base", "verdict"),
    [
        ("3.49", "times", "43.19", "agrees"),
        ("2.49", "times", "43.19", "contradicts"),
        ("2.49", "grew_by", "43.19", "agrees"),
        ("3.49", "grew_by", "43.19", "compatible"),
        ("5", "grew_by", "43.19", "contradicts"),
        ("翻番", "times", "43.19", "agrees"),
        ("翻番", "times", "90", "contradicts"),
        ("翻番", "times", None, "compatible"),
        ("3.49", "times", None, "compatible"),
    ],
)
def test_a_multiple_needs_an_earlier_value(plan, fact, printed, wording, base, verdict):
    made = plan(**multiple(fact, printed, wording, base=base))
    assert only(made, "multiple").verdict == verdict


@pytest.mark.parametrize(
    ("printed", "wording", "base", "found"),
    [
        ("67.4%", "grew_by", "90.03", ["agrees"]),
        ("67.4%", "grew_by", "100", ["contradicts"]),
        ("48%", "fell_by", "289.8", ["agrees"]),
        ("48%", "fell_by", "200", ["contradicts"]),
        ("100%", "fell_by", "200", []),
    ],
)
def test_changes_in_per_cent_are_multiples_too(plan, fact, printed, wording, base, found):
    made = plan(**multiple(fact, printed, wording, base=base, unit="%"))
    assert verdicts(made, "multiple") == found


def test_an_earlier_value_that_is_missing_is_named(plan, fact):
    finding = only(plan(**multiple(fact, "2.49", "grew_by")), "multiple")
    assert "43.19亿元" in finding.only_if_zh


def test_a_whole_is_traced_back_by_its_part_and_its_share(plan, fact):
    facts = [
        fact("part", "42.13", indicator="express_revenue"),
        fact("whole", "69.28", indicator="industry_revenue"),
        fact("share", "42.1%", unit="%", year=2015, indicator="express_revenue_share"),
    ]
    times = {"kind": "multiple", "wording": "times", "base_year": 2015, "unit": "倍"}
    facts.append(fact("pt", "3.42", indicator="express_revenue", **times))
    facts.append(fact("wt", "翻番", indicator="industry_revenue", **times))
    found = {f.id: f for f in audit(plan(facts=facts)).findings}
    assert found["multiple:wt"].verdict is Verdict.AGREES
    facts[1] = fact("whole", "49.28", indicator="industry_revenue")
    found = {f.id: f for f in audit(plan(facts=facts)).findings}
    assert found["multiple:wt"].verdict is Verdict.CONTRADICTS


def test_multiples_across_unknown_price_bases_are_never_passed(plan, fact):
    data = multiple(fact, "3.49", "times", base="43.19", indicator="industry_business_total")
    finding = only(plan(**data), "multiple")
    assert finding.verdict is Verdict.COMPATIBLE
    assert "不变价" in finding.only_if_zh


@pytest.mark.parametrize(
    ("later", "verdict"), [("56.87", "agrees"), ("70", "compatible"), ("30", "compatible")]
)
def test_a_later_figure_decides_how_growth_by_times_is_read(plan, fact, outside, later, verdict):
    data = multiple(fact, "2.49", "grew_by")
    made = plan(**data, references=[outside("o", later, year=2016)])
    assert only(made, "multiple").verdict == verdict


def rural(target, level, **more):
    record = target("t", level=level, unit="%", quantity="rate", path="linear")
    return record | {"indicator": "village_coverage", "zh": "建制村快递服务通达率"} | more


@pytest.mark.parametrize(
    ("first", "indicator", "verdict"),
    [
        ("90", "village_coverage", "agrees"),
        ("100", "village_coverage", "contradicts"),
        ("100", "rural_logistics_coverage", "compatible"),
        ("80", "village_point_coverage", "agrees"),
    ],
)
def test_a_later_goal_must_not_be_weaker(plan, target, milestone, first, indicator, verdict):
    due = milestone("m", first, "2022-12-31", indicator=indicator)
    made = plan(rural(target, ">90"), milestones=[due])
    assert only(made, "timeline").verdict == verdict


def test_where_less_is_better_a_later_goal_must_not_be_higher(plan, target, milestone):
    down = {"direction": "down", "indicator": "delay_rate"}
    made = plan(
        rural(target, "5", **down),
        milestones=[milestone("m", "3", "2022-12-31", indicator="delay_rate")],
    )
    assert only(made, "timeline").verdict is Verdict.CONTRADICTS


def test_a_coverage_without_an_indicator_is_known_by_its_words(plan, target, milestone):
    due = milestone("m", "全覆盖", "2022-12-31", zh="农村寄递物流服务", indicator="unlisted/x")
    assert only(plan(rural(target, ">90"), milestones=[due]), "timeline").verdict == "compatible"


@pytest.mark.parametrize(
    ("names", "verdict"), [(["规模实力"], "agrees"), (["规模实力", "安全水平"], "compatible")]
)
def test_announced_areas_should_have_an_indicator(plan, target, names, verdict):
    announced = [{"zh": name, "at": [{"line": 1, "text": "1"}]} for name in names]
    made = plan(target("t", level="100", area="规模效益"), areas=announced)
    assert only(made, "areas").verdict == verdict


def test_an_area_is_measured_by_a_target_told_under_its_heading(plan, target):
    heads = [
        {"zh": name, "at": [{"line": n, "text": "1"}]} for name, n in (("甲乙", 10), ("丙丁", 20))
    ]
    told = target("p", level="100", source="prose") | {"at": [{"line": 12, "text": "1"}]}
    made = plan(target("t", level="100"), told, areas=heads)
    assert "丙丁" in only(made, "areas").reason_zh
    assert "甲乙" not in only(made, "areas").reason_zh


# boxes, names, footnotes, surveys, prices, scope


def boxes(*numbered):
    return [
        {"number": number, "zh": title, "at": [{"line": 1, "text": "1"}]}
        for number, title in numbered
    ]


@pytest.mark.parametrize(
    ("numbers", "verdicts_"),
    [("123", ["agrees"]), ("134", ["compatible"]), ("1233", ["contradicts"]), ("1", [])],
)
def test_boxes_are_numbered_without_gap_or_twin(plan, numbers, verdicts_):
    made = plan(boxes=boxes(*((n, f"题{at}") for at, n in enumerate(numbers))))
    assert verdicts(made, "box") == verdicts_


def test_numbers_of_boxes_within_chapters_are_not_counted_through(plan):
    assert verdicts(plan(boxes=boxes(("3-1", "甲"), ("3-2", "乙"))), "box") == []


@pytest.mark.parametrize(("third", "verdict"), [("丙工程", "agrees"), ("戊工程", "compatible")])
def test_announced_projects_have_their_boxes(plan, fact, third, verdict):
    titles = boxes(("1", "甲工程"), ("2", "乙工程"), ("3", third))
    names = ["甲工程", "乙工程", "丙工程"]
    told = fact("f", "三", unit="个", zh="工程", kind="structure", year=2025, listed=names)
    found = [f for f in audit(plan(boxes=titles, facts=[told])).findings if f.family == "box"]
    assert [f.verdict.value for f in found] == ["agrees", verdict]


@pytest.mark.parametrize(("number", "verdict"), [("三", "agrees"), ("四", "compatible")])
def test_a_number_of_projects_is_that_of_the_boxes_that_bear_the_name(plan, fact, number, verdict):
    titles = boxes(("1", "甲工程"), ("2", "乙工程"), ("3", "丙工程"))
    told = fact("f", number, unit="个", zh="工程", kind="structure", year=2025)
    found = [f for f in audit(plan(boxes=titles, facts=[told])).findings if f.family == "box"]
    assert [f.verdict.value for f in found] == ["agrees", verdict]


@pytest.mark.parametrize(("kind", "found"), [("line", 1), ("hub", 0), ("other", 0)])
def test_a_box_holds_what_its_title_promises(plan, project, kind, found):
    made = plan(
        boxes=boxes(("2", "寄递枢纽布局建设项目")), projects=[project("p", kind=kind, box="专栏2")]
    )
    assert len(verdicts(made, "box")) == found


def test_one_network_counted_in_different_levels_is_seen(plan, fact):
    four = fact("a", "四", unit="级", kind="structure", zh="寄递服务网络")
    three = fact("b", "三", unit="级", kind="structure", zh="农村寄递物流体系")
    assert verdicts(plan(facts=[four, three]), "naming") == ["compatible"]
    assert verdicts(plan(facts=[three, three | {"id": "c"}]), "naming") == []


def test_one_body_under_two_names_is_seen(plan, target, fact):
    centres = fact("f", "60", unit="个", zh="旗县级快递集散中心", indicator="county_centres")
    goal = target("t", level="全覆盖", unit="%", quantity="rate", path="linear")
    other = goal | {"zh": "旗县分拨中心", "indicator": "unlisted/旗县分拨中心"}
    assert verdicts(plan(other, facts=[centres]), "naming") == ["compatible"]
    same = goal | {"zh": "旗县集散中心", "indicator": "unlisted/旗县集散中心"}
    assert verdicts(plan(same, facts=[centres]), "naming") == []


def test_a_footnote_mark_wants_a_note_and_a_note_a_mark(plan, fact):
    marked = fact("f", "51.88") | {"at": [{"line": 3, "text": "51.88亿元①"}]}
    note = {"id": "n", "zh": "①按2020年价格计算。", "en": "At prices of 2020."}
    assert verdicts(plan(facts=[marked]), "footnote") == ["compatible"]
    assert verdicts(plan(facts=[marked], notes=[note]), "footnote") == []
    assert verdicts(plan(notes=[note]), "footnote") == ["compatible"]
    item = fact("f", "3") | {"at": [{"line": 3, "text": "① 打造3个项目"}]}
    assert verdicts(plan(facts=[item]), "footnote") == []


def test_a_note_without_mark_hangs_on_what_it_speaks_of(plan, target):
    note = {"id": "n", "zh": "1. 邮政行业业务收入不含储蓄银行。", "en": "1. Revenue."}
    made = plan(target("t", level="100", zh="邮政行业业务收入"), notes=[note])
    assert "邮政行业业务收入" in only(made, "footnote").only_if_zh


@pytest.mark.parametrize(("level", "verdict"), [(">86.1", "compatible"), ("≥88", "agrees")])
def test_a_gain_within_the_error_of_surveys_cannot_be_told(plan, target, level, verdict):
    score = {"unit": "分", "quantity": "score", "path": "linear", "zh": "邮政普遍服务满意度"}
    finding = only(plan(target("t", "85.9", level=level) | score), "survey")
    assert finding.verdict == verdict
    assert ("43,218" in finding.only_if_zh) is (verdict == "compatible")


@pytest.mark.parametrize(
    ("base", "found"), [("", ["compatible"]), ("2020年不变价", []), ("未注明", ["compatible"])]
)
def test_constant_prices_want_a_base(plan, fact, base, found):
    stated = fact("f", "150", indicator="industry_business_total", price_base=base)
    assert verdicts(plan(facts=[stated]), "prices") == found


@pytest.mark.parametrize(
    ("text", "unit", "found"),
    [
        ("累计完成150亿元", "亿元", ["compatible"]),
        ("完成150亿元", "亿元", []),
        ("累计5项", "项", []),
    ],
)
def test_cumulative_said_of_one_year_is_seen(plan, fact, text, unit, found):
    stated = fact("f", "150", unit=unit) | {"at": [{"line": 3, "text": text}]}
    assert verdicts(plan(facts=[stated]), "period") == found


def test_a_target_that_counts_more_than_the_situation_does_is_seen(plan, target, fact):
    sets = {"unit": "组", "quantity": "stock", "path": "linear"}
    now = fact("f", "5027", unit="组", zh="运营智能快件箱")
    wide = target("t", level="9000", zh="智能快件箱、智能信包箱", **sets)
    assert verdicts(plan(wide, facts=[now]), "scope") == ["compatible"]
    narrow = target("t", level="9000", zh="智能快件箱", **sets)
    assert verdicts(plan(narrow, facts=[now]), "scope") == []


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
