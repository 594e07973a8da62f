"""The course of a target over the years, and the changes of scope that part its values."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest

from founded_books import fresh
from jidi.service.scope_breaks import parted, scope_breaks
from jidi.service.trajectory import trajectory


@pytest.fixture
def book(tmp_path, now):
    """A copy to print more figures into."""
    with fresh(tmp_path, now, "15") as made:
        yield made


def print_year(book, now, year, value, growth, scope):
    row = {
        "indicator": "express_volume",
        "division": book.province.code.text,
        "period": str(year),
        "period_kind": "year",
        "value": value,
        "unit": "亿件",
        "growth_pct": growth,
        "status": "reported",
        "scope": scope,
        "source": f"bulletin {year}",
        "source_kind": "official",
    }
    book.workspace.lake.commit(
        {"observation": pa.Table.from_pylist([row])},
        source=f"test {year}",
        origin="reported",
        by="test",
        clock=lambda: now,
    )


def of(book, name):
    return trajectory(book, book.catalogue.indicator(name))


def test_a_milestone_bends_the_path_and_the_end_is_the_target(book):
    course = of(book, "village_coverage")
    assert [course.due(year) for year in (2020, 2021, 2022, 2025)] == [50, 70, 90, 100]
    assert course.due(2019) is None
    assert course.due(2026) is None
    assert course.path.name == "milestone"
    assert [str(b.milestone.due) for b in course.bends if b.knot] == ["2022-12-31"]


def test_a_geometric_path_grows_by_equal_ratios(book):
    due = [of(book, "express_revenue").due(year) for year in range(2020, 2026)]
    ratios = [after / before for before, after in pairwise(due)]
    assert ratios == pytest.approx([(80 / 42.13) ** 0.2] * 5)


def test_an_indicator_without_a_target_has_no_course(book):
    assert of(book, "damage_rate") is None


def test_a_target_without_a_base_has_no_path(book):
    course = of(book, "large_brands")
    assert course.path is None
    assert course.due(2023) is None


def test_only_years_that_are_not_printed_on_the_plans_scope_are_carried(book, now):
    print_year(book, now, 2023, 3.6, 45.3, "express_2023")
    print_year(book, now, 2024, 5.5, 40.5, "express_2024_comparable")
    course = of(book, "express_volume")
    assert [(c.year, c.reading.value) for c in course.carried] == [
        (2024, pytest.approx(3.6 * 1.405))
    ]
    told = course.to_json()
    assert told["carried"][0]["chain"]["links"][0]["growth_pct"] == 40.5


def test_the_scopes_of_express_go_on_in_2023_and_break_in_2024(book):
    found = scope_breaks(book.catalogue.indicator("express_volume"))
    assert [(one.year, one.goes_on) for one in found] == [(2023, True), (2024, False)]
    assert not parted(found, 2022, 2023)
    assert parted(found, 2023, 2024)
    assert parted(found, 2020, 2025)
    assert not parted(found, 2024, 2025)


def test_new_constant_prices_are_a_break(book):
    (change,) = scope_breaks(book.catalogue.indicator("industry_business_total"))
    assert (change.year, change.goes_on) == (2021, False)
    assert change.zh == "2021年改2020年不变价"
    assert change.en == "2020 prices from 2021"


def test_what_is_not_published_has_no_breaks(book):
    assert scope_breaks(book.catalogue.indicator("damage_rate")) == ()
