"""Division codes, divisions and their tree."""

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.division import (
    COUNTRY,
    Division,
    DivisionCode,
    DivisionTree,
    Level,
    kind_by_code,
)
from jidi.core.errors import InputError, UnknownName, ValueProblem

SHARED = Path(__file__).parents[2].parent / "shared"


def code(text):
    return DivisionCode.parse(text)


def used(digits):
    return st.integers(1, 10**digits - 1).map(lambda n: f"{n:0{digits}d}")


village_codes = st.builds(
    lambda *parts: DivisionCode("".join(parts)), used(2), used(2), used(2), used(3), used(3)
)

ROSTER = [
    Division.of("14", "山西省", name_en="Shanxi"),
    Division.of("1401", "太原市", name_en="Taiyuan"),
    Division.of("140105", "小店区"),
    Division.of("140105001", "坞城街道"),
    Division.of("140105001001", "师范街社区居委会"),
    Division.of("140105001201", "坞城村委会"),
    Division.of("1405", "晋城市", name_en="Jincheng City"),
    Division.of("140502", "城区", name_en="Urban District"),
    Division.of("1403", "阳泉市"),
    Division.of("140302", "城区"),
]


@pytest.fixture
def tree():
    return DivisionTree(ROSTER)


# --- levels


def test_levels_are_ordered_from_the_country_down():
    assert sorted(Level, reverse=True)[0] is Level.VILLAGE
    assert Level.COUNTRY < Level.PROVINCE < Level.CITY < Level.COUNTY < Level.TOWNSHIP
    assert Level.VILLAGE > Level.TOWNSHIP >= Level.TOWNSHIP
    assert Level.CITY <= Level.CITY


def test_levels_know_their_digits_and_names():
    assert [level.digits for level in Level] == [0, 2, 4, 6, 9, 12]
    assert [Level.at_depth(level.depth) for level in Level] == list(Level)
    assert Level.COUNTY.zh == "县级"


# --- codes


@pytest.mark.parametrize(
    "short, full, level",
    [
        ("14", "140000000000", Level.PROVINCE),
        ("1401", "140100000000", Level.CITY),
        ("140105", "140105000000", Level.COUNTY),
        ("140105001", "140105001000", Level.TOWNSHIP),
        ("140105001201", "140105001201", Level.VILLAGE),
        ("140100", "140100000000", Level.CITY),
        ("00", "000000000000", Level.COUNTRY),
        (" 14 ", "140000000000", Level.PROVINCE),
    ],
)
def test_a_short_code_is_filled_up(short, full, level):
    parsed = code(short)
    assert (parsed.text, parsed.level, str(parsed)) == (full, level, full)


@pytest.mark.parametrize("text", ["", "1", "141", "14010", "14x1", "1401050012011", "１４"])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(ValueProblem) as caught:
        code(text)
    assert caught.value.code == "C-201"


def test_the_value_itself_takes_twelve_digits_only():
    with pytest.raises(ValueProblem):
        DivisionCode("14")


@pytest.mark.parametrize("text", ["000100000000", "140005000000", "140105000201", "140000003000"])
def test_a_code_that_skips_a_level_is_refused(text):
    with pytest.raises(ValueProblem) as caught:
        DivisionCode(text)
    assert caught.value.code == "C-202"


@given(village_codes)
def test_the_way_up_from_a_village_passes_every_level(village):
    seen, current = [], village
    while current is not None:
        seen.append(current)
        assert village.is_within(current)
        assert village.at(current.level) == current
        assert DivisionCode.parse(current.short) == current
        current = current.parent
    assert [c.level for c in seen] == list(reversed(Level))
    assert seen[-1] == COUNTRY


def test_a_township_of_a_city_without_counties_hangs_on_the_city():
    dongguan = code("441900003")
    assert dongguan.level is Level.TOWNSHIP
    assert dongguan.parent == code("4419")
    with pytest.raises(ValueProblem) as caught:
        dongguan.at(Level.COUNTY)
    assert caught.value.code == "C-203"


def test_nothing_below_a_division_is_above_it():
    with pytest.raises(ValueProblem):
        code("14").at(Level.CITY)
    assert not code("1401").is_within(code("140105"))
    assert not code("1501").is_within(code("14"))


