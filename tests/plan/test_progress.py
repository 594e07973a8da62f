"""Progress: the path, the share of the way, every condition, the grade, what is left to do."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jidi.core.division import Level
from jidi.core.errors import InputError
from jidi.core.period import Period
from jidi.model.plan_figure import read_printed
from jidi.model.plan_loader import load_plan, load_plans
from jidi.model.plan_record import Target
from jidi.model.reading import Reading, Source, Status
from jidi.plan import Grade, State, Tolerance, actual, actual_of, progress, summary

IM, SX = load_plan("inner-mongolia"), load_plan("shanxi")


def states(result):
    return {str(e.condition.printed): e.state.value for e in result.conditions}


def record(baseline="50", level="100", *, path="linear", quantity="rate", unit="%", **more):
    data = {
        "id": "t",
        "item": "SX-001",
        "indicator": "thing",
        "zh": "事项",
        "en": "Thing",
        "unit": unit,
        "quantity": quantity,
        "source": "prose",
        "path": path,
        "baseline": baseline,
        "conditions": [{"kind": "level", "printed": level}],
        "at": [{"line": 1, "text": "1"}],
    }
    return Target.model_validate(data | more)


def at_end(value, **more):
    return actual(value, **{"unit": "%", "period": "2025"} | more)


# the path


@pytest.mark.parametrize(
    ("plan", "indicator", "values", "digits"),
    [
        (SX, "industry_revenue", [116.7, 126.2, 136.6, 147.8, 160], 1),
        (SX, "express_volume", [6.05, 6.77, 7.58, 8.49, 9.5], 2),
        (SX, "express_revenue", [74.0, 81.7, 90.2, 99.6, 110], 1),
        (IM, "industry_revenue", [77.3, 86.3, 96.3, 107.5, 120], 1),
        (IM, "industry_business_total", [59.2, 67.5, 76.9, 87.7, 100], 1),
        (IM, "express_revenue", [47.9, 54.4, 61.9, 70.4, 80], 1),
    ],
)
def test_geometric_milestones_of_the_plans(plan, indicator, values, digits):
    target = plan.headline(indicator)
    for year, expected in zip(range(2021, 2026), values, strict=True):
        due = progress(target, None, at=date(year, 12, 31)).course.due_value
        assert abs(float(due) - expected) <= 0.6 * 10**-digits


def test_geometric_milestones_from_the_finer_base_of_the_prose():
    """The table prints 1.96, the prose 19557.57万件; these milestones start from the latter."""
    volume = IM.headline("express_volume")
    finer = volume.model_copy(update={"baseline": read_printed("1.9558")})
    for year, expected in zip(range(2021, 2026), [2.26, 2.60, 3.00, 3.47, 4], strict=True):
        due = progress(finer, None, at=date(year, 12, 31)).course.due_value
        assert float(due) == pytest.approx(expected, abs=0.006)


def test_rates_move_in_equal_steps():
    target = SX.headline("village_coverage")
    dues = [progress(target, None, at=date(y, 12, 31)).course.due_value for y in range(2021, 2026)]
    assert dues == [58, 66, 74, 82, 90]


def test_after_the_end_the_goal_stands():
    result = progress(record(), at_end(80, period="2026"))
    assert result.course.time == Decimal("1.2")
    assert result.course.due_value == 100
    assert result.rest_step is None


@pytest.mark.parametrize(
    ("day", "share"),
    [(date(2021, 12, 31), 0.2), (date(2023, 7, 2), 0.5), (date(2024, 12, 31), 0.8)],
)
def test_the_time_share_counts_days(day, share):
    assert float(progress(record(), None, at=day).course.time) == pytest.approx(share, abs=0.001)


@pytest.mark.parametrize("day", [date(2020, 12, 31), date(2019, 5, 1)])
def test_a_day_before_the_plan_is_refused(day):
    with pytest.raises(InputError) as caught:
        progress(record(), None, at=day)
    assert caught.value.code == "P-130"


# the worked example of Inner Mongolia, 2022


def test_express_revenue_of_2022_is_behind():
    result = progress(IM.headline("express_revenue"), actual("48.3", unit="亿元", period="2022"))
    assert result.grade is Grade.BEHIND
    assert result.course.time == Decimal("0.4")
    assert float(result.progress) == pytest.approx(0.163, abs=0.001)
    assert float(result.course.due) == pytest.approx(0.325, abs=0.001)
    assert float(result.rest_growth) == pytest.approx(18.3, abs=0.05)
    assert float(result.rest_growth_binding) == pytest.approx(18.87, abs=0.05)
    assert float(result.rest_step) == pytest.approx((80 - 48.3) / 3, abs=0.001)


def test_express_volume_of_2022_is_behind_whatever_its_unit():
    target = IM.headline("express_volume")
    one = progress(target, actual("2.4", unit="亿件", period="2022"))
    other = progress(target, actual(24000, unit="万件", period="2022"))
    assert one.grade is other.grade is Grade.BEHIND
    assert one.progress == other.progress
    assert float(one.rest_growth) == pytest.approx(18.6, abs=0.05)


def test_the_same_figures_as_bounds_do_not_show_it_is_behind():
    value = actual("48.3", unit="亿元", period="2022", bound="lower")
    result = progress(IM.headline("express_revenue"), value)
    assert result.grade is Grade.NO_DATA
    assert result.met is State.UNKNOWN
    assert result.to_json()["interval"] == [48.3, None]


# conditions


def test_the_growth_binds_then_the_share_then_the_level():
    target = IM.headline("express_revenue")
    result = progress(target, None)
    assert str(result.binding.printed) == "[>14%]"
    assert float(result.binding_level) == pytest.approx(81.12, abs=0.005)
    required = {str(e.condition.printed): float(e.required) for e in result.conditions}
    assert required == pytest.approx({"80": 80, "[>14%]": 81.118, "超过67.5%": 81}, abs=0.001)


@pytest.mark.parametrize(
    ("value", "level", "growth", "share", "grade"),
    [
        (79, "not_met", "not_met", "not_met", Grade.ON_COURSE),
        (80.5, "met", "not_met", "not_met", Grade.ON_COURSE),
        (81.05, "met", "not_met", "met", Grade.ON_COURSE),
        (81.2, "met", "met", "met", Grade.EARLY),
        (100, "met", "met", "met", Grade.EARLY),
    ],
)
def test_a_target_is_met_only_when_every_condition_is(value, level, growth, share, grade):
    whole = actual(120, unit="亿元", period="2025")
    result = progress(
        IM.headline("express_revenue"),
        actual(value, unit="亿元", period="2025"),
        wholes={"industry_revenue": whole},
    )
    assert states(result) == {"80": level, "[>14%]": growth, "超过67.5%": share}
    assert result.grade is grade
    assert (result.met is State.MET) is (grade is Grade.EARLY)


@pytest.mark.parametrize(
    "whole",
    [
        None,
        actual(120, unit="亿元", period="2024"),
        actual(120, unit="亿件", period="2025"),
        actual(0, unit="亿元", period="2025"),
    ],
)
def test_a_share_without_a_fitting_whole_is_unknown(whole):
    wholes = {} if whole is None else {"industry_revenue": whole}
    value = actual(100, unit="亿元", period="2025")
    result = progress(IM.headline("express_revenue"), value, wholes=wholes)
    assert states(result)["超过67.5%"] == "unknown"
    assert result.grade is Grade.AHEAD


def test_a_whole_that_is_only_a_bound_can_disprove_a_share_but_not_prove_it():
    target = IM.headline("express_revenue")
    whole = actual(120, unit="亿元", period="2025", bound="lower")
    for value, state in ((100, "unknown"), (80, "not_met")):
        reached = actual(value, unit="亿元", period="2025")
        result = progress(target, reached, wholes={"industry_revenue": whole})
        assert states(result)["超过67.5%"] == state


def test_a_rounded_whole_is_taken_at_its_middle():
    whole = actual(118, unit="亿元", period="2025", half=2)
    result = progress(
        IM.headline("express_revenue"),
        actual(80, unit="亿元", period="2025"),
        wholes={"industry_revenue": whole},
    )
    share = result.conditions[2]
    assert (share.state, share.close) == (State.MET, True)
    assert float(share.measured) == pytest.approx(67.797, abs=0.001)


@pytest.mark.parametrize(("value", "state"), [(90, "not_met"), (90.1, "met"), (95, "met")])
def test_above_does_not_include_the_number_itself(value, state):
    assert states(progress(record(level=">90"), at_end(value))) == {">90": state}


@pytest.mark.parametrize(
    ("level", "value", "state"),
    [
        ("≥87", 87, "met"),
        ("≥87", 86.9, "not_met"),
        ("基本实现100", 95, "met"),
        ("基本实现100", 94.9, "not_met"),
        ("30左右", 27, "met"),
        ("30左右", 26, "not_met"),
        ("全覆盖", 100, "met"),
        ("全覆盖", 99.9, "not_met"),
    ],
)
def test_levels_are_met_as_their_words_say(level, value, state):
    assert states(progress(record("10", level), at_end(value))) == {level: state}


def test_what_counts_as_basically_can_be_set():
    strict = Tolerance(basically=Decimal(1))
    target = record(level="基本实现100")
    assert states(progress(target, at_end(97), tolerance=strict)) == {"基本实现100": "not_met"}


@pytest.mark.parametrize(("value", "state"), [(26, "met"), (25, "not_met")])
def test_an_increment_is_measured_from_the_base(value, state):
    increment = [{"kind": "level", "printed": "20"}, {"kind": "increment", "printed": ">9"}]
    target = record("16", "20", conditions=increment)
    assert states(progress(target, at_end(value)))[">9"] == state


@pytest.mark.parametrize("kind", ["increment", "growth"])
def test_a_condition_that_needs_a_base_is_unknown_without_one(kind):
    conditions = [{"kind": "level", "printed": "20"}, {"kind": kind, "printed": ">9"}]
    result = progress(record(None, "20", conditions=conditions), at_end(26))
    assert states(result)[">9"] == "unknown"


def growing(printed):
    conditions = [{"kind": "level", "printed": "100"}, {"kind": "growth", "printed": printed}]
    return record("100", "100", conditions=conditions)


@pytest.mark.parametrize(
    ("value", "printed", "state"),
    [(146.9, "8%", "met"), (146.9, ">8%", "not_met"), (147.0, ">8%", "met"), (0, ">8%", "unknown")],
)
def test_growth_is_the_mean_to_date(value, printed, state):
    assert states(progress(growing(printed), at_end(value)))[printed] == state


def test_growth_from_nothing_is_unknown():
    conditions = [{"kind": "level", "printed": "100"}, {"kind": "growth", "printed": "8%"}]
    result = progress(record("0", "100", conditions=conditions), at_end(50))
    assert states(result)["8%"] == "unknown"


@pytest.mark.parametrize(
    ("bound", "value", "state"),
    [
        ("lower", 150, "met"),
        ("lower", 140, "unknown"),
        ("upper", 140, "not_met"),
        ("upper", 150, "unknown"),
    ],
)
def test_a_bound_decides_growth_only_where_it_can(bound, value, state):
    result = progress(growing(">8%"), at_end(value, bound=bound))
    assert states(result)[">8%"] == state


def test_the_rounding_of_the_actual_value_is_told_when_it_matters():
    near, far = (progress(record(level=">90"), at_end(v, half="0.5")) for v in ("90.2", "93"))
    assert near.conditions[0].close
    assert not far.conditions[0].close
    assert near.conditions[0].state is State.MET
    assert near.interval.contains("89.8")


# bounds


@given(st.decimals(min_value=-50, max_value=200, places=1))
def test_a_lower_bound_never_proves_that_a_rising_target_is_missed(value):
    result = progress(record(level=">97"), at_end(value, bound="lower"))
    assert result.conditions[0].state is (State.MET if value > 97 else State.UNKNOWN)
    assert result.grade is not Grade.BEHIND


@pytest.mark.parametrize(
    ("value", "bound", "grade", "at_least"),
    [
        (97, "lower", Grade.NO_DATA, False),
        (98, "lower", Grade.EARLY, False),
        (60, "upper", Grade.BEHIND, False),
        (99, "upper", Grade.NO_DATA, False),
    ],
)
def test_grades_from_bounds_at_the_end(value, bound, grade, at_least):
    tight = Tolerance(width=Decimal("0.001"))
    result = progress(record(level=">97.5"), at_end(value, bound=bound), tolerance=tight)
    assert (result.grade, result.judgement.at_least) == (grade, at_least)


def test_a_bound_above_the_path_shows_at_least_its_grade():
    on = progress(record(), actual(70, unit="%", period="2022", bound="lower"))
    assert (on.grade, on.judgement.at_least) == (Grade.ON_COURSE, True)
    ahead = progress(record(), actual(80, unit="%", period="2022", bound="lower"))
    assert (ahead.grade, ahead.judgement.at_least) == (Grade.AHEAD, False)


# grades


@pytest.mark.parametrize(
    ("value", "grade"),
    [
        (100, Grade.EARLY),
        (72.5, Grade.AHEAD),
        (72.4, Grade.ON_COURSE),
        (67.5, Grade.ON_COURSE),
        (67.4, Grade.BEHIND),
        (40, Grade.BEHIND),
    ],
)
def test_grades_lie_around_the_path(value, grade):
    result = progress(record(), actual(value, unit="%", period="2022"))
    assert result.grade is grade


def test_the_width_of_the_band_can_be_set():
    wide = Tolerance(width=Decimal("0.2"))
    value = actual(61, unit="%", period="2022")
    assert progress(record(), value).grade is Grade.BEHIND
    assert progress(record(), value, tolerance=wide).grade is Grade.ON_COURSE


@given(
    base=st.decimals(min_value=1, max_value=1000, places=1),
    goal=st.decimals(min_value=1, max_value=1000, places=1),
    year=st.integers(2021, 2025),
    path=st.sampled_from(["geometric", "linear"]),
)
def test_a_value_on_the_path_has_covered_what_is_due(base, goal, year, path):
    assume(base != goal)
    target = record(str(base), str(goal), path=path)
    due = progress(target, None, at=date(year, 12, 31)).course.due_value
    result = progress(target, at_end(due, period=str(year)))
    assert float(result.progress) == pytest.approx(float(result.course.due), abs=1e-9)


@given(st.decimals(min_value=-100, max_value=500, places=1))
def test_progress_is_not_clipped(value):
    assert float(progress(record(), at_end(value)).progress) == pytest.approx(
        (float(value) - 50) / 50
    )


@given(
    st.decimals(min_value=0, max_value=300, places=1),
    st.decimals(min_value=0, max_value=300, places=1),
)
def test_more_is_never_graded_worse(one, other):
    order = [Grade.BEHIND, Grade.ON_COURSE, Grade.AHEAD, Grade.EARLY]
    low, high = sorted((one, other))
    first, second = (progress(record(), at_end(v, period="2023")).grade for v in (low, high))
    assert order.index(first) <= order.index(second)


def test_downward_targets_count_downwards():
    target = record("20", "≤10", direction="down")
    assert progress(target, at_end(9, period="2023")).grade is Grade.EARLY
    assert progress(target, at_end(12, period="2023")).grade is Grade.AHEAD
    assert progress(target, at_end(19, period="2023")).grade is Grade.BEHIND
    assert progress(target, at_end(12, period="2023")).rest_step == -1
    assert progress(target, at_end(9, period="2023")).rest_step is None


def test_a_downward_level_without_operator_is_a_maximum():
    target = record("20", "10", direction="down")
    assert states(progress(target, at_end(10))) == {"10": "met"}
    assert states(progress(target, at_end(11))) == {"10": "not_met"}


def test_an_upper_bound_serves_a_downward_target():
    target = record("20", "<10", direction="down")
    assert progress(target, at_end(8, bound="upper")).grade is Grade.EARLY
    assert progress(target, at_end(12, bound="upper", period="2023")).grade is Grade.AHEAD


@pytest.mark.parametrize(("value", "state"), [(1.2, "met"), (1.4, "not_met"), (0.9, "not_met")])
def test_a_range_without_direction_must_be_hit(value, state):
    stated = IM.headline("locker_cells_per_daily_parcel")
    target = stated.model_copy(update={"each": False})
    result = progress(target, actual(value, unit="倍", period="2025"))
    assert states(result) == {"1-1.3": state}


@pytest.mark.parametrize(
    ("indicator", "value", "unit"),
    [("locker_cells_per_daily_parcel", 1.2, "倍"), ("new_community_station_area", 31, "平方米/处")],
)
def test_what_is_asked_of_every_single_site_is_not_judged_by_a_mean(indicator, value, unit):
    result = progress(IM.headline(indicator), actual(value, unit=unit, period="2025"))
    assert result.grade is Grade.INCOMPARABLE
    assert "every single site" in result.judgement.reason_en


@pytest.mark.parametrize(("value", "grade"), [(50, Grade.EARLY), (49, Grade.BEHIND)])
def test_a_base_that_equals_the_goal_is_to_be_kept(value, grade):
    result = progress(record("50", "50"), at_end(value, period="2023"))
    assert result.grade is grade
    assert result.progress is None
    assert result.progress_interval is None
    assert result.course.due is None


@pytest.mark.parametrize(
    ("value", "period", "grade"),
    [(16, "2023", Grade.EARLY), (12, "2023", Grade.NO_DATA), (12, "2025", Grade.BEHIND)],
)
def test_a_target_without_base_is_graded_only_when_it_can_be(value, period, grade):
    target = SX.headline("locker_cells")
    result = progress(target, actual(value, unit="万个", period=period))
    assert result.grade is grade
    assert result.progress is None


def test_a_bound_below_a_target_without_base_leaves_it_open():
    value = actual(12, unit="万个", period="2023", bound="lower")
    assert progress(SX.headline("locker_cells"), value).grade is Grade.NO_DATA


def test_without_an_actual_value_nothing_is_graded():
    result = progress(record(), None)
    assert result.grade is Grade.NO_DATA
    assert (result.at, result.value, result.course.time, result.rest_step) == (None,) * 4
    assert {e.state for e in result.conditions} == {State.UNKNOWN}
    json.dumps(result.to_json())


def test_rest_growth_means_nothing_from_below_zero():
    target = record("10", "100", path="geometric")
    result = progress(target, at_end(-5, period="2023"))
    assert result.rest_growth is None
    assert result.rest_step == Decimal("52.5")


# scope, price base, period, unit


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"unit": "亿件"}, "different units"),
        ({"scope": "express_2024_comparable"}, "different scope"),
        ({"price_base": "2010"}, "different price base"),
        ({"period": "2025-06ytd"}, "2025-06ytd is no whole year"),
        ({"period": "2025-06-30"}, "2025-06-30 is no whole year"),
    ],
)
def test_what_is_not_comparable_is_never_subtracted(changes, reason):
    value = actual(200, **{"unit": "亿元", "period": "2025"} | changes)
    result = progress(IM.headline("express_revenue"), value)
    assert result.grade is Grade.INCOMPARABLE
    assert reason in result.judgement.reason_en
    assert (result.value, result.progress, result.rest_growth) == (None, None, None)
    assert {e.state for e in result.conditions} == {State.UNKNOWN}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"scope": "express_2010"},
        {"scope": "express_2023", "continues": ("express_2010",)},
    ],
)
def test_a_scope_that_continues_the_plans_is_comparable(changes):
    value = actual(200, unit="亿元", period="2023", **changes)
    assert progress(IM.headline("express_revenue"), value).grade is Grade.AHEAD


def test_a_total_at_unstated_prices_is_not_comparable():
    value = actual(150, unit="亿元", period="2025", price_base="2020")
    result = progress(IM.headline("industry_business_total"), value)
    assert result.grade is Grade.INCOMPARABLE


def test_a_stock_may_be_counted_on_any_day():
    value = actual(28, unit="处", period="2024-06-30")
    assert progress(SX.headline("express_parks"), value).grade is Grade.EARLY


def test_a_given_day_replaces_the_end_of_the_period():
    value = actual(75, unit="%", period="2025")
    assert progress(record(), value, at=date(2022, 12, 31)).course.time == Decimal("0.4")


# actual values


@pytest.mark.parametrize(("value", "half"), [("NaN", 0), ("Infinity", 0), (1, -1), (1, "NaN")])
def test_an_actual_value_is_a_finite_number_with_a_rounding(value, half):
    with pytest.raises(InputError) as caught:
        actual(value, unit="%", period="2025", half=half)
    assert caught.value.code == "P-131"


def reading(value, status=Status.COMPUTED):
    return Reading(
        indicator="thing",
        division="140000000000",
        level=Level.PROVINCE,
        period=Period.for_year(2024),
        numerator=None,
        denominator=None,
        value=value,
        unit="%",
        status=status,
        sources=(Source("facility"), Source("parcel")),
    )


def test_a_reading_becomes_an_actual_value():
    made = actual_of(reading(82.0), continues=("before",))
    assert (made.value, made.unit, made.status, made.bound) == (82, "%", "computed", "")
    assert (made.source, made.continues, made.months) == ("facility、parcel", ("before",), 12)
    assert actual_of(reading(82.0, Status.BOUND)).bound == "lower"
    assert actual_of(reading(None)) is None


# the whole scoreboard


@pytest.mark.parametrize("plan", load_plans(), ids=lambda plan: plan.id)
def test_every_headline_can_be_asked_for_its_progress(plan):
    results = [progress(target, None, at=date(2024, 12, 31)) for target in plan.headlines]
    assert {result.grade for result in results} == {Grade.NO_DATA}
    assert json.loads(json.dumps([result.to_json() for result in results]))


def test_a_summary_counts_and_says_so():
    values = [at_end(100), at_end(60, status="synthetic"), None]
    found = summary(progress(record(), value) for value in values)
    assert (found.total, found.synthetic) == (3, 1)
    assert [found.counts[g] for g in (Grade.EARLY, Grade.BEHIND, Grade.NO_DATA)] == [1, 1, 1]
    assert sum(found.counts.values()) == found.total
    assert found.zh == "3项目标中，1项提前完成，1项滞后，1项数据不足（其中1项为合成数据）。"
    assert found.en == (
        "Of 3 targets: 1 reached, 1 behind the path, 1 not enough data (1 on synthetic data)."
    )


def test_a_summary_of_nothing_says_there_is_nothing():
    assert (summary([]).zh, summary([]).en) == ("没有目标。", "There are no targets.")


def test_words_of_states_are_chinese_too():
    assert [state.zh for state in State] == ["达到", "未达到", "未知"]
