"""A dated milestone: met in time, missed, not yet due, or unknown, by the value of its date."""

from __future__ import annotations

from datetime import date

import pytest

from jidi.core.period import Period
from jidi.model.plan_loader import load_plan, load_plans
from jidi.plan import MilestoneState, actual, milestone_standing
from jidi.plan.milestones import as_target

IM, SX = load_plan("inner-mongolia"), load_plan("shanxi")
VILLAGES = next(m for m in IM.milestones if m.id == "im-m-078")
HEADLINE = IM.headline("village_coverage")


def standing(value=None, *, as_of=date(2023, 12, 31), later=(), milestone=VILLAGES, **more):
    known = None if value is None else actual(value, **{"unit": "%", "period": "2022"} | more)
    return milestone_standing(
        milestone, HEADLINE, as_of=as_of, known=known, later=later, base_year=2020
    )


@pytest.mark.parametrize(
    ("value", "more", "state"),
    [
        (90, {}, MilestoneState.MET),
        (97, {}, MilestoneState.MET),
        (89.9, {}, MilestoneState.MISSED),
        (91, {"bound": "lower"}, MilestoneState.MET),
        (80, {"bound": "lower"}, MilestoneState.UNKNOWN),
        (80, {"bound": "upper"}, MilestoneState.MISSED),
        (95, {"unit": "个"}, MilestoneState.UNKNOWN),
        (None, {}, MilestoneState.UNKNOWN),
    ],
)
def test_the_value_of_the_date_decides(value, more, state):
    assert standing(value, **more).state is state


def test_before_its_date_it_is_not_due_whatever_the_value():
    found = standing(95, as_of=date(2022, 12, 30))
    assert (found.state, found.judged) == (MilestoneState.NOT_DUE, None)
    assert standing(95, as_of=date(2022, 12, 31)).state is MilestoneState.MET


def test_a_missed_milestone_says_when_it_was_reached_after_all():
    later = [actual(v, unit="%", period=p) for v, p in ((88, "2023"), (92, "2024"), (95, "2025"))]
    found = standing(80, later=later, as_of=date(2025, 12, 31))
    assert found.state is MilestoneState.MISSED
    assert found.reached == Period.for_year(2024)
    assert found.reason_zh == "到期值80，要求90%以上；2024年达到"
    assert found.reason_en == "80 at its date, asked ≥ 90; reached in 2024"


def test_a_milestone_that_is_not_due_says_when_its_value_is_there_already():
    early = [actual(93, unit="%", period="2021")]
    found = standing(later=early, as_of=date(2021, 12, 31))
    assert found.state is MilestoneState.NOT_DUE
    assert "already fulfils" in found.reason_en


def test_a_bound_that_decides_nothing_is_said():
    assert standing(80, bound="lower").reason_zh == "只知界限，不能判断"


def test_what_is_not_comparable_tells_why():
    assert "different units" in standing(95, unit="个").reason_en


def test_a_milestone_takes_scope_and_direction_from_the_plans_target():
    headline = IM.headline("express_revenue")
    asked = as_target(VILLAGES.model_copy(update={"unit": "亿元"}), headline)
    assert (asked.scope, asked.quantity) == (headline.scope, headline.quantity)
    assert asked.baseline is None
    alone = as_target(VILLAGES, None)
    assert (alone.indicator, alone.direction) == ("village_coverage", "up")


@pytest.mark.parametrize("plan", load_plans(), ids=lambda plan: plan.id)
def test_every_milestone_of_the_plans_can_be_judged(plan):
    for milestone in plan.milestones:
        found = milestone_standing(
            milestone, None, as_of=date(2026, 1, 1), known=None, base_year=plan.base_year
        )
        assert found.state is MilestoneState.UNKNOWN
        assert found.reason_zh == "到期时没有实际值"


def test_words_of_states_are_in_both_languages():
    assert [state.zh for state in MilestoneState] == [
        "按期达到",
        "未按期达到",
        "未到期",
        "无法判断",
    ]
    assert len({state.en for state in MilestoneState}) == 4
