"""The random draw: anyone draws the same by SHA-256 alone; shares, loads and keeping away hold."""

from __future__ import annotations

import hashlib
from collections import Counter
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import InputError
from jidi.model.draw import load_draw_rules
from jidi.supervision.draw import Subject, draw

RULES = load_draw_rules()
subjects = st.lists(
    st.builds(
        Subject,
        id=st.integers(1, 10_000).map("F{}".format),
        division=st.just("140105000000"),
        operator=st.sampled_from(["Q1", "Q2", ""]),
        failed=st.integers(0, 2),
        open_hazards=st.integers(0, 1),
        inspections=st.integers(0, 2),
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda one: one.id,
)


def _sha(*parts):
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


@settings(max_examples=40)
@given(subjects, st.text("abc0", max_size=4), st.randoms(use_true_random=False))
def test_places_are_drawn_as_anyone_would_by_hand_whatever_the_order_of_the_list(
    listed, seed, random
):
    mixed = list(listed)
    random.shuffle(mixed)
    found = draw(mixed, ["甲", "乙", "丙"], seed=seed, rules=RULES)
    wanted = []
    edges = [(one.points, one.share) for one in RULES.classes]
    for at, (low, share) in enumerate(edges):
        high = edges[at - 1][0] if at else 10**9
        members = [s.id for s in listed if low <= s.points(RULES) < high]
        wanted += sorted(members, key=lambda id_: _sha(seed, "place", id_))[
            : ceil(len(members) * share)
        ]
    assert [one.subject.id for one in found.drawn] == wanted
    assert found == draw(listed, ["丙", "甲", "乙"], seed=seed, rules=RULES)


@settings(max_examples=40)
@given(subjects)
def test_inspectors_are_two_each_share_the_load_and_keep_away(listed):
    names = ["甲", "乙", "丙", "丁"]
    found = draw(listed, names, seed="s", rules=RULES, avoid={"甲": ["Q1"]})
    for one in found.drawn:
        assert len(set(one.inspectors)) == 2
        assert not (one.subject.operator == "Q1" and "甲" in one.inspectors)
    free = draw(listed, names, seed="s", rules=RULES)
    even = Counter(name for one in free.drawn for name in one.inspectors)
    assert max(even.values()) - min(even[name] for name in names) <= 1


def test_another_seed_or_another_list_is_another_draw():
    listed = [Subject(f"F{n}", "140105000000", inspections=1) for n in range(200)]
    one, other = (draw(listed, ["甲", "乙"], seed=seed, rules=RULES) for seed in ("1", "2"))
    assert one.drawn != other.drawn
    assert one.digest == other.digest
    assert draw(listed[1:], ["甲", "乙"], seed="1", rules=RULES).digest != one.digest


@pytest.mark.parametrize(
    ("listed", "names", "avoid", "code"),
    [
        ([Subject("F1", "1")], ["甲"], {}, "Y-401"),
        ([Subject("F1", "1")], ["甲", "甲"], {}, "Y-401"),
        ([Subject("F1", "1", "Q1")], ["甲", "乙"], {"甲": ["Q1"]}, "Y-402"),
        ([], ["甲", "乙"], {}, "Y-403"),
    ],
)
def test_what_cannot_be_drawn_is_refused(listed, names, avoid, code):
    with pytest.raises(InputError, match=code):
        draw(listed, names, seed="1", rules=RULES, avoid=avoid)
