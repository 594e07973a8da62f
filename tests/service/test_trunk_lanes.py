"""Lanes that a user names, forbids or makes run: by hand, without a book."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from jidi.core.errors import InputError
from jidi.network.trunk import Lane
from jidi.service.trunk_lanes import bent, lanes_named


@dataclass(frozen=True)
class Spot:
    code: str
    zh: str
    en: str


PLACES = (Spot("1401", "太原市", "Taiyuan City"), Spot("11", "北京市", "Beijing"))
LANES = (
    Lane("evening", 0, 1, "road", 1320, 400, 20_000, 9, 2_000, vehicle="big"),
    Lane("morning", 0, 1, "road", 360, 400, 20_000, 9, 2_000, vehicle="big"),
    Lane("hired", 0, 1, "hired", 1320, 500, 1e9, 1, 0.0, yuan_per_kg=0.3),
    Lane("back", 1, 0, "road", 1320, 400, 20_000, 9, 2_000, vehicle="big"),
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("太原-北京", (0, 1, 2)),
        ("1401→11：big", (0, 1)),
        ("Taiyuan City-Beijing:hired", (2,)),
        ("北京至太原市:road", (3,)),
    ],
)
def test_lanes_are_named_by_their_ends_and_their_way(text, numbers):
    assert lanes_named(text, PLACES, LANES) == numbers


def test_forbidden_lanes_do_not_run_and_the_first_that_may_must_where_asked():
    made = bent(LANES, PLACES, forbid=("太原-北京:hired",), force=("太原-北京",))
    assert [(lane.least, lane.most) for lane in made] == [(1, 9), (0, 9), (0, 0), (0, 9)]


@pytest.mark.parametrize(
    ("forbid", "force", "code"),
    [
        (("太原-北京:hsr",), (), "N-960"),
        (("太原",), (), "N-960"),
        (("大同-北京",), (), "N-960"),
        (("北京-北京",), (), "N-960"),
        ((), ("太原-北京:hired",), "N-961"),
        (("太原-北京",), ("太原-北京",), "N-962"),
    ],
)
def test_what_is_no_lane_or_cannot_be_made_to_run_is_refused(forbid, force, code):
    with pytest.raises(InputError) as refused:
        bent(LANES, PLACES, forbid=forbid, force=force)
    assert refused.value.code == code
