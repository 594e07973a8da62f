import csv
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jidi
from jidi.core.division import DivisionCode
from jidi.core.errors import DefinitionError, ValueProblem
from jidi.core.period import Period
from jidi.core.units import Unit
from jidi.model.divisions import load_country
from jidi.model.observation import FLAGS, SOURCE_KINDS, Observation
from jidi.model.reading import Status
from jidi.model.statistics import (
    difference,
    load_other_plans,
    load_statistics,
    load_unplaced,
    published_indicators,
    read_statistics,
    scopes,
)

SHARED = Path(__file__).parents[3] / "shared" / "statistics"
COLUMNS = ",".join(Observation.model_fields)
GOOD = (
    "express_volume,快递业务量,140000000000,2023-05,9333.74,万件,90.52,reported,official,"
    "bulletin,express_2023,,,"
)


def figure(**changed):
    own = {
        "indicator": "express_volume",
        "published": "快递业务量",
        "division": "14",
        "period": "2023",
        "value": "3.5",
        "unit": "亿件",
        "status": "reported",
        "source_kind": "official",
        "source": "bulletin",
        "scope": "express_2023",
    }
    return Observation(**(own | changed))


def find(indicator, division, period, status="reported"):
    asked = (indicator, DivisionCode.parse(division), Period.parse(period), Status(status))
    (found,) = [
        f for f in load_statistics() if (f.indicator, f.division, f.period, f.status) == asked
    ]
    return found


def statistics_file(folder, *rows):
    path = folder / "figures.csv"
    path.write_text("\n".join([COLUMNS, *rows]) + "\n", "utf-8")
    return path


# --- what ships -----------------------------------------------------------------------------


def test_the_figures_of_all_files_are_loaded_in_order():
    found = load_statistics()
    assert len(found) == 138 + 127 + 399 + 39 + 13
    order = [(f.indicator, f.division, f.period, f.status) for f in found]
    assert order == sorted(order)


def test_a_figure_is_what_was_printed():
    found = find("express_volume", "14", "2023-05ytd")
    assert (found.value, str(found.unit), found.growth) == (
        Decimal("38858.97"),
        "万件",
        Decimal("62.02"),
    )
    assert found.source_kind == "official"
    assert found.scope == "express_2023"
    assert found.plain_value == Decimal("388589700")


def test_known_contradictions_keep_their_printed_value_and_carry_a_flag():
    total = find("express_volume", "14", "2019-10ytd", "doubtful")
    parts = ("same_city", "inter_city", "international")
    summed = sum(find(f"express_volume_{part}", "14", "2019-10ytd").value for part in parts)
    assert summed - total.value == Decimal("180.00")
    assert total.flags == ("parts_differ",)
    first_quarter = find("industry_revenue", "14", "2025-03ytd", "doubtful")
    assert (first_quarter.value, first_quarter.flags) == (Decimal("17.97"), ("period_doubtful",))
    without_unit = find("express_volume_inter_city", "14", "2024-06ytd")
    assert (without_unit.value, str(without_unit.unit)) == (Decimal("61853.93"), "万件")
    assert without_unit.flags == ("unit_missing_in_print",)


def test_growth_in_words_only_has_no_value():
    doubled = find("industry_revenue_growth_five_years", "14", "2025")
    assert doubled.value is None and doubled.plain_value is None


def test_a_lower_bound_in_print_says_so():
    assert find("village_coverage", "15", "2025").flags == ("at_least",)


def test_business_totals_carry_the_price_base_of_their_year():
    for found in load_statistics():
        if found.scope.startswith("business_total"):
            assert found.price_base == ("2010" if found.period.year <= 2020 else "2020")
        else:
            assert found.price_base == ""


def test_figures_without_a_year_in_print_are_kept_apart():
    aside = load_unplaced()
    assert [row.value for row in aside] == [Decimal(v) for v in ("3.13", "3.79", "1030.63", "1.17")]
    assert {row.period for row in aside} == {"YYYY-06ytd"}
    assert all(row.reason for row in aside)


