"""Work safety scores: what is not known is no zero, what did not arise is neither."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import JidiError
from jidi.model.responsibility import load_duty_scheme, read_duty_scheme
from jidi.supervision.credit import Fraction
from jidi.supervision.responsibility import in_order, scored

SCHEME = load_duty_scheme()
IDS = [part.id for part in SCHEME.parts]
TOLD = dict.fromkeys(IDS, True)


def test_all_parts_known_is_the_weighted_mean_of_what_went_right():
    parts = {name: Fraction(1, 4) for name in IDS}
    found = scored(SCHEME, "Q1", parts, told=TOLD)
    wanted = sum(100 * p.weight * (0.75 if p.bad else 0.25) for p in SCHEME.parts)
    assert found.value == pytest.approx(wanted)
    assert found.low == pytest.approx(wanted)
    assert found.high == pytest.approx(wanted)


def test_what_is_not_known_widens_the_range_and_is_no_zero():
    parts = {
        name: Fraction(0 if part.bad else 10, 10)
        for name, part in zip(IDS, SCHEME.parts, strict=True)
    }
    del parts["patrols"]
    dark = scored(SCHEME, "Q1", parts, told={**TOLD, "patrols": False})
    assert dark.value == pytest.approx(100)
    assert (dark.low, dark.high) == (pytest.approx(75), pytest.approx(100))
    assert dark.unknown == ("patrols",)
    nothing = scored(SCHEME, "Q1", parts, told=TOLD)
    assert (nothing.low, nothing.unknown) == (pytest.approx(100), ())


def test_with_too_little_known_there_is_no_score():
    found = scored(SCHEME, "Q1", {"hazards": Fraction(0, 9)}, told=dict.fromkeys(IDS, False))
    assert found.value is None
    assert not found.is_watched(SCHEME)
    assert (
        in_order([found, scored(SCHEME, "Q2", {n: Fraction(1, 2) for n in IDS}, told=TOLD)])[-1]
        == found
    )


shares = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda p: Fraction(min(p), max(p)))


@given(st.dictionaries(st.sampled_from(IDS), shares), st.sets(st.sampled_from(IDS)))
def test_the_score_lies_within_what_it_could_be(parts, silent):
    found = scored(SCHEME, "Q1", parts, told={name: name not in silent for name in IDS})
    assert 0 <= found.low <= found.high + 1e-9 <= 100 + 1e-6
    if found.value is not None:
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9


@pytest.mark.parametrize(
    "before, after, code",
    [
        ("weight = 0.2 ", "weight = 0.3 ", "D-10"),
        ("company_video_online", "company_vidio", "G-155"),
    ],
)
def test_a_scheme_of_ones_own_is_read_strictly(tmp_path, before, after, code):
    text = (files("jidi.definitions") / "supervision/responsibility.toml").read_text("utf-8")
    file = tmp_path / "own.toml"
    file.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(JidiError, match=code):
        read_duty_scheme(file)
