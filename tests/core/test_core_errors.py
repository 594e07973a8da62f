"""The error tree: what it says in both languages, and that every text it needs exists."""

import ast
import json
import pickle
import re
from pathlib import Path
from string import Formatter

import pytest

import jidi.core
from jidi.core import errors
from jidi.core.errors import JidiError, Place, UnknownName, ValueProblem, wordings

CORE = Path(jidi.core.__file__).parent
CODE = re.compile(r"[A-Z]-\d{3}")


def raised_in_core():
    """(code, names of the facts given) of every error that core raises, read from its source."""
    for path in sorted(CORE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                code = node.args[0].value
                if isinstance(code, str) and CODE.fullmatch(code):
                    yield code, {keyword.arg for keyword in node.keywords} - {"where", "also"}


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_error_of_core_has_its_texts_and_gives_the_facts_they_name():
    calls = list(raised_in_core())
    assert len(calls) > 40
    for code, facts in calls:
        wording = wordings()[code]
        for text in (wording.zh, wording.en, wording.do_zh, wording.do_en):
            assert placeholders(text) <= facts, code


def test_every_text_of_core_belongs_to_an_error_that_is_raised():
    raised = {code for code, _ in raised_in_core()}
    assert {code for code in wordings() if code.startswith("C-")} == raised


def test_both_languages_of_core_name_the_same_facts():
    for code, wording in wordings().items():
        if code.startswith("C-"):
            assert placeholders(wording.zh) == placeholders(wording.en), code
            assert placeholders(wording.do_zh) == placeholders(wording.do_en), code


def test_a_message_says_code_what_where_and_what_to_do():
    error = UnknownName("D-101", where=Place("a.toml", line=3), key="zz", nearest="id")
    assert error.message("zh") == "D-101 未知的键“zz”（a.toml，第3行）。是否应为：id？"
    assert error.message("en") == "D-101 unknown key 'zz' (a.toml, line 3). Did you mean: id?"
    assert str(error) == error.message("en")


def test_a_message_without_a_place_has_no_brackets():
    error = ValueProblem("C-311", text="x")
    assert "（" not in error.message("zh").split("。")[0]
    assert error.message("en").startswith("C-311 not a number: 'x'. ")


@pytest.mark.parametrize(
    "place, zh, en",
    [
        (Place(), "", ""),
        (Place("a.xlsx"), "a.xlsx", "a.xlsx"),
        (
            Place("a.xlsx", sheet="三月", row=12, column="F"),
            "a.xlsx，三月，第12行，列“F”",
            "a.xlsx, 三月, row 12, column 'F'",
        ),
        (Place("b.sql", line=3), "b.sql，第3行", "b.sql, line 3"),
    ],
)
def test_a_place_tells_what_is_known_of_it(place, zh, en):
    assert (place.text("zh"), place.text("en")) == (zh, en)


def test_the_json_shape_holds_both_languages_and_the_further_findings():
    second = ValueProblem("C-311", text="b")
    first = ValueProblem("C-311", where=Place("f", line=1), also=(second,), text="a")
    shape = json.loads(json.dumps(first.to_json()))
    assert shape["code"] == "C-311"
    assert shape["where"] == "f, line 1"
    assert shape["zh"] != shape["en"]
    assert [finding["en"] for finding in shape["also"]] == ["not a number: 'b'"]
    assert shape["also"][0]["where"] is None


def test_an_error_survives_the_way_to_another_process():
    error = pickle.loads(pickle.dumps(UnknownName("C-207", asked="太原", nearest="太原市")))
    assert error.message("zh") == UnknownName("C-207", asked="太原", nearest="太原市").message("zh")


def test_a_fact_may_be_called_code():
    error = ValueProblem("C-202", text="1")
    assert error.code == "C-202"
    assert ValueProblem("C-203", code="14", level="city").facts["code"] == "14"


def test_the_branches_of_the_tree_are_also_what_python_calls_them():
    assert issubclass(ValueProblem, ValueError)
    assert issubclass(UnknownName, LookupError)
    named = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, JidiError)]
    assert len(named) == 8


def test_a_code_may_not_be_defined_twice(tmp_path, monkeypatch):
    folder = tmp_path / "errors"
    folder.mkdir()
    for name in ("a.toml", "b.toml"):
        folder.joinpath(name).write_text('[X-1]\nzh=""\nen=""\ndo_zh=""\ndo_en=""\n')
    folder.joinpath("README").write_text("no texts here")
    monkeypatch.setattr(errors, "files", lambda _: tmp_path)
    with pytest.raises(AssertionError, match="X-1"):
        errors.wordings.__wrapped__()
