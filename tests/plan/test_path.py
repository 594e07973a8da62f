"""The path: through base, dated milestones and target, never turning back, whatever the unit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.numbers_as_text import rounded
from jidi.model.plan_figure import read_printed
from jidi.model.plan_loader import load_plan
from jidi.model.plan_record import Milestone, Target
from jidi.plan import Grade, actual, progress
from jidi.plan.course import course
from jidi.plan.path import Knot, through, time_share

IM, SX = load_plan("inner-mongolia"), load_plan("shanxi")
AT = [{"line": 1, "text": "1"}]


def record(baseline="50", level="100", *, path="linear", unit="%", **more):
    data = {
        "id": "t",
        "item": "SX-001",
        "indicator": "thing",
        "zh": "事项",
        "en": "Thing",
        "unit": unit,
        "quantity": "rate",
        "source": "prose",
        "path": path,
        "baseline": baseline,
        "conditions": [{"kind": "level", "printed": level}],
        "at": AT,
    }
    return Target.model_validate(data | more)


def due(name, printed, day, *, unit="%", indicator="thing"):
    return Milestone(
        id=name,
        item="SX-001",
        indicator=indicator,
        zh="节点",
        en="Milestone",
        printed=printed,
        unit=unit,
        due=day,
        at=AT,
    )


def bent(target, *milestones):
    return course(target, None, base_year=2020, milestones=milestones)


def at_year_end(way, year):
    return way.path.value(time_share(date(year, 12, 31), base_year=2020, target_year=2025))


# the plans


@pytest.mark.parametrize(
    ("plan", "indicator", "base", "values"),
    [
        (SX, "industry_revenue", "107.8", "116.7 126.2 136.6 147.8 160.0"),
        (SX, "express_volume", "5.4", "6.05 6.77 7.58 8.49 9.50"),
        (SX, "express_revenue", "67", "74.0 81.7 90.2 99.6 110.0"),
        (IM, "industry_revenue", "69.28", "77.3 86.3 96.3 107.5 120.0"),
        (IM, "industry_business_total", "51.88", "59.2 67.5 76.9 87.7 100.0"),
        (IM, "express_revenue", "42.13", "47.9 54.4 61.9 70.4 80.0"),
        # The register of plan items takes the base of the prose here (19557.57万件), not 1.96.
        (IM, "express_volume", "1.9558", "2.26 2.60 3.00 3.47 4.00"),
    ],
)
def test_geometric_year_ends_are_those_of_the_plan_items_to_the_printed_digit(
    plan, indicator, base, values
):
    target = plan.headline(indicator).model_copy(update={"baseline": read_printed(base)})
    way = course(target, None, base_year=2020, milestones=plan.milestones)
    assert way.path.name == "geometric"
    for year, printed in zip(range(2021, 2026), values.split(), strict=True):
        digits = len(printed.partition(".")[2])
        assert f"{rounded(at_year_end(way, year), digits)}" == printed


def test_the_villages_of_inner_mongolia_pass_through_their_dated_milestone():
    way = course(IM.headline("village_coverage"), None, base_year=2020, milestones=IM.milestones)
    assert way.path.name == "milestone"
    assert way.path.words == ("节点路径（分段线性）", "path through milestones (linear)")
    ends = [at_year_end(way, year) for year in range(2021, 2026)]
    assert [f"{rounded(end, 1)}" for end in ends] == ["70.0", "90.0", "93.3", "96.7", "100.0"]
    last = {bend.milestone.id: bend for bend in way.bends}["im-m-079"]
    assert last.knot is None
    assert "目标年末" in last.reason[0]


def test_milestones_of_other_indicators_leave_a_path_as_it_is():
    """Shanxi's dates of 2022 and 2024 speak of other indicators than its table (SX-E5)."""
    way = course(SX.headline("village_coverage"), None, base_year=2020, milestones=SX.milestones)
    assert (way.path.name, way.bends) == ("linear", ())


# which milestones bend


@pytest.mark.parametrize(
    ("printed", "day", "more", "reason"),
    [
        ("80", date(2025, 12, 31), {}, "end of the target year"),
        ("80", date(2030, 12, 31), {}, "end of the target year"),
        ("80", date(2022, 12, 31), {"unit": "个"}, "unit differs"),
        ("<80", date(2022, 12, 31), {}, "other direction"),
        ("50", date(2022, 12, 31), {}, "asks for as much"),
        ("30", date(2022, 12, 31), {}, "asks for as much"),
    ],
)
def test_a_milestone_that_cannot_bend_the_path_says_why(printed, day, more, reason):
    way = bent(record(), due("m", printed, day, **more))
    assert way.path.name == "linear"
    assert [bend.knot for bend in way.bends] == [None]
    assert reason in way.bends[0].reason[1]


def test_a_milestone_beyond_the_target_takes_the_path_to_the_target_and_no_further():
    way = bent(record(level="90"), due("m", "100", date(2022, 12, 31)))
    assert [at_year_end(way, year) for year in (2021, 2022, 2025)] == [70, 90, 90]
    assert "要求高于目标值" in way.bends[0].reason[0]


def test_a_later_milestone_that_asks_for_less_does_nothing():
    way = bent(record(), due("a", "90", date(2022, 12, 31)), due("b", "80", date(2023, 12, 31)))
    assert [knot.ref for knot in way.path.knots] == ["base", "a", "target"]


