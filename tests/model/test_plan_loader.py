"""Plans are found by id, name or code, and read strictly."""

from __future__ import annotations

import pytest

from jidi.core.errors import DefinitionError, UnknownName
from jidi.model.plan_loader import load_plan, load_plans, read_plan


def test_both_plans_are_there():
    assert [plan.id for plan in load_plans()] == ["inner-mongolia", "shanxi"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("shanxi", "shanxi"),
        ("山西", "shanxi"),
        ("14", "shanxi"),
        (" Shanxi ", "shanxi"),
        ("140000000000", "shanxi"),
        ("inner-mongolia", "inner-mongolia"),
        ("内蒙古", "inner-mongolia"),
        ("15", "inner-mongolia"),
        ("Inner Mongolia", "inner-mongolia"),
    ],
)
def test_a_plan_answers_to_its_names(name, found):
    assert load_plan(name).id == found


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("shanxy", "shanxi"), ("内蒙", "inner-mongolia"), ("inner mongol", "inner-mongolia")],
)
def test_an_unknown_plan_offers_the_nearest(name, nearest):
    with pytest.raises(UnknownName) as caught:
        load_plan(name)
    assert caught.value.code == "P-100"
    assert caught.value.facts["nearest"] == nearest


def test_a_name_like_none_offers_all_plans():
    with pytest.raises(UnknownName) as caught:
        load_plan("?")
    assert caught.value.facts["nearest"] == "inner-mongolia、shanxi"


HEAD = """
id = "p"
zh = "试"
en = "Test"
province = "140000000000"
text_file = "p.txt"
notation = { brackets = "cumulative", zh = "累计", en = "sums", at = [{ line = 1, text = "x" }] }
"""
TARGETS = """
[[targets]]
id = "t"
item = "SX-001"
indicator = "i"
zh = "目标"
en = "Target"
unit = "%"
quantity = "rate"
source = "table"
path = "linear"
conditions = [{ kind = "level", printed = "90" }]
at = [{ line = 1, text = "90" }]
"""


def folder(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return tmp_path


def test_the_files_of_a_folder_make_one_plan(tmp_path):
    (tmp_path / "README").write_text("not a definition", "utf-8")
    made = read_plan(folder(tmp_path, plan=HEAD, targets=TARGETS))
    assert made.target("t").level.printed.value == 90


def test_two_files_must_not_hold_the_same_key(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        read_plan(folder(tmp_path, plan=HEAD, more='id = "q"', targets=TARGETS))
    assert caught.value.code == "P-103"
    assert "more.toml" in caught.value.message("en")


def test_broken_toml_names_its_file(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        read_plan(folder(tmp_path, plan=HEAD, targets="[[targets]"))
    assert caught.value.code == "D-100"
    assert "targets.toml" in caught.value.message("en")
