"""Long tables: only what is looked at is made, equal values rank alike, exports hold all."""

from __future__ import annotations

import gzip
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from jidi.core.division import DivisionCode, Level
from jidi.core.period import Period
from jidi.model.catalogue import Catalogue
from jidi.model.reading import Reading, Status
from jidi.web.grid import Cell, Column, Grid, MadeRows, Row
from jidi.web.packing import Packer
from jidi.web.pages.ranking import ranks_of, worst_first
from jidi.web.tables import table

VILLAGES = "indicators/village_coverage{}?level=village&division=140700000000"
CITY = DivisionCode("140700000000")
"""晋中市, whose thousands of villages fill many pages."""


def counting_rows(count: int) -> tuple[MadeRows, list[int]]:
    made: list[int] = []

    def make(at: int) -> Row:
        made.append(at)
        return Row((Cell(at),))

    return MadeRows(count, make), made


def test_short_texts_stay_in_one_line_and_long_ones_may_break():
    columns = (Column("地点"), Column("企业"), Column("Place"), Column("数", kind="number"))
    row = Row((Cell("万柏林区"), Cell("示例快递（山西）有限公司"), Cell("Wanbailin"), Cell(7)))
    text = str(table(Grid("t", "t", columns, (row,))))
    assert re.findall(r'<td class="([a-z]+)"', text) == ["brief", "long", "brief", "number"]


def test_a_page_makes_only_its_own_rows():
    rows, made = counting_rows(18_000)
    grid = Grid("g", "t", (Column("n"),), rows)
    assert [row.cells[0].value for row in grid.part(3, 50).rows] == list(range(100, 150))
    assert made == list(range(100, 150))
    assert grid.pages(50) == 360


@given(st.integers(0, 30), st.slices(30))
def test_made_rows_are_cut_like_any_sequence(count, cut):
    rows, _ = counting_rows(count)
    assert [row.cells[0].value for row in rows[cut]] == list(range(count))[cut]
    assert [row.cells[0].value for row in rows] == list(range(count))
    with pytest.raises(IndexError):
        rows[count]


def test_the_villages_of_a_city_come_in_pages_that_say_how_many_there_are(client, books):
    villages = len(books["shanxi"].tree.at_level(Level.VILLAGE, CITY))
    text = client.get("/w/shanxi/" + VILLAGES.format("")).text
    ranking = text[text.index('id="ranking"') : text.index("village_coverage.sql")]
    assert 0 < ranking.count("<tr>") - 1 <= 100
    assert f"共 {villages:,} 行" in ranking
    assert re.search(r'href="[^"]*level=village&amp;division=140700000000&amp;page=2"', ranking)


def test_the_export_holds_every_village(client, books):
    villages = len(books["shanxi"].tree.at_level(Level.VILLAGE, CITY))
    answer = client.get("/w/shanxi/export/" + VILLAGES.format(".xlsx"))
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    codes = {row[2] for row in sheet.iter_rows() if len(str(row[2])) == 12}
    assert len(codes) == villages


def test_exports_asked_for_at_once_are_all_answered_alike(client):
    address = "/w/shanxi/export/indicators/village_coverage.xlsx?level=county"
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: client.get(address), range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


def readings(values) -> list[Reading]:
    return [
        Reading(
            indicator="village_coverage",
            division=f"{140105000000 + 1000 * at}",
            level=Level.COUNTY,
            period=Period.for_year(2025),
            numerator=None,
            denominator=None,
            value=value,
            unit="%",
            status=Status.COMPUTED,
        )
        for at, value in enumerate(values)
    ]


def test_equal_values_share_a_rank_and_the_next_rank_counts_them_all():
    coverage = Catalogue().indicator("village_coverage")
    ordered = worst_first(coverage, readings([90.0, 80.0, 90.0, None, 100.0]))
    assert [r.value for r in ordered] == [80.0, 90.0, 90.0, 100.0, None]
    assert ranks_of(coverage, ordered) == [4, 2, 2, 1, None]


@given(st.lists(st.none() | st.integers(0, 5).map(float), max_size=12))
def test_a_rank_is_one_more_than_the_number_of_better_ones(values):
    for indicator in (i for i in Catalogue().indicators.values() if i.direction != "none"):
        ordered = worst_first(indicator, readings(values))
        better = {
            "up": lambda one, other: one > other,
            "down": lambda one, other: one < other,
        }[indicator.direction]
        known = [r.value for r in ordered if r.value is not None]
        expected = [
            None if r.value is None else 1 + sum(better(one, r.value) for one in known)
            for r in ordered
        ]
        assert ranks_of(indicator, ordered) == expected


def test_a_rate_of_fewer_than_ten_cases_takes_no_rank_and_stands_behind_those_that_do():
    rate = Catalogue().indicator("complaint_rate")
    cases = (12, 9, 40, None, 10)
    made = readings([3, 99, 1, None, 2])
    found = [replace(r, numerator=n) for r, n in zip(made, cases, strict=True)]
    ordered = worst_first(rate, found)
    assert [r.value for r in ordered] == [3, 2, 1, 99, None]
    assert ranks_of(rate, ordered) == [3, 2, 1, None, None]


def test_a_large_answer_is_packed_once_and_only_the_last_ones_are_kept():
    packer = Packer(most=3)
    values = [{"n": n, "名": "村"} for n in range(10)]
    first = packer.pack(values[0])
    assert packer.pack(values[0]) is first
    assert json.loads(gzip.decompress(first.packed)) == json.loads(first.plain) == values[0]
    tags = {packer.pack(value).tag for value in values}
    assert len(tags) == 10
    assert len(packer) == 3
    assert packer.pack(values[0]).tag == first.tag


def test_several_threads_get_the_same_packed_answers():
    packer = Packer(most=2)
    values = [{"n": n} for n in range(5)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda at: packer.pack(values[at % 5]).plain, range(400)))
    assert [json.loads(plain)["n"] for plain in found] == [at % 5 for at in range(400)]
    assert len(packer) == 2
