"""Indicator and check files: a header in a block comment, then the query."""

from __future__ import annotations

from pathlib import Path

import pytest

from jidi.core.division import Level
from jidi.core.errors import DefinitionError
from jidi.model.indicator import read_check, read_indicator

HEADER = """
id = "speed"
zh = "速度"
en = "Speed"
topic = "service"
unit = "km/h"
measure = "total"
direction = "up"
scope_zh = "全部。"
scope_en = "All."
tables = ["trip"]
finest = "county"
formula_zh = "里程 ÷ 时间"
formula_en = "distance ÷ time"
numerator_zh = "里程"
numerator_en = "distance"
reference = "无"
""".strip()
CHECK = """
id = "late"
zh = "晚"
en = "Late"
severity = "error"
tables = ["trip"]
do_zh = "改正。"
do_en = "Correct it."
""".strip()
RATIO = '\ndenominator_zh = "时间"\ndenominator_en = "time"'


def _file(folder: Path, header: str = HEADER, query: str = "SELECT 1", name: str = "speed.sql"):
    path = folder / name
    path.write_text(f"/*\n{header}\n*/\n{query}\n", "utf-8")
    return path


def test_an_indicator_is_its_header_and_its_query(tmp_path):
    indicator = read_indicator(_file(tmp_path))
    assert (indicator.id, indicator.finest, indicator.file) == ("speed", Level.COUNTY, "speed.sql")
    assert indicator.sql == "SELECT 1\n"
    assert (indicator.scale, indicator.rollup, indicator.over_time) == (1.0, "sum", "flow")


def test_the_lines_of_the_header_are_counted_so_that_the_query_s_can_be_told(tmp_path):
    indicator = read_indicator(_file(tmp_path))
    line = indicator.header_lines + 1
    assert (tmp_path / "speed.sql").read_text("utf-8").splitlines()[line - 1] == "SELECT 1"


def test_a_file_with_windows_line_ends_is_read_alike(tmp_path):
    path = _file(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_indicator(path).sql.strip() == "SELECT 1"


@pytest.mark.parametrize("text", ["SELECT 1", "/* id = 1 */ SELECT 1", "/*\nid = 1\n", ""])
def test_a_file_without_a_header_is_refused(tmp_path, text):
    path = tmp_path / "speed.sql"
    path.write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_indicator(path)
    assert caught.value.code == "D-107"


def test_a_slip_in_the_header_is_told_with_the_line_of_the_file(tmp_path):
    path = _file(tmp_path, HEADER.replace('unit = "km/h"', 'unit = "km/h'))
    with pytest.raises(DefinitionError) as caught:
        read_indicator(path)
    line = path.read_text("utf-8").splitlines().index('unit = "km/h') + 1
    assert caught.value.code == "D-100"
    assert f"line {line}" in caught.value.facts["reason"]


def test_the_id_must_be_the_name_of_the_file(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        read_indicator(_file(tmp_path, name="speeds.sql"))
    assert (caught.value.code, caught.value.facts) == ("D-104", {"name": "speed"})


@pytest.mark.parametrize("key", ["sql", "file", "header_lines"])
def test_what_the_file_itself_gives_cannot_be_said_in_the_header(tmp_path, key):
    with pytest.raises(DefinitionError) as caught:
        read_indicator(_file(tmp_path, f"{HEADER}\n{key} = 1"))
    assert (caught.value.code, caught.value.facts["key"]) == ("D-101", key)


@pytest.mark.parametrize(
    "change, reason",
    [
        (lambda h: h.replace('"total"', '"ratio"'), "what its denominator is"),
        (lambda h: h.replace('"total"', '"mean"') + '\ndenominator_zh = "时间"', "denominator"),
        (lambda h: h.replace('"km/h"', '"%"'), "has scale 100"),
        (lambda h: h + '\nrollup = "recompute"', "placement"),
        (lambda h: h.replace('"county"', '"hamlet"'), "village"),
    ],
)
def test_a_header_that_contradicts_itself_is_refused(tmp_path, change, reason):
    with pytest.raises(DefinitionError) as caught:
        read_indicator(_file(tmp_path, change(HEADER)))
    assert caught.value.code == "D-102"
    assert reason in caught.value.facts["reason"]


def test_a_ratio_that_says_its_denominator_is_read(tmp_path):
    header = HEADER.replace('"total"', '"ratio"').replace('"km/h"', '"%"') + RATIO + "\nscale = 100"
    assert read_indicator(_file(tmp_path, header)).denominator_en == "time"


def test_a_recomputed_indicator_reads_the_placement(tmp_path):
    header = HEADER + '\nrollup = "recompute"'
    query = "SELECT ancestor FROM placement"
    assert read_indicator(_file(tmp_path, header, query)).rollup == "recompute"


def test_a_misspelt_key_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        read_indicator(_file(tmp_path, HEADER + "\nprecison = 2"))
    assert caught.value.facts["nearest"] == "precision"


def test_a_check_is_read_by_the_same_rules(tmp_path):
    check = read_check(_file(tmp_path, CHECK, name="late.sql"))
    assert (check.severity, check.tables, check.header_lines) == ("error", ("trip",), 9)
    with pytest.raises(DefinitionError) as caught:
        read_check(_file(tmp_path, CHECK.replace("error", "fatal"), name="late.sql"))
    assert caught.value.facts["key"] == "severity"