@pytest.mark.parametrize(
    "text, is_one",
    [
        ("140105001201", True),
        ("140105001399", True),
        ("140105001001", False),
        ("140105001400", False),
        ("140105201", False),
    ],
)
def test_an_administrative_village_is_told_by_the_third_segment(text, is_one):
    assert code(text).is_administrative_village is is_one


@pytest.mark.parametrize(
    "text, kind",
    [
        ("14", "province"),
        ("140105001", "street"),
        ("140105100", "town"),
        ("140105200", "rural_township"),
        ("140105400", "enterprise_unit"),
        ("140105600", "unknown"),
        ("140105001001", "residents_committee"),
        ("140105001201", "villagers_committee"),
        ("140105001498", "committee_like"),
        ("140105001600", "unknown"),
    ],
)
def test_the_kind_follows_from_the_number_ranges(text, kind):
    assert kind_by_code(code(text)) == kind


# --- divisions


def test_a_division_can_be_made_from_its_code():
    county = Division.of("140105", "小店区", successor="140106")
    assert (county.level, county.parent, county.kind) == (Level.COUNTY, code("1401"), "county")
    assert county.successor == code("140106")
    assert Division.of("140105", "小店区", kind="district").kind == "district"


@pytest.mark.parametrize(
    "change, fault",
    [
        ({"name": " "}, "name"),
        ({"level": Level.CITY}, "level"),
        ({"parent": code("15")}, "parent"),
        ({"parent": code("140105")}, "parent"),
        ({"valid_from": date(2020, 1, 1), "valid_to": date(2020, 1, 1)}, "valid_to"),
    ],
)
def test_a_division_that_contradicts_itself_cannot_exist(change, fault):
    given_ = {
        "code": code("140105"),
        "name": "小店区",
        "name_en": None,
        "level": Level.COUNTY,
        "parent": code("1401"),
        "kind": "county",
    }
    with pytest.raises(ValueProblem) as caught:
        Division(**(given_ | change))
    assert caught.value.facts["fault"] == fault


def test_validity_has_an_exclusive_end():
    held = Division.of("14", "山西省", valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))
    assert held.is_valid_on(date(2020, 1, 1))
    assert not held.is_valid_on(date(2021, 1, 1))
    assert not held.is_valid_on(date(2019, 12, 31))
    assert Division.of("14", "山西省").is_valid_on(date(1900, 1, 1))


# --- the tree


def test_the_tree_gives_children_levels_and_paths(tree):
    assert len(tree) == len(list(tree)) == 10
    assert code("14") in tree
    assert code("15") not in tree
    assert [d.name for d in tree.children(code("14"))] == ["太原市", "阳泉市", "晋城市"]
    assert tree.children(code("140105001001")) == ()
    assert [d.name for d in tree.at_level(Level.COUNTY)] == ["小店区", "城区", "城区"]
    assert [d.name for d in tree.at_level(Level.COUNTY, code("1401"))] == ["小店区"]
    assert [d.name for d in tree.path(code("140105001"))] == [
        "山西省",
        "太原市",
        "小店区",
        "坞城街道",
    ]


def test_an_unknown_code_offers_the_nearest(tree):
    with pytest.raises(UnknownName) as caught:
        tree.get(code("140106"))
    assert caught.value.facts["nearest"] == "140105"
    with pytest.raises(UnknownName) as caught:
        tree.at_level(Level.CITY, code("1502"))
    assert "1402" not in caught.value.facts["nearest"]
    with pytest.raises(UnknownName):
        tree.get(COUNTRY)


@pytest.mark.parametrize(
    "asked, found",
    [
        ("1401", "140100000000"),
        ("太原市", "140100000000"),
        ("太原", "140100000000"),
        ("taiyuan", "140100000000"),
        ("小店", "140105000000"),
        ("太原市小店区", "140105000000"),
        ("太原 小店", "140105000000"),
        ("山西省阳泉市城区", "140302000000"),
        ("晋城市城区", "140502000000"),
        ("Urban District, Jincheng City", "140502000000"),
        ("Jincheng, Urban District", "140502000000"),
        ("Jincheng", "140500000000"),
        ("坞城", "140105001000"),
        ("坞城村", "140105001201"),
        ("师范街", "140105001001"),
        ("师范街社区", "140105001001"),
    ],
)
def test_a_division_is_found_by_code_name_or_bare_name(tree, asked, found):
    assert tree.find(asked).code.text == found