def test_targets_of_other_plans_are_kept_as_printed():
    plans = load_other_plans()
    national = next(p for p in plans if p.place == "全国" and p.published == "快递业务量")
    assert (national.base_value, national.target_value) == (Decimal("833.6"), Decimal(1500))
    assert national.indicator == "express_volume"


def test_places_are_real_divisions():
    country = load_country()
    assert {f.division for f in load_statistics()} <= {d.code for d in country}
    assert find("express_volume", "3702", "2020").value == Decimal("58711.35")


def test_every_scope_is_reached_by_an_indicator_and_continues_a_known_one():
    families = {named.family for named in published_indicators().values()}
    for scope in scopes().values():
        assert scope.family in families
        assert scope.first_year <= scope.last_year
        assert scope.continues is None or scope.continues in scopes()


def test_scopes_of_a_family_never_overlap():
    for family in {scope.family for scope in scopes().values()}:
        spans = sorted((s.first_year, s.last_year) for s in scopes().values() if s.family == family)
        assert all(a[1] < b[0] for a, b in pairwise(spans))


def test_one_indicator_has_one_english_name_and_one_family():
    seen = {}
    for named in published_indicators().values():
        assert seen.setdefault(named.indicator, (named.en, named.family)) == (
            named.en,
            named.family,
        )


def test_kinds_of_sources_are_those_of_the_code_list():
    folder = Path(jidi.__file__).parent / "definitions/codes"
    with (folder / "source_kind.csv").open(encoding="utf-8", newline="") as file:
        assert tuple(row["code"] for row in csv.DictReader(file)) == SOURCE_KINDS


def test_every_flag_in_use_is_explained():
    assert {flag for f in load_statistics() for flag in f.flags} <= set(FLAGS)


# Shares are rounded to two decimals, so three of them sum to 100 within 0.015.
def test_printed_shares_of_volume_make_a_hundred():
    whole = Counter()
    for found in load_statistics():
        if found.indicator.startswith("express_volume_share_") and "change" not in found.indicator:
            whole[found.division, found.period] += found.value
    three = {key: total for key, total in whole.items() if total > 60}
    assert len(three) >= 9
    assert all(abs(total - 100) <= Decimal("0.15") for total in three.values())


