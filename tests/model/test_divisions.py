import gzip
import importlib.util
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.division import Division, DivisionCode, Level
from jidi.core.errors import DefinitionError, UnknownName
from jidi.model.divisions import (
    COLUMNS,
    count_divisions,
    division_counts,
    division_kinds,
    division_source,
    division_sources,
    load_country,
    load_divisions,
    load_roster,
    read_divisions,
)

TOOLS = Path(__file__).parents[2] / "tools"
PROVINCES = ("shanxi", "inner_mongolia")
HEAD = ",".join(COLUMNS)
GOOD = (
    "140000000000,province,000000000000,province,山西省,山西省,Shanxi Province",
    "140100000000,city,140000000000,prefecture_city,太原市,太原市,Taiyuan City",
    "140105000000,county,140100000000,district,小店区,小店区,",
)


def tool(name):
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def roster_file(folder, *rows, head=HEAD):
    path = folder / "roster.csv"
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return path


# --- what ships -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "province, cities, counties, townships, villages",
    [("shanxi", 11, 121, 1352, 21895), ("inner_mongolia", 12, 108, 1225, 14592)],
)
def test_each_level_has_the_rows_of_the_source(province, cities, counties, townships, villages):
    tree = load_divisions(province)
    found = [len(tree.at_level(level)) for level in list(Level)[1:]]
    assert found == [1, cities, counties, townships, villages]


@pytest.mark.parametrize("count", division_counts(), ids=lambda c: f"{c.what}-{c.as_of}")
def test_a_published_count_stands_beside_the_rosters_with_its_difference(count):
    found = count_divisions(load_divisions(count.province), count.what)
    assert found == count.roster
    assert found - count.published == count.difference


@pytest.mark.parametrize("province", PROVINCES)
def test_every_division_hangs_on_the_one_its_code_names(province):
    tree = load_divisions(province)
    for division in tree:
        assert division.parent == division.code.parent
        assert division.level is Level.PROVINCE or division.parent in tree


@pytest.mark.parametrize("province", PROVINCES)
def test_cities_and_counties_have_names_in_both_languages(province):
    tree = load_divisions(province)
    upper = [
        d for level in (Level.PROVINCE, Level.CITY, Level.COUNTY) for d in tree.at_level(level)
    ]
    assert all(d.name and d.name_en and d.name_en.isprintable() for d in upper)
    assert not {d.name for d in upper} & {"市辖区", "县", "省直辖县级行政区划"}


def test_well_known_places_have_their_usual_english_names():
    names = {d.name: d.name_en for p in PROVINCES for d in load_divisions(p).at_level(Level.CITY)}
    assert names["呼和浩特市"] == "Hohhot City"
    assert names["兴安盟"] == "Xing'an League"
    assert names["乌兰察布市"] == "Ulanqab City"
    assert names["长治市"] == "Changzhi City"


def test_no_village_keeps_its_committee_or_a_doubled_ending():
    for province in PROVINCES:
        for village in load_divisions(province).at_level(Level.VILLAGE):
            assert not village.name.endswith(("村委会", "委员会", "村村", "民委会", "社区居委会"))


def test_the_official_name_is_kept_beside_the_short_one():
    roster = load_roster("山西")
    code = DivisionCode("140725103213")
    assert roster.tree.get(code).name == "胡家堙村"
    assert roster.official_names[code] == "胡家堙村村民委员会"


def test_an_administrative_village_of_inner_mongolia_is_a_village_or_a_gacha():
    villages = load_divisions("15").at_level(Level.VILLAGE)
    kinds = {d.kind for d in villages if d.code.is_administrative_village}
    assert kinds == {"villagers_committee", "gacha"}


def test_every_kind_in_use_is_listed_at_its_level():
    kinds = division_kinds()
    for tree in (load_country(), *map(load_divisions, PROVINCES)):
        assert all(kinds[d.kind].level is d.level for d in tree)


def test_the_country_has_all_provinces_and_the_same_cities_as_the_rosters():
    country = load_country()
    assert len(country.at_level(Level.PROVINCE)) == 34
    for province in PROVINCES:
        for city in load_divisions(province).at_level(Level.CITY):
            assert country.get(city.code) == city


def test_a_roster_states_its_origin():
    assert [s.province.short for s in division_sources()] == ["14", "15"]
    assert division_source("内蒙").reference_date.isoformat() == "2023-06-30"
    assert division_source(DivisionCode.parse("14")).id == "shanxi"


def test_an_unknown_province_is_answered_with_the_nearest():
    with pytest.raises(UnknownName) as caught:
        load_divisions("Shansi")
    assert caught.value.code == "D-206"
    assert "shanxi" in caught.value.message().casefold()


# --- the strict reader ----------------------------------------------------------------------


def test_a_good_file_is_read_into_a_tree(tmp_path):
    tree = read_divisions(roster_file(tmp_path, *GOOD)).tree
    own = Division.of("140105", "小店区", kind="district")
    assert tree.get(DivisionCode.parse("140105")) == own


