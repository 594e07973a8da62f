from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.division import COUNTRY, DivisionCode
from jidi.core.errors import DefinitionError, UnknownName
from jidi.model.factor import Factor, Factors, load_factors, read_factors

SHANXI = DivisionCode.parse("14")
HEAD = ",".join(Factor.model_fields)
GOOD = "speed,roads,速度,Speed,40,35,45,公里/小时,,,通行数值,S,"


def factor(**changed):
    own = {
        "id": "grid",
        "topic": "grid",
        "zh": "电网",
        "en": "Grid",
        "value": "0.7",
        "unit": "kg CO2/千瓦时",
        "source": "公告",
        "trust": "S",
    }
    return Factor(**(own | changed))


def factors_file(folder, *rows):
    path = folder / "roads.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    return path


def test_the_factors_of_every_topic_are_there():
    topics = Counter(found.topic for found in load_factors())
    assert set(topics) == {"transport_emissions", "grid", "speeds", "costs", "capacities"}


MODES = [f.id.removesuffix("_ttw") for f in load_factors() if f.id.endswith("_ttw")]


# The three columns of the source are rounded each on its own.
@pytest.mark.parametrize("mode", MODES)
def test_well_to_wheel_is_the_sum_of_its_two_parts_within_rounding(mode):
    held = load_factors()
    tank, well, whole = (held.get(f"{mode}_{part}").value for part in ("ttw", "wtt", "wtw"))
    assert abs(tank + well - whole) <= 1


def test_a_fuller_truck_emits_less_per_tonne():
    held = load_factors()
    for mode in ("rigid_7t", "rigid_17t", "artic_heavy"):
        half, mean, full = (
            held.get(f"{mode}_ttw{load}").value for load in ("_half_load", "", "_full_load")
        )
        assert full < half
        assert full < mean


def test_the_grid_is_asked_for_by_province_and_year():
    held = load_factors()
    assert held.get("grid_co2", division=SHANXI, year=2021).value == Decimal("0.7222")
    assert held.get("grid_co2", division=SHANXI, year=2026).value == Decimal("0.7096")
    assert held.get("grid_co2", division=DivisionCode.parse("15")).value == Decimal("0.6849")
    assert not held.get("grid_co2", division=COUNTRY).is_citable


@pytest.mark.parametrize("place, year", [("14", 2020), ("44", None)])
def test_a_place_or_year_without_factor_is_told_what_there_is(place, year):
    with pytest.raises(UnknownName) as caught:
        load_factors().get("grid_co2", division=DivisionCode.parse(place), year=year)
    assert caught.value.code == "D-241"
    assert "14 2021" in caught.value.message()


def test_a_factor_of_places_is_not_given_without_one():
    with pytest.raises(UnknownName, match="D-241"):
        load_factors().get("grid_co2")


def test_an_unknown_factor_is_answered_with_the_nearest():
    with pytest.raises(UnknownName) as caught:
        load_factors().get("speed_county_rode")
    assert caught.value.code == "D-240"
    assert "speed_county_road" in caught.value.message()


def test_every_unverified_factor_says_so_in_its_source():
    for found in load_factors():
        assert found.is_citable != found.source.startswith("未核实")


def test_a_range_holds_the_value_and_one_number_is_its_own_range():
    held = load_factors()
    assert held.get("speed_county_road").span == (Decimal(35), Decimal(45))
    assert held.get("rail_wtw").span == (Decimal(35), Decimal(35))


@given(st.lists(st.integers(1990, 2040), min_size=1, unique=True), st.integers(1980, 2050))
def test_the_latest_year_not_after_the_asked_one_is_given(years, asked):
    held = Factors([factor(year=year, value=year) for year in years])
    earlier = [year for year in years if year <= asked]
    if earlier:
        assert held.get("grid", year=asked).year == max(earlier)
    else:
        with pytest.raises(UnknownName):
            held.get("grid", year=asked)


def test_a_good_row_is_read(tmp_path):
    (found,) = read_factors(factors_file(tmp_path, GOOD))
    assert (found.value, found.unit) == (Decimal(40), "公里/小时")


@pytest.mark.parametrize(
    "old, new, code, said",
    [
        ("", "", "D-202", "speed"),
        ("speed,roads", "slow,road", "D-230", "roads"),
        (",40,", ",34,", "D-102", "35"),
        (",35,", ",,", "D-102", "low"),
        (",S,", ",T,", "D-102", "trust"),
        ("公里/小时", "公里/时辰", "D-209", "公里"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_line(tmp_path, old, new, code, said):
    with pytest.raises(DefinitionError) as caught:
        read_factors(factors_file(tmp_path, GOOD, GOOD.replace(old, new) if old else GOOD))
    assert (caught.value.code, caught.value.where.line) == (code, 3)
    assert said in caught.value.message("zh") and said in caught.value.message("en")
