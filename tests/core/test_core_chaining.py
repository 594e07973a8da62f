"""Chain-linking by printed comparable growth; never by dividing values of two scopes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.chaining import Link, chained_back, chained_on
from jidi.core.errors import ValueProblem
from jidi.core.measure import Interval, half_unit
from jidi.core.period import Period
from jidi.model.statistics import load_statistics


def year(number):
    return Period.for_year(number)


def link(end, growth, *, start=None, **more):
    growth = Decimal(str(growth))
    half = half_unit(growth)
    start = year(end - 1 if start is None else start)
    return Link(start=start, end=year(end), growth=growth, **{"half": half} | more)


def rounded(text):
    value = Decimal(text)
    half = half_unit(value)
    return value, Interval(value - half, value + half)


def test_january_2024_of_the_country_leads_back_to_a_restated_january_2023():
    """+84.8 % is printed; the printed values 147.0 and 72.3 would make +103 %."""
    printed = {
        str(o.period): o
        for o in load_statistics()
        if o.indicator == "express_volume" and o.division.text == "0" * 12
    }
    now, before = printed["2024-01"], printed["2023-01"]
    january = Link(
        start=before.period,
        end=now.period,
        growth=now.growth,
        half=half_unit(now.growth),
        scope=now.scope,
        source=now.source,
    )
    value = now.plain_value / 10**8
    half = Decimal("0.1") / 10**4 / 2
    chain = chained_back(value, Interval(value - half, value + half), [january])
    assert float(chain.value) == pytest.approx(79.55, abs=0.005)
    assert chain.interval.contains("79.55")
    assert chain.interval.width < Decimal("0.05")
    assert not chain.interval.contains(before.plain_value / 10**8)
    naive = (value / (before.plain_value / 10**8) - 1) * 100
    assert float(naive) == pytest.approx(103.3, abs=0.1)
    assert chain.backwards
    assert (chain.origin, chain.period) == (now.period, before.period)


def test_the_five_year_growth_of_shanxi_is_one_link():
    value, rounding = rounded("5.4")
    found = chained_on(value, rounding, [link(2025, "280", start=2020, half=Decimal(5))])
    assert found.value == Decimal("20.52")
    assert (found.interval.low, found.interval.high) == (Decimal("20.0625"), Decimal("20.9825"))
    assert not found.backwards


def test_a_growth_that_is_only_a_bound_gives_a_bound():
    value, rounding = rounded("3.2")
    found = chained_on(value, rounding, [link(2024, 40, at_least=True)])
    assert found.interval == Interval.above(Decimal("3.15") * Decimal("1.4"), closed=True)
    back = chained_back(value, rounding, [link(2024, 40, at_least=True)])
    assert float(back.interval.high) == pytest.approx(3.25 / 1.4)
    assert (back.interval.low, back.interval.low_closed) == (0, False)


@pytest.mark.parametrize("links", [[], [link(2022, 5), link(2024, 5)], [link(2023, 5)] * 2])
def test_a_chain_with_a_gap_is_refused(links):
    for carry in (chained_on, chained_back):
        with pytest.raises(ValueProblem) as caught:
            carry(Decimal(1), Interval.point(1), links)
        assert caught.value.code == "C-341"


@pytest.mark.parametrize(("growth", "start"), [(-100, 2022), (-120, 2022), (5, 2023), (5, 2024)])
def test_a_link_that_leads_nowhere_cannot_be(growth, start):
    with pytest.raises(ValueProblem) as caught:
        link(2023, growth, start=start)
    assert caught.value.code == "C-340"


GROWTHS = st.lists(st.decimals(min_value=-60, max_value=300, places=1), min_size=1, max_size=6)
VALUES = st.decimals(min_value=1, max_value=100_000, places=2)


@given(VALUES, GROWTHS)
def test_chaining_inverts_compounding(value, growths):
    links = [link(2021 + n, growth) for n, growth in enumerate(growths)]
    on = chained_on(value, Interval.point(value), links)
    compounded = float(value)
    for growth in growths:
        compounded *= 1 + float(growth) / 100
    assert float(on.value) == pytest.approx(compounded, rel=1e-9)
    back = chained_back(on.value, on.interval, links)
    assert float(back.value) == pytest.approx(float(value), rel=1e-12)
    assert back.interval.low <= value <= back.interval.high


@given(VALUES, GROWTHS)
def test_the_interval_holds_every_value_that_prints_alike(value, growths):
    links = [link(2021 + n, growth) for n, growth in enumerate(growths)]
    on = chained_on(value, Interval(value - 1, value + 1), links)
    assert on.interval.low <= on.value <= on.interval.high
    low = high = Decimal(1)
    for growth in growths:
        low *= 1 + (growth - Decimal("0.05")) / 100
        high *= 1 + (growth + Decimal("0.05")) / 100
    if value > 1:
        assert float(on.interval.low) == pytest.approx(float((value - 1) * low), rel=1e-9)
    assert float(on.interval.high) == pytest.approx(float((value + 1) * high), rel=1e-9)


@given(VALUES, GROWTHS, st.sampled_from([Decimal("0.0001"), Decimal(10000)]))
def test_a_chain_does_not_depend_on_the_unit(value, growths, factor):
    links = [link(2021 + n, growth) for n, growth in enumerate(growths)]
    plain = chained_on(value, Interval.point(value), links)
    scaled = chained_on(value * factor, Interval.point(value * factor), links)
    assert float(scaled.value) == pytest.approx(float(plain.value * factor), rel=1e-12)
