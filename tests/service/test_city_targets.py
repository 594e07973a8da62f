"""Targets of cities: proposed so that they sum exactly, adopted by a person, checked and judged."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from book_copies import copied
from jidi.core.errors import InputError, UnknownName
from jidi.core.sharing import shared
from jidi.service.books import open_book
from jidi.service.city_progress import city_report
from jidi.service.city_targets import adopt, city_targets
from jidi.service.decomposition import propose


@pytest.fixture(scope="module")
def shanxi(demo_books, tmp_path_factory):
    """A copy of the demonstration book to adopt targets in."""
    folder = tmp_path_factory.mktemp("cities") / "shanxi"
    copied(demo_books["shanxi"], folder)
    with open_book(folder) as book:
        yield book


def take(book, proposal, now, *, changed=()):
    rows = [row.model_copy(update=dict(changed)) for row in proposal.city_targets(by="张三")]
    return adopt(book, rows, by="张三", now=now)


def test_a_proposal_of_a_total_sums_exactly_and_says_that_it_is_one(shanxi):
    proposal = propose(shanxi, "industry_revenue")
    assert sum(share.level for share in proposal.shares) == 160
    assert len(proposal.shares) == 11
    told = json.loads(json.dumps(proposal.to_json()))
    assert (told["proposal"], told["own_choice"], told["synthetic"]) == (True, True, True)
    assert told["base_sum"] == pytest.approx(107.8, rel=0.01)


def test_a_proposal_of_a_rate_sums_in_the_things_it_counts(shanxi):
    for way in ("base", "population", "growth"):
        proposal = propose(shanxi, "village_coverage", way=way)
        whole = sum(share.whole for share in proposal.shares)
        assert sum(share.numerator for share in proposal.shares) == int(whole * 90 / 100)
        assert all(share.printed.startswith(">") for share in proposal.shares)


def test_before_anything_is_adopted_every_city_is_listed_without_a_target(shanxi):
    report = city_report(shanxi, "express_parks", 2023)
    assert len(report.rows) == 11
    assert {row.target for row in report.rows} == {None}
    assert {row.detail for row in report.rows} == {None}
    assert (report.check.verdict, report.check.without) == ("incomplete", 11)
    assert report.check.cities is None


def test_an_adopted_proposal_makes_the_provincial_target_and_is_judged(shanxi, now):
    receipt = take(shanxi, propose(shanxi, "village_coverage"), now)
    assert receipt.rows == {"city_target": 11}
    assert receipt.by == "张三"
    report = city_report(shanxi, "village_coverage", 2023)
    assert report.check.verdict == "equal"
    assert report.check.without == 0
    for row in report.rows:
        assert row.target.how == "proposed"
        assert row.detail.course.base is not None
        assert float(row.detail.value) == pytest.approx(row.reading.value)
    assert json.dumps(report.to_json(), allow_nan=False)


def test_adopting_another_indicator_keeps_the_first(shanxi, now):
    take(shanxi, propose(shanxi, "village_coverage"), now)
    take(shanxi, propose(shanxi, "industry_revenue"), now)
    assert len(city_targets(shanxi, "village_coverage", 2025)) == 11
    assert city_report(shanxi, "industry_revenue", 2023).check.verdict == "equal"


@pytest.mark.parametrize(("by", "verdict"), [("0.5", "exceeds"), ("-0.5", "short")])
def test_a_sum_that_differs_is_told(shanxi, now, by, verdict):
    rows = list(propose(shanxi, "express_volume").city_targets(by="李四"))
    first = rows[0]
    changed = first.target.__class__(
        **{
            **first.target.__dict__,
            "value": first.target.value + Decimal(by),
            "text": f"{first.target.value + Decimal(by)}",
        }
    )
    rows[0] = first.model_copy(update={"target": changed})
    adopt(shanxi, rows, by="李四", now=now)
    check = city_report(shanxi, "express_volume", 2023).check
    assert check.verdict == verdict
    assert check.cities - check.province == Decimal(by)


def test_a_score_is_the_same_everywhere_and_its_mean_is_the_provinces(shanxi, now):
    proposal = propose(shanxi, "universal_service_satisfaction")
    assert {share.printed for share in proposal.shares} == {">86.1"}
    take(shanxi, proposal, now)
    report = city_report(shanxi, "universal_service_satisfaction", 2023)
    assert report.check.verdict == "equal"
    assert any(
        row.detail.distinction and not row.detail.distinction.is_clear for row in report.rows
    )


def test_what_cannot_be_shared_out_is_refused(demo_books):
    with open_book(demo_books["inner-mongolia"]) as book:
        with pytest.raises(InputError) as caught:
            propose(book, "new_community_station_area")
        assert caught.value.code == "P-162"
        with pytest.raises(UnknownName) as unknown:
            propose(book, "village_coverage", way="bases")
        assert unknown.value.code == "V-130"
        with pytest.raises(UnknownName):
            propose(book, "vilage_coverage")


def test_the_same_book_gives_the_same_proposal(shanxi):
    one, other = (propose(shanxi, "express_parks").to_json() for _ in range(2))
    assert one == other
    assert shared(25, [1] * 11) == [3, 3, 3] + [2] * 8
