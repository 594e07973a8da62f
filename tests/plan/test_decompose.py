"""A provincial target shared out among cities sums exactly to it, operator kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import InputError
from jidi.model.plan_figure import read_printed
from jidi.plan.decompose import City, Way, decomposed, required_numerator, with_level


def city(name, base=None, **more):
    numbers = {key: Decimal(str(value)) for key, value in more.items() if key != "population"}
    return City(
        division=name,
        base=None if base is None else Decimal(str(base)),
        population=more.get("population"),
        **numbers,
    )


def levels(printed, *cities, way=Way.BASE, additive="total", digits=1):
    found = decomposed(read_printed(printed), cities, way=way, additive=additive, digits=digits)
    return [share.printed for share in found]


# totals


def test_by_base_every_city_grows_alike():
    assert levels("160", city("a", 50), city("b", 30), city("c", 20)) == ["80.0", "48.0", "32.0"]


def test_the_operator_and_the_hedge_are_kept():
    assert levels(">25", city("a", 10), city("b", 6), digits=0) == [">16", ">9"]
    assert with_level(read_printed("基本实现100"), Decimal("98.5")) == "基本实现98.5"
    assert with_level(read_printed("约30"), Decimal(12)) == "约12"
    assert with_level(read_printed("≥87"), Decimal(87)) == "≥87"


def test_every_written_level_can_be_read_back():
    for text in ("160", ">25", "≥87", "<10", "≤5", "基本实现100", "约30", "30左右", "超过67.5%"):
        printed = read_printed(text)
        again = read_printed(with_level(printed, Decimal("12.5")))
        assert (again.operator, again.hedged) == (printed.operator, printed.hedged)
        assert again.value == Decimal("12.5")


def test_by_population_as_much_per_head_but_nobody_goes_back():
    cities = [
        city("a", 50, population=1_000_000),
        city("b", 10, population=1_000_000),
        city("c", 10, population=2_000_000),
    ]
    # Per head: 25, 25, 50; a keeps its 50, the others share what is left by heads.
    assert levels("100", *cities, way=Way.POPULATION) == ["50.0", "16.7", "33.3"]


def test_by_population_needs_no_base():
    cities = [city("a", population=1), city("b", population=3)]
    assert levels("16", *cities, way=Way.POPULATION, digits=0) == ["4", "12"]


def test_by_growth_the_increase_goes_where_it_has_been():
    cities = [city("a", 50, now=60), city("b", 40, now=70), city("c", 10, now=5)]
    assert levels("140", *cities, way=Way.GROWTH) == ["60.0", "70.0", "10.0"]


def test_a_target_prints_more_decimals_than_asked_for():
    assert levels("2.75", city("a", 1), city("b", 1)) == ["1.38", "1.37"]


# rates


def test_rates_are_shared_out_in_the_things_they_count():
    found = decomposed(
        read_printed(">90"),
        [city("a", 300, whole=400), city("b", 200, whole=601)],
        way=Way.BASE,
        additive="rate",
        digits=1,
    )
    assert sum(share.numerator for share in found) == 900
    # 400 more of a gap of 501, in the same part of each gap.
    assert [share.numerator for share in found] == [380, 520]
    assert [share.printed for share in found] == [">95", ">86.52"]


def test_by_population_a_rate_is_the_same_everywhere_but_where_it_is_higher_already():
    found = decomposed(
        read_printed("80"),
        [city("a", 95, whole=100), city("b", 20, whole=100), city("c", 20, whole=200)],
        way=Way.POPULATION,
        additive="rate",
        digits=1,
    )
    assert [share.numerator for share in found] == [95, 75, 150]


def test_a_hundred_per_cent_asks_for_everything_everywhere():
    assert levels("100", city("a", 1, whole=7), city("b", 5, whole=9), additive="rate") == [
        "100",
        "100",
    ]


@pytest.mark.parametrize(
    ("printed", "whole", "things"),
    [
        ("90", 1001, 901),
        (">90", 1001, 900),
        ("≥90", 1000, 900),
        ("<10", 1001, 101),
        ("≤10", 1001, 100),
    ],
)
def test_the_things_a_rate_asks_for_keep_its_operator(printed, whole, things):
    assert required_numerator(read_printed(printed), Decimal(whole)) == things


def test_a_mean_is_the_same_everywhere():
    cities = [city("a", 85, whole=100), city("b", whole=300)]
    assert levels("≥87", *cities, additive="mean") == ["≥87", "≥87"]


# what cannot be done


@pytest.mark.parametrize(
    ("way", "cities", "code", "said"),
    [
        (Way.BASE, [city("a", 1), city("b")], "P-160", "a base: b"),
        (Way.GROWTH, [city("a", 1, now=2), city("b", 1)], "P-160", "a recent value: b"),
        (Way.POPULATION, [city("a", 1, population=5), city("b", 1)], "P-160", "a population: b"),
        (Way.GROWTH, [city("a", 1, now=1), city("b", 1, now=1)], "P-161", "no city has gained"),
        (Way.GROWTH, [city("a", 50, now=60), city("b", 90, now=91)], "P-161", "not above the base"),
        (Way.BASE, [city("a", 0), city("b", 0)], "P-161", "weight zero"),
    ],
)
def test_what_is_missing_is_named_never_taken_for_zero(way, cities, code, said):
    with pytest.raises(InputError) as caught:
        levels("100", *cities, way=way)
    assert caught.value.code == code
    assert said in caught.value.message("en")


def test_a_rate_without_denominators_is_refused():
    with pytest.raises(InputError) as caught:
        levels("90", city("a", 1), city("b", 1, whole=5), additive="rate")
    assert caught.value.code == "P-160"


# laws

BASES = st.lists(st.decimals(min_value="0.1", max_value=500, places=1), min_size=1, max_size=12)


@given(BASES, st.decimals(min_value=1, max_value=9999, places=1), st.sampled_from(list(Way)[:2]))
def test_a_decomposition_sums_exactly_to_the_target(bases, target, way):
    cities = [city(f"{n}", base, population=1000 + n) for n, base in enumerate(bases)]
    found = decomposed(read_printed(f"{target}"), cities, way=way, additive="total", digits=1)
    assert sum(share.level for share in found) == target
    assert [share.division for share in found] == [c.division for c in cities]


@given(
    st.lists(st.tuples(st.integers(1, 800), st.floats(0, 1)), min_size=1, max_size=12),
    st.integers(1, 100),
    st.sampled_from(["", ">", "≥"]),
    st.sampled_from(list(Way)[:2]),
)
def test_the_numerators_of_a_rate_sum_to_what_the_province_needs(parts, percent, sign, way):
    cities = [city(f"{n}", int(w * s), whole=w) for n, (w, s) in enumerate(parts)]
    printed = read_printed(f"{sign}{percent}")
    try:
        found = decomposed(printed, cities, way=way, additive="rate", digits=1)
    except InputError as error:
        assert "weight zero" in error.message("en")
        return
    whole = sum(c.whole for c in cities)
    assert sum(share.numerator for share in found) == required_numerator(printed, whole)
    assert all(0 <= share.numerator <= share.whole for share in found)
    if required_numerator(printed, whole) >= sum(c.base for c in cities):
        assert all(s.numerator >= c.base for s, c in zip(found, cities, strict=True))
