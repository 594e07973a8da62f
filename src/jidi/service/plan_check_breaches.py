"""What a plan check tells that does not follow from the network that stands, in words.

Only arithmetic: the network is posed anew, and every figure that it alone decides is worked out
again and held against what was told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from jidi.core.worded import Worded
from jidi.model.trunk import trunk_values
from jidi.service.breach_words import claim_words, limit_words
from jidi.service.plan_check import LaneCheck, PlanCheck
from jidi.service.plan_check_week import WeekdayCheck
from jidi.service.trunk_days import days_text

CLOSE: Final = 1e-6


def plan_breaches(found: PlanCheck) -> Iterator[Worded]:
    """One text for every figure that is not what the network gives."""
    number = {place.code: n for n, place in enumerate(found.posed.places)}
    yield from _hub_breaches(found, number)
    for lane in found.lanes:
        yield from _lane_breaches(found, number, lane)
    if not found.weekdays:
        return
    told = [day for one in found.weekdays for day in one.days]
    if sorted(told) != list(range(7)):
        zh, en = "七天未各核对一次", "not every day is checked once"
        yield Worded(f"{zh}：{told}", f"{en}: {told}")
    for one in found.weekdays:
        yield from _weekday_breaches(found, one)


def _hub_breaches(found: PlanCheck, number: Mapping[str, int]) -> Iterator[Worded]:
    each = trunk_values().parcel_kg
    cities = {place.code for place in found.posed.places if place.kind == "city"}
    if {hub.place.code for hub in found.hubs} != cities:
        yield claim_words("核对的市数", "cities checked", len(found.hubs), len(cities))
    for hub in found.hubs:
        place = hub.place
        own = float(found.network.own[number[place.code]]) / each
        short = max(0.0, hub.own + hub.passing - place.standing)
        room = sum(size.parcels_per_day * count for size, count in hub.added)
        if not _same(own, hub.own):
            yield claim_words(f"{place.zh}自身件量", f"own parcels of {place.en}", hub.own, own)
        if hub.passing < -CLOSE or abs(short - hub.short) > CLOSE * max(1.0, hub.own):
            yield claim_words(f"{place.zh}缺口", f"what {place.en} lacks", hub.short, short)
        if room < hub.short * (1 - CLOSE):
            yield limit_words(f"{place.zh}补足能力", f"added at {place.en}", room, hub.short)


def _lane_breaches(
    found: PlanCheck, number: Mapping[str, int], lane: LaneCheck
) -> Iterator[Worded]:
    network, values = found.network, trunk_values()
    ends = number[lane.origin.code], number[lane.target.code]
    zh = f"{lane.origin.zh}至{lane.target.zh}"
    en = f"{lane.origin.en} to {lane.target.en}"
    stands = network.stands.get(ends)
    room = 0.0 if stands is None else network.problem.lanes[stands].capacity
    runs = network.runs.get(ends, 0.0)
    yuan = lane.short * values.hired.yuan_per_kg(float(found.posed.km[ends]))
    added = lane.departures * max(truck.load_kg for truck in values.trucks)
    if not _same(room, lane.room):
        yield claim_words(f"{zh}能力", f"room from {en}", lane.room, room)
    if not _same(runs, lane.runs):
        yield claim_words(f"{zh}班次", f"runs from {en}", lane.runs, runs)
    if added < lane.short * (1 - CLOSE):
        yield limit_words(f"{zh}加开能力", f"added from {en}", added, lane.short)
    if not _same(yuan, lane.yuan):
        yield claim_words(f"{zh}费用", f"cost from {en}", lane.yuan, yuan)


def _weekday_breaches(found: PlanCheck, one: WeekdayCheck) -> Iterator[Worded]:
    """A day's parcels, the room of the lanes that run on it, added up lane by lane, and the first
    hub that they fill."""
    network, name = found.network, _days(one.days)
    for day in one.days:
        on = _days([day])
        room = sum(
            network.rooms.get(ends, (network.problem.lanes[lane].capacity,) * 7)[day]
            for ends, lane in network.stands.items()
        )
        share = network.volumes.shares[day]
        if not _same(room, one.room):
            yield claim_words(f"{on}线路能力", f"room of lanes on {on.english}", one.room, room)
        if not _same(share, one.share):
            yield claim_words(f"{on}件量倍数", f"share of {on.english}", one.share, share)
    # Parcels a year at which the day's share of them fills what some city has.
    full = [
        found.posed.hubs.volume * hub.place.standing / ((hub.own + hub.passing) * one.share)
        for hub in found.hubs if (hub.own + hub.passing) * one.share > 0
    ]  # fmt: skip
    least = min(full, default=None)
    if (one.hubs_at is None) != (least is None) or not _same(least or 0.0, one.hubs_at or 0.0):
        zh, en = f"{name}最先用满枢纽的件量", f"parcels at which a hub is full on {name.english}"
        yield claim_words(zh, en, one.hubs_at, least)
    waiting = one.waiting * trunk_values().parcel_kg
    if one.short < 0 or waiting > one.short * (1 + CLOSE):
        zh, en = f"{name}缺口少于待运", f"what {name.english} lack is less than what waits"
        yield claim_words(zh, en, one.short, waiting)


def _days(days: Sequence[int]) -> Worded:
    return Worded(days_text(days, "zh"), days_text(days, "en"))


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(1.0, abs(one), abs(other))
