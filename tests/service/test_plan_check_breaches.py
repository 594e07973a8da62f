"""What a plan check tells is held against the network posed anew, and told in words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from jidi.service.books import open_book
from jidi.service.plan_check import plan_checked
from jidi.service.plan_check_breaches import plan_breaches


@pytest.fixture(scope="module")
def found(demo_books):
    with open_book(demo_books["shanxi"]) as book:
        yield plan_checked(
            book, year=2025, volume=20.0, losses=False,
            progress=lambda _share, _what: None, cancelled=lambda: False,
        )  # fmt: skip


def with_hub(found, **changes):
    return replace(found, hubs=(replace(found.hubs[0], **changes), *found.hubs[1:]))


def with_lane(found, **changes):
    return replace(found, lanes=(replace(found.lanes[0], **changes), *found.lanes[1:]))


def with_day(found, **changes):
    return replace(found, weekdays=(replace(found.weekdays[0], **changes), *found.weekdays[1:]))


def test_what_was_worked_out_follows_from_the_network(found):
    assert found.hubs and found.lanes and found.weekdays
    assert any(hub.short for hub in found.hubs)
    assert list(plan_breaches(found)) == []


SPOILT = {
    "a city is left out": (lambda f: replace(f, hubs=f.hubs[1:]), "核对的市数，所称 10，核算为 11"),
    "other own parcels": (
        lambda f: with_hub(f, own=f.hubs[0].own * 2),
        "自身件量，所称",
    ),
    "a gap made small": (
        lambda f: with_hub(f, short=f.hubs[0].short + 1_000),
        "缺口，所称",
    ),
    "nothing is added": (
        lambda f: replace(f, hubs=tuple(replace(hub, added=()) for hub in f.hubs)),
        "补足能力，实际 0，规定",
    ),
    "other room of a lane": (lambda f: with_lane(f, room=f.lanes[0].room + 5_000), "能力，所称"),
    "other runs of a lane": (lambda f: with_lane(f, runs=f.lanes[0].runs + 1), "班次，所称"),
    "no departures": (lambda f: with_lane(f, departures=0), "加开能力，实际 0，规定"),
    "a day is told twice": (
        lambda f: replace(f, weekdays=(*f.weekdays, f.weekdays[0])), "七天未各核对一次"
    ),
    "other room on a day": (lambda f: with_day(f, room=1.0), "周一线路能力，所称 1，"),
    "another share of a day": (lambda f: with_day(f, share=9.0), "周一件量倍数，所称 9，"),
    "no parcels on a day": (lambda f: with_day(f, share=0.0), "周一件量倍数，所称 0，"),
    "hubs full at another volume": (lambda f: with_day(f, hubs_at=1.0), "最先用满枢纽的件量"),
    "hubs that are never full": (lambda f: with_day(f, hubs_at=None), "所称 —，核算为"),
    "more waits than lacks": (lambda f: with_day(f, short=0.0, waiting=5.0), "缺口少于待运"),
    "another price": (lambda f: with_lane(f, yuan=f.lanes[0].yuan + 10), "费用，所称"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "told"), SPOILT.values(), ids=SPOILT)
def test_what_does_not_follow_is_told_with_both_figures(found, spoil, told):
    told_of = list(plan_breaches(spoil(found)))
    assert any(told in one for one in told_of), told_of
    assert not re.search("[\u4e00-\u9fff]", "".join(one.english for one in told_of))
