"""Strict reading: nothing unknown passes, every finding of a pass is told at once."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from pydantic import model_validator

from jidi.core.errors import DefinitionError, Place
from jidi.model.strict import Strict, build, read_text, read_toml

HERE = Place(file="thing.toml")


class Inner(Strict):
    name: str
    weight: float = 1.0


class Outer(Strict):
    title: str
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    mood: Literal["good", "bad"] = "good"


def _refused(data) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        build(Outer, data, where=HERE)
    return caught.value


def test_a_value_that_fits_is_built_and_cannot_be_changed():
    value = build(Outer, {"title": "a", "many": [{"name": "b"}]}, where=HERE)
    assert value.many[0].weight == 1.0
    with pytest.raises(ValueError, match="frozen"):
        value.title = "b"


def test_an_unknown_key_is_answered_with_the_nearest_known():
    error = _refused({"title": "a", "titel": "b"})
    assert (error.code, error.facts) == ("D-101", {"key": "titel", "nearest": "title"})
    assert error.where == HERE


@pytest.mark.parametrize(
    "data, key",
    [
        ({"title": "a", "inner": {"name": "b", "wieght": 2}}, "inner.wieght"),
        ({"title": "a", "many": [{"name": "b", "wieght": 2}]}, "many.0.wieght"),
    ],
)
def test_an_unknown_key_inside_is_compared_with_the_keys_there(data, key):
    error = _refused(data)
    assert (error.facts["key"], error.facts["nearest"]) == (key, "weight")


def test_all_findings_of_a_pass_are_told_at_once():
    error = _refused({"mood": "grim", "extra": 1})
    codes = sorted((e.code, e.facts["key"]) for e in (error, *error.also))
    assert codes == [("D-101", "extra"), ("D-102", "mood"), ("D-102", "title")]


def test_what_a_model_itself_objects_to_is_told_in_its_own_words():
    class Picky(Strict):
        low: int
        high: int

        @model_validator(mode="after")
        def _consistent(self):
            if self.low > self.high:
                raise ValueError("low is above high")
            return self

    with pytest.raises(DefinitionError) as caught:
        build(Picky, {"low": 2, "high": 1}, where=HERE)
    assert caught.value.facts == {"key": "—", "reason": "low is above high"}


def test_a_key_unknown_below_something_that_is_no_model_is_compared_with_the_outer_ones():
    class Free(Strict):
        either: int | Inner

    with pytest.raises(DefinitionError) as caught:
        build(Free, {"either": {"name": "b", "eihter": 1}}, where=HERE)
    unknown = [e for e in (caught.value, *caught.value.also) if e.code == "D-101"]
    assert [e.facts["key"] for e in unknown] == ["either.Inner.eihter"]
    assert unknown[0].facts["nearest"]


def test_text_that_is_not_toml_is_refused_with_line_and_reason():
    with pytest.raises(DefinitionError) as caught:
        read_toml("a = 1\nb = \n", file="x.toml")
    assert caught.value.code == "D-100"
    assert "line 2" in caught.value.message("en")


def test_bytes_that_are_not_utf_8_are_refused(tmp_path: Path):
    path = tmp_path / "x.toml"
    path.write_bytes("名 = 1".encode("gb18030"))
    with pytest.raises(DefinitionError) as caught:
        read_text(path)
    assert caught.value.code == "D-103"


def test_the_mark_that_windows_editors_put_first_is_not_part_of_the_text(tmp_path: Path):
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1")
    assert read_toml(read_text(path), file="x.toml") == {"a": 1}
