"""A scheme with other numbers is the scheme of a file in which they were changed."""

from __future__ import annotations

import pytest

from jidi.core.errors import JidiError
from jidi.model.credit import read_scheme, scheme_of, scheme_text
from jidi.model.credit_varied import numbers_of, varied

OURS = scheme_of(2025)


def test_every_number_of_the_file_has_a_name_and_can_be_changed_alone():
    numbers = numbers_of(OURS)
    assert {"base", "penalty.points", "penalty.most", "trusted.at_least", "distrusted.below",
            "valid_complaints.over_3"} <= set(numbers)  # fmt: skip
    for name, value in numbers.items():
        same = varied(OURS, {name: value})
        assert (same.items, same.lists, same.base) == (OURS.items, OURS.lists, OURS.base), name
        assert numbers_of(same) == numbers
        assert same.digest != OURS.digest
        assert same.own_choice


def test_it_equals_the_file_in_which_somebody_changed_the_numbers(tmp_path):
    text = scheme_text(OURS)
    old = ("points = -3.0, most = -15.0", "{ over = 3.0, points = -5.0 }", "at_least = 97.0")
    new = ("points = -4.0, most = -20.0", "{ over = 3.0, points = -7.0 }", "at_least = 95.5")
    for one, other in zip(old, new, strict=True):
        assert text.count(one) == 1
        text = text.replace(one, other)
    (tmp_path / "ours.toml").write_text(text, "utf-8")
    told = {"penalty.points": -4.0, "penalty.most": -20.0, "valid_complaints.over_3": -7.0}
    found, wanted = (
        varied(OURS, {**told, "trusted.at_least": 95.5}),
        read_scheme(tmp_path / "ours.toml"),
    )
    assert found.items == wanted.items
    assert found.lists == wanted.lists


@pytest.mark.parametrize(
    "values, code",
    [({"penalti.points": -1}, "G-111"), ({}, "G-112"), ({"penalty.points": 3}, "D-102"),
     ({"penalty.most": -1}, "D-102"), ({"base": 200}, "D-102"),
     ({"valid_complaints.over_1": 5}, "D-102")],
)  # fmt: skip
def test_a_number_that_is_not_there_or_does_not_fit_is_refused(values, code):
    with pytest.raises(JidiError) as told:
        varied(OURS, values)
    assert told.value.code == code
