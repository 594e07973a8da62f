"""Heads of sheets: several rows, merged, with units, misspelt; sums and remarks among the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pyarrow as pa
import pytest

from jidi.core.errors import JidiError, Place
from jidi.feeds import Block
from jidi.intake.heads import HeadMapping
from jidi.intake.judge import Judge
from jidi.intake.known import Codes, Known
from jidi.intake.layout import laid_out, table_of
from jidi.intake.parts import PartReader, Taken
from jidi.intake.roster import Roster
from jidi.model.catalogue import Catalogue
from jidi.model.intake_rules import load_rules, load_words

CATALOGUE = Catalogue()
TABLE = CATALOGUE.table("monthly_return")
HEAD = ["月份", "县（市、区）", "企业编号", "业务", "业务量(万件)", "收入（元）"]
ROW = ["2025年6月", "平遥县", "SF", "快递同城", "１２.５", "1,234.5"]
KNOWN = Known(
    Roster(frozenset({"140728000000"}), {"平遥县": "140728000000"}),
    {name: Codes(list_) for name, list_ in CATALOGUE.code_lists.items()},
)


def sheet(*lines: list[str | None], merged=()) -> Block:
    width = max(map(len, lines))
    padded = [[*line, *([None] * (width - len(line)))] for line in lines]
    cells = {str(c + 1): pa.array([line[c] for line in padded], pa.string()) for c in range(width)}
    return Block("表", 1, pa.RecordBatch.from_pydict(cells), is_grid=True, merged=merged)


def understood(block: Block, mapping: HeadMapping | None = None) -> dict[str, tuple[str, int]]:
    layout = laid_out(
        block, TABLE, load_words(), mapping=mapping or HeadMapping(), hints=frozenset({"必填"}),
        where=Place(file="x.xlsx"),
    )  # fmt: skip
    return {s.column.name: (s.name, int(s.factor)) for s in layout.heads.sources}


def taken(block: Block) -> Taken:
    layout = laid_out(
        block, TABLE, load_words(), mapping=HeadMapping(), hints=frozenset({"必填"}), where=Place()
    )
    judge = Judge(
        layout.heads, KNOWN, words=load_words(), rules=load_rules(),
        now=datetime(2026, 1, 1), origin="reported",  # noqa: DTZ001
    )  # fmt: skip
    return PartReader(layout, judge, load_words(), block.part).take(block)


PLAIN = {
    "month": ("1", 1), "division": ("2", 1), "operator_id": ("3", 1), "business": ("4", 1),
    "volume": ("5", 10_000), "revenue": ("6", 1),
}  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        [HEAD, ROW],
        [["某省业务量收月报"], [], HEAD, ROW],
        [[*HEAD[:4], "业务量", "收入"], [None, None, None, None, "万件", "元"], ROW],
        [[*HEAD[:4], "业务量，单位：万件", "收入/元"], ROW],
        [["单位：万件"], [*HEAD[:4], "业务量", "收入"], ROW],
        [HEAD, ["必填", "必填", "必填"], ROW],
        [[*HEAD[:4], "本月", None], [None, None, None, None, "业务量（万件）", "收入"], ROW],
        [["month", "division", "operator_id", "business", "VOLUME(万件)", "Revenue"], ROW],
    ],
)
def test_heads_are_found_however_they_are_laid_out(lines):
    block = sheet(*lines)
    assert understood(block) == PLAIN
    found = taken(block)
    assert found.judged.good.to_pylist() == [
        {
            "month": date(2025, 6, 1), "division": "140728000000", "operator_id": "SF",
            "business": "express_same_city", "volume": 125_000.0, "revenue": 1234.5,
            "business_total": None,
        }
    ]  # fmt: skip
    assert not found.judged.held


@pytest.mark.parametrize(
    "head, code",
    [
        ([*HEAD[:5], "收入金额"], "J-103"),
        ([*HEAD[:5], "业务量"], "J-104"),
        (HEAD[:3], "J-105"),
        ([*HEAD[:4], "业务量（公里）", "收入"], "J-106"),
        (["甲", "乙", "丙"], "J-101"),
    ],
)
def test_heads_that_do_not_fit_are_told_with_the_nearest(head, code):
    with pytest.raises(JidiError) as refused:
        understood(sheet(head, ["a"] * len(head)))
    assert code in {refused.value.code, *(also.code for also in refused.value.also)}


def test_all_faults_of_a_head_are_told_at_once():
    with pytest.raises(JidiError) as refused:
        understood(sheet(["月份", "区划", "收入金额", "业务量(万件)", "业务量（件）"], ROW[:5]))
    codes = [refused.value.code, *(also.code for also in refused.value.also)]
    assert codes == ["J-103", "J-104", "J-105", "J-105"]


def test_a_senders_mapping_says_what_heads_mean():
    strange = sheet([*HEAD[:4], "寄件数", "钱", "杂项"], [*ROW, "x"])
    mapping = HeadMapping(
        columns={"寄件数": "volume", "钱": "revenue"}, ignore=("杂项",), units={"寄件数": "万件"}
    )
    assert understood(strange, mapping) == PLAIN


def test_a_mapping_that_names_no_column_is_refused():
    with pytest.raises(JidiError) as refused:
        understood(sheet(HEAD, ROW), HeadMapping(columns={"x": "volumee"}))
    assert refused.value.code == "J-109"
    assert refused.value.facts["nearest"] == "volume"


def test_sums_and_remarks_are_kept_beside_and_the_sums_compared():
    second = [*ROW[:3], "快递异地", "3.25", "100"]
    found = taken(
        sheet(HEAD, ROW, ["小计", None, None, None, "12.5", "1234.5"], second,
              ["合　计", None, None, None, "15.75", "1,344.5"], ["注：含港澳台"])
    )  # fmt: skip
    assert found.rows == found.judged.good.num_rows == 2
    assert [one.kind for one in found.beside] == ["subtotal", "total", "remark"]
    told = {(check.row, check.column): check.agrees for check in found.checks}
    assert told == {
        (3, "volume"): True, (3, "revenue"): True, (5, "volume"): True, (5, "revenue"): False,
    }  # fmt: skip


def test_a_return_whose_texts_come_by_way_of_a_dictionary_is_read_like_any_other():
    rows = [ROW, [None, "合计", None, None, "12.5", "1234.5"], [*ROW[:3], "快递异地", "1", "2"]]
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    plain = pa.RecordBatch.from_arrays(columns, names=HEAD)
    coded = pa.RecordBatch.from_arrays([c.dictionary_encode() for c in columns], names=HEAD)
    one, other = (taken(Block("", 1, cells)) for cells in (plain, coded))
    assert other.judged.good.to_pylist() == one.judged.good.to_pylist()
    assert list(other.judged.held) == list(one.judged.held)
    assert other.beside == one.beside
    assert [found.kind for found in one.beside] == ["total"]


def test_cells_merged_over_rows_hold_for_all_of_them():
    second = ["2025年6月", None, "SF", "快递异地", "1", "1"]
    found = taken(sheet(HEAD, ROW, second, merged=((2, 2, 3, 2),)))
    assert found.judged.good.column("division").to_pylist() == ["140728000000"] * 2


def test_a_row_that_cannot_be_split_is_held():
    from jidi.feeds import BrokenRow, Note

    block = sheet(HEAD, ROW)
    broken = BrokenRow(7, 'a,"b', Note("J-108"))
    found = taken(replace(block, broken=(broken,)))
    assert found.rows == 2
    assert [row.reasons[0].code for row in found.broken] == ["J-201"]


@pytest.mark.parametrize(
    "part, file", [("业务量收月报", "x.xlsx"), ("Sheet1", "monthly_return.xlsx")]
)
def test_the_table_is_told_by_sheet_or_file(part, file):
    block = replace(sheet(["a"], ["b"]), part=part)
    assert table_of(block, CATALOGUE.tables, file=file, where=Place()).name == "monthly_return"


def test_the_table_is_told_by_its_heads_or_not_at_all():
    asked = {"tables": CATALOGUE.tables, "file": "x.xlsx", "where": Place()}
    assert table_of(sheet(HEAD, ROW), **asked).name == "monthly_return"
    with pytest.raises(JidiError) as refused:
        table_of(sheet(["区划", "日期"], ["a", "b"]), **asked)
    assert refused.value.code == "J-102"