def test_of_two_milestones_of_one_day_the_stricter_counts():
    day = date(2022, 12, 31)
    way = bent(record(), due("a", "70", day), due("b", "90", day))
    assert [knot.ref for knot in way.path.knots] == ["base", "b", "target"]


def test_a_milestone_in_another_multiple_of_the_unit_is_carried_over():
    target = record("5", "10", path="geometric", unit="亿件", quantity="volume")
    way = bent(target, due("m", "80000", date(2023, 12, 31), unit="万件"))
    assert at_year_end(way, 2023) == 8


def test_a_milestone_without_a_base_gives_no_path():
    way = bent(record(baseline=None), due("m", "90", date(2022, 12, 31)))
    assert way.path is None
    assert way.due_value is None
    assert "no base" in way.bends[0].reason[1]


def test_a_geometric_path_takes_no_point_at_or_below_zero():
    target = record("10", "1", path="geometric", direction="down")
    way = bent(target, due("m", "零", date(2022, 12, 31)))
    assert way.path.name == "geometric"
    assert "above zero" in way.bends[0].reason[1]


def test_falling_paths_bend_downwards():
    way = bent(record("100", "50", direction="down"), due("m", "60", date(2021, 12, 31)))
    assert [at_year_end(way, year) for year in (2021, 2023, 2025)] == [60, 55, 50]


def test_the_grade_is_judged_against_the_bent_path():
    villages = IM.headline("village_coverage")
    value = actual(80, unit="%", period="2022")
    assert progress(villages, value).grade is Grade.AHEAD
    assert progress(villages, value, milestones=IM.milestones).grade is Grade.BEHIND


# laws

VALUES = st.decimals(min_value=1, max_value=1000, places=1)
DAYS = st.dates(min_value=date(2021, 1, 1), max_value=date(2025, 12, 31))


@given(
    base=VALUES,
    goal=VALUES,
    asked=st.lists(st.tuples(VALUES, DAYS), max_size=4),
    kind=st.sampled_from(["linear", "geometric"]),
)
def test_a_path_passes_through_its_points_and_never_turns_back(base, goal, asked, kind):
    target = record(str(base), str(goal), path=kind, direction="up" if goal >= base else "down")
    found = [due(f"m{n}", str(value), day) for n, (value, day) in enumerate(asked)]
    path = bent(target, *found).path
    for knot in path.knots:
        assert path.value(knot.share) == knot.value
    first = date(2021, 1, 1)
    days = [first + timedelta(days=30 * n) for n in range(61)]
    values = [path.value(time_share(day, base_year=2020, target_year=2025)) for day in days]
    ordered = [base, *values, goal]
    slack = Decimal("1e-25")
    turns = [(b - a) if goal >= base else (a - b) for a, b in pairwise(ordered)]
    assert min(turns) >= -slack


@given(
    share=st.decimals(min_value=0, max_value=1, places=3),
    middle=st.decimals(min_value=11, max_value=19, places=1),
    factor=st.sampled_from([Decimal("0.0001"), Decimal(10), Decimal(10000)]),
    kind=st.sampled_from(["linear", "geometric"]),
)
def test_a_path_in_another_unit_is_the_same_path(share, middle, factor, kind):
    def path(scale):
        knot = Knot(Decimal("0.4"), middle * scale, "m")
        return through(Decimal(10) * scale, Decimal(20) * scale, [knot], between=kind)

    assert abs(path(factor).value(share) - path(Decimal(1)).value(share) * factor) < 1e-12


@given(
    value=st.decimals(min_value=0, max_value=40, places=2),
    factor=st.sampled_from([Decimal("0.0001"), Decimal(10000)]),
    kind=st.sampled_from(["linear", "geometric"]),
)
def test_progress_does_not_depend_on_the_unit(value, factor, kind):
    """亿件 or 万件, the same share of the way, the same grade; also when both shift (linear)."""

    def judged(scale, shift=0):
        ends = [f"{Decimal(n) * scale + shift:f}" for n in (10, 20)]
        target = record(ends[0], ends[1], path=kind, unit="件", quantity="volume")
        return progress(target, actual(value * scale + shift, unit="件", period="2023"))

    plain, scaled = judged(Decimal(1)), judged(factor)
    assert abs(plain.progress - scaled.progress) < 1e-20
    assert abs(plain.course.due - scaled.course.due) < 1e-20
    assert plain.grade is scaled.grade
    if kind == "linear":
        shifted = judged(Decimal(1), shift=100)
        assert shifted.progress == plain.progress
        assert shifted.grade is plain.grade


@given(
    st.lists(st.decimals(min_value=0, max_value=120, places=1), min_size=2, max_size=2),
    st.integers(2021, 2025),
)
def test_a_better_value_is_never_graded_worse_on_a_bent_path(values, year):
    order = [Grade.BEHIND, Grade.ON_COURSE, Grade.AHEAD, Grade.EARLY]
    low, high = sorted(values)
    grades = [
        progress(
            IM.headline("village_coverage"),
            actual(value, unit="%", period=str(year)),
            milestones=IM.milestones,
        ).grade
        for value in (low, high)
    ]
    assert order.index(grades[0]) <= order.index(grades[1])
