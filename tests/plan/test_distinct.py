"""A value of a survey or sample tells its grade from its neighbours, or says that it cannot."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jidi.core.measure import Interval
from jidi.model.plan_loader import load_plan
from jidi.plan import Grade, actual, progress

SX, IM = load_plan("shanxi"), load_plan("inner-mongolia")
SCORE = SX.headline("universal_service_satisfaction")


def scored(value, half, *, target=SCORE, period="2023", **more):
    middle = Decimal(str(value))
    chance = Interval(middle - Decimal(str(half)), middle + Decimal(str(half)))
    return progress(target, actual(value, unit="分", period=period, chance=chance, **more))


def test_two_tenths_of_a_point_are_within_the_noise_of_a_survey_of_2600():
    """σ = 15, n = 2600: ±0.58 on one survey, ±0.82 between two; the plan asks for +0.2."""
    found = scored(86.1, 0.58)
    assert found.distinction.way_is_noise
    assert not found.distinction.grade_is_clear
    assert (found.distinction.worst, found.distinction.best) == (Grade.BEHIND, Grade.EARLY)
    zh, en = found.distinction.reason("分")
    assert "要求的变化0.20分不超过两次调查之间的随机误差±0.82分" in zh
    assert "within the noise between two surveys, ±0.82" in en
    assert found.grade is Grade.AHEAD


def test_the_same_survey_can_tell_two_and_a_half_points():
    found = scored(87.4, 0.3, target=IM.headline("universal_service_satisfaction"), period="2025")
    assert found.grade is Grade.EARLY
    assert found.distinction.is_clear
    assert found.distinction.reason("分") == ("", "")


def test_a_clear_way_may_still_have_an_unclear_grade():
    found = scored(86.6, 0.5, target=IM.headline("universal_service_satisfaction"), period="2024")
    assert not found.distinction.way_is_noise
    assert not found.distinction.grade_is_clear
    assert not found.distinction.is_clear


def test_the_share_of_the_way_has_the_interval_too():
    found = scored(86.0, 0.1)
    assert (found.progress, found.progress_chance) == (
        Decimal("0.5"),
        Interval(Decimal(0), Decimal(1)),
    )


def test_the_interval_is_carried_into_the_targets_unit():
    target = SX.headline("express_volume")
    value = actual(70000, unit="万件", period="2023", chance=Interval.point(80000))
    assert progress(target, value).chance == Interval.point(8)


def test_rounding_alone_can_blur_a_grade():
    target = SX.headline("village_coverage")
    blurred = progress(target, actual("90.2", unit="%", period="2025", half="0.5"))
    assert (blurred.distinction.worst, blurred.distinction.best) == (Grade.ON_COURSE, Grade.EARLY)
    assert blurred.distinction.noise is None
    exact = progress(target, actual("90.2", unit="%", period="2025"))
    assert exact.distinction.is_clear


def test_a_bound_says_so_itself():
    assert scored(86.1, 0.5, bound="lower").distinction is None


def test_without_a_base_no_way_is_measured():
    chance = Interval(Decimal("15.3"), Decimal("16.3"))
    value = actual("15.8", unit="万个", period="2023", chance=chance)
    found = progress(SX.headline("locker_cells"), value)
    assert not found.distinction.way_is_noise
    assert (found.distinction.worst, found.distinction.best) == (Grade.NO_DATA, Grade.EARLY)


@given(
    value=st.decimals(min_value=70, max_value=100, places=1),
    half=st.decimals(min_value=0, max_value=5, places=2),
    more=st.decimals(min_value=0, max_value=5, places=2),
    year=st.integers(2021, 2025),
)
def test_the_grade_lies_between_its_ends_and_a_wider_interval_is_never_clearer(
    value, half, more, year
):
    order = list(Grade)
    narrow, wide = (scored(value, h, period=str(year)).distinction for h in (half, half + more))
    grade = scored(value, half, period=str(year)).grade
    assert order.index(narrow.best) <= order.index(grade) <= order.index(narrow.worst)
    assert narrow.grade_is_clear or not wide.grade_is_clear
    assert narrow.noise <= wide.noise
