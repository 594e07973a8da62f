"""The catalogue: our definitions, overlaid by name with the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from jidi.core.errors import DefinitionError, UnknownName
from jidi.model import catalogue as module
from jidi.model.catalogue import Catalogue, read_code_list
from jidi.model.register import load_fields
from jidi.model.table import ORIGINS

CHECK = """/*
id = "{name}"
zh = "晚"
en = "Late"
severity = "{severity}"
tables = ["{table}"]
do_zh = "改正。"
do_en = "Correct it."
*/
SELECT division FROM {table}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "checks").mkdir()
    return tmp_path


def _write(own: Path, name: str, *, table: str = "trip", severity: str = "note") -> None:
    text = CHECK.format(name=name, table=table, severity=severity)
    (own / "checks" / f"{name}.sql").write_text(text, "utf-8")


def _codes(folder: Path, text: str) -> Path:
    path = folder / "mood.csv"
    path.write_text(text, "utf-8")
    return path


def test_every_table_and_code_list_of_ours_can_be_read():
    ours = Catalogue()
    assert {"parcel", "facility", "village_service"} <= set(ours.tables)
    assert all(name == table.name for name, table in ours.tables.items())
    assert all(name == codes.name for name, codes in ours.code_lists.items())
    assert ORIGINS == ("reported", "published", "synthetic")


def test_every_code_list_is_used_by_a_column():
    ours = Catalogue()
    used = {column.codes for table in ours.tables.values() for column in table.columns}
    used |= {column.codes for column in load_fields().by_name.values()}
    assert set(ours.code_lists) == used - {None}


def test_every_column_that_names_an_operator_refers_to_the_register():
    for table in Catalogue().tables.values():
        for column in table.columns:
            if column.name == "operator_id" and table.name != "operator":
                assert column.refers == "operator.operator_id", table.name


@pytest.mark.parametrize(
    "find, name, wrong, code",
    [
        (Catalogue.table, "parcel", "parcle", "D-112"),
        (Catalogue.indicator, "express_volume", "expres_volume", "D-113"),
        (Catalogue.check, "volume_jump", "volume_jmup", "D-114"),
    ],
)
def test_a_definition_is_found_by_name_or_the_nearest_is_offered(find, name, wrong, code):
    ours = Catalogue()
    assert name in (getattr(find(ours, name), key, None) for key in ("id", "name"))
    with pytest.raises(UnknownName) as caught:
        find(ours, wrong)
    assert (caught.value.code, caught.value.facts["nearest"]) == (code, name)


def test_the_user_s_own_file_is_added_or_takes_the_place_of_ours(own):
    _write(own, "late")
    _write(own, "volume_jump")
    checks = Catalogue(own).checks
    assert set(checks) == {*Catalogue().checks, "late"}
    assert checks["volume_jump"].severity == "note"
    assert Catalogue().checks["volume_jump"].severity == "warning"
    assert list(checks) == sorted(checks)


def test_a_folder_of_one_s_own_without_indicators_changes_nothing(own):
    assert Catalogue(own).indicators == Catalogue().indicators


def test_a_file_whose_ending_is_in_capitals_is_refused_not_overlooked(own):
    _write(own, "late")
    (own / "checks" / "late.sql").rename(own / "checks" / "late.SQL")
    with pytest.raises(DefinitionError) as caught:
        _ = Catalogue(own).checks
    assert caught.value.code == "D-104"


def test_tables_that_do_not_exist_are_all_named_in_one_pass(own):
    _write(own, "late", table="tirp")
    _write(own, "later", table="parcle")
    with pytest.raises(DefinitionError) as caught:
        _ = Catalogue(own).checks
    errors = (caught.value, *caught.value.also)
    assert [(e.code, e.where.file, e.facts["nearest"]) for e in errors] == [
        ("D-106", "late.sql", "trip"),
        ("D-106", "later.sql", "parcel"),
    ]


def test_a_reference_into_nothing_stops_the_tables(monkeypatch):
    monkeypatch.setattr(Catalogue, "code_lists", {})
    with pytest.raises(DefinitionError) as caught:
        _ = Catalogue().tables
    assert caught.value.code == "D-105"
    assert len(caught.value.also) > 10


def test_a_code_list_has_three_columns_and_a_row_for_each_code(tmp_path):
    codes = read_code_list(_codes(tmp_path, 'code,zh,en\ngood,好,"Good, fine"\n\nbad,坏,Bad\n'))
    assert codes.name == "mood"
    assert dict(codes.entries) == {"good": ("好", "Good, fine"), "bad": ("坏", "Bad")}


@pytest.mark.parametrize(
    "text, code, line",
    [
        ("", "D-108", None),
        ("code,en,zh\n", "D-108", None),
        ("code,zh,en\ngood,好\n", "D-108", 2),
        ("code,zh,en\ngood,好,Good,fine\n", "D-108", 2),
        ("code,zh,en\n\ngood,,Good\n", "D-108", 3),
        ("code,zh,en\ngood,好,Good\nbad,坏,Bad\ngood,佳,Fine\n", "D-109", 4),
    ],
)
def test_a_code_list_of_another_shape_is_refused_with_its_line(tmp_path, text, code, line):
    with pytest.raises(DefinitionError) as caught:
        read_code_list(_codes(tmp_path, text))
    assert (caught.value.code, caught.value.where.line) == (code, line)
    assert caught.value.message("zh")


def test_definitions_are_read_once(monkeypatch):
    ours = Catalogue()
    first = ours.checks
    monkeypatch.setattr(module, "read_check", None)
    assert ours.checks is first


def test_without_a_folder_of_the_users_own_nothing_is_the_users_own():
    assert Catalogue().own_indicators == ()
    assert Catalogue().own_checks == ()
