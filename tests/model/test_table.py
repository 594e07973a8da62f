"""Tables as data: what a definition may say and what it may not."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from jidi.core.errors import DefinitionError, Place, UnknownName
from jidi.model.strict import build
from jidi.model.table import CodeList, Table, check_references, read_table

COLUMNS = [
    {"name": "visit_id", "zh": "编号", "en": "Id", "type": "text", "required": True},
    {"name": "place", "zh": "地点", "en": "Place", "type": "division"},
    {"name": "kind", "zh": "类别", "en": "Kind", "type": "code", "codes": "kinds"},
    {"name": "people", "zh": "人数", "en": "People", "type": "integer", "min": 0, "max": 9},
    {"name": "length", "zh": "时长", "en": "Length", "type": "decimal"},
    {"name": "happy", "zh": "满意", "en": "Happy", "type": "boolean"},
    {"name": "day", "zh": "日期", "en": "Day", "type": "date"},
    {"name": "began", "zh": "开始", "en": "Began", "type": "timestamp"},
]


def _data(**changes):
    data = {
        "name": "visit",
        "zh": "走访",
        "en": "Visit",
        "kind": "flow",
        "describes_zh": "走访。",
        "describes_en": "Visits.",
        "key": ["visit_id"],
        "columns": COLUMNS,
    }
    return data | changes


def _column(name: str, **changes):
    return [dict(c, **changes) if c["name"] == name else c for c in COLUMNS]


def _table(**changes) -> Table:
    return build(Table, _data(**changes), where=Place(file="visit.toml"))


def test_the_schema_in_the_lake_is_the_own_columns_and_then_the_origin():
    assert _table().arrow_schema.equals(
        pa.schema(
            [
                pa.field("visit_id", pa.string(), nullable=False),
                pa.field("place", pa.string()),
                pa.field("kind", pa.string()),
                pa.field("people", pa.int64()),
                pa.field("length", pa.float64()),
                pa.field("happy", pa.bool_()),
                pa.field("day", pa.date32()),
                pa.field("began", pa.timestamp("s")),
                pa.field("origin", pa.string(), nullable=False),
            ]
        )
    )


def test_a_column_is_found_by_name_or_the_nearest_is_offered():
    assert _table().column("people").max == 9
    with pytest.raises(UnknownName) as caught:
        _table().column("poeple")
    assert caught.value.facts == {"table": "visit", "column": "poeple", "nearest": "people"}


@pytest.mark.parametrize("partition", ["day", "began", None])
def test_a_table_may_be_cut_by_a_date_or_a_time(partition):
    assert _table(partition=partition, sort=["place"]).partition == partition


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"columns": _column("kind", codes=None)}, "'codes' goes with type 'code'"),
        ({"columns": _column("people", codes="kinds")}, "'codes' goes with type 'code'"),
        ({"columns": _column("people", min=10)}, "min is above max"),
        ({"columns": _column("day", min=1)}, "min and max are for numbers"),
        ({"columns": _column("day", max=1)}, "min and max are for numbers"),
        ({"columns": [*COLUMNS, COLUMNS[1]]}, "columns stand twice: place"),
        ({"columns": [*COLUMNS, dict(COLUMNS[1], name="origin")]}, "'origin' is the system column"),
        ({"key": []}, "a table needs a key"),
        ({"key": ["visit"]}, "nearest: visit_id"),
        ({"sort": ["plaec"]}, "nearest: place"),
        ({"partition": "bgean"}, "nearest: began"),
        ({"key": ["place"]}, "key column place must be required"),
        ({"partition": "people"}, "must be a date or a timestamp"),
        ({"kind": "heap"}, "register"),
        ({"columns": _column("people", type="number")}, "text"),
    ],
)
def test_a_definition_that_contradicts_itself_is_refused_with_the_reason(changes, reason):
    with pytest.raises(DefinitionError) as caught:
        _table(**changes)
    assert caught.value.code == "D-102"
    assert reason in caught.value.facts["reason"]


def _written(folder: Path, file: str) -> Path:
    path = folder / file
    path.write_text(
        'name = "visit"\nzh = "走访"\nen = "Visit"\nkind = "flow"\ndescribes_zh = "走访。"\n'
        'describes_en = "Visits."\nkey = ["visit_id"]\ncolumns = [\n'
        '  { name = "visit_id", zh = "编号", en = "Id", type = "text", required = true },\n]\n',
        "utf-8",
    )
    return path


def test_a_table_is_read_from_the_file_of_its_name(tmp_path):
    assert read_table(_written(tmp_path, "visit.toml")).key == ("visit_id",)
    with pytest.raises(DefinitionError) as caught:
        read_table(_written(tmp_path, "visits.toml"))
    assert (caught.value.code, caught.value.facts) == ("D-104", {"name": "visit"})


def test_a_code_has_a_name_in_both_languages_or_the_nearest_is_offered():
    kinds = CodeList(name="kinds", entries={"long": ("长", "Long"), "short": ("短", "Short")})
    assert (kinds.label("long", "zh"), kinds.label("short", "en")) == ("长", "Short")
    with pytest.raises(UnknownName) as caught:
        kinds.label("shrot", "zh")
    assert caught.value.facts == {"list": "kinds", "value": "shrot", "nearest": "short"}


def test_every_reference_into_nothing_is_found_in_one_pass():
    columns = [
        *COLUMNS,
        {"name": "a", "zh": "甲", "en": "A", "type": "text", "refers": "nowhere.x"},
        {"name": "b", "zh": "乙", "en": "B", "type": "text", "refers": "visit.plaec"},
        {"name": "c", "zh": "丙", "en": "C", "type": "text", "refers": "visit"},
        {"name": "d", "zh": "丁", "en": "D", "type": "text", "refers": "visit.place"},
    ]
    tables = {"visit": _table(columns=columns)}
    found = check_references(tables, {"sizes": CodeList(name="sizes", entries={})})
    assert [(f.code, f.facts["name"], f.where.column) for f in found] == [
        ("D-105", "kinds", "kind"),
        ("D-106", ["nowhere", "x"][0], "a"),
        ("D-106", "visit.plaec", "b"),
        ("D-106", "visit", "c"),
    ]


def test_references_that_lead_somewhere_raise_nothing():
    kinds = CodeList(name="kinds", entries={})
    assert check_references({"visit": _table()}, {"kinds": kinds}) == ()