def test_a_name_that_several_bear_is_asked_back(tree):
    with pytest.raises(InputError) as caught:
        tree.find("城区")
    assert caught.value.code == "C-208"
    assert "山西省阳泉市城区 140302" in caught.value.what("zh")
    assert "140302, " in caught.value.what("en")
    assert tree.find("城区", within=code("1405")).code == code("140502")


@pytest.mark.parametrize(
    "name", ["太原市", "太原", "taiyuan", " 小店区 ", "阳泉市城区", "坞城街道"]
)
def test_what_a_name_means_is_what_is_found_by_it(tree, name):
    assert tree.meant(name) == tree.find(name)


@pytest.mark.parametrize("name", ["城区", "某某中心", "太原-北京", ""])
def test_a_name_of_several_or_of_none_means_none(tree, name):
    assert tree.meant(name) is None


@pytest.mark.parametrize("asked", ["晋城市小店区", "小店区太原市", "太原市太原市", "，城区"])
def test_a_name_told_with_a_division_it_does_not_lie_in_is_no_name(tree, asked):
    with pytest.raises(UnknownName):
        tree.find(asked)


def test_an_unknown_name_offers_the_nearest(tree):
    with pytest.raises(UnknownName) as caught:
        tree.find("太源市")
    assert caught.value.facts["nearest"] == "太原市"
    with pytest.raises(UnknownName) as caught:
        tree.find("太原市", within=code("1405"))
    assert "太原" not in caught.value.facts["nearest"]


def test_a_code_valid_twice_at_a_time_is_refused():
    twice = [Division.of("14", "山西省"), Division.of("14", "山西")]
    with pytest.raises(InputError) as caught:
        DivisionTree(twice)
    assert caught.value.code == "C-205"


def test_all_missing_parents_are_told_in_one_pass():
    with pytest.raises(InputError) as caught:
        DivisionTree([ROSTER[0], ROSTER[2], ROSTER[7]])
    assert caught.value.code == "C-206"
    assert len(caught.value.also) == 1


def test_a_roster_may_begin_at_any_level():
    counties = DivisionTree([ROSTER[2], ROSTER[7]])
    assert [d.name for d in counties.path(code("140105"))] == ["小店区"]


def test_the_tree_of_a_day_holds_what_stood_then():
    merged = DivisionTree(
        [
            Division.of("1407", "晋中市"),
            Division.of("140722", "旧县", valid_to=date(2020, 1, 1), successor="140703"),
            Division.of("140703", "太谷县", valid_to=date(2020, 1, 1)),
            Division.of("140703", "太谷区", valid_from=date(2020, 1, 1)),
        ]
    )
    assert merged.get(code("140703")).name == "太谷区"
    before, after = merged.as_of(date(2019, 6, 1)), merged.as_of(date(2020, 1, 1))
    assert before.get(code("140703")).name == "太谷县"
    assert [d.name for d in after.children(code("1407"))] == ["太谷区"]


@given(st.lists(village_codes, min_size=1, max_size=30))
def test_every_division_is_a_child_of_the_last_but_one_of_its_path(villages):
    codes = {c.at(level) for c in villages for level in Level}
    tree = DivisionTree(Division.of(c.text, f"n{c}") for c in codes)
    for division in tree:
        path = tree.path(division.code)
        assert [d.level for d in path] == list(Level)[: len(path)]
        if len(path) > 1:
            assert division in tree.children(path[-2].code)
    assert sum(len(tree.at_level(level)) for level in Level) == len(tree)


@pytest.mark.realdata
def test_two_provinces_of_villages_make_one_tree():
    source = SHARED / "bench/china"
    if not source.exists():
        pytest.skip("the real divisions stand in ../shared, which is not here")
    with gzip.open(source / "villages_2023_14_15.csv.gz", "rt", encoding="utf-8") as file:
        villages = [Division.of(row["code"], row["name"]) for row in csv.DictReader(file)]
    with (source / "townships_2023_14_15.csv").open(encoding="utf-8") as file:
        townships = [Division.of(row["code"], row["name"]) for row in csv.DictReader(file)]
    tree = DivisionTree(villages + townships)
    in_shanxi = [d for d in tree.at_level(Level.VILLAGE) if d.code.is_within(code("14"))]
    assert (len(in_shanxi), len(villages) - len(in_shanxi)) == (21895, 14592)
