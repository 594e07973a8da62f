"""A plan is checked at birth: ids, references, years, shares, conditions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jidi.core.errors import DefinitionError, Place, UnknownName
from jidi.model.plan import Plan
from jidi.model.plan_record import ConditionKind, Quantity
from jidi.model.strict import build

AT = [{"line": 1, "text": "1"}]


def target(**changes):
    return {
        "id": "t",
        "item": "SX-001",
        "indicator": "revenue",
        "zh": "收入",
        "en": "Revenue",
        "unit": "亿元",
        "quantity": "money",
        "source": "table",
        "path": "geometric",
        "baseline": "50",
        "conditions": [{"kind": "level", "printed": "100"}],
        "at": AT,
    } | changes


def fact(**changes):
    base = {"id": "f", "item": "SX-002", "zh": "数", "en": "Number", "printed": "5", "unit": "个"}
    return base | {"at": AT} | changes


def plan(**changes):
    data = {
        "id": "test",
        "zh": "试",
        "en": "Test",
        "province": "140000000000",
        "text_file": "none.txt",
        "notation": {"brackets": "cumulative", "zh": "累计", "en": "cumulative", "at": AT},
        "targets": [target()],
    }
    return build(Plan, data | changes, where=Place(file="test"))


def refused(**changes):
    with pytest.raises(DefinitionError) as caught:
        plan(**changes)
    return caught.value.message("en")


def test_a_small_plan_stands():
    made = plan()
    assert made.years == 5
    assert made.target("t").level.printed.value == 100
    assert [figure.ref for figure in made.figures] == ["t.baseline", "t.level"]
    assert made.figure("t.baseline").year == 2020
    assert made.figure("t.level").year == 2025


def test_an_id_stands_once():
    assert "id 't' stands twice" in refused(targets=[target(), target()])


def test_a_conflict_names_a_target_that_exists():
    assert "no target 'x'" in refused(targets=[target(conflict_with=["x"])])


def test_an_unknown_key_is_refused_with_the_nearest():
    assert "did you mean" in refused(targets=[target(indicater="x")]).casefold()


def test_an_unreadable_figure_is_refused():
    assert "cannot be read" in refused(targets=[target(baseline="many")])


def test_a_figure_that_is_no_text_is_refused():
    assert "baseline" in refused(targets=[target(baseline=12)])


def test_one_record_states_each_kind_once():
    twice = [{"kind": "level", "printed": "1"}, {"kind": "level", "printed": "2"}]
    assert "each kind of condition once" in refused(targets=[target(conditions=twice)])


def test_growth_in_a_table_needs_a_baseline():
    conditions = [{"kind": "level", "printed": "1"}, {"kind": "growth", "printed": "2%"}]
    message = refused(targets=[target(baseline=None, conditions=conditions)])
    assert "need a baseline" in message


def test_a_target_states_a_level():
    only_growth = [{"kind": "growth", "printed": "2%"}]
    assert "states a level" in refused(targets=[target(conditions=only_growth)])


def test_a_geometric_path_needs_numbers_above_zero():
    assert "above zero" in refused(targets=[target(baseline="0")])
    assert plan(targets=[target(baseline="0", path="linear")]).target("t").path == "linear"


def test_a_share_names_its_whole_and_only_a_share_does():
    level = {"kind": "level", "printed": "100"}
    bare = [level, {"kind": "share", "printed": "50%"}]
    assert "go with kind 'share'" in refused(targets=[target(conditions=bare)])
    odd = [level | {"whole": "revenue", "whole_level": "100"}]
    assert "go with kind 'share'" in refused(targets=[target(conditions=odd)])


def test_the_level_of_a_whole_must_be_planned():
    share = {"kind": "share", "printed": "50%", "whole": "total", "whole_level": "200"}
    conditions = [{"kind": "level", "printed": "100"}, share]
    assert "no target sets 'total' to 200" in refused(targets=[target(conditions=conditions)])
    whole = target(
        id="w", indicator="total", baseline=None, conditions=[{"kind": "level", "printed": "200"}]
    )
    made = plan(targets=[target(conditions=conditions), whole])
    assert made.figure("t.share").unit == "%"


def test_a_single_digit_amount_is_read_to_one_decimal_a_count_by_its_digit():
    level = {"kind": "level", "printed": "4"}
    assert plan(targets=[target(conditions=[level])]).figure("t.level").half == Decimal("0.05")
    counted = target(conditions=[level], unit="个", quantity="stock")
    assert plan(targets=[counted]).figure("t.level").half == Decimal("0.5")
    rate = target(conditions=[level], unit="%", quantity="rate")
    assert plan(targets=[rate]).figure("t.level").half == Decimal("0.5")


def test_years_lie_inside_the_plan_and_dates_after_its_base():
    assert "the year 2026 lies outside" in refused(targets=[target(year=2026)])
    assert "before the target year" in refused(base_year=2025)
    due = {"id": "m", "item": "SX-003", "zh": "节点", "en": "Milestone", "printed": "90"}
    early = due | {"unit": "%", "due": "2020-12-31", "at": AT}
    assert "m: the date 2020-12-31 lies before" in refused(milestones=[early])
    assert plan(milestones=[early | {"due": "2022-12-31"}]).figure("m").year == 2022
    assert plan(milestones=[early | {"due": "2035-12-31"}]).figure("m").year == 2035


def test_a_span_holds_at_least_one_character():
    assert "holds no character" in refused(targets=[target(at=[AT[0] | {"span": [4, 4]}])])


def test_a_multiple_says_how_it_is_worded():
    assert "go with kind 'multiple'" in refused(facts=[fact(kind="multiple")])
    assert "go with kind 'multiple'" in refused(facts=[fact(wording="times", base_year=2015)])
    made = plan(facts=[fact(kind="multiple", wording="times", base_year=2015)])
    assert made.figure("f").value == 5


def test_a_project_has_a_figure_only_with_a_count():
    project = {"id": "p", "item": "SX-004", "kind": "hub", "zh": "项", "en": "Project", "at": AT}
    made = plan(projects=[project])
    with pytest.raises(UnknownName) as caught:
        made.figure("p")
    assert caught.value.code == "P-101"
    counted = plan(projects=[project | {"count": "3-4", "due": "2024-12-31"}])
    assert counted.figure("p").year == 2024
    assert counted.figure("p").rounding.contains(4)
    assert plan(projects=[project | {"count": "3"}]).figure("p").year == 2025


def test_a_reference_from_outside_is_marked():
    reference = {"id": "o", "indicator": "revenue", "zh": "外", "en": "Outside", "printed": "51"}
    made = plan(references=[reference | {"unit": "亿元", "year": 2020, "source": "bulletin"}])
    assert made.figure("o").outside
    assert not made.figure("t.level").outside


def test_an_unknown_target_or_headline_offers_the_nearest():
    made = plan()
    with pytest.raises(UnknownName) as caught:
        made.target("tt")
    assert caught.value.facts["nearest"] == "t"
    with pytest.raises(UnknownName) as caught:
        made.headline("revenu")
    assert caught.value.facts["nearest"] == "revenue"


def test_a_headline_joins_what_the_records_state_differently():
    prose = target(
        id="p",
        source="prose",
        baseline=None,
        conditions=[
            {"kind": "level", "printed": "超过100"},
            {"kind": "growth", "printed": "10%"},
        ],
    )
    made = plan(targets=[prose, target()])
    assert [record.id for record in made.stated("revenue")] == ["t", "p"]
    headline = made.headline("revenue")
    assert headline.source == "merged"
    assert headline.id == "t"
    assert [(str(c.printed), c.record) for c in headline.conditions] == [
        ("100", "t"),
        ("超过100", "p"),
        ("10%", "p"),
    ]
    assert headline.baseline.value == 50
    assert len(headline.at) == 2
    assert made.stated("nothing") == ()


def test_a_headline_leaves_out_what_is_said_twice():
    same = target(id="p", source="prose", conditions=[{"kind": "level", "printed": "达到100"}])
    assert len(plan(targets=[target(), same]).headline("revenue").conditions) == 1


def test_a_headline_is_that_of_the_last_year():
    early = target(id="p", year=2023, conditions=[{"kind": "level", "printed": "80"}])
    headline = plan(targets=[early, target()]).headline("revenue")
    assert (headline.id, headline.year) == ("t", 2025)


def test_other_records_under_the_same_ids_are_found_anew():
    made = plan()
    assert made.figure("t.level").indicator == "revenue"
    renamed = tuple(t.model_copy(update={"indicator": "income"}) for t in made.targets)
    kept = {"facts": made.facts, "milestones": made.milestones, "projects": made.projects}
    assert made.with_records(targets=renamed, **kept).figure("t.level").indicator == "income"


def test_a_headline_of_one_record_stays_that_record():
    headline = plan(targets=[target(baseline=None)]).headline("revenue")
    assert (headline.source, headline.baseline) == ("table", None)
    assert headline.condition(ConditionKind.GROWTH) is None


def test_only_money_and_volume_flow():
    assert [quantity for quantity in Quantity if quantity.flows] == ["money", "volume"]


def test_a_condition_knows_its_operator():
    condition = plan(targets=[target(conditions=[{"kind": "level", "printed": ">100"}])])
    assert condition.target("t").level.operator.value == ">"
