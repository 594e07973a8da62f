"""The relations a question is put with."""

from __future__ import annotations

from datetime import date

from case_files import TREE

from jidi.core.division import Division, DivisionCode, DivisionTree, Level
from jidi.core.period import Period
from jidi.indicators import RELATIONS, divisions_relation, periods_relation, placement_relation


def test_periods_are_told_once_in_order_with_exclusive_ends():
    asked = [Period.parse(p) for p in ("2025", "2025-01", "2025", "2024-12-31", "2025-06ytd")]
    relation = periods_relation(asked)
    assert relation.schema.equals(RELATIONS["periods"])
    assert [tuple(row.values()) for row in relation.to_pylist()] == [
        ("2024-12-31", "day", date(2024, 12, 31), date(2025, 1, 1)),
        ("2025-01", "month", date(2025, 1, 1), date(2025, 2, 1)),
        ("2025-06ytd", "ytd", date(2025, 1, 1), date(2025, 7, 1)),
        ("2025", "year", date(2025, 1, 1), date(2026, 1, 1)),
    ]


def test_no_periods_are_an_empty_relation():
    assert periods_relation([]).num_rows == 0


def test_the_roster_tells_each_division_with_those_above_it():
    people = {DivisionCode.parse("140121"): 300000}
    relation = divisions_relation(TREE, population=people)
    assert relation.schema.equals(RELATIONS["divisions"])
    rows = {row["code"]: row for row in relation.to_pylist()}
    assert len(rows) == len(TREE)
    assert rows["140121100201"] == {
        "code": "140121100201",
        "name": "甲村",
        "level": "village",
        "parent": "140121100000",
        "province": "140000000000",
        "city": "140100000000",
        "county": "140121000000",
        "township": "140121100000",
        "population": None,
        "administrative_village": True,
    }
    county = rows["140121000000"]
    assert (county["county"], county["township"]) == ("140121000000", None)
    assert county["population"] == 300000
    assert not rows["140105001001"]["administrative_village"]


def test_a_skipped_level_is_null_in_the_roster():
    tree = DivisionTree(
        [
            Division.of("44", "广东省"),
            Division.of("4419", "东莞市"),
            Division.of("441900003", "东城街道"),
        ]
    )
    rows = {row["code"]: row for row in divisions_relation(tree).to_pylist()}
    assert rows["441900003000"]["county"] is None
    assert rows["441900003000"]["city"] == "441900000000"


def test_placement_maps_what_lies_at_or_below_the_level():
    relation = placement_relation(TREE, Level.COUNTY)
    assert relation.schema.equals(RELATIONS["placement"])
    placed = dict(zip(*relation.to_pydict().values(), strict=True))
    assert placed["140121100201"] == placed["140121000000"] == "140121000000"
    assert "140100000000" not in placed
    assert set(placed.values()) == {d.code.text for d in TREE.at_level(Level.COUNTY)}


def test_everything_is_placed_in_the_country():
    placed = placement_relation(TREE, Level.COUNTRY).to_pydict()
    assert set(placed["ancestor"]) == {"000000000000"}
    assert len(placed["division"]) == len(TREE)