def test_a_city_without_counties_may_hold_townships(tmp_path):
    rows = (
        "440000000000,province,000000000000,province,广东省,广东省,",
        "441900000000,city,440000000000,prefecture_city,东莞市,东莞市,",
        "441900003000,township,441900000000,street,东城街道,东城街道,",
    )
    assert len(read_divisions(roster_file(tmp_path, *rows)).tree) == 3


@pytest.mark.parametrize(
    "row, code",
    [
        (GOOD[2], "D-202"),
        ("14010500000,county,140100000000,district,甲区,甲区,", "D-203"),
        ("140199000000,county,140200000000,district,甲区,甲区,", "D-204"),
        ("140299000000,county,140200000000,district,甲区,甲区,", "D-204"),
        ("140199000000,county,140100000000,distrikt,甲区,甲区,", "D-205"),
        ("140199000000,county,140100000000,town,甲区,甲区,", "D-205"),
        ("140199000000,city,140100000000,district,甲区,甲区,", "D-207"),
    ],
)
def test_a_faulty_row_is_refused_with_its_line(tmp_path, row, code):
    with pytest.raises(DefinitionError) as caught:
        read_divisions(roster_file(tmp_path, *GOOD, row))
    assert (caught.value.code, caught.value.where.line) == (code, 5)
    assert caught.value.message("zh") and caught.value.message("en")


def test_all_faulty_rows_are_found_in_one_pass(tmp_path):
    bad = [f"1401{n}000000,county,140100000000,x,甲区,甲区," for n in (97, 98, 99)]
    with pytest.raises(DefinitionError) as caught:
        read_divisions(roster_file(tmp_path, *GOOD, *bad))
    assert [e.where.line for e in (caught.value, *caught.value.also)] == [5, 6, 7]


@given(st.data())
def test_a_roster_without_one_of_its_inner_rows_is_refused(tmp_path_factory, data):
    source = load_divisions("15")
    county = data.draw(st.sampled_from(source.at_level(Level.COUNTY)))
    township = data.draw(st.sampled_from(source.children(county.code)))
    rows = [
        ",".join((d.code.text, d.level, str(d.parent), d.kind, d.name, d.name, ""))
        for d in (*source.path(township.code), *source.children(township.code))
    ]
    missing = data.draw(st.sampled_from(range(1, 4)))
    folder = tmp_path_factory.mktemp("roster")
    whole = read_divisions(roster_file(folder, *rows)).tree
    assert len(whole) == len(rows)
    with pytest.raises(DefinitionError) as caught:
        read_divisions(roster_file(folder, *rows[:missing], *rows[missing + 1 :]))
    assert caught.value.code == "D-204"
    assert caught.value.where.line == missing + 2


# --- the tool that takes the names ----------------------------------------------------------


@pytest.mark.parametrize(
    "code, official, short",
    [
        ("140725103213", "胡家堙村村民委员会", "胡家堙村"),
        ("140725103213", "胡家堙村村", "胡家堙村"),
        ("140721101215", "崇串村村委员会", "崇串村"),
        ("140721102228", "岚峪村村民委员", "岚峪村"),
        ("140728206208", "郝开村民员委会", "郝开村"),
        ("141123202216", "东南村村委", "东南村"),
        ("140105100200", "燕村委会", "燕村"),
        ("140105100200", "大张村民委员会", "大张村"),
        ("150626100207", "布寨嘎查村委员会", "布寨嘎查"),
        ("152223105207", "伊力特嘎查人民委员会", "伊力特嘎查"),
        ("152223105205", "居日很扎拉嘎嘎查委会", "居日很扎拉嘎嘎查"),
        ("152524100200", "巴润宝拉格嘎查社区", "巴润宝拉格嘎查"),
        ("152524101202", "榆树村委会社区", "榆树村"),
        ("150802400201", "一分场村委会", "一分场"),
        ("140105001001", "师范街社区居委会", "师范街社区"),
        ("140214101007", "马脊梁社区居委会区", "马脊梁社区"),
        ("140171405003", "后所营居民委员会", "后所营居委会"),
        ("140105001", "坞城街道", "坞城街道"),
        ("152571", "乌拉盖管理区管委会", "乌拉盖管理区"),
    ],
)
def test_a_short_name_is_the_place_without_its_committee(code, official, short):
    assert tool("division_names").short_name(code, official) == short


def test_placeholders_of_cities_get_a_name_of_their_own():
    own = tool("division_names").city_name
    assert own("市辖区", "北京市") == "北京市辖区"
    assert own("县", "重庆市") == "重庆市辖县"
    assert own("太原市", "山西省") == "太原市"


# The same names of one parent would make a find by name ambiguous within a county.
@pytest.mark.parametrize("province", PROVINCES)
def test_siblings_never_share_a_name(province):
    named = sorted((str(d.parent), d.name) for d in load_divisions(province))
    assert all(a != b for a, b in pairwise(named))


def test_the_files_hold_no_time_so_that_they_can_be_made_again_byte_for_byte():
    folder = TOOLS.parent / "src/jidi/definitions/divisions"
    for source in division_sources():
        head = (folder / source.file).read_bytes()[:10]
        assert head[4:8] == bytes(4)
        assert gzip.decompress((folder / source.file).read_bytes()).startswith(b"code,level")
