from datetime import date

import pytest

from jidi.core.errors import DefinitionError, InputError, Place, UnknownName
from jidi.model.strict import build
from jidi.synth.province import Province
from jidi.synth.recipe import Control, Plant, Recipe, Series, Service, read_recipe

SHANXI = read_recipe("shanxi")


def _control(**changes):
    plain = {
        "measure": "postal_delivery",
        "period": "2024",
        "value": "12.345",
        "unit": "万件",
        "status": "own choice",
    }
    return build(Control, plain | changes, where=Place("x.toml"))


def test_a_control_counts_in_whole_items():
    assert _control().whole == 123_450


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"measure": "postal_delivry"}, "postal_delivery"),
        ({"unit": "万个"}, "万件"),
        ({"status": "published"}, "source"),
        ({"value": "-1"}, "negative"),
        ({"period": "2024-13"}, "C-101"),
    ],
)
def test_a_control_that_does_not_hold_is_refused_with_its_reason(changes, said):
    with pytest.raises(DefinitionError) as refused:
        _control(**changes)
    assert said in refused.value.message("en")


def test_years_between_two_given_ones_lie_on_a_line():
    series = Series(name="x", values={2015: 10, 2020: 20, 2025: 0})
    assert [series.at(y) for y in (2010, 2015, 2018, 2020, 2024, 2030)] == [10, 10, 16, 20, 4, 0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"values": {}}, "no values"),
        ({"values": {2020: 1}, "published": {2021: "plan"}}, "2021"),
    ],
)
def test_a_series_without_ground_is_refused(fields, said):
    with pytest.raises(DefinitionError) as refused:
        build(Series, {"name": "x", **fields}, where=Place("x.toml"))
    assert said in refused.value.message("en")


def test_an_unknown_series_names_the_nearest():
    with pytest.raises(UnknownName) as refused:
        SHANXI.at("village.servd", 2024)
    assert (refused.value.code, refused.value.facts["nearest"]) == ("S-103", "village.served")


def test_an_unknown_recipe_names_the_nearest():
    with pytest.raises(UnknownName) as refused:
        read_recipe("shanxl")
    assert (refused.value.code, refused.value.facts["nearest"]) == ("S-104", "shanxi")


def _broken(**changes):
    data = {
        ("series" if name == "series_" else name): getattr(SHANXI, name)
        for name in Recipe.model_fields
    }
    return build(Recipe, data | changes, where=Place("x.toml"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"series": SHANXI.series_ * 2}, "stand twice"),
        ({"brands": SHANXI.brands[1:]}, "shares sum"),
        ({"price": {**SHANXI.price, "letters": 1.0}}, "letters"),
        ({"demo": SHANXI.demo.model_copy(update={"days": (date(2031, 1, 1),)})}, "2031"),
        (
            {"brands": tuple(b.model_copy(update={"kind": "express"}) for b in SHANXI.brands)},
            "postal",
        ),
    ],
)
def test_a_recipe_that_contradicts_itself_is_refused(changes, said):
    with pytest.raises(DefinitionError) as refused:
        _broken(**changes)
    assert said in refused.value.message("en")


def test_a_fault_that_nobody_can_plant_is_refused_with_the_nearest():
    with pytest.raises(DefinitionError) as refused:
        build(Plant, {"kind": "sensor_gab", "count": 1}, where=Place("x.toml"))
    assert "sensor_gap" in refused.value.message("en")


def test_a_destination_without_distance_is_refused():
    service = SHANXI.service.model_dump()
    service["distance"].pop("11")
    with pytest.raises(DefinitionError) as refused:
        build(Service, service, where=Place("x.toml"))
    assert "11" in refused.value.message("en")


def test_shanxi_has_the_brands_of_its_plan_and_no_real_name():
    brands = [b.name for b in SHANXI.brands if b.kind == "express"]
    assert len(brands) == 35
    assert all(b.name.startswith(("合成", "示例")) for b in SHANXI.brands)


def _world_with(shanxi, **changes):
    arguments = {
        "tree": shanxi.tree,
        "population": shanxi.population,
        "polygons": shanxi.outlines,
        "seed": 1,
    }
    return Province(shanxi.recipe, **(arguments | changes))


def test_a_county_with_an_outline_but_no_people_is_refused(shanxi):
    lacking = {c: n for c, n in shanxi.population.items() if c.short not in ("140105", "140106")}
    with pytest.raises(InputError) as refused:
        _world_with(shanxi, population=lacking)
    assert (refused.value.code, refused.value.facts["county"]) == ("S-107", "140105000000")
    assert [error.facts["county"] for error in refused.value.also] == ["140106000000"]


def test_a_province_without_any_people_is_refused(shanxi):
    with pytest.raises(InputError) as refused:
        _world_with(shanxi, population={}, polygons={})
    assert (refused.value.code, refused.value.facts["county"]) == ("S-107", "*")


def test_more_offices_than_named_counties_are_refused(shanxi):
    stocks = tuple(
        s.model_copy(update={"where": ("140105",), "series": "facility.park"})
        if s.kind == "exchange_office"
        else s
        for s in SHANXI.stocks
    )
    province = Province(
        SHANXI.model_copy(update={"stocks": stocks}),
        tree=shanxi.tree,
        population=shanxi.population,
        polygons=shanxi.outlines,
        seed=1,
    )
    with pytest.raises(InputError) as refused:
        _ = province.facilities
    assert refused.value.code == "S-108"
    assert refused.value.facts["units"] == 1
