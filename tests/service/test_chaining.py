"""A value at another scope is carried to the plan's by printed growth, or is not comparable."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from founded_books import fresh
from jidi.core.period import Period
from jidi.model.reading import Status
from jidi.plan import Grade
from jidi.service.books import open_book
from jidi.service.chaining import Unchained, carried_to, links_of
from jidi.service.progress import progress_report

NEW, OLD = "express_2024_comparable", "express_2023"


@pytest.fixture
def book(tmp_path, now):
    """A copy to print more figures into."""
    with fresh(tmp_path, now, "15") as made:
        yield made


def print_year(book, now, year, value, growth, scope, *, status="reported", **more):
    row = {
        "indicator": "express_volume",
        "division": book.province.code.text,
        "period": str(year),
        "period_kind": "year",
        "value": value,
        "unit": "亿件",
        "growth_pct": growth,
        "status": status,
        "scope": scope,
        "source": f"bulletin {year}",
        "source_kind": "official",
    }
    book.workspace.lake.commit(
        {"observation": pa.Table.from_pylist([row | more])},
        source=f"test {year}",
        origin="reported",
        by="test",
        clock=lambda: now,
    )


def volume(book, year):
    return progress_report(book, year).row("express_volume")


def test_the_newest_value_of_the_plans_scope_grown_by_print_stands_for_the_new_scope(book, now):
    print_year(book, now, 2023, 3.6, 45.3, OLD)
    print_year(book, now, 2024, 5.5, 40.5, NEW)
    row = volume(book, 2024)
    assert row.reading.status is Status.INFERRED
    assert (row.reading.scope, row.reading.note) == ("express_2010", "3.6亿件 × (1 + 40.5%)")
    assert [s.name for s in row.reading.sources] == ["bulletin 2023", "bulletin 2024"]
    assert float(row.detail.value) == pytest.approx(3.6 * 1.405)
    # Never 5.5, and never 5.5 ÷ 3.6.
    assert float(row.detail.interval.low) == pytest.approx(
        3.6 * 1.405 - (3.65 * 1.4055 - 3.6 * 1.405)
    )
    (link,) = row.chain.links
    assert (str(link.start), str(link.end), link.scope) == ("2023", "2024", NEW)
    told = row.to_json()["chain"]
    assert told["links"][0]["growth_pct"] == 40.5
    assert told["links"][0]["half_pct"] == 0.05
    assert row.detail.grade is Grade.EARLY
    year = row.years[-1]
    assert (year.year, year.chain) == (2024, row.chain)


def test_without_printed_growth_it_is_not_comparable_and_says_which_years_lack_it(book, now):
    print_year(book, now, 2024, 5.5, None, NEW)
    row = volume(book, 2024)
    assert row.detail.grade is Grade.INCOMPARABLE
    assert row.chain is None
    assert row.detail.value is None
    assert "口径不同" in row.detail.judgement.reason_zh
    assert "缺2021、2022、2023年的可比增速" in row.detail.judgement.reason_zh
    assert "2021, 2022, 2023" in row.detail.judgement.reason_en


def test_growth_that_is_only_a_bound_gives_at_least(book, now):
    """«Over 40 %» in 2024 stands in the published figures themselves."""
    print_year(book, now, 2023, 3.6, 45.3, OLD)
    print_year(book, now, 2024, 5.5, None, NEW)
    row = volume(book, 2024)
    assert row.detail.actual.bound == "lower"
    assert row.detail.interval.high.is_infinite()
    assert float(row.detail.value) == pytest.approx(3.55 * 1.4)
    assert row.reading.note == "3.6亿件 × (1 + ≥40%)"


def test_a_chain_may_start_at_the_plans_own_base(book, now):
    for year, growth in ((2021, 24.1), (2022, -1.2), (2023, 45.3)):
        print_year(book, now, year, 2.5, growth, "some_other_scope")
    row = volume(book, 2023)
    assert [str(link.end) for link in row.chain.links] == ["2021", "2022", "2023"]
    assert float(row.detail.value) == pytest.approx(1.96 * 1.241 * 0.988 * 1.453)
    assert row.reading.note == "1.96 × (1 + 24.1%) × (1 − 1.2%) × (1 + 45.3%)"


def test_a_vague_growth_is_no_link(book, now):
    print_year(book, now, 2023, 3.6, 45.3, OLD)
    print_year(book, now, 2024, 5.5, 40.5, NEW, flags="growth_about")
    ends = {(link.end.year, link.at_least) for link in links_of(book, _indicator(book))}
    assert (2024, True) in ends
    assert (2024, False) not in ends


def test_a_final_growth_goes_before_a_preliminary_one(book, now):
    print_year(book, now, 2024, 5.4, 39.0, NEW, status="preliminary")
    print_year(book, now, 2024, 5.5, 40.5, NEW)
    found = [link for link in links_of(book, _indicator(book)) if link.end.year == 2024]
    assert [link.growth for link in found] == [Decimal("40.5")]


def test_only_whole_years_are_chained(book):
    target = book.plan.headline("express_volume")
    found = carried_to(book, target, _indicator(book), Period.parse("2024-06"))
    assert isinstance(found, Unchained)


def test_the_five_year_growths_of_shanxi_are_links_from_the_base(demo_books):
    with open_book(demo_books["shanxi"]) as book:
        report = progress_report(book, 2025)
    volume, revenue = report.row("express_volume"), report.row("express_revenue")
    assert volume.reading.note == "5.4 × (1 + 2.8)"
    assert revenue.reading.note == "67 × (1 + 1.3)"
    assert float(volume.detail.interval.high) == pytest.approx(5.45 * 3.85)
    (link,) = revenue.chain.links
    assert (str(link.start), str(link.end), link.growth) == ("2020", "2025", 130)
    assert revenue.detail.distinction.is_clear


def _indicator(book):
    return book.catalogue.indicator("express_volume")