@pytest.mark.realdata
@pytest.mark.skipif(not SHARED.is_dir(), reason="the collected figures are not at hand")
def test_no_collected_row_is_lost_or_changed():
    printed = Counter()
    for name in ("shanxi", "inner_mongolia", "national", "cities", "other_provinces"):
        with (SHARED / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                value, growth = (
                    Decimal(text) if text else None for text in (row["value"], row["yoy_pct"])
                )
                period = row["period"] + ("ytd" if row["period_kind"] == "ytd" else "")
                told = row["note"].split(";")[1].strip().removeprefix("status=")
                key = (row["indicator"], period, value, growth, row["unit"], row["source_url"])
                printed[*key, told] += 1
    kept = Counter(
        (f.published, str(f.period), f.value, f.growth, str(f.unit), f.source, str(f.status))
        for f in (*load_statistics(), *load_unplaced())
    )
    assert kept == printed
    with (SHARED / "other_plans.csv").open(encoding="utf-8-sig", newline="") as file:
        plans = Counter((r["plan"], r["indicator"], r["unit"]) for r in csv.DictReader(file))
    assert Counter((p.plan, p.published, p.unit) for p in load_other_plans()) == plans


# --- subtracting ----------------------------------------------------------------------------


def test_figures_of_one_scope_are_subtracted_across_units():
    later = figure(value="2.5", unit="亿件", period="2023-06ytd")
    earlier = figure(value="20000", unit="万件", period="2023-05ytd")
    change = difference(later, earlier)
    assert change.amount == Decimal("50000000")
    assert str(change.unit) == "件"
    assert change.growth == Decimal(25)


def test_a_scope_that_continues_another_may_be_compared_with_it():
    earlier = find("express_volume", "000000000000", "2022")
    later = find("express_volume", "000000000000", "2023")
    assert difference(later, earlier).growth == pytest.approx(later.growth, abs=Decimal("0.05"))
    assert difference(earlier, later).amount < 0


def test_the_break_of_2024_is_never_crossed():
    with pytest.raises(ValueProblem) as caught:
        difference(
            find("express_volume", "000000000000", "2024"),
            find("express_volume", "000000000000", "2023"),
        )
    assert caught.value.code == "D-225"
    assert "express_2024_comparable" in caught.value.message()


def test_business_totals_at_different_prices_are_never_subtracted():
    later = find("industry_business_total", "000000000000", "2021")
    earlier = find("industry_business_total", "000000000000", "2020")
    with pytest.raises(ValueProblem) as caught:
        difference(later, earlier)
    assert "price_base" in caught.value.facts["what"]


@pytest.mark.parametrize(
    "other, what",
    [
        ({"indicator": "express_revenue"}, "indicator"),
        ({"division": "15"}, "division"),
        ({"unit": "亿元"}, "unit"),
        ({"price_base": "2010"}, "price_base"),
        ({"scope": "a scope of the user"}, "scope"),
    ],
)
def test_figures_of_different_series_are_not_subtracted(other, what):
    with pytest.raises(ValueProblem) as caught:
        difference(figure(), figure(**other))
    assert caught.value.code == "D-225"
    assert what in caught.value.facts["what"]


def test_a_scope_of_the_users_own_continues_itself():
    own = figure(scope="own", value="2")
    assert difference(own, own).amount == 0


def test_no_value_is_not_zero():
    nothing = figure(value=None, flags="value_not_printed")
    with pytest.raises(ValueProblem, match="D-226"):
        difference(figure(), nothing)


def test_growth_on_nothing_is_no_growth():
    change = difference(figure(value="2"), figure(value="0"))
    assert (change.amount, change.growth) == (Decimal("200000000"), None)


@given(st.decimals(1, 10**6, places=2), st.decimals(1, 10**6, places=2))
def test_a_difference_turned_round_changes_its_sign(a, b):
    one, other = figure(value=a), figure(value=b)
    assert difference(one, other).amount == -difference(other, one).amount


# --- the strict reader ----------------------------------------------------------------------


def test_a_good_file_is_read(tmp_path):
    (found,) = read_statistics(statistics_file(tmp_path, GOOD))
    assert found.unit == Unit.parse("万件")


@pytest.mark.parametrize(
    "old, new, code, said",
    [
        ("万件", "万件件", "D-209", "万件"),
        ("reported", "reportd", "D-209", "reported"),
        ("official", "offical", "D-209", "official"),
        (",,,", ",,at_lest,", "D-209", "at_least"),
        ("9333.74", "many", "D-102", "value"),
        ("9333.74", "", "D-102", "value_not_printed"),
        ("2023-05", "2023-13", "D-102", "period"),
        ("140000000000", "999", "D-102", "division"),
        ("express_volume", "express_volum", "D-221", "快递业务量"),
        ("快递业务量", "快递业务", "D-221", "快递业务"),
        ("express_2023", "express_2033", "D-222", "express_2023"),
        ("万件", "亿元", "D-223", "parcels"),
        ("express_2023", "express_2010", "D-224", "express_2010"),
        ("express_2023", "delivery_2023", "D-224", "delivery_2023"),
        ("express_2023,,", "express_2023,2010,", "D-224", "express_2023"),
    ],
)
def test_a_figure_that_does_not_fit_is_refused_with_its_line(tmp_path, old, new, code, said):
    path = statistics_file(tmp_path, GOOD.replace("2023-05", "2023"), GOOD.replace(old, new, 1))
    with pytest.raises(DefinitionError) as caught:
        read_statistics(path)
    assert caught.value.code == code
    assert caught.value.where.line == 3
    assert said in caught.value.message("zh") and said in caught.value.message("en")


def test_a_figure_twice_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match="D-202"):
        read_statistics(statistics_file(tmp_path, GOOD, GOOD))
