import csv
from pathlib import Path

import pytest

from jidi.core.division import DivisionCode, Level
from jidi.core.errors import DefinitionError
from jidi.model.divisions import load_divisions
from jidi.model.statistics_census import load_census, read_census

SHARED = Path(__file__).parents[3] / "shared"
HEAD = "code,name,population,urban,rural,households,note"
CITY = "140100000000,太原市,30,20,10,12,"
PARTS = ("140105000000,小店区,20,15,5,8,", "140106000000,迎泽区,10,5,5,4,")


def census_file(folder, *rows):
    path = folder / "census.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(
    "province, population", [("14", 34_915_616), ("15", 24_049_155)], ids=["shanxi", "mongolia"]
)
def test_counties_sum_to_the_published_total_of_the_province(province, population):
    code = DivisionCode.parse(province)
    census = load_census()
    assert census[code].population == population
    counties = [c for c in census.values() if c.code.level is Level.COUNTY]
    assert sum(c.population for c in counties if c.code.is_within(code)) == population


@pytest.mark.parametrize("province", ["14", "15"])
def test_every_county_has_a_count(province):
    census = load_census()
    tree = load_divisions(province)
    upper = (Level.PROVINCE, Level.CITY, Level.COUNTY)
    assert {d.code for level in upper for d in tree.at_level(level)} == {
        c for c in census if c.is_within(DivisionCode.parse(province))
    }


def test_what_print_misses_or_misprints_is_noted():
    noted = {c.code.short: c.note for c in load_census().values() if c.note}
    assert noted["140971"] == "printed as 170971"
    assert noted["140171"] == "printed without a code"
    assert len(noted) == 6


def test_a_table_whose_parts_make_the_wholes_is_read(tmp_path):
    assert len(read_census(census_file(tmp_path, CITY, *PARTS))) == 3


@pytest.mark.parametrize(
    "rows, what",
    [
        ((CITY.replace(",30,", ",31,"),), "urban + rural"),
        ((CITY, PARTS[0]), "population"),
        ((CITY, *PARTS[:1], PARTS[1].replace(",4,", ",5,")), "households"),
    ],
)
def test_parts_that_do_not_make_the_whole_are_refused(tmp_path, rows, what):
    with pytest.raises(DefinitionError) as caught:
        read_census(census_file(tmp_path, *rows))
    assert caught.value.code == "D-227"
    assert caught.value.facts["what"] == what
    assert caught.value.where.line == 2


@pytest.mark.realdata
@pytest.mark.skipif(not (SHARED / "bench/china").is_dir(), reason="the census table is not at hand")
def test_counts_equal_those_of_the_yearbook_table():
    with (SHARED / "bench/china/census2020_county_14_15.csv").open(encoding="utf-8-sig") as file:
        table = {row["区划代码"]: row for row in csv.DictReader(file) if row["区划代码"]}
    census = load_census()
    compared = 0
    for text, row in table.items():
        code = DivisionCode.parse(text)
        if code in census:
            compared += 1
            assert census[code].population == int(row["人口数_合计"])
            assert census[code].households == int(row["家庭户数"])
    assert compared >= 248
