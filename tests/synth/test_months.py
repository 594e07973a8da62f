from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from jidi.core.errors import InputError
from jidi.core.period import Period
from jidi.synth import read_recipe
from jidi.synth.months import fitted, monthly_money, monthly_volumes
from jidi.synth.recipe import VOLUMES, Control

RECIPES = {name: read_recipe(name) for name in ("shanxi", "inner_mongolia")}


def _sum(recipe, months, period):
    first = (period.year - recipe.first_year) * 12
    return int(months[first + period.start.month - 1 : first + period.months()[-1].part].sum())


@pytest.mark.parametrize("name", RECIPES)
def test_every_control_of_volume_is_met_exactly(name):
    recipe = RECIPES[name]
    for control in recipe.controls:
        if control.measure in VOLUMES:
            months = monthly_volumes(recipe, control.measure)
            assert _sum(recipe, months, control.period) == control.whole, control


@pytest.mark.parametrize("name", RECIPES)
def test_every_control_of_revenue_is_met_exactly(name):
    recipe = RECIPES[name]
    express, other, whole = monthly_money(recipe)
    series = {
        "express_revenue": express,
        "industry_revenue": express + other,
        "business_total": whole,
    }
    for control in recipe.controls:
        if control.measure in series:
            assert _sum(recipe, series[control.measure], control.period) == control.whole, control


@pytest.mark.parametrize("name", RECIPES)
def test_no_month_falls_out_of_the_course_of_its_year(name):
    recipe = RECIPES[name]
    for measure in ("express_inter_city", "postal_delivery"):
        years = monthly_volumes(recipe, measure).reshape(-1, 12)
        assert np.all(years.min(axis=1) > 0.5 * years.mean(axis=1))
        assert np.all(years.max(axis=1) < 1.6 * years.mean(axis=1))


def test_parts_larger_than_the_whole_are_refused():
    recipe = RECIPES["shanxi"]
    totals = {Period.for_year(y): 100 for y in recipe.years}
    totals[Period.parse("2022-06ytd")] = 101
    with pytest.raises(InputError) as refused:
        fitted(recipe, totals, measure="parcels")
    assert refused.value.code == "S-105"
    assert refused.value.facts["period"] == "2022"


def test_a_year_without_total_is_refused():
    recipe = RECIPES["shanxi"]
    totals = {Period.for_year(y): 100 for y in recipe.years if y != 2023}
    with pytest.raises(InputError) as refused:
        fitted(recipe, totals, measure="parcels")
    assert (refused.value.code, refused.value.facts["period"]) == ("S-105", "2023")


def test_industry_revenue_without_express_revenue_is_refused():
    recipe = RECIPES["shanxi"]
    alone = Control(
        measure="industry_revenue",
        period="2022-02",
        value=Decimal(9),
        unit="亿元",
        status="own choice",
    )
    with pytest.raises(InputError) as refused:
        monthly_money(recipe.model_copy(update={"controls": (*recipe.controls, alone)}))
    assert refused.value.code == "S-106"
    assert refused.value.facts["period"] == str(Period.for_month(2022, 2))


def test_a_month_without_control_grows_with_the_year():
    recipe = RECIPES["shanxi"]
    totals = {Period.for_year(y): 12_000_000 * 2 ** (y - 2020) for y in recipe.years}
    months = fitted(recipe, totals, measure="parcels")
    january = [months[12 * k] for k in range(len(recipe.years))]
    assert np.all(np.diff(january) > 0)
    assert date(recipe.first_year, 1, 1) == Period.for_year(recipe.first_year).start
