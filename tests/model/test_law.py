from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import DefinitionError, UnknownName
from jidi.model.law import COMPARATORS, Law, Limit, load_law, read_limits
from jidi.model.trust import Trust

TODAY = date(2026, 11, 22)
HEAD = ",".join(Limit.model_fields)
GOOD = "open_days,opening,营业天数,Opening days,6,天/周,>=,19,邮政法,L,,,"


def limit(**changed):
    own = {
        "id": "reply",
        "topic": "complaints",
        "zh": "答复",
        "en": "Reply",
        "value": "7",
        "unit": "天",
        "comparator": "<=",
        "source": "快递暂行条例",
        "trust": "L",
    }
    return Limit(**(own | changed))


def limits_file(folder, *rows, name="opening.csv"):
    path = folder / name
    path.write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    return path


# --- what ships -----------------------------------------------------------------------------


def test_the_limits_of_every_topic_are_there():
    topics = Counter(found.topic for found in load_law())
    assert set(topics) == {
        "universal_service",
        "service_time",
        "supervision",
        "safety",
        "lockers",
        "packaging",
        "complaints",
        "licensing",
        "emergency",
        "cold_chain",
        "evaluation",
        "retention",
    }
    assert sum(topics.values()) >= 60


@pytest.mark.parametrize(
    "name, value, unit, comparator",
    [
        ("open_days_city", "6", "天/周", ">="),
        ("complaint_company_reply", "7", "天", "<="),
        ("complaint_regulator_reply", "30", "天", "<="),
        ("licence_term", "5", "年", "="),
        ("end_point_filing", "20", "天", "<="),
        ("packaging_four_metals", "100", "mg/kg", "<="),
        ("packaging_mercury", "0.5", "mg/kg", "<="),
        ("station_area_new_community", "15", "平方米", ">="),
        ("locker_cells_per_daily_parcel_high", "1.3", "倍", "<="),
        ("prohibited_classes", "19", "类", "="),
        ("frozen_max", "-18", "℃", "<="),
        ("compensation_uninsured", "3", "倍", "<="),
        ("inter_city_time", "72", "小时", "<="),
    ],
)
def test_a_limit_has_the_number_of_its_source(name, value, unit, comparator):
    found = load_law().limit(name, on=TODAY)
    assert (found.value, found.unit, found.comparator) == (Decimal(value), unit, comparator)


def test_what_nobody_has_verified_is_never_cited():
    unverified = [found for found in load_law() if not found.is_citable]
    assert {found.trust for found in unverified} == {Trust.GENERAL}
    assert len(unverified) >= 20
    assert all(found.source.startswith("未核实") for found in unverified)


def test_statutes_name_their_article():
    of_statute = [found for found in load_law() if found.trust is Trust.LAW]
    named = [found for found in of_statute if found.article]
    assert len(named) / len(of_statute) > 0.9


def test_a_renumbered_article_is_found_by_the_day():
    law = load_law()
    before = law.limit("complaint_company_reply", on=date(2025, 5, 31))
    after = law.limit("complaint_company_reply", on=date(2025, 6, 1))
    assert (before.article, after.article) == ("28", "29")


def test_a_limit_before_its_time_does_not_hold():
    with pytest.raises(UnknownName) as caught:
        load_law().limit("packaging_lead", on=date(2024, 5, 31))
    assert caught.value.code == "D-233"
    assert "2024-06-01" in caught.value.message()


def test_the_limits_of_a_day_leave_out_what_had_ended():
    day = load_law().on(TODAY)
    assert "project_9571_e_waybill" not in day
    assert "packaging_lead" in day


def test_an_unknown_limit_is_answered_with_the_nearest():
    with pytest.raises(UnknownName) as caught:
        load_law().limit("licence_trem", on=TODAY)
    assert "licence_term" in caught.value.message()


def test_every_degree_of_trust_is_explained_in_both_languages():
    assert all(trust.zh and trust.en for trust in Trust)
    assert [trust for trust in Trust if not trust.is_citable] == [Trust.GENERAL]


# --- comparing and validity -----------------------------------------------------------------


@pytest.mark.parametrize(
    "comparator, below, at, above",
    [
        ("<=", True, True, False),
        ("<", True, False, False),
        ("=", False, True, False),
        (">=", False, True, True),
        (">", False, False, True),
    ],
)
def test_a_measured_value_keeps_to_a_limit_or_not(comparator, below, at, above):
    own = limit(comparator=comparator)
    assert [own.holds(6), own.holds(7), own.holds(Decimal("7.1"))] == [below, at, above]


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 900), st.integers(-1000, 1000))
def test_a_limit_holds_from_its_first_day_to_the_one_before_its_end(start, days, offset):
    own = limit(valid_from=start, valid_to=start + timedelta(days=days))
    day = start + timedelta(days=offset)
    assert own.is_valid_on(day) == (0 <= offset < days)
    assert ("reply" in Law([own]).on(day)) == (0 <= offset < days)


def test_versions_follow_each_other_without_a_gap_or_an_overlap():
    old, new = limit(valid_to="2025-06-01"), limit(valid_from="2025-06-01", value="5")
    law = Law([new, old])
    assert law.limit("reply", on=date(2025, 5, 31)) == old
    assert law.limit("reply", on=date(2025, 6, 1)) == new


@pytest.mark.parametrize(
    "versions",
    [
        (limit(), limit()),
        (limit(), limit(valid_from="2025-06-01")),
        (limit(valid_to="2025-07-01"), limit(valid_from="2025-06-01")),
        (limit(valid_to="2025-07-01"), limit(valid_to="2026-07-01")),
    ],
)
def test_two_versions_at_one_time_are_refused(versions):
    with pytest.raises(DefinitionError, match="D-231"):
        Law(versions)


# --- the strict reader ----------------------------------------------------------------------


def test_a_good_row_is_read(tmp_path):
    (found,) = read_limits(limits_file(tmp_path, GOOD))
    assert (found.id, found.value, found.valid_from) == ("open_days", Decimal(6), None)


@pytest.mark.parametrize(
    "old, new, code, said",
    [
        (",opening,", ",closing,", "D-230", "opening"),
        (",>=,", ",=>,", "D-209", "comparator"),
        ("天/周", "光年年", "D-209", "光年年"),
        (",L,", ",X,", "D-102", "trust"),
        (",6,", ",six,", "D-102", "value"),
        (",L,,,", ",L,2025-01-01,2025-01-01,", "D-102", "valid_to"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_line(tmp_path, old, new, code, said):
    with pytest.raises(DefinitionError) as caught:
        read_limits(limits_file(tmp_path, GOOD, GOOD.replace(old, new)))
    assert (caught.value.code, caught.value.where.line) == (code, 3)
    assert said in caught.value.message("zh") and said in caught.value.message("en")


def test_every_comparator_is_used_by_some_limit():
    assert {found.comparator for found in load_law()} == set(COMPARATORS)
